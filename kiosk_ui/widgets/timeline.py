# SPDX-License-Identifier: Apache-2.0
"""Timeline: what happened, one below the other, along a line with a mark for each."""

from typing import Any, Final

from kivy.graphics import Color, Ellipse, Line, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.presenters.history import Happening
from kiosk_ui.theme import colours, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.text import Paragraph

_COLUMN: Final = dp(44)
_MARK: Final = dp(11)
_THREAD: Final = dp(4)
_GAP: Final = dp(18)
_TOP: Final = dp(18)
"""From the upper edge to the middle of the mark: that of the first line of words."""


class Moment(BoxLayout):
    """One thing that happened: when, what, and what was said. The newest has a filled mark."""

    def __init__(self, happening: Happening, *, newest: bool, first: bool) -> None:
        """`newest` is on top, the `first` one that happened at the foot."""
        c = colours()
        super().__init__(orientation="vertical", size_hint_y=None, padding=(_COLUMN, dp(2), 0, _GAP), spacing=0)
        self._newest, self._first = newest, first
        self._parts = [
            Paragraph(happening.what, size=sizes().body, bold=True),
            Paragraph(happening.when, size=sizes().hint, ink=c.ink_soft),
        ]
        if happening.text:
            self._parts.insert(1, Paragraph(happening.text, size=sizes().body))
        for part in self._parts:
            self.add_widget(part)
        self._mine = happening.mine
        self.bind(pos=self._draw, size=self._draw, width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        return float(sum(part.height_at(width - _COLUMN) for part in self._parts) + dp(2) + _GAP)

    def _measure(self, *_: Any) -> None:
        self.height = self.height_at(self.width)

    def _draw(self, *_: Any) -> None:
        c = colours()
        middle, mark = self.x + _COLUMN / 2 - dp(6), self.top - _TOP
        colour = c.document if self._mine else c.action
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*rgba(c.faint))
            top, foot = (mark if self._newest else self.top), (mark if self._first else self.y)
            Rectangle(pos=(middle - _THREAD / 2, foot), size=(_THREAD, top - foot))
            Color(*rgba(colour if self._newest else c.page))
            Ellipse(pos=(middle - _MARK, mark - _MARK), size=(2 * _MARK, 2 * _MARK))
            Color(*rgba(colour))
            Line(circle=(middle, mark, _MARK), width=dp(2))
