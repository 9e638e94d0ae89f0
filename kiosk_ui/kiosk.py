# SPDX-License-Identifier: Apache-2.0
"""Kiosk: what every presenter may reach. No Kivy: the app puts a window around it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.charter import Field
from appliance.ports import Clock, ReceiptPrinter
from appliance.slip import Slip
from appliance.words import LANGUAGES, Words, words_in
from hardware.printer import AbsentPrinter
from kiosk_ui import journey
from kiosk_ui.desk import NoDesk
from kiosk_ui.ports import Answers, Counter, Desk, Hindrance, Result, Runner, Show
from kiosk_ui.router import Router
from kiosk_ui.shift import Shift
from kiosk_ui.visit import Visit

_EVERY: Final = 10_000
"""Milliseconds between two looks whether anybody can be served."""

_AT_REST: Final = frozenset({"attract", "maintenance"})
"""The screens of a kiosk that nobody is using, on which it looks."""


@dataclass(frozen=True, slots=True)
class Hall:
    """Whose kiosk this is."""

    barangay: str
    city: str
    languages: tuple[str, ...] = LANGUAGES
    """Those offered; the first one is spoken until the visitor chose."""
    officer: str = ""
    """Who receives what is filed, with designation; empty where the machine does."""
    sms_number: str = ""
    """The number that citizens text, as they dial it; empty where there is none."""
    seal: str = ""
    """The path of a picture of its own seal; empty for our emblem."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The receipt printer, and a runner of its own: a printer that hangs must keep no case from being saved."""

    printer: ReceiptPrinter
    runner: Runner


class Kiosk:
    """The hall, its counter, the way through the screens, and the one visit that is going on."""

    def __init__(
        self,
        hall: Hall,
        counter: Counter,
        answers: Answers,
        runner: Runner,
        clock: Clock,
        routes: Collection[str],
        show: Show,
        paper: Paper | None = None,
        *,
        desk: Desk | None = None,
        hindrance: Hindrance = lambda: "",
    ) -> None:
        """Wait for a first touch."""
        self.hall, self.counter, self.answers, self.clock = hall, counter, answers, clock
        self.paper = paper or Paper(AbsentPrinter(), runner)
        self.desk: Desk = desk or NoDesk()
        self.visit = Visit(hall.languages[0])
        self.shift: Shift | None = None
        """The officer who works in staff mode, if one does."""
        self.router = Router(routes, "attract", show)
        self._runner = runner
        self._hindrance, self._looked, self._looking = hindrance, -_EVERY, False

    @property
    def words(self) -> Words:
        """The sentences in the visitor's language."""
        return words_in(self.visit.language)

    @property
    def busy(self) -> bool:
        """Whether the kiosk is working for the visitor: nobody is idle who waits for us."""
        return self._runner.busy

    @property
    def form(self) -> Sequence[Field]:
        """The questions of the form that belongs to the visitor's matter."""
        return journey.form_of(self.visit, self.counter.charter)

    def leave(self) -> None:
        """End the visit: everything the person said is dropped, and the kiosk waits for the next one."""
        self.visit, self.shift = Visit(self.hall.languages[0]), None
        self.answers.forget()
        self.router.reset()

    def knock(self) -> None:
        """Somebody wants to enter staff mode: the visit ends, but for its language, and a PIN is asked for."""
        self.visit, self.shift = Visit(self.visit.language), None
        self.router.reset("attract", "staff.pin")

    def look_after(self) -> None:
        """While nobody uses the kiosk, look now and then whether anybody can be served, and say so where not."""
        now = self.clock.now()
        if self.router.current in _AT_REST and not self._looking and abs(now - self._looked) >= _EVERY:
            self._looking, self._looked = True, now
            self._runner.submit(self._hindrance, self._looked_after, lambda error: self._looked_after("store"))

    def _looked_after(self, hindrance: str) -> None:
        self._looking = False
        if hindrance and self.router.current == "attract":
            self.router.reset("maintenance")
        elif not hindrance and self.router.current == "maintenance":
            self.leave()

    def run(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run slow work; what comes back after the visitor left this screen is dropped."""
        moves = self.router.moves
        here = self._only(moves, then), self._only(moves, failed)
        self._runner.submit(work, *here)

    def print(self, slip: Slip, then: Callable[[None], None], failed: Callable[[Exception], None]) -> None:
        """Print; what is told of it after the visitor left this screen is dropped."""
        moves = self.router.moves
        printer = self.paper.printer
        self.paper.runner.submit(lambda: printer.print(slip), self._only(moves, then), self._only(moves, failed))

    def _only(self, moves: int, receive: Callable[[Result], None]) -> Callable[[Result], None]:
        def guarded(what: Result) -> None:
            if self.router.moves == moves:
                receive(what)
            else:
                self.answers.forget()

        return guarded
