# SPDX-License-Identifier: Apache-2.0
"""The reply lies in the hall; Maria's phone beeps; only the network's report makes it true that she was told."""

import contextlib
import time

import pytest

from appliance.calendar import philippines
from appliance.errors import CaseError
from appliance.office import Office
from tests.fakes import ENGINEER, MARIA, PEDRO
from tests.links import Link, texting, until, world

REPLY = "Natapalan na po ang lubak sa tapat ng eskwela ngayong umaga."
LONG = "Pinuntahan po namin ang lugar kasama ang kapitan. " * 9 + "Salamat po."


@pytest.fixture
def made(tmp_path):
    with world(tmp_path, link=Link(4, loss=0.3, twice=0.3, delay=3)) as world_made:
        world_made.start()
        yield world_made


def replied(made, text=REPLY):
    """A case that the city's engineer has replied to; the reply is in the hall."""
    case = made.hall.file("May lubak po.", service="road-repair", phone=MARIA, sms=True)
    made.settle()
    Office(made.hub.store, philippines(), ENGINEER).reply(case, text)
    made.settle()
    return case


def test_the_reply_is_texted_once_and_the_report_makes_it_told_on_both_sides(made, sim):
    case = replied(made)
    with texting(made.hall, sim):
        sim.wait_for(MARIA, until=lambda sent: REPLY in sent.text)
        until(lambda: made.hall.store.case(case).reply_told)
    made.settle()
    assert made.hub.store.case(case).reply_told
    assert len([sent for sent in sim.outbox if REPLY in sent.text]) == 1
    told = [entry.event for entry in made.hub.store.case(case).timeline if entry.event.kind == "told"]
    assert [(event.body["channel"], event.actor.kind) for event in told] == [("sms", "system")]


def test_a_reply_of_several_pages_arrives_whole_and_counts_when_its_last_page_has(made, sim):
    case = replied(made, LONG)
    with texting(made.hall, sim):
        [sent] = sim.wait_for(MARIA, until=lambda sent: LONG in sent.text)
        until(lambda: made.hall.store.case(case).reply_told)
    assert len(sent.text) > 3 * 153
    assert made.hall.store.db.execute("SELECT COUNT(*) FROM parts").fetchone()[0] >= 4


def test_without_a_report_nobody_claims_that_she_knows(made, sim):
    sim.drop_reports = True
    case = replied(made)
    with texting(made.hall, sim):
        sim.wait_for(MARIA, until=lambda sent: REPLY in sent.text)
        until(lambda: made.hall.texts().counts() == {"sent": 2})
    made.settle()
    assert not made.hub.store.case(case).reply_told


def test_a_phone_that_is_gone_makes_it_failed_and_the_officer_sees_it(made, sim):
    sim.report_status(0x46)
    case = replied(made)
    with texting(made.hall, sim):
        until(lambda: made.hall.texts().counts() == {"failed": 2})
    made.settle()
    found = made.hub.store.case(case)
    assert not found.reply_told
    assert [entry.event.kind for entry in found.timeline][-1] == "message_failed"


def test_a_modem_that_is_pulled_out_delays_the_text_and_does_not_double_it(made, sim):
    case = replied(made)
    sim.unplug()
    with texting(made.hall, sim):
        time.sleep(0.3)
        sim.replug()
        until(lambda: made.hall.store.case(case).reply_told)
    assert len([sent for sent in sim.outbox if REPLY in sent.text]) == 1


def test_an_answer_that_the_modem_loses_is_not_sent_again_and_the_report_tells(made, sim):
    case = replied(made)
    sim.lose_next_answer()
    with texting(made.hall, sim, patience=0.02):
        until(lambda: made.hall.texts().counts() == {"delivered": 2}, 60)
    assert made.hall.store.case(case).reply_told
    assert len(sim.outbox) == 2


def test_a_citizen_who_did_not_agree_gets_no_text(made, sim):
    made.hall.file("Walang text po sana.", phone=MARIA, sms=False)
    made.settle()
    with texting(made.hall, sim):
        time.sleep(0.3)
    assert not sim.outbox
    assert not made.hall.texts().counts()


def test_the_pages_after_one_of_unknown_end_still_go_out(made):
    replied(made, LONG)
    texts = made.hall.texts()
    reference = 0
    while (part := texts.take()) is not None:
        reference += 1
        if part.total > 1 and part.number == 1:
            texts.unknown(part)
        else:
            texts.sent(part, reference)
    states = made.hall.store.db.execute("SELECT state FROM parts ORDER BY text_id, number").fetchall()
    assert [state for (state,) in states] == ["sent", "uncertain", "sent", "sent", "sent"]
    assert texts.counts() == {"sent": 1, "uncertain": 1}


def test_a_text_about_the_last_second_of_the_year_9999_holds_no_other_text_back(made):
    case = made.hall.file("May lubak po.", service="road-repair", phone=MARIA, sms=True)
    made.settle()
    with made.hub.store.writing(), contextlib.suppress(CaseError):
        last = {"due_at": 253_402_300_799_999, "reason": "x"}
        made.hub.store.append(case, "extended", ENGINEER, last)
    made.settle()
    made.hall.file("Isa pa po.", phone=PEDRO, sms=True)
    texts, sent = made.hall.texts(), []
    while (part := texts.take()) is not None:
        sent.append(part.to)
        texts.sent(part, len(sent))
    assert PEDRO in sent
