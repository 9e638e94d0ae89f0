# SPDX-License-Identifier: Apache-2.0
"""The hub's programs as they are shipped, on a real broker and a real server, and killed as they work."""

import hashlib
import json
import threading
import urllib.request

import pytest

from appliance import config
from appliance.clock import SystemClock
from appliance.identity import Identity
from appliance.logbook import Logbook
from appliance.store import Store
from sync.hub import bench
from sync.hub.cluster import programs
from sync.hub.simulated import Box
from sync.hub.storm import gather
from tests.links import until

HUB = Identity(hashlib.sha256(b"the hub").digest())
NAMES = ("SQLite, 1 worker", "2 workers")
pytestmark = pytest.mark.broker


@pytest.fixture
def hub(cluster, tmp_path, monkeypatch):
    """A hub on a server, with nothing started yet, and the address of its database."""
    monkeypatch.chdir(tmp_path)
    with bench.hub_on(cluster) as made:
        yield made


def test_workers_that_are_killed_lose_nothing_and_store_nothing_twice(hub):
    made, database = hub
    boxes = [Box(number, HUB.card) for number in range(6)]
    said = [(box, box.frames(200, 10)) for box in boxes]
    workers = made.start(database, 3, boxes)
    load = bench.Load(said, made.port)
    killed = []

    def kill():
        for number, after in ((0, 10), (1, 60)):
            until(lambda after=after: len(load.seconds) >= after, 60)
            workers[number].process.kill()
            killed.append(number)

    killer = threading.Thread(target=kill, name="killer")
    killer.start()
    try:
        load.run(made.children)
    finally:
        load.close()
        killer.join(60)
    assert killed == [0, 1]
    with Store(made.place, SystemClock()) as store:
        assert {stream.origin: stream.seq for stream in store.streams(ours=False)} == {box.origin: 200 for box in boxes}
        assert not any(store.verify().values())
        for box in boxes:
            assert store.case(f"{box.origin}/1").reply


def test_boxes_that_all_come_back_at_once_are_all_answered_and_seen_by_the_operators(hub):
    made, database = hub
    ids = [Box(number, HUB.card).me.id for number in range(60)]
    path = made.configure(database, ids)
    made.children.start("broker", "sync.hub.broker", ["--folder", str(made.folder), "--port", str(made.port)])
    made.children.start("hub", "sync.hub", ["--config", str(path), "--code=bench"])
    took, _ = gather(made.children, made.port, HUB, 60)
    assert len(took) == 60
    with Store(made.place, SystemClock()) as store:
        assert set(Logbook(store).heard_at()) == set(ids)
    port = config.load(path).hub.port
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.read().decode().count("dulog_box_heard_seconds{") == 60


def test_the_bench_puts_our_figures_beside_their_peers(tmp_path, monkeypatch):
    if programs() is None:
        pytest.skip("PostgreSQL is not installed; run: script/setup --test")
    monkeypatch.chdir(tmp_path)
    figures = json.loads(json.dumps(bench.measure(100, 2, 8, [run for run in bench.RUNS if run.name in NAMES])))
    assert figures["bar"] == "2 workers >= 2500 events/s"
    for name in NAMES:
        assert figures[f"{name}, events/s"] > 0
        assert figures[f"{name}, ack p99 ms"] > 0
    assert figures["storm, boxes at once"] == 8
    assert list(tmp_path.iterdir()) == []
