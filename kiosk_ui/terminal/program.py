# SPDX-License-Identifier: Apache-2.0
"""Program: one visitor at the voice terminal after the other, in the same conversation as by text."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from appliance import reference
from appliance.conversation import Conversation
from appliance.counter import Counter
from appliance.emergency import is_emergency
from appliance.errors import InputError, Locked, NotFound
from appliance.ports import DIGITS, AnswerBook, Ears, Heard, Mouth, Panel
from appliance.protected import is_protected, protects
from appliance.service import Stop, notify
from appliance.text import clean
from appliance.turn import Heard as Message
from appliance.words import Words, words_in
from kiosk_ui.attention import Attention
from kiosk_ui.terminal.saying import aloud
from voice import phrases

SILENCE: Final = 120.0
"""Seconds without a press or a sound after which a visit is over, and what was not confirmed is wiped."""

_TICK: Final = 0.05
_RATE, _VOLUME = 145, 100
_PIN: Final = 4
_PATIENT: Final = 2
"""After so many times of not being understood, a person is asked for."""

_WRITTEN: Final = {
    **{"yes": "oo", "no": "hindi", "cancel": "kansel", "back": "balik", "help": "help"},
    **{"question": "tanong", "complaint": "reklamo", "suggestion": "mungkahi"},
}
"""What a spoken command, or what one came for, is in the conversation."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was understood and read back; nothing is done with it before a yes. One of the two is empty."""

    words: str = ""
    digits: str = ""


class Terminal:
    """A press begins to listen, and ends it; every answer is spoken. It has no screen and keeps nothing of a visit."""

    def __init__(
        self,
        conversation: Conversation,
        counter: Counter,
        book: AnswerBook,
        sender: str,
        languages: Sequence[str],
        ears: Ears,
        mouth: Mouth,
        panel: Panel,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`sender` is how the conversation signs, which is not spoken; the first of `languages` is spoken at first."""
        self._conversation, self._counter, self._book = conversation, counter, book
        self._sender, self._languages = sender, [one for one in languages if one in ears.languages] or languages[:1]
        self._ears, self._mouth, self._panel, self._now = ears, mouth, panel, now
        self._attention = Attention(ears, mouth.stop, now)
        self._lit = ""
        self._session = ""
        self._begin()

    def run(self, stop: Stop) -> None:
        """Serve until it is stopped."""
        notify("READY=1")
        try:
            while not stop:
                self.tick()
                notify("WATCHDOG=1")
                stop.wait(_TICK)
        finally:
            self.end()
            self._ears.close()

    def tick(self) -> None:
        """See to the button, the microphone and the time; called some twenty times a second."""
        if self._panel.pressed():
            self.press()
        if self._attention.listening:
            heard = self._attention.now().heard
            if heard is not None:
                self._heard(heard)
        self._glow()
        if self._attention.listening or self._mouth.speaking:
            self._busy_at = self._now()
        elif self._session and self._now() - self._busy_at > SILENCE:
            self.end()

    def press(self) -> None:
        """The button: be silent and listen, or understand what was said so far."""
        self._busy_at = self._now()
        if self._attention.listening:
            return self._attention.finish()
        self._session = self._session or f"visit-{token_hex(8)}"
        free = self._check is None and not self._digits
        return self._attention.listen(self._language, self._choices(), free=free)

    def end(self) -> None:
        """The visit is over: what was said and not confirmed is wiped."""
        self._attention.cancel()
        if self._session:
            self._conversation.end(self._session)
        self._begin()

    def _begin(self) -> None:
        self._session, self._language = "", self._languages[0]
        self._check: Check | None = None
        # which digits are listened for now: a reference or its PIN
        self._digits, self._reference = "", ""
        self._last, self._misses, self._busy_at = "", 0, self._now()

    @property
    def _words(self) -> Words:
        return words_in(self._language)

    def _choices(self) -> Mapping[str, Sequence[str]]:
        """All that may be said now, a yes and a no first."""
        commands = phrases.COMMANDS[self._language]
        if self._check is not None:
            return commands
        if self._digits:
            return phrases.merged({"digits": (DIGITS,)}, commands)
        others = {one: (words_in(one)("kiosk.language.own").lower(),) for one in self._languages}
        numbers = phrases.numbered(map(str, range(1, 10)), self._language)
        services = phrases.of_services(self._counter.charter, self._language, asked=True)
        return phrases.merged(commands, others, numbers, phrases.MATTERS[self._language], services)

    # --- what was heard

    def _heard(self, heard: Heard) -> None:
        if heard.problem:
            return self._missed()
        if heard.sure and heard.choice in ("again", "done"):
            return self._say(self._last) if heard.choice == "again" else self._bye()
        if self._check is not None:
            return self._checked(self._check, heard)
        if self._digits:
            return self._numbered(heard)
        if heard.sure and heard.choice == "case":
            self._digits = "reference"
            return self._say(self._words("kiosk.terminal.which"))
        if heard.sure and heard.choice in self._languages:
            self._language = heard.choice
            return self._say(self._words("kiosk.terminal.greeting"))
        if heard.sure and (heard.choice in _WRITTEN or heard.choice.isdigit()):
            return self._tell(_WRITTEN.get(heard.choice, heard.choice))
        return self._spoken(heard.transcript)

    def _spoken(self, transcript: str) -> None:
        """Free words: read back first, but for a danger and for what must not be said aloud."""
        try:
            words = clean(transcript)
        except InputError:
            words = ""
        if not words:
            return self._missed()
        found = self._book.ask(words, self._language)
        if is_emergency(words) or is_protected(self._counter.charter, words, found):
            return self._tell(words)
        self._check = Check(words=words)
        return self._say(self._words("kiosk.terminal.right", said=words))

    def _numbered(self, heard: Heard) -> None:
        """A reference or its PIN, digit by digit; a no leaves it."""
        if heard.sure and heard.choice in ("no", "cancel", "back"):
            self._digits = ""
            return self._say(self._words("kiosk.terminal.again"))
        return self._with_pin(heard.digits) if self._digits == "pin" else self._number(heard.digits)

    def _number(self, digits: str) -> None:
        try:
            self._check = Check(digits=reference.parse(digits))
        except InputError:
            return self._say(self._words("kiosk.terminal.number"))
        return self._say(self._words("kiosk.terminal.right", said=reference.show(digits)))

    def _checked(self, check: Check, heard: Heard) -> None:
        """Only a plain yes goes on; a no drops it; anything else asks again."""
        if not heard.sure or heard.choice not in ("yes", "no"):
            return self._missed()
        self._check = None
        if heard.choice == "no":
            return self._say(self._words("kiosk.terminal.again"))
        if check.words:
            return self._tell(check.words)
        self._reference, self._digits = check.digits, "pin"
        return self._say(self._words("kiosk.terminal.pin"))

    def _with_pin(self, pin: str) -> None:
        """Where the case stands, for whoever knows its PIN."""
        number, self._reference, self._digits = self._reference, "", ""
        if len(pin) != _PIN or self._private(number):
            return self._say(self._words("kiosk.terminal.not_found"))
        try:
            case = self._counter.track(number, pin)
        except (InputError, NotFound, Locked):
            # one answer for all, so that nobody learns which cases exist
            return self._say(self._words("kiosk.terminal.not_found"))
        words = self._words
        state = words(f"state.{case.state}")
        told = words("kiosk.terminal.status", ref=reference.show(number), state=state)
        if case.next_update_at:
            told += " " + words("kiosk.terminal.next", date=words.date(case.next_update_at))
        return self._say(f"{told} {case.reply}".strip())

    def _private(self, number: str) -> bool:
        """Whether a case must not be told aloud: then it is not opened either, or its reply would count as told."""
        case = self._counter.store.find(number)
        return case is not None and bool(case.service) and protects(self._counter.charter, case.service)

    def _tell(self, words: str) -> None:
        """To the conversation, and its answer aloud."""
        reply = self._conversation.answer(Message(self._session, words, self._language, channel="voice")).text
        self._say(aloud(reply, self._sender, self._language))

    def _missed(self) -> None:
        self._misses += 1
        patient = self._misses < _PATIENT
        sorry = self._words("kiosk.terminal.unclear" if patient else "kiosk.terminal.officer")
        self._mouth.say(sorry, self._language, rate=_RATE, volume=_VOLUME)

    def _bye(self) -> None:
        words, language = self._words("kiosk.terminal.bye"), self._language
        self.end()
        self._mouth.say(words, language, rate=_RATE, volume=_VOLUME)

    def _say(self, text: str) -> None:
        self._last, self._misses = text, 0
        self._mouth.say(text, self._language, rate=_RATE, volume=_VOLUME)

    def _glow(self) -> None:
        """The light says exactly while sound is read."""
        light = "recording" if self._ears.now().on else "ready"
        if light != self._lit:
            self._lit = light
            self._panel.show(light)
