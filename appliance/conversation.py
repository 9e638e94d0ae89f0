# SPDX-License-Identifier: Apache-2.0
"""Conversation: a citizen's message in, our answer out; free text is the command, keywords are shortcuts."""

import re
from dataclasses import dataclass, replace
from typing import Final

from appliance.case import Case, State
from appliance.counter import Counter, Draft
from appliance.errors import CaseError, InputError, NotFound
from appliance.notices import Notices
from appliance.text import MAX_WORDS, clean
from appliance.words import LANGUAGES, words_in

_COMMANDS: Final = (
    ("help", re.compile(r"(?:tulong|help|tabang|menu)\b", re.IGNORECASE)),
    ("status", re.compile(r"(?:status|ano na|unsa na)\b", re.IGNORECASE)),
    ("disputed", re.compile(r"(?:hindi pa|di pa|wala pa|not yet)\b", re.IGNORECASE)),
    ("confirmed", re.compile(r"(?:oo|opo|yes)\b", re.IGNORECASE)),
)

_GROUP: Final = r"[\dOoIl]{4}"
_BETWEEN: Final = r"[\s.,/·#-]{0,3}"
_SLIP: Final = re.compile(rf"(?<!\d)({_GROUP}(?:{_BETWEEN}{_GROUP}){{2}})(?:{_BETWEEN}\d{{4}})?(?!\d)")
"""A reference as people write it down, perhaps with the PIN that stands beside it on the slip."""

_DIGITS: Final = re.compile(rf"\d(?:{_BETWEEN}\d){{4,}}")
"""A number that may be meant as a reference."""

_FILLER: Final = re.compile(
    r"(?:\W|\b(?:po|ho|ng|yung|ang|sa|ref|reference|no|number|num|kaso|case|salamat|thanks|pls|please|palihug)\b)*",
    re.IGNORECASE,
)
"""What may stand around a reference without saying anything."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One message: the sender's number (a hint, not an identity) and their words.

    `language` is the one to answer in; without it, that of the number's latest case.
    """

    number: str
    message: str
    language: str = ""


class Conversation:
    """Answers any message from the box alone. Never asks for a PIN and never names another number's case."""

    def __init__(self, counter: Counter, notices: Notices, sender: str) -> None:
        """Act through the counter; word things as the notices do."""
        self._counter = counter
        self._notices = notices
        self._sender = sender

    def answer(self, talk: Talk) -> str:
        """The answer to one message; what it does to cases is committed with the caller's transaction."""
        cases = self._counter.store.of_phone(talk.number)
        if talk.language not in LANGUAGES:
            known = [case.language for case in cases if case.language in LANGUAGES]
            talk = replace(talk, language=known[0] if known else "fil")
        try:
            message = clean(talk.message, limit=MAX_WORDS)
        except InputError:
            return self._say(talk, "sms.too_long")
        for command, pattern in _COMMANDS:
            match = pattern.match(message)
            answer = self._command(talk, cases, command, message, message[match.end() :]) if match else ""
            if answer:
                return answer
        return self._file(talk, cases, message) if message else self._say(talk, "sms.help")

    def _command(self, talk: Talk, cases: list[Case], command: str, message: str, rest: str) -> str:
        """The answer to a keyword, or nothing where it turns out to be the beginning of free text."""
        slip = _SLIP.search(rest)
        digits = slip or _DIGITS.search(rest)
        wordless = _FILLER.fullmatch(rest.replace(digits.group(), " ") if digits else rest) is not None
        if command == "help" or not slip:
            if not wordless:
                return ""
            if command == "help":
                return self._say(talk, "sms.help")
        if digits and not slip:
            return self._say(talk, "sms.bad_reference")
        try:
            case = self._counter.find(slip.group(1), talk.number) if slip else _meant(cases, command)
        except InputError:
            return self._say(talk, "sms.bad_reference") if wordless else ""
        except NotFound:
            return self._say(talk, "sms.not_found") if wordless else ""
        if case is None:
            return self._say(talk, "sms.help")
        return self._about(case, command, message, wordless)

    def _about(self, case: Case, command: str, message: str, wordless: bool) -> str:
        """Record what the citizen says about their case, and say where it stands."""
        try:
            if command != "status":
                self._counter.say(case, f"citizen_{command}", message)
                return self._notices.sentence(f"sms.{command}", self._counter.store.case(case.id))
        except CaseError:
            pass  # nothing to confirm or to dispute now: say where it stands instead
        if not wordless:
            self._counter.say(case, "client_supplied", message)
            case = self._counter.store.case(case.id)
        return self._notices.sentence("sms.status" if case.open else "sms.status_closed", case)

    def _file(self, talk: Talk, cases: list[Case], message: str) -> str:
        """Open a case, unless the same words are open already: people press twice, and telephones answer alone."""
        for case in cases:
            if case.open and case.words == message:
                return self._notices.sentence("sms.status", case)
        # whoever texts us has chosen this road: answering on it needs no further consent
        draft = Draft("inquiry", message, talk.language, channel="sms", phone=talk.number, sms=True)
        receipt = self._counter.file(draft)
        return self._notices.sentence("sms.created", self._counter.store.case(receipt.case))

    def _say(self, talk: Talk, key: str) -> str:
        return words_in(talk.language)(key, sender=self._sender)


def _meant(cases: list[Case], command: str) -> Case | None:
    """The case that a keyword without a reference is about: for yes and no, the one that was said to be done."""
    done = [case for case in cases if case.state is State.RESOLVED]
    if command != "status" and done:
        return max(done, key=lambda case: case.reply_at or 0)
    return cases[0] if cases else None
