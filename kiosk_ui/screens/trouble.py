# SPDX-License-Identifier: Apache-2.0
"""The error screen: something broke; whether the case was saved; the way on."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.trouble import ErrorPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line, Statement


class ErrorScreen(Screen):
    """Needs nothing that could have broken: no store, no worker."""

    patience = 60.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Say what became of the case."""
        super().__init__(kiosk)
        presenter = kiosk.present(ErrorPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=None, fill=c.complaint if c.card != c.page else "", icon="warning")
        self.lines(
            Statement(view.icon, view.what, name_id="error.what", fill=c.go if view.icon == "saved" else c.complaint),
            Line("edit" if view.again else "person", view.kept, name_id="error.kept", size=sizes().lead),
        )
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
