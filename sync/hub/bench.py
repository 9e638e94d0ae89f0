# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub.bench`: what the hub takes in, from sealed frame to acknowledged commit, with real programs.

A broker, the workers and their store are those that are shipped; boxes are simulated here, on the same processors.
Every acknowledgement is opened, and at the end the store must hold each event once.
"""

import argparse
import hashlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from appliance import identity
from appliance.children import Child, ChildError, Children
from appliance.clock import SystemClock
from appliance.config import Broker
from appliance.database import DataFile, Place
from appliance.errors import StoreError
from appliance.identity import Identity
from appliance.logbook import Logbook
from appliance.store import HUB, Store, create
from sync.frame import Ack
from sync.hub.cluster import Cluster
from sync.hub.postgres import Server
from sync.hub.simulated import Batch, Box, free_port
from sync.hub.storm import gather
from sync.roads import DOWN, MqttRoad

BAR: Final = 2500
"""Events a second that two workers on PostgreSQL must commit on two processors."""

BATCH: Final = 25
_OUTSTANDING: Final = 48
_OF_ONE_BOX: Final = 4
_RESEND: Final = 5.0
_PATIENCE: Final = 120.0
_ROAD_OPEN: Final = "the road is open"
"""What the hub's loop reports of itself (`sync.carry`)."""

_RATE: Final = 280
"""Events a second in the nation's peak hour (SCALE.md)."""


@dataclass(slots=True)
class _Talk:
    """What one box has said and is not known to be committed."""

    box: Box
    waiting: deque[Batch]
    out: deque[tuple[Batch, float]] = field(default_factory=deque)


class Hub:
    """A hub to measure: a broker, workers and their store, each a process of its own."""

    def __init__(self, folder: Path, me: Identity, place: Place, children: Children) -> None:
        """Make the store; its boxes are those of `boxes`."""
        self.folder, self.me, self.place, self.children = folder, me, place, children
        self.port = free_port()
        create(place, me.id, HUB)

    def configure(self, database: str, devices: Sequence[str] = ()) -> Path:
        """Write the hub's configuration; its path."""
        path = self.folder / "dulog.toml"
        lines = [
            *("[hall]", 'barangay = "Bench"', 'city = "Bench"', 'sms_name = "BENCH"', 'psgc = "0403403014"'),
            *("index = 1", f'data = "{self.folder}/box"', "[broker]", f"port = {self.port}"),
            *("[hub]", f'data = "{self.folder}"', f'database = "{database}"', f"port = {free_port()}"),
            f"devices = {json.dumps(list(devices))}",
        ]
        path.write_text("\n".join(lines), "utf-8")
        return path

    def start(self, database: str, workers: int, boxes: Sequence[Box]) -> list[Child]:
        """Start the broker and the workers, which know these boxes; gives the workers."""
        self.meet(boxes)
        self.children.start("broker", "sync.hub.broker", ["--folder", str(self.folder), "--port", str(self.port)])
        path = self.configure(database, [box.me.id for box in boxes])
        return [
            self.children.start(f"intake{number}", "sync.hub.intake", ["--config", str(path), "--worker", str(number)])
            for number in range(1, workers + 1)
        ]

    def meet(self, boxes: Sequence[Box]) -> None:
        """Let the hub know these boxes from earlier days."""
        with Store(self.place, SystemClock()) as store, store.writing():
            for box in boxes:
                Logbook(store).heard_from(box.me.id, box.me.card.encoded(), "0403403014")


class Load:
    """All boxes at once on one connection, as fast as they are acknowledged or at a `rate` (events a second)."""

    def __init__(self, boxes: Sequence[tuple[Box, Sequence[Batch]]], port: int, rate: float = 0.0) -> None:
        """Connect to the broker."""
        self._talks = {box.me.id: _Talk(box, deque(frames)) for box, frames in boxes}
        self._turn = deque(self._talks.values())
        self._rate = rate
        self._road = MqttRoad(Broker(port=port), name="bench", hears=[f"{DOWN}+"], up=True)
        self._out = 0
        self.seconds: list[float] = []
        self.resent = 0

    def run(self, children: Children) -> float:
        """Say everything; the seconds from the first frame to the last acknowledgement. Raises StoreError."""
        total = sum(len(talk.waiting) for talk in self._talks.values())
        self._meet(children)
        began = time.monotonic()
        while len(self.seconds) < total:
            now = time.monotonic()
            if now - began > _PATIENCE + (total * BATCH / self._rate if self._rate else 0):
                raise StoreError(f"only {len(self.seconds)} of {total} frames were acknowledged")
            while self._out < _OUTSTANDING and self._allowed(now - began) and self._say(now):
                pass
            parcel = self._road.receive(0.002)
            while parcel is not None:
                if not (parcel.opened or parcel.unheard):
                    self._heard(parcel.device, parcel.data)
                parcel.taken()
                parcel = self._road.receive(0)
            self._again(now)
        return time.monotonic() - began

    def close(self) -> None:
        """Leave the broker."""
        self._road.close()

    def _meet(self, children: Children) -> None:
        """Wait until a worker answers: the first frame of a box is said until it is acknowledged."""
        talk = self._turn[0]
        first = talk.waiting[0]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self._road.send(talk.box.me.id, first.data, bulk=True)
            parcel = self._road.receive(0.5)
            while parcel is not None:
                parcel.taken()
                if not (parcel.opened or parcel.unheard):
                    time.sleep(1.0)  # the other workers, and what was said meanwhile
                    while (parcel := self._road.receive(0)) is not None:
                        parcel.taken()
                    return
                parcel = self._road.receive(0)
            children.check()
        raise StoreError("no worker answers")

    def _allowed(self, seconds: float) -> bool:
        return not self._rate or (len(self.seconds) + self._out) * BATCH <= seconds * self._rate

    def _say(self, now: float) -> bool:
        """Say the next frame of the next box that may; False if none may."""
        for _ in range(len(self._turn)):
            talk = self._turn[0]
            self._turn.rotate(-1)
            if talk.waiting and len(talk.out) < _OF_ONE_BOX:
                batch = talk.waiting.popleft()
                talk.out.append((batch, now))
                self._out += 1
                self._road.send(talk.box.me.id, batch.data, bulk=True)
                return True
        return False

    def _heard(self, device: str, data: bytes) -> None:
        talk = self._talks[device]
        match talk.box.channel.open(data):
            case Ack(marks=((_, seq, _),)):
                now = time.monotonic()
                while talk.out and talk.out[0][0].last <= seq:
                    _, said = talk.out.popleft()
                    self.seconds.append(now - said)
                    self._out -= 1

    def _again(self, now: float) -> None:
        for talk in self._talks.values():
            if talk.out and now - talk.out[0][1] > _RESEND:
                for number, (batch, _) in enumerate(talk.out):
                    self._road.send(talk.box.me.id, batch.data, bulk=True)
                    talk.out[number] = batch, now
                    self.resent += 1


class Run(NamedTuple):
    """One measurement: what it is called, how many workers, events a frame, on a server, at a rate or (0) flat out."""

    name: str
    workers: int
    batch: int = BATCH
    server: bool = True
    rate: float = 0.0


RUNS: Final = (
    Run("SQLite, 1 worker", 1, server=False),
    Run("one transaction an event, 2 workers", 2, batch=1),
    Run("1 worker", 1),
    Run("2 workers", 2),
    Run("4 workers", 4),
    Run(f"2 workers at {_RATE}/s", 2, rate=_RATE),
)


def measure(events: int, boxes: int, devices: int, runs: Sequence[Run] = RUNS) -> dict[str, Any]:
    """All figures, and the bar if it was missed."""
    hub = Identity(hashlib.sha256(b"the hub").digest())
    fleet = [Box(number, hub.card) for number in range(boxes)]
    share = max(BATCH, events // boxes)
    figures: dict[str, Any] = {"events": share * boxes, "boxes": boxes, "processors": os.cpu_count()}
    cluster = Cluster()
    try:
        for run in runs:
            # a slow way gets less to do, and a rate that is low no more than it takes to see it
            count = share if run.batch == BATCH and not run.rate else max(BATCH, share // 10)
            said = [(box, box.frames(count, run.batch)) for box in fleet]
            figures |= _intake(run, cluster if run.server else None, said)
        if devices:
            figures |= _storm(cluster, devices)
    finally:
        cluster.close()
    reached = figures["2 workers, events/s"]
    figures["bar"] = f"2 workers >= {BAR} events/s"
    figures["missed"] = [f"2 workers: {reached}"] if reached < BAR else ["none"]
    return figures


@contextmanager
def hub_on(cluster: Cluster | None) -> Iterator[tuple[Hub, str]]:
    """A hub with an empty store, and the address of its database."""
    with tempfile.TemporaryDirectory(prefix="dulog-bench-", dir=Path.cwd()) as name, Children(Path(name)) as children:
        folder = Path(name)
        (folder / "device.key").write_bytes(hashlib.sha256(b"the hub").digest())
        database = cluster.create(folder.name) if cluster else ""
        try:
            yield (
                Hub(folder, identity.load(folder), Server(database) if database else DataFile(folder), children),
                database,
            )
        finally:
            if cluster:
                cluster.drop(folder.name)


def _intake(run: Run, cluster: Cluster | None, said: Sequence[tuple[Box, Sequence[Batch]]]) -> dict[str, Any]:
    with hub_on(cluster) as (hub, database):
        hub.start(database, run.workers, [box for box, _ in said])
        load = Load(said, hub.port, run.rate)
        try:
            took = load.run(hub.children)
        finally:
            load.close()
        count = sum(frames[-1].last for _, frames in said)
        with Store(hub.place, SystemClock()) as store:
            held = sum(stream.seq for stream in store.streams(ours=False))
        if held != count:
            raise StoreError(f"{run.name}: {held} events are stored and {count} were acknowledged")
        figures: dict[str, Any] = {} if run.rate else {f"{run.name}, events/s": round(count / took)}
        return figures | {
            f"{run.name}, ack p50 ms": _at(load.seconds, 0.5),
            f"{run.name}, ack p99 ms": _at(load.seconds, 0.99),
            **({f"{run.name}, sent again": load.resent} if load.resent else {}),
        }


def _storm(cluster: Cluster, devices: int) -> dict[str, Any]:
    """The hub's own loop, when all boxes come back at the same moment."""
    with hub_on(cluster) as (hub, database):
        hub.children.start("broker", "sync.hub.broker", ["--folder", str(hub.folder), "--port", str(hub.port)])
        boxes = [Box(number, hub.me.card) for number in range(devices)]
        hub.meet(boxes)
        path = hub.configure(database, [box.me.id for box in boxes])
        hub.children.start("hub", "sync.hub", ["--config", str(path), "--code=bench"])
        with Store(hub.place, SystemClock()) as store:
            logbook = Logbook(store)
            hub.children.until("the hub hears", lambda: logbook.reports().get("sync", ("",))[0] == _ROAD_OPEN)
            since = store.clock.now()
            took, asked = gather(hub.children, hub.port, hub.me, devices)
            heard = sum(at >= since for at in logbook.heard_at().values())
    if heard != devices:
        raise StoreError(f"storm: {heard} of {devices} boxes are known to have come")
    return {
        "storm, boxes at once": devices,
        "storm, answered p50 s": round(_at(took, 0.5) / 1000, 2),
        "storm, answered p99 s": round(_at(took, 0.99) / 1000, 2),
        "storm, all answered s": round(max(took), 2),
        "storm, boxes/s": round(devices / max(took)),
        "storm, asked again": asked,
    }


def _at(seconds: Sequence[float], quantile: float) -> float:
    return round(sorted(seconds)[int(len(seconds) * quantile)] * 1000, 1)


def main() -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--boxes", type=int, default=100)
    parser.add_argument("--devices", type=int, default=2_000)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended"))  # and take along what was started
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))  # a connection each, at the broker too
    try:
        figures = measure(arguments.events, arguments.boxes, arguments.devices)
    except (StoreError, ChildError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
