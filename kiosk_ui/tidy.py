# SPDX-License-Identifier: Apache-2.0
"""Tidy: throws away what past screens left in memory while nobody touches, never while somebody waits. No Kivy."""

import gc
from typing import Final

QUIET: Final = 0.25
"""Seconds after the last touch when a person is reading, and a pause of ours is not noticed."""

_MOST: Final = 4
"""Screens left behind at most before it is done at once, for someone who never pauses: each takes about 30 ms."""

_NEVER: Final = 1_000_000


class Tidy:
    """Python's own full collection waits for nobody: with some 20,000 objects a screen it takes a fifth of a second.

    So the full one is done here; the quick ones of young objects go on by themselves.
    """

    def __init__(self) -> None:
        """Take the full collection over from Python."""
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)
        self._left, self._begun = 0, False

    def left(self) -> None:
        """A screen was left."""
        self._left += 1

    def quiet(self, seconds: float, *, waiting: bool = False) -> None:
        """Nobody has touched for so long; whoever is `waiting` for what a touch asked for is not kept longer."""
        if self._left and not waiting and (seconds >= QUIET or self._left >= _MOST):
            self.now()

    def now(self) -> None:
        """Throw it all away; the first time also set apart for good what the program itself is made of."""
        gc.collect()
        self._left = 0
        if not self._begun:
            self._begun = True
            gc.freeze()
