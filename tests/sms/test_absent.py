# SPDX-License-Identifier: Apache-2.0
"""A box without a modem: what is owed waits, quietly, until there is one."""

from appliance.counter import Draft
from appliance.service import Stop
from sms.ports import AbsentModem
from sms.program import Texting
from tests.links import world


class Turns(AbsentModem):
    """The absent modem, which ends the program after some turns."""

    def __init__(self, stop: Stop, turns: int) -> None:
        self.stop, self.left = stop, turns

    def wait(self, seconds: float) -> bool:
        self.left -= 1
        if not self.left:
            self.stop.set()
        return False


def test_what_is_owed_waits_without_wearing_the_card_out(tmp_path):
    with world(tmp_path) as made:
        store, texts, stop = made.hall.store, made.hall.texts(), Stop()
        made.hall.box.counter(store).file(Draft("complaint", "May lubak po.", "fil", phone="09171234567", sms=True))
        before = store.db.total_changes
        Texting(texts, made.hall.box.conversation(store), Turns(stop, 40), made.hall.box.ledger(store)).run(stop)
        assert texts.counts() == {"queued": 1}
        assert store.db.total_changes - before <= 1, "it may say once that there is no modem, and no more"
