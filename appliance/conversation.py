# SPDX-License-Identifier: Apache-2.0
"""Conversation: a citizen's message in, our answer out; free text is the command, keywords are shortcuts."""

import re
from dataclasses import dataclass, replace
from typing import Final

from appliance.case import Case
from appliance.counter import Counter, Draft
from appliance.errors import CaseError, InputError, NotFound
from appliance.notices import Notices
from appliance.text import MAX_WORDS, clean
from appliance.words import words_in

_COMMANDS: Final = (
    ("help", re.compile(r"(?:tulong|help|tabang|menu)\W*$", re.IGNORECASE)),
    ("status", re.compile(r"(?:status|ano na|unsa na)\b", re.IGNORECASE)),
    ("disputed", re.compile(r"(?:hindi pa|di pa|wala pa|not yet)\b", re.IGNORECASE)),
    ("confirmed", re.compile(r"(?:oo|opo|yes)\b", re.IGNORECASE)),
)
_NUMBER: Final = re.compile(r"\d(?:[ .-]?[\dOoIl]){7,}")
_POLITE: Final = re.compile(r"(?:\W|\bpo\b)*", re.IGNORECASE)


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
        if not talk.language:
            latest = self._counter.store.latest(talk.number)
            talk = replace(talk, language=latest.language if latest else "fil")
        try:
            message = clean(talk.message, limit=MAX_WORDS)
        except InputError:
            return self._say(talk, "sms.too_long")
        for command, pattern in _COMMANDS:
            match = pattern.match(message)
            if match:
                answer = self._command(talk, command, message, message[match.end() :])
                if answer:
                    return answer
        return self._file(talk, message) if message else self._say(talk, "sms.help")

    def _command(self, talk: Talk, command: str, message: str, rest: str) -> str:
        """The answer to a keyword, or nothing where it turns out to be the beginning of free text."""
        if command == "help":
            return self._say(talk, "sms.help")
        written = _NUMBER.search(rest)
        if not written and not _POLITE.fullmatch(rest):
            return ""
        try:
            case = self._counter.find(written.group() if written else "", talk.number)
        except InputError:
            return self._say(talk, "sms.bad_reference")
        except NotFound:
            return self._say(talk, "sms.not_found" if written else "sms.help")
        if command != "status":
            try:
                self._counter.say(case, f"citizen_{command}", message)
                return self._notices.sentence(f"sms.{command}", self._counter.store.case(case.id))
            except CaseError:
                pass  # there is nothing to confirm or to dispute: say where it stands instead
        return self._notices.sentence("sms.status" if case.open else "sms.status_closed", case)

    def _file(self, talk: Talk, message: str) -> str:
        # whoever texts us has chosen this road: answering on it needs no further consent
        draft = Draft("inquiry", message, talk.language, channel="sms", phone=talk.number, sms=True)
        receipt = self._counter.file(draft)
        case: Case = self._counter.store.case(receipt.case)
        return self._notices.sentence("sms.created", case)

    def _say(self, talk: Talk, key: str) -> str:
        return words_in(talk.language)(key, sender=self._sender)
