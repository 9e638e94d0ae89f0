# SPDX-License-Identifier: Apache-2.0
"""What an officer can do with a case, and what an officer cannot."""

import pytest

from appliance.calendar import philippines
from appliance.case import OUTCOMES, State
from appliance.counter import Counter, Draft
from appliance.errors import CaseError, InputError, NotFound
from appliance.office import MAX_REPLY, Office, barangay_officer
from appliance.store import Store
from appliance.texts import Texts
from appliance.words import local
from tests.fakes import DAY, ENGINEER, MARIA, SYSTEM, FakeClock, carry, manila, texted


@pytest.fixture
def case(counter: Counter) -> str:
    return counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True)).case


def kinds(store: Store, case: str) -> list[str]:
    return [entry.event.kind for entry in store.case(case).timeline]


def test_the_first_reading_is_a_fact_and_later_ones_are_not(
    office: Office, box: Store, clock: FakeClock, case: str
) -> None:
    read = clock.now()
    assert office.open(case).read_at == read
    clock.pass_(DAY)
    assert office.open(case).read_at == read
    assert kinds(box, case) == ["created", "read"]


def test_a_case_that_is_not_here_cannot_be_opened(office: Office) -> None:
    with pytest.raises(NotFound):
        office.open("nobody.00000000/1")


def test_a_reply_is_texted_with_the_officers_own_words(office: Office, texts: Texts, case: str) -> None:
    office.reply(case, "  Bukas po\x00  aayusin ")
    assert texted(texts)[-1].endswith("Bukas po aayusin")


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\x00\u200b"])
def test_an_empty_reply_is_not_sent(office: Office, box: Store, case: str, text: str) -> None:
    for say in (office.reply, office.ask, lambda case, text: office.resolve(case, "fixed", text)):
        with pytest.raises(InputError) as refused:
            say(case, text)
        assert (refused.value.field, refused.value.problem) == ("reply", "empty")
    assert kinds(box, case) == ["created"]


def test_a_reply_too_long_for_a_telephone_is_refused_whole(office: Office, box: Store, case: str) -> None:
    office.reply(case, "x" * MAX_REPLY)
    with pytest.raises(InputError, match="reply: too_long"):
        office.reply(case, "x" * (MAX_REPLY + 1))
    assert kinds(box, case) == ["created", "replied"]


def test_a_reply_with_a_link_is_refused_because_the_networks_would_block_it(office: Office, case: str) -> None:
    for text in ("Tingnan po sa https://lgu.gov.ph/kalsada", "Pumunta po sa www.binan.gov.ph"):
        with pytest.raises(InputError):
            office.reply(case, text)


def test_resolving_replies_and_asks_the_citizen(office: Office, box: Store, texts: Texts, case: str) -> None:
    office.resolve(case, "fixed", "Natapalan na po")
    found = box.case(case)
    assert (found.state, found.outcome, found.reply, found.open) == (State.RESOLVED, "fixed", "Natapalan na po", True)
    # Wed 1 Apr 2026 and 7 working days: 6, 7, 8 = 3, 10 = 4, 13, 14, 15 = 7
    assert local(found.next_update_at) == local(manila(2026, 4, 15, 17))
    assert "HINDI PA" in texted(texts)[-1]


@pytest.mark.parametrize("outcome", ["", "perfect", "FIXED", "fixed "])
def test_an_outcome_nobody_knows_is_refused(office: Office, box: Store, case: str, outcome: str) -> None:
    with pytest.raises(InputError, match="outcome: unknown"):
        office.resolve(case, outcome, "Tapos na po")
    assert kinds(box, case) == ["created"]


@pytest.mark.parametrize("outcome", sorted(OUTCOMES - {"denied", "withdrawn", "duplicate"}))
def test_every_outcome_without_a_step_of_its_own_can_be_given(
    office: Office, box: Store, case: str, outcome: str
) -> None:
    office.resolve(case, outcome, "Tapos na po")
    assert box.case(case).outcome == outcome


def test_a_denial_needs_its_grounds_and_a_name(office: Office, case: str) -> None:
    with pytest.raises((CaseError, InputError)):
        office.resolve(case, "denied", "Hindi po puwede")


def test_when_a_step_is_refused_its_reply_is_not_said_either(
    office: Office, box: Store, texts: Texts, case: str
) -> None:
    office.hand_over(case, "city-engineering")
    before = (kinds(box, case), texts.counts())
    with pytest.raises(CaseError, match="is held by city-engineering"):
        office.resolve(case, "fixed", "Tapos na po")
    assert (kinds(box, case), texts.counts()) == before


def test_asking_the_citizen_is_texted_and_waits(office: Office, box: Store, texts: Texts, case: str) -> None:
    office.ask(case, "Saan po banda sa Rizal?")
    assert box.case(case).state is State.NEEDS_CLIENT
    assert texted(texts)[-1].endswith("Saan po banda sa Rizal?")


def test_handing_over_gives_the_pen_away_and_tells_the_citizen(
    office: Office, box: Store, hub: Store, texts: Texts, case: str
) -> None:
    office.hand_over(case, "city-engineering")
    carry(box, hub)
    agency = Office(hub, philippines(), ENGINEER)
    agency.accept(case)
    with pytest.raises(CaseError, match="is held by city-engineering, not by barangay"):
        office.accept(case)
    carry(hub, box)
    assert box.case(case).state is State.IN_PROGRESS
    assert "Ipinasa" in texted(texts)[-1]


@pytest.mark.parametrize("to", ["", "  ", "x" * 41, "\x00"])
def test_a_case_cannot_be_handed_to_nobody(office: Office, box: Store, case: str, to: str) -> None:
    with pytest.raises(InputError, match=r"^to: "):
        office.hand_over(case, to)
    assert box.case(case).holder == "barangay"


def test_a_case_cannot_be_closed_before_the_citizen_was_told(
    office: Office, box: Store, case: str, clock: FakeClock
) -> None:
    with pytest.raises(CaseError, match="not possible while the case is received"):
        office.close(case)
    office.resolve(case, "fixed", "Natapalan na po")
    clock.pass_(60 * DAY)
    with pytest.raises(CaseError, match="the citizen has not been told the reply yet"):
        office.close(case)
    assert box.case(case).open


def test_a_case_can_be_closed_when_the_citizen_said_yes(
    office: Office, box: Store, counter: Counter, case: str
) -> None:
    office.resolve(case, "fixed", "Natapalan na po")
    office.told_in_person(case)
    counter.say(box.case(case), "citizen_confirmed", "OO")
    office.close(case)
    assert box.case(case).state is State.CLOSED


def test_a_case_is_not_closed_while_the_citizen_may_still_say_no(office: Office, case: str, clock: FakeClock) -> None:
    office.resolve(case, "fixed", "Natapalan na po")
    office.told_in_person(case)
    with pytest.raises(CaseError):
        office.close(case)


def test_a_case_can_be_closed_after_seven_working_days_of_silence(
    office: Office, box: Store, case: str, clock: FakeClock
) -> None:
    office.resolve(case, "fixed", "Natapalan na po")
    office.told_in_person(case)
    clock.time = manila(2026, 4, 15, 17, 1)
    office.close(case)
    assert box.case(case).state is State.CLOSED


def test_nobody_is_told_a_reply_that_does_not_exist(office: Office, case: str) -> None:
    with pytest.raises(InputError, match="reply: empty"):
        office.told_in_person(case)


def test_being_told_face_to_face_is_recorded_with_the_officer(office: Office, box: Store, case: str) -> None:
    office.reply(case, "Bukas po")
    office.told_in_person(case)
    event = box.case(case).timeline[-1].event
    assert (event.kind, event.body["channel"], event.actor.name) == ("told", "in_person", "Ana Reyes")


def test_being_told_twice_face_to_face_is_one_fact(office: Office, box: Store, case: str) -> None:
    office.reply(case, "Bukas po")
    office.told_in_person(case)
    office.told_in_person(case)
    assert kinds(box, case).count("told") == 1


def test_the_queue_begins_with_what_this_office_must_answer_first(
    office: Office, counter: Counter, clock: FakeClock, box: Store
) -> None:
    late = counter.file(Draft("suggestion", "x", "fil")).case
    soon = counter.file(Draft("complaint", "x", "fil")).case
    away = counter.file(Draft("complaint", "x", "fil")).case
    done = counter.file(Draft("inquiry", "x", "fil")).case
    office.hand_over(away, "city-engineering")
    office.resolve(done, "answered", "Opo")
    with box.writing():
        box.append(done, "told", SYSTEM, {"of": box.case(done).reply_id, "channel": "kiosk"})
    counter.say(box.case(done), "citizen_confirmed")
    office.close(done)
    assert [case.id for case in office.queue()] == [soon, late, away, done]


def test_an_officer_of_the_hall_speaks_for_the_barangay() -> None:
    officer = barangay_officer("Ana Reyes", "Secretary")
    assert (officer.kind, officer.office, officer.name, officer.designation) == (
        *("officer", "barangay", "Ana Reyes", "Secretary"),
    )
