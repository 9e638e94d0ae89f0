# SPDX-License-Identifier: Apache-2.0
"""The who screen: with a name or without, and what follows from either."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.who import WhoPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.widgets.button import Tile
from kiosk_ui.widgets.lines import Line


class WhoScreen(Screen):
    """Two tiles, neither of which is the expected one."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask."""
        super().__init__(kiosk)
        presenter = kiosk.present(WhoPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        for code, icon, title, hint in view.ways:
            fill = c.document if code == "known" else c.case
            tile = Tile(f"who.{code}", title, hint, partial(presenter.choose, code), icon=icon, fill=fill, lines=1)
            self.body.add_widget(tile)
        self.body.add_widget(Line("warning", view.warning, name_id="who.warning", ink=c.warn, fill=c.card, edge=c.edge))
        self.body.spacing = dp(12)
