# SPDX-License-Identifier: Apache-2.0
"""Kiosk: what every presenter may reach. No Kivy: the app puts a window around it."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from appliance.charter import Field
from appliance.ports import Clock, Ears, ReceiptPrinter
from appliance.slip import Slip
from appliance.words import LANGUAGES, Words, words_in
from hardware.printer import AbsentPrinter
from kiosk_ui import journey
from kiosk_ui.access import AS_ALWAYS, Access
from kiosk_ui.attention import Attention
from kiosk_ui.desk import NoDesk
from kiosk_ui.ports import Answers, Counter, Desk, Hindrance, Result, Runner, Show
from kiosk_ui.router import Router
from kiosk_ui.shift import Shift
from kiosk_ui.visit import Visit
from voice.ears import AbsentEars

Presenting = TypeVar("Presenting")

_EVERY: Final = 10_000
"""Milliseconds between two looks whether anybody can be served."""

_AT_REST: Final = frozenset({"attract", "maintenance"})
"""The screens of a kiosk that nobody is using, on which it looks."""

_BEFORE_A_MATTER: Final = frozenset(
    {"attract", "language", "home", "services", "talk", "ask", "topics", "asking", "emergency", "maintenance", "rest"}
)
"""Screens that show nothing of a matter yet."""


_DEAF: Final = AbsentEars()


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
        access: Access = AS_ALWAYS,
        speaks: bool = False,
        redraw: Callable[[], None] = lambda: None,
        read: Callable[[], None] = lambda: None,
        ears: Ears = _DEAF,
        hush: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wait for a first touch.

        Every visit begins with `access`; `speaks` where there is a voice; `redraw` has what is on show drawn
        anew, and `read` has it read aloud. Whenever `ears` begin to listen, `hush` makes the kiosk silent.
        """
        self.hall, self.counter, self.answers, self.clock = hall, counter, answers, clock
        self.paper = paper or Paper(AbsentPrinter(), runner)
        self.desk: Desk = desk or NoDesk()
        self.speaks = speaks
        self._access, self._redraw, self._read, self._show = access, redraw, read, show
        self.visit = Visit(hall.languages[0], access)
        self.shift: Shift | None = None
        """The officer who works in staff mode, if one does."""
        self.attention = Attention(ears, hush, now)
        self.router = Router(routes, "attract", self._arrive)
        self.adjusting = False
        """Whether the access panel lies over the screen."""
        self._runner = runner
        self._hindrance, self._looked, self._looking = hindrance, -_EVERY, False
        self._presented: tuple[int, Any] = (-1, None)

    @property
    def words(self) -> Words:
        """The sentences in the visitor's language."""
        return words_in(self.visit.language)

    @property
    def busy(self) -> bool:
        """Whether the kiosk is working for the visitor: nobody is idle who waits for us."""
        # at rest it only looks whether anybody can be served
        return self._runner.busy and self.router.current not in _AT_REST

    @property
    def form(self) -> Sequence[Field]:
        """The questions of the form that belongs to the visitor's matter."""
        return journey.form_of(self.visit, self.counter.charter)

    @property
    def hushed(self) -> bool:
        """Whether the matter on show is a protected one, which is never spoken in a hall full of people."""
        if self.router.current in _BEFORE_A_MATTER:
            return False
        services = (self.visit.service, self.visit.seen.service if self.visit.seen else "")
        known = self.counter.charter.services
        return any(known[one].sensitivity == "protected" for one in services if one in known)

    @property
    def as_always(self) -> bool:
        """Whether the visitor is served as every other one is at first."""
        return self.visit.access == self._access

    def _arrive(self, screen: str) -> None:
        # nobody is listened to who has gone to another screen
        self.attention.cancel()
        self._show(screen)

    def leave(self) -> None:
        """End the visit: everything the person said is dropped, and the kiosk waits for the next one."""
        self.visit, self.shift = Visit(self.hall.languages[0], self._access), None
        self.answers.forget()
        self.router.reset()

    def knock(self) -> None:
        """Somebody wants to enter staff mode: the visit ends, but for its language, and a PIN is asked for."""
        self.visit, self.shift = Visit(self.visit.language, self._access), None
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

    def present(self, make: Callable[["Kiosk"], Presenting]) -> Presenting:
        """The presenter of the screen on show: one from move to move, however often the screen is drawn anew."""
        if self._presented[0] != self.router.moves:
            self._presented = (self.router.moves, make(self))
        presenter: Presenting = self._presented[1]
        return presenter

    def adjust(self, access: Access) -> None:
        """Serve the visitor in this way from now on."""
        self.visit.access = access
        self._redraw()

    def listen(self) -> None:
        """Read the screen aloud, and from now on every other one."""
        if not self.visit.access.voice:
            self.adjust(replace(self.visit.access, voice=True))
        self._read()

    def ask_access(self, wanted: bool) -> None:
        """Open the access panel over the screen, or close it."""
        self.adjusting = wanted
        self._redraw()

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
