# SPDX-License-Identifier: Apache-2.0
"""Office: what an officer can do with a case, at the hall as at an agency."""

import re
from dataclasses import replace
from typing import Any, Final

from appliance.calendar import Calendar
from appliance.case import BARANGAY, OUTCOMES, Case, Pause, State, is_office, refusal
from appliance.clock import TRUSTED
from appliance.errors import CaseError, InputError
from appliance.event import Actor
from appliance.proclamations import Days
from appliance.promise import EXTENDABLE, SILENCE, Promise, close_of_office, lawful, restarted, stage
from appliance.store import Store
from appliance.text import clean
from appliance.words import local

KP_STEPS: Final = ("kp_met", "kp_pangkat", "kp_settled")
"""Steps of the Katarungang Pambarangay that each start a clock of their own."""

MAX_REPLY: Final = 480
"""Longest reply to a citizen, in characters: about three SMS pages."""

_OWN_STEPS: Final = frozenset({"denied"})
"""An outcome that has a step of its own, with what the law demands there."""

_FURTHEST_MEETING_MS: Final = 60 * 24 * 3600 * 1000
_CHASE_MS: Final = 72 * 3600 * 1000
_LONGEST_CODE: Final = 20
_LINK: Final = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|ph|net|org|info|ly)\b", re.IGNORECASE)
"""Telephone companies drop texts with links (NTC memorandum of 12 September 2022); the citizen would hear nothing."""


class Office:
    """One officer's counter: every method is one transaction and raises CaseError when the rules refuse it."""

    def __init__(self, store: Store, calendar: Calendar, officer: Actor) -> None:
        """`officer` is who acts: kind "officer", the office that may hold the pen, name and designation."""
        self.store = store
        self._days = Days(store, calendar)
        self.officer = officer
        self._system = Actor("system", officer.office)

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
        body = {"outcome": outcome, "next_at": self._days.ahead(case_id, SILENCE)}
        with self.store.writing():
            self.reply(case_id, text)
            self._say(case_id, "resolved", body)

    def accept(self, case_id: str) -> None:
        """Requirements are complete and fees paid: the matter is being worked on (RA 11032, section 4(j)).

        After we had asked for something the legal clock begins now; else it has run since the matter came, and the
        charter's own time may shorten it.
        """
        with self.store.writing():
            case = self.store.case(case_id)
            waited = case.state is State.NEEDS_CLIENT
            self._say(case_id, "accepted", self._lawful(self._restarted(case)).said() if waited else {})
            case = self.store.case(case_id)
            due = self._lawful(case)
            if due.due_at < case.due_at:
                self.store.append(case_id, "due_recomputed", self._system, due.moved(case, "complete"))

    def ask(self, case_id: str, text: str) -> None:
        """Ask the citizen for something; what is asked counts as hearing from us."""
        self._say(case_id, "needs_client", {"text": _words(text), "next_at": self._days.ahead(case_id, SILENCE)})

    def extend(self, case_id: str, reason: str) -> None:
        """Take as long again, once, with a reason that the citizen is told (RA 11032, section 9(b)(3))."""
        case = self.store.case(case_id)
        if case.rule not in EXTENDABLE:
            raise InputError("rule", "not_extendable")
        if case.due_at <= self.store.clock.now():
            raise InputError("rule", "lapsed")
        self._say(case_id, "extended", {**self._lawful(replace(case, extended=True)).said(), "reason": _reason(reason)})

    def suspend(self, case_id: str, reason: str) -> None:
        """Let the legal clock stand still: force majeure or a legal hold. The citizen still hears from us."""
        body = {"reason": _reason(reason), "next_at": self._days.ahead(case_id, SILENCE)}
        self._say(case_id, "suspended", body)

    def resume(self, case_id: str) -> None:
        """Let the legal clock go on where it stood."""
        case = self.store.case(case_id)
        if case.paused_at is not None:
            case = replace(case, pauses=(*case.pauses, Pause(case.paused_at, self.store.clock.now())))
        self._say(case_id, "resumed", self._lawful(case).said())

    def refer(self, case_id: str, agency: str) -> None:
        """Ask another agency to act while the pen stays here; we chase it within 72 hours (EO 6 s. 2016)."""
        next_at = self.store.clock.now() + _CHASE_MS
        self._say(case_id, "referred", {"agency": _office_code(agency, "agency"), "next_at": next_at})

    def ready(self, case_id: str) -> None:
        """What was asked for lies ready to be collected."""
        self._say(case_id, "ready_for_release", {"next_at": self._days.ahead(case_id, SILENCE)})

    def release(self, case_id: str, text: str) -> None:
        """It was handed out, with a word to the citizen."""
        with self.store.writing():
            self.reply(case_id, text)
            self._say(case_id, "released", {"next_at": self._days.ahead(case_id, SILENCE)})

    def reopen(self, case_id: str) -> None:
        """Take a closed case up again; its clock begins anew."""
        self._say(case_id, "reopened", self._lawful(self._restarted(self.store.case(case_id))).said())

    def summon(self, case_id: str, meeting_at: int) -> None:
        """The parties were summoned to a meeting (UTC ms), within the 60 days of RA 7160, section 410(b) and (c)."""
        if not 0 < meeting_at - self.store.clock.now() <= _FURTHEST_MEETING_MS:
            raise InputError("meeting", "time")
        end = close_of_office(local(meeting_at).date())
        self._say(case_id, "kp_summoned", {"meeting_at": meeting_at, "due_at": max(end, meeting_at)})

    def conciliate(self, case_id: str, step: str) -> None:
        """A step of the Katarungang Pambarangay: kp_met, kp_pangkat or kp_settled; each starts its own clock."""
        if step not in KP_STEPS:
            raise InputError("step", "unknown")
        case = self.store.case(case_id)
        rule = stage(step, case.rule)
        self._say(case_id, step, {"rule": rule, **self._lawful(self._restarted(case, rule)).said()})

    def hand_over(self, case_id: str, to: str) -> None:
        """Give the pen to another office: "barangay" or an agency's code."""
        self._say(case_id, "handed_over", {"to": _office_code(to, "to")})

    def deny(self, case_id: str, grounds: str, text: str) -> None:
        """Refuse what was asked for, with the legal grounds and in the officer's name (RA 11032, section 9(e))."""
        named = {"grounds": _reason(grounds, "grounds"), "denied_by": self.officer.name}
        with self.store.writing():
            self.reply(case_id, text)
            self._say(case_id, "denied", {**named, "next_at": self._days.ahead(case_id, SILENCE)})

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

    def _restarted(self, case: Case, rule: str = "") -> Case:
        clock = self.store.clock
        return restarted(case, clock.now(), trusted=clock.quality() in TRUSTED, rule=rule)

    def _lawful(self, case: Case) -> Promise:
        return lawful(case, self._days.of(case.id))


def barangay_officer(name: str, designation: str) -> Actor:
    """An officer of the hall itself."""
    return Actor("officer", BARANGAY, name, designation)


def _reason(text: str, field: str = "reason") -> str:
    reason = clean(text, field=field, limit=MAX_REPLY)
    if not reason:
        raise InputError(field, "empty")
    return reason


def _office_code(code: str, field: str) -> str:
    code = clean(code, field=field, limit=_LONGEST_CODE)
    if not is_office(code):
        raise InputError(field, "office_code" if code else "empty")
    return code


def _words(text: str) -> str:
    words = clean(text, field="reply", limit=MAX_REPLY)
    if not words:
        raise InputError("reply", "empty")
    if _LINK.search(words):
        raise InputError("reply", "link")
    return words
