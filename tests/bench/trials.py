# SPDX-License-Identifier: Apache-2.0
"""Trials: one sender on one bad line, each time with a line, programs and data files of its own.

Ours is the product itself: the `sync` program of a box with a data file, mosquitto and the hub's program, real
processes at the two ends of an emulated line; done is the hub's commit. The others are done when they believe it
themselves. Everybody's clock starts once the program is loaded, before it connects.
"""

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Final, NamedTuple

from appliance.children import ChildError
from tests.bench.emulator import FAR
from tests.bench.ends import Ends
from tests.bench.line import Line
from tests.bench.product import PORT, Product, broker, documents, until

MODULES: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dulog" / "bench-peers"
"""Where script/bench-peers puts PouchDB."""

_POUCH: Final = Path(__file__).parent / "pouch"
_STEADY: Final = 8.0
"""Seconds after which a drain has found its pace, and between two urgent cases."""

_PATIENCE: Final = 1800.0


class Drain(NamedTuple):
    """Seconds until all was done, and the bytes a case on the line, IP headers and all."""

    seconds: float
    up: float
    down: float


class Trials:
    """Every trial on one line, each with a line, programs and data files of its own."""

    def __init__(self, line: Line, seed: int, folder: Path, cases: int, prepared: Path) -> None:
        """`prepared` has a backlog of `cases`."""
        self._line, self._seed, self._folder, self._cases, self._prepared = line, seed, folder, cases, prepared
        self._count = 0

    def ours(self, *, outage: float = 0.0) -> Drain:
        """The product; with an `outage` of so many seconds in the middle."""
        place = self._place()
        with Ends(self._line, self._seed + self._count, place) as ends:
            product = Product(self._prepared, place, ends)
            before = ends.counts()
            product.start()
            started = time.monotonic()
            if outage:
                until(ends, "a third is there", lambda: product.committed() >= self._cases // 3, _PATIENCE)
                ends.cut()
                time.sleep(outage)
                ends.cut(cut=False)
            until(ends, "every case is at the hub", lambda: product.committed() >= self._cases, _PATIENCE)
            seconds, after = time.monotonic() - started, ends.counts()
            product.close()
        return Drain(seconds, (after.up - before.up) / self._cases, (after.down - before.down) / self._cases)

    def urgent(self, count: int, patience: float) -> list[float]:
        """Seconds from filing an urgent case until the hub has it, in the middle of a drain, for one after another.

        One that is not there after all that patience counts as infinity, and is the last.
        """
        place = self._place()
        took: list[float] = []
        with Ends(self._line, self._seed + self._count, place) as ends:
            product = Product(self._prepared, place, ends)
            product.start()
            until(ends, "the first cases are there", lambda: product.committed() > 0, _PATIENCE)
            while len(took) < count and float("inf") not in took:
                time.sleep(_STEADY)
                arrived, started = product.file_urgent(), time.monotonic()
                while not arrived() and time.monotonic() - started < patience:
                    time.sleep(0.02)
                took.append(time.monotonic() - started if arrived() else float("inf"))
            product.close()
        return took

    def paho(self, way: str, cases: int) -> Drain:
        """One JSON message a case; see `tests.bench.peer`."""
        place = self._place()
        file = documents(self._prepared, place / "cases.jsonl", cases)
        with Ends(self._line, self._seed + self._count, place) as ends:
            broker(ends, place)
            command = [sys.executable, "-m", "tests.bench.peer", way, str(file), FAR, str(PORT)]
            return self._sent(ends, command, cases)

    def pouchdb(self) -> Drain | None:
        """Replication by the CouchDB protocol, documents in memory at both ends; None where it is not installed."""
        node = shutil.which("node")
        if not node or not (MODULES / "node_modules" / "express-pouchdb").exists():
            return None
        place = self._place()
        file = documents(self._prepared, place / "cases.jsonl", self._cases)
        with Ends(self._line, self._seed + self._count, place) as ends:
            server = ends.far("couch", node, str(_POUCH / "far.cjs"), str(MODULES), FAR, "5984")
            if not server.hear(60):
                raise ChildError("the PouchDB server does not start")
            command = [node, str(_POUCH / "near.cjs"), str(MODULES), str(file), f"http://{FAR}:5984/cases"]
            return self._sent(ends, command, self._cases)

    def _sent(self, ends: Ends, command: list[str], cases: int) -> Drain:
        peer = ends.near("peer", *command)
        if not peer.hear(60):
            raise ChildError("the peer does not start")
        before = ends.counts()
        peer.tell({"do": "go"})
        said = None
        deadline = time.monotonic() + _PATIENCE
        while said is None and time.monotonic() < deadline:
            said = peer.hear(5)
        if said is None:
            raise ChildError(f"after {_PATIENCE:.0f} s the peer is still not done")
        after = ends.counts()
        return Drain(said["seconds"], (after.up - before.up) / cases, (after.down - before.down) / cases)

    def _place(self) -> Path:
        self._count += 1
        place = self._folder / f"trial{self._count}"
        place.mkdir(parents=True)
        return place
