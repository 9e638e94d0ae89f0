# SPDX-License-Identifier: Apache-2.0
"""The which screen: two services that may have been meant, and neither."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.card import Which, WhichPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row, Tile
from kiosk_ui.widgets.pages import Pages


class WhichScreen(Screen):
    """Asks rather than guesses."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask."""
        super().__init__(kiosk)
        presenter = kiosk.present(WhichPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        if sizes().large:
            self._enlarge(view, presenter)
            return
        self.body.spacing = dp(14)
        for service, name, short in view.services:
            act = partial(presenter.choose, service)
            self.body.add_widget(
                Tile(f"which.{service}", name, short, act, icon="question", fill=colours().question, lines=2)
            )
        neither = Push("which.neither", view.neither, presenter.neither, icon="close", fill_row=True)
        self.body.add_widget(self.bar(neither))

    def _enlarge(self, view: Which, presenter: WhichPresenter) -> None:
        c = colours()
        rows = [
            Row(f"which.{service}", name, partial(presenter.choose, service), icon="question", fill=c.question)
            for service, name, _ in view.services
        ]
        rows.append(Row("which.neither", view.neither, presenter.neither, icon="close", fill=c.talk))
        self.body.add_widget(Pages(rows, gap=dp(9)))
