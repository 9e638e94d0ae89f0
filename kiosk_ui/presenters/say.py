# SPDX-License-Identifier: Apache-2.0
"""Say: the citizen's own word on a case that their reference and PIN have opened."""

from typing import Final

from appliance.counter import View
from appliance.errors import CaseError, InputError
from appliance.protected import SURELY
from appliance.text import MAX_WORDS, clean
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import Question
from kiosk_ui.presenters.heed import Heeding
from kiosk_ui.widgets import keys

_OPTIONAL: Final = "citizen_disputed"
"""Who says "not yet" need not say why."""


class SayPresenter(Heeding[Question]):
    """Takes the words; they live here only, and are gone when the screen is, unless they were sent."""

    screen = "say"

    def __init__(self, kiosk: Kiosk) -> None:
        """Start empty, about what the visit is about to say."""
        super().__init__(kiosk)
        if self.visit.seen is None:
            raise ValueError("no case to speak about")
        self._case, self._kind = self.visit.seen, self.visit.said
        self._typed, self._problem, self._waiting = "", "", False

    @property
    def least(self) -> float:
        """The case is named already."""
        return SURELY

    def view(self) -> Question:
        """What was typed so far."""
        words = self.words
        return Question(
            words(f"kiosk.say.{self._kind}"),
            "",
            self._typed,
            words("kiosk.words.hint"),
            words(f"kiosk.say.{self._problem or 'advice'}"),
            bool(self._problem),
            words("kiosk.say.sending" if self._waiting else "kiosk.say.submit"),
            words("kiosk.say.plain") if self._kind == _OPTIONAL and not self._waiting else "",
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        if not self._waiting:
            self._typed, self._problem = keys.typed(self._typed, code, MAX_WORDS), ""
            self.changed()

    def submit(self) -> None:
        """Say it; kindly refused while it is nothing."""
        if self._waiting:
            return None
        try:
            text = clean(self._typed)
        except InputError:
            text = ""
        if not text:
            self._problem = "empty"
            return self.changed()
        return self.heed(text, lambda: self._send(text))

    def drop(self) -> None:
        """What was typed is not kept; the case stays before them."""
        self._typed, self._problem = "", "protected"
        self.kiosk.answers.forget()
        self.changed()

    def skip(self) -> None:
        """Say "not yet", and no more."""
        if self._kind == _OPTIONAL and not self._waiting:
            self._send("")

    def back(self) -> None:
        """Say nothing."""
        if not self._waiting:
            self.visit.said = ""
            super().back()

    def _send(self, text: str) -> None:
        self._waiting = True
        self.changed()
        number, pin, kind = self._case.reference, self.visit.pin, self._kind
        self.kiosk.run(lambda: self.kiosk.counter.speak(number, pin, kind, text), self._said, self._refused)

    def _said(self, view: View) -> None:
        self.visit.seen = view
        self.kiosk.router.reset("attract", "home", "case")

    def _refused(self, error: Exception) -> None:
        """Nothing they typed is lost."""
        self._waiting = False
        self._problem = "moved" if isinstance(error, CaseError) else "trouble"
        self.changed()
