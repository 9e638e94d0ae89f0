# SPDX-License-Identifier: Apache-2.0
"""`python -m voice.bench`: how often the ears are right, wrong, or ask, on synthetic speech; as JSON."""

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median

from voice import child
from voice.apart import ChildEngine
from voice.bench.examples import REPORT, TUNE
from voice.bench.measure import CONDITIONS, measure
from voice.bench.speech import Speaker
from voice.mouth import EspeakMouth

MODEL = Path(__file__).parents[2] / "tests" / "voice" / "model"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="voice.bench", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--tune", action="store_true", help="on the examples to tune on, not those to report")
    parser.add_argument("--condition", action="append", choices=CONDITIONS)
    options = parser.parse_args()
    engine = ChildEngine(child.VOSK, str(options.model))
    speaker = Speaker()
    report: dict[str, object] = {
        "speech": "synthetic (espeak-ng), by voices that did not teach the test model: no claim about people's voices",
        "model": str(options.model),
    }
    try:
        for condition in options.condition or CONDITIONS:
            report[condition] = measure(engine, speaker, TUNE if options.tune else REPORT, condition)
        report["engine_memory_mb"] = _memory(engine.pid)
        report["stop_of_speech_p50_ms"] = _stop()
    finally:
        engine.close()
    print(json.dumps(report, ensure_ascii=False))  # noqa: T201 the output of this program
    return 0


def _memory(pid: int) -> float:
    """What a process holds in memory, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000, 1)


def _stop() -> float:
    """Milliseconds from a touch to silence."""
    mouth, spent = EspeakMouth(), []
    for _ in range(9):
        mouth.say("Magandang umaga po sa inyong lahat. " * 10, "fil", rate=145, volume=0)
        time.sleep(0.2)
        begun = time.perf_counter()
        mouth.stop()
        spent.append(1000 * (time.perf_counter() - begun))
    return round(median(spent), 1)


if __name__ == "__main__":
    sys.exit(main())
