# SPDX-License-Identifier: Apache-2.0
"""How a box is, and what a day brought."""

from appliance.counter import Draft
from appliance.health import Day, look, today
from appliance.logbook import Logbook
from tests.fakes import DAY, HOUR, MARIA, manila, notices


def test_a_box_says_how_it_is_and_nothing_of_a_citizen(box, counter, clock, tmp_path):
    counter.file(Draft("complaint", "May lubak po.", "fil", phone=MARIA, sms=True))
    Logbook(box).report("sms", "the modem answers")
    clock.pass_(10 * DAY)
    found = look(box, notices(), tmp_path / "box")
    assert found.programs == {"sms": "the modem answers"}
    assert (found.heard_at, found.unsent, found.missed, found.texts) == (None, 1, 1, {"queued": 1})
    assert found.free_bytes > 0
    assert MARIA not in repr(found)
    assert "lubak" not in repr(found)


def test_a_day_counts_what_was_filed_answered_and_overdue_since_midnight(box, counter, office, clock):
    clock.time = manila(2026, 4, 6, 23, 59)
    old = counter.file(Draft("complaint", "Kahapon po.", "fil"))
    clock.time = manila(2026, 4, 7, 0, 0)
    assert today(box) == Day(0, 0, 0)
    fresh = counter.file(Draft("inquiry", "Ngayon po.", "fil"))
    for _ in range(2):
        office.reply(old.case, "Opo.")
        office.reply(old.case, "Opo, bukas.")
    office.reply(fresh.case, "Bukas po.")
    assert today(box) == Day(filed=1, answered=2, overdue=0)
    clock.pass_(20 * DAY + HOUR)
    assert today(box) == Day(filed=0, answered=0, overdue=2)
