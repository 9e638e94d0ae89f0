# SPDX-License-Identifier: Apache-2.0
"""Answers: how often the answer book finds the service or rightly says it does not know, beside SQLite FTS5's bm25."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from appliance import charter
from appliance.answers import AnswerBook, lessons
from appliance.answers.features import words
from appliance.charter import Charter
from appliance.errors import AnswersError

QUESTIONS: Final = Path("tests", "answers")
"""Where a source checkout has them."""

TUNE: Final = "tune"
"""The part on which thresholds are chosen; every other *.jsonl beside it is only ever scored."""

_BARS: Final = "score: top-1 >= 92 %, refused <= 5 %, unknown recall >= 90 %, p95 < 10 ms; start < 300 ms, < 30 MB"

_FRESH: Final = f"import {__name__} as bench; bench.fresh()"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the examination and the service that answers it; "" for none."""

    text: str
    service: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was said to a question: the service, how sure, and in how many milliseconds."""

    asked: Asked
    service: str
    score: float
    ms: float


def answers(folder: Path) -> dict[str, Any]:
    """All figures over every part of the examination. Raises AnswersError where the folder has none."""
    services = charter.load()
    parts = {TUNE: read(folder / f"{TUNE}.jsonl")}
    parts |= {path.stem: read(path) for path in sorted(folder.glob("*.jsonl"), reverse=True)}
    book, peer = AnswerBook(services), _Peer(services)
    said = {part: [_timed(asked, lambda text: _ours(book, text)) for asked in parts[part]] for part in parts}
    plain = {part: [_timed(asked, peer.ask) for asked in parts[part]] for part in parts}
    threshold = _best_threshold(plain[TUNE])
    figures: dict[str, Any] = {}
    for part in parts:
        figures |= {f"{part}: {name}": value for name, value in _figures(said[part]).items()}
        refusing = [_refused(found, threshold) for found in plain[part]]
        figures |= {f"{part}, bm25: {name}": value for name, value in _figures(refusing).items()}
    start = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, text=True, check=True).stdout
    return {**figures, **json.loads(start), "bars": _BARS}


def read(path: Path) -> list[Asked]:
    """The questions of one part. Raises AnswersError."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [Asked(row["question"], row["service"] or "") for row in rows]
    except FileNotFoundError as error:
        raise AnswersError(f"{path}: no such file; name the folder of the questions with --questions") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AnswersError(f"{path}: not an examination: {error}") from error


def fresh() -> None:
    """Print how long the book takes to start and its memory, in a process that has only the charter.

    The memory is what stays while the book is open, and the peak of the whole process with Python and the charter.
    """
    services = charter.load()
    before, started = _memory("VmRSS"), time.perf_counter()
    book = AnswerBook(services)  # kept by its name until it is measured
    book.ask("magkano po ang barangay clearance", "fil")
    ms, after = (time.perf_counter() - started) * 1000, _memory("VmRSS")
    figures = {"start ms": ms, "start MB": after - before, "process peak MB": _memory("VmHWM")}
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in figures.items()}))


def _memory(field: str) -> float:
    """A field of this process's status in MB, as Linux gives it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1000


def _ours(book: AnswerBook, text: str) -> tuple[str, float]:
    answer = book.ask(text, "fil")
    return answer.service, answer.score


def _timed(asked: Asked, ask: Callable[[str], tuple[str, float]]) -> Found:
    started = time.perf_counter()
    service, score = ask(asked.text)
    return Found(asked, service, score, (time.perf_counter() - started) * 1000)


def _refused(found: Found, threshold: float) -> Found:
    return found if found.score >= threshold else Found(found.asked, "", found.score, found.ms)


def _figures(said: list[Found]) -> dict[str, float]:
    """Percentages and milliseconds; top-1 counts a refusal as a miss."""
    ours = [found for found in said if found.asked.service]
    beyond = [found for found in said if not found.asked.service]
    unknown = [found for found in said if not found.service]
    times = sorted(found.ms for found in said)
    return {
        "questions": len(said),
        "top-1 %": _percent(found.service == found.asked.service for found in ours),
        "refused %": _percent(not found.service for found in ours),
        "unknown precision %": _percent(not found.asked.service for found in unknown),
        "unknown recall %": _percent(not found.service for found in beyond),
        "p50 ms": round(times[len(times) // 2], 2),
        "p95 ms": round(times[int(len(times) * 0.95)], 2),
    }


def _percent(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return round(100 * sum(counted) / len(counted), 1) if counted else 0.0


def _best_threshold(said: list[Found]) -> float:
    """The one with the most questions treated rightly."""

    def right(threshold: float) -> int:
        return sum(_refused(found, threshold).service == found.asked.service for found in said)

    return max(sorted({found.score for found in said}), key=right)


class _Peer:
    """SQLite's full-text search over the same sentences; the service of the best one."""

    def __init__(self, services: Charter) -> None:
        self._index = sqlite3.connect(":memory:")
        self._index.execute("CREATE VIRTUAL TABLE sentences USING fts5(text, service UNINDEXED)")
        taught = [lesson for service in services.services.values() for lesson in lessons.of_service(service)]
        self._index.executemany("INSERT INTO sentences VALUES (?, ?)", [(one.text, one.label) for one in taught])

    def ask(self, text: str) -> tuple[str, float]:
        query = " OR ".join(f'"{word}"' for word in words(text))
        found = self._index.execute(
            "SELECT service, -bm25(sentences) FROM sentences WHERE sentences MATCH ? ORDER BY bm25(sentences) LIMIT 1",
            (query or '""',),
        ).fetchone()
        return (found[0], found[1]) if found else ("", 0.0)
