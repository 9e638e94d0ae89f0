# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.bench.wan`: a backlog of cases over a bad line: ours, and what else might carry them, in one run.

What each trial is, and what "done" means in it, stands in `tests.bench.trials`.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path
from typing import Any, Final

from appliance.console.printed import show
from appliance.errors import DulogError
from tests.bench.emulator import congestion
from tests.bench.line import LINES
from tests.bench.product import backlog
from tests.bench.sandbox import inside, sandbox
from tests.bench.trials import Drain, Trials

BARS: Final = {"paho ratio": 4.0, "PouchDB ratio": 6.0}
"""How many times as fast as each we must be on the 64 kbit/s line."""

URGENT_BAR: Final = 5.0
"""Seconds for an urgent case through the backlog, on the 64 kbit/s line."""

_OUTAGE: Final = 45.0
_URGENT_CASES: Final = 7
_WAIT_FOR: Final = 60
"""So many cases are sent one by one; the rest is calculated."""

_TRIALS: Final = ("outage", "paho", "wait", "pouchdb", "urgent")


class Report:
    """The figures of one line, as they come in."""

    def __init__(self, name: str, folder: Path, options: argparse.Namespace) -> None:
        """Measure ours; everything else is compared with it."""
        self._line, self._folder, self._options = LINES[name], folder, options
        self._small = backlog(folder / "small", options.cases, options.seed)
        self._trials = Trials(self._line, options.seed, folder, options.cases, self._small)
        self.figures: dict[str, Any] = {"line": str(self._line)}
        drains = [self._trials.ours() for _ in range(options.runs)]
        self._ours = sorted(drains)[len(drains) // 2]
        self.figures |= {"TCP": congestion(), "cases": options.cases}
        self._add("dulog", self._ours)
        self.figures["dulog s, range"] = f"{min(drains).seconds:.1f} to {max(drains).seconds:.1f} in {len(drains)} runs"
        share = 8 * self._ours.up * options.cases / self._line.rate / self._ours.seconds
        self.figures["share of the line's rate"] = round(share, 2)

    def outage(self) -> None:
        """How much longer than itself an outage in the middle takes."""
        seconds = self._trials.ours(outage=_OUTAGE).seconds
        self.figures[f"dulog s, cut for {_OUTAGE:.0f} s"] = round(seconds, 1)
        self.figures["of these lost beyond that"] = round(seconds - self._ours.seconds - _OUTAGE, 1)

    def paho(self) -> None:
        """A JSON message a case, 20 in flight; done is the PUBACK."""
        self._beside("paho", self._trials.paho("every", self._options.cases))

    def wait(self) -> None:
        """A JSON message a case, one after another; calculated from a few."""
        few = min(_WAIT_FOR, self._options.cases)
        waited = self._trials.paho("wait", few)
        seconds = waited.seconds * self._options.cases / few
        self._beside(f"wait_for_publish (from {few})", waited._replace(seconds=seconds))

    def pouchdb(self) -> None:
        """Replication as CouchDB's protocol has it."""
        drain = self._trials.pouchdb()
        if drain:
            self._beside("PouchDB", drain)
        else:
            self.figures["PouchDB"] = "not installed; run script/bench-peers"

    def urgent(self) -> None:
        """Urgent cases through a large backlog."""
        options = self._options
        large = backlog(self._folder / "large", options.backlog, options.seed)
        passing = Trials(self._line, options.seed, self._folder / "passing", options.backlog, large)
        took = passing.urgent(_URGENT_CASES, options.patience)
        late = f"more than {options.patience:g}"
        for name, seconds in (("urgent s", statistics.median(took)), ("urgent s, slowest", max(took))):
            self.figures[name] = round(seconds, 1) if seconds < float("inf") else late
        self.figures["urgent cases, backlog"] = f"{len(took)}, {options.backlog}"

    def close(self) -> dict[str, Any]:
        """All figures, and the bars that were missed."""
        found = self.figures
        found["load of the machine"] = round(os.getloadavg()[0], 1)
        if self._line != LINES["64k"]:
            return found
        missed = [f"{name}: {found[name]}" for name, bar in BARS.items() if found.get(name, bar) < bar]
        urgent = found.get("urgent s", 0.0)
        if not (isinstance(urgent, float) and urgent <= URGENT_BAR):
            missed.append(f"urgent s: {urgent}")
        bars = [*(f"{name} >= {bar:g}" for name, bar in BARS.items()), f"urgent s <= {URGENT_BAR:g}"]
        return found | {"bars": bars, "missed": missed or ["none"]}

    def _add(self, name: str, drain: Drain) -> None:
        self.figures[f"{name} s"] = round(drain.seconds, 1)
        self.figures[f"{name} bytes a case, up"] = round(drain.up)
        self.figures[f"{name} bytes a case, down"] = round(drain.down)

    def _beside(self, name: str, drain: Drain) -> None:
        self._add(name, drain)
        self.figures[f"{name} ratio"] = round(drain.seconds / self._ours.seconds, 1)


def main() -> int:
    """Measure and print; what is being measured goes to standard error, for it takes long."""
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
            _say(f"{name}: dulog, {options.runs} times")
            report = Report(name, folder / name, options)
            for trial in options.trials:
                _say(f"{name}: {trial}")
                getattr(report, trial)()
            show(report.close(), options.as_json)
    except DulogError as error:
        _say(str(error))
        return 1
    return 0


def _say(what: str) -> None:
    sys.stderr.write(f"dulog: bench wan: {what}\n")


if __name__ == "__main__":
    sys.exit(main())
