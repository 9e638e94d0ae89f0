# SPDX-License-Identifier: Apache-2.0
"""Corner: the officers' hidden way in, a finger held in the upper left corner. Pure: time and place are given."""

from typing import Final

HOLD: Final = 3.0
"""Seconds."""

DOORS: Final = frozenset({"attract", "home", "maintenance", "rest"})
"""The screens that have the corner: a child that leans on the others loses nothing."""


class Corner:
    """Watches one finger; what else is touched meanwhile does not count."""

    def __init__(self) -> None:
        """Nobody is there."""
        self._since: float | None = None

    def down(self, now: float, *, inside: bool) -> None:
        """A finger came down, in the corner or elsewhere."""
        self._since = now if inside else None

    def up(self) -> None:
        """It was lifted, or slid away."""
        self._since = None

    def held(self, now: float) -> bool:
        """Whether it was held long enough; true once a hold."""
        if self._since is None or now - self._since < HOLD:
            return False
        self._since = None
        return True
