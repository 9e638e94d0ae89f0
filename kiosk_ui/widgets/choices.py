# SPDX-License-Identifier: Apache-2.0
"""Choices: large tiles in rows that share the room they have, on as many pages as keep them large."""

from collections.abc import Sequence
from typing import Any, Final

from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme import metrics
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Space

_MOST: Final = 2 * metrics.TILE
"""The height above which a tile is no easier to touch, only emptier."""


class _Row(BoxLayout):
    """Some tiles side by side, as high as the list decides."""

    def __init__(self, tiles: Sequence[Any], columns: int) -> None:
        super().__init__(spacing=metrics.GAP, size_hint_y=None)
        for tile in tiles:
            self.add_widget(tile)
        for _ in range(columns - len(tiles)):
            self.add_widget(Space())

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(self.height)


class Choices(Pages):
    """The tiles of one question."""

    def __init__(self, tiles: Sequence[Any], *, columns: int, gap: float = metrics.GAP) -> None:
        """Show the tiles, `columns` side by side."""
        super().__init__([], gap=gap)
        self._columns = columns
        self.offer(tiles)

    def offer(self, tiles: Sequence[Any]) -> None:
        """Show other tiles, on the same page where there is one."""
        columns = self._columns
        self.renew([_Row(tiles[first : first + columns], columns) for first in range(0, len(tiles), columns)])

    def _arrange(self, *_: object) -> None:
        fitting = max(1, min(len(self._rows), int((self.height + self._gap) // (metrics.TILE + self._gap))))
        share = (self.height - self._gap * (fitting - 1)) / fitting
        for row in self._rows:
            row.height = min(int(share), _MOST)
        super()._arrange()
