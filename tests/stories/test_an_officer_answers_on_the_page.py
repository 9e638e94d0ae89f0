# SPDX-License-Identifier: Apache-2.0
"""Engineer Santos reads Maria's case on the hub's page, answers it, and the answer comes home to the hall."""

from appliance.case import State
from appliance.counter import Draft
from tests.fakes import MARIA
from tests.links import Browser, Link, desk_pages, folded, gapless, world

REPLY = "Natapalan na po ang lubak sa tapat ng eskwela ngayong umaga. Salamat po sa pagsabi."


def test_the_answer_comes_home_over_a_bad_road_once_and_becomes_one_text(tmp_path):
    with world(tmp_path, link=Link(5, loss=0.35, twice=0.4, delay=6)) as made:
        case = made.hall.file("May lubak po.", service="road-repair", phone=MARIA, sms=True)
        made.start()
        made.run(lambda: made.hall.store.hub_at(case) is not None)

        page = Browser(made.hub.pages())
        page.sign_in("city-engineering")
        assert case in page.get("/").text
        assert "May lubak po." in page.get(f"/case/{case}").text
        made.run(lambda: made.hall.store.case(case).read_at is not None)

        assert page.post(f"/case/{case}", do="resolve", outcome="fixed", text=REPLY).status_code == 302
        made.run(lambda: made.hall.store.case(case).state is State.RESOLVED)
        home = made.hall.store.case(case)
        assert (home.reply, home.outcome) == (REPLY, "fixed")
        assert not home.reply_told

        made.settle()
        assert folded(made.hall.store) == folded(made.hub.store)
        owed = made.hall.store.db.execute("SELECT sentence, tells FROM texts WHERE case_id = ? ORDER BY id", (case,))
        assert owed.fetchall() == [("sms.created", 0), ("sms.replied", 1), ("sms.resolved", 0)]


def test_the_citizen_who_reads_it_at_the_kiosk_knows_and_the_page_says_so(tmp_path):
    with world(tmp_path, link=Link(6, loss=0.2, delay=2)) as made:
        counter = made.hall.box.counter(made.hall.store)
        receipt = counter.file(Draft("complaint", "May lubak po.", "fil", service="road-repair"))
        made.start()
        made.settle()
        page = Browser(made.hub.pages())
        page.sign_in()
        page.post(f"/case/{receipt.case}", do="reply", text=REPLY)
        assert "does not know your reply yet" in page.get(f"/case/{receipt.case}").text
        made.settle()
        seen = counter.track(receipt.reference, receipt.pin)
        assert seen.reply == REPLY
        made.settle()
        assert "The citizen knows:" in page.get(f"/case/{receipt.case}").text


def test_not_yet_opens_the_matter_again_at_the_agency(tmp_path):
    with world(tmp_path, link=Link(8, loss=0.2, twice=0.2, delay=2)) as made:
        case = made.hall.file("May lubak po.", service="road-repair", phone=MARIA, sms=True)
        made.start()
        made.settle()
        page = Browser(made.hub.pages())
        page.sign_in()
        page.post(f"/case/{case}", do="resolve", outcome="fixed", text=REPLY)
        made.settle()
        counter = made.hall.box.counter(made.hall.store)
        counter.say(made.hall.store.case(case), "citizen_disputed", "HINDI PA")
        made.settle()
        found = made.hub.store.case(case)
        assert (found.state, found.verdict, found.outcome) == (State.IN_PROGRESS, "disputed", "")
        assert page.post(f"/case/{case}", do="close").status_code == 400


def test_the_secretary_and_the_engineer_write_at_the_same_time_and_both_sides_agree(tmp_path):
    with world(tmp_path, link=Link(9, loss=0.3, twice=0.3, delay=5)) as made:
        case = made.hall.file("May lubak po.", service="road-repair", phone=MARIA, sms=True)
        made.start()
        made.settle()
        hub, hall = Browser(made.hub.pages()), Browser(desk_pages(made.hall.open, "barangay"))
        hub.sign_in()
        hall.sign_in(name="Aling Nena")
        made.link.cut = True
        for number in range(5):
            assert hub.post(f"/case/{case}", do="reply", text=f"Mula sa lungsod {number}").status_code == 302
            assert hall.post(f"/case/{case}", do="reply", text=f"Mula sa barangay {number}").status_code == 302
            assert hall.post(f"/case/{case}", do="told").status_code == 302
            made.run_for(2)
        made.link.cut = False
        made.settle()
        assert folded(made.hall.store) == folded(made.hub.store)
        assert gapless(made.hall.store)
        replies = [entry for entry in made.hub.store.case(case).timeline if entry.event.kind == "replied"]
        assert len(replies) == 10
