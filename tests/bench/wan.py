# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.bench.wan`: a backlog of cases over a bad line: ours, and what else might carry them, in one run.

Ours is the product itself: the `sync` program of a box with a data file, mosquitto and the hub's program, real
processes at the two ends of an emulated line; done is the hub's commit, the start of the program included. The others
start their clock once they are loaded, and are done when they believe it themselves.
"""

import argparse
import os
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final, NamedTuple

from appliance.children import ChildError
from appliance.console.printed import show
from appliance.errors import DulogError
from tests.bench.emulator import FAR, congestion
from tests.bench.ends import Ends
from tests.bench.line import LINES, Line
from tests.bench.product import PORT, Product, backlog, broker, documents, until
from tests.bench.sandbox import inside, sandbox

BARS: Final = {"paho ratio": 4.0, "PouchDB ratio": 6.0}
"""How many times as fast as each we must be."""

URGENT_BAR: Final = 5.0
"""Seconds for an urgent case through the backlog, on the 64 kbit/s line."""

MODULES: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dulog" / "bench-peers"
"""Where script/bench-peers puts PouchDB."""

_POUCH: Final = Path(__file__).parent / "pouch"
_OUTAGE: Final = 45.0
_STEADY: Final = 8.0
"""Seconds after which a drain has found its pace, and between two urgent cases."""

_URGENT_CASES: Final = 7
_PATIENCE: Final = 1800.0
_WAIT_FOR: Final = 60
"""So many cases are sent one by one; the rest is calculated."""


class Drain(NamedTuple):
    """Seconds until all was done, and the bytes a case on the line, IP headers and all."""

    seconds: float
    up: float
    down: float

    def figures(self, name: str) -> dict[str, Any]:
        """As lines of the report."""
        return {
            f"{name} s": round(self.seconds, 1),
            f"{name} bytes a case up/down": f"{self.up:.0f} / {self.down:.0f}",
        }


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
            before, started = ends.counts(), time.monotonic()
            product.start()
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


def measure(line: Line, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All figures of one line, and the bars that were missed."""
    small = backlog(folder / "small", options.cases, options.seed)
    trials = Trials(line, options.seed, folder, options.cases, small)
    drains = [trials.ours() for _ in range(options.runs)]
    ours = sorted(drains)[len(drains) // 2]
    shares = {
        "range s": f"{min(drains).seconds:.1f} to {max(drains).seconds:.1f} in {options.runs} runs",
        "share of the line's rate": round(8 * ours.up * options.cases / line.rate / ours.seconds, 2),
    }
    figures: dict[str, Any] = {
        "line": str(line),
        "TCP": congestion(),
        "cases": options.cases,
        **ours.figures("dulog"),
        **shares,
    }
    if "outage" in options.trials:
        seconds = trials.ours(outage=_OUTAGE).seconds
        typical = statistics.median(drain.seconds for drain in drains)
        figures["dulog s, cut for 45 s"] = round(seconds, 1)
        figures["of these lost beyond 45 s"] = round(seconds - typical - _OUTAGE, 1)
    ratios: dict[str, float] = {}
    if "paho" in options.trials:
        paho = trials.paho("every", options.cases)
        figures |= paho.figures("paho, JSON a case, PUBACK")
        ratios["paho ratio"] = round(paho.seconds / ours.seconds, 1)
    if "wait" in options.trials:
        few = min(_WAIT_FOR, options.cases)
        waited = trials.paho("wait", few)
        all_of_them = waited._replace(seconds=waited.seconds * options.cases / few)
        figures |= all_of_them.figures(f"wait_for_publish, from {few} cases")
        ratios["wait_for_publish ratio"] = round(all_of_them.seconds / ours.seconds, 1)
    if "pouchdb" in options.trials:
        pouchdb = trials.pouchdb()
        figures |= pouchdb.figures("PouchDB") if pouchdb else {"PouchDB": "not installed; run script/bench-peers"}
        if pouchdb:
            ratios["PouchDB ratio"] = round(pouchdb.seconds / ours.seconds, 1)
    figures |= ratios
    missed = [f"{name}: {ratios[name]}" for name, bar in BARS.items() if name in ratios and ratios[name] < bar]
    if "urgent" in options.trials:
        large = backlog(folder / "large", options.backlog, options.seed)
        passing = Trials(line, options.seed, folder / "passing", options.backlog, large)
        took = passing.urgent(_URGENT_CASES, options.patience)
        typical = statistics.median(took)
        figures[f"urgent s, through {options.backlog}"] = round(typical, 1)
        figures["urgent s, slowest"] = f"{max(took):.1f} of {len(took)}"
        if line == LINES["64k"] and typical > URGENT_BAR:
            missed.append(f"urgent s: {typical:.1f}")
    figures["load of the machine"] = round(os.getloadavg()[0], 1)
    figures["bars"] = [f"{name} >= {bar:g}" for name, bar in BARS.items()] + [f"urgent s, 64k <= {URGENT_BAR:g}"]
    figures["missed"] = missed or ["none"]
    return figures


_TRIALS: Final = ("outage", "paho", "wait", "pouchdb", "urgent")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="dulog bench wan", description=__doc__)
    parser.add_argument("--line", choices=LINES, action="append", help="64k unless said; may be given several times")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--backlog", type=int, default=10_000, help="cases that an urgent one has to pass")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds to wait for the urgent one")
    parser.add_argument("--runs", type=int, default=3, help="runs of ours; the middle one counts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", nargs="*", choices=_TRIALS, default=_TRIALS, help="beside our own drain")
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    try:
        folder = inside()
        if folder is None:
            return sandbox("tests.bench.wan", sys.argv[1:])
        for name in options.line or ["64k"]:
            show(measure(LINES[name], options, folder / name), options.as_json)
    except DulogError as error:
        sys.stderr.write(f"dulog: bench wan: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
