# SPDX-License-Identifier: Apache-2.0
"""PCM: how loud sound is, a floor under digital silence, and a recording that is overwritten when it is done with."""

import math
import random
import sys
from array import array
from typing import Final

SILENT: Final = -100.0
"""dB of full scale of no sound at all."""

FULL: Final = 32_768.0
_CLIPPED: Final = 32_700
_REFERENCE: Final = random.Random(5)  # noqa: S311 noise, not a secret
_HISS: Final = tuple(_REFERENCE.gauss(0.0, 1.0) for _ in range(4093))
"""Noise as loud as 1, the same on every machine; a prime number of samples, so that no piece begins like the last."""


def samples(sound: memoryview | bytes | bytearray) -> "array[int]":
    """The 16-bit samples of a piece of little-endian sound."""
    numbers = array("h")
    numbers.frombytes(sound[: len(sound) // 2 * 2])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def level(sound: memoryview | bytes | bytearray) -> float:
    """How loud it is, in dB of full scale."""
    numbers = samples(sound)
    power = sum(number * number for number in numbers) / len(numbers) if numbers else 0.0
    return max(SILENT, 10 * math.log10(power / FULL**2)) if power else SILENT


def clipped(sound: memoryview | bytes) -> float:
    """The share of samples that the microphone could not take."""
    numbers = samples(sound)
    return sum(abs(number) >= _CLIPPED for number in numbers) / len(numbers) if numbers else 0.0


def floored(sound: memoryview, hush: float) -> bytes:
    """With noise as loud as `hush` in place of digital silence, of which engines make nonsense."""
    numbers = samples(sound)
    if any(numbers):
        return numbers.tobytes()
    return array("h", (round(_HISS[place % len(_HISS)] * hush) for place in range(len(numbers)))).tobytes()


class Recording:
    """The sound of one utterance, in memory taken beforehand, and overwritten when it is done with."""

    def __init__(self, most: int) -> None:
        """Room for so many bytes."""
        self._room = bytearray(most)
        self._used = 0

    def __len__(self) -> int:
        return self._used

    @property
    def full(self) -> bool:
        """Whether nothing more fits."""
        return self._used == len(self._room)

    def add(self, sound: memoryview | bytes | bytearray) -> None:
        """Append as much as fits."""
        taken = min(len(sound), len(self._room) - self._used)
        self._room[self._used : self._used + taken] = sound[:taken]
        self._used += taken

    def part(self, start: int, end: int) -> memoryview:
        """A view of some of its bytes; not to be kept."""
        return memoryview(self._room)[start : min(end, self._used)]

    def wipe(self) -> None:
        """Overwrite all of it with zeros."""
        self._room[: self._used] = bytes(self._used)
        self._used = 0
