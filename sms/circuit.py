# SPDX-License-Identifier: Apache-2.0
"""Circuit: when the network refuses one text after another, we stop asking for a while: most likely there is no load.

Pure but for the ticks that it is given.
"""

from collections.abc import Callable
from typing import Final

NO_CREDIT: Final = frozenset({38, 41, 42, 50, 69, 500})
"""Refusals by which networks mean, among other things, that there is no load (3GPP TS 27.005, 3.2.5)."""

_MOST: Final = 3
_FIRST: Final = 5 * 60.0
_LONGEST: Final = 2 * 3600.0
"""Seconds until the next try, doubling."""


class Circuit:
    """Opens after three such refusals in a row; then lets one text try now and then, until one goes out."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        """`ticks` are seconds that never jump."""
        self._ticks = ticks
        self._refused, self._wait, self._until = 0, _FIRST, 0.0

    @property
    def is_open(self) -> bool:
        """Whether the network refuses everything, as far as we know."""
        return self._refused >= _MOST

    @property
    def lets(self) -> bool:
        """Whether a text may be tried now."""
        return not self.is_open or self._ticks() >= self._until

    def refused(self, code: int | None) -> bool:
        """The network refused a text with this code; True when that opens the circuit or keeps it open."""
        if code not in NO_CREDIT:
            return False
        self._refused += 1
        if self.is_open:
            self._until, self._wait = self._ticks() + self._wait, min(2 * self._wait, _LONGEST)
        return self.is_open

    def closed(self) -> None:
        """The network took a text."""
        self._refused, self._wait, self._until = 0, _FIRST, 0.0
