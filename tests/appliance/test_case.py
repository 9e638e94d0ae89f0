# SPDX-License-Identifier: Apache-2.0
"""What may happen to a case, who may say so, and what no history whatever can bring about."""

import random
from dataclasses import fields
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.case import KINDS, OUTCOMES, TYPES, Case, State, add, fold, refusal
from appliance.event import CITIZEN, Actor, Event

BOX, HUB = "b" * 16 + ".00000001", "h" * 16 + ".00000001:" + "b" * 16
CASE = f"{BOX}/1"
AT = 1_775_005_200_000
DUE = AT + 3 * 86_400_000

SECRETARY = Actor("officer", "barangay", "Ana Reyes", "Secretary")
ENGINEER = Actor("officer", "city-engineering", "Jose Cruz", "Engineer")
BOX_ITSELF = Actor("system", "barangay")

OPENING: dict[str, Any] = {
    **{"reference": "670916621886", "type": "complaint", "holder": "barangay", "rule": "H72", "due_at": DUE},
    **{"words": "May lubak po", "language": "fil", "phone": "+639171234567", "sms": True},
}


class Story:
    """A case told in order, one event after the other."""

    def __init__(self, **opening: Any) -> None:
        self.events: list[Event] = []
        self.say("created", CITIZEN, **{**OPENING, **opening})

    def say(self, kind: str, actor: Actor, /, **body: Any) -> Self:
        number = len(self.events) + 1
        origin = HUB if actor.office not in ("", "barangay") else BOX
        self.events.append(Event(origin, number, CASE, number, kind, AT + number * 1000, "ntp", actor, body))
        return self

    @property
    def case(self) -> Case:
        return fold(self.events)

    @property
    def last_refusal(self) -> str:
        return self.case.timeline[-1].refused

    def reply(self, text: str = "Natapalan na po.") -> Self:
        return self.say("replied", SECRETARY, text=text)

    def told(self) -> Self:
        return self.say("told", BOX_ITSELF, of=self.case.reply_id, channel="sms")

    def resolve(self) -> Self:
        return self.reply().told().say("resolved", SECRETARY, outcome="fixed", next_at=DUE)


def in_state(state: State) -> Story:
    """A case that came to this state as cases do."""
    story = Story()
    match state:
        case State.NEEDS_CLIENT:
            story.say("needs_client", SECRETARY, text="Pakidala po ang cedula")
        case State.IN_PROGRESS:
            story.say("accepted", SECRETARY)
        case State.REFERRED:
            story.say("referred", SECRETARY, agency="dpwh")
        case State.SUSPENDED:
            story.say("accepted", SECRETARY).say("suspended", SECRETARY, reason="bagyo")
        case State.FOR_RELEASE:
            story.say("accepted", SECRETARY).say("ready_for_release", SECRETARY)
        case State.RESOLVED:
            story.resolve()
        case State.CLOSED:
            story.resolve().say("closed", SECRETARY)
    assert story.case.state is state
    return story


BODIES: dict[str, dict[str, Any]] = {
    "needs_client": {"text": "Pakidala po ang cedula"},
    "referred": {"agency": "dpwh"},
    "suspended": {"reason": "bagyo"},
    "resumed": {"due_at": DUE},
    "resolved": {"outcome": "fixed"},
    "denied": {"grounds": "Hindi po residente", "denied_by": "Ana Reyes"},
    "merged": {"into": "x/1"},
    "handed_over": {"to": "city-engineering"},
    "extended": {"due_at": DUE + 1, "reason": "kulang ang semento"},
}
WHO = {
    **{"citizen_confirmed": CITIZEN, "citizen_disputed": CITIZEN, "withdrawn": CITIZEN},
    "deemed_approved": BOX_ITSELF,
}

CHANGES_DUE = set(
    "created extended resumed due_recomputed accepted client_supplied citizen_disputed reopened "
    "kp_summoned kp_met kp_pangkat kp_settled".split()
)

R, N, P, F, S, L, D, C = State
UNDER_WAY = (R, N, P, F, S, L)

# The table of the domain: from where each step leads where. A withdrawn, denied or merged case passes through
# `resolved` like every other, so that no end is silent.
ALLOWED: dict[str, dict[State, State]] = {
    "accepted": {R: P, N: P, F: P},
    "needs_client": {R: N, P: N},
    "referred": {R: F, P: F},
    "suspended": {P: S},
    "resumed": {S: P},
    "ready_for_release": {P: L},
    "released": {L: D},
    "resolved": {R: D, P: D, F: D, L: D},
    "denied": {R: D, P: D},
    "merged": {R: D, P: D},
    "closed": {D: C},
    "reopened": {C: P},
    "deemed_approved": {R: L, P: L, F: L},
    "citizen_confirmed": {D: D},
    "citizen_disputed": {D: P, C: P},
    "withdrawn": dict.fromkeys(UNDER_WAY, D),
    "handed_over": {state: state for state in (*UNDER_WAY, D)},
    "extended": {state: state for state in UNDER_WAY},
}
STEPS = [(kind, state) for kind in ALLOWED for state in State]


@pytest.mark.parametrize(("kind", "state"), STEPS, ids=[f"{kind} when {state}" for kind, state in STEPS])
def test_each_step_leads_where_the_table_says_or_is_refused_by_name(kind: str, state: State) -> None:
    story = in_state(state).say(kind, WHO.get(kind, SECRETARY), **BODIES.get(kind, {}))
    goal = ALLOWED[kind].get(state)
    if goal is None:
        assert story.last_refusal == f"{kind}: not possible while the case is {state}"
        assert story.case.state is state
    else:
        assert story.last_refusal == ""
        assert story.case.state is goal


def test_every_kind_that_moves_a_case_is_in_the_table() -> None:
    moving = {kind for kind, rule in KINDS.items() if rule.moves}
    assert moving == {*ALLOWED, "client_supplied"}


@pytest.mark.parametrize("state", State)
def test_what_a_citizen_brings_moves_only_the_case_that_waits_for_it(state: State) -> None:
    story = in_state(state).say("client_supplied", CITIZEN, text="Heto na po ang cedula")
    assert story.last_refusal == ""
    assert story.case.state is (P if state is N else state)


# --- who has the pen


@pytest.mark.parametrize("kind", sorted(kind for kind, rule in KINDS.items() if rule.pen))
def test_an_office_that_does_not_hold_the_case_cannot_move_it(kind: str) -> None:
    for state in State:
        case = in_state(state).case
        for who in (ENGINEER, Actor("system", "city-engineering")):
            body = dict.fromkeys(KINDS[kind].needs, "x") | BODIES.get(kind, {})
            refused = refusal(case, kind, who, body)
            assert "is held by barangay" in refused or "may not say this" in refused


def test_the_pen_goes_to_whom_it_is_given() -> None:
    story = Story().say("handed_over", SECRETARY, to="city-engineering")
    assert story.case.holder == "city-engineering"
    assert "held by city-engineering, not by barangay" in story.say("accepted", SECRETARY).last_refusal
    assert story.say("accepted", ENGINEER).case.state is P
    assert story.say("handed_over", ENGINEER, to="barangay").case.holder == "barangay"


def test_an_office_without_the_pen_may_still_add_words() -> None:
    story = Story().say("noted", ENGINEER, text="Nakita na namin").say("replied", ENGINEER, text="Bukas po")
    assert story.case.reply == "Bukas po"
    assert [entry.refused for entry in story.case.timeline] == ["", "", ""]


def test_the_citizen_can_always_answer_whoever_holds_the_case() -> None:
    story = Story().say("handed_over", SECRETARY, to="city-engineering").reply().told()
    story.say("resolved", ENGINEER, outcome="fixed").say("citizen_disputed", CITIZEN)
    assert story.case.state is P
    assert story.case.holder == "city-engineering"


@pytest.mark.parametrize(
    ("kind", "actor"),
    [
        *[(kind, SECRETARY) for kind in ("citizen_confirmed", "citizen_disputed", "withdrawn", "csm_submitted")],
        *[(kind, BOX_ITSELF) for kind in ("created", "replied", "read", "resolved", "denied", "client_supplied")],
        *[
            (kind, CITIZEN)
            for kind in ("accepted", "resolved", "closed", "told", "replied", "extended", "due_recomputed")
        ],
        ("created", Actor("robot")),
        ("deemed_approved", SECRETARY),
    ],
)
def test_nobody_speaks_for_somebody_else(kind: str, actor: Actor) -> None:
    assert refusal(Story().case, kind, actor, {}) == f"{kind}: a {actor.kind} may not say this"


def test_another_office_cannot_put_off_the_day_on_which_the_citizen_hears() -> None:
    story = Story().say("noted", ENGINEER, text="Sa susunod na taon na", next_at=DUE + 365 * 86_400_000)
    assert story.case.next_update_at == DUE


def test_a_citizens_answers_to_a_survey_do_not_move_the_promise() -> None:
    story = Story().resolve().say("csm_submitted", CITIZEN, answers={"sqd0": "5"}, next_at=DUE * 2)
    assert story.case.survey == {"sqd0": "5"}
    assert story.case.next_update_at == DUE


# --- how the service was


def test_a_citizen_is_heard_on_the_service_once_and_only_after_a_human_has_replied() -> None:
    story = Story().say("csm_submitted", CITIZEN, answers={"sqd0": "1"})
    assert story.last_refusal == "csm_submitted: no officer has replied to the citizen yet"
    story.resolve().say("csm_submitted", CITIZEN, answers={"sqd0": "2"})
    story.say("csm_submitted", CITIZEN, answers={"sqd0": "5"})
    assert story.last_refusal == "csm_submitted: the citizen has answered already"
    assert story.case.survey == {"sqd0": "2"}


@pytest.mark.parametrize("answers", [{}, [5], "5", 5, {"sqd0": 5}, {"sqd0": None}, {"sqd0": {"1": "2"}}])
def test_answers_that_are_not_choices_by_question_change_nothing(answers: object) -> None:
    story = Story().resolve().say("csm_submitted", CITIZEN, answers=answers)
    assert story.last_refusal == "csm_submitted: the answers are not choices by question"
    assert story.case.survey == {}


def test_how_they_were_rated_is_not_in_the_history_that_an_officer_reads() -> None:
    story = Story().resolve().say("csm_submitted", CITIZEN, answers={"sqd0": "1"})
    story.say("csm_submitted", CITIZEN, answers={"sqd0": "5"}).say("closed", SECRETARY)
    assert [entry.event.kind for entry in story.case.history] == "created replied told resolved closed".split()
    assert len(story.case.timeline) == 7


def test_a_case_ends_for_the_reports_when_it_first_has_an_outcome_whatever_happens_later() -> None:
    story = Story()
    assert story.case.ended_at is None
    first = story.resolve().events[-1].at
    story.say("csm_submitted", CITIZEN, answers={"sqd0": "1"}).say("citizen_disputed", CITIZEN)
    assert (story.case.ended_at, story.case.survey) == (first, {"sqd0": "1"})
    story.resolve()
    assert (story.case.ended_at, story.case.survey) == (first, {"sqd0": "1"})


# --- no silent end


def test_a_case_cannot_be_closed_before_anybody_has_replied() -> None:
    story = Story().say("resolved", SECRETARY, outcome="fixed").say("closed", SECRETARY)
    assert story.last_refusal == "closed: no officer has replied to the citizen yet"


def test_a_case_cannot_be_closed_before_the_citizen_was_told() -> None:
    story = Story().reply().say("resolved", SECRETARY, outcome="fixed").say("closed", SECRETARY)
    assert story.last_refusal == "closed: the citizen has not been told the reply yet"
    assert story.case.open


def test_a_case_cannot_be_closed_when_only_an_older_reply_was_told() -> None:
    story = Story().reply("Bukas po").told().reply("Hindi na po bukas").say("resolved", SECRETARY, outcome="noted")
    assert story.say("closed", SECRETARY).last_refusal == "closed: the citizen has not been told the reply yet"
    assert story.told().say("closed", SECRETARY).case.state is C


def test_an_automatic_acknowledgement_is_not_a_reply() -> None:
    story = Story().say("acknowledged", BOX_ITSELF, text="Natanggap na po")
    assert (story.case.reply, story.case.first_human_reply_at) == ("", None)


@pytest.mark.parametrize("text", ["   ", "\n", False, ["Opo"]])
def test_an_empty_reply_is_no_reply(text: object) -> None:
    story = Story().say("replied", SECRETARY, text=text)
    assert story.last_refusal
    assert story.case.reply == ""


def test_a_told_and_resolved_case_can_be_closed() -> None:
    story = Story().resolve().say("closed", SECRETARY)
    assert (story.case.state, story.case.outcome, story.case.open) == (C, "fixed", False)
    assert story.case.reply_told


@pytest.mark.parametrize("state", [D, C])
def test_not_yet_reopens_the_case(state: State) -> None:
    case = in_state(state).say("citizen_disputed", CITIZEN, text="HINDI PA").case
    assert (case.state, case.verdict, case.outcome, case.open) == (P, "disputed", "", True)


def test_after_not_yet_the_old_reply_cannot_close_the_case_again() -> None:
    story = in_state(D).say("citizen_disputed", CITIZEN).say("resolved", SECRETARY, outcome="no_further_action")
    assert story.say("closed", SECRETARY).last_refusal


def test_a_reopened_case_has_no_outcome_any_more() -> None:
    assert in_state(C).say("reopened", SECRETARY).case.outcome == ""


def test_the_citizens_yes_is_kept() -> None:
    assert in_state(D).say("citizen_confirmed", CITIZEN).case.verdict == "confirmed"


def test_a_new_resolution_asks_the_citizen_anew() -> None:
    story = in_state(D).say("citizen_disputed", CITIZEN).resolve()
    assert (story.case.verdict, story.case.outcome) == ("", "fixed")


@pytest.mark.parametrize(
    ("kind", "outcome", "story"),
    [
        ("denied", "denied", Story()),
        ("merged", "duplicate", Story()),
        ("withdrawn", "withdrawn", Story()),
        ("released", "granted", in_state(L)),
    ],
)
def test_each_end_has_its_own_outcome(kind: str, outcome: str, story: Story) -> None:
    story.say(kind, WHO.get(kind, SECRETARY), **BODIES.get(kind, {}), outcome="granted" if kind == "denied" else "")
    assert story.case.outcome == outcome


@pytest.mark.parametrize("outcome", ["", None, "perfect", 1, ["fixed"], {}])
def test_a_case_cannot_be_resolved_with_an_outcome_nobody_knows(outcome: object) -> None:
    assert Story().say("resolved", SECRETARY, outcome=outcome).last_refusal


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_every_outcome_of_the_domain_can_be_given(outcome: str) -> None:
    assert Story().say("resolved", SECRETARY, outcome=outcome).case.outcome == outcome


# --- opening


def test_a_case_is_opened_once() -> None:
    story = Story().say("created", CITIZEN, **{**OPENING, "words": "iba na po"})
    assert story.last_refusal == "created: the case is already open"
    assert story.case.words == "May lubak po"


def test_a_case_is_opened_only_by_its_first_event() -> None:
    stranger = Event(HUB, 1, CASE, 1, "created", AT, "ntp", CITIZEN, OPENING)
    case = fold([stranger])
    assert case.timeline[0].refused == "created: only a case's first event opens it"
    assert (case.reference, case.turn) == ("", 0)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"created"}))
def test_nothing_can_be_said_about_a_case_that_was_not_opened(kind: str) -> None:
    for actor in (CITIZEN, SECRETARY, BOX_ITSELF):
        assert refusal(Case(CASE), kind, actor, dict.fromkeys(KINDS[kind].needs, "x"))


@pytest.mark.parametrize("missing", KINDS["created"].needs)
@pytest.mark.parametrize("value", [None, "", ...])
def test_a_case_is_not_opened_without_what_it_needs(missing: str, value: object) -> None:
    body = {key: item for key, item in OPENING.items() if key != missing}
    if value is not ...:
        body[missing] = value
    refused = refusal(Case(CASE), "created", CITIZEN, body)
    assert refused.startswith("created: ")
    assert missing in refused


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_of_the_domain_can_be_opened(kind: str) -> None:
    assert Story(type=kind).case.type == kind


def test_a_type_nobody_knows_is_not_opened() -> None:
    assert refusal(Case(CASE), "created", CITIZEN, {**OPENING, "type": "gossip"}) == (
        "created: unknown type of case 'gossip'"
    )


# --- the promise


@pytest.mark.parametrize("due", [-1, 1.5, "soon", True, False, [], {}, 10**15])
def test_a_promise_that_is_not_a_time_is_refused(due: object) -> None:
    assert refusal(Case(CASE), "created", CITIZEN, {**OPENING, "due_at": due}) == "created: due_at is not a time"
    assert refusal(Story().case, "promise_made", BOX_ITSELF, {"next_at": due}) == "promise_made: next_at is not a time"


@pytest.mark.parametrize(("kind", "name"), [("created", "due_at"), ("promise_made", "next_at")])
def test_a_promise_of_the_year_1970_is_no_promise(kind: str, name: str) -> None:
    case = Story().case if kind == "promise_made" else Case(CASE)
    assert refusal(case, kind, CITIZEN if kind == "created" else BOX_ITSELF, {**OPENING, name: 0})


def test_a_case_is_extended_once_only() -> None:
    story = Story().say("extended", SECRETARY, due_at=DUE + 1, reason="kulang ang semento")
    assert (story.case.due_at, story.case.next_update_at, story.case.extensions) == (DUE + 1, DUE + 1, 1)
    assert "one extension" in story.say("extended", SECRETARY, due_at=DUE + 2, reason="kulang pa rin").last_refusal
    assert story.case.due_at == DUE + 1


def test_an_officer_cannot_extend_a_second_time_by_calling_it_recomputed() -> None:
    story = Story().say("extended", SECRETARY, due_at=DUE + 1, reason="kulang ang semento")
    story.say("due_recomputed", SECRETARY, due_at=DUE + 10**10)
    assert story.case.due_at == DUE + 1


def test_a_suspended_case_gets_a_new_date_when_it_goes_on() -> None:
    story = in_state(S)
    assert story.say("resumed", SECRETARY).last_refusal == "resumed: due_at is missing"
    assert story.say("resumed", SECRETARY, due_at=DUE + 5, due_provisional=True).case.due_at == DUE + 5
    assert story.case.due_provisional


def test_a_promise_in_between_does_not_move_the_legal_date() -> None:
    case = Story().say("promise_made", BOX_ITSELF, next_at=DUE - 5).case
    assert (case.next_update_at, case.due_at) == (DUE - 5, DUE)


def test_each_breach_is_counted() -> None:
    story = Story().say("breached", BOX_ITSELF, due_at=DUE).say("breached", BOX_ITSELF, due_at=DUE)
    assert (story.case.breaches, story.case.due_at) == (2, DUE)


# --- the four facts


def test_the_first_reading_counts() -> None:
    story = Story().say("read", SECRETARY).say("read", ENGINEER)
    assert story.case.read_at == story.events[1].at


def test_a_new_reply_has_not_been_told() -> None:
    story = Story().reply().told()
    assert story.case.told_at == story.events[-1].at
    story.reply("Bagong sagot po")
    assert (story.case.told_at, story.case.reply_told) == (None, False)


def test_being_told_something_else_is_not_being_told_the_reply() -> None:
    story = Story().reply().say("told", BOX_ITSELF, of=CASE, channel="sms")
    assert (story.case.told_at, story.case.reply_told) == (None, False)


def test_the_first_human_reply_stays_the_first() -> None:
    story = Story().reply().reply("Isa pa po")
    assert story.case.first_human_reply_at == story.events[1].at
    assert story.case.reply_at == story.events[2].at


def test_the_citizen_may_take_back_the_consent_to_be_texted() -> None:
    story = Story()
    assert story.case.sms
    assert not story.say("consent_changed", CITIZEN, purpose="sms", given=False).case.sms
    assert not story.say("consent_changed", CITIZEN, purpose="voice_retention", given=True).case.sms


# --- any history at all


def test_an_event_of_a_newer_version_stays_and_changes_nothing() -> None:
    story = Story().say("accepted", SECRETARY)
    before = story.case
    after = story.say("hologram_shown", SECRETARY, due_at=DUE * 2, next_at=DUE * 2, outcome="fixed").case
    assert after.timeline[-1].event.kind == "hologram_shown"
    assert after.timeline[-1].refused == "unknown event kind 'hologram_shown', perhaps of a newer version"
    same = {item.name for item in fields(Case)} - {"timeline", "turn"}
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}
    assert after.turn == 3


garbage = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
times = st.integers(DUE, DUE + 10**9)
sensible = st.fixed_dictionaries(
    {"text": st.just("Opo"), "of": st.sampled_from([f"{BOX}/{number}" for number in range(1, 12)])},
    optional={
        **{"due_at": times, "next_at": times, "outcome": st.sampled_from(sorted(OUTCOMES)), "given": st.booleans()},
        **{
            "to": st.sampled_from(["barangay", "city-engineering"]),
            "purpose": st.just("sms"),
            "channel": st.just("sms"),
        },
        **{name: st.just("x") for name in "reason agency grounds denied_by into officer requirements answers".split()},
    },
)
messy = st.dictionaries(
    st.sampled_from(["text", "of", "due_at", "next_at", "outcome", "to", "type", "holder"]), garbage
)
actors = st.sampled_from(
    [CITIZEN, SECRETARY, ENGINEER, BOX_ITSELF, Actor("system", "city-engineering"), Actor("robot")]
)
kinds = st.sampled_from([*KINDS, *5 * ["replied", "told", "resolved", "closed", "accepted"], "hologram_shown", ""])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Anything two sides might send each other about one case, in the order in which it folds."""
    opening = draw(st.just(OPENING) | st.just(OPENING) | messy)
    said = [Event(BOX, 1, CASE, 1, "created", AT, "ntp", CITIZEN, opening)]
    for number in range(2, draw(st.integers(2, 16))):
        origin, turn = draw(st.sampled_from([BOX, BOX, HUB])), draw(st.integers(1, 12))
        body = draw(sensible | sensible | messy)
        said.append(Event(origin, number, CASE, turn, draw(kinds), AT + number, "ntp", draw(actors), body))
    return sorted(said, key=Event.order)


@given(histories(), st.integers())
@settings(max_examples=100)
def test_any_order_of_arrival_makes_the_same_case(said: list[Event], seed: int) -> None:
    folded = fold(said)
    shuffled = said.copy()
    random.Random(seed).shuffle(shuffled)
    assert fold(shuffled) == folded
    assert fold(reversed(said)) == folded
    assert [entry.event for entry in folded.timeline] == said


def check_every_step(said: list[Event]) -> Case:
    """Fold event by event, and look at the promises of the product after each."""
    case = Case(said[0].case)
    officers = {event.id for event in said if event.actor.kind == "officer" and event.kind == "replied"}
    for event in said:
        before = (case.state, case.due_at, case.holder, case.words)
        refused = add(case, event)
        state, due_at, holder, words = before
        if refused:
            assert (case.state, case.due_at, case.holder, case.words) == before
        if case.due_at != due_at:
            assert event.kind in CHANGES_DUE
        if case.state is C and state is not C:
            assert event.kind == "closed"
            assert case.reply
            assert case.outcome
            assert case.reply_id in officers
            assert case.reply_told
        if case.state is not state and event.actor.kind != "citizen" and event.kind != "client_supplied":
            assert event.actor.office == holder
        if case.holder != holder:
            assert event.kind in {"handed_over", "created"}
        if case.words != words:
            assert event.kind == "created"
        assert case.extensions <= 1
        if case.open and case.turn:
            assert case.next_update_at > 0
        assert case.turn == 0 or case.turn >= event.turn
    return case


@given(histories())
def test_whatever_is_said_the_promises_of_the_product_hold(said: list[Event]) -> None:
    check_every_step(said)


def test_in_a_thousand_busy_histories_no_case_ends_in_silence() -> None:
    """Longer and likelier histories than the ones above; enough of them do close a case to prove something."""
    chance = random.Random(20260401)
    closed = 0
    for _ in range(1000):
        said = [Event(BOX, 1, CASE, 1, "created", AT, "ntp", CITIZEN, OPENING)]
        for number in range(2, chance.randrange(5, 40)):
            kind = chance.choice([*KINDS, *20 * ["replied", "told", "resolved", "closed"]])
            actor = chance.choice([CITIZEN, ENGINEER, BOX_ITSELF, *7 * [SECRETARY]])
            replies = [event.id for event in said if event.kind == "replied"] or [CASE]
            body = {"of": chance.choice(replies[-2:]), "outcome": "fixed", "due_at": DUE + number}
            body["to"] = chance.choice(["barangay", "barangay", "city-engineering"])
            body |= {name: "x" for name in KINDS[kind].needs if name not in body}
            turn = number - chance.choice([0, 0, 0, 1, 2])
            origin = HUB if actor is ENGINEER else BOX
            said.append(Event(origin, number, CASE, max(turn, 1), kind, AT, "ntp", actor, body))
        said.sort(key=Event.order)
        final = check_every_step(said)
        closed += any(entry.event.kind == "closed" and not entry.refused for entry in final.timeline)
        chance.shuffle(said)
        assert fold(said) == final
    assert closed > 100
