# SPDX-License-Identifier: Apache-2.0
"""Maria asks for the hall's advisories; two officers must agree before anybody is texted; STOP ends it."""

import pytest

from appliance.advisories import Advisories
from appliance.calendar import philippines
from appliance.errors import CaseError, InputError
from appliance.event import CITIZEN
from appliance.office import Office, barangay_officer
from appliance.reminders import Reminders
from appliance.sending import Limits
from appliance.texts import Texts
from tests.fakes import DAY, HOUR, KALIHIM, MARIA, MINUTE, PEDRO, SENDER, Phone, conversation_of, notices, texted

KAPITAN = barangay_officer("Ben Cruz", "Punong Barangay")


@pytest.fixture
def maria(box):
    return Phone(conversation_of(box))


@pytest.fixture
def advisories(box):
    return Advisories(box)


def test_who_asks_is_asked_once_more_before_she_is_on_the_list(maria, advisories):
    assert "Purok 3" in maria.text("abiso purok 3")
    assert not advisories.has(MARIA)
    maria.text("OO")
    assert advisories.counts() == {"Purok 3": 1}


@pytest.mark.parametrize("says", ["HINDI", "magkano po ang brgy clearance", "STOP"])
def test_who_does_not_say_yes_is_not(maria, advisories, says):
    maria.text("ABISO", says)
    assert not advisories.has(MARIA)


@pytest.mark.parametrize("says", ["balita po sa reklamo ko", "abiso po sa kapitbahay ko ang ingay", "alert po"])
def test_words_that_only_begin_so_are_no_wish_for_advisories(maria, advisories, says):
    maria.text(says)
    assert not advisories.has(MARIA)


def test_the_first_stop_ends_the_advisories_and_the_second_everything(maria, advisories, box):
    maria.text("abiso", "OO")
    assert "STOP ALL" in maria.text("STOP")
    assert not advisories.has(MARIA)
    assert "START" in maria.text("STOP")


@pytest.mark.parametrize("says", ["STOP ALL", "stop lahat po", "HINTO TANAN"])
def test_stop_all_ends_both_at_once(maria, advisories, box, says):
    maria.text("abiso", "OO")
    assert "START" in maria.text(says)
    assert not advisories.has(MARIA)
    assert maria.text(says) == "", "no more texts means no more texts"


def test_nobody_is_texted_before_another_officer_agrees(advisories, box):
    advisories.join(MARIA, "Purok 3")
    advisories.join(PEDRO, "Purok 1")
    written = advisories.write("Walang tubig bukas sa Purok 3.", KALIHIM, SENDER, purok="purok 3")
    texts = Texts(box, notices())
    assert texted(texts) == []
    with pytest.raises(CaseError):
        advisories.approve(written, KALIHIM)
    assert advisories.approve(written, KAPITAN) == 1
    assert texted(texts) == [f"{SENDER}: Walang tubig bukas sa Purok 3."]
    with pytest.raises(CaseError):
        advisories.approve(written, KAPITAN)


@pytest.mark.parametrize("text", ["", "Tingnan sa www.barangay.ph", "x" * 300])
def test_an_advisory_without_words_with_a_link_or_too_long_is_refused(advisories, text):
    with pytest.raises(InputError):
        advisories.write(text, KALIHIM, SENDER)


def test_at_night_a_warning_of_flood_goes_out_and_the_water_bill_waits(advisories, box, clock):
    clock.pass_(14 * HOUR)
    advisories.join(MARIA, "")
    advisories.approve(advisories.write("Bayaran na po ang tubig.", KALIHIM, SENDER), KAPITAN)
    advisories.approve(advisories.write("Tumataas ang ilog. Lumikas na po.", KALIHIM, SENDER, urgent=True), KAPITAN)
    texts = Texts(box, notices(), Limits())
    assert texted(texts) == [f"{SENDER}: Tumataas ang ilog. Lumikas na po."]
    clock.pass_(9 * HOUR)
    assert texted(texts) == [f"{SENDER}: Bayaran na po ang tubig."]


def test_a_broadcast_is_spread_over_time_and_goes_on_after_a_restart(advisories, box, clock):
    people = [f"+63917{number:07d}" for number in range(20)]
    for person in people:
        advisories.join(person, "")
    advisories.approve(advisories.write("May bakuna bukas.", KALIHIM, SENDER), KAPITAN)
    reached = []
    for _ in range(20):
        texts = Texts(box, notices(), Limits())
        part = texts.take()
        reached.append(part.to)
        texts.sent(part, part.text % 256)
        assert texts.take() is None, "one in six seconds"
        clock.pass_(6000)
    assert sorted(reached) == people
    assert advisories.all()[0].texts == 20


def test_who_leaves_is_not_texted_what_still_waits(advisories, box):
    advisories.join(MARIA, "")
    advisories.approve(advisories.write("May bakuna bukas.", KALIHIM, SENDER), KAPITAN)
    advisories.leave(MARIA)
    assert texted(Texts(box, notices())) == []


def test_the_day_before_a_meeting_its_parties_are_reminded_once(box, clock):
    body = {"reference": "670916621886", "type": "kp_dispute", "holder": "barangay", "rule": "KP_SUMMONS_WD1"}
    body |= {"due_at": clock.now() + DAY, "phone": MARIA, "sms": True, "channel": "sms"}
    with box.writing():
        case = box.append("", "created", CITIZEN, body).case
    meeting = clock.now() + 3 * DAY
    Office(box, philippines(), KALIHIM).summon(case, meeting)
    reminders, texts = Reminders(box), Texts(box, notices())
    texted(texts)
    assert reminders.turn() == 0
    clock.pass_(2 * DAY)
    assert reminders.turn() == 1
    assert reminders.turn() == 0
    [said] = texted(texts)
    assert "Paalala po: may pulong" in said
    clock.pass_(2 * DAY + MINUTE)
    assert reminders.turn() == 0
