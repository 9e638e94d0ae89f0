# SPDX-License-Identifier: Apache-2.0
"""Choices: tiles in rows that share the room they have, on as many pages as keep them large enough to touch."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kiosk_ui.theme import metrics
from kiosk_ui.widgets.pages import Abreast, Later, Pages

Make = Callable[[], Any]
"""Makes one tile, when its page is turned to."""


class Choices(Pages):
    """The tiles of one question, or the names of one list."""

    def __init__(
        self,
        tiles: Sequence[Make],
        *,
        columns: int,
        gap: float = metrics.GAP,
        least: float = metrics.TILE,
        most: float = 2 * metrics.TILE,
    ) -> None:
        """Show the tiles, `columns` side by side, none lower than `least`.

        Above `most` a tile is no easier to touch, only emptier.
        """
        super().__init__([], gap=gap)
        self._columns, self._least, self._most = columns, least, most
        self._share = least
        self.offer(tiles)

    def offer(self, tiles: Sequence[Make]) -> None:
        """Show other tiles, on the same page where there is one."""
        rows = [tiles[first : first + self._columns] for first in range(0, len(tiles), self._columns)]
        self.renew([Later(lambda _: self._share, partial(self._row, row)) for row in rows])

    def _row(self, tiles: Sequence[Make]) -> Abreast:
        parts = [make() for make in tiles]
        for part in parts:
            part.size_hint_y = 1
        return Abreast(parts, columns=self._columns, height=self._share)

    def _arrange(self, *_: object) -> None:
        fitting = max(1, min(len(self._given), int((self.height + self._gap) // (self._least + self._gap))))
        self._share = min(int((self.height - self._gap * (fitting - 1)) / fitting), self._most)
        super()._arrange()
