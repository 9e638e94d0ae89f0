# SPDX-License-Identifier: Apache-2.0
"""`python -m voice.bench`: how often the ears are right, wrong, or ask, on synthetic speech; as JSON."""

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from appliance.errors import DeviceError
from voice import child
from voice.apart import ChildEngine
from voice.bench.examples import REPORT, TUNE
from voice.bench.measure import CONDITIONS, measure
from voice.bench.real import score
from voice.bench.speech import Speaker
from voice.engines import memory
from voice.mouth import EspeakMouth

MODEL = Path(__file__).parents[2] / "tests" / "voice" / "model"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="voice.bench", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--tune", action="store_true", help="on the examples to tune on, not those to report")
    parser.add_argument("--condition", action="append", choices=CONDITIONS)
    parser.add_argument("--real", type=Path, help="score people's recordings in this folder instead")
    options = parser.parse_args()
    engine = ChildEngine(child.VOSK, str(options.model))
    try:
        report = score(options.real, engine) if options.real else _synthetic(options, engine)
    except DeviceError as error:
        sys.exit(f"voice.bench: {error}")
    finally:
        engine.close()
    print(json.dumps(report, ensure_ascii=False))  # noqa: T201 the output of this program
    return 0


def _synthetic(options: argparse.Namespace, engine: ChildEngine) -> dict[str, Any]:
    speaker = Speaker()
    report: dict[str, Any] = {
        "speech": "synthetic (espeak-ng), by voices that did not teach the test model: no claim about people's voices",
        "model": str(options.model),
    }
    for condition in options.condition or CONDITIONS:
        report[condition] = measure(engine, speaker, TUNE if options.tune else REPORT, condition)
    return {**report, "engine_memory_mb": memory(engine.pid), "stop_of_speech_p50_ms": _stop()}


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
