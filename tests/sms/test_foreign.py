# SPDX-License-Identifier: Apache-2.0
"""Is the simulator a modem, or only what we take for one? Two daemons that do not know it say so (script/nightly)."""

import pytest

from sms.bench.peers import NUMBER, PEERS, WORDS
from sms.bench.stage import waited
from sms.simulator import Simulator

PEOPLE = [f"+63917{number:07d}" for number in range(30)]


@pytest.mark.slow
@pytest.mark.parametrize("name", PEERS)
def test_a_daemon_that_does_not_know_our_simulator_receives_and_sends_on_it(tmp_path, name):
    peer = PEERS[name]
    if peer.path is None:
        pytest.skip(f"{name} is not installed")
    with Simulator(latency=0.005, link=tmp_path / "modem") as sim:
        for person in PEOPLE:
            sim.text_from(person, f"Tulong po, si {person}")
        with peer.running(tmp_path):
            peer.send(tmp_path)
            [sent] = sim.wait_for(NUMBER, timeout=60)
            waited(lambda: not sim.in_sim and not sim.waiting, 60)
    assert sent.text.strip() == WORDS
    files = sorted(path.read_text("latin-1") for path in (tmp_path / "in").iterdir())
    assert len(files) == len(PEOPLE)
    for person in PEOPLE:
        assert sum(f"Tulong po, si {person}" in text for text in files) == 1
