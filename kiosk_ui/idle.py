# SPDX-License-Identifier: Apache-2.0
"""Idle: when to ask whether somebody is still there, and when to wipe what they left. Pure: the time is given."""

from enum import Enum, auto
from typing import Final

WARNING: Final = 20.0
"""Seconds in which a person can say that they are still there (WCAG 2.2.1 asks for at least 20)."""


class Idle(Enum):
    """What the kiosk should do about the silence."""

    ACTIVE = auto()
    WARN = auto()
    RESET = auto()


class IdleTimer:
    """ACTIVE until `limit` seconds pass without a touch, then WARN for `WARNING` seconds, then RESET once."""

    def __init__(self, now: float) -> None:
        """Start at `now` without a limit."""
        self._last = now
        self._limit: float | None = None
        self._stretch = 1.0

    def watch(self, now: float, limit: float | None, stretch: float = 1.0) -> None:
        """A new screen with its own patience, None never runs out; `stretch` makes limit and warning longer."""
        self._last, self._stretch = now, stretch
        self._limit = None if limit is None else limit * stretch

    def touched(self, now: float) -> None:
        """Somebody is there."""
        self._last = now

    def state(self, now: float) -> Idle:
        """What to do now."""
        if self._limit is None or now - self._last < self._limit:
            return Idle.ACTIVE
        return Idle.WARN if self.seconds_left(now) > 0 else Idle.RESET

    def seconds_left(self, now: float) -> float:
        """Until the reset; meaningless without a limit."""
        return (self._limit or 0.0) + WARNING * self._stretch - (now - self._last)
