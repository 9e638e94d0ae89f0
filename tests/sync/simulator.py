# SPDX-License-Identifier: Apache-2.0
"""A box and a hub in a world where time is ours and everything goes wrong by a seed.

Both run the product's own loop on real data files, on a road that loses, repeats, delays and reorders, through a broker
that forgets. Either side may be killed between any two steps: before a commit, after it, before or after each frame.
Either may be put back to an older backup, and clocks jump. Only the disk is spared: nothing is flushed, for what a
power cut does to a file is tested elsewhere.
"""

import random
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType

from appliance.database import DataFile
from appliance.errors import CaseError
from appliance.event import CITIZEN
from appliance.ports import Clock
from appliance.store import BOX, HUB, Owes, Store, Writing, create
from sync.carry import Carry
from sync.channel import Channel
from sync.exchange import Exchange
from sync.frame import Events
from sync.roads import Parcel
from tests.fakes import CENTRE, DAY, DEVICE, ENGINEER, KALIHIM, MARIA, SECOND, FakeClock, notices
from tests.links import Link, LinkRoad, events, folded, gapless

Said = tuple[str, int, bytes]


ANSWERS: tuple[tuple[str, dict[str, object]], ...] = (
    ("replied", {"text": "Sagot po."}),
    ("noted", {"text": "Tala po."}),
    ("accepted", {}),
    ("needs_client", {"text": "Alin po?"}),
    ("client_supplied", {"text": "Heto po."}),
    ("resolved", {"outcome": "fixed"}),
    ("told", {"channel": "counter"}),
)


class Killed(BaseException):
    """`kill -9`."""


class Fuse:
    """Burns down a step at a time; kills when it has."""

    def __init__(self) -> None:
        self.left = 0

    def step(self) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                raise Killed


class MortalWriting(Writing):
    """A transaction whose program may be killed just before its commit, and just after."""

    def __init__(self, store: "MortalStore", *, lasting: bool = True) -> None:
        super().__init__(store, lasting=lasting)
        self._fuse = store.fuse

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._outermost and error is None:
            try:
                self._fuse.step()
            except Killed:
                self._store.undo()
                raise
        super().__exit__(kind, error, tb)
        if self._outermost and error is None:
            self._fuse.step()


class MortalStore(Store):
    """A store whose program may be killed."""

    def __init__(self, folder: Path, clock: Clock, owes: Owes | None, fuse: Fuse, backlog: int) -> None:
        super().__init__(folder, clock, owes)
        self.fuse = fuse
        self.backlog = backlog
        self.db.execute("PRAGMA synchronous=OFF")

    def writing(self, *, lasting: bool = True) -> Writing:
        return MortalWriting(self, lasting=lasting)

    def epoch(self) -> str:
        """By the seed too, so that a life that went wrong goes wrong again."""
        return f"{random.getrandbits(32):08x}"


class MortalRoad(LinkRoad):
    """An end of the road whose program may be killed before and after each frame."""

    fuse: Fuse

    def send(self, device: str, data: bytes, *, bulk: bool = False) -> None:
        self.fuse.step()
        super().send(device, data)
        self.fuse.step()

    def receive(self, seconds: float) -> Parcel | None:
        self.fuse.step()
        return super().receive(seconds)


def forget(link: Link) -> None:
    """The broker dies, and with it what is on its way."""
    for end in link._ends:
        end.parcels.clear()
        end.bring(link.now + 1, Parcel("", b"", opened=True))


def mortal(link: Link, hears: str, speaks: str, fuse: Fuse) -> MortalRoad:
    """An end of this road for a program that may be killed."""
    end = MortalRoad(link, hears, speaks)
    end.fuse = fuse
    link._ends.append(end)
    end.bring(link.now, Parcel("", b"", opened=True))
    return end


@cache
def fresh(role: str) -> tuple[bytes, str]:
    """The bytes of a data file in which nothing has been said, and the folder it was made in."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        create(Path(folder), (DEVICE if role == BOX else CENTRE).id, role)
        path = DataFile(Path(folder)).path
        return path.read_bytes(), path.name


class Side:
    """One side: its data file, and its program while that runs."""

    def __init__(self, world: "World", role: str, folder: Path) -> None:
        self.world, self.role, self.folder = world, role, folder
        self.me, self.peer = (DEVICE, CENTRE) if role == BOX else (CENTRE, DEVICE)
        self.clock = FakeClock()
        self.fuse = Fuse()
        data, name = fresh(role)
        self.path = folder / name
        folder.mkdir(parents=True)
        self.path.write_bytes(data)
        self.store = self.open()
        self.store.renew()  # the file is a copy: an epoch is drawn once a database
        self.backup = b""
        self.road: MortalRoad | None = None
        self.carry: Carry | None = None
        self.exchange: Exchange | None = None

    def open(self) -> MortalStore:
        return MortalStore(
            self.folder, self.clock, notices() if self.role == BOX else None, self.fuse, self.world.backlog
        )

    def start(self) -> None:
        """Start the program."""
        link = self.world.link
        addresses = (f"down/{DEVICE.id}", "up/") if self.role == BOX else ("up/+", "down/")
        self.road = mortal(link, *addresses, self.fuse)
        psgc = "0403403014" if self.role == BOX else ""
        self.exchange = Exchange(self.store, self.me, self.peer.id, psgc, start=link.now)
        talks = {DEVICE.id: self.exchange}
        self.carry = Carry(self.store, [self.road], talks.get, lambda: [DEVICE.id], lambda: link.now)

    def turn(self) -> None:
        """Turn the loop until nothing that arrived is left, or it is killed."""
        try:
            if self.carry is not None and self.road is not None:
                self.work(self.carry, self.road)
        except Killed:
            self.die()

    def work(self, carry: Carry, road: MortalRoad) -> None:
        """What its program does in a turn."""
        carry.turn()
        while road.due():
            carry.turn()

    def die(self) -> None:
        """What was on its way to it is lost, and so is all that it knew beside the data file."""
        self.fuse.left = 0
        if self.road is not None:
            self.road.close()
        self.road = self.carry = self.exchange = None
        self.store.close()
        self.store = self.open()

    def keep(self) -> None:
        """Make a backup, as a careful operator does."""
        self.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.backup = self.path.read_bytes()

    def restore(self) -> None:
        """Put the backup back."""
        self.die()
        self.store.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        self.path.write_bytes(self.backup)
        self.store = self.open()


class World:
    """A box, a hub, and what must be true of them. `sure` is everything said that no restore can have taken away."""

    def __init__(self, folder: Path, seed: int, link: Link | None = None, *, backlog: int = 3) -> None:
        """Short lanes, so that they overtake each other in a short life."""
        self.backlog = backlog
        self.noise = random.Random(seed)
        random.seed(seed)  # the waits are drawn from it
        noise = self.noise
        self.link = link or Link(
            seed, loss=noise.uniform(0, 0.4), twice=noise.uniform(0, 0.3), delay=noise.choice((0.2, 2, 20))
        )
        self.box: Side = Side(self, BOX, folder / "box")
        self.hub = Side(self, HUB, folder / "hub")
        self.sides: tuple[Side, Side] = (self.box, self.hub)
        self.sure: set[Said] = set()
        self.held: dict[str, Counter[str]] = {BOX: Counter(), HUB: Counter()}
        self.texted: Counter[tuple[str, str]] = Counter()
        self.put_back = 0
        self.cases: list[str] = []

    def other(self, side: Side) -> Side:
        return self.hub if side is self.box else self.box

    # --- what happens

    def say(self) -> None:
        """Somebody says something at one of the sides."""
        side = self.noise.choice(self.sides)
        known = [case for case in self.cases if side.store.events_of(case)]
        try:
            with side.store.writing():
                if side is self.box and (not known or self.noise.random() < 0.5):
                    self._file(side)
                elif known:
                    self._answer(side, self.noise.choice(known))
        except Killed:
            side.die()

    def _file(self, side: Side) -> None:
        body = {
            **{"reference": f"{len(self.cases):012d}", "type": "complaint", "words": "May lubak po.", "sms": True},
            **{
                "holder": self.noise.choice(("barangay", ENGINEER.office)),
                "rule": "H72",
                "due_at": side.clock.now() + DAY,
                "phone": MARIA,
                "channel": "sms",
            },
        }
        event = side.store.append("", "created", CITIZEN, body, urgent=self.noise.random() < 0.2)
        self.cases.append(event.case)

    def _answer(self, side: Side, case: str) -> None:
        kind, body = self.noise.choice(ANSWERS)
        if kind == "told":
            body = {**body, "of": side.store.case(case).reply_id or "nothing"}
        with suppress(CaseError):
            side.store.append(case, kind, KALIHIM if side is self.box else ENGINEER, {**body, "n": len(self.sure)})

    def mishap(self) -> None:
        """Something goes wrong."""
        noise = self.noise
        side = noise.choice(self.sides)
        match noise.randrange(8):
            case 0 | 1 | 2:
                side.fuse.left = noise.randint(1, 60)
            case 3:
                forget(self.link)
            case 4:
                self.link.cut = not self.link.cut
            case 5:
                side.clock.time = FakeClock().time + noise.choice((-10, 0, 10)) * 365 * DAY
            case 6:
                side.keep()
            case 7 if side.backup and self.put_back < 2:
                self.put_back += 1
                self._put_back(side)

    def _put_back(self, side: Side) -> None:
        """An operator restores a backup: with our tool, which draws a new epoch, or by copying the file."""
        side.die()
        self.run(lambda: False, 60)  # that takes longer than anything is on the road
        side.restore()
        self.link.cut = False
        self.sure &= set(events(side.store)) | set(events(self.other(side).store))
        if self.noise.random() < 0.5:
            side.store.renew()
            return
        for one in self.sides:
            one.fuse.left = 0
            if one.carry is None:
                one.start()
        # and nobody comes to the counter before it has met the other side
        assert self.run(lambda: self._met(side), 7200), "a side that was put back is not told what it has forgotten"

    def _met(self, side: Side) -> bool:
        """Whether a copied file has met the other side, which tells it what it has forgotten."""
        ours = [stream for stream in self.other(side).store.streams(DEVICE.id, ours=False)]
        return all(side.store.stream(stream.origin).seq >= stream.seq for stream in ours)

    def tick(self) -> None:
        """Both loops turn, and time goes on to when the next frame arrives."""
        for side in self.sides:
            side.turn()
        step = min(max(self.link.next(), self.link.now + 0.05), self.link.now + 4)
        for side in self.sides:
            side.clock.pass_(round(SECOND * (step - self.link.now)))
        self.link.now = step

    def run(self, until: object, seconds: float) -> bool:
        """Let time pass until it is so, at most so long; whether it became so."""
        end = self.link.now + seconds
        while self.link.now < end:
            if until():  # type: ignore[operator]
                return True
            self.tick()
        return False

    def live(self, steps: int) -> None:
        """Go through so many steps of a hard life, looking at each whether all is as it must be."""
        for side in self.sides:
            side.start()
        for _ in range(steps):
            self.say()
            if self.noise.random() < 0.5:
                self.mishap()
            self.run(lambda: False, self.noise.choice((0.1, 1, 5, 30)))
            self._send_texts()
            for side in self.sides:
                if side.carry is None and self.noise.random() < 0.7:
                    side.start()
            self._look()

    def rest(self) -> None:
        """Nothing goes wrong any more: both sides must come to hold the same."""
        self.link.cut, self.link.loss = False, 0.0
        for side in self.sides:
            side.fuse.left = 0
            if side.carry is None:
                side.start()
        assert self.run(self._same, 4 * 3600), "after hours on a good road they do not hold the same"
        self._look()
        self._send_texts()

    # --- what must be true

    def _same(self) -> bool:
        if any(side.store.unsent() for side in self.sides):
            return False
        return events(self.box.store) == events(self.hub.store)

    def _send_texts(self) -> None:
        """The telephone network takes what is owed."""
        db = self.box.store.db
        for key, cause, sentence in db.execute(
            "SELECT id, cause, sentence FROM texts WHERE state = 'queued'"
        ).fetchall():
            db.execute("UPDATE texts SET state = 'sent' WHERE id = ?", (key,))
            self.texted[cause, sentence] += 1

    def _look(self) -> None:
        """What is acknowledged was stored at the other side; keep what was said, for it must never be missing."""
        for side in self.sides:
            for stream in side.store.streams(ours=False):
                kept = self.held[side.role]
                kept[stream.origin] = max(kept[stream.origin], stream.seq)
        for side in self.sides:
            for stream in side.store.streams(DEVICE.id, ours=True):
                held = max(
                    self.held[self.other(side).role][stream.origin], self.other(side).store.stream(stream.origin).seq
                )
                assert stream.acked <= held, "acknowledged, but not stored at the other side"
            self.sure |= set(events(side.store))

    def check(self) -> None:
        """At the end of all: nothing lost, nothing doubled, nothing different, no hole."""
        box, hub = self.box.store, self.hub.store
        said = events(box)
        assert said == events(hub)
        assert self.sure <= set(said), "something that was said is gone"
        assert folded(box) == folded(hub)
        assert gapless(box)
        assert not any([*box.verify().values(), *hub.verify().values()])
        owed = box.db.execute("SELECT cause, sentence FROM texts").fetchall()
        assert len(owed) == len(set(owed)), "a text is owed twice"
        if not self.put_back:
            assert not [text for text, times in self.texted.items() if times > 1], "a text was sent twice"

    def close(self) -> None:
        for side in self.sides:
            side.store.close()


class NaiveWorld(World):
    """The same with a box that believes the broker; nothing is looked at before the end."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder, seed)
        self.box.store.close()
        shutil.rmtree(self.box.folder)
        self.box = Naive(self, BOX, folder / "box")
        self.sides = (self.box, self.hub)

    def _look(self) -> None:
        pass


class Naive(Side):
    """A box that believes the broker: what that has taken counts as delivered."""

    def work(self, carry: Carry, road: MortalRoad) -> None:
        channel = Channel(self.me, self.peer.card)
        while road.due():
            road.receive(0)
        for stream in [] if self.world.link.cut else self.store.waiting(DEVICE.id):
            said, head = self.store.said_after(stream.origin, stream.acked, count=25, size=24_000)
            road.send(DEVICE.id, channel.seal(Events(stream.origin, stream.acked + 1, tuple(said), head)))
            self.store.acknowledge(stream.origin, stream.acked + len(said))
