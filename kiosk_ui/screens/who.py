# SPDX-License-Identifier: Apache-2.0
"""The who screen: with a name or without, and what follows from either."""

from functools import partial
from typing import Any

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.who import WhoPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Row, Tile
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages


class WhoScreen(Screen):
    """Two tiles, neither of which is the expected one."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask."""
        super().__init__(kiosk)
        presenter = kiosk.present(WhoPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        warning = Line("warning", view.warning, name_id="who.warning", ink=c.warn, fill=c.card, edge=c.edge)
        rows: list[Any] = []
        for code, icon, title, hint in view.ways:
            fill = c.document if code == "known" else c.case
            if sizes().large:
                rows.append(Row(f"who.{code}", title, partial(presenter.choose, code), icon=icon, fill=fill))
                rows.append(Line("", hint))
                continue
            tile = Tile(f"who.{code}", title, hint, partial(presenter.choose, code), icon=icon, fill=fill, lines=1)
            self.body.add_widget(tile)
        self.body.add_widget(Pages([*rows, warning], gap=dp(6)) if sizes().large else warning)
        self.body.spacing = dp(12)
