# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the real SMS program: no text is lost, none goes out twice, whatever it was doing; the simulated network's
own record of what it took is the judge.

`DULOG_SMS_KILLS=1000 pytest tests/faults/test_sms_killed.py` is the long campaign (script/nightly).
"""

import os
import random
import time
from collections import Counter

from sms.bench import crash
from sms.bench.stage import simulator, stage, waited

KILLS = int(os.environ.get("DULOG_SMS_KILLS", "8"))
STEPS = int(os.environ.get("DULOG_SMS_STEPS", "25"))
SEED = int(os.environ.get("DULOG_SEED", "20260406"))
LONG = "Tatlong araw na po kaming walang tubig dito sa Purok 5, may maliliit na bata. " * 3


def test_killed_at_any_moment_it_loses_nothing_and_sends_nothing_twice():
    noise = random.Random(SEED)
    asked: list[str] = []
    owed: list[str] = []
    with stage() as made, simulator(made) as sim, made.box.store() as store:
        for turn in range(KILLS):
            program = made.start()
            for number in range(noise.randint(1, 6)):
                asked.append(f"+63917{turn:04d}{number:03d}")
                sim.text_from(asked[-1], noise.choice((LONG, "Magkano po ang clearance?", "Salamat po 🙏")))
                owed.append(f"+63918{turn:04d}{number:03d}")
                made.owe(store, owed[-1], "BRGY SAN ISIDRO: " + noise.choice((LONG, "Natanggap na po ang reklamo.")))
            time.sleep(noise.uniform(0, 0.4))
            assert program.process.poll() is None, "it ended by itself"
            program.process.kill()
            program.process.wait()
        made.start()

        def over() -> bool:
            traffic = made.traffic()
            states = {state for each in traffic.owed.values() for state in each}
            return set(asked) <= traffic.owed.keys() and not states & {"queued", "sending", "sent"}

        waited(over, 60)
        traffic, accepted = made.traffic(), sim.accepted
    assert traffic.owed.keys() == {*asked, *owed}
    assert all(len(states) == 1 for states in traffic.owed.values()), "a text was answered twice"
    parts = Counter((part.number, part.text) for part in accepted)
    assert max(parts.values()) == 1, "a part went out twice"
    arrived = {number for number, _ in parts}
    silent = [number for number, states in traffic.owed.items() if number not in arrived and states != ["uncertain"]]
    assert not silent, "a text that never went out passes for one that did"
    uncertain = sum(states == ["uncertain"] for states in traffic.owed.values())
    assert uncertain <= KILLS, "at most the one that each kill interrupted"


def test_killed_at_its_every_step_it_loses_nothing_and_sends_nothing_twice():
    found = crash.kills(STEPS, first=60)
    wrong = {name: count for name, count in found.items() if name.endswith(("lost", "doubled", "unresolved")) and count}
    assert not wrong
    assert found["kills inbound"] == found["kills outbound"] == STEPS
