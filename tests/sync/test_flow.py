# SPDX-License-Identifier: Apache-2.0
"""How much is on the way at once, what is sent again and when, and that what is urgent passes."""

import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.event import CITIZEN
from appliance.identity import Identity
from appliance.logbook import Logbook
from appliance.service import log
from appliance.store import BACKLOG, Store
from sync.carry import Carry
from sync.channel import Channel
from sync.early import Early
from sync.exchange import Exchange
from sync.flight import Flight
from sync.frame import Events, Hello
from sync.pace import FIRST_WAIT, FRAME_BYTES, FRAMES, LONGEST_WAIT, Pace
from sync.roads import Parcel
from tests.fakes import CENTRE, DAY, DEVICE, ENGINEER, FakeClock, hub_store
from tests.links import Line, Link, events
from tests.sync.simulator import World

ORIGIN = "box.0a1b2c3d"


@pytest.fixture
def flight() -> Flight:
    return Flight(Pace())


# --- what is sent next


def test_what_is_on_the_way_or_in_their_memory_is_not_sent_again(flight: Flight) -> None:
    assert flight.next(ORIGIN, 100) == (1, 100)
    flight.sent(ORIGIN, 1, 25, 2000, now=0)
    flight.sent(ORIGIN, 26, 50, 2000, now=0)
    assert flight.next(ORIGIN, 100) == (51, 100)
    flight.acknowledged(ORIGIN, 0, 1)
    flight.early(ORIGIN, ((26, 50),), 1)
    assert flight.next(ORIGIN, 100) == (51, 100)
    flight.expire(100)
    assert flight.next(ORIGIN, 100) == (1, 100), "what they only had in memory may be forgotten"


def test_only_what_is_missing_is_sent_again(flight: Flight) -> None:
    for first in (1, 26, 51):
        flight.sent(ORIGIN, first, first + 24, 2000, now=0)
    flight.early(ORIGIN, ((26, 75),), 1)
    flight.expire(FIRST_WAIT * 1.5)
    assert flight.next(ORIGIN, 75) == (1, 25)
    flight.sent(ORIGIN, 1, 25, 2000, now=16)
    flight.acknowledged(ORIGIN, 75, 17)
    assert flight.next(ORIGIN, 75) is None
    assert not flight.busy


def test_a_frame_that_three_later_ones_have_overtaken_is_sent_again_at_once(flight: Flight) -> None:
    for first in (1, 11, 21, 31):
        flight.sent(ORIGIN, first, first + 9, 1000, now=0)
    flight.early(ORIGIN, ((11, 30),), 1)
    assert flight.next(ORIGIN, 40) is None
    flight.early(ORIGIN, ((11, 40),), 1)
    assert flight.next(ORIGIN, 40) == (1, 10)


def test_an_old_acknowledgement_that_was_overtaken_is_no_reason_to_send_anything(flight: Flight) -> None:
    flight.acknowledged(ORIGIN, 50, 1)
    flight.acknowledged(ORIGIN, 25, 2)
    assert flight.next(ORIGIN, 50) is None
    flight.acknowledged(ORIGIN, 50, 3)
    flight.expire(1000)
    assert flight.next(ORIGIN, 50) is None


def test_a_lower_number_is_believed_when_nothing_speaks_against_it(flight: Flight) -> None:
    flight.acknowledged(ORIGIN, 50, 1)
    flight.acknowledged(ORIGIN, 25, 2)
    flight.expire(2 + FIRST_WAIT * 1.5)
    assert flight.next(ORIGIN, 50) == (26, 50)
    flight.acknowledged(ORIGIN, 10, 3, sure=True)
    assert flight.next(ORIGIN, 50) == (11, 50)


def test_an_urgent_frame_finds_room_where_the_window_is_full(flight: Flight) -> None:
    number = 0
    while flight.room(urgent=False, credit=1000):
        number += 1
        flight.sent(ORIGIN, number, number, FRAME_BYTES, now=0)
    assert 1 <= number <= FRAMES
    assert flight.room(urgent=True, credit=1000)
    assert not flight.room(urgent=True, credit=number), "but not more than they are willing to take"


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 25), st.sampled_from("sent acked early lost".split()))))
@settings(max_examples=200)
def test_whatever_was_acknowledged_or_lost_everything_is_sent_in_the_end(steps: list[tuple[int, int, str]]) -> None:
    flight, now = Flight(Pace()), 0.0
    for number, length, what in steps:
        now += 1
        if what == "sent" and (places := flight.next(ORIGIN, 60)):
            flight.sent(ORIGIN, places[0], min(places[1], places[0] + length - 1), 100, now)
        elif what == "acked":
            flight.acknowledged(ORIGIN, number, now)
        elif what == "early":
            flight.early(ORIGIN, ((number, number + length),), now)
        else:
            flight.expire(now := now + 1000)
    flight.expire(now + 1000)
    held = flight.held(ORIGIN)
    assert flight.next(ORIGIN, 60) == ((held + 1, 60) if held < 60 else None)


# --- how much, and how long to wait


def test_the_window_grows_while_the_road_is_free_and_shrinks_when_a_queue_forms() -> None:
    pace = Pace()
    for _ in range(20):
        pace.arrived(0.6, FRAME_BYTES)
    wide = pace.window
    assert wide > 4 * FRAME_BYTES
    for _ in range(100):
        pace.arrived(3.0, FRAME_BYTES)
    assert pace.window == FRAME_BYTES


def test_the_wait_doubles_up_to_five_minutes_and_is_short_again_when_the_road_works() -> None:
    random.seed(1)
    pace = Pace()
    waits = []
    for _ in range(8):
        waits.append(pace.wait)
        pace.stalled()
    assert FIRST_WAIT <= waits[0] <= 1.5 * FIRST_WAIT
    assert LONGEST_WAIT <= waits[-1] <= 1.5 * LONGEST_WAIT
    pace.progressed()
    assert pace.wait <= 1.5 * FIRST_WAIT
    pace.arrived(20, 100)
    assert pace.wait >= 4 * 20


# --- what came early


def early(first: int, count: int) -> Events:
    return Events(ORIGIN, first, tuple([[""]] * count), bytes(32))


def test_what_came_early_waits_for_what_belongs_before_it() -> None:
    kept = Early()
    for first in (51, 26, 76, 101):
        kept.keep(early(first, 25 if first != 101 else 5), 0)
    assert kept.ranges(ORIGIN) == ((26, 105),)
    assert kept.next(ORIGIN, 20) is None
    assert kept.next(ORIGIN, 25) == early(26, 25)
    assert kept.ranges(ORIGIN) == ((51, 105),)
    assert kept.next(ORIGIN, 100) == early(101, 5), "what is held by now is passed over"
    assert kept.next(ORIGIN, 105) is None
    assert kept.ranges(ORIGIN) == ()


def test_the_memory_for_what_came_early_is_bounded() -> None:
    kept = Early()
    for first in range(2, 2000):
        kept.keep(early(first * 2, 1), 0)
    assert len(kept.ranges(ORIGIN)) <= 2 * FRAMES


def test_an_old_gap_is_asked_about_once_in_a_while() -> None:
    kept = Early()
    kept.keep(early(10, 5), now=100)
    assert kept.gaps(before=100) == []
    assert kept.gaps(before=101) == [(ORIGIN, 10)]
    kept.asked(ORIGIN, 160)
    assert kept.gaps(before=160) == []


# --- on a slow line


@pytest.fixture
def quiet() -> Iterator[None]:
    level = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(level)


def said(store: Store, number: int, *, urgent: bool = False) -> str:
    letters = random.Random(number)
    words = " ".join("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(18))
    body = {
        **{"reference": f"{number:012d}", "type": "complaint", "words": words, "holder": "barangay"},
        **{"rule": "H72", "due_at": store.clock.now() + DAY},
    }
    return store.append("", "created", CITIZEN, body, urgent=urgent).origin


LINES = {"64 kbit/s": (8_000, 0.6), "40 kbit/s": (5_000, 1.0), "1 Mbit/s": (125_000, 0.08)}


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("rate", "trip"), LINES.values(), ids=LINES)
@pytest.mark.parametrize("loss", [0.0, 0.03])
def test_an_urgent_case_passes_a_backlog_of_ten_thousand(tmp_path: Path, rate: int, trip: float, loss: float) -> None:
    line = Line(1, rate=rate, trip=trip, loss=loss)
    world = World(tmp_path, 1, line, backlog=BACKLOG)
    with world.box.store.writing():
        for _ in range(10_000):
            world.box.store.declare("counted", CITIZEN, {"words": f"{random.getrandbits(480):0120x}"})
    for side in world.sides:
        side.start()
    world.run(lambda: line.now > 20, 30)
    with world.box.store.writing():
        lane = said(world.box.store, 1, urgent=True)
    began = line.now
    assert world.run(lambda: world.hub.store.stream(lane).seq, 60)
    assert line.now - began <= 5 + 4 * (loss > 0) * trip
    assert world.box.store.unsent() > 0, "the backlog is not sent yet, or nothing was passed"
    world.close()


@pytest.mark.usefixtures("quiet")
def test_a_drain_keeps_a_slow_line_busy(tmp_path: Path) -> None:
    line = Line(1, rate=8_000, trip=0.6)
    world = World(tmp_path, 1, line, backlog=BACKLOG)
    with world.box.store.writing():
        for number in range(1000):
            said(world.box.store, number)
    for side in world.sides:
        side.start()
    assert world.run(lambda: len(events(world.hub.store)) == 1000, 200)
    assert line.now <= 1.25 * line.bytes / line.rate + 5 * line.trip
    world.close()


# --- one turn of the loop


class Nowhere:
    """A road whose other end is empty: implements sync.roads.Road."""

    open = True

    def __init__(self, *parcels: Parcel) -> None:
        self.parcels = list(parcels)
        self.sent: list[tuple[str, bytes, bool]] = []

    def send(self, device: str, data: bytes, *, bulk: bool = False) -> None:
        self.sent.append((device, data, bulk))

    def receive(self, seconds: float) -> Parcel | None:
        return self.parcels.pop(0) if self.parcels else None

    def close(self) -> None:
        pass


def meet(store: Store, made: list[str]) -> Callable[[str], Exchange | None]:
    def begin(device: str) -> Exchange | None:
        made.append(device)
        return Exchange(store, CENTRE, device)

    return begin


def test_the_hub_talks_only_about_boxes_for_which_there_is_something_to_say(tmp_path: Path) -> None:
    with hub_store(tmp_path, FakeClock()) as store:
        boxes = [Identity(number.to_bytes(32)).id for number in range(300)]
        with store.writing():
            for box in boxes[:7]:
                store.declare("day_declared", ENGINEER, {"x": 1}, box)
        for box in boxes[7:]:
            with store.writing():
                store.declare("day_declared", ENGINEER, {"x": 1}, box)
            store.acknowledge(f"{store.origin}:{box}", 1)
        made: list[str] = []
        road = Nowhere()
        Carry(store, [road], meet(store, made), list, lambda: 0.0).turn()
        assert sorted(made) == sorted(boxes[:7])
        assert {device for device, _, _ in road.sent} == set(boxes[:7])


def test_when_a_road_opens_thousands_are_greeted_little_by_little(tmp_path: Path) -> None:
    now = [0.0]
    with hub_store(tmp_path, FakeClock()) as store:
        road = Nowhere(Parcel("", b"", opened=True))
        boxes = [Identity(number.to_bytes(32)).id for number in range(50)]
        carrying = Carry(store, [road], meet(store, []), lambda: boxes, lambda: now[0])
        greeted = []
        for _ in range(4):
            carrying.turn()
            greeted.append(len({device for device, _, _ in road.sent}))
            now[0] += 0.2
        assert greeted == [5, 10, 15, 20]


def test_who_says_hello_is_not_greeted_and_while_boxes_speak_nobody_is(tmp_path: Path) -> None:
    now = [0.0]
    with hub_store(tmp_path, FakeClock()) as store:
        speaker, silent = Identity(bytes(31) + b"1"), Identity(bytes(31) + b"2")
        Logbook(store).meet(speaker.card)
        hello = Channel(speaker, CENTRE.card).seal(Hello("0403403014", (), answer=True))
        road = Nowhere(Parcel("", b"", opened=True), Parcel(speaker.id, hello))
        road.open = False
        carrying = Carry(store, [road], meet(store, []), lambda: [speaker.id, silent.id], lambda: now[0])
        carrying.turn()
        road.open = True
        now[0] += 1
        carrying.turn()
        assert [device for device, _, _ in road.sent] == [speaker.id], "its answer and no more"
        for _ in range(5):
            now[0] += 1
            carrying.turn()
        assert [device for device, _, _ in road.sent] == [speaker.id, silent.id]


def test_whoever_finds_nobody_at_the_other_end_waits(tmp_path: Path) -> None:
    world = World(tmp_path, 1, Link())
    with world.box.store.writing():
        said(world.box.store, 1)
    world.box.start()
    world.hub.start()
    world.run(lambda: not world.box.store.unsent(), 60)
    world.hub.die()
    with world.box.store.writing():
        said(world.box.store, 2)
    assert world.box.road is not None
    before = len(world.box.road.said)
    for _ in range(60):
        world.tick()
        world.box.road.bring(world.link.now, Parcel(DEVICE.id, b"", unheard=True))
    assert len(world.box.road.said) - before <= 6
    world.hub.start()
    assert world.run(lambda: not world.box.store.unsent(), 900)
    world.close()


@pytest.mark.parametrize("seed", range(5))
def test_roads_may_change_in_the_middle(tmp_path: Path, seed: int) -> None:
    world = World(tmp_path, seed, Link(seed, delay=1.5), backlog=BACKLOG)
    with world.box.store.writing():
        for number in range(400):
            said(world.box.store, number)
    other = Link(seed, delay=3.0, loss=0.2)
    for side in world.sides:
        side.start()
        assert side.carry is not None
        second = other.road(*((f"down/{DEVICE.id}", "up/") if side is world.box else ("up/+", "down/")))
        side.carry._roads = [*side.carry._roads, second]
    noise = random.Random(seed)
    spell = noise.uniform(0.4, 1.2)

    def tick() -> bool:
        other.now = world.link.now
        world.link.cut = world.link.now % (2 * spell) > spell
        return not world.box.store.unsent()

    assert world.run(tick, 3600)
    assert other.carried, "the second road was never taken"
    assert events(world.box.store) == events(world.hub.store)
    world.close()
