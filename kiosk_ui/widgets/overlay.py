# SPDX-License-Identifier: Apache-2.0
"""Overlay: the question whether somebody is still there, over whatever they were doing."""

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout

from appliance.words import Words
from kiosk_ui.spoken import Voice
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Act, Push
from kiosk_ui.widgets.surface import Surface
from kiosk_ui.widgets.text import FitText


class StillThere(AnchorLayout):
    """Covers the screen: a touch anywhere says yes, and reaches nothing below."""

    def __init__(self, words: Words, stay: Act) -> None:
        """Ask; `stay` is called for a yes."""
        super().__init__(padding=metrics.MARGIN * 2)
        c = colours()
        self._words = words
        with self.canvas.before:
            Color(*rgba(c.shade, 0.82))
            self._ground = Rectangle()
        self.bind(pos=self._fill, size=self._fill)
        card = Surface(
            fill=c.card,
            edge=c.edge,
            orientation="vertical",
            padding=dp(24),
            spacing=dp(12),
            size_hint=(None, None),
            size=(dp(640), dp(320)) if not sizes().large else (dp(744), dp(420)),
        )
        card.add_widget(
            FitText(
                words("kiosk.idle.title"),
                size=max(dp(42), sizes().title),
                least=dp(32) if not sizes().large else sizes().firm,
                lines=1 if not sizes().large else 2,
                face=metrics.DISPLAY,
                halign="center",
                name_id="idle.title",
                voice=Voice.TITLE,
            )
        )
        self._left = FitText(
            "",
            size=sizes().lead,
            lines=2 if not sizes().large else 3,
            voice=Voice.ONCE,
            face=metrics.REGULAR,
            halign="center",
            name_id="idle.left",
            size_hint_y=None,
            height=dp(76) if not sizes().large else 3 * sizes().lead * 1.4,
        )
        card.add_widget(self._left)
        button = Push("idle.stay", words("kiosk.idle.stay"), stay, icon="check", kind="go", fill_row=True)
        button.height = metrics.TILE
        card.add_widget(button)
        self.add_widget(card)

    def count(self, seconds: int) -> None:
        """How long there is still."""
        self._left.text = self._words("kiosk.idle.left", seconds=seconds)

    def on_touch_down(self, touch: Any) -> bool:
        """Let nothing through."""
        super().on_touch_down(touch)
        return True

    def _fill(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size
