# SPDX-License-Identifier: Apache-2.0
"""The unknown screen: the book does not know, and a person may."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.card import UnknownPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages


class UnknownScreen(Screen):
    """Says so, shows what was asked, and offers to pass it on."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Offer."""
        super().__init__(kiosk)
        presenter = kiosk.present(UnknownPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back)
        rows = [
            Line("question", view.sorry, size=sizes().lead, bold=True, name_id="unknown.sorry"),
            Line("edit", view.question, fill=c.card, edge=c.edge, name_id="unknown.question"),
            Line("person", view.promise, size=sizes().lead),
        ]
        self.body.add_widget(Pages(rows, gap=dp(16)))
        again = Push("unknown.again", view.again, presenter.again, icon="edit", fill_row=True)
        on = Push("unknown.pass_on", view.pass_on, presenter.pass_on, icon="next", kind="go", lead=True, fill_row=True)
        self.body.add_widget(self.bar(again, on))
