# SPDX-License-Identifier: Apache-2.0
"""Pace: how much may be on the way at once, and how long to wait for its acknowledgement. Pure.

What is handed to a road cannot be overtaken any more. So a queue is never longer than what passes in about a second:
the window grows while acknowledgements come as fast as the road allows, and shrinks when they begin to queue, as a
delay-based congestion window does (after LEDBAT, RFC 6817).
"""

import random
from typing import Final

FRAMES: Final = 8
"""Most frames on the way: with 25 cases each, these drained a 64 kbit/s line best."""

FRAME_BYTES: Final = 4096
"""What a frame should not exceed: half a second on such a line."""

_LEAST: Final = FRAME_BYTES
_FIRST: Final = 2 * FRAME_BYTES
_MOST: Final = 4 * FRAMES * FRAME_BYTES
_QUEUE: Final = 1.0
"""Seconds that what we send may wait on the road behind what we sent before."""

FIRST_WAIT: Final = 10.0
LONGEST_WAIT: Final = 300.0
_TRIPS: Final = 4
"""Resend after this many round trips, but not before the first and not after the longest wait (seconds)."""


class Pace:
    """The flow to one peer over whatever road leads there."""

    def __init__(self) -> None:
        """Nothing is known of the road yet."""
        self.window = float(_FIRST)
        self._trip = 0.0
        self._best = float("inf")
        self._doubled = 1

    @property
    def wait(self) -> float:
        """Seconds after which an unacknowledged frame is sent again, by chance up to half as much longer."""
        base = max(FIRST_WAIT, _TRIPS * self._trip) * self._doubled
        return min(base, LONGEST_WAIT) * random.uniform(1.0, 1.5)  # noqa: S311 spreads load, hides nothing

    def arrived(self, seconds: float, size: int) -> None:
        """A frame of this size was acknowledged so many seconds after it was sent, and was sent once."""
        self._best = min(self._best, seconds)
        self._trip = seconds if not self._trip else self._trip + (seconds - self._trip) / 8
        queued = seconds - self._best
        if queued < _QUEUE / 2:
            self.window += size
        elif queued < _QUEUE:
            self.window += size * FRAME_BYTES / self.window
        else:
            self.window -= size / 2
        self.window = min(max(self.window, _LEAST), _MOST)

    def progressed(self) -> None:
        """The other side committed something new: the road works."""
        self._doubled = 1

    def stalled(self) -> None:
        """Nothing was acknowledged in time, or nobody was there, or the other side asked for patience."""
        self.window = max(self.window / 2, _LEAST)
        if self._doubled * FIRST_WAIT < LONGEST_WAIT:
            self._doubled *= 2

    def reopened(self) -> None:
        """Another road, or the same one anew: what was measured may hold no longer."""
        self.window, self._trip, self._best = float(_FIRST), 0.0, float("inf")
