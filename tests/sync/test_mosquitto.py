# SPDX-License-Identifier: Apache-2.0
"""The real broker between a real hall and a real hub: it may come late, die and forget, and nothing is lost."""

import contextlib
import queue
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from appliance.calendar import philippines
from appliance.config import Broker
from appliance.logbook import Logbook
from appliance.office import Office
from appliance.service import Stop
from sync import roads
from sync.carry import carry
from sync.exchange import Exchange
from sync.roads import BULK, DOWN, TALK, UP, MqttRoad
from tests.fakes import ENGINEER
from tests.links import World, events, folded, gapless, world

pytestmark = pytest.mark.broker


def until(what, ready, seconds=25.0):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"after {seconds:.0f} s still not: {what}"
        time.sleep(0.02)


class Mosquitto:
    """The broker as `sync.hub.broker` starts it, on a free port of the loopback."""

    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "sync.hub.broker", "--folder", str(self.folder), "--port", str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until("the broker listens", self._listens)

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process = None

    def _listens(self):
        assert self.process.poll() is None, "the broker ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def mosquitto(tmp_path):
    broker = Mosquitto(tmp_path)
    yield broker
    broker.kill()


@pytest.fixture
def made(tmp_path):
    with world(tmp_path) as world_made:
        yield world_made


class Program:
    """A side's sync loop on the real road, in a thread of its own as in its own program."""

    def __init__(self, side, mosquitto, made: World, *, hub: bool):
        self.stop, self.failures = Stop(), []
        self.road = None

        def work():
            broker, me = Broker(port=mosquitto.port), side.me
            try:
                with side.open() as store:
                    if hub:
                        halls = [hall.me.id for hall in made.halls]
                        exchanges = {hall: Exchange(store, me, hall, start=time.monotonic()) for hall in halls}
                        self.road = MqttRoad(broker, name=me.id, hears=[f"{UP}+{TALK}", f"{UP}+{BULK}"], up=False)
                    else:
                        psgc = side.box.config.hall.psgc
                        exchanges = {me.id: Exchange(store, me, side.hub, psgc, start=time.monotonic())}
                        self.road = MqttRoad(broker, name=me.id, hears=[DOWN + me.id], up=True)
                    try:
                        carry(store, [self.road], exchanges.get, lambda: list(exchanges), self.stop)
                    finally:
                        self.road.close()
            except BaseException as failure:  # noqa: BLE001 told to the test's own thread
                self.failures.append(failure)

        self.thread = threading.Thread(target=work)
        self.thread.start()

    def end(self):
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()
        assert not self.failures, self.failures


@contextlib.contextmanager
def running(made, mosquitto):
    programs = [Program(made.hall, mosquitto, made, hub=False), Program(made.hub, mosquitto, made, hub=True)]
    try:
        yield programs
    finally:
        for program in programs:
            program.end()


def same(made):
    assert events(made.hall.store) == events(made.hub.store)
    assert folded(made.hall.store) == folded(made.hub.store)
    assert gapless(made.hub.store)
    assert not any([*made.hall.store.verify().values(), *made.hub.store.verify().values()])


def test_a_broker_that_comes_late_and_is_killed_twice_in_the_middle_loses_and_doubles_nothing(made, mosquitto):
    noise = random.Random(1)
    filed = [made.hall.file(f"Bago pa ang broker {number}") for number in range(30)]
    with running(made, mosquitto):
        time.sleep(0.3)
        assert not events(made.hub.store)
        mosquitto.start()
        until("the first cases are there", lambda: len(folded(made.hub.store)) >= 30)
        for outage in range(2):
            for number in range(10):
                filed.append(made.hall.file(f"Bago ang hinto {outage}-{number}"))
                time.sleep(noise.random() / 50)
            mosquitto.kill()
            filed.extend(made.hall.file(f"Habang patay {outage}-{number}") for number in range(10))
            office = Office(made.hub.store, philippines(), ENGINEER)
            office.reply(noise.choice(list(folded(made.hub.store))), f"Sagot {outage}")
            mosquitto.start()
        until("all cases are at the hub", lambda: len(folded(made.hub.store)) == len(filed), 60)
        until("both sides know it", lambda: made.settled(), 60)
    same(made)
    assert set(folded(made.hub.store)) == set(filed)
    replies = [case.reply for case in folded(made.hall.store).values() if case.reply]
    assert sorted(replies) == ["Sagot 0", "Sagot 1"]


def test_programs_that_end_and_start_again_on_a_living_broker_go_on(made, mosquitto):
    mosquitto.start()
    for turn in range(3):
        with running(made, mosquitto):
            made.hall.file(f"Kaso {turn}")
            until("it is at the hub", lambda turn=turn: len(folded(made.hub.store)) == turn + 1)
    with running(made, mosquitto):
        until("both sides know it", made.settled)
    same(made)


@contextlib.contextmanager
def stranger(mosquitto):
    """Anybody who reaches the broker."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "stranger", protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", mosquitto.port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def publish(client, topic, data, qos):
    client.publish(topic, data, qos=qos).wait_for_publish(10)


def test_garbage_from_anybody_on_the_broker_stops_nobody(made, mosquitto):
    mosquitto.start()
    noise = random.Random(3)
    with running(made, mosquitto), stranger(mosquitto) as client:
        until("they have met", lambda: Logbook(made.hub.store).heard_at())
        for _ in range(60):
            topic = UP + noise.choice((made.hall.me.id, "stranger", "\u00f1", "a b"))
            publish(client, topic, noise.randbytes(noise.randrange(1, 3000)), 1)
        publish(client, f"{DOWN}{made.hall.me.id}", b"\xd1\x02\x01" + bytes(100), 1)
        case = made.hall.file("Totoo po ito.")
        until("the case is at the hub", lambda: case in folded(made.hub.store))
    same(made)


def test_empty_messages_from_anybody_on_the_broker_stop_nobody(made, mosquitto):
    mosquitto.start()
    with running(made, mosquitto), stranger(mosquitto) as client:
        until("they have met", lambda: Logbook(made.hub.store).heard_at())
        for _ in range(25):
            publish(client, f"{UP}stranger{BULK}", b"", 1)
        time.sleep(0.3)
        case = made.hall.file("Totoo po ito.")
        until("the case is at the hub", lambda: case in folded(made.hub.store), 5)


@pytest.fixture
def road(mosquitto):
    mosquitto.start()
    made_road = MqttRoad(Broker(port=mosquitto.port), name="hub", hears=[f"{UP}+/+"], up=False)
    until("the road is open", lambda: made_road.open)
    yield made_road
    made_road.close()


def heard(road, seconds=3.0):
    """Everything that arrives until it is quiet."""
    found = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        parcel = road.receive(0.3)
        if parcel is None:
            break
        parcel.taken()
        found.append(parcel.data)
    return found


def test_the_broker_keeps_nothing_for_a_road_that_begins_anew(mosquitto, road):
    with stranger(mosquitto) as client:
        assert heard(road) == [b""]
        publish(client, f"{UP}box{BULK}", b"one", 1)
        parcel = road.receive(3)
        assert parcel.data == b"one"  # and the program dies before it is taken
    road.close()
    again = MqttRoad(Broker(port=mosquitto.port), name="hub2", hears=[f"{UP}+/+"], up=False)
    try:
        # a clean start: the broker keeps nothing for us, the other side's data file does
        assert again.receive(5).data == b""
        assert again.receive(0.3) is None
    finally:
        again.close()


@pytest.fixture
def little_room(monkeypatch):
    """Roads opened from now on keep few parcels."""
    monkeypatch.setattr(roads, "_QUEUE", 1000)


def test_a_flood_that_fills_the_queue_does_not_make_the_road_deaf(mosquitto, little_room, road):
    with stranger(mosquitto) as client:
        assert heard(road) == [b""]
        for number in range(1200):
            client.publish(f"{UP}stranger{BULK}", b"flood %d" % number, qos=0)
        for number in range(25):
            client.publish(f"{UP}box{BULK}", b"frame %d" % number, qos=1)
        until("the flood has arrived", lambda: road._parcels.full())
        time.sleep(0.5)
        heard(road, 5)
        client.publish(f"{UP}box{BULK}", b"after the flood", qos=1)
        assert b"after the flood" in heard(road, 5)


def test_a_frame_larger_than_the_broker_takes_does_not_end_the_connection_for_good(mosquitto, road):
    with stranger(mosquitto) as client:
        assert heard(road) == [b""]
        with contextlib.suppress(ValueError, RuntimeError, queue.Empty):
            client.publish(f"{UP}box{BULK}", bytes(100_000), qos=0)
        time.sleep(0.2)
    with stranger(mosquitto) as client:
        publish(client, f"{UP}box{BULK}", b"small", 1)
        assert heard(road) == [b"small"]


def test_leaving_a_road_that_never_opened_ends_its_thread(tmp_path):
    before = threading.active_count()
    road = MqttRoad(Broker(port=Mosquitto(tmp_path).port), name="x", hears=[f"{UP}+/+"], up=False)
    assert not road.open
    road.send("box", b"dropped, for the data file still has it")
    began = time.monotonic()
    road.close()
    assert time.monotonic() - began < 3
    until("the thread has ended", lambda: threading.active_count() == before, 3)


def test_a_connection_on_which_nothing_is_answered_is_given_up_long_before_tcp_would(road):
    patience = road._client.socket().getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert patience == 20_000


def test_a_storm_that_the_hub_cannot_hear_at_once_waits_and_nothing_of_it_is_dropped(mosquitto):
    mosquitto.start()
    hub = MqttRoad(Broker(port=mosquitto.port), name="hub", hears=[f"{UP}+{TALK}"], up=False)
    box = MqttRoad(Broker(port=mosquitto.port), name="box", hears=[f"{DOWN}box"], up=True)
    try:
        assert hub.receive(25).opened
        assert box.receive(25).opened
        for number in range(3000):
            box.send("box", number.to_bytes(4))
        until("the broker has them", lambda: not box._sent)
        heard = set()
        while len(heard) < 3000 and (parcel := hub.receive(25)):
            heard.add(parcel.data)
            parcel.taken()
        assert len(heard) == 3000
    finally:
        box.close()
        hub.close()
