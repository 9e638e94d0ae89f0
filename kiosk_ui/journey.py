# SPDX-License-Identifier: Apache-2.0
"""Journey: the order of the questions for each matter a citizen may bring. Pure."""

from typing import Final

from kiosk_ui.visit import OTHER, Visit

CHOOSES_SERVICE: Final = frozenset({"complaint", "service_request"})
"""Types of case that begin with the charter's list of services."""

_QUESTIONS: Final = ("words", "phone", "notice", "review")


def first(kind: str) -> str:
    """The first screen of a matter of this type."""
    return "services" if kind in CHOOSES_SERVICE else "words"


def after(screen: str, visit: Visit) -> str:
    """The screen that follows once `screen` is answered."""
    if visit.reviewing:
        return "notice" if visit.phone and visit.sms is None else "review"
    if screen == "services":
        return "words" if visit.service == OTHER else "service"
    if screen == "service":
        return "words"
    return _QUESTIONS[_QUESTIONS.index(screen) + 1]


def progress(screen: str, kind: str) -> tuple[int, int]:
    """Which question of how many this screen is; (0, 0) for a screen outside the count."""
    steps = ("services", *_QUESTIONS) if kind in CHOOSES_SERVICE else _QUESTIONS
    screen = "services" if screen == "service" else screen
    return (steps.index(screen) + 1, len(steps)) if screen in steps else (0, 0)
