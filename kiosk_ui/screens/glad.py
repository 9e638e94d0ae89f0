# SPDX-License-Identifier: Apache-2.0
"""The glad screen: the question was answered."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.card import GladPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Statement


class GladScreen(Screen):
    """A thank-you with two ways on."""

    patience = 30.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Thank."""
        super().__init__(kiosk)
        presenter = kiosk.present(GladPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=None, fill=c.go if c.card != c.page else "", icon="check")
        self.lines(Statement("face5", view.text, name_id="glad.text", fill=c.go))
        more = Push("glad.more", view.more, presenter.more, icon="question", fill_row=True)
        done = Push("glad.done", view.done, presenter.done, icon="check", kind="primary", fill_row=True)
        self.body.add_widget(self.bar(more, done))
