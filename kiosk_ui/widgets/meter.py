# SPDX-License-Identifier: Apache-2.0
"""Meter: how loud it is that somebody speaks, as a bar that fills. It says nothing to who does not see it."""

from typing import Final

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.uix.widget import Widget

from kiosk_ui.theme import colours, rgba

_HEIGHT: Final = 44
_RIM: Final = 4
_LEAST: Final = 0.02
"""What is lit while it is quiet: a microphone that is on."""


class Meter(Widget):
    """From the left, empty while no microphone is on."""

    def __init__(self) -> None:
        """Show nothing."""
        super().__init__(size_hint_y=None, height=dp(_HEIGHT))
        c, self._level = colours(), 0.0
        with self.canvas:
            Color(*rgba(c.card))
            self._ground = SmoothRoundedRectangle(radius=[dp(_HEIGHT) / 2])
            self._ink = Color(*rgba(c.go))
            self._bar = SmoothRoundedRectangle(radius=[dp(_HEIGHT) / 2 - dp(_RIM)])
            Color(*rgba(c.edge))
            self._line = SmoothLine(width=dp(1.1))
        self.bind(pos=self._place, size=self._place)

    def height_at(self, _: float) -> float:
        """How high it is in a list."""
        return float(self.height)

    def tell(self, level: float, *, on: bool) -> None:
        """Show a level from 0 to 1."""
        self._level = max(_LEAST, level) if on else 0.0
        self._place()

    def _place(self, *_: object) -> None:
        rim = dp(_RIM)
        self._ground.pos, self._ground.size = self.pos, self.size
        self._line.rounded_rectangle = (*self.pos, *self.size, self.height / 2)
        least = self.height - 2 * rim
        width = least + (self.width - 2 * rim - least) * self._level
        self._ink.a = 1.0 if self._level else 0.0
        self._bar.pos, self._bar.size = (self.x + rim, self.y + rim), (max(0.0, width), max(0.0, least))
