# SPDX-License-Identifier: Apache-2.0
"""Real: people's recordings scored, one folder a speaker, one WAV a phrase; never mixed with synthetic speech."""

from pathlib import Path
from typing import Any

from appliance.errors import DeviceError
from voice.bench.examples import REPORT
from voice.engine import Engine
from voice.microphone import WavFile
from voice.utterance import Asked, hear


def score(folder: Path, engine: Engine) -> dict[str, Any]:
    """How many phrases of each speaker were right at once, right after asking, or wrong. Raises DeviceError."""
    asked = Asked("fil", {phrase: (phrase,) for phrase in REPORT.phrases})
    words = sorted({word for phrase in REPORT.phrases for word in phrase.split()})
    speakers = {path.name: path for path in sorted(folder.iterdir()) if path.is_dir()} if folder.is_dir() else {}
    if not speakers:
        raise DeviceError(f"{folder}: has no speaker's folder; see tests/voice/real/README.md")
    report: dict[str, Any] = {"speech": f"{len(speakers)} recorded speakers", "cannot_hear": engine.missing(words)}
    for name, path in speakers.items():
        tally = {"phrases": 0, "right_at_once": 0, "right_after_asking": 0, "wrong": 0}
        for wav in sorted(path.glob("*.wav")):
            wanted = wav.stem.replace("_", " ").lower()
            heard = hear(WavFile(wav), engine, asked, lambda now: None)
            tally["phrases"] += 1
            tally["right_at_once"] += heard.sure and heard.choice == wanted
            tally["right_after_asking"] += heard.choice == wanted
            tally["wrong"] += heard.sure and heard.choice != wanted
        report[name] = tally
    return report
