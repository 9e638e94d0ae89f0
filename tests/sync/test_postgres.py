# SPDX-License-Identifier: Apache-2.0
"""The hub's cases on a server: what only a server can do wrong. See also appliance/test_store.py."""

import multiprocessing
import random
from itertools import pairwise

import pytest

from appliance import migrations
from appliance.case import State
from appliance.counter import Draft
from appliance.database import DataFile, place_of
from appliance.errors import EventError, StoreError
from appliance.event import CITIZEN, Actor
from appliance.logbook import Logbook
from appliance.store import HUB, Store, create
from sync.hub.postgres import Server
from tests.fakes import CENTRE, DEVICE, FakeClock, box_store, carry, counter_of, hub_store


@pytest.fixture
def place(servers):
    """An empty database."""
    return servers("hub")


@pytest.fixture
def hub(place, clock):
    """The hub's store on it."""
    with hub_store(place, clock) as store:
        yield store


def file(box, number=0, words="May lubak po"):
    return counter_of(box).file(Draft("complaint", f"{words} {number}", "fil", service="road-repair")).case


# --- nobody changes what was said


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET fields = '[]'",
        "UPDATE events SET key = key + 1",
        "DELETE FROM events",
        "TRUNCATE events",
        "INSERT INTO events SELECT * FROM events ON CONFLICT (key) DO UPDATE SET fields = '[]'",
    ],
)
def test_no_event_can_be_changed_or_deleted(box, hub, statement):
    case = file(box)
    carry(box, hub)
    with pytest.raises(StoreError, match="an event is never"):
        hub.db.execute(statement)
    assert hub.case(case).words == "May lubak po 0"


def test_an_event_is_kept_to_the_letter(box, hub):
    case = file(box, words='Sabi niya: "100% \\ sa\tkanto" 🕳 \u2028 ? %s {}')
    carry(box, hub)
    assert hub.case(case) == box.case(case)
    assert hub.verify() == {box.origin: ""}
    assert hub.events_of(case) == box.events_of(case)


def test_a_character_that_no_server_can_hold_is_in_no_event(box):
    with pytest.raises(EventError, match=r"U\+0000"), box.writing():
        box.append(
            "",
            "created",
            CITIZEN,
            {
                "reference": "1" * 12,
                "type": "complaint",
                "holder": "barangay",
                "rule": "H72",
                "due_at": 1,
                "words": "a\0b",
            },
        )


def test_the_events_of_a_device_lie_together(box, hub):
    file(box)
    carry(box, hub)
    with hub.writing():
        hub.append(hub.queue()[0].id, "noted", Actor("officer", "city-engineering", "J"), {"text": "x"})
    parts = hub.db.execute("SELECT tableoid, COUNT(*) FROM events GROUP BY tableoid").fetchall()
    assert [count for _, count in parts] == [2]


# --- many at once


def _take(url, said, done):
    """A worker: take each frame, each in a transaction of its own, in an order of its own."""
    try:
        with Store(Server(url), FakeClock()) as hub:
            random.seed(url + str(len(said)))
            waiting = list(said)
            while waiting:
                origin, first, events, head = waiting.pop(random.randrange(min(3, len(waiting))))
                if first > hub.stream(origin).seq + 1:
                    waiting.append((origin, first, events, head))
                    continue
                hub.accept(origin, first, events, head)
        done.put("")
    except BaseException as error:  # noqa: BLE001 it is told to the test in the other process
        done.put(repr(error))


def _together(work, arguments):
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    ready = context.Barrier(len(arguments))
    processes = [context.Process(target=_when_all_are, args=(ready, work, *each, done)) for each in arguments]
    for process in processes:
        process.start()
    problems = [done.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    assert problems == [""] * len(processes)


def _when_all_are(ready, work, *arguments):
    """A fast machine is through with the first before it has started the second."""
    ready.wait(60)
    work(*arguments)


def test_two_workers_that_get_the_same_frames_store_each_event_once(place, hub, box):
    for number in range(60):
        file(box, number)
    frames = []
    for first in range(1, 61, 5):
        events, head = box.said_after(box.origin, first - 1, count=5, size=10**6)
        frames.append((box.origin, first, events, head))
    _together(_take, [(place._url, frames), (place._url, frames)])
    assert hub.stream(box.origin).seq == 60
    assert hub.verify() == {box.origin: ""}
    assert [hub.case(case.id) for case in hub.queue()] == [box.case(case.id) for case in box.queue()]


def _answer(url, cases, name, done):
    """An officer, or a ledger: speak about each case, whoever else does."""
    try:
        with Store(Server(url), FakeClock()) as hub:
            for case in cases:
                with hub.writing():
                    hub.append(case, "noted", Actor("officer", "city-engineering", name), {"text": name})
        done.put("")
    except BaseException as error:  # noqa: BLE001
        done.put(repr(error))


def test_officers_who_speak_at_once_leave_one_whole_chain(place, hub, box):
    cases = [file(box, number) for number in range(40)]
    carry(box, hub)
    _together(_answer, [(place._url, cases, name) for name in ("Ana", "Ben")])
    [ours] = hub.streams(ours=True)
    assert ours.seq == 80
    assert not any(hub.verify().values())
    said, _ = hub.said_after(ours.origin, 0, count=100, size=10**6)
    names = [fields[5][2] for fields in said]
    assert sum(one != other for one, other in pairwise(names)) > 2, "they never took turns"
    assert all(len(hub.case(case).timeline) == 3 for case in cases)


def test_who_looks_at_a_case_in_a_transaction_has_it_until_the_end(place, hub, box):
    case = file(box)
    carry(box, hub)
    with Store(place, FakeClock()) as other:
        other.db.execute("SET lock_timeout = '100ms'")
        with hub.writing():
            hub.case(case)
            with pytest.raises(StoreError, match="lock timeout"), other.writing():
                other.case(case)
        assert not other.db.in_transaction
        with other.writing():
            assert other.case(case).state is State.RECEIVED


def test_devices_do_not_wait_for_each_other(place, hub, box, tmp_path, clock):
    with box_store(tmp_path / "other", clock, identity=CENTRE) as second:
        cases = [file(box), file(second)]
        carry(box, hub)
        carry(second, hub, [second.origin])
    with Store(place, FakeClock()) as other:
        other.db.execute("SET lock_timeout = '100ms'")
        with hub.writing():
            hub.case(cases[0])
            with other.writing():
                other.case(cases[1])


def test_a_declaration_for_every_box_of_the_nation_fits_the_servers_locks(hub):
    with hub.writing():
        for number in range(5000):
            hub.db.hold(f"box{number}")
        held = hub.db.execute("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()[0]
    assert held <= 1024


# --- the server


def test_a_server_that_is_not_there_is_a_clear_error_without_its_password(tmp_path):
    place = place_of(tmp_path, f"postgresql://hub:lihim@/dulog?host={tmp_path}")
    with pytest.raises(StoreError, match=r"postgresql:///dulog: .*No such file") as refused:
        Store(place, FakeClock())
    assert "lihim" not in str(refused.value)


def test_an_empty_database_says_what_to_do(cluster):
    url = cluster.create("nothing")
    with pytest.raises(StoreError, match="older version or empty; run: dulog migrate"):
        Store(Server(url), FakeClock())
    cluster.drop("nothing")


def test_a_database_of_a_newer_version_is_left_alone(hub, place):
    hub.db.execute("INSERT INTO steps VALUES ('0099_flying')")
    with pytest.raises(StoreError, match=r"newer version .*0099_flying.*update Dulog first"):
        Store(place, FakeClock())
    with pytest.raises(StoreError, match="newer version"):
        create(place, CENTRE.id, HUB)


def test_a_database_of_another_hub_is_not_used(hub, place):
    with pytest.raises(StoreError, match=f"belongs to hub {CENTRE.id}, not to hub {DEVICE.id}"):
        create(place, DEVICE.id, HUB)


def _make(url, done):
    try:
        create(Server(url), CENTRE.id, HUB)
        done.put("")
    except BaseException as error:  # noqa: BLE001
        done.put(repr(error))


def test_programs_that_start_at_once_make_the_schema_once(cluster):
    url = cluster.create("fresh")
    _together(_make, [(url,)] * 3)
    with Store(Server(url), FakeClock()) as hub:
        assert hub.verify() == {}
    cluster.drop("fresh")


def test_a_step_that_fails_leaves_nothing_behind(cluster, monkeypatch):
    url = cluster.create("halfway")

    def flying(db):
        db.execute("CREATE TABLE wings (key INTEGER)")
        db.execute("CREATE TABLE wings (key INTEGER)")

    with monkeypatch.context() as ahead:
        ahead.setitem(migrations._STEPS, "0099_flying", flying)
        with pytest.raises(StoreError, match="already exists"):
            create(Server(url), CENTRE.id, HUB)
    create(Server(url), CENTRE.id, HUB)
    cluster.drop("halfway")


def test_what_the_server_says_of_a_row_is_in_no_error(hub, box):
    file(box, words="sinabi ng mamamayan")
    carry(box, hub)
    with pytest.raises(StoreError) as refused:
        hub.db.execute("INSERT INTO events SELECT * FROM events")
    assert "duplicate key" in str(refused.value)
    assert "sinabi" not in str(refused.value)


def test_a_store_whose_server_went_away_says_so(place, hub):
    with Store(place, FakeClock()) as other:
        pid = hub.db.execute("SELECT pg_backend_pid()").fetchone()[0]
        other.db.execute("SELECT pg_terminate_backend(?)", (pid,))
    with pytest.raises(StoreError, match="terminat"):
        hub.origin  # noqa: B018
    assert not hub.db.in_transaction


def test_an_address_of_an_unknown_kind_of_server_is_refused(tmp_path):
    with pytest.raises(StoreError, match="mysql: no such database is known"):
        place_of(tmp_path, "mysql://hub@localhost/dulog")
    assert isinstance(place_of(tmp_path), DataFile)


def test_who_was_heard_from_is_remembered(hub, clock):
    logbook = Logbook(hub)
    for state in ("ready", "ready", "no road"):
        logbook.report("sync", state)
    logbook.heard_from(DEVICE.id, DEVICE.public, "0403403014")
    clock.pass_(5)
    logbook.heard_from(DEVICE.id, DEVICE.public, "0403403014")
    assert logbook.heard_at() == {DEVICE.id: clock.now()}
    assert logbook.reports() == {"sync": ("no road", clock.now() - 5)}
    logbook.set_aside("sync", "not a frame", b"\x00\xff%?")
    logbook.set_aside("sync", "not a frame", b"\x00\xff%?")
    assert logbook.set_aside_count() == 1
