# SPDX-License-Identifier: Apache-2.0
"""The data file: what was committed stays, in order, whole, and nobody changes it unnoticed."""

import json
import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from appliance import migrations
from appliance.case import State
from appliance.database import DataFile, Place, connect
from appliance.errors import CaseError, EventError, NotFound, StoreError
from appliance.event import CITIZEN, GENESIS, Actor, Event, chained, dump
from appliance.logbook import Logbook
from appliance.store import HUB, Store, create
from tests.fakes import (
    CENTRE,
    DAY,
    DEVICE,
    ENGINEER,
    HOUR,
    KALIHIM,
    MARIA,
    PEDRO,
    SYSTEM,
    FakeClock,
    PowerCut,
    box_store,
    carry,
    cut_short,
)

DUE = FakeClock().now() + 3 * DAY
FILE = "dulog.db"
PLACE = "(key & 4294967295)"  # of an event in its stream


def opening(reference: str = "670916621886", **more: Any) -> dict[str, Any]:
    said = {"reference": reference, "type": "complaint", "holder": "barangay", "rule": "H72", "due_at": DUE}
    return {**said, "words": "May lubak po", "phone": MARIA, **more}


def open_case(store: Store, reference: str = "670916621886", **more: Any) -> str:
    with store.writing():
        return store.append("", "created", CITIZEN, opening(reference, **more)).case


def say(store: Store, case: str, kind: str, actor: Actor = KALIHIM, **body: Any) -> Event:
    with store.writing():
        return store.append(case, kind, actor, body)


def rows(store: Store, table: str) -> int:
    return int(store.db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


@pytest.fixture(params=["file", "server"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    """The same store on SQLite and on PostgreSQL."""
    if request.param == "server":
        return request.getfixturevalue("servers")
    return lambda name: DataFile(tmp_path / name)


in_a_file = pytest.mark.parametrize("places", ["file"], indirect=True)


@pytest.fixture
def case(box: Store) -> str:
    return open_case(box)


# --- what was said stays


@in_a_file
def test_a_committed_case_is_there_after_the_power_comes_back(box: Store, case: str, tmp_path: Path) -> None:
    with Store(tmp_path / "box", box.clock) as again:
        assert again.case(case).words == "May lubak po"
        assert again.find("670916621886") is not None


def test_every_event_counts_on_from_the_last(box: Store, case: str) -> None:
    later = [say(box, case, "noted", text=str(number)) for number in range(5)]
    assert [event.seq for event in later] == [2, 3, 4, 5, 6]
    assert [event.turn for event in later] == [2, 3, 4, 5, 6]
    assert box.verify() == {box.origin: ""}


@in_a_file
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET fields = '[]'",
        "UPDATE events SET case_key = 7",
        "UPDATE OR REPLACE events SET key = key + 1",
        "DELETE FROM events",
        # fires the triggers only where PRAGMA recursive_triggers is on
        "REPLACE INTO events SELECT key, case_key, '[]', hash FROM events",
    ],
    ids=lambda statement: " ".join(statement.split()[:2]),
)
def test_no_event_can_be_changed_or_deleted(box: Store, case: str, statement: str) -> None:
    with pytest.raises((StoreError, sqlite3.IntegrityError), match="an event is never"):
        box.db.execute(statement)
    assert box.case(case).words == "May lubak po"


@in_a_file
def test_every_connection_keeps_what_it_acknowledged(box: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "box", box.clock) as second:
        for store in (box, second):
            assert store.db.execute("PRAGMA synchronous").fetchone() == (2,)
            assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert store.db.execute("PRAGMA foreign_keys").fetchone() == (1,)


@in_a_file
def test_the_data_file_is_for_its_owner_only(box: Store, case: str, tmp_path: Path) -> None:
    for name in (FILE, f"{FILE}-wal"):
        assert (tmp_path / "box" / name).stat().st_mode & 0o777 == 0o600


def test_nothing_is_said_outside_a_transaction(box: Store) -> None:
    with pytest.raises(StoreError, match=r"outside of writing\(\)"):
        box.append("", "created", CITIZEN, opening())
    assert rows(box, "events") == 0


def test_a_refused_event_leaves_nothing_behind(box: Store, case: str) -> None:
    before = (rows(box, "events"), rows(box, "texts"), box.case(case))

    def resolve_and_close() -> None:
        with box.writing():
            box.append(case, "resolved", KALIHIM, {"outcome": "fixed"})
            box.append(case, "closed", KALIHIM, {})

    with pytest.raises(CaseError, match="no officer has replied"):
        resolve_and_close()
    assert (rows(box, "events"), rows(box, "texts"), box.case(case)) == before
    assert not box.db.in_transaction


@pytest.mark.parametrize(
    "body",
    [{"words": 0.5}, {"words": "\ud83d"}, {"words": "x" * 40_000}, {"words": {1: 1}}, {"words": b""}],
    ids=["float", "half a character", "too long", "key", "bytes"],
)
def test_what_cannot_be_written_leaves_nothing_behind(box: Store, body: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        open_case(box, **body)
    assert [rows(box, table) for table in ("events", "cases", "texts", "streams")] == [0, 0, 0, 0]


def test_nothing_can_be_said_about_a_case_that_is_not_here(box: Store, case: str) -> None:
    with pytest.raises(NotFound):
        say(box, f"{box.origin}/99", "noted", text="?")


def test_whatever_goes_wrong_in_a_transaction_nothing_of_it_stays(box: Store, case: str) -> None:
    with pytest.raises(PowerCut):
        cut_short(box, lambda: box.append(case, "noted", KALIHIM, {"text": "x"}))
    assert rows(box, "events") == 1


def test_a_transaction_inside_another_belongs_to_it(box: Store, case: str) -> None:
    with pytest.raises(PowerCut):
        cut_short(box, lambda: say(box, case, "noted", text="x"))
    assert rows(box, "events") == 1


@in_a_file
def test_numbers_for_references_are_never_given_twice(box: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "box", box.clock) as second:
        given = []
        for store in (box, second, box, second):
            with store.writing():
                given.append(store.next_number(7))
    assert given == [1, 2, 3, 4]
    with box.writing():
        assert box.next_number(8) == 1, "a new index begins anew"


def test_every_event_says_when_it_was_and_how_sure_the_clock_is(box: Store, clock: FakeClock) -> None:
    clock.trust = "unsynced"
    case = open_case(box)
    event = box.events_of(case)[0]
    assert (event.at, event.clock) == (clock.now(), "unsynced")


# --- many at once


def _write_many(folder: str, author: str, name: str, count: int, done: Any) -> None:
    try:
        with Store(Path(folder), FakeClock()) as store:
            case = open_case(store, words=name)
            for number in range(count):
                say(store, case, "noted", text=f"{name} {number}")
        done.put("")
    except BaseException as error:  # noqa: BLE001 it is told to the test in the other process
        done.put(repr(error))


@in_a_file
def test_two_programs_writing_at_once_leave_one_whole_chain(box: Store, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    arguments = [(str(tmp_path / "box"), DEVICE.id, name, 150, done) for name in ("kiosk", "sms")]
    writers = [context.Process(target=_write_many, args=each) for each in arguments]
    for writer in writers:
        writer.start()
    problems = [done.get(timeout=60) for _ in writers]
    for writer in writers:
        writer.join(60)
    assert problems == ["", ""]
    assert box.stream(box.origin).seq == rows(box, "events") == 302
    assert box.verify() == {box.origin: ""}
    authors = [
        json.loads(fields)[6].get("text", "").split()[:1] for (fields,) in box.db.execute("SELECT fields FROM events")
    ]
    assert sum(one != other for one, other in pairwise(authors)) > 2, "they never took turns"


@in_a_file
def test_a_file_that_another_program_holds_too_long_is_a_clear_error(box: Store, tmp_path: Path) -> None:
    other = connect(tmp_path / "box" / FILE)
    box.db.execute("PRAGMA busy_timeout = 20")
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            open_case(box)
    finally:
        other.close()
    open_case(box)


# --- what others said


@pytest.fixture
def told(box: Store, hub: Store, case: str) -> tuple[str, list[list[Any]], bytes]:
    """Four events of the box as they would travel: origin, fields, head."""
    for number in range(3):
        say(box, case, "noted", text=f"{number}")
    said, head = box.said_after(box.origin, 0, count=100, size=10**6)
    return box.origin, said, head


def test_the_hub_takes_what_the_box_said(hub: Store, case: str, told: tuple[str, list[list[Any]], bytes]) -> None:
    origin, said, head = told
    assert [event.seq for event in hub.accept(origin, 1, said, head)] == [1, 2, 3, 4]
    assert hub.case(case).words == "May lubak po"
    assert hub.stream(origin).head == head
    assert hub.verify() == {origin: ""}


def test_what_comes_twice_is_stored_once(hub: Store, told: tuple[str, list[list[Any]], bytes]) -> None:
    origin, said, head = told
    hub.accept(origin, 1, said, head)
    assert hub.accept(origin, 1, said, head) == []
    assert hub.accept(origin, 3, said[2:], head) == []
    assert rows(hub, "events") == 4


def test_what_overlaps_adds_only_what_is_new(box: Store, hub: Store, told: tuple[str, list[list[Any]], bytes]) -> None:
    origin, said, head = told
    half, half_head = box.said_after(origin, 0, count=2, size=10**6)
    hub.accept(origin, 1, half, half_head)
    assert [event.seq for event in hub.accept(origin, 2, said[1:], head)] == [3, 4]
    assert hub.verify() == {origin: ""}


def _drop(said: list[Any]) -> list[Any]:
    return said[:1] + said[2:]


def _swap(said: list[Any]) -> list[Any]:
    return [said[0], said[2], said[1], said[3]]


def _edit(said: list[Any]) -> list[Any]:
    return [*said[:1], [*said[1][:6], {"text": "wala po kaming nakita"}], *said[2:]]


def _add(said: list[Any]) -> list[Any]:
    return [*said, said[3]]


def _redate(said: list[Any]) -> list[Any]:
    return [*said[:3], [*said[3][:3], said[3][3] + 1, *said[3][4:]]]


@pytest.mark.parametrize("tamper", [_drop, _swap, _edit, _add, _redate])
def test_a_chain_that_was_tampered_with_is_not_taken(
    hub: Store, told: tuple[str, list[list[Any]], bytes], tamper: Callable[[list[Any]], list[Any]]
) -> None:
    origin, said, head = told
    with pytest.raises(EventError, match="does not lead to its head"):
        hub.accept(origin, 1, tamper(said), head)
    assert [rows(hub, table) for table in ("events", "cases", "streams", "copies")] == [0, 0, 0, 0]


@pytest.mark.parametrize("more", [0, 1])
def test_a_second_history_under_the_same_name_is_not_taken(
    hub: Store, told: tuple[str, list[list[Any]], bytes], more: int
) -> None:
    origin, said, head = told
    hub.accept(origin, 1, said, head)
    fields, forked = [], hub.db.execute(f"SELECT hash FROM events WHERE {PLACE} = 3").fetchone()[0]
    for number in range(4, 5 + more):
        event = Event(origin, number, f"{origin}/1", number, "noted", 0, "ntp", KALIHIM, {"text": "iba"})
        fields.append(event.fields())
        forked = event.hash(forked, event.encoded())
    with pytest.raises(EventError, match="forked"):
        hub.accept(origin, 4, fields, forked)
    assert hub.stream(origin).head == head
    assert hub.verify() == {origin: ""}


@pytest.mark.parametrize("first", [-1, 0, 3, 6, 10**12])
def test_a_gap_is_not_taken(hub: Store, told: tuple[str, list[list[Any]], bytes], first: int) -> None:
    origin, said, head = told
    with pytest.raises(EventError):
        hub.accept(origin, first, said, head)
    assert rows(hub, "events") == 0


@pytest.mark.parametrize("junk", [None, 1, "x", {}, [], [1] * 7, ["", 1, "created", 0, "ntp", ["citizen"], {"a": 0.5}]])
def test_one_unreadable_event_stops_the_whole_batch(
    hub: Store, told: tuple[str, list[list[Any]], bytes], junk: object
) -> None:
    origin, said, head = told
    with pytest.raises(EventError):
        hub.accept(origin, 1, [*said[:2], junk, *said[3:]], head)
    assert rows(hub, "events") == 0


def from_hub(box: Store, *said: tuple[str, Actor, dict[str, Any]], case: str, turn: int = 2) -> list[Event]:
    """What the hub's officers say, taken by the box in one batch."""
    origin = f"{CENTRE.id}.0000abcd:{DEVICE.id}"
    stream = box.stream(origin)
    fields, head = [], stream.head
    for number, (kind, actor, body) in enumerate(said):
        event = Event(origin, stream.seq + 1 + number, case, turn + number, kind, box.clock.now(), "ntp", actor, body)
        fields.append(event.fields())
        head = event.hash(head, event.encoded())
    return box.accept(origin, stream.seq + 1, fields, head)


def test_an_event_of_a_newer_version_is_kept_and_carried_on(box: Store, case: str) -> None:
    from_hub(box, ("hologram_shown", ENGINEER, {"colour": "asul"}), case=case)
    assert box.case(case).timeline[-1].event.body == {"colour": "asul"}
    assert "newer version" in box.case(case).timeline[-1].refused
    assert box.case(case).state is State.RECEIVED


def test_an_answer_from_the_hub_owes_the_citizen_one_text(box: Store) -> None:
    case = open_case(box, sms=True, channel="kiosk", language="fil")
    said = ("replied", ENGINEER, {"text": "Bukas po aayusin"})
    fresh = from_hub(box, said, case=case)
    assert rows(box, "texts") == 2  # the receipt and the reply
    origin, first = fresh[0].origin, fresh[0].seq
    box.accept(origin, first, [fresh[0].fields()], box.stream(origin).head)
    assert rows(box, "texts") == 2


def test_what_the_rules_refuse_owes_nobody_a_text(box: Store) -> None:
    case = open_case(box, sms=True)
    before = rows(box, "texts")
    from_hub(box, ("handed_over", ENGINEER, {"to": "city-engineering"}), case=case)
    assert box.case(case).holder == "barangay"
    assert rows(box, "texts") == before


def test_both_sides_see_the_same_case(box: Store, hub: Store, case: str) -> None:
    say(box, case, "handed_over", to="city-engineering")
    carry(box, hub)
    say(hub, case, "replied", ENGINEER, text="Bukas po")
    say(box, case, "noted", text="Sumabay po ito")
    carry(hub, box)
    carry(box, hub)
    assert box.case(case) == hub.case(case)
    assert hub.queue()[0] == box.queue()[0]
    assert box.verify() == hub.verify() == dict.fromkeys(box.verify(), "")


def test_a_case_nobody_opened_is_not_in_the_queue(hub: Store) -> None:
    origin = box_origin = f"{DEVICE.id}.0000abcd"
    event = Event(origin, 1, f"{box_origin}/7", 2, "noted", 0, "ntp", KALIHIM, {"text": "?"})
    hub.accept(origin, 1, [event.fields()], event.hash(GENESIS, event.encoded()))
    assert hub.queue() == []


JUNK = {
    "a case without a proper name": (["nonsense", 2, "noted", 0, "ntp", ["officer"], {"text": "?"}], "event.case"),
    "another box's case": (["stranger.0000abcd/1", 2, "noted", 0, "ntp", ["officer"], {"text": "?"}], "another"),
    "no turn": (["", 0, "created", 1, "ntp", ["citizen"], {}], "event.turn"),
    "no list at all": ({"a": 1}, "7 fields"),
    "its own name spelt out": ([f"{DEVICE.id}.0000abcd/3", 1, "created", 1, "ntp", ["citizen"], {}], "as we would"),
    "nothing": (None, "7 fields"),
}


@pytest.mark.parametrize(("junk", "problem"), JUNK.values(), ids=JUNK)
def test_an_event_that_nobody_can_use_is_kept_as_a_link_and_holds_nothing_back(
    hub: Store, junk: object, problem: str
) -> None:
    origin, head = f"{DEVICE.id}.0000abcd", GENESIS
    good = [Event(origin, seq, f"{origin}/{seq}", 1, "created", 0, "ntp", CITIZEN, opening()) for seq in (1, 2, 4, 5)]
    said = [*(event.fields() for event in good[:2]), junk, *(event.fields() for event in good[2:])]
    for seq, fields in enumerate(said, 1):
        head = chained(head, f"{origin}/{seq}", dump(fields))
    assert [event.seq for event in hub.accept(origin, 1, said, head)] == [1, 2, 4, 5]
    assert hub.accept(origin, 1, said, head) == []
    assert hub.stream(origin).seq == 5
    assert [(found.origin, found.seq) for found in hub.rejected()] == [(origin, 3)]
    assert problem in hub.rejected(origin, 3, 3)[0].problem
    assert hub.rejected(origin, 1, 2) == hub.rejected("stranger.00000000") == []
    assert len(hub.queue()) == 4
    assert hub.verify() == {origin: ""}


def test_a_turn_at_the_end_of_the_range_does_not_break_the_case(box: Store, case: str) -> None:
    from_hub(box, ("noted", ENGINEER, {"text": "?"}), case=case, turn=2**31)
    with suppress(CaseError, EventError):
        say(box, case, "noted", text="heto po kami")
    assert box.case(case).words == "May lubak po"


# --- what both sides have


def test_the_hub_has_the_case_only_after_it_said_so(box: Store, hub: Store, clock: FakeClock, case: str) -> None:
    assert box.hub_at(case) is None
    assert box.unsent() == 1
    clock.pass_(HOUR)
    assert box.acknowledge(box.origin, 1)
    clock.pass_(HOUR)
    assert box.hub_at(case) == clock.now() - HOUR
    assert box.unsent() == 0
    assert not box.acknowledge(box.origin, 1)


def test_the_hubs_own_commit_is_its_word(box: Store, hub: Store, clock: FakeClock, case: str) -> None:
    clock.pass_(DAY)
    carry(box, hub)
    assert hub.hub_at(case) == clock.now()


def test_a_later_acknowledgement_does_not_move_the_time(box: Store, clock: FakeClock, case: str) -> None:
    box.acknowledge(box.origin, 1)
    when = clock.now()
    say(box, case, "noted", text="x")
    clock.pass_(DAY)
    box.acknowledge(box.origin, 2)
    assert box.hub_at(case) == when


def test_a_later_case_is_not_at_the_hub_with_an_earlier_one(box: Store, case: str) -> None:
    second = open_case(box, "692988633744")
    box.acknowledge(box.origin, 1)
    assert box.hub_at(second) is None


@pytest.mark.parametrize("seq", [0, -1, 2, 10**9])
def test_nobody_can_acknowledge_what_was_not_said(box: Store, case: str, seq: int) -> None:
    assert not box.acknowledge(box.origin, seq)
    assert not box.acknowledge("stranger.00000000", seq)
    assert box.hub_at(case) is None


def test_what_is_sent_is_bounded_by_count_and_size(box: Store, case: str) -> None:
    for number in range(9):
        say(box, case, "noted", text="x" * 1000 + str(number))
    said, head = box.said_after(box.origin, 0, count=4, size=10**6)
    assert len(said) == 4
    assert head == box.db.execute(f"SELECT hash FROM events WHERE {PLACE} = 4").fetchone()[0]
    assert len(box.said_after(box.origin, 1, count=100, size=2500)[0]) == 2
    assert len(box.said_after(box.origin, 1, count=100, size=1)[0]) == 1, "one event must always get through"
    assert box.said_after(box.origin, 10, count=100, size=10**6) == ([], b"")


# --- looking up


def test_the_queue_is_in_the_order_in_which_citizens_must_hear(box: Store, clock: FakeClock) -> None:
    late = open_case(box, "1" * 12, due_at=DUE + 5)
    soon = open_case(box, "2" * 12, due_at=DUE - 5)
    done = open_case(box, "3" * 12, due_at=DUE - 9)
    reply = say(box, done, "replied", text="Opo").id
    say(box, done, "told", SYSTEM, of=reply, channel="kiosk")
    say(box, done, "resolved", outcome="answered")
    say(box, done, "closed")
    assert [case.id for case in box.queue()] == [soon, late, done]
    assert [case.id for case in box.queue(limit=1)] == [soon]


def test_a_period_has_the_cases_that_first_ended_in_it(box: Store, clock: FakeClock) -> None:
    begun = clock.now()
    before, within, open_still = (open_case(box, digit * 12) for digit in "123")
    say(box, before, "resolved", outcome="fixed")
    clock.pass_(DAY)
    say(box, before, "replied", text="Ayos na po")
    say(box, within, "resolved", outcome="noted")
    say(box, before, "citizen_disputed", CITIZEN)
    say(box, before, "resolved", outcome="fixed")
    say(box, open_still, "noted", text="Bukas na po")
    assert [case.id for case in box.ended(begun, begun + DAY)] == [before]
    assert [case.id for case in box.ended(begun + DAY, begun + DAY + 1)] == [within]
    assert list(box.ended(begun + 1, begun + DAY)) == []


def test_a_number_finds_its_own_cases_the_latest_first(box: Store, clock: FakeClock) -> None:
    first = open_case(box, "1" * 12)
    clock.pass_(HOUR)
    second = open_case(box, "2" * 12)
    assert [case.id for case in box.of_phone(MARIA)] == [second, first]
    assert box.of_phone(PEDRO) == []


# --- the chain tells


@pytest.fixture
def copied(box: Store, case: str, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A stolen data file in the hands of somebody who knows SQL; the box had told the hub of all four events."""
    for number in range(3):
        say(box, case, "noted", text=f"{number}")
    box.acknowledge(box.origin, 4)
    (tmp_path / "copy").mkdir()
    box.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "box" / FILE, tmp_path / "copy" / FILE)
    connection = connect(tmp_path / "copy" / FILE)
    connection.execute("DROP TRIGGER events_stay")
    connection.execute("DROP TRIGGER events_remain")
    yield connection
    connection.close()


def verified(copied: sqlite3.Connection, tmp_path: Path) -> dict[str, str]:
    copied.close()
    with Store(tmp_path / "copy", FakeClock()) as store:
        return store.verify()


@in_a_file
@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE events SET fields = replace(fields, 'lubak', 'bulaklak')", "event 1 was changed"),
        (
            "UPDATE events SET fields = replace(fields, '\"1\"', '\"9\"') WHERE key & 4294967295 = 3",
            "event 3 was changed",
        ),
        (f"UPDATE events SET hash = zeroblob(32) WHERE {PLACE} = 2", "event 2 was changed"),
        (f"UPDATE events SET fields = '[' WHERE {PLACE} = 2", "event 2 cannot be read"),
        (f"UPDATE events SET fields = '[1]' WHERE {PLACE} = 2", "event 2 cannot be read"),
        (f"DELETE FROM events WHERE {PLACE} = 1", "event 1 is missing"),
        (f"DELETE FROM events WHERE {PLACE} = 3", "event 3 is missing"),
        (
            f"DELETE FROM events WHERE {PLACE} = 4",
            "the chain ends at 3, but the other side holds 4: cut off or rolled back",
        ),
        ("DELETE FROM events", "the chain ends at 0, but the other side holds 4: cut off"),
        (f"UPDATE events SET key = key + 5 WHERE {PLACE} = 4", "event 4 is missing"),
    ],
)
def test_each_kind_of_tampering_is_named(
    box: Store, copied: sqlite3.Connection, tmp_path: Path, statement: str, problem: str
) -> None:
    copied.execute(statement)
    found = verified(copied, tmp_path)
    assert list(found) == [box.origin]
    assert found[box.origin].startswith(problem)


@in_a_file
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE events SET case_key = 7 WHERE {PLACE} = 3",
        "DELETE FROM cases",
        "UPDATE cases SET state = 'closed'",
        "DELETE FROM streams",
    ],
)
def test_a_complaint_cannot_be_hidden_from_the_lists_unnoticed(
    copied: sqlite3.Connection, tmp_path: Path, statement: str
) -> None:
    copied.execute(statement)
    assert any(verified(copied, tmp_path).values())


@in_a_file
def test_an_untouched_copy_is_whole(box: Store, copied: sqlite3.Connection, tmp_path: Path) -> None:
    assert verified(copied, tmp_path) == {box.origin: ""}


@in_a_file
def test_a_number_that_is_text_is_named_not_raised(box: Store, copied: sqlite3.Connection, tmp_path: Path) -> None:
    copied.execute(f"UPDATE events SET fields = CAST(x'ff' AS TEXT) WHERE {PLACE} = 2")
    assert verified(copied, tmp_path) == {box.origin: "event 2 cannot be read"}


# --- the file itself


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no data file; run: dulog migrate"):
        Store(tmp_path, FakeClock())
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    with pytest.raises(StoreError, match="older version or empty; run: dulog migrate"):
        Store(tmp_path, FakeClock())


@in_a_file
def test_a_file_of_a_newer_version_is_left_alone(box: Store, tmp_path: Path) -> None:
    box.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dulog', '0099_flying', '2030')"
    )
    with pytest.raises(StoreError, match=r"newer version .*0099_flying.*update Dulog first"):
        Store(tmp_path / "box", FakeClock())
    with pytest.raises(StoreError, match="newer version"):
        create(tmp_path / "box", DEVICE.id)


@in_a_file
def test_a_file_of_another_device_is_not_used(box: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"belongs to box {DEVICE.id}, not to box {CENTRE.id}"):
        create(tmp_path / "box", CENTRE.id)
    with pytest.raises(StoreError, match=f"not to hub {DEVICE.id}"):
        create(tmp_path / "box", DEVICE.id, HUB)


@in_a_file
def test_making_the_file_again_keeps_everything(box: Store, case: str, tmp_path: Path) -> None:
    create(tmp_path / "box", DEVICE.id)
    with Store(tmp_path / "box", FakeClock()) as again:
        assert again.origin == box.origin
        assert again.case(case).words == "May lubak po"


def test_two_files_of_one_device_never_share_an_origin(tmp_path: Path, clock: FakeClock) -> None:
    with box_store(tmp_path / "one", clock) as one, box_store(tmp_path / "two", clock) as two:
        assert one.origin != two.origin
        assert one.origin.partition(".")[0] == two.origin.partition(".")[0] == DEVICE.id


def test_a_file_that_is_no_data_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is not a database, and long enough to be looked at " * 20)
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path, FakeClock())
    with pytest.raises(StoreError, match="not a database"):
        create(tmp_path, DEVICE.id)


def test_a_half_made_file_is_a_clear_error(tmp_path: Path) -> None:
    connection = connect(tmp_path / FILE)
    migrations.migrate(connection)
    connection.close()
    with pytest.raises(StoreError, match="run: dulog migrate"):
        Store(tmp_path, FakeClock())


def test_a_power_cut_while_the_schema_is_made_does_no_harm(tmp_path: Path) -> None:
    connection = connect(tmp_path / FILE)
    calls = 0

    def cut(action: int, *_: object) -> int:
        nonlocal calls
        calls += action == sqlite3.SQLITE_CREATE_TABLE
        return sqlite3.SQLITE_DENY if calls > 5 else sqlite3.SQLITE_OK

    connection.set_authorizer(cut)
    with pytest.raises(StoreError):
        migrations.migrate(connection)
    connection.close()
    create(tmp_path, DEVICE.id)
    with Store(tmp_path, FakeClock()) as store:
        open_case(store)


@in_a_file
def test_what_sqlite_cannot_read_is_an_error_of_ours(box: Store, case: str) -> None:
    box.db.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ else sqlite3.SQLITE_OK
    )
    try:
        with pytest.raises(StoreError):
            box.case(case)
    finally:
        box.db.set_authorizer(None)


def test_a_store_that_cannot_be_opened_leaves_no_connection_behind(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    with pytest.raises(StoreError) as refused:
        Store(tmp_path, FakeClock())
    frames = [frame for frame in refused.traceback if frame.name == "__init__"]
    store = frames[0].frame.f_locals["self"]
    with pytest.raises((StoreError, sqlite3.ProgrammingError), match="closed"):
        store.db.execute("SELECT 1")


# --- what an operator looks at


def test_bytes_nobody_could_read_are_kept_once(box: Store) -> None:
    logbook = Logbook(box)
    for _ in range(3):
        logbook.set_aside("sync", "not a frame", b"\x00\xff")
    assert logbook.set_aside_count() == 1


def test_a_program_says_how_it_is_only_when_that_changes(box: Store, clock: FakeClock) -> None:
    logbook, since = Logbook(box), clock.now()
    logbook.report("sms", "ready")
    clock.pass_(HOUR)
    logbook.report("sms", "ready")
    assert logbook.reports() == {"sms": ("ready", since)}
    logbook.report("sms", "no modem")
    assert logbook.reports() == {"sms": ("no modem", clock.now())}


def test_who_said_hello_is_remembered(box: Store, clock: FakeClock) -> None:
    logbook = Logbook(box)
    logbook.heard_from(CENTRE.id, CENTRE.public, "")
    clock.pass_(HOUR)
    logbook.heard_from(CENTRE.id, CENTRE.public, "")
    assert logbook.heard_at() == {CENTRE.id: clock.now()}
