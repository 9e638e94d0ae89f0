# SPDX-License-Identifier: Apache-2.0
"""Kiosk: what every presenter may reach. No Kivy: the app puts a window around it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from appliance.ports import Clock, ReceiptPrinter
from appliance.slip import Slip
from appliance.words import LANGUAGES, Words, words_in
from hardware.printer import AbsentPrinter
from kiosk_ui.ports import Counter, Result, Runner, Show
from kiosk_ui.router import Router
from kiosk_ui.visit import Visit


@dataclass(frozen=True, slots=True)
class Hall:
    """Whose kiosk this is."""

    barangay: str
    city: str
    languages: tuple[str, ...] = LANGUAGES
    """Those offered; the first one is spoken until the visitor chose."""
    officer: str = ""
    """Who receives what is filed, with designation; empty where the machine does."""
    number: str = ""
    """Where it can be texted, as people write numbers; empty where that is not known."""
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
        runner: Runner,
        clock: Clock,
        routes: Collection[str],
        show: Show,
        paper: Paper | None = None,
    ) -> None:
        """Wait for a first touch."""
        self.hall, self.counter, self.clock = hall, counter, clock
        self.paper = paper or Paper(AbsentPrinter(), runner)
        self.visit = Visit(hall.languages[0])
        self.router = Router(routes, "attract", show)
        self._runner = runner

    @property
    def words(self) -> Words:
        """The sentences in the visitor's language."""
        return words_in(self.visit.language)

    @property
    def busy(self) -> bool:
        """Whether the kiosk is working for the visitor: nobody is idle who waits for us."""
        return self._runner.busy

    def leave(self) -> None:
        """End the visit: everything the person said is dropped, and the kiosk waits for the next one."""
        self.visit = Visit(self.hall.languages[0])
        self.router.reset()

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

        return guarded
