# SPDX-License-Identifier: Apache-2.0
"""Measure: what the ears make of speech in quiet and in noise, and what simpler decisions make of the same words."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import webrtcvad
from rapidfuzz.distance import Levenshtein

from appliance.ports import Heard, Listening
from voice.bench.examples import Examples
from voice.bench.noise import babble, echoed, loudness, mixed, pink
from voice.bench.speech import RATE, Samples, Speaker
from voice.engine import Abilities, Engine
from voice.match import UNKNOWN, Word
from voice.microphone import PIECE
from voice.sounds import phonemes
from voice.utterance import Asked, hear

_BEFORE, _AFTER = 0.6, 3.0
"""Seconds of the hall alone before and after each sentence."""

_HALL_DB: Final = 30.0
"""How far below speech the quietest hall is."""

_VOICE_LEVEL: Final = 2500.0

CONDITIONS: Final = ("clean", "pink 20 dB", "babble 20 dB", "babble 10 dB", "echo")

_TALK: Final = (
    "kumusta na po kayo, matagal na tayong hindi nagkita",
    "bukas daw darating ang mga kamag anak namin galing sa probinsya",
    "pakiabot nga po ng bayad, dalawa lang, diyan lang sa kanto",
    "ang init ngayon, sana umulan mamayang hapon",
    "nakita mo ba yung bagong tindahan sa palengke",
    "sabi ng anak ko walang pasok sa eskwela sa lunes",
)
_TALKERS: Final = ("id+m1", "id+f1", "ms+f4", "id+m5", "es-419+m2", "id+klatt2")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence as a microphone gets it, what it was, and the second at which the speaker was done."""

    text: str
    sound: bytes
    done: float


def utterances(speaker: Speaker, texts: Sequence[str], examples: Examples, condition: str) -> Iterator[Utterance]:
    """Each text by each voice at each speed, in a hall of this kind, its noise from one seed."""
    chance = np.random.default_rng(38)
    talk = [speaker.speak(phonemes(text), voice, rate=170).samples for voice in _TALKERS for text in _TALK]
    for voice in examples.voices:
        for rate in examples.rates:
            for text in texts:
                spoken = speaker.speak(phonemes(text), voice, rate=rate).samples
                yield _heard(text, spoken * np.float32(_VOICE_LEVEL / loudness(spoken)), condition, talk, chance)


def _heard(
    text: str, spoken: Samples, condition: str, talk: Sequence[Samples], chance: np.random.Generator
) -> Utterance:
    loud = np.flatnonzero(np.abs(spoken) > _VOICE_LEVEL / 30)
    done = _BEFORE + float(loud[-1]) / RATE
    before, after = np.zeros(round(_BEFORE * RATE), np.float32), np.zeros(round(_AFTER * RATE), np.float32)
    samples = np.concatenate([before, spoken, after])
    if condition == "echo":
        samples = echoed(samples, 0.5, 0.04, chance)
    samples = mixed(samples, pink(len(samples), chance), _HALL_DB)
    kind, _, decibels = condition.removesuffix(" dB").partition(" ")
    if kind == "pink":
        samples = mixed(samples, pink(len(samples), chance), float(decibels))
    if kind == "babble":
        samples = mixed(samples, babble(len(samples), talk, chance), float(decibels))
    return Utterance(text, np.clip(samples, -32_767, 32_767).astype("<i2").tobytes(), done)


class _Played:
    """A source that gives one utterance, as fast as it is read."""

    name = "the bench"

    def __init__(self, sound: bytes) -> None:
        self._sound, self.place = sound, 0

    def open(self) -> None:
        """Nothing to do."""

    def read(self) -> bytearray:
        """The next piece."""
        piece = bytearray(self._sound[self.place : self.place + PIECE])
        self.place += len(piece)
        return piece

    def close(self) -> None:
        """Nothing to do."""


class _Overheard:
    """An engine whose last words are kept for the peers, who decide about the same ones."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.words: list[Word] = []

    @property
    def abilities(self) -> Abilities:
        """Those of the engine."""
        return self._engine.abilities

    def missing(self, words: Sequence[str]) -> list[str]:
        """Those of the engine."""
        return self._engine.missing(words)

    def begin(self, phrases: Sequence[str] | None, language: str) -> None:
        """Pass it on."""
        self.words = []
        self._engine.begin(phrases, language)

    def feed(self, sound: memoryview) -> str:
        """Pass it on."""
        return self._engine.feed(sound)

    def end(self) -> list[Word]:
        """Keep them."""
        self.words = self._engine.end()
        return self.words

    def drop(self) -> None:
        """Pass it on."""
        self._engine.drop()

    def close(self) -> None:
        """Pass it on."""
        self._engine.close()


Decision = Callable[[str, Sequence[str]], str]


def nearest(heard: str, phrases: Sequence[str]) -> str:
    """A peer: whichever phrase is nearest, whatever was said."""
    text = " ".join(word for word in heard.split() if word != UNKNOWN)
    return min(phrases, key=lambda phrase: Levenshtein.distance(text, phrase))


def corrected(heard: str, phrases: Sequence[str]) -> str:
    """A peer: the nearest phrase if it is within a cutoff of 8, a change of a letter counting three."""
    best = min(phrases, key=lambda phrase: Levenshtein.distance(heard, phrase, weights=(1, 1, 3)))
    return best if Levenshtein.distance(heard, best, weights=(1, 1, 3)) <= 8 else ""


PEERS: Final[Mapping[str, Decision]] = {"nearest": nearest, "corrected": corrected}


@dataclass(slots=True)
class _Row:
    count: int = 0
    right: int = 0
    asked: int = 0
    wrong: int = 0

    def add(self, choice: str, wanted: str, *, sure: bool = True) -> None:
        self.count += 1
        self.right += sure and choice == wanted != ""
        self.asked += not sure and choice == wanted != ""
        self.wrong += sure and choice not in ("", wanted)

    def shares(self) -> dict[str, float]:
        return {
            "right_at_once": round(self.right / self.count, 4),
            "right_after_asking": round((self.right + self.asked) / self.count, 4),
            "wrong": round(self.wrong / self.count, 4),
        }


def measure(engine: Engine, speaker: Speaker, examples: Examples, condition: str) -> dict[str, Any]:
    """Everything about one condition."""
    overheard = _Overheard(engine)
    asked = Asked("fil", {phrase: (phrase,) for phrase in examples.phrases})
    rows, strange = {name: _Row() for name in ("ours", *PEERS)}, {name: _Row() for name in ("ours", *PEERS)}
    waits, works, endless, vad_waits = [], [], 0, Counter[str]()
    vad_seconds: list[float] = []
    for texts, table in ((examples.phrases, rows), (examples.others, strange)):
        for one in utterances(speaker, texts, examples, condition):
            wanted = one.text if table is rows else ""
            source = _Played(one.sound)
            heard, work = _timed(source, overheard, asked)
            table["ours"].add(heard.choice, wanted, sure=heard.sure)
            said = " ".join(word.text for word in overheard.words)
            for name, decide in PEERS.items():
                table[name].add(decide(said, examples.phrases), wanted)
            if table is rows:
                works.append(work)
                wait = source.place / 2 / RATE - one.done
                endless += source.place >= len(one.sound)
                waits.append(wait)
                ended = _vad_end(one.sound)
                vad_waits["never" if ended is None else "early" if ended < one.done else "ended"] += 1
                vad_seconds += [ended - one.done] if ended is not None and ended >= one.done else []
    return {
        "utterances": rows["ours"].count,
        **{name: {**row.shares(), "unrelated_taken": strange[name].shares()["wrong"]} for name, row in rows.items()},
        "endpoint": {
            "p50_s": round(float(np.median(waits)), 2),
            "p95_s": round(float(np.quantile(waits, 0.95)), 2),
            "early": sum(wait < 0 for wait in waits),
            "never": endless,
            "then_text_p50_s": round(float(np.median(works)), 4),
        },
        "endpoint_of_webrtcvad": {
            "p50_s": round(float(np.median(vad_seconds)), 2) if vad_seconds else None,
            **vad_waits,
        },
    }


def _timed(source: _Played, engine: Engine, asked: Asked) -> tuple[Heard, float]:
    """What was heard, and the seconds from the end of listening to that."""
    stopped = [0.0]

    def show(now: Listening) -> None:
        stopped[0] = time.perf_counter()

    heard = hear(source, engine, asked, show)
    return heard, time.perf_counter() - stopped[0]


def _vad_end(sound: bytes) -> float | None:
    """When webrtcvad (mode 2) has heard half a second without speech after some; None for never."""
    vad, frame = webrtcvad.Vad(2), RATE * 2 * 30 // 1000
    spoke, quiet = 0, 0
    for place in range(0, len(sound) - frame, frame):
        if vad.is_speech(sound[place : place + frame], RATE):
            spoke, quiet = spoke + 1, 0
        else:
            quiet += 1
        if spoke >= 5 and quiet * 0.03 >= 0.5:
            return (place + frame) / 2 / RATE
    return None
