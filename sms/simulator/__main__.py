# SPDX-License-Identifier: Apache-2.0
"""The modem simulator as a program: JSON lines in are texts, calls and faults, JSON lines out what phones received."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from sms.simulator import Sent, Simulator, script


def main() -> None:
    """Play the modem until the input ends or SIGTERM comes; the link is gone afterwards and the status is 0."""
    parser = argparse.ArgumentParser(prog="python -m sms.simulator", description=__doc__)
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the device")
    parser.add_argument("--slots", type=int, default=20, help="places in the SIM (default 20)")
    parser.add_argument("--report-delay", type=float, default=0.2, help="seconds until a delivery report (default 0.2)")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds until an answer (default 0)")
    wanted = parser.parse_args()
    threading.excepthook = _die
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    with Simulator(
        slots=wanted.slots,
        report_delay=wanted.report_delay,
        latency=wanted.latency,
        link=wanted.link,
        on_sent=_tell_sent,
    ) as sim:
        _tell({"device": sim.path})
        for line in sys.stdin:
            _obey(sim, line)


def _die(failure: threading.ExceptHookArgs) -> None:
    """End the program when its thread died: a modem that is only half there is worse than none."""
    if failure.exc_value is not None:
        sys.excepthook(failure.exc_type, failure.exc_value, failure.exc_traceback)
    os._exit(1)


def _obey(sim: Simulator, line: str) -> None:
    """Do what one line asks; a line that we do not understand is answered, not fatal."""
    if not line.strip():
        return
    try:
        order = json.loads(line)
    except ValueError:
        order = None
    script.obey(sim, order, lambda wrong: _tell({"error": wrong}))


def _tell_sent(sent: Sent) -> None:
    """Say what a phone received."""
    _tell({"sent": {"to": sent.number, "message": sent.text, "reference": sent.reference}})


def _tell(what: dict[str, object]) -> None:
    """Write one JSON line at once."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
