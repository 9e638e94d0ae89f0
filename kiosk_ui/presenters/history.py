# SPDX-License-Identifier: Apache-2.0
"""History: what has happened to a case, in plain words, the newest first."""

from dataclasses import dataclass
from typing import Final

from appliance.counter import Line
from appliance.text import parts
from appliance.words import Words
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter

_LONGEST: Final = 360
"""Characters of what was said that are shown; a reply's whole wording is on the case's own screen."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: when, what, and the words that were said, if any; `mine` where the citizen said it."""

    when: str
    what: str
    text: str
    mine: bool


@dataclass(frozen=True, slots=True)
class History:
    """All of it, or that there is nothing yet."""

    title: str
    happenings: tuple[Happening, ...]
    empty: str


class HistoryPresenter(Presenter[History]):
    """Shows how the case that the visit holds has come to where it is."""

    screen = "history"

    def __init__(self, kiosk: Kiosk) -> None:
        """Show that case."""
        super().__init__(kiosk)
        if self.visit.seen is None:
            raise ValueError("no case to show")
        self._case = self.visit.seen

    def view(self) -> History:
        """The newest first."""
        words = self.words
        happenings = tuple(happening(words, line) for line in reversed(self._case.history))
        return History(words("kiosk.history.title"), happenings, "" if happenings else words("kiosk.history.empty"))


def happening(words: Words, line: Line) -> Happening:
    """One line of a case's history in words."""
    when = words("date.moment", date=words.short_date(line.at), time=words.time(line.at))
    what = words(f"kiosk.event.{line.key}", office=words.office(line.office) if line.office else "")
    mine = line.key.startswith(("citizen_", "client_")) or line.key in ("created", "withdrawn")
    beginning, *rest = parts(line.text, _LONGEST)
    text = f"“{beginning}{'…' if rest else ''}”" if line.text else ""
    return Happening(when, what, text, mine)
