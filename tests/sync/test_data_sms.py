# SPDX-License-Identifier: Apache-2.0
"""A hall whose internet is gone for days: what a life may hang on goes by SMS, and the answer comes back so."""

import contextlib
import random
import threading
from datetime import datetime

import pytest

from appliance.identity import Identity
from appliance.logbook import Logbook
from appliance.office import Office
from appliance.parcels import JOINED, MOST_PARTS, SINGLE, Parcel, Parcels, parts_of
from appliance.service import Stop
from appliance.texts import Texts
from sms import tpdu
from sms.modem import SerialModem, decode, submit_octets
from sms.ports import AbsentModem, Incoming
from sms.post import Post
from sms.program import Texting
from sms.simulator import Simulator
from sms.simulator.network import MANILA
from sync.channel import Channel
from sync.datasms import DataSms
from sync.frame import Events
from tests.fakes import DAY, ENGINEER, HOUR, MARIA, MINUTE, FakeClock, notices
from tests.links import events, folded, gapless, until, world

BOX_NUMBER, HUB_NUMBER = "+639170000001", "+639180000002"
FIRE = "May sunog po ngayon dito sa amin, tulong!"
AFTER = 15 * 60.0


@pytest.fixture
def made(tmp_path):
    """A hub and a hall that have met; no road is open."""
    with world(tmp_path) as made:
        Logbook(made.hall.store).meet(made.hub.me.card)
        Logbook(made.hub.store).meet(made.hall.me.card)
        yield made


class Air:
    """Both ends of the road, and a telephone network that takes what the two modems would send."""

    def __init__(self, made, *, daily=40, loss=0.0, seed=0):
        self.made, self.loss, self.random = made, loss, random.Random(seed)
        self.sent = {"up": 0, "down": 0}
        self.now = 0.0
        self.start(daily)

    def start(self, daily=40):
        """Start the sync programs (again); they remember nothing but their data files."""
        made = self.made
        hall, hub = made.hall, made.hub
        hall.road = hub.road = self  # begin() asks the road for its time
        self.link = self
        up = DataSms(hall.store, hall.me, hall.meet, after=AFTER, daily=daily, gateway=HUB_NUMBER, hub=hub.me.id)
        down = DataSms(hub.store, hub.me, hub.meet, after=AFTER, daily=daily)
        self.ends = [(up, hall.store, hub.store, "up", BOX_NUMBER), (down, hub.store, hall.store, "down", HUB_NUMBER)]

    def close(self):
        pass

    def minute(self, count=1):
        """A minute or some pass: each side looks, and the network carries what is owed."""
        self.now += 60 * count
        self.made.clock.pass_(count * MINUTE)
        for end, here, there, way, number in self.ends:
            end.turn(self.now)
            self.carry(Parcels(here), Parcels(there), way, number)

    def carry(self, here, there, way, number):
        whole = {}
        while piece := here.take():
            self.sent[way] += 1
            assert len(piece.data) <= (SINGLE if piece.total == 1 else JOINED)
            if self.random.random() >= self.loss:
                whole.setdefault((piece.parcel, piece.total), {})[piece.number] = piece.data
        for (_, total), parts in whole.items():
            if len(parts) == total:
                there.bring(number, b"".join(parts[number] for number in sorted(parts)))

    def minutes(self, count):
        for _ in range(count):
            self.minute()

    def days(self, count):
        for _ in range(count * 24 * 4):
            self.minute(15)


@pytest.fixture
def air(made):
    air = Air(made)
    yield air
    made.hall.road = made.hub.road = None


def urgent(hall, words=FIRE, **more):
    return hall.file(words, **more)


def test_an_urgent_case_reaches_the_hub_by_sms_and_the_box_learns_that_it_did(made, air):
    case = urgent(made.hall)
    air.minutes(10)
    assert not sum(air.sent.values()), "the internet may come back"
    air.minutes(10)
    assert made.hub.store.case(case).words == FIRE
    assert made.hall.store.hub_at(case) is not None
    assert air.sent["down"] == 1, "the acknowledgement"
    sent = dict(air.sent)
    air.minutes(60)
    assert air.sent == sent, "nothing more is said"
    assert gapless(made.hub.store)


def test_the_reply_comes_down_by_sms_and_is_owed_to_the_citizen(made, air):
    case = urgent(made.hall, phone=MARIA, sms=True)
    air.minutes(20)
    engineer = Office(made.hub.store, made.hall.box.calendar, ENGINEER)
    engineer.open(case)
    engineer.reply(case, "Papunta na po ang bumbero.")
    air.minutes(30)
    assert made.hall.store.case(case).reply == "Papunta na po ang bumbero."
    assert set(events(made.hall.store)) == set(events(made.hub.store))
    assert not made.hub.store.unsent()


def test_an_ordinary_case_waits_for_a_road_that_costs_nothing(made, air):
    made.hall.file("May lubak po sa kanto.")
    air.minutes(300)
    assert air.sent == {"up": 0, "down": 0}


def test_a_reply_to_an_ordinary_case_goes_down_once_the_box_has_been_heard(made, air):
    ordinary = made.hall.file("May lubak po sa kanto.")
    made.start()
    made.settle()
    for side in made.sides:
        side.kill()
    air.start()
    urgent(made.hall)
    air.minutes(20)
    engineer = Office(made.hub.store, made.hall.box.calendar, ENGINEER)
    engineer.open(ordinary)
    engineer.reply(ordinary, "Aayusin po namin sa Lunes.")
    air.minutes(40)
    assert made.hall.store.case(ordinary).reply == "Aayusin po namin sa Lunes."


def test_where_another_road_works_no_sms_is_spent(made, air):
    for _ in range(3):
        urgent(made.hall)
        air.minutes(5)
        for stream in made.hall.store.waiting():
            made.hall.store.acknowledge(stream.origin, stream.seq)
        air.minutes(30)
    assert air.sent == {"up": 0, "down": 0}


def test_when_the_internet_is_back_what_was_not_sent_yet_is_not_sent(made, air):
    urgent(made.hall)
    air.ends[0][0].turn(0.0)
    air.ends[0][0].turn(AFTER)
    assert Parcels(made.hall.store).owed(made.hall.me.id)
    [stream] = made.hall.store.waiting()
    made.hall.store.acknowledge(stream.origin, stream.seq)
    air.ends[0][0].turn(AFTER + 1)
    assert not Parcels(made.hall.store).owed(made.hall.me.id)
    assert Parcels(made.hall.store).take() is None


def test_a_network_that_swallows_everything_makes_no_storm(made):
    air = Air(made, loss=1.0)
    urgent(made.hall)
    air.days(1)
    day = air.sent["up"]
    assert 2 <= day <= 3 * MOST_PARTS
    air.days(10)
    assert air.sent["up"] - day <= 10 * MOST_PARTS
    made.hall.road = made.hub.road = None


def test_what_the_network_lost_is_said_again_after_hours(made):
    air = Air(made, loss=1.0)
    case = urgent(made.hall)
    air.minutes(30)
    first = air.sent["up"]
    air.loss = 0.0
    air.minutes(5 * 60)
    assert air.sent["up"] == first
    air.minutes(90)
    assert made.hub.store.case(case)
    assert made.hall.store.hub_at(case) is not None
    made.hall.road = made.hub.road = None


def test_a_lost_acknowledgement_costs_one_repetition_and_the_case_is_stored_once(made):
    air = Air(made)
    case = urgent(made.hall)
    while air.made.hub.store.stream(case.rpartition("/")[0]).seq == 0:
        air.ends[0][0].turn(air.now)
        air.carry(Parcels(made.hall.store), Parcels(made.hub.store), "up", BOX_NUMBER)
        air.now += 60
        made.clock.pass_(MINUTE)
        air.ends[1][0].turn(air.now)
    Parcels(made.hub.store).take()  # the acknowledgement, swallowed by the network
    air.minutes(8 * 60)
    assert made.hall.store.hub_at(case) is not None
    assert gapless(made.hub.store)
    assert list(folded(made.hub.store)) == [case]
    made.hall.road = made.hub.road = None


@pytest.mark.parametrize("seed", range(5))
def test_a_lossy_network_brings_every_urgent_case_in_the_end(made, seed):
    air = Air(made, loss=0.2, seed=seed)
    cases = {urgent(made.hall, f"{FIRE} Bahay {number}.") for number in range(4)}
    for _ in range(30):
        air.days(1)
        for stream in made.hall.store.streams(ours=True):
            assert stream.acked <= made.hub.store.stream(stream.origin).seq
        assert gapless(made.hub.store)
    assert set(folded(made.hub.store)) == cases
    assert not made.hall.store.unsent()
    made.hall.road = made.hub.road = None


def test_the_days_bound_is_kept_and_the_rest_goes_the_day_after(made):
    air = Air(made, daily=4)
    cases = [urgent(made.hall, f"{FIRE} Bahay bilang {number}.") for number in range(6)]
    for _ in range(20 * 4):
        air.minute(15)
    assert air.sent["up"] <= 4
    assert 0 < len(folded(made.hub.store)) < len(cases)
    for _ in range(6):
        before = air.sent["up"]
        air.days(1)
        assert air.sent["up"] - before <= 5
    assert set(folded(made.hub.store)) == set(cases)
    made.hall.road = made.hub.road = None


def test_a_program_that_is_killed_at_any_step_sends_no_part_twice(made, air):
    urgent(made.hall)
    air.ends[0][0].turn(0.0)
    air.ends[0][0].turn(AFTER)
    parcels = Parcels(made.hall.store)
    seen = []
    while piece := parcels.take():
        seen.append((piece.parcel, piece.number))
        made.hall.kill()  # the modem may or may not have had it
        parcels = Parcels(made.hall.store)
    assert seen
    assert len(seen) == len(set(seen))


def test_a_clock_that_jumps_neither_storms_nor_goes_silent(made, air):
    urgent(made.hall)
    air.minutes(20)
    for years in (10, -20, 10):
        made.clock.pass_(years * 365 * DAY)
        case = urgent(made.hall, f"{FIRE} Pagkatapos ng {years} taon.")
        before = air.sent["up"]
        air.minutes(30)
        assert made.hub.store.case(case)
        assert air.sent["up"] - before <= MOST_PARTS


# --- who else may come by SMS


def test_frames_of_strangers_and_rubbish_are_dropped_without_a_word_back(made, air):
    stranger = Identity(b"s" * 32)
    hub = Parcels(made.hub.store)
    frame = Channel(stranger, made.hub.me.card).seal(
        Events("x.00000001", 1, (["", 1, "x", 1, "", ["x"], {}],), b"h" * 32)
    )
    for data in (frame, b"", b"\xd1", b"x" * 140, bytes(140)):
        hub.bring("+639995555555", data)
    air.minutes(5)
    assert not hub.brought()
    assert not events(made.hub.store)
    assert not hub.numbers()
    assert air.sent == {"up": 0, "down": 0}


def test_a_frame_that_somebody_recorded_and_sends_again_changes_nothing(made, air):
    case = urgent(made.hall)
    heard = []
    bring = Parcels.bring

    def record(self, number, data):
        heard.append(data)
        bring(self, number, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parcels, "bring", record)
        air.minutes(20)
    before = events(made.hub.store)
    for data in heard:
        bring(Parcels(made.hub.store), BOX_NUMBER, data)
        bring(Parcels(made.hall.store), HUB_NUMBER, data)
    air.minutes(5)
    assert events(made.hub.store) == before
    assert list(folded(made.hall.store)) == [case]


def test_frames_that_overtake_each_other_wait_for_the_one_before(made, air):
    for number in range(3):
        urgent(made.hall, f"{FIRE} Bahay {number}.")
    air.ends[0][0].turn(0.0)
    air.ends[0][0].turn(AFTER)
    parcels, frames = Parcels(made.hall.store), {}
    while piece := parcels.take():
        frames.setdefault(piece.parcel, []).append(piece.data)
    for parts in reversed(frames.values()):
        Parcels(made.hub.store).bring(BOX_NUMBER, b"".join(parts))
        air.ends[1][0].turn(AFTER)
    for _ in range(3):
        air.ends[1][0].turn(AFTER)
    assert len(folded(made.hub.store)) == 3
    assert not Parcels(made.hub.store).brought()


# --- the queue


def test_a_frame_is_cut_into_what_a_message_carries_and_too_long_a_one_waits(made):
    assert [len(part) for part in parts_of(b"x" * SINGLE)] == [140]
    assert [len(part) for part in parts_of(b"x" * 141)] == [134, 7]
    parcels = Parcels(made.hall.store)
    assert not parcels.owe(Parcel("a", "x/1", 1), HUB_NUMBER, b"x" * (MOST_PARTS * JOINED + 1))
    assert parcels.owe(Parcel("a", "x/1", 1), HUB_NUMBER, b"x" * (MOST_PARTS * JOINED))
    assert parcels.used("a") == MOST_PARTS


def test_a_modem_that_was_not_there_costs_no_message_of_the_day(made):
    parcels = Parcels(made.hall.store)
    parcels.owe(Parcel("a", "x/1", 1), HUB_NUMBER, b"x" * 200)
    first = parcels.take()
    parcels.back(first)
    assert parcels.take() == first
    assert parcels.used("a") == 2


# --- octets on the air


@pytest.mark.parametrize("size", [1, 133, 134])
@pytest.mark.parametrize("total", [1, 2])
def test_any_octets_survive_the_way_through_a_modem(size, total):
    data = bytes((number * 7 + 1) % 256 for number in range(size))
    pdu, length = submit_octets(HUB_NUMBER, data, reference=200, total=total, index=total)
    raw = bytes.fromhex(pdu)
    assert length == len(raw) - 1
    read = decode(tpdu.forwarded(raw[1:], BOX_NUMBER, datetime.now(MANILA)).hex())
    assert isinstance(read, Incoming)
    assert read.octets
    assert read.number == BOX_NUMBER
    assert read.text.encode("latin-1") == data
    assert read.concat == ((200, 2, 2) if total == 2 else None)


def part(number, text, concat=None):
    return Incoming(number, text, 0, concat, octets=True)


def post_of(store):
    return Post(Texts(store, notices()), Parcels(store), AbsentModem(), lambda number: number == HUB_NUMBER)


def arrived(store, *reads):
    texts = Texts(store, notices())
    for number, _ in enumerate(reads):
        texts.keep(f"{number:02}{random.Random(number).random()}")
    return list(zip(texts.unread(), reads, strict=True))


def test_the_parts_of_a_frame_come_in_any_order_and_perhaps_twice(box):
    reads = [part(HUB_NUMBER, text, (9, 3, number)) for number, text in ((3, "c"), (1, "a"), (1, "a"), (2, "b"))]
    post_of(box).take(arrived(box, *reads))
    assert [brought.data for brought in Parcels(box).brought()] == [b"abc"]
    assert not Texts(box, notices()).unread()


def test_a_frame_whose_part_is_missing_waits_a_day_and_is_then_forgotten(box, clock: FakeClock):
    found = arrived(box, part(HUB_NUMBER, "a", (9, 2, 1)))
    post_of(box).take(found)
    assert Texts(box, notices()).unread()
    clock.pass_(DAY + HOUR)
    post_of(box).take(found)
    assert not Texts(box, notices()).unread()
    assert not Parcels(box).brought()


def test_only_the_hubs_modem_is_heard_on_a_box(box):
    post = post_of(box)
    assert post.hears(part(HUB_NUMBER, "x"))
    assert not post.hears(part(MARIA, "x"))
    assert not post.hears(Incoming(HUB_NUMBER, "Magandang araw po", 0, None))


# --- two modems


@contextlib.contextmanager
def modem_of(side, sim, conversation, ledger, from_us):
    """The SMS program of one side on a simulated modem, in a thread of its own."""
    stop, failures = Stop(), []

    def work():
        try:
            with side.open() as store:
                modem = SerialModem(sim.path, patience=0.2)
                texts = Texts(store, notices())
                post = Post(texts, Parcels(store), modem, from_us)
                Texting(texts, conversation(store), modem, ledger(store), post).run(stop)
        except BaseException as failure:  # noqa: BLE001 told to the test's own thread
            failures.append(failure)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert not failures, failures


def test_through_two_modems_a_case_goes_up_and_its_reply_comes_down_and_citizens_are_answered_beside_it(
    made, air, tmp_path
):
    hall, hub = made.hall, made.hub
    case = urgent(hall, phone=MARIA, sms=True)
    with (
        Simulator(report_delay=0.02, link=tmp_path / "box modem") as box_sim,
        Simulator(report_delay=0.02, link=tmp_path / "hub modem") as hub_sim,
    ):
        box_sim.join(BOX_NUMBER, hub_sim, HUB_NUMBER)
        with (
            modem_of(hall, box_sim, hall.box.conversation, hall.box.ledger, lambda number: number == HUB_NUMBER),
            modem_of(hub, hub_sim, lambda _: None, lambda _: None, lambda _: True),
        ):
            up, down = air.ends[0][0], air.ends[1][0]

            def turned(ready):
                def look():
                    for end in (up, down):
                        end.turn(air.now)
                    return ready()

                return look

            up.turn(air.now)
            air.now += AFTER
            until(turned(lambda: hall.store.hub_at(case) is not None))
            engineer = Office(hub.store, hall.box.calendar, ENGINEER)
            engineer.open(case)
            engineer.reply(case, "Papunta na po ang bumbero.")
            down.turn(air.now)
            air.now += AFTER
            until(turned(lambda: hall.store.case(case).reply and not hub.store.unsent()))
            told = box_sim.wait_for(MARIA, until=lambda sent: "bumbero" in sent.text, timeout=15)
            assert told
            hub_sim.text_from(MARIA, "May tao po ba diyan?")
            until(lambda: Logbook(hub.store).set_aside_count() == 1)
            assert not [sent for sent in hub_sim.outbox if sent.number == MARIA], "the hub's modem answers nobody"
    assert set(events(hall.store)) >= set(events(hub.store))
