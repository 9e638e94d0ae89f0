# SPDX-License-Identifier: Apache-2.0
"""The whole way of one case in one process: the counter, the road, the officer's page, the phone, and her last word."""

import re

from appliance.case import State
from appliance.counter import Draft
from sms.simulator import Simulator
from tests.fakes import MARIA
from tests.links import Browser, Link, events, folded, gapless, texting, until, world

WORDS = "May malaking lubak po sa tapat ng eskwela, delikado sa mga bata."
REPLY = "Natapalan na po ang lubak sa tapat ng eskwela ngayong umaga. Salamat po sa pagsabi."


def test_one_case_goes_from_finger_to_phone_and_ends_only_when_she_was_told(tmp_path):
    link = Link(1, loss=0.25, twice=0.25, delay=3)
    with world(tmp_path, link=link) as made, Simulator(report_delay=0.02, link=tmp_path / "modem") as sim:
        hall, hub = made.hall, made.hub
        counter = hall.box.counter(hall.store)

        # her finger
        receipt = counter.file(
            Draft("complaint", WORDS, "fil", service="road-repair", phone="0917 123 4567", name="Maria", sms=True)
        )
        assert re.fullmatch(r"\d{12}", receipt.reference)
        assert counter.facts(receipt.case).hub_at is None

        # the road
        made.start()
        made.run(lambda: counter.facts(receipt.case).hub_at is not None)

        # the officer
        page = Browser(hub.pages())
        page.sign_in()
        address = f"/case/{receipt.case}"
        assert WORDS in page.get(address).text
        page.post(address, do="resolve", outcome="fixed", text=REPLY)
        assert page.post(address, do="close").status_code == 400
        made.run(lambda: hall.store.case(receipt.case).state is State.RESOLVED)
        assert counter.facts(receipt.case).told_at is None

        # her phone
        with texting(hall, sim):
            sim.wait_for(MARIA, until=lambda sent: REPLY in sent.text)
            until(lambda: hall.store.case(receipt.case).reply_told)
            made.run(lambda: hub.store.case(receipt.case).reply_told)
            assert "The citizen knows:" in page.get(address).text

            # her word, and the end
            sim.text_from(MARIA, "OO po")
            sim.wait_for(MARIA, until=lambda sent: "Salamat po sa pagsasabing ayos na" in sent.text)
        made.run(lambda: hub.store.case(receipt.case).verdict == "confirmed")
        assert page.post(address, do="close").status_code == 302
        made.settle()

        # what is left
        assert hall.store.case(receipt.case).state is State.CLOSED
        assert events(hall.store) == events(hub.store)
        assert folded(hall.store) == folded(hub.store)
        assert gapless(hub.store)
        assert not any([*hall.store.verify().values(), *hub.store.verify().values()])
        kinds = [entry.event.kind for entry in hub.store.case(receipt.case).timeline]
        assert kinds == "created read replied resolved told citizen_confirmed closed".split()
        assert [sum(needle in sent.text for sent in sim.outbox) for needle in (REPLY, "Natanggap na po")] == [1, 1]
        view = counter.track(receipt.reference, receipt.pin)
        assert (view.state, view.reply, view.outcome) == (State.CLOSED, REPLY, "fixed")
