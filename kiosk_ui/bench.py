# SPDX-License-Identifier: Apache-2.0
"""`python -m kiosk_ui.bench`: how quick, steady and small the touch screen is, each run in a process of its own."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Final

BARS: Final = {
    "start ratio": 2.0,
    "tap p95 ms": 50.0,
    "longest stall ms": 250.0,
    "language switch p95 ms": 200.0,
    "rss growth MB": 2.0,
    "idle cpu %": 5.0,
}
"""What each figure must not exceed."""

_MOCK: Final = {"KIVY_GL_BACKEND": "mock"}
"""No drawing at all: what is left is ours and Python's."""


def measure(starts: int, taps: int, navigations: int, seconds: int) -> dict[str, Any]:
    """All figures, and the bars they missed.

    `starts` of either app; `taps` at a person's pace; `navigations` as fast as they go; `seconds` of doing nothing.
    """
    figures: dict[str, Any] = _start(starts)
    figures |= _trial("walk", "--taps", str(taps), "--navigations", str(navigations), **_MOCK)
    figures |= _trial("idle", "--seconds", str(seconds))
    figures["drawn by"] = f"{figures['drawn by']} (start, rss, idle), nothing (taps, stall, growth)"
    figures["load of the machine"] = round(os.getloadavg()[0], 1)
    figures["bars"] = [f"{name} <= {bar:g}" for name, bar in BARS.items()]
    figures["missed"] = [f"{name}: {figures[name]}" for name, bar in BARS.items() if figures[name] > bar] or ["none"]
    return figures


def _start(count: int) -> dict[str, float]:
    """From the start of the process to the first frame: ours, and a bare Kivy app of one label, in the same run."""
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(count):
        for kind, taken in (("kiosk", ours), ("bare", bare)):
            started = time.monotonic()
            taken.append((_trial(kind)["first frame"] - started) * 1000)
    mine, peer = statistics.median(ours), statistics.median(bare)
    return {"start ms": round(mine), "bare Kivy app ms": round(peer), "start ratio": round(mine / peer, 2)}


def _trial(kind: str, *options: str, **environment: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "kiosk_ui.trial", kind, *options]
    done = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        return max(least, int(text))

    return number


def main() -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(prog="kiosk_ui.bench", description=__doc__)
    parser.add_argument("--starts", type=_at_least(1), default=7)
    parser.add_argument("--taps", type=_at_least(1), default=100)
    parser.add_argument("--navigations", type=_at_least(1), default=1000)
    parser.add_argument("--seconds", type=_at_least(1), default=5)
    options = parser.parse_args()
    figures = measure(options.starts, options.taps, options.navigations, options.seconds)
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
