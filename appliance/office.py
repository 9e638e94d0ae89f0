# SPDX-License-Identifier: Apache-2.0
"""Office: what an officer can do with a case, at the hall as at an agency."""

import re
from typing import Any, Final

from appliance.calendar import Calendar
from appliance.case import BARANGAY, OUTCOMES, Case, State, refusal
from appliance.errors import CaseError, InputError
from appliance.event import Actor
from appliance.promise import SILENCE, after_working_days, close_of_office
from appliance.store import Store
from appliance.text import clean
from appliance.words import local

MAX_REPLY: Final = 480
"""Longest reply to a citizen, in characters: about three SMS pages."""

_OWN_STEPS: Final = frozenset({"denied"})
"""An outcome that has a step of its own, with what the law demands there."""

_LONGEST_CODE: Final = 20
_OFFICE: Final = re.compile(r"[a-z][a-z0-9-]*")
_LINK: Final = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|ph|net|org|info|ly)\b", re.IGNORECASE)
"""Telephone companies drop texts with links (NTC memorandum of 12 September 2022); the citizen would hear nothing."""


class Office:
    """One officer's counter: every method is one transaction and raises CaseError when the rules refuse it."""

    def __init__(self, store: Store, calendar: Calendar, officer: Actor) -> None:
        """`officer` is who acts: kind "officer", the office that may hold the pen, name and designation."""
        self.store = store
        self._calendar = calendar
        self.officer = officer

    def queue(self) -> list[Case]:
        """Open cases that this office holds, by the date the citizen must next hear; then the others."""
        return self.store.queue(self.officer.office)

    def open(self, case_id: str) -> Case:
        """A case to read; the first reading is a fact that travels. Raises NotFound."""
        case = self.store.case(case_id)
        if case.read_at is None:
            self._say(case_id, "read", {})
            case = self.store.case(case_id)
        return case

    def reply(self, case_id: str, text: str) -> None:
        """A public reply in the officer's own words; the same words again are the same reply."""
        words = _words(text)
        with self.store.writing():
            case = self.store.case(case_id)
            if not (case.reply_id and case.reply == words):
                self._say(case_id, "replied", {"text": words})

    def resolve(self, case_id: str, outcome: str, text: str) -> None:
        """Reply and say that the matter is done; the citizen may still say that it is not."""
        if outcome not in OUTCOMES or outcome in _OWN_STEPS:
            raise InputError("outcome", "unknown")
        body = {"outcome": outcome, "next_at": self._in_working_days(SILENCE)}
        with self.store.writing():
            self.reply(case_id, text)
            self._say(case_id, "resolved", body)

    def accept(self, case_id: str) -> None:
        """Requirements are complete: the matter is being worked on."""
        self._say(case_id, "accepted", {})

    def ask(self, case_id: str, text: str) -> None:
        """Ask the citizen for something; what is asked counts as hearing from us."""
        self._say(case_id, "needs_client", {"text": _words(text), "next_at": self._in_working_days(SILENCE)})

    def hand_over(self, case_id: str, to: str) -> None:
        """Give the pen to another office: "barangay" or an agency's code."""
        to = clean(to, field="to", limit=_LONGEST_CODE)
        if not _OFFICE.fullmatch(to):
            raise InputError("to", "office_code" if to else "empty")
        self._say(case_id, "handed_over", {"to": to})

    def deny(self, case_id: str, grounds: str, text: str) -> None:
        """Refuse what was asked for, with the legal grounds and in the officer's name (RA 11032, section 9(e))."""
        grounds = clean(grounds, field="grounds", limit=MAX_REPLY)
        if not grounds:
            raise InputError("grounds", "empty")
        named = {"grounds": grounds, "denied_by": self.officer.name, "next_at": self._in_working_days(SILENCE)}
        with self.store.writing():
            self.reply(case_id, text)
            self._say(case_id, "denied", named)

    def close(self, case_id: str) -> None:
        """End the case; refused until a human has replied, it has an outcome, and the citizen was told.

        A citizen who has said nothing may still say that it is not settled, until the date they were given.
        """
        case = self.store.case(case_id)
        refused = refusal(case, "closed", self.officer, {})
        if refused:
            raise CaseError(refused)
        silent = case.state is State.RESOLVED and case.verdict != "confirmed"
        if silent and self.store.clock.now() < case.next_update_at:
            raise CaseError("closed: the citizen may still say that it is not settled")
        self._say(case_id, "closed", {})

    def told_in_person(self, case_id: str) -> None:
        """Record that the citizen was told the latest reply face to face or by telephone."""
        case = self.store.case(case_id)
        if not case.reply_id:
            raise InputError("reply", "empty")
        if not case.reply_told:
            self._say(case_id, "told", {"of": case.reply_id, "channel": "in_person"})

    def _say(self, case_id: str, kind: str, body: dict[str, Any]) -> None:
        with self.store.writing():
            self.store.append(case_id, kind, self.officer, body)

    def _in_working_days(self, days: int) -> int:
        today = local(self.store.clock.now()).date()
        return close_of_office(after_working_days(today, days, self._calendar))


def barangay_officer(name: str, designation: str) -> Actor:
    """An officer of the hall itself."""
    return Actor("officer", BARANGAY, name, designation)


def _words(text: str) -> str:
    words = clean(text, field="reply", limit=MAX_REPLY)
    if not words:
        raise InputError("reply", "empty")
    if _LINK.search(words):
        raise InputError("reply", "link")
    return words
