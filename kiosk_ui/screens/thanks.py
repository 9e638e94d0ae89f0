# SPDX-License-Identifier: Apache-2.0
"""The thanks screen: the answers to the survey are saved."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.survey import ThanksPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.surface import Space


class ThanksScreen(Screen):
    """Shown only once they are committed."""

    patience = 30.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Thank."""
        super().__init__(kiosk)
        presenter = ThanksPresenter(kiosk)
        view, c = presenter.view(), colours()
        self.head(view.title, back=None, fill=c.go if c.card != c.page else "", icon="check")
        self.body.add_widget(Space())
        self.body.add_widget(
            Line("saved", view.saved, name_id="thanks.saved", bold=True, size=dp(32), fill=c.card, edge=c.edge)
        )
        self.body.add_widget(Line("person", view.use, size=metrics.LEAD))
        self.body.add_widget(Space())
        self.body.add_widget(
            self.bar(Push("thanks.done", view.done, presenter.done, icon="check", kind="primary", fill_row=True))
        )
