# SPDX-License-Identifier: Apache-2.0
"""Talk: a question or a matter that is spoken; shown, and asked whether it is right, before it is answered."""

from dataclasses import dataclass
from typing import Final

from appliance.answers import Answer
from appliance.errors import InputError
from appliance.ports import Heard
from appliance.text import clean
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.ask import LONGEST
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.inquiring import Inquiring
from voice import phrases

_PATIENT: Final = 2
"""After so many times of not being understood, typing comes first."""

_BUTTONS: Final = {
    "ready": ("start", "type"),
    "opening": ("stop", "type"),
    "listening": ("stop", "type"),
    "thinking": ("type",),
    "checking": ("yes", "again", "type"),
}
"""What can be touched, the first of it foremost; there is always a way to type."""


@dataclass(frozen=True, slots=True)
class Talk:
    """`state` is ready, opening (the microphone), listening, thinking or checking (whether `said` is right).

    `level` is from 0 to 1; `buttons` are (code, word); `wrong` where `advice` says what went wrong.
    """

    state: str
    title: str
    advice: str
    wrong: bool
    said: str
    level: float
    buttons: tuple[tuple[str, str], ...]


class TalkPresenter(Inquiring[Talk]):
    """Listens from a touch until it is quiet, or a second touch; what was said lives here only."""

    screen = "talk"

    def __init__(self, kiosk: Kiosk) -> None:
        """Wait for a touch: no microphone is on before."""
        super().__init__(kiosk)
        self._state, self._problem, self._misses = "ready", "", 0
        self._said, self._level = "", 0.0
        self._answer: Answer | None = None

    def view(self) -> Talk:
        """How the talk goes."""
        words, state = self.words, self._state
        buttons = _BUTTONS[state]
        if state == "ready" and self._misses >= _PATIENT:
            buttons = buttons[::-1]
        advice = f"kiosk.talk.problem.{self._problem}" if self._problem else f"kiosk.talk.{state}.advice"
        return Talk(
            state,
            words(f"kiosk.talk.{state}"),
            words(advice),
            bool(self._problem),
            self._said,
            self._level,
            tuple((code, words(f"kiosk.talk.button.{code}")) for code in buttons),
        )

    def press(self, code: str) -> None:
        """One of the buttons was touched."""
        if code not in _BUTTONS[self._state]:
            return
        {"start": self._listen, "stop": self._stop, "yes": self._yes, "again": self._again, "type": self._type}[code]()

    def tick(self) -> None:
        """See how listening goes."""
        if self._state not in ("opening", "listening", "thinking") or self.looking:
            return
        now = self.kiosk.attention.now()
        if now.heard is not None:
            return self._heard(now.heard)
        if now.on:
            self._state = "listening"
        elif self._state == "listening":
            self._state = "thinking"
        self._said, self._level = now.partial or self._said, now.level
        return self.changed()

    def found(self, answer: Answer) -> None:
        """Ask first whether that was said."""
        self._answer, self._state = answer, "checking"
        self.changed()

    def failed(self) -> None:
        """Nothing was lost but the answer: it can be typed, or said again."""
        self._missed("trouble")

    def _listen(self) -> None:
        language, charter = self.visit.language, self.kiosk.counter.charter
        self._state, self._problem, self._said, self._level, self._answer = "opening", "", "", 0.0, None
        self._services = phrases.of_services(charter, language, asked=True)
        matters = phrases.MATTERS[language]
        self.kiosk.attention.listen(language, phrases.merged(matters, self._services), free=True)
        self.changed()

    def _stop(self) -> None:
        self.kiosk.attention.finish()

    def _heard(self, heard: Heard) -> None:
        self._level = 0.0
        if heard.sure and heard.choice in phrases.MATTERS[self.visit.language]:
            # it files nothing, and one touch leads back
            return HomePresenter(self.kiosk).choose(heard.choice)
        try:
            said = clean(heard.transcript)
        except InputError:
            said = ""
        if heard.problem or not said:
            return self._missed(heard.problem or "unclear")
        self._said, self._state = said, "thinking"
        return self.look_up(said, heard.choice if heard.choice in self._services else "")

    def _missed(self, problem: str) -> None:
        self._misses = _PATIENT if problem == "failed" else self._misses + 1
        self._state, self._problem, self._said = "ready", problem, ""
        self.changed()

    def _yes(self) -> None:
        if self._answer is not None:
            self.tell(self._answer)

    def _again(self) -> None:
        # who was misheard twice may as well type
        self._misses += 1
        self._listen() if self._misses < _PATIENT else self._missed("unclear")

    def _type(self) -> None:
        """What was heard so far can be mended."""
        self.visit.question = self._said[:LONGEST] if self._state == "checking" else ""
        self.kiosk.router.push("asking")
