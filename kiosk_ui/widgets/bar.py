# SPDX-License-Identifier: Apache-2.0
"""Bar: the buttons at the foot of a screen, side by side while their words fit."""

from typing import Any, Final

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push

_GAP: Final = dp(12)


class Bar(BoxLayout):
    """One row; large words drop their icons, and then stand under one another, before they are made smaller."""

    def __init__(self, *parts: Any) -> None:
        """Hold these parts; where text is enlarged, only the buttons among them."""
        super().__init__(size_hint_y=None, height=sizes().button, spacing=_GAP)
        for part in parts:
            if isinstance(part, Push) or not sizes().large:
                self.add_widget(part)
        if sizes().large:
            self.bind(width=self._arrange, children=self._arrange)

    def _arrange(self, *_: object) -> None:
        pushes: list[Push] = self.children
        room = self.width - _GAP * (len(pushes) - 1)
        if sum(push.natural() for push in pushes) > room:
            for push in pushes:
                push.drop_icon()
        stacked = sum(push.natural() for push in pushes) > room
        for push in pushes:
            push.size_hint_x = 1 if stacked else push.natural()
        self.orientation = "vertical" if stacked else "horizontal"
        rows = len(pushes) if stacked else 1
        self.height = sizes().button * rows + _GAP * max(rows - 1, 0)
