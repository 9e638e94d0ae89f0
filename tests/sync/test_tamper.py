# SPDX-License-Identifier: Apache-2.0
"""Whoever has the box's disk and knows SQL: what they can do to the histories on it, who notices, and under which name.

`DULOG_CHAINS=10000 pytest tests/sync/test_tamper.py` is the nightly campaign; all must be noticed.
"""

import json
import os
import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from appliance.audit import compared
from appliance.counter import Draft
from appliance.errors import ChainError, EventError, StoreError
from appliance.event import GENESIS, from_fields
from appliance.health import look
from appliance.logbook import FORKED, PUT_BACK, Logbook
from appliance.witness import Witness, marks_of, parted
from tests.fakes import KALIHIM, MARIA, FakeClock, box_store, carry, counter_of, notices
from tests.links import Browser, backup, desk_pages, events, folded, restore, world

CHAINS = int(os.environ.get("DULOG_CHAINS", "2000"))
PLACE = "key & 4294967295"


# --- ten thousand chains


class Forger:
    """Somebody with the data file open in SQLite; what they do is undone after each try."""

    def __init__(self, store, noise):
        self.db, self.noise, self.origin = store.db, noise, store.origin
        rows = self.db.execute(f"SELECT {PLACE}, key, case_key, fields, hash FROM events ORDER BY key").fetchall()
        self.rows = rows
        self.last = rows[-1][0]

    def pick(self):
        return self.noise.choice(self.rows)

    def edit(self):
        _, key, _, fields, _ = self.pick()
        at = self.noise.randrange(1, len(fields) - 1)
        letter = self.noise.choice([other for other in "abcxyz0123" if other != fields[at]])
        self.db.execute("UPDATE events SET fields = ? WHERE key = ?", (fields[:at] + letter + fields[at + 1 :], key))

    def edit_hash(self):
        self.db.execute("UPDATE events SET hash = ? WHERE key = ?", (self.noise.randbytes(32), self.pick()[1]))

    def edit_and_hash_it_anew(self):
        """The event and its own hash fit again; the next one does not, or the hub holds another."""
        place, key, _, fields, _ = self.pick()
        changed = json.loads(fields)
        changed[6]["text"] = "Wala pong reklamo."
        event = from_fields(self.origin, place, changed)
        previous = self.rows[place - 2][4] if place > 1 else GENESIS
        row = (event.encoded().decode(), event.hash(previous, event.encoded()), key)
        self.db.execute("UPDATE events SET fields = ?, hash = ? WHERE key = ?", row)

    def swap(self):
        """Two events change places, with or without their hashes."""
        one, other = self.noise.sample(self.rows, 2)
        with_hash = self.noise.random() < 0.5
        for mine, theirs in ((one, other), (other, one)):
            self.db.execute("UPDATE events SET fields = ?, case_key = ? WHERE key = ?", (theirs[3], theirs[2], mine[1]))
            if with_hash:
                self.db.execute("UPDATE events SET hash = ? WHERE key = ?", (theirs[4], mine[1]))

    def delete(self):
        place = self.noise.randrange(1, self.last)
        self.db.execute(f"DELETE FROM events WHERE {PLACE} = ?", (place,))

    def delete_and_close_the_gap(self):
        place = self.noise.randrange(1, self.last)
        self.db.execute(f"DELETE FROM events WHERE {PLACE} = ?", (place,))
        for later in range(place + 1, self.last + 1):
            self.db.execute(f"UPDATE events SET key = key - 1 WHERE {PLACE} = ?", (later,))

    def cut(self):
        self.db.execute(f"DELETE FROM events WHERE {PLACE} > ?", (self.noise.randrange(self.last),))

    def cut_without_a_trace(self):
        """Truncation by somebody who knows the other tables: a whole, shorter, consistent file, as an old backup is."""
        end = self.noise.randrange(1, self.last)
        self.db.execute(f"DELETE FROM events WHERE {PLACE} > ?", (end,))
        self.db.execute(f"DELETE FROM copies WHERE {PLACE} > ?", (end,))
        self.db.execute("UPDATE streams SET acked = MIN(acked, ?)", (end,))

    def write_anew(self):
        """From some event on everything is said otherwise, and every hash made to fit."""
        first = self.noise.randrange(1, self.last + 1)
        previous = self.rows[first - 2][4] if first > 1 else GENESIS
        for place, key, _, fields, _ in self.rows[first - 1 :]:
            changed = json.loads(fields)
            changed[6]["text"] = f"Iba {place} po."
            event = from_fields(self.origin, place, changed)
            previous = event.hash(previous, event.encoded())
            row = (event.encoded().decode(), previous, key)
            self.db.execute("UPDATE events SET fields = ?, hash = ? WHERE key = ?", row)

    def move(self):
        _, key, case_key, *_ = self.pick()
        self.db.execute("UPDATE events SET case_key = ? WHERE key = ?", (case_key + 1, key))

    def unlist(self):
        self.db.execute("DELETE FROM streams")


NAMES = {
    "edit": ("was changed", "cannot be read"),
    "edit_hash": ("was changed",),
    "edit_and_hash_it_anew": ("was changed", "forked or written anew"),
    "swap": ("were swapped",),
    "delete": ("is missing",),
    "delete_and_close_the_gap": ("was changed", "were swapped"),
    "cut": ("cut off or rolled back",),
    "cut_without_a_trace": ("rolled back or cut off",),
    "write_anew": ("forked or written anew",),
    "move": ("moved to another case",),
    "unlist": ("no longer listed", "rolled back or cut off"),
}
"""The name under which each is to be found by the box alone: by its chains, or by its witness."""


@pytest.fixture
def open_box(tmp_path):
    """A box with a dozen events that the hub has confirmed, its triggers dropped by the thief."""
    with box_store(tmp_path / "box", FakeClock(), notices()) as store:
        for number in range(4):
            filed = counter_of(store).file(Draft(type="complaint", words=f"Kaso {number} po.", language="fil"))
            for note in range(2):
                say(store, filed.case, "noted", text=f"Tala {note} po.")
        store.acknowledge(store.origin, 12)
        store.db.execute("DROP TRIGGER events_stay")
        store.db.execute("DROP TRIGGER events_remain")
        yield store


def say(store, case, kind, **body):
    with store.writing():
        store.append(case, kind, KALIHIM, body)


def noticed(store, marks):
    """What `dulog verify` finds on the box alone: by its chains, and by the marks of its witness."""
    return [problem for problem in [*store.verify().values(), *parted(store, marks).values()] if problem]


def test_every_mutated_chain_is_noticed_and_named_by_the_box_alone(open_box):
    noise = random.Random(7)
    marks = marks_of(open_box)
    assert not noticed(open_box, marks)
    forger = Forger(open_box, noise)
    tried = Counter()
    for number in range(CHAINS):
        name = list(NAMES)[number % len(NAMES)]
        open_box.db.execute("BEGIN")
        getattr(forger, name)()
        found = noticed(open_box, marks)
        open_box.undo()
        assert any(known in problem for problem in found for known in NAMES[name]), (name, found)
        tried[name] += 1
    assert len(tried) == len(NAMES)
    assert not noticed(open_box, marks), "the last forgery was undone"


def test_every_mutated_chain_that_travels_is_refused_by_the_hub_which_keeps_the_first_history(open_box, hub):
    """Without the witness, and whatever else the thief rewrote: the hub holds the head."""
    noise = random.Random(8)
    carry(open_box, hub)
    held = events(hub)
    forger = Forger(open_box, noise)
    origin = open_box.origin
    for number in range(max(60, CHAINS // 10)):
        open_box.db.execute("BEGIN")
        (forger.write_anew, forger.edit_and_hash_it_anew, forger.swap)[number % 3]()
        said, head = open_box.said_after(origin, 0, count=100, size=1_000_000)
        with pytest.raises(EventError):
            hub.accept(origin, 1, said, head)
        open_box.undo()
        assert events(hub) == held


# --- who notices what, in the names of SECURITY.md


def history(made):
    """A hall and a hub that both hold five events."""
    case = made.hall.file(phone=MARIA, sms=True)
    for number in range(4):
        say(made.hall.store, case, "noted", text=f"Tala {number} po.")
    made.start()
    made.settle()
    return case


@pytest.fixture
def made(tmp_path):
    with world(tmp_path) as made:
        yield made


def test_an_old_backup_put_back_is_noticed_by_the_witness_before_the_box_says_a_word(made):
    case = history(made)
    backup(made.hall)
    say(made.hall.store, case, "noted", text="Ito ang mawawala po.")
    made.settle()
    witness = made.hall.box.witness
    assert witness.keep(made.hall.store)
    restore(made.hall)
    assert not any(made.hall.store.verify().values()), "an old copy is whole in itself"
    [problem] = witness.problems(made.hall.store).values()
    assert "rolled back" in problem
    before = made.hall.store.origin
    made.hall.box.create()  # what `dulog migrate` does before the programs start
    assert made.hall.store.origin != before
    assert [alarm.kind for alarm in Logbook(made.hall.store).alarms()] == [PUT_BACK]
    new = made.hall.file("Bagong kaso po.")
    made.hall.start(made.link)
    made.settle()
    assert made.hub.store.case(new).words == "Bagong kaso po.", "nothing is said twice under one name"
    assert not [alarm for alarm in Logbook(made.hub.store).alarms() if alarm.kind == FORKED]


def test_what_is_filed_in_a_file_that_was_put_back_behind_the_programs_backs_reaches_the_hub(made):
    hall = made.hall
    hall.file("Una po.")
    made.start()
    made.settle()
    backup(hall)
    given = [hall.store.case(hall.file(f"Bago ang sira {number} po.")).reference for number in range(5)]
    made.settle()
    hall.box.witness.keep(hall.store)
    restore(hall)
    hall.box.start()  # as each program does
    cases = [hall.file(f"Pagkatapos ng sira {number} po.") for number in range(7)]
    assert not {hall.store.case(case).reference for case in cases} & set(given)
    hall.start(made.link)
    made.run_for(300)
    assert set(cases) <= set(folded(made.hub.store))
    assert {made.hub.store.find(reference).words for reference in given} == {
        f"Bago ang sira {number} po." for number in range(5)
    }


def test_an_old_backup_put_back_with_its_witness_is_noticed_by_the_hub(made):
    case = history(made)
    backup(made.hall)
    say(made.hall.store, case, "noted", text="Ito ang mawawala po.")
    made.settle()
    restore(made.hall)
    made.hall.start(made.link)
    made.run(lambda: Logbook(made.hall.store).alarms(), 600)
    assert {alarm.kind for alarm in Logbook(made.hall.store).alarms()} == {PUT_BACK}


def test_a_cloned_card_is_a_fork_that_the_hub_names_with_its_origin_and_shows_at_the_desk(made):
    case = history(made)
    origin = made.hall.store.origin
    backup(made.hall)
    say(made.hall.store, case, "noted", text="Ang totoong kasunod po.")
    made.settle()
    restore(made.hall)  # the clone starts from the same state
    say(made.hall.store, case, "noted", text="Ang sabi ng kopya po.")
    said, head = made.hall.store.said_after(origin, 5, count=10, size=100_000)
    with pytest.raises(ChainError) as refused:
        made.hub.store.accept(origin, 6, said, head)
    Logbook(made.hub.store).refuse("sync", refused.value, b"the frame")
    [alarm] = Logbook(made.hub.store).alarms()
    assert (alarm.origin, alarm.kind, alarm.seq) == (origin, FORKED, 6)
    browser = Browser(desk_pages(made.hub.open))
    browser.sign_in()
    page = browser.get("/").text
    assert origin in page
    assert "cloned" in page


def test_a_fork_on_the_road_raises_the_alarm_by_itself(made):
    case = history(made)
    backup(made.hall)
    say(made.hall.store, case, "noted", text="Una po.")
    made.settle()
    restore(made.hall)
    say(made.hall.store, case, "noted", text="Ikalawa po.")
    made.hall.start(made.link)
    made.run(lambda: Logbook(made.hub.store).alarms() or Logbook(made.hall.store).alarms(), 900)
    kinds = {alarm.kind for side in made.sides for alarm in Logbook(side.store).alarms()}
    assert kinds & {FORKED, PUT_BACK}


def test_a_hub_that_was_put_back_is_noticed_by_its_boxes(made):
    case = history(made)
    backup(made.hub)
    say(made.hall.store, case, "noted", text="Isa pa po.")
    made.settle()
    made.run_for(120)
    restore(made.hub)
    made.hub.start(made.link)
    made.run(lambda: Logbook(made.hall.store).alarms(), 900)
    assert {alarm.kind for alarm in Logbook(made.hall.store).alarms()} == {PUT_BACK}


def test_an_alarm_stays_until_a_person_settles_it_and_comes_back_if_it_recurs(box):
    logbook = Logbook(box)
    logbook.alarm("a.00000001", FORKED, 3)
    logbook.alarm("a.00000001", FORKED, 4)
    assert [alarm.seq for alarm in logbook.alarms()] == [3]
    assert logbook.settle("a.00000001") == 1
    assert not logbook.alarms()
    assert logbook.settle("a.00000001") == 0
    logbook.alarm("a.00000001", FORKED, 5)
    assert len(logbook.alarms()) == 1


# --- the witness itself


def test_the_witness_never_says_less_than_it_knew(open_box, tmp_path):
    witness = Witness(tmp_path / "witness", b"key")
    assert witness.keep(open_box)
    assert not witness.keep(open_box), "nothing new is not written again"
    known = witness.marks()
    open_box.db.execute("UPDATE streams SET acked = 3")
    assert not witness.keep(open_box)
    assert witness.marks() == known


def test_a_witness_that_cannot_be_kept_is_told_and_stops_nothing(open_box, tmp_path):
    logbook = Logbook(open_box)
    Witness(tmp_path / "no such disk" / "witness", b"key").turn(open_box)
    assert "cannot be written" in logbook.reports()["witness"][0]
    Witness(tmp_path / "witness", b"key").turn(open_box)
    assert logbook.reports()["witness"][0] == "kept"


@pytest.mark.parametrize("damage", [b"", b"x", b"\n[]", b"0" * 64 + b"\n[]"])
def test_a_witness_that_was_changed_is_named(open_box, tmp_path, damage):
    path = tmp_path / "witness"
    path.write_bytes(damage)
    witness = Witness(path, b"key")
    with pytest.raises(StoreError, match="witness was changed"):
        witness.marks()
    assert "witness was changed" in witness.problems(open_box)["witness"]
    assert not witness.mind(open_box), "a damaged witness is no reason to change the name"


# --- copies


def test_a_copy_of_the_data_file_is_walked_and_compared_and_neither_is_changed(open_box, tmp_path):
    copy = tmp_path / "copy.db"
    open_box.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "box" / "dulog.db", copy)
    bytes_before = copy.read_bytes()
    assert not any(compared(open_box, copy).values())
    open_box.db.execute(f"DELETE FROM events WHERE {PLACE} > 9")
    assert any("rolled back or cut off" in problem for problem in compared(open_box, copy).values())
    assert copy.read_bytes() == bytes_before
    with sqlite3.connect(copy) as tampered:
        tampered.execute(f"UPDATE events SET fields = replace(fields, 'Tala', 'Tama') WHERE {PLACE} = 5")
    tampered.close()
    found = compared(open_box, copy)
    assert found[f"copy of {open_box.origin}"] == "event 5 was changed"


def test_what_is_no_plain_file_is_no_copy(open_box, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(StoreError, match="not a plain file"):
            compared(open_box, path)


def test_where_a_copy_and_the_file_in_use_part_is_named(open_box, tmp_path):
    copy = tmp_path / "copy.db"
    open_box.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "box" / "dulog.db", copy)
    forger = Forger(open_box, random.Random(3))
    for first in (1, 7, 12):
        forger.noise = Dice(first)
        open_box.db.execute("BEGIN")
        forger.write_anew()
        found = compared(open_box, copy)
        open_box.undo()
        assert found[open_box.origin] == f"event {first} is not the one in the copy: forked or written anew"


class Dice(random.Random):
    """Always falls on the same number."""

    def __init__(self, number):
        super().__init__(0)
        self.number = number

    def randrange(self, *_):
        return self.number


def test_what_is_no_copy_of_this_boxs_file_is_named(open_box, tmp_path, hub):
    nothing = tmp_path / "nothing.db"
    with pytest.raises(StoreError, match="cannot be read"):
        compared(open_box, nothing)
    nothing.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError):
        compared(open_box, nothing)
    with pytest.raises(StoreError, match="belongs to"):
        compared(open_box, tmp_path / "hub")


def test_health_counts_the_alarms(open_box, tmp_path):
    assert look(open_box, notices(), tmp_path).alarms == 0
    Logbook(open_box).alarm(open_box.origin, FORKED, 1)
    assert look(open_box, notices(), tmp_path).alarms == 1
