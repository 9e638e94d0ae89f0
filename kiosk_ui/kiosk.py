# SPDX-License-Identifier: Apache-2.0
"""Kiosk: what every presenter may reach. No Kivy: the app puts a window around it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from appliance.charter import Field
from appliance.ports import Clock
from appliance.words import LANGUAGES, Words, words_in
from kiosk_ui import journey
from kiosk_ui.ports import Answers, Counter, Result, Runner, Show
from kiosk_ui.router import Router
from kiosk_ui.visit import Visit


@dataclass(frozen=True, slots=True)
class Hall:
    """Whose kiosk this is."""

    barangay: str
    city: str
    languages: tuple[str, ...] = LANGUAGES
    """Those offered; the first one is spoken until the visitor chose."""


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
    ) -> None:
        """Wait for a first touch."""
        self.hall, self.counter, self.answers, self.clock = hall, counter, answers, clock
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

    @property
    def form(self) -> Sequence[Field]:
        """The questions of the form that belongs to the visitor's matter."""
        return journey.form_of(self.visit, self.counter.charter)

    def leave(self) -> None:
        """End the visit: everything the person said is dropped, and the kiosk waits for the next one."""
        self.visit = Visit(self.hall.languages[0])
        self.answers.forget()
        self.router.reset()

    def run(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run slow work; what comes back after the visitor left this screen is dropped."""
        moves = self.router.moves
        here = self._only(moves, then), self._only(moves, failed)
        self._runner.submit(work, *here)

    def _only(self, moves: int, receive: Callable[[Result], None]) -> Callable[[Result], None]:
        def guarded(what: Result) -> None:
            if self.router.moves == moves:
                receive(what)
            else:
                self.answers.forget()

        return guarded
