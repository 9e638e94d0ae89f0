# SPDX-License-Identifier: Apache-2.0
"""The hub's intake workers: what they acknowledge is committed, whatever else happens to them."""

import pytest

from appliance.counter import Draft
from appliance.errors import StoreError
from appliance.event import CITIZEN, GENESIS, Event
from appliance.identity import Identity
from appliance.logbook import Logbook
from sync.channel import Channel
from sync.frame import PLENTY, Ack, Events, Hello, Need
from sync.hub.intake import PATIENCE, Intake
from sync.hub.junction import credit
from sync.roads import Parcel
from tests.fakes import CENTRE, DEVICE, box_store, counter_of, hub_store

STRANGER = Identity(bytes(range(64, 96)))


class Desk:
    """Implements sync.roads.Road: what is laid on it is received, and what is sent lies beside it."""

    open = True

    def __init__(self):
        self.parcels, self.sent, self.let_go = [], [], []

    def bring(self, device, data):
        self.parcels.append(Parcel(device, data, lambda: self.let_go.append(data)))

    def receive(self, seconds):
        return self.parcels.pop(0) if self.parcels else None

    def send(self, device, data, *, bulk=False):
        self.sent.append((device, data))

    def close(self):
        pass


@pytest.fixture(params=["file", "server"])
def place(request, tmp_path):
    return tmp_path / "hub" if request.param == "file" else request.getfixturevalue("servers")("hub")


@pytest.fixture
def hub(place, clock):
    with hub_store(place, clock) as store:
        yield store


class Bench:
    """A box on one side, and workers on the other."""

    def __init__(self, box, hub):
        self.box, self.hub, self.road = box, hub, Desk()
        self.channel = Channel(DEVICE, CENTRE.card)
        self.believed = {DEVICE.id: DEVICE.card}
        self.worker = Intake(hub, CENTRE, self.believed.get, self.road)
        self.now = 1000.0

    def file(self, count=1):
        for number in range(count):
            counter_of(self.box).file(Draft("complaint", f"May lubak po {number}", "fil"))

    def frame(self, first, count, channel=None):
        said, head = self.box.said_after(self.box.origin, first - 1, count=count, size=10**6)
        return (channel or self.channel).seal(Events(self.box.origin, first, tuple(said), head).signed(DEVICE))

    def bring(self, data, device=DEVICE.id, wait=0.01):
        """Bring one frame; what the worker said to it."""
        before = len(self.road.sent)
        self.road.bring(device, data)
        self.turn(wait)
        return [self.channel.open(answer) for _, answer in self.road.sent[before:]]

    def turn(self, wait=0.01):
        self.now += wait
        self.worker.turn(self.now)


@pytest.fixture
def bench(tmp_path, hub, clock):
    with box_store(tmp_path / "box", clock) as box:
        yield Bench(box, hub)


def test_what_is_acknowledged_is_committed_and_only_then_let_go(bench, hub):
    bench.file(3)
    frame = bench.frame(1, 3)
    bench.road.send = lambda device, data, **_: seen.append((hub.stream(bench.box.origin).seq, list(bench.road.let_go)))
    seen = []
    bench.bring(frame)
    assert seen == [(3, [])]
    assert bench.road.let_go == [frame]


def test_the_acknowledgement_says_how_far_the_stream_is(bench, hub, clock):
    bench.file(3)
    [ack] = bench.bring(bench.frame(1, 3))
    stream = bench.box.stream(bench.box.origin)
    assert ack == Ack(((stream.origin, 3, stream.head[:8].hex()),), credit=PLENTY, at=clock.now())
    assert bench.box.acknowledge(stream.origin, 3)
    assert not any(hub.verify().values())


def test_what_comes_twice_is_acknowledged_twice_and_stored_once(bench, hub):
    bench.file(3)
    frame = bench.frame(1, 3)
    assert bench.bring(frame) == bench.bring(frame)
    assert hub.stream(bench.box.origin).seq == 3
    assert bench.road.let_go == [frame, frame]


def test_a_frame_that_is_early_waits_for_the_one_that_another_worker_has(bench, hub):
    bench.file(6)
    assert bench.bring(bench.frame(4, 3)) == []
    assert bench.road.let_go == []
    other = Intake(hub, CENTRE, bench.believed.get, bench.road)
    bench.road.bring(DEVICE.id, bench.frame(1, 3))
    other.turn(bench.now)
    bench.turn(0.1)
    acks = [bench.channel.open(answer) for _, answer in bench.road.sent]
    assert [ack.marks[0][1] for ack in acks] == [3, 6]
    assert len(bench.road.let_go) == 2


def test_what_never_comes_is_asked_for_and_nothing_after_it_is_acknowledged(bench, hub):
    bench.file(6)
    bench.bring(bench.frame(1, 2))
    assert bench.bring(bench.frame(4, 3)) == []
    bench.turn(PATIENCE + 1)
    need, ack = [bench.channel.open(answer) for _, answer in bench.road.sent[-2:]]
    assert need == Need(bench.box.origin, ((3, 3),))
    assert ack.marks[0][1] == hub.stream(bench.box.origin).seq == 2
    assert len(bench.road.let_go) == 2


def test_a_box_that_sends_only_what_comes_later_does_not_hold_all_that_the_broker_brings(bench):
    bench.file(30)
    for first in range(2, 30):
        bench.bring(bench.frame(first, 1))
    assert len(bench.road.let_go) == 20, "8 wait, and the broker goes on"
    assert any(isinstance(bench.channel.open(answer), Need) for _, answer in bench.road.sent)


@pytest.mark.parametrize("who", ["a stranger", "another's name", "cut off", "talk"])
def test_what_is_not_for_it_is_let_go_without_a_word(bench, hub, who):
    bench.file(1)
    data, device = bench.frame(1, 1), DEVICE.id
    if who == "a stranger":
        data, device = bench.frame(1, 1, Channel(STRANGER, CENTRE.card)), STRANGER.id
    elif who == "another's name":
        bench.believed[STRANGER.id] = STRANGER.card
        data, device = bench.frame(1, 1, Channel(STRANGER, CENTRE.card)), STRANGER.id
    elif who == "cut off":
        data = data[:-1]
    else:
        data = bench.channel.seal(Hello("0403403014", (), answer=True))
    bench.road.bring(device, data)
    bench.turn()
    assert bench.road.sent == []
    assert bench.road.let_go == [data]
    assert hub.streams(ours=False) == []


def test_a_box_that_is_revoked_is_soon_believed_no_more(bench, hub):
    bench.file(2)
    bench.bring(bench.frame(1, 1))
    bench.believed.clear()
    assert bench.bring(bench.frame(2, 1), wait=60) == []
    assert hub.stream(bench.box.origin).seq == 1


def test_a_chain_that_was_forked_is_set_aside_and_holds_up_nobody(bench, hub):
    bench.file(2)
    bench.bring(bench.frame(1, 2))
    event = Event(bench.box.origin, 2, f"{bench.box.origin}/1", 2, "noted", 1, "ntp", CITIZEN, {"text": "iba"})
    forked = Events(bench.box.origin, 2, (event.fields(),), event.hash(GENESIS, event.encoded()))
    [ack] = bench.bring(bench.channel.seal(forked.signed(DEVICE)))
    assert ack.rejected == ((bench.box.origin, 2, "the chain does not hold"),)
    assert ack.marks[0][1] == 2
    assert Logbook(hub).set_aside_count() == 1
    bench.file(1)
    [ack] = bench.bring(bench.frame(3, 1))
    assert ack.marks[0][1] == 3


def test_an_event_that_nobody_can_use_is_named_and_what_follows_it_is_taken(bench, hub):
    origin = f"{DEVICE.id}.0000abcd"
    odd = Event(origin, 1, f"{STRANGER.id}.0000abcd/1", 2, "noted", 1, "ntp", CITIZEN, {"text": "?"})
    head = odd.hash(GENESIS, odd.encoded())
    [ack] = bench.bring(bench.channel.seal(Events(origin, 1, (odd.fields(),), head).signed(DEVICE)))
    assert ack.marks[0][:2] == (origin, 1)
    assert ack.rejected[0][:2] == (origin, 1)
    following = Event(origin, 2, "", 2, "noted", 1, "ntp", CITIZEN, {"text": "?"})._replace(case=f"{origin}/2")
    said = (following.fields(),)
    [ack] = bench.bring(
        bench.channel.seal(Events(origin, 2, said, following.hash(head, following.encoded())).signed(DEVICE))
    )
    assert ack.marks[0][1] == 2


def test_a_worker_whose_store_fails_acknowledges_nothing(bench, hub):
    bench.file(1)
    hub.db.execute("DROP TABLE copies")
    with pytest.raises(StoreError):
        bench.bring(bench.frame(1, 1))
    assert not hub.db.in_transaction
    assert bench.road.sent == []
    assert bench.road.let_go == []


def test_who_never_rests_asks_the_boxes_for_less_and_at_last_for_nothing():
    assert [credit(busy) for busy in (0, 0.9, 1, 2, 5)] == [PLENTY, PLENTY, PLENTY // 2, PLENTY // 4, PLENTY // 32]
    assert credit(60) == credit(10**9) == 0


def test_a_worker_that_is_always_busy_lowers_its_credit(bench):
    bench.file(40)
    bench.turn()
    for first in range(1, 41):
        bench.road.bring(DEVICE.id, bench.frame(first, 1))
    for _ in range(40):
        bench.turn(0.5)
    credits = [bench.channel.open(answer).credit for _, answer in bench.road.sent]
    assert credits == sorted(credits, reverse=True)
    assert (credits[0], credits[-1]) == (PLENTY, 0)
    bench.turn(0.5)
    bench.file(1)
    assert bench.bring(bench.frame(41, 1))[0].credit == PLENTY
