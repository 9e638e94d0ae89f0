# SPDX-License-Identifier: Apache-2.0
"""Hearing: one message as it is understood: in which language, to which open question, about which services. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from appliance import commands, form
from appliance.charter import Field, Service
from appliance.errors import InputError
from appliance.ports import Answered
from appliance.talk import Asks, Pending, Talk
from appliance.text import tokens
from appliance.turn import Heard, Known, Turn
from appliance.words import LANGUAGES

_OFFERS: Final = ("complaint", "request", "person", "unknown")

_TELLING: Final = 6
"""Letters from which a keyword of a protected service tells enough by itself; shorter ones have other meanings too."""


_ROOTS: Final = re.compile(
    r"ahasa|halay|hinalay|ugbog|s[hy]+abu|droga|mari[jh]uana|molest|moles[ty]|lugos|kulata|hipuan"
    r"|\b(?:ni|na|gi|ma|i)?(?:rape|reyp)\w*|\bpushers?\b"
)
"""Roots of words that tell of violence or drugs in whatever form they stand: "ginagahasa", "nagshashabu", "nirape"."""


class Hearing:
    """What was said, and the short ways to answer it."""

    def __init__(self, talk: Talk, heard: Heard, known: Known, message: str) -> None:
        """Hear `message`, the cleaned words of `heard`; an open question that cannot be answered any more is none."""
        self.talk, self.heard, self.known, self.message = talk, heard, known, message
        self.pending = talk.pending if talk.pending and self._sound(talk.pending) else None
        self.command = commands.read(message)
        self.language = self._language()

    @property
    def alone(self) -> str:
        """The keyword's name if nothing else was said."""
        return self.command.name if self.command.alone else ""

    # --- answering

    def reply(self, key: str, pending: Pending | None = None) -> Turn:
        """One sentence, and what is then open."""
        return Turn(self.with_(pending), self.plain(key))

    def plain(self, key: str) -> str:
        """One sentence of one page."""
        return self.known.replies.plain(key, self.language)

    def with_(self, pending: Pending | None) -> Talk:
        """The talk with another open question, or none."""
        return replace(self.talk, pending=pending)

    # --- what the hall knows

    def ask(self, words: str) -> Answered:
        """What the answer book says, with room for an offer behind it."""
        room = min(self.known.replies.room(self.language, f"talk.offer_{offer}") for offer in _OFFERS)
        return self.known.book.ask(words, self.language, budget=room)

    def service(self, service: str) -> Service | None:
        """A service of the charter, if there is one of this name."""
        return self.known.charter.services.get(service)

    def fields(self, pending: Pending) -> Sequence[Field]:
        """The questions of the form that an open question belongs to."""
        service = self.service(pending.service)
        return self.known.survey.fields if pending.case else service.fields if service else ()

    def protects(self, *services: str) -> bool:
        """Whether one of these services is about what must never lie readable on this box."""
        found = [self.service(service) for service in services]
        return any(service is not None and service.sensitivity == "protected" for service in found)

    def tells(self, words: str) -> bool:
        """Whether a single word tells of what must never lie readable on this box, whatever else is said."""
        return _ROOTS.search(" ".join(tokens(words))) is not None

    def is_protected(self, words: str, found: Answered | None = None, *, least: float = 0.0) -> bool:
        """Whether these words, about which the book `found` this, belong to such a service; `least` is how surely.

        Where the book does not know, a single telling word is enough: an ordinary matter that is asked to come to the
        hall loses little, and a person in danger whose words are found by another may lose everything.
        """
        found = found or self.ask(words)
        if found.service:
            return self.protects(found.service, found.also) and found.score >= least
        if self.tells(words):
            return True
        said = f" {' '.join(tokens(words))} "
        telling = [
            phrase
            for service in self.known.charter.services.values()
            for phrase in service.keywords
            if service.sensitivity == "protected" and len(phrase) >= _TELLING
        ]
        return any(f" {' '.join(tokens(phrase))} " in said for phrase in telling)

    def _sound(self, pending: Pending) -> bool:
        """Whether an open question can still be answered: the charter may have changed since."""
        named = {pending.service, pending.also} - {""}
        if self.protects(*named) or not all(map(self.service, named)):
            return False
        try:
            form.check(self.fields(pending), pending.answers)
        except InputError:
            return False
        waits = form.next_field(self.fields(pending), pending.answers) is not None
        return pending.asks not in (Asks.FIELD, Asks.CONFIRM) or waits is (pending.asks is Asks.FIELD)

    def _language(self) -> str:
        """The language chosen, that of the open question, of the number's latest case, or of the message itself."""
        pending = self.pending.language if self.pending else ""
        latest = next((case.language for case in self.known.cases if case.language in LANGUAGES), "")
        offered = (self.talk.language, self.heard.language, pending, latest)
        said = next((one for one in offered if one in LANGUAGES), "") or self.known.book.language_of(self.message)
        return said if said in LANGUAGES else "fil"
