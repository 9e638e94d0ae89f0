# SPDX-License-Identifier: Apache-2.0
"""A text goes out once, the citizen is told once, and one bad number does not silence the others."""

from pathlib import Path

import pytest

from appliance.event import CITIZEN, GENESIS, Event
from appliance.sending import Limits
from appliance.store import Store
from appliance.texts import Part, Texts
from tests.fakes import (
    CENTRE,
    DAY,
    DEVICE,
    ENGINEER,
    HOUR,
    KALIHIM,
    MARIA,
    MINUTE,
    PEDRO,
    SECOND,
    FakeClock,
    PowerCut,
    box_store,
    cut_short,
    manila,
    notices,
    texted,
)

LONG = "Natapalan na po ang lubak sa tapat ng eskwela. " * 8


def owe(texts: Texts, number: str = MARIA, body: str = "Salamat po") -> None:
    with texts.store.writing():
        texts.answer(number, body)


def drain(texts: Texts) -> list[Part]:
    """Send all that can be sent now; every part is taken by the network under its text's number."""
    sent = []
    while part := texts.take():
        texts.sent(part, part.text * 10 + part.number)
        sent.append(part)
    return sent


@pytest.fixture
def replied(box: Store, texts: Texts) -> str:
    """The case of a citizen whose reply waits to be sent as text 1."""
    body = {"reference": "670916621886", "type": "complaint", "holder": "barangay", "rule": "H72", "due_at": 2 * DAY}
    with box.writing():
        case = box.append("", "created", CITIZEN, {**body, "phone": MARIA, "sms": True, "channel": "sms"}).case
        box.append(case, "replied", KALIHIM, {"text": "Natapalan na po"})
    return case


def told(store: Store, case: str) -> int:
    return sum(event.kind == "told" for event in store.events_of(case))


# --- out, once


def test_a_short_text_is_one_part(texts: Texts) -> None:
    owe(texts)
    assert texts.take() == Part(1, 1, 1, MARIA, "Salamat po")
    assert texts.take() is None


def test_texts_go_out_in_the_order_in_which_they_were_owed(texts: Texts) -> None:
    for number in range(5):
        owe(texts, body=str(number))
    assert [part.body for part in drain(texts)] == list("01234")


def test_a_long_text_goes_out_in_parts_that_make_it_whole_again(texts: Texts) -> None:
    owe(texts, body=LONG)
    parts = drain(texts)
    assert [(part.number, part.total) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    assert "".join(part.body for part in parts) == LONG
    assert {part.reference for part in parts} == {1}
    assert texts.counts() == {"sent": 1}


def test_a_peso_sign_does_not_make_a_text_twice_as_dear(texts: Texts) -> None:
    owe(texts, body="₱50 po – “clearance”")
    part = texts.take()
    assert part is not None
    assert part.body == 'P50 po - "clearance"'


def test_a_text_that_was_being_sent_when_the_power_went_is_not_sent_again(texts: Texts, tmp_path: Path) -> None:
    owe(texts)
    assert texts.take() is not None
    with box_store(tmp_path / "box", FakeClock()) as again:
        restarted = Texts(again, notices())
        assert restarted.recover() == 1
        assert restarted.take() is None
        assert restarted.counts() == {"uncertain": 1}
        assert restarted.recover() == 0


def test_what_was_not_being_sent_when_the_power_went_still_goes_out(texts: Texts) -> None:
    owe(texts, body="una")
    owe(texts, body="ikalawa")
    texts.take()
    texts.recover()
    assert [part.body for part in drain(texts)] == ["ikalawa"]


def test_the_rest_of_a_long_text_is_sent_when_the_end_of_one_part_is_unknown(texts: Texts) -> None:
    owe(texts, body=LONG)
    texts.take()
    texts.recover()
    assert [part.number for part in drain(texts)] == [2, 3]


def test_two_senders_never_get_the_same_part(texts: Texts, tmp_path: Path) -> None:
    for number in range(10):
        owe(texts, body=str(number))
    with box_store(tmp_path / "box", FakeClock()) as other:
        taken = [part.body for _ in range(5) for each in (texts, Texts(other, notices())) if (part := each.take())]
    assert sorted(taken) == list("0123456789")


# --- not now, not ever


def test_a_text_that_the_network_does_not_take_now_waits_longer_each_time(texts: Texts, clock: FakeClock) -> None:
    owe(texts)
    waits = []
    while part := texts.take():
        texts.later(part)
        before = clock.now()
        while texts.counts() == {"queued": 1} and not _due(texts):
            clock.pass_(SECOND)
        waits.append((clock.now() - before) // SECOND)
    assert waits[:4] == [10, 20, 40, 80]
    assert max(waits) == 3600
    assert len(waits) == 13
    assert texts.counts() == {"failed": 1}


def _due(texts: Texts) -> bool:
    row = texts.db.execute("SELECT MIN(not_before) FROM texts").fetchone()
    return bool(row[0] <= texts.store.clock.now())


def test_others_go_before_a_text_that_waits(texts: Texts, clock: FakeClock) -> None:
    owe(texts, body="una")
    owe(texts, PEDRO, "ikalawa")
    first = texts.take()
    assert first is not None
    texts.later(first)
    assert [part.to for part in drain(texts)] == [PEDRO]
    clock.pass_(10 * SECOND)
    assert [part.to for part in drain(texts)] == [MARIA]


def test_a_number_that_the_network_refuses_does_not_block_the_others(texts: Texts) -> None:
    owe(texts, "+639000000000")
    owe(texts, PEDRO)
    bad = texts.take()
    assert bad is not None
    texts.refused(bad)
    assert [part.to for part in drain(texts)] == [PEDRO]
    assert texts.counts() == {"failed": 1, "sent": 1}


def test_when_one_part_is_refused_the_rest_is_not_sent(texts: Texts) -> None:
    owe(texts, body=LONG)
    first = texts.take()
    assert first is not None
    texts.refused(first)
    assert texts.take() is None


def test_a_modem_that_was_pulled_out_costs_no_attempt(texts: Texts, clock: FakeClock) -> None:
    owe(texts)
    for _ in range(50):
        part = texts.take()
        assert part is not None
        texts.back(part)
    assert texts.counts() == {"queued": 1}


def test_a_clock_that_jumps_back_does_not_silence_the_hall(texts: Texts, clock: FakeClock) -> None:
    clock.pass_(3650 * DAY)
    owe(texts)
    clock.pass_(-3650 * DAY)
    assert texts.take() is not None


# --- in their order, and not too many


@pytest.fixture
def limited(box: Store) -> Texts:
    """The queue as a box has it where nothing is configured."""
    return Texts(box, notices(), Limits())


def test_an_emergency_goes_before_all_and_an_answer_before_a_notice(texts: Texts, box: Store, replied: str) -> None:
    owe(texts, PEDRO, "sagot")
    with box.writing():
        texts.answer(PEDRO, "911", urgent=True)
    assert [part.body[:5] for part in drain(texts)] == ["911", "sagot", "BRGY "]


def test_an_emergency_does_not_wait_for_the_end_of_a_long_text(texts: Texts, box: Store) -> None:
    owe(texts, body=LONG)
    first = texts.take()
    assert first is not None
    texts.sent(first, 1)
    owe(texts, PEDRO, "sagot")
    with box.writing():
        texts.answer(PEDRO, "911", urgent=True)
    assert [(part.to, part.number) for part in drain(texts)] == [(PEDRO, 1), (MARIA, 2), (MARIA, 3), (PEDRO, 1)]


def test_a_reply_that_comes_at_night_is_told_in_the_morning(limited: Texts, clock: FakeClock, replied: str) -> None:
    clock.pass_(13 * HOUR)
    owe(limited, PEDRO, "Opo")
    assert [part.to for part in drain(limited)] == [PEDRO]
    assert limited.waiting() == {"night": 1}
    clock.pass_(9 * HOUR)
    assert [part.to for part in drain(limited)] == [MARIA]
    assert limited.waiting() == {}


def test_who_was_told_three_times_today_is_told_the_rest_tomorrow(
    limited: Texts, box: Store, clock: FakeClock, replied: str
) -> None:
    created = {"type": "complaint", "holder": "barangay", "rule": "H72", "due_at": 2 * DAY, "phone": MARIA, "sms": True}
    with box.writing():
        for number in range(5):
            made = box.append(
                "", "created", CITIZEN, {**created, "reference": f"67091662188{number}", "channel": "sms"}
            )
            box.append(made.case, "handed_over", KALIHIM, {"to": "city-engineering"})
    sent = 0
    for _ in range(60):
        sent += len(drain(limited))
        clock.pass_(10 * SECOND)
    assert sent == 4, "the officer's reply, and three notices"
    assert limited.waiting() == {"number": 2}
    clock.pass_(DAY)
    assert len(drain(limited)) == 1


def test_a_flood_of_questions_does_not_use_up_the_load(box: Store, clock: FakeClock) -> None:
    texts = Texts(box, notices(), Limits(seconds_between=0, daily_parts=100))
    for number in range(150):
        owe(texts, f"+63917{number:07d}")
    assert len(drain(texts)) == 80
    assert texts.waiting() == {"day": 70}
    with box.writing():
        texts.answer(MARIA, "911", urgent=True)
    assert len(drain(texts)) == 1
    clock.pass_(DAY + SECOND)
    assert len(drain(texts)) == 70


def test_what_the_network_did_not_take_costs_nothing_of_the_day(box: Store) -> None:
    texts = Texts(box, notices(), Limits(seconds_between=0, daily_parts=5))
    for number in range(8):
        owe(texts, f"+63917{number:07d}")
        part = texts.take()
        assert part is not None
        texts.refused(part)


def test_ten_thousand_texts_that_nobody_wants_any_more_are_passed_over(texts: Texts, box: Store, replied: str) -> None:
    with box.writing():
        for _ in range(1200):
            box.append(replied, "replied", KALIHIM, {"text": "Opo"})
        box.append(replied, "consent_changed", CITIZEN, {"purpose": "sms", "given": False})
    owe(texts, PEDRO)
    assert [part.to for part in drain(texts)] == [PEDRO]
    assert texts.take() is None


# --- once more, where that does no harm


def test_an_emergency_of_unknown_end_is_said_once_more_and_marked(texts: Texts, box: Store, clock: FakeClock) -> None:
    with box.writing():
        texts.answer(MARIA, "Sunog: 911 o BFP", urgent=True)
    part = texts.take()
    assert part is not None
    texts.unknown(part)
    clock.pass_(29 * MINUTE)
    assert texts.repeat() == 0
    clock.pass_(2 * MINUTE)
    assert texts.repeat() == 1
    again = texts.take()
    assert again is not None
    assert again.body == "Sunog: 911 o BFP (ulit po)"
    texts.unknown(again)
    clock.pass_(HOUR)
    assert texts.repeat() == 0
    assert texts.counts() == {"uncertain": 2}
    assert [number for number, _ in texts.unresolved()] == [MARIA, MARIA]


def test_a_notice_of_unknown_end_is_listed_and_never_said_twice(
    texts: Texts, box: Store, clock: FakeClock, replied: str
) -> None:
    with box.writing():
        box.append(replied, "extended", KALIHIM, {"due_at": manila(2026, 4, 7), "reason": "bagyo"})
    for _ in range(2):
        part = texts.take()
        assert part is not None
        texts.unknown(part)
    clock.pass_(31 * MINUTE)
    assert texts.repeat() == 0
    assert len(texts.unresolved()) == 2


# --- several modems


def test_a_report_belongs_to_the_sim_that_sent(box: Store, clock: FakeClock) -> None:
    globe, smart = (Texts(box, notices(), modem=modem) for modem in (1, 2))
    owe(globe, body="una")
    owe(globe, body="ikalawa")
    for texts in (globe, smart):
        part = texts.take()
        assert part is not None
        texts.sent(part, 7)
    assert smart.report(7, MARIA, delivered=True) == "delivered"
    assert dict(box.db.execute("SELECT body, state FROM texts")) == {"una": "sent", "ikalawa": "delivered"}
    assert globe.report(7, MARIA, delivered=True) == "delivered"


def test_when_one_modem_dies_the_other_goes_on_with_its_texts_but_not_with_the_part_on_the_way(
    box: Store,
) -> None:
    globe, smart = (Texts(box, notices(), modem=modem) for modem in (1, 2))
    owe(globe, body=LONG)
    assert globe.take() is not None
    assert [part.number for part in drain(smart)] == [2, 3]
    assert smart.recover() == 0
    assert globe.recover() == 1
    assert globe.counts() == {"uncertain": 1}


# --- told


def test_the_citizen_is_told_when_the_network_says_so_and_only_once(texts: Texts, box: Store, replied: str) -> None:
    drain(texts)
    assert told(box, replied) == 0, "handing a text to the network is not telling the citizen"
    assert texts.report(11, MARIA, delivered=True) == "delivered"
    assert told(box, replied) == 1
    assert box.case(replied).reply_told
    assert texts.report(11, MARIA, delivered=True) == ""
    assert texts.report(11, MARIA, delivered=False) == ""
    assert told(box, replied) == 1


def test_a_long_reply_is_told_only_when_its_last_part_arrived(texts: Texts, box: Store, replied: str) -> None:
    with box.writing():
        box.append(replied, "replied", KALIHIM, {"text": LONG})
    drain(texts)
    for reference in (21, 23):
        texts.report(reference, MARIA, delivered=True)
        assert not box.case(replied).reply_told
    assert texts.report(22, MARIA, delivered=True) in ("sent", "delivered")
    for reference in (24, 11):
        texts.report(reference, MARIA, delivered=True)
    assert box.case(replied).reply_told


def test_a_reply_that_did_not_arrive_is_known_to_the_office(texts: Texts, box: Store, replied: str) -> None:
    drain(texts)
    assert texts.report(11, MARIA, delivered=False) == "failed"
    assert not box.case(replied).reply_told
    assert box.case(replied).timeline[-1].event.kind == "message_failed"
    assert texts.report(11, MARIA, delivered=True) == ""


@pytest.mark.parametrize(("reference", "number"), [(99, MARIA), (11, PEDRO), (11, "8888"), (11, "")])
def test_a_report_about_nothing_of_ours_changes_nothing(
    texts: Texts, box: Store, replied: str, reference: int, number: str
) -> None:
    drain(texts)
    assert texts.report(reference, number, delivered=True) == ""
    assert texts.counts() == {"sent": 1}
    assert told(box, replied) == 0


def test_a_receipt_that_arrives_is_not_an_answer_that_was_told(texts: Texts, box: Store) -> None:
    body = {"reference": "670916621886", "type": "complaint", "holder": "barangay", "rule": "H72", "due_at": 2 * DAY}
    with box.writing():
        case = box.append("", "created", CITIZEN, {**body, "phone": MARIA, "sms": True, "channel": "kiosk"}).case
    drain(texts)
    assert texts.report(11, MARIA, delivered=True) == "delivered"
    assert told(box, case) == 0


def test_a_report_may_tell_the_end_of_what_was_unknown(texts: Texts, box: Store, replied: str) -> None:
    part = texts.take()
    assert part is not None
    texts.unknown(part)
    assert texts.counts() == {"uncertain": 1}
    assert texts.report(200, MARIA, delivered=True) == "delivered"
    assert told(box, replied) == 1


def test_a_report_that_is_repeated_does_not_tell_what_was_never_reported(
    texts: Texts, box: Store, clock: FakeClock, replied: str
) -> None:
    drain(texts)
    texts.report(11, MARIA, delivered=True)
    clock.pass_(MINUTE)
    with box.writing():
        second = box.append(replied, "replied", KALIHIM, {"text": "Bukas po ulit"}).id
    part = texts.take()
    assert part is not None
    texts.unknown(part)
    texts.report(11, MARIA, delivered=True)
    found = box.case(replied)
    assert (found.reply_id, found.reply_told) == (second, False)


def test_the_newest_text_is_meant_when_the_network_uses_a_number_again(texts: Texts, clock: FakeClock) -> None:
    for body in ("una", "ikalawa"):
        owe(texts, body=body)
        part = texts.take()
        assert part is not None
        texts.sent(part, 7)
        clock.pass_(HOUR)
    texts.report(7, MARIA, delivered=True)
    assert dict(texts.db.execute("SELECT body, state FROM texts")) == {"una": "sent", "ikalawa": "delivered"}


def test_a_reply_that_came_from_the_hub_is_not_held_back_by_the_hubs_clock(
    texts: Texts, box: Store, replied: str, clock: FakeClock
) -> None:
    drain(texts)
    origin, at = f"{CENTRE.id}.0000abcd:{DEVICE.id}", clock.now() + 700 * DAY
    event = Event(origin, 1, replied, 9, "replied", at, "ntp", ENGINEER, {"text": "Bukas po"})
    box.accept(origin, 1, [event.fields()], event.hash(GENESIS, event.encoded()))
    assert [part.body[-8:] for part in drain(texts)] == ["Bukas po"]


def test_who_takes_back_the_consent_is_not_texted_what_still_waits(texts: Texts, box: Store, replied: str) -> None:
    with box.writing():
        box.append(replied, "consent_changed", CITIZEN, {"purpose": "sms", "given": False})
    assert drain(texts) == []


def test_a_text_says_what_is_true_when_it_is_sent(texts: Texts, box: Store, clock: FakeClock) -> None:
    body = {"reference": "670916621886", "type": "complaint", "holder": "barangay", "rule": "H72"}
    body |= {"due_at": manila(2026, 4, 4), "phone": MARIA, "sms": True, "channel": "kiosk"}
    with box.writing():
        case = box.append("", "created", CITIZEN, body).case
        box.append(case, "extended", KALIHIM, {"due_at": manila(2026, 4, 7), "reason": "bagyo"})
    assert all("Mar Abr 7" in body for body in texted(texts))


# --- in


def test_a_message_is_kept_before_anybody_reads_it_and_once(texts: Texts, clock: FakeClock, tmp_path: Path) -> None:
    assert texts.keep("07911326")
    assert not texts.keep("07911326")
    assert texts.keep("07911327")
    with box_store(tmp_path / "box", FakeClock()) as again:
        assert [message.pdu for message in Texts(again, notices()).unread()] == ["07911326", "07911327"]


def test_the_words_of_a_message_are_gone_when_it_was_dealt_with(texts: Texts) -> None:
    texts.keep("07911326")
    with texts.store.writing():
        texts.done(texts.unread())
    assert texts.unread() == []
    assert texts.db.execute("SELECT pdu FROM inbound").fetchall() == [("",)]
    assert not texts.keep("07911326"), "the modem may give it again"


def test_an_answer_and_the_end_of_the_message_are_one_thing(texts: Texts) -> None:
    texts.keep("07911326")
    with pytest.raises(PowerCut):
        cut_short(texts.store, lambda: (texts.answer(MARIA, "Salamat po"), texts.done(texts.unread())))
    assert texts.take() is None
    assert len(texts.unread()) == 1
