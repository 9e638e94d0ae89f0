# SPDX-License-Identifier: Apache-2.0
"""The error screen: something broke; whether the case was saved; the way on."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.trouble import ErrorPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.surface import Space


class ErrorScreen(Screen):
    """Needs nothing that could have broken: no store, no worker."""

    patience = 60.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Say what became of the case."""
        super().__init__(kiosk)
        presenter = ErrorPresenter(kiosk)
        view, c = presenter.view(), colours()
        self.head(view.title, back=None, fill=c.complaint if c.card != c.page else "", icon="warning")
        self.body.add_widget(Space())
        self.body.add_widget(
            Line(view.icon, view.what, name_id="error.what", bold=True, size=dp(32), fill=c.card, edge=c.edge)
        )
        self.body.add_widget(
            Line("edit" if view.again else "person", view.kept, name_id="error.kept", size=metrics.LEAD)
        )
        self.body.add_widget(Space())
        done = Push(
            "error.done",
            view.done,
            presenter.done,
            icon="close" if view.again else "check",
            kind="plain" if view.again else "primary",
            fill_row=not view.again,
        )
        again = [Push("error.again", view.again, presenter.again, icon="back", kind="primary", fill_row=True)]
        self.body.add_widget(self.bar(done, *(again if view.again else [])))
