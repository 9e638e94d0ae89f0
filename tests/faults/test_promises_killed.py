# SPDX-License-Identifier: Apache-2.0
"""kill -9 while the ledger books passed promises: each is booked once and whole, though two programs book at a time."""

import os
import random
import signal
import time

from appliance.calendar import philippines
from appliance.case import BARANGAY
from appliance.counter import Draft
from appliance.event import Actor
from appliance.ledger import Ledger
from tests.fakes import DAY, MARIA, FakeClock, box_store, counter_of, notices, our_charter

CASES = 60
BOOKED = ["breached", "promise_missed", "escalated"]


def book_whole(store):
    """As the product does."""
    Ledger(store, our_charter(), philippines()).turn()


def book_in_pieces(store):
    """The control: the same events, each in a transaction of its own, as somebody might write it on a slow disk."""
    for case_id in store.open_cases(until=store.clock.now()):
        case = store.case(case_id)
        bodies = {"due_at": case.due_at}, {"next_at": case.due_at + 30 * DAY}, {"to": "head"}
        for kind, body in zip(BOOKED, bodies, strict=True):
            with store.writing():
                store.append(case_id, kind, Actor("system", BARANGAY), body)
            time.sleep(0.002)


def spawn(folder, clock, book):
    """A program that is about to book."""
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with box_store(folder, clock, notices()) as store:
                os.write(say, b"!")
                book(store)
        finally:
            os._exit(0)
    os.close(say)
    os.read(hear, 1)
    os.close(hear)
    return child


def killed(folder, book):
    """Kill two such programs at a time at random moments until one comes through; what was booked of each case."""
    noise, clock = random.Random(20260402), FakeClock()
    with box_store(folder, clock, notices()) as store:
        counter = counter_of(store)
        for number in range(CASES):
            counter.file(Draft("complaint", f"May lubak po, bilang {number}", "fil", phone=MARIA, sms=True))
    clock.pass_(4 * DAY)
    for _ in range(12):
        children = [spawn(folder, clock, book) for _ in range(2)]
        time.sleep(noise.random() * 0.06)
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    with box_store(folder, clock, notices()) as store:
        book(store)
        assert not any(store.verify().values())
        cases = [store.case(case) for case in store.open_cases()]
        return [[entry.event.kind for entry in case.timeline[1:]] for case in cases]


def test_each_passed_promise_is_booked_once_and_whole(tmp_path):
    booked = killed(tmp_path, book_whole)
    assert booked == [BOOKED] * CASES


def test_a_ledger_that_books_in_pieces_is_caught(tmp_path):
    assert killed(tmp_path, book_in_pieces) != [BOOKED] * CASES
