# SPDX-License-Identifier: Apache-2.0
"""Rows: a list of names to choose from, two side by side so that a hall's services fit on few pages."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from kivy.metrics import dp

from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Row, row_height
from kiosk_ui.widgets.choices import Choices
from kiosk_ui.widgets.pages import Later, Pages


class Listed(NamedTuple):
    """What is chosen, its name, the icon before it and that icon's colour."""

    code: str
    text: str
    icon: str
    fill: str


def listed_rows(name: str, listed: Sequence[Listed], choose: Callable[[str], None]) -> Pages:
    """The list, built a page at a time; its widgets are called after `name`, the one for nothing listed "other"."""

    def row(of: Listed) -> Row:
        return Row(f"{name}.{of.code or 'other'}", of.text, partial(choose, of.code), icon=of.icon, fill=of.fill)

    makers = [partial(row, one) for one in listed]
    if sizes().large:
        heights = [partial(row_height, one.text) for one in listed]
        return Pages([Later(*one) for one in zip(heights, makers, strict=True)], gap=dp(9))
    return Choices(makers, columns=2, gap=dp(6), least=metrics.TARGET, most=metrics.TILE)
