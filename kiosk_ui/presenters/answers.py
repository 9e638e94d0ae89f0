# SPDX-License-Identifier: Apache-2.0
"""Answers: what happened, in the visitor's own words, and the number to reach them at."""

from dataclasses import dataclass
from typing import Final

from appliance import phone
from appliance.errors import InputError
from appliance.text import MAX_WORDS, clean
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.heed import Heeding
from kiosk_ui.widgets import keys

_NEAR: Final = 100
"""Characters before the end at which the count appears."""

_LONGEST_NUMBER: Final = 13
_PROBLEMS: Final = frozenset({"not_mobile", "too_short", "too_long", "not_digits"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what was typed so far; `wrong` where `advice` says what is amiss."""

    title: str
    progress: str
    text: str
    hint: str
    advice: str
    wrong: bool
    go_on: str
    skip: str = ""


class WordsPresenter(Heeding[Question]):
    """Takes the visitor's own words, letter by letter."""

    screen = "words"

    def __init__(self, kiosk: Kiosk) -> None:
        """Go on with what was typed before."""
        super().__init__(kiosk)
        self._problem = ""

    def view(self) -> Question:
        """The text with the count near its end."""
        words, text = self.words, self.visit.words
        left = MAX_WORDS - len(text)
        if self._problem:
            advice = words(f"kiosk.words.{self._problem}")
        elif left <= _NEAR:
            advice = words("kiosk.words.left", count=left) if left else words("kiosk.words.full", count=MAX_WORDS)
        else:
            advice = words("kiosk.words.advice")
        return Question(
            words(f"kiosk.words.{self._asks}"),
            self.progress,
            text,
            words("kiosk.words.hint"),
            advice,
            bool(self._problem) or left == 0,
            words("kiosk.go_on"),
            "" if self._asks != "more" else words("kiosk.form.skip"),
        )

    @property
    def _asks(self) -> str:
        """What the words are for: a document of the charter needs none, and may have some beside its form."""
        return "more" if self.visit.door == "service_request" and self.visit.service else self.visit.door

    def key(self, code: str) -> None:
        """A key was pressed."""
        self.visit.words = keys.typed(self.visit.words, code, MAX_WORDS)
        self._problem = ""
        self.changed()

    def submit(self) -> None:
        """That is all; kindly refused while it is nothing."""
        try:
            text = clean(self.visit.words)
        except InputError as error:
            self._problem = error.problem
        else:
            self._problem = "" if text else "empty"
        if self._problem:
            return self.changed()
        return self.heed(text, lambda: self._taken(text))

    def skip(self) -> None:
        """They have nothing to add."""
        if self._asks == "more":
            self._taken("")

    def _taken(self, text: str) -> None:
        self.visit.words = text
        self.go_on()


class PhonePresenter(Presenter[Question]):
    """Takes a mobile number, or none."""

    screen = "phone"

    def __init__(self, kiosk: Kiosk) -> None:
        """Go on with what was typed before."""
        super().__init__(kiosk)
        self._digits, self._problem = self.visit.digits, ""

    def view(self) -> Question:
        """The number in the groups people write it in."""
        words = self.words
        advice = words(f"kiosk.phone.{self._problem or 'advice'}")
        return Question(
            words("kiosk.phone.title"),
            self.progress,
            grouped(self._digits, 4, 3, 4),
            words("kiosk.phone.hint"),
            advice,
            bool(self._problem),
            words("kiosk.go_on"),
            words("kiosk.phone.none"),
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        self._digits = keys.typed(self._digits, code, _LONGEST_NUMBER)
        self._problem = ""
        self.changed()

    def submit(self) -> None:
        """That is the number; kindly refused while it is not one we can text."""
        try:
            number = phone.normalise(self._digits)
        except InputError as error:
            self._problem = error.problem if error.problem in _PROBLEMS else "not_mobile"
            if not self._digits:
                self._problem = "empty"
            return self.changed()
        self.visit.give_phone(self._digits, number)
        return self.go_on()

    def skip(self) -> None:
        """They have none, or would rather not."""
        self.visit.give_phone("", "")
        self.go_on()


def grouped(digits: str, *sizes: int) -> str:
    """Digits in groups of these sizes, what is over at the end."""
    groups, start = [], 0
    for size in (*sizes, len(digits)):
        groups.append(digits[start : start + size])
        start += size
    return " ".join(filter(None, groups))
