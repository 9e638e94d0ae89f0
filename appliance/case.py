# SPDX-License-Identifier: Apache-2.0
"""Case: the states, who may say what, and the fold of a list of events into a case."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from appliance.clock import TRUSTED
from appliance.event import Actor, Event, is_time, of_hub

BARANGAY: Final = "barangay"
"""The office of the hall itself; every other office is an agency at the hub, named by its code."""

_OFFICE_CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")

MOST_MINUTES: Final = 60 * 24 * 60
"""The longest time that a charter can name, in minutes."""

_MOST_STEPS: Final = 10_000
"""How far ahead of what is known an event's turn may be: more is no clock but a way to have the last word for ever."""


def is_office(code: str) -> bool:
    """Whether a text is the code of an office: small letters, digits and hyphens, at most twenty."""
    return _OFFICE_CODE.fullmatch(code) is not None


class State(StrEnum):
    """Where a case stands (the canonical eight; CRM and Open311 words map onto these)."""

    RECEIVED = "received"
    NEEDS_CLIENT = "needs_client"
    IN_PROGRESS = "in_progress"
    REFERRED = "referred"
    SUSPENDED = "suspended"
    FOR_RELEASE = "for_release"
    RESOLVED = "resolved"
    CLOSED = "closed"


TYPES: Final = frozenset(
    "inquiry suggestion complaint service_request registration incident kp_dispute commendation".split()
)
OUTCOMES: Final = frozenset(
    "granted granted_deemed answered fixed partly_fixed adopted noted denied not_our_jurisdiction duplicate withdrawn "
    "no_further_action settled repudiated cfa_issued protected_order_issued".split()
)

_R, _N, _P, _F, _S, _L, _D, _C = State
_UNDER_WAY: Final = (_R, _N, _P, _F, _S, _L)
OWING: Final = frozenset({_R, _P, _F})
"""The states in which an office owes the next step."""


def _moves(to: State, *origins: State) -> dict[State, State]:
    return dict.fromkeys(origins, to)


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of event demands and does.

    `by`: who may say it. `moves`: from which state to which; empty means that it moves nothing. `pen`: only the
    office that holds the case may say it. `needs`: keys its body must have. `strict`: allowed only in the states
    of `moves` (otherwise it may be said in any state and moves only those).
    """

    by: frozenset[str]
    moves: Mapping[State, State] = field(default_factory=dict)
    pen: bool = False
    needs: tuple[str, ...] = ()
    strict: bool = False


_CITIZEN: Final = frozenset({"citizen"})
_OFFICER: Final = frozenset({"officer"})
_SYSTEM: Final = frozenset({"system"})
_OFFICE: Final = _OFFICER | _SYSTEM
_ANYONE: Final = _CITIZEN | _OFFICE


def _step(moves: Mapping[State, State], *needs: str, by: frozenset[str] = _OFFICER) -> Kind:
    """A step of the office that holds the case, allowed only where it leads somewhere."""
    return Kind(by, moves, pen=True, needs=needs, strict=True)


def _record(*needs: str, by: frozenset[str] = _OFFICE, pen: bool = False) -> Kind:
    """A fact that moves nothing."""
    return Kind(by, needs=needs, pen=pen)


# A withdrawn or merged case goes to `resolved` like any other, and not straight to `closed`: an official could
# otherwise end a complaint in the citizen's name, and "no silent end" would have exceptions.
KINDS: Final[Mapping[str, Kind]] = {
    # the citizen's
    "created": Kind(_CITIZEN | _OFFICER, needs=("reference", "type", "holder", "rule", "due_at")),
    "client_supplied": Kind(_CITIZEN | _OFFICER, _moves(_P, _N), needs=("text",)),
    "citizen_confirmed": Kind(_CITIZEN, _moves(_D, _D), strict=True),
    "citizen_disputed": Kind(_CITIZEN, _moves(_P, _D, _C), strict=True),
    "withdrawn": Kind(_CITIZEN, _moves(_D, *_UNDER_WAY), strict=True),
    "csm_submitted": _record("answers", by=_CITIZEN),
    "consent_changed": _record("purpose", "given", by=_CITIZEN),
    # the holder's
    "accepted": _step(_moves(_P, _R, _N, _F)),
    "needs_client": _step(_moves(_N, _R, _P), "text"),
    "referred": _step(_moves(_F, _R, _P), "agency"),
    "suspended": _step(_moves(_S, _P), "reason"),
    "resumed": _step(_moves(_P, _S), "due_at"),
    "ready_for_release": _step(_moves(_L, _P)),
    "released": _step(_moves(_D, _L)),
    "resolved": _step(_moves(_D, _R, _P, _F, _L), "outcome"),
    "denied": _step(_moves(_D, _R, _P), "grounds", "denied_by"),
    "merged": _step(_moves(_D, _R, _P), "into"),
    "closed": _step(_moves(_C, _D), by=_OFFICE),
    "reopened": _step(_moves(_P, _C)),
    "deemed_approved": _step(_moves(_L, _R, _P, _F), by=_SYSTEM),
    "handed_over": _step({state: state for state in (*_UNDER_WAY, _D)}, "to"),
    "extended": _step({state: state for state in _UNDER_WAY}, "due_at", "reason"),
    "due_recomputed": _record("due_at", by=_SYSTEM, pen=True),
    "requirements_checked": _record("requirements", pen=True),
    "assigned": _record("officer", pen=True),
    "referral_updated": _record("text", pen=True),
    **{kind: _record(pen=True) for kind in "kp_summoned kp_met kp_pangkat kp_settled kp_repudiated cfa_issued".split()},
    # words anyone in an office may add, and facts that any side may record
    "replied": _record("text", by=_OFFICER),
    "noted": _record("text", by=_OFFICER),
    "attached": _record("digest", "size", by=_CITIZEN | _OFFICER),
    "read": _record(by=_OFFICER),
    "told": _record("of", "channel"),
    "acknowledged": _record(by=_SYSTEM),
    "escalated": _record("to"),
    "breached": _record("due_at", by=_SYSTEM),
    # the box that took a case keeps its promises, whoever holds the pen: so these two need none
    "promise_made": _record("next_at", by=_SYSTEM),
    "promise_missed": _record("next_at", by=_SYSTEM),
    "id_checked": _record(by=_OFFICER),
    "redacted": _record("reason", by=_OFFICER),
    **{f"message_{what}": _record(by=_SYSTEM) for what in "queued sent delivered failed received".split()},
    **{f"export_{what}": _record(by=_SYSTEM) for what in "pushed acked failed".split()},
}

_WRITTEN: Final = frozenset("text reason grounds denied_by agency to into outcome of channel holder".split())
"""What an event needs in words: blanks are none."""

_PROMISES: Final = frozenset({"promise_made", "promise_missed"})
_RESTARTS: Final = frozenset(
    "created accepted client_supplied citizen_disputed reopened kp_summoned kp_met kp_pangkat kp_settled".split()
)
"""What begins the legal clock anew, if it says a new due date: the matter is complete, or it is taken up again."""

_CHANGES_DUE: Final = _RESTARTS | {"extended", "resumed", "due_recomputed"}
"""The only events that may change `due_at`."""


class Pause(NamedTuple):
    """A time that the legal clock does not count, in UTC ms."""

    begin: int
    end: int


class Entry(NamedTuple):
    """One line of a case's history; `refused` says why the event changed nothing, empty where it counted."""

    event: Event
    refused: str = ""


@dataclass(slots=True)
class Case:
    """A matter a citizen brought, as folded from its events. Times are UTC milliseconds.

    The legal clock runs by `rule` from `clock_from`, but for `pauses`, once longer if `extended`, and not longer than
    the charter's own `minutes` once the matter is complete; `due_at` is what comes of it, or of the `meeting_at` to
    which the parties were summoned. `next_update_at` is when the
    citizen will next hear something, `missed` how often they did not since a human last wrote.
    `ended_at` is when it first had an outcome: whatever happens later, it counts in that period's reports. `survey`
    is what its citizen answered, choice by question, to be counted and never shown beside the case. `answers` are what
    was said to the questions of its service's form, by the field's code.
    """

    id: str
    reference: str = ""
    type: str = ""
    service: str = ""
    words: str = ""
    language: str = "fil"
    channel: str = ""
    phone: str = ""
    name: str = ""
    sms: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    holder: str = BARANGAY
    state: State = State.RECEIVED
    rule: str = ""
    received_at: int = 0
    complete_at: int | None = None
    due_at: int = 0
    due_provisional: bool = False
    clock_from: int = 0
    clock_trusted: bool = True
    minutes: int = 0
    extended: bool = False
    paused_at: int | None = None
    meeting_at: int | None = None
    pauses: tuple[Pause, ...] = ()
    next_update_at: int = 0
    extensions: int = 0
    breaches: int = 0
    breached_due: int = 0
    missed: int = 0
    escalated_to: str = ""
    read_at: int | None = None
    reply: str = ""
    reply_id: str = ""
    reply_at: int | None = None
    first_human_reply_at: int | None = None
    told_at: int | None = None
    outcome: str = ""
    ended_at: int | None = None
    verdict: str = ""
    survey: dict[str, str] = field(default_factory=dict)
    turn: int = 0
    timeline: list[Entry] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether somebody still owes something."""
        return self.state is not State.CLOSED

    @property
    def reply_told(self) -> bool:
        """Whether the citizen has the latest human reply."""
        return self.told_at is not None

    @property
    def history(self) -> list[Entry]:
        """The timeline as an officer may see it: how the citizen rated the office is not told to the office."""
        return [entry for entry in self.timeline if entry.event.kind != "csm_submitted"]


def refusal(case: Case, kind: str, actor: Actor, body: Mapping[str, Any]) -> str:
    """Why this event would change nothing in this case, for an officer to read; empty if it may be said.

    The one rule book: writers ask it before they write, and the fold asks it of every event it reads.
    """
    rule = KINDS.get(kind)
    if rule is None:
        return f"unknown event kind {kind!r}, perhaps of a newer version"
    if actor.kind not in rule.by:
        return f"{kind}: a {actor.kind} may not say this"
    for name in rule.needs:
        value = body.get(name)
        if value in (None, "") or (name in _WRITTEN and not (isinstance(value, str) and value.strip())):
            return f"{kind}: {name} is missing"
    if (kind == "created") != (case.turn == 0):
        return "created: the case is already open" if case.turn else f"{kind}: the case has not been opened"
    if rule.pen and actor.office != case.holder:
        return f"{kind}: the case is held by {case.holder}, not by {actor.office or 'this office'}"
    if rule.strict and case.state not in rule.moves:
        return f"{kind}: not possible while the case is {case.state}"
    return _special_refusal(case, kind, body)


def _special_refusal(case: Case, kind: str, body: Mapping[str, Any]) -> str:
    for name in ("due_at", "next_at"):
        if name in body and not (is_time(body[name]) and body[name]):
            return f"{kind}: {name} is not a time"
    if kind == "created" and str(body["type"]) not in TYPES:
        return f"created: unknown type of case {body['type']!r}"
    if kind == "extended" and case.extensions:
        return "extended: the law allows one extension (RA 11032, sec. 9(b)(3))"
    if kind == "breached" and body["due_at"] != case.due_at:
        return "breached: that is not the date this case is due"
    if kind == "resolved" and str(body["outcome"]) not in OUTCOMES:
        return f"resolved: unknown outcome {body['outcome']!r}"
    if kind == "csm_submitted":
        return _survey_refusal(case, body["answers"])
    return _closing_refusal(case) if kind == "closed" else ""


def _closing_refusal(case: Case) -> str:
    if not case.reply_id:
        return "closed: no officer has replied to the citizen yet"
    if not case.outcome:
        return "closed: the case has no outcome"
    if not case.reply_told:
        return "closed: the citizen has not been told the reply yet"
    return ""


def _survey_refusal(case: Case, answers: object) -> str:
    """Which questions and choices there are is not asked here: a newer version may have others."""
    if case.first_human_reply_at is None:
        return "csm_submitted: no officer has replied to the citizen yet"
    if case.survey:
        return "csm_submitted: the citizen has answered already"
    if not isinstance(answers, dict) or not all(isinstance(answer, str) for answer in answers.values()) or not answers:
        return "csm_submitted: the answers are not choices by question"
    return ""


def fold(events: Iterable[Event]) -> Case:
    """The case that these events make, whatever order they come in. Never raises on what an event says.

    An event that the rules refuse stays in the timeline with the reason and changes nothing, so both sides
    compute the same case from the same events.
    """
    ordered = sorted(events, key=Event.order)
    case = Case(ordered[0].case)
    for event in ordered:
        add(case, event)
    return case


def add(case: Case, event: Event) -> str:
    """Fold one more event, the latest in order, into the case; returns why it was refused, empty if it counted."""
    refused = refusal(case, event.kind, event.actor, event.body)
    if not refused and (event.kind == "created") != (event.id == case.id):
        refused = f"{event.kind}: only a case's first event opens it"
    if not refused and event.turn > case.turn + _MOST_STEPS:
        refused = f"{event.kind}: its turn is too far ahead"
    if not refused and event.actor.office and (event.actor.office == BARANGAY) is of_hub(event.origin):
        refused = f"{event.kind}: {event.origin} does not speak for {event.actor.office}"
    case.timeline.append(Entry(event, refused))
    if not refused:
        _apply(case, event)
    if (case.turn and event.turn <= case.turn + _MOST_STEPS) or not refused:
        case.turn = max(case.turn, event.turn)
    return refused


def _apply(case: Case, event: Event) -> None:
    kind, body = event.kind, event.body
    moves = KINDS[kind].moves
    leads = not moves or case.state in moves
    case.state = moves.get(case.state, case.state)
    if kind in _CHANGES_DUE and "due_at" in body and leads:
        if kind in _RESTARTS:
            _restart(case, event)
        case.due_at = body["due_at"]
        if kind != "due_recomputed" or case.state in OWING:
            case.next_update_at = max(body["due_at"], event.at + 1)  # a new date is never one that has passed
        case.due_provisional = bool(body.get("due_provisional"))
    if "next_at" in body and (moves or kind in _PROMISES):
        case.next_update_at = body["next_at"]
    effect = _EFFECTS.get(kind)
    if effect:
        effect(case, event)


def _restart(case: Case, event: Event) -> None:
    """The legal clock begins anew with this event, perhaps by another rule."""
    case.clock_from, case.clock_trusted = event.at, event.clock in TRUSTED
    case.extended, case.pauses, case.paused_at, case.complete_at, case.meeting_at = False, (), None, None, None
    if type(event.body.get("rule")) is str:
        case.rule = event.body["rule"]


_Effect = Callable[[Case, Event], None]


_OPENING: Final = frozenset("reference type service words language channel phone name holder rule".split())


def _created(case: Case, event: Event) -> None:
    body = event.body
    for name in _OPENING & body.keys():
        if type(body[name]) is str:
            setattr(case, name, body[name])
    case.sms = bool(body.get("sms"))
    minutes = body.get("minutes")
    case.minutes = minutes if type(minutes) is int and 0 < minutes <= MOST_MINUTES else 0
    answers = body.get("answers")
    if type(answers) is dict:
        case.answers = {code: value for code, value in answers.items() if type(value) is str}
    case.received_at = event.at


def _replied(case: Case, event: Event) -> None:
    case.reply, case.reply_id, case.reply_at = str(event.body["text"]), event.id, event.at
    case.told_at = None
    case.missed = 0
    case.first_human_reply_at = case.first_human_reply_at or event.at


def _told(case: Case, event: Event) -> None:
    if event.body["of"] == case.reply_id:
        case.told_at = event.at


def _ended(outcome: str) -> _Effect:
    def effect(case: Case, event: Event) -> None:
        case.outcome = outcome or str(event.body["outcome"])
        case.ended_at = case.ended_at or event.at
        case.verdict = ""

    return effect


def _taken_up_again(verdict: str) -> _Effect:
    """The reply that ended the case has not ended it: closing it needs a new one."""

    def effect(case: Case, event: Event) -> None:
        case.verdict, case.outcome, case.reply_id, case.told_at = verdict, "", "", None

    return effect


def _set(name: str, value: str) -> _Effect:
    return lambda case, event: setattr(case, name, value)


def _set_at(name: str) -> _Effect:
    def effect(case: Case, event: Event) -> None:
        if getattr(case, name) is None:
            setattr(case, name, event.at)

    return effect


def _handed_over(case: Case, event: Event) -> None:
    case.holder = str(event.body["to"])


def _extended(case: Case, event: Event) -> None:
    case.extensions += 1
    case.extended = True


def _suspended(case: Case, event: Event) -> None:
    case.paused_at = event.at


def _resumed(case: Case, event: Event) -> None:
    if case.paused_at is not None:
        case.pauses = (*case.pauses, Pause(case.paused_at, event.at))
        case.paused_at = None


def _recomputed(case: Case, event: Event) -> None:
    if is_time(event.body.get("clock_from")):
        case.clock_from, case.clock_trusted = event.body["clock_from"], True


def _summoned(case: Case, event: Event) -> None:
    if is_time(event.body.get("meeting_at")):
        case.meeting_at = event.body["meeting_at"]


def _breached(case: Case, event: Event) -> None:
    case.breaches += 1
    case.breached_due = event.body["due_at"]


def _missed(case: Case, event: Event) -> None:
    case.missed += 1


def _surveyed(case: Case, event: Event) -> None:
    case.survey = dict(event.body["answers"])


def _consent(case: Case, event: Event) -> None:
    if event.body["purpose"] == "sms":
        case.sms = bool(event.body["given"])


_EFFECTS: Final[Mapping[str, _Effect]] = {
    "created": _created,
    "replied": _replied,
    "told": _told,
    "read": _set_at("read_at"),
    "accepted": _set_at("complete_at"),
    "handed_over": _handed_over,
    "extended": _extended,
    "suspended": _suspended,
    "resumed": _resumed,
    "due_recomputed": _recomputed,
    "kp_summoned": _summoned,
    "breached": _breached,
    "promise_missed": _missed,
    "escalated": lambda case, event: setattr(case, "escalated_to", str(event.body["to"])),
    "consent_changed": _consent,
    "csm_submitted": _surveyed,
    "citizen_confirmed": _set("verdict", "confirmed"),
    "citizen_disputed": _taken_up_again("disputed"),
    "reopened": _taken_up_again(""),
    "resolved": _ended(""),
    "released": _ended("granted"),
    "denied": _ended("denied"),
    "merged": _ended("duplicate"),
    "withdrawn": _ended("withdrawn"),
}
