# SPDX-License-Identifier: Apache-2.0
"""Settle: a new question takes no answer at first: the second half of a double tap was not meant for it. Pure."""

from typing import Final

SETTLED: Final = 400
"""Milliseconds until a question that was just put may be answered."""


class Settle:
    """When the question on show was put."""

    def __init__(self, now: int) -> None:
        """A question was put at `now` (ms)."""
        self._since = now

    def again(self, now: int) -> None:
        """Another question was put."""
        self._since = now

    def settled(self, now: int) -> bool:
        """Whether it may be answered; a clock that was set back must not hold the questions back."""
        return not 0 <= now - self._since < SETTLED
