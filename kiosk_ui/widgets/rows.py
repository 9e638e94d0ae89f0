# SPDX-License-Identifier: Apache-2.0
"""Rows: a list of names to choose from, two side by side so that a hall's services fit on few pages."""

from collections.abc import Callable, Sequence
from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme import metrics
from kiosk_ui.widgets.button import ROW, Row
from kiosk_ui.widgets.pages import Later, Pages
from kiosk_ui.widgets.surface import Space

Listed = tuple[str, str, str, str]
"""What is chosen, its name, the icon before it and that icon's colour."""


def service_rows(name: str, listed: Sequence[Listed], choose: Callable[[str], None]) -> Pages:
    """The list, built a page at a time; its widgets are called after `name`, the one for nothing listed "other"."""

    def pair(of: Sequence[Listed]) -> BoxLayout:
        row = BoxLayout(spacing=metrics.GAP, size_hint_y=None, height=ROW)
        for code, text, icon, fill in of:
            row.add_widget(Row(f"{name}.{code or 'other'}", text, partial(choose, code), icon=icon, fill=fill))
        if len(of) == 1:
            row.add_widget(Space())
        return row

    pairs = [listed[first : first + 2] for first in range(0, len(listed), 2)]
    return Pages([Later(ROW, partial(pair, of)) for of in pairs], gap=dp(9))
