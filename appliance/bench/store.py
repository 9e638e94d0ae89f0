# SPDX-License-Identifier: Apache-2.0
"""Store: a durable commit of a case beside a bare two-row SQLite transaction with the same pragmas."""

import tempfile
import time
from pathlib import Path
from typing import Any

from appliance.calendar import philippines
from appliance.charter import Charter
from appliance.clock import SystemClock
from appliance.database import connect
from appliance.event import CITIZEN
from appliance.notices import Notices
from appliance.promise import promise
from appliance.store import Store, create

_WORDS = "May malaking lubak po sa tapat ng eskwela sa Rizal Street, delikado sa mga bata at motor tuwing gabi."


def store(cases: int) -> dict[str, Any]:
    """The commit of a case (event, case and text) and a bare transaction of two rows as long, taken in turn."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="dulog-bench-", dir=Path.cwd()) as folder:
        place = Path(folder)
        create(place, "benchbenchbench2")
        ours, bare = [], []
        due = promise("H72", clock.now(), philippines()).due_at
        with Store(place, clock, Notices("BRGY SAN ISIDRO", Charter({}))) as kept:
            peer = connect(place / "peer.db")
            peer.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, body TEXT)")
            peer.execute("CREATE TABLE two (id INTEGER PRIMARY KEY, body TEXT)")
            for number in range(cases):
                body = {
                    **{"reference": f"{number:012d}", "type": "complaint", "words": f"{_WORDS} {number}"},
                    **{"language": "fil", "channel": "kiosk", "phone": "+639171234567", "sms": True},
                    **{"holder": "barangay", "rule": "H72", "due_at": due},
                }
                started = time.perf_counter()
                with kept.writing():
                    event = kept.append("", "created", CITIZEN, body)
                ours.append(time.perf_counter() - started)
                first = event.encoded().decode()
                started = time.perf_counter()
                peer.execute("BEGIN IMMEDIATE")
                peer.execute("INSERT INTO one (body) VALUES (?)", (first,))
                peer.execute("INSERT INTO two (body) VALUES (?)", (_WORDS,))
                peer.execute("COMMIT")
                bare.append(time.perf_counter() - started)
            peer.close()
    return {
        "cases": cases,
        "case p50 ms": _at(ours, 0.5),
        "case p99 ms": _at(ours, 0.99),
        "bare p50 ms": _at(bare, 0.5),
        "bare p99 ms": _at(bare, 0.99),
        "p50 ratio": round(_at(ours, 0.5) / _at(bare, 0.5), 2),
        "bar": "p50 ratio <= 1.6",
    }


def _at(seconds: list[float], quantile: float) -> float:
    return round(sorted(seconds)[int(len(seconds) * quantile)] * 1000, 3)
