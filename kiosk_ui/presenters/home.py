# SPDX-License-Identifier: Apache-2.0
"""Home: what a citizen can come for."""

from dataclasses import dataclass
from typing import Final

from kiosk_ui import journey
from kiosk_ui.presenters.base import Presenter

_DOORS: Final = {
    "document": "service_request",
    "complaint": "complaint",
    "suggestion": "suggestion",
}
"""The way in behind each tile that files something."""

_TILES: Final = ("question", *_DOORS, "case", "talk")
_SCREENS: Final = {"question": "ask", "case": "track", "talk": "talk"}
"""The first screen behind each of the other tiles."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One tile."""

    code: str
    title: str
    hint: str
    possible: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The tiles and what is true about saving."""

    title: str
    time: str
    date: str
    choices: tuple[Choice, ...]
    emergency: str
    saved: str
    sent: str
    done: str


class HomePresenter(Presenter[Home]):
    """Offers the ways to begin."""

    screen = "home"

    def view(self) -> Home:
        """The tiles in the visitor's language."""
        now, words = self.kiosk.clock.now(), self.words
        return Home(
            words("kiosk.home.title"),
            words.time(now),
            words.short_date(now),
            tuple(map(self._choice, _TILES)),
            words("kiosk.home.emergency"),
            words("kiosk.home.saved"),
            words("kiosk.home.sent"),
            words("kiosk.home.done"),
        )

    def _choice(self, code: str) -> Choice:
        possible = self._possible(code)
        why = "hint" if possible else "language" if self.kiosk.attention.languages else "absent"
        return Choice(code, self.words(f"kiosk.home.{code}"), self.words(f"kiosk.home.{code}.{why}"), possible)

    def _possible(self, code: str) -> bool:
        """All but speaking is, where no ears understand the visitor's language."""
        return code != "talk" or self.visit.language in self.kiosk.attention.languages

    def choose(self, code: str) -> None:
        """Begin what the tile is for."""
        if not self._possible(code):
            return
        if code in _DOORS:
            self.visit.begin(_DOORS[code])
            self.kiosk.router.push(journey.first(self.visit.door))
        else:
            self.kiosk.router.push(_SCREENS[code])

    def emergency(self) -> None:
        """Whom to call."""
        self.kiosk.router.push("emergency")

    def change_language(self) -> None:
        """Choose another language."""
        self.kiosk.router.push("language")

    def done(self) -> None:
        """Leave."""
        self.kiosk.leave()
