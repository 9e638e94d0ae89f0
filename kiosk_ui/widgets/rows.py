# SPDX-License-Identifier: Apache-2.0
"""Rows: a list of names to choose from, two side by side so that a hall's services fit on few pages."""

from collections.abc import Callable, Sequence
from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme import metrics
from kiosk_ui.widgets.button import Row
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Space

Listed = tuple[str, str, str, str]
"""What is chosen, its name, the icon before it and that icon's colour."""


class _Pair(BoxLayout):
    """Two rows side by side."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__(spacing=metrics.GAP, size_hint_y=None, height=rows[0].height)
        for row in rows:
            self.add_widget(row)
        if len(rows) == 1:
            self.add_widget(Space())

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(self.height)


def service_rows(name: str, listed: Sequence[Listed], choose: Callable[[str], None]) -> Pages:
    """The list; its widgets are called after `name`, the one for nothing listed "other"."""
    rows = [
        Row(f"{name}.{code or 'other'}", text, partial(choose, code), icon=icon, fill=fill)
        for code, text, icon, fill in listed
    ]
    return Pages([_Pair(rows[first : first + 2]) for first in range(0, len(rows), 2)], gap=dp(9))
