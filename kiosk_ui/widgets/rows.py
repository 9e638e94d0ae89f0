# SPDX-License-Identifier: Apache-2.0
"""Rows: a list of names to choose from, two side by side so that a hall's services fit on few pages."""

from collections.abc import Callable, Sequence
from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import ROW, Row, row_height
from kiosk_ui.widgets.pages import Later, Pages
from kiosk_ui.widgets.surface import Space

Listed = tuple[str, str, str, str]
"""What is chosen, its name, the icon before it and that icon's colour."""


def service_rows(name: str, listed: Sequence[Listed], choose: Callable[[str], None]) -> Pages:
    """The list, built a page at a time; its widgets are called after `name`, the one for nothing listed "other"."""

    def row(of: Listed) -> Row:
        code, text, icon, fill = of
        return Row(f"{name}.{code or 'other'}", text, partial(choose, code), icon=icon, fill=fill)

    def pair(of: Sequence[Listed]) -> BoxLayout:
        line = BoxLayout(spacing=metrics.GAP, size_hint_y=None, height=ROW)
        for one in of:
            line.add_widget(row(one))
        if len(of) == 1:
            line.add_widget(Space())
        return line

    if sizes().large:
        return Pages([Later(partial(row_height, one[1]), partial(row, one)) for one in listed], gap=dp(9))
    pairs = [listed[first : first + 2] for first in range(0, len(listed), 2)]
    return Pages([Later(lambda width: ROW, partial(pair, of)) for of in pairs], gap=dp(9))
