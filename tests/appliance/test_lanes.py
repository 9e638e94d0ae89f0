# SPDX-License-Identifier: Apache-2.0
"""Streams as lanes: what is urgent never waits behind a backlog, and no chain has a hole for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.counter import Draft
from appliance.event import CITIZEN, lane_of
from appliance.store import BACKLOG, Store
from tests.fakes import DEVICE, ENGINEER, KALIHIM, MARIA, FakeClock, box_store, carry, counter_of, hub_store, notices


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def box(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    with box_store(tmp_path / "box", clock, notices()) as store:
        yield store


@pytest.fixture
def hub(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    with hub_store(tmp_path / "hub", clock) as store:
        yield store


def file(box: Store, words: str = "May lubak po sa kanto.", **more: object) -> str:
    draft = {"type": "complaint", "language": "fil", "words": words, **more}
    return counter_of(box).file(Draft(**draft)).case  # type: ignore[arg-type]


def say(store: Store, case: str, text: str = "Opo.") -> str:
    actor = KALIHIM if store.role == "box" else ENGINEER
    with store.writing():
        return store.append(case, "noted", actor, {"text": text}).origin


def backlog(box: Store, case: str, count: int = BACKLOG) -> None:
    with box.writing():
        for number in range(count):
            box.append(case, "noted", KALIHIM, {"text": f"{number}"})


@pytest.mark.parametrize(
    ("words", "more", "lane"),
    [
        ("May sunog po dito sa Purok 3!", {}, "u"),
        ("May lubak po sa kanto.", {}, ""),
        ("Malalim po ang lubak.", {"service": "road-repair", "answers": {"danger": "yes"}}, "u"),
        ("Malalim po ang lubak.", {"service": "road-repair", "answers": {"danger": "no"}}, ""),
    ],
)
def test_a_case_on_which_a_life_may_hang_has_a_stream_of_its_own(
    box: Store, words: str, more: dict[str, object], lane: str
) -> None:
    assert lane_of(file(box, words, **more)) == lane


def test_whatever_is_said_about_an_urgent_case_at_either_side_is_urgent(box: Store, hub: Store) -> None:
    case = file(box, "May sunog po dito sa Purok 3!")
    assert say(box, case) == f"{box.origin}-u"
    carry(box, hub)
    assert say(hub, case) == f"{hub.origin}-u:{DEVICE.id}"
    carry(hub, box)
    assert hub.case(case) == box.case(case)
    assert hub.verify() == box.verify() == dict.fromkeys(box.verify(), "")


def test_urgent_goes_first_then_what_is_new_and_then_what_is_old(box: Store) -> None:
    case = file(box)
    backlog(box, case)
    assert say(box, case) == f"{box.origin}-2"
    file(box, "May sunog po dito sa Purok 3!")
    backlog(box, case)
    assert [lane_of(stream.origin) for stream in box.waiting()] == ["u", "3", "2", ""]
    assert box.unsent() == 1 + BACKLOG + 1 + 1 + BACKLOG
    assert box.verify() == dict.fromkeys((stream.origin for stream in box.waiting()), "")


def test_a_lane_whose_backlog_went_is_used_on(box: Store, hub: Store) -> None:
    case = file(box)
    backlog(box, case, BACKLOG - 1)
    carry(box, hub)
    assert say(box, case) == box.origin


def test_what_is_known_at_the_other_side_waits_no_more(box: Store, hub: Store) -> None:
    case, other = file(box), file(box, "May sunog po dito sa Purok 3!")
    assert box.devices_waiting() == [DEVICE.id]
    carry(box, hub)
    assert (box.waiting(), box.devices_waiting(), box.unsent()) == ([], [], 0)
    say(box, case)
    assert [stream.origin for stream in box.waiting(DEVICE.id)] == [box.origin]
    assert not box.acknowledge(f"{box.origin}-u", 1)
    assert box.acknowledge(box.origin, 2)
    assert box.waiting() == []
    assert box.hub_at(other) is not None


def test_a_later_word_that_overtakes_an_earlier_one_counts_once_both_are_here(box: Store, hub: Store) -> None:
    """The hub's newest lane comes first: what it says may only make sense with what is still on its way."""
    case = file(box, phone=MARIA, sms=True, service="road-repair")
    carry(box, hub)
    with hub.writing():
        for number in range(BACKLOG):
            hub.append(case, "noted", ENGINEER, {"text": f"{number}"})
    with hub.writing():
        hub.append(case, "accepted", ENGINEER, {})
        hub.append(case, "ready_for_release", ENGINEER, {})
    old, new = sorted(stream.origin for stream in hub.waiting())[::-1]
    assert (old, new) == (f"{hub.origin}:{DEVICE.id}", f"{hub.origin}-2:{DEVICE.id}")
    carry(hub, box, [new])
    carry(hub, box, [old])
    assert box.case(case).state == hub.case(case).state
    query = "SELECT cause, sentence FROM texts WHERE cause IS NOT NULL"
    owed = box.db.execute(query).fetchall()
    assert len(owed) == len(set(owed)) > 0


def test_a_text_that_an_overtaken_word_owes_is_owed_once(box: Store, hub: Store) -> None:
    case = file(box, phone=MARIA, sms=True, service="road-repair")
    carry(box, hub)
    with hub.writing():
        hub.append(case, "accepted", ENGINEER, {})
        hub.append(case, "suspended", ENGINEER, {"reason": "Umuulan po."})
        for number in range(BACKLOG):
            hub.append(case, "noted", ENGINEER, {"text": f"{number}"})
        resumed = hub.append(case, "resumed", ENGINEER, {"due_at": hub.case(case).due_at + 1})
    assert lane_of(resumed.origin) == "2"
    carry(hub, box, [resumed.origin])
    assert box.case(case).timeline[-1].refused
    carry(hub, box)
    assert not any(entry.refused for entry in box.case(case).timeline)
    causes = [cause for (cause,) in box.db.execute("SELECT cause FROM texts WHERE cause IS NOT NULL").fetchall()]
    assert causes.count(resumed.id) == 1


def test_a_case_opened_in_a_later_lane_knows_what_the_earlier_vouched_for(box: Store, clock: FakeClock) -> None:
    case = file(box)
    at = clock.now()
    backlog(box, case)
    clock.trust = "unsynced"
    later = file(box)
    assert lane_of(later) == "2"
    assert box.trusted_before(later) == at


def test_a_renewed_epoch_begins_all_lanes_anew(box: Store) -> None:
    case = file(box)
    backlog(box, case)
    box.renew()
    assert say(box, case) == box.origin
    assert lane_of(box.origin) == ""


def test_our_own_events_come_back_and_owe_nothing_again(tmp_path: Path, box: Store, hub: Store) -> None:
    file(box, phone=MARIA, sms=True)
    carry(box, hub)
    said, head = box.said_after(box.origin, 0, count=10, size=10_000)
    with box_store(tmp_path / "restored", box.clock, notices()) as restored:  # type: ignore[arg-type]
        assert len(restored.accept(box.origin, 1, said, head)) == 1
        assert restored.unsent() == 0
        assert restored.db.execute("SELECT COUNT(*) FROM texts").fetchone()[0] == 0
        assert restored.verify() == {box.origin: ""}


def test_whoever_opens_a_case_may_say_that_it_is_urgent(box: Store) -> None:
    with box.writing():
        event = box.append("", "created", CITIZEN, OPENED, urgent=True)
    assert event.case == f"{box.origin}-u/1"


OPENED = {
    "reference": "670916621886",
    "type": "incident",
    "holder": "barangay",
    "rule": "H72",
    "due_at": 1_900_000_000_000,
}
