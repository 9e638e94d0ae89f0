# SPDX-License-Identifier: Apache-2.0
"""Emergency: whom to call for what; and where to go with what must not be written here. Both keep nothing."""

import re
from dataclasses import dataclass
from typing import Final

from kiosk_ui.presenters.base import Presenter

HOTLINES: Final = "emergency-hotlines"
"""The charter's service whose `info` says it; a hall's own file of that name says it with the hall's numbers."""

_SENTENCE: Final = re.compile(r"(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z]{2}\.)(?<!\b[A-Z][a-z]{3}\.)(?<=[.!?]) +(?=\w)")
"""Where a sentence ends: not after "Brgy." or "Sta."."""


@dataclass(frozen=True, slots=True)
class Hotline:
    """For what, and whom to call; `what` is empty for a plain sentence."""

    what: str
    whom: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """The one number large, the others in rows, and the door to what is private."""

    title: str
    number: str
    free: str
    hotlines: tuple[Hotline, ...]
    private: str


class EmergencyPresenter(Presenter[Emergency]):
    """Needs no visit and no store."""

    screen = "emergency"

    def view(self) -> Emergency:
        """The hall's numbers; help against violence at home comes before them."""
        words = self.words
        service = self.kiosk.counter.charter.services.get(HOTLINES)
        info = service.info.get(words.language, "") if service else ""
        return Emergency(
            words("kiosk.emergency.title"),
            words("kiosk.emergency.number"),
            words("kiosk.emergency.free"),
            (*hotlines(words("kiosk.emergency.home")), *hotlines(info)),
            words("kiosk.private.title"),
        )

    def private(self) -> None:
        """Their matter is one that others must not see."""
        self.kiosk.router.push("private")


def hotlines(info: str) -> tuple[Hotline, ...]:
    """The rows of a text such as "Fire: 911 or BFP. Illness: 911.", one a sentence."""
    return tuple(_hotline(row.strip()) for row in _SENTENCE.split(info) if row.strip())


def _hotline(row: str) -> Hotline:
    what, colon, whom = row.partition(": ")
    return Hotline(what, whom.rstrip(".")) if colon else Hotline("", row)


@dataclass(frozen=True, slots=True)
class Private:
    """The matters to choose from, or once one is chosen where to go with it, in lines of (icon, text)."""

    title: str
    choices: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    leave: str


class PrivatePresenter(Presenter[Private]):
    """Tells where to go now; nothing can be written here, for such words must never lie readable on this box.

    What they chose lives here only, and is gone when the screen is.
    """

    screen = "private"
    _chosen = ""

    def view(self) -> Private:
        """The protected services by their short names, or what one of them says, without its name."""
        words, charter = self.words, self.kiosk.counter.charter
        language, leave = words.language, words("kiosk.private.leave")
        if not self._chosen:
            protected = [one for one in charter.services.values() if one.sensitivity == "protected"]
            choices = tuple((one.id, charter.name(one.id, language, short=True)) for one in protected)
            return Private(words("kiosk.private.title"), choices, (("privacy", words("kiosk.private.how")),), leave)
        service = charter.get(self._chosen)
        told = _SENTENCE.split(service.info.get(language, ""))
        lines = [("person", service.office[language]), *(("next", sentence) for sentence in told if sentence)]
        return Private(words("kiosk.private.where"), (), (*lines, ("privacy", service.who[language])), leave)

    def choose(self, service: str) -> None:
        """It is about this."""
        self._chosen = service
        self.changed()

    def back(self) -> None:
        """To the choice, or out."""
        if self._chosen:
            self._chosen = ""
            self.changed()
        else:
            super().back()

    def leave(self) -> None:
        """Somebody came: away from here at once."""
        self.kiosk.leave()
