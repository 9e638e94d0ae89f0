# SPDX-License-Identifier: Apache-2.0
"""Where the ears' tests get sound from, and engines and microphones that break."""

import math
import wave
from array import array
from pathlib import Path

import pytest

from appliance.errors import DeviceError
from voice.engine import Abilities, EngineError
from voice.match import Word
from voice.microphone import PIECE

HERE = Path(__file__).parent
MODEL = HERE / "model"
WAVS = HERE / "wav"

try:
    import vosk as _vosk
except (ImportError, OSError) as error:
    _reason = f"libvosk cannot be used on this machine: {error}"
    _vosk = None
else:
    _reason = ""

needs_vosk = pytest.mark.skipif(_vosk is None, reason=_reason)
"""Everywhere there is a wheel of Vosk, these tests run it."""


def tone(seconds: float, level: float) -> bytes:
    """A hum at a level in dB of full scale."""
    size = math.sqrt(2) * 32_768 * 10 ** (level / 20)
    return array("h", (round(size * math.sin(place / 9)) for place in range(round(16_000 * seconds)))).tobytes()


def recorded(name: str) -> bytes:
    """The sound of one of our WAV files."""
    with wave.open(str(WAVS / f"{name}.wav"), "rb") as file:
        return file.readframes(file.getnframes())


class Sound:
    """A microphone that gives this sound, and then quiet for ever; `lost` after so many pieces it is unplugged."""

    name = "the test's microphone"

    def __init__(self, sound: bytes, *, lost: int = -1, missing: bool = False, then: bytes = b"\1\0\0\0") -> None:
        self._sound, self._lost, self._missing, self._then = sound, lost, missing, then
        self.pieces: list[bytearray] = []
        self.opened = self.closed = 0

    def open(self) -> None:
        if self._missing:
            raise DeviceError(f"{self.name}: cannot be opened: is it plugged in?")
        self.opened += 1

    def read(self) -> bytearray:
        place = len(self.pieces)
        if place == self._lost:
            raise DeviceError(f"{self.name}: gives no sound any more: is it still plugged in?")
        piece = bytearray(self._sound[place * PIECE : (place + 1) * PIECE])
        piece += (self._then * PIECE)[: PIECE - len(piece)]
        self.pieces.append(piece)
        return piece

    def close(self) -> None:
        self.closed += 1


class FakeEngine:
    """Hears what it is told to, whatever the sound; may fail so many times when it is fed."""

    def __init__(self, words: str = "", *, failures: int = 0, grammar: bool = True, dictation: bool = True) -> None:
        self.abilities = Abilities(grammar, grammar, dictation)
        self.words, self.failures = words, failures
        self.begun: list[list[str] | None] = []
        self.fed = 0

    def missing(self, words):
        return []

    def begin(self, phrases, language):
        self.begun.append(None if phrases is None else list(phrases))
        self.fed = 0

    def feed(self, sound):
        if self.failures:
            self.failures -= 1
            raise EngineError("the engine ended by itself")
        self.fed += len(sound)
        return self.words

    def end(self):
        return [Word(word, 0.3 + place * 0.2, 0.5 + place * 0.2) for place, word in enumerate(self.words.split())]

    def drop(self):
        pass

    def close(self):
        pass
