# SPDX-License-Identifier: Apache-2.0
"""A full disk refuses new cases in plain words and keeps every old one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.counter import Draft
from appliance.errors import StoreError
from appliance.texts import Texts
from tests.fakes import ENGINEER, MARIA, counter_of, hub_store, notices
from tests.faults.test_kill import hall

ROOT = Path(__file__).parents[2]
DRAFT = Draft("complaint", "May lubak po. " * 40, "fil", phone=MARIA, sms=True)


def full(store):
    """Let the data file grow no more."""
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages}")


def file_until_full(counter):
    """File until it is refused; what was filed before, and the refusal."""
    receipts = []
    for _ in range(5000):
        try:
            receipts.append(counter.file(DRAFT))
        except StoreError as refusal:
            return receipts, str(refusal)
    raise AssertionError("the disk is never full")


def test_a_full_disk_refuses_a_case_in_plain_words_and_keeps_all_that_were_filed(box):
    counter = counter_of(box)
    first = [counter.file(DRAFT) for _ in range(20)]
    full(box)
    more, refusal = file_until_full(counter)
    assert "full" in refusal
    for receipt in first + more:
        assert counter.track(receipt.reference, receipt.pin).case == receipt.case
    assert not any(box.verify().values())
    assert not box.db.in_transaction


def test_a_refused_case_leaves_no_half_of_itself(box):
    counter = counter_of(box)
    counter.file(DRAFT)
    full(box)
    receipts, _ = file_until_full(counter)
    counts = [
        box.db.execute(query).fetchone()[0]
        for query in (
            "SELECT COUNT(*) FROM events",
            "SELECT COUNT(*) FROM cases",
            "SELECT COUNT(*) FROM pins",
            "SELECT COUNT(*) FROM texts",
        )
    ]
    assert counts == [len(receipts) + 1] * 4


def test_once_there_is_room_again_the_same_program_goes_on(box, office):
    counter = counter_of(box)
    full(box)
    receipts, _ = file_until_full(counter)
    box.db.execute("PRAGMA max_page_count = 1073741823")
    receipt = counter.file(DRAFT)
    office.reply(receipt.case, "Opo.")
    assert box.find(receipt.reference)
    assert receipt.reference not in {earlier.reference for earlier in receipts}
    assert not any(box.verify().values())


def test_a_full_disk_keeps_a_citizens_text_in_the_modem(box):
    """`keep` fails, so that the loop never comes to delete the message from the SIM."""
    texts = Texts(box, notices())
    full(box)

    def keep_many():
        for number in range(5000):
            texts.keep(f"{number:0400d}")

    with pytest.raises(StoreError, match="full"):
        keep_many()


def test_a_full_disk_while_events_come_in_stores_none_of_them(box, tmp_path, clock):
    counter = counter_of(box)
    for _ in range(60):
        counter.file(DRAFT)
    said, head = box.said_after(box.origin, 0, count=60, size=10**6)
    with hub_store(tmp_path / "hub", clock) as hub:
        full(hub)
        with pytest.raises(StoreError, match="full"):
            hub.accept(box.origin, 1, said, head)
        assert hub.stream(box.origin).seq == 0
        hub.db.execute("PRAGMA max_page_count = 1073741823")
        assert len(hub.accept(box.origin, 1, said, head)) == 60
        with hub.writing():
            hub.append(f"{box.origin}/1", "noted", ENGINEER, {"text": "Opo."})


CHILD = """
import json, resource, sys
from pathlib import Path
from tests.faults.test_kill import hall
from appliance.counter import Draft
from appliance.errors import StoreError

box = hall(sys.argv[1])
said, refusal = [], ""
with box.store() as store:
    counter = box.counter(store)
    size = 2000 * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        for number in range(5000):
            said.append(counter.file(Draft("complaint", "May lubak po. " * 100, "fil")).reference)
    except StoreError as error:
        refusal = str(error)
print(json.dumps({"said": said, "refusal": refusal}))
"""


def test_a_file_system_that_takes_no_more_bytes_keeps_every_case_that_was_given_out(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["refusal"]
    assert "transaction" not in found["refusal"]  # the cause, and not what followed from it
    assert len(found["said"]) > 50
    with hall(tmp_path).store() as store:
        assert {row[0] for row in store.db.execute("SELECT reference FROM cases")} == set(found["said"])
        assert not any(store.verify().values())
