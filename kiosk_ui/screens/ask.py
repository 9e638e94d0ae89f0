# SPDX-License-Identifier: Apache-2.0
"""The ask screen: write a question, or look through the topics."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.gridlayout import GridLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.ask import AskPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Row, Tile
from kiosk_ui.widgets.pages import Pages


class AskScreen(Screen):
    """Four tiles."""

    patience = 60.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the ways to ask."""
        super().__init__(kiosk)
        presenter = kiosk.present(AskPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back)
        fills = {"edit": c.question, "document": c.document, "complaint": c.complaint, "hub": c.case}
        if sizes().large:
            rows = [
                Row(f"ask.{code}", title, partial(presenter.choose, code), icon=icon, fill=fills[icon])
                for code, icon, title, _ in view.ways
            ]
            self.body.add_widget(Pages(rows, gap=dp(9)))
            return
        tiles = GridLayout(cols=2, spacing=dp(12))
        for code, icon, title, hint in view.ways:
            act = partial(presenter.choose, code)
            tiles.add_widget(Tile(f"ask.{code}", title, hint, act, icon=icon, fill=fills[icon], lines=2))
        self.body.add_widget(tiles)
