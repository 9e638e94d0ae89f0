# SPDX-License-Identifier: Apache-2.0
"""Endpoint: when a visitor has ended, told from loudness alone and from what was understood so far. Pure.

Everything is relative to how loud the hall is; a detector of speech would never end where other people talk.
"""

from collections import deque
from enum import Enum
from typing import Final

FRAME: Final = 0.05
"""Seconds of sound behind each level."""

COMMAND_SECONDS: Final = 8.0
DICTATION_SECONDS: Final = 60.0
"""The longest that is listened to, for a choice and for free speech."""

COMMAND_PAUSE: Final = 0.5
DIGITS_PAUSE: Final = 1.2
DICTATION_PAUSE: Final = 1.8
"""Seconds of quiet that end an utterance; who reads a reference aloud pauses after each group."""

_PATIENCE: Final = 6.0
"""Seconds within which somebody has to begin."""

_UNCHANGED: Final = 0.9
"""Seconds after which a phrase that was understood whole is the end, however loud the hall is."""

_UNHEARD: Final = 1.5
"""Seconds of quiet that end an utterance of which nothing was understood."""

_LEAST_RISE: Final = 6.0
_SHARE: Final = 0.45
"""A voice is this share of the way from the hall's loudness to the loudest, and 6 dB at the least."""

_SMOOTH: Final = 4
_BEGUN: Final = 3
_CLEARLY: Final = 10.0
"""Frames in a row that count as a voice; and dB above what came after, for who spoke before anything was quiet."""


class End(Enum):
    """Whether, and how, listening is over."""

    NOT_YET = "not yet"
    ENDED = "ended"
    SILENCE = "silence"
    CUT = "cut"


class Endpointer:
    """Takes the level of every 50 ms and says when it is over."""

    def __init__(self, pause: float = COMMAND_PAUSE, limit: float = COMMAND_SECONDS) -> None:
        """End after `pause` seconds of quiet, or after `limit` seconds in any case."""
        self._pause, self._limit = pause, limit
        self._recent = deque[float](maxlen=_SMOOTH)
        self._time = self._quiet = self._same = 0.0
        self._row = 0
        self._begun = False
        self._partial = ""
        self.ambient, self.peak = float("inf"), float("-inf")

    @property
    def threshold(self) -> float:
        """The level in dB above which it is a voice."""
        return self.ambient + max(_LEAST_RISE, _SHARE * (self.peak - self.ambient))

    def take(self, level: float, partial: str = "", *, whole: bool = False) -> End:
        """The next 50 ms, at a level in dB of full scale; `whole`: the partial text is one of the phrases."""
        self._time += FRAME
        self._recent.append(level)
        smooth = sum(self._recent) / len(self._recent)
        self.ambient = min(self.ambient, smooth)
        self.peak = max(self.peak, smooth)
        self._row = self._row + 1 if level > self.threshold else 0
        self._begun = self._begun or self._row >= _BEGUN or self.peak - self.ambient >= _CLEARLY
        self._quiet = 0.0 if level > self.threshold else self._quiet + FRAME
        self._same = self._same + FRAME if partial == self._partial else 0.0
        self._partial = partial
        return self._end(whole)

    def _end(self, whole: bool) -> End:
        # a hair less, since a twentieth has no exact float
        if whole and self._same > _UNCHANGED - FRAME / 2:
            return End.ENDED
        if self._begun and self._quiet > (self._pause if self._partial else _UNHEARD) - FRAME / 2:
            return End.ENDED
        if self._time > self._limit - FRAME / 2:
            return End.CUT
        if not (self._begun or self._partial) and self._time > _PATIENCE - FRAME / 2:
            return End.SILENCE
        return End.NOT_YET
