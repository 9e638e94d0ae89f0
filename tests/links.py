# SPDX-License-Identifier: Apache-2.0
"""Links: a hall and a hub with real data files, and a bad road between them on which time is ours.

The road loses, repeats, delays and so reorders frames by a seed; both ends run the product's own `sync.carry` loop,
one turn at a time, on the road's steady clock.
"""

import contextlib
import heapq
import itertools
import logging
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from werkzeug.test import TestResponse

from appliance import charter, config, identity
from appliance.box import Box
from appliance.calendar import philippines
from appliance.case import Case
from appliance.counter import Draft
from appliance.database import Place
from appliance.desk import Desk, pages
from appliance.event import Actor, Event
from appliance.service import Stop, _Format, log
from appliance.store import HUB, Store, create
from appliance.texts import Texts
from sms.modem import SerialModem
from sms.program import Texting
from sms.simulator import Simulator
from sync.carry import Carry
from sync.exchange import Exchange
from sync.roads import Parcel
from tests.fakes import SECOND, FakeClock

CODE = "the code on the wall"


class Link:
    """Both directions of a bad road; `now` is its steady clock in seconds."""

    def __init__(self, seed: int = 0, *, loss: float = 0.0, twice: float = 0.0, delay: float = 0.3) -> None:
        self.now = 0.0
        self.cut = False
        self.loss, self.twice, self.delay = loss, twice, delay
        self.random = random.Random(seed)
        self.carried = 0
        self._ends: list[LinkRoad] = []
        self._ticket = itertools.count()

    def road(self, hears: str, speaks: str) -> "LinkRoad":
        """A new end that hears what others speak to `hears`; it begins with the news that the road is open."""
        end = LinkRoad(self, hears, speaks)
        self._ends.append(end)
        end.bring(self.now, Parcel("", b"", opened=True))
        return end

    def leave(self, end: "LinkRoad") -> None:
        self._ends.remove(end)

    def carry(self, address: str, device: str, data: bytes) -> None:
        """Bring a frame to whoever hears the address: perhaps never, perhaps twice, each time some time later."""
        copies = 1 + (self.random.random() < self.twice)
        for _ in range(copies):
            if self.cut or self.random.random() < self.loss:
                continue
            at = self.now + self.delay * self.random.random()
            for end in self._ends:
                if address == end.hears or (end.hears.endswith("/+") and address.startswith(end.hears[:-1])):
                    self.carried += 1
                    end.bring(at, Parcel(device, data))

    def next(self) -> float:
        """When the next parcel arrives anywhere."""
        return min((end.parcels[0][0] for end in self._ends if end.parcels), default=float("inf"))

    def ticket(self) -> int:
        return next(self._ticket)


class LinkRoad:
    """One end: implements sync.roads.Road."""

    def __init__(self, link: Link, hears: str, speaks: str) -> None:
        self.link, self.hears, self._speaks = link, hears, speaks
        self.parcels: list[tuple[float, int, Parcel]] = []
        self.said: list[bytes] = []

    @property
    def open(self) -> bool:
        return not self.link.cut

    def bring(self, at: float, parcel: Parcel) -> None:
        heapq.heappush(self.parcels, (at, self.link.ticket(), parcel))

    def due(self) -> bool:
        return bool(self.parcels) and self.parcels[0][0] <= self.link.now

    def send(self, device: str, data: bytes, *, bulk: bool = False) -> None:
        self.said.append(data)
        self.link.carry(self._speaks + device, device, data)

    def receive(self, seconds: float) -> Parcel | None:
        return heapq.heappop(self.parcels)[2] if self.due() else None

    def close(self) -> None:
        self.link.leave(self)


class Side:
    """A data file with its sync program, which may be killed and started again."""

    def __init__(self, folder: Path, me: identity.Identity, clock: FakeClock) -> None:
        self.folder, self.me, self.clock = folder, me, clock
        self.store = self.open()
        self.road: LinkRoad | None = None
        self.exchanges: dict[str, Exchange] = {}
        self.carry: Carry | None = None

    def open(self) -> Store:
        """Another connection to the data file."""
        raise NotImplementedError

    def start(self, link: Link) -> None:
        """Start the sync program on this road."""
        self.road = self.road_on(link)
        self.carry = Carry(self.store, [self.road], self.meet, self.known, lambda: link.now)

    def road_on(self, link: Link) -> "LinkRoad":
        """Its end of the road."""
        raise NotImplementedError

    def known(self) -> list[str]:
        """Whom it greets when a road opens."""
        raise NotImplementedError

    def begin(self, device: str) -> Exchange:
        """Its half of the talk about a device that it knows."""
        raise NotImplementedError

    def meet(self, device: str) -> Exchange | None:
        """The same, and kept for tests to look at."""
        if device in self.known():
            self.exchanges[device] = self.begin(device)
        return self.exchanges.get(device)

    def kill(self) -> None:
        """End it; what was on its way to it is lost, and so is all that it knew beside the data file."""
        if self.road is not None:
            self.road.close()
        self.road, self.carry, self.exchanges = None, None, {}
        self.store.close()
        self.store = self.open()

    def turn(self) -> None:
        """Turn the product's loop until nothing that arrived is left."""
        if self.road is not None and self.carry is not None:
            self.carry.turn()
            while self.road.due():
                self.carry.turn()

    def close(self) -> None:
        self.store.close()


class Hall(Side):
    """A barangay hall's box."""

    def __init__(self, folder: Path, clock: FakeClock, hub: str, index: int = 1) -> None:
        hall = config.Hall("Barangay San Isidro", "Lungsod ng Biñan", "BRGY SAN ISIDRO", "0403403014", index, folder)
        self.box = Box(config.Config(hall), clock)
        self.box.create()
        self.hub = hub
        super().__init__(folder, self.box.identity, clock)

    def open(self) -> Store:
        return self.box.store()

    def road_on(self, link: Link) -> LinkRoad:
        return link.road(f"down/{self.me.id}", "up/")

    def known(self) -> list[str]:
        return [self.me.id]

    def begin(self, device: str) -> Exchange:
        return Exchange(self.store, self.me, self.hub, "0403403014", start=self.road.link.now)

    def texts(self) -> Texts:
        """Its queue of texts."""
        return Texts(self.store, self.box.notices)

    def file(self, words: str = "May lubak po sa kanto.", **more: object) -> str:
        """File a case at the counter; its id."""
        draft = Draft(**{"type": "complaint", "words": words, "language": "fil", **more})  # type: ignore[arg-type]
        return self.box.counter(self.store).file(draft).case


class Hub(Side):
    """The national side; its data lies in its folder or at another `place`."""

    def __init__(self, folder: Path, clock: FakeClock, place: Place | None = None) -> None:
        self.boxes: list[str] = []
        me = identity.load(folder)
        self.place = create(place or folder, me.id, HUB)
        super().__init__(folder, me, clock)

    def open(self) -> Store:
        return Store(self.place, self.clock)

    def road_on(self, link: Link) -> LinkRoad:
        return link.road("up/+", "down/")

    def known(self) -> list[str]:
        return self.boxes

    def begin(self, device: str) -> Exchange:
        return Exchange(self.store, self.me, device, start=self.road.link.now)

    def pages(self, home: str = ""):
        """The officers' pages, as a WSGI application."""
        return desk_pages(self.open, home)


class World:
    """One hub, some halls, one road."""

    def __init__(
        self, folder: Path, *, halls: int = 1, link: Link | None = None, hub_place: Place | None = None
    ) -> None:
        self.clock = FakeClock()
        self.link = link or Link()
        self.hub = Hub(folder / "hub", self.clock, hub_place)
        self.halls = [Hall(folder / f"hall{index}", self.clock, self.hub.me.id, index) for index in range(1, halls + 1)]
        self.hub.boxes = [hall.me.id for hall in self.halls]
        self.sides: list[Side] = [self.hub, *self.halls]

    @property
    def hall(self) -> Hall:
        return self.halls[0]

    def start(self) -> None:
        for side in self.sides:
            side.start(self.link)

    def run(self, until: Callable[[], bool], seconds: float = 7200.0) -> float:
        """Let time pass until it is so; the seconds it took. Fails when it is not so after that many."""
        began = self.link.now
        while not until():
            assert self.link.now - began < seconds, f"after {seconds:.0f} s on this road still not so"
            for side in self.sides:
                side.turn()
            step = min(max(self.link.next(), self.link.now + 0.01), self.link.now + 1.0)
            self.clock.pass_(round(SECOND * (step - self.link.now)))
            self.link.now = step
        return self.link.now - began

    def run_for(self, seconds: float) -> None:
        end = self.link.now + seconds
        self.run(lambda: self.link.now >= end, seconds + 2)

    def settled(self) -> bool:
        """Whether each side knows that the other holds all that it said."""
        return not self.hub.store.unsent() and not any(hall.store.unsent() for hall in self.halls)

    def settle(self) -> float:
        return self.run(self.settled)

    def close(self) -> None:
        for side in self.sides:
            side.close()


@contextlib.contextmanager
def world(folder: Path, **options: object) -> Iterator[World]:
    """A world that closes its files."""
    made = World(folder, **options)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()


_PLACES = 2**32 - 1


def events(store: Store) -> list[tuple[str, int, bytes]]:
    """Everything that a data file holds, by identity."""
    query = "SELECT origin, key & ?, hash FROM events JOIN streams ON number = key >> 32 ORDER BY origin, key"
    return store.db.execute(query, (_PLACES,)).fetchall()


def folded(store: Store) -> dict[str, Case]:
    """Every case of a data file."""
    query = "SELECT DISTINCT origin || '/' || (case_key & ?) FROM events JOIN streams ON number = case_key >> 32"
    return {case_id: store.case(case_id) for (case_id,) in store.db.execute(query, (_PLACES,)).fetchall()}


def gapless(store: Store) -> bool:
    """Whether every stream runs from 1 without a hole."""
    places: dict[str, list[int]] = {}
    for origin, place, _ in events(store):
        places.setdefault(origin, []).append(place)
    return all(found == list(range(1, len(found) + 1)) for found in places.values())


def slip(store: Store, case_id: str, kind: str, body: dict, actor: Actor, *, turn: int = 2, at: int = 1) -> Event:
    """Write an event past the rules of this version, as another version or a liar would."""
    with store.writing():
        origin, number, seq, head = store._own_end("")
        case = case_id or f"{origin}/{seq + 1}"
        said = Event(origin, seq + 1, case, turn, kind, at, "ntp", actor, body)
        store._insert(said, (number << 32) + seq + 1, store._key(case, make=True), head)
    return said


def desk_pages(store: Callable[[], Store], home: str = ""):
    """The officers' pages over these data files."""
    desk = Desk("Dulog", store, charter.load(), philippines(), CODE, home)
    app = pages(desk)
    app.testing = False
    return app


class Browser:
    """An officer's browser on the application itself; it takes every form's token from the page it is on."""

    def __init__(self, app: object) -> None:
        self.client = app.test_client()  # type: ignore[attr-defined]
        self.token = ""

    def get(self, path: str):
        return self._seen(self.client.get(path))

    def post(self, path: str, *, token: str | None = None, **form: str):
        form["token"] = self.token if token is None else token
        return self._seen(self.client.post(path, data=form))

    def _seen(self, answer: TestResponse) -> TestResponse:
        shown = re.search(r'name="token" value="([^"]+)"', answer.text)
        self.token = shown[1] if shown else self.token
        answer.close()
        return answer

    def sign_in(self, office: str = "city-engineering", name: str = "Engr. R. Santos", code: str = CODE):
        self.get("/sign-in")
        answer = self.post("/sign-in", code=code, name=name, designation="City Engineer", office=office)
        if answer.status_code == 302:
            self.get("/")
        return answer


@contextlib.contextmanager
def texting(hall: Hall, sim: Simulator, *, patience: float = 0.2) -> Iterator[None]:
    """The SMS loop of a hall on a simulated modem, in a thread of its own as in its own program."""
    stop, failures = Stop(), []

    def work() -> None:
        try:
            with hall.open() as store:
                modem = SerialModem(sim.path, patience=patience)
                Texting(
                    Texts(store, hall.box.notices), hall.box.conversation(store), modem, hall.box.ledger(store)
                ).run(stop)
        except BaseException as failure:  # noqa: BLE001 told to the test's own thread
            failures.append(failure)

    thread = threading.Thread(target=work, name="texting")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive(), "the SMS loop does not end"
    assert not failures, failures


def until(ready: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until it is so, in real time."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"not so after {seconds:.0f} s"
        time.sleep(0.01)


@contextlib.contextmanager
def logged() -> Iterator[list[str]]:
    """What our one logger says meanwhile, as it is written."""
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, level = Lines(), log.level
    handler.setFormatter(_Format())
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
