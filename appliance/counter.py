# SPDX-License-Identifier: Apache-2.0
"""Counter: what a citizen can do, at any door (touch, voice, SMS), with no network."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from appliance import form, phone, reference, survey
from appliance.calendar import Calendar
from appliance.case import BARANGAY, TYPES, Case, State, refusal
from appliance.charter import CLASSES, Charter, Service
from appliance.clock import TRUSTED
from appliance.emergency import is_urgent
from appliance.errors import CaseError, InputError, NotFound, NumbersUsedUp
from appliance.event import CITIZEN, Actor, Event
from appliance.pins import Pins, draw
from appliance.proclamations import calendar_of
from appliance.promise import RULES, Promise, lawful, promise, restarted
from appliance.store import Store
from appliance.talks import Talks
from appliance.text import clean
from appliance.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Draft:
    """What a citizen wants to file. `type` is a case type, `service` a charter id or empty, `phone` E.164 or empty.

    `sms` is the citizen's separate consent to be texted; `notice` the version of the privacy notice they saw; `answers`
    what they said to the questions of the service's form, by the field's code and as `form` keeps them.
    """

    type: str
    words: str
    language: str
    channel: str = "kiosk"
    service: str = ""
    phone: str = ""
    name: str = ""
    sms: bool = False
    notice: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that the case is committed on this machine since `at` (UTC ms): given out only after the commit."""

    case: str
    reference: str
    pin: str
    promise: Promise
    at: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The four different facts of a case, each with its own time (UTC ms) or None where it has not happened.

    saved: on this machine; hub: the hub has committed the case; read: an officer opened it; told: the citizen has
    the latest human reply.
    """

    saved_at: int
    hub_at: int | None
    read_at: int | None
    told_at: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's history that a citizen may see.

    `key` is the event's kind, `text` its words or its reason if any, `office` who said it or to whom the case went.
    """

    at: int
    key: str
    text: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A case as its citizen may see it; `may_rate`: they may be asked how the service was.

    `may` are the kinds of their own words that can now be said (see `Counter.speak`). `missed` is how often they were
    not told something in time since a human last wrote, `called` who was called about it: officer, head or hub.
    """

    case: str
    reference: str
    type: str
    service: str
    state: State
    holder: str
    due_at: int
    due_provisional: bool
    next_update_at: int
    facts: Facts
    history: tuple[Line, ...]
    reply: str
    outcome: str
    may_rate: bool = False
    may: frozenset[str] = frozenset()
    missed: int = 0
    called: str = ""


_RULE_OF_TYPE: Final = {"complaint": "H72", "incident": "H72", "inquiry": "WD3"}
_DEFAULT_RULE: Final = "WD7"
_ALL: Final = -1
"""No limit, as SQL has it."""

_SHOWN: Final = frozenset(
    "created client_supplied accepted needs_client referred referral_updated suspended resumed ready_for_release "
    "released resolved denied closed reopened handed_over extended replied citizen_confirmed citizen_disputed "
    "withdrawn told read due_recomputed promise_missed deemed_approved".split()
)

_OWN_WORDS: Final = ("client_supplied", "citizen_confirmed", "citizen_disputed")
_OFFICES: Final = ("to", "agency")
_TEXTS: Final = ("text", "reason", "grounds")


class Counter:
    """The citizen's side of one box. Needs the box's own store, charter, calendar and the key for PIN verifiers."""

    def __init__(self, store: Store, charter: Charter, calendar: Calendar, index: int, pin_key: bytes) -> None:
        """`index` is the appliance's number in references; `pin_key` a device secret kept outside the data file."""
        self.store = store
        self.charter = charter
        self._calendar = calendar
        self._index = index
        self._pins = Pins(store, pin_key)
        self._talks = Talks(store)

    def file(self, draft: Draft) -> Receipt:
        """Open a case; when this returns it is committed. Raises InputError naming what cannot be taken."""
        words = clean(draft.words)
        if not words:
            raise InputError("words", "empty")
        name = clean(draft.name, field="name", limit=80)
        number = phone.normalise(draft.phone) if draft.phone else ""
        if draft.language not in LANGUAGES:
            raise InputError("language", "unknown")
        if draft.type not in TYPES:
            raise InputError("type", "unknown")
        service = self._service(draft.service)
        answers = form.check(service.fields if service else (), draft.answers)
        due = self._promise(service.rule if service else _RULE_OF_TYPE.get(draft.type, _DEFAULT_RULE))
        body: dict[str, Any] = {
            **{"type": draft.type, "service": draft.service, "words": words, "language": draft.language},
            **{"channel": draft.channel, "phone": number, "name": name, "answers": answers},
            **{"sms": draft.sms and bool(number) and not self._talks.quiet(number)},
            **{"notice": draft.notice, "holder": service.holder if service else BARANGAY, "rule": due.rule},
            **due.said(),
            "minutes": service.minutes if service and service.rule in CLASSES.values() else 0,
        }
        urgent = is_urgent(words, answers)
        pin = draw()
        with self.store.writing():
            shown = self._next_reference()
            # what is empty or false is not said: every byte travels
            said = {key: value for key, value in {"reference": shown, **body}.items() if value not in ("", False, {})}
            event = self.store.append("", "created", CITIZEN, said, urgent=urgent)
            self._pins.set(event.case, pin)
        return Receipt(event.case, shown, pin, due, event.at)

    def facts(self, case_id: str) -> Facts:
        """The four facts of a case that was filed here. Raises NotFound."""
        return self._facts(self.store.case(case_id))

    def track(self, written: str, pin: str) -> View:
        """The case with this reference for whoever knows its PIN; seeing a reply here counts as being told.

        Raises InputError when it is not a reference at all, NotFound for no such case and for a wrong PIN alike,
        Locked after too many misses.
        """
        case = self._opened(written, pin)
        with self.store.writing():
            if case.reply_id and not case.reply_told:
                self.store.append(case.id, "told", Actor("system", BARANGAY), {"of": case.reply_id, "channel": "kiosk"})
                case = self.store.case(case.id)
        return self._view(case)

    def speak(self, written: str, pin: str, kind: str, text: str = "") -> View:
        """`say` for whoever knows the case's reference and PIN, and the case as it is then. Raises as both do."""
        case = self._opened(written, pin)
        self.say(case, kind, text)
        return self._view(self.store.case(case.id))

    def find(self, written: str, number: str) -> Case:
        """The case with this reference, for its own telephone number.

        Raises InputError for what is no reference, NotFound for another number's case as for none.
        """
        case = self.store.find(reference.parse(written))
        if case is None or not case.phone or case.phone != number:
            raise NotFound("no case with this reference and number")
        return case

    def say(self, case: Case, kind: str, text: str = "") -> None:
        """The citizen's own word: client_supplied, citizen_confirmed, citizen_disputed or withdrawn. Raises CaseError.

        Bringing what was missing lets the legal clock begin. "Not yet" makes the office work again: the clock begins
        anew, and the head of the office is to know.
        """
        body: dict[str, Any] = {"text": clean(text)} if text else {}
        if kind == "citizen_disputed" or (kind == "client_supplied" and case.state is State.NEEDS_CLIENT):
            clock = self.store.clock
            anew = restarted(case, clock.now(), trusted=clock.quality() in TRUSTED)
            if anew.rule not in RULES:
                anew, body["rule"] = replace(anew, rule=_DEFAULT_RULE), _DEFAULT_RULE
            body |= lawful(anew, calendar_of(self.store, self._calendar)).said()
        with self.store.writing():
            self.store.append(case.id, kind, CITIZEN, body)
            if kind == "citizen_disputed":
                self.store.append(case.id, "escalated", Actor("system", BARANGAY), {"to": "head"})

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        """Keep the answers to the client satisfaction survey, choice by question of `survey.FIELDS`, once a case.

        Raises InputError naming the question that cannot be taken, CaseError where none may be offered, NotFound.
        """
        kept = survey.checked(answers)
        with self.store.writing():
            if not survey.may_offer(self.store.case(case), self.charter):
                raise CaseError("csm_submitted: this case's citizen is not asked, or has answered already")
            self.store.append(case, "csm_submitted", CITIZEN, {"answers": kept})

    def consent(self, number: str, *, given: bool) -> None:
        """Whether this telephone number wants texts about its cases, those that are filed already."""
        with self.store.writing():
            for case in self.store.of_phone(number, limit=_ALL):
                if case.sms is not given:
                    self.store.append(case.id, "consent_changed", CITIZEN, {"purpose": "sms", "given": given})

    def _opened(self, written: str, pin: str) -> Case:
        """The case that these two numbers open."""
        shown = reference.parse(written)
        self._pins.attempt(shown)
        case = self.store.find(shown)
        if case is None or not self._pins.opens(case.id, pin):
            raise NotFound("no case with this reference and PIN")
        with self.store.writing():
            self._pins.forgive(shown)
        return case

    def _promise(self, rule: str) -> Promise:
        clock = self.store.clock
        return promise(
            rule if rule in RULES else _DEFAULT_RULE,
            clock.now(),
            calendar_of(self.store, self._calendar),
            clock_trusted=clock.quality() in TRUSTED,
        )

    def _next_reference(self) -> str:
        number = self.store.next_number(self._index)
        if number >= reference.CASES:
            raise NumbersUsedUp(f"appliance {self._index} has given out all its references and needs a new index")
        return reference.make(self._index, number)

    def _service(self, service: str) -> Service | None:
        if not service:
            return None
        if service not in self.charter.services:
            raise InputError("service", "unknown")
        known = self.charter.get(service)
        if known.sensitivity == "protected":
            # sealed capture does not exist yet, and such words must never lie readable on this box
            raise InputError("service", "protected")
        return known

    def _facts(self, case: Case) -> Facts:
        return Facts(case.received_at, self.store.hub_at(case.id), case.read_at, case.told_at)

    def _view(self, case: Case) -> View:
        history = tuple(
            _line(entry.event) for entry in case.timeline if not entry.refused and entry.event.kind in _SHOWN
        )
        return View(
            case=case.id,
            reference=case.reference,
            type=case.type,
            service=case.service,
            state=case.state,
            holder=case.holder,
            due_at=case.due_at,
            due_provisional=case.due_provisional,
            next_update_at=case.next_update_at,
            facts=self._facts(case),
            history=history,
            reply=case.reply,
            outcome=case.outcome,
            may_rate=survey.may_offer(case, self.charter),
            may=frozenset(kind for kind in _OWN_WORDS if _may(case, kind)),
            missed=case.missed,
            called=case.escalated_to if case.missed else "",
        )


def _line(event: Event) -> Line:
    body = event.body
    text = next((str(body[name]) for name in _TEXTS if name in body), "")
    office = next((str(body[name]) for name in _OFFICES if name in body), event.actor.office)
    return Line(event.at, event.kind, text, office)


def _may(case: Case, kind: str) -> bool:
    """Whether the citizen can say this now: agree once, and add to what somebody is still working on."""
    if kind == "citizen_confirmed" and case.verdict == "confirmed":
        return False
    if kind == "client_supplied" and case.state in (State.RESOLVED, State.CLOSED):
        return False
    return not refusal(case, kind, CITIZEN, {"text": "…"})
