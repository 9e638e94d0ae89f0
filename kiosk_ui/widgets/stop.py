# SPDX-License-Identifier: Apache-2.0
"""Stop: a place where the five keys can stop, with a thick ring around it while they do; and what it says."""

from typing import Any, Final

from kivy.graphics import Color, InstructionGroup, SmoothLine
from kivy.metrics import dp

from kiosk_ui.spoken import Control
from kiosk_ui.theme import colours, rgba

_LIGHT: Final = 2.6
_DARK: Final = 4.6
"""Half the width of either line."""

_INSIDE: Final = 4.6


class Stop:
    """Mixed into whatever can be pressed."""

    name_id: str
    see_through = False
    """Whether the texts in it are read on their own, and not as its name."""

    def control(self) -> Control:
        """How it is heard."""
        raise NotImplementedError

    def press(self: Any) -> None:
        """Do what a touch would."""
        self.dispatch("on_release")

    def ring(self: Any, wanted: bool) -> None:
        """Draw the ring, or take it away: a dark and a light line, so that it is seen on any ground."""
        ring = getattr(self, "_ring", None)
        if ring is not None:
            self.canvas.after.remove(ring)
            self.unbind(pos=self._draw_ring, size=self._draw_ring)
            self._ring = None
        if wanted:
            self._ring = InstructionGroup()
            self.canvas.after.add(self._ring)
            self.bind(pos=self._draw_ring, size=self._draw_ring)
            self._draw_ring()

    def _draw_ring(self: Any, *_: object) -> None:
        self._ring.clear()
        for colour, width in ((colours().ring_edge, _DARK), (colours().ring, _LIGHT)):
            inset = dp(_INSIDE)
            box = (self.x + inset, self.y + inset, self.width - 2 * inset, self.height - 2 * inset, dp(9))
            self._ring.add(Color(*rgba(colour)))
            self._ring.add(SmoothLine(width=dp(width), rounded_rectangle=box))
