# SPDX-License-Identifier: Apache-2.0
"""Emergency: whom to call for what. It keeps nothing."""

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
    return tuple(_hotline(row) for row in sentences(info))


def sentences(text: str) -> list[str]:
    """The sentences of a text from the charter."""
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def _hotline(row: str) -> Hotline:
    what, colon, whom = row.partition(": ")
    return Hotline(what, whom.rstrip(".")) if colon else Hotline("", row)
