# SPDX-License-Identifier: Apache-2.0
"""The thanks screen: the answers to the survey are saved."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.survey import ThanksPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line, Statement


class ThanksScreen(Screen):
    """Shown only once they are committed."""

    patience = 30.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Thank."""
        super().__init__(kiosk)
        presenter = kiosk.present(ThanksPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=None, fill=c.go if c.card != c.page else "", icon="check")
        self.lines(
            Statement("saved", view.saved, name_id="thanks.saved", fill=c.go),
            Line("person", view.use, size=sizes().lead),
        )
        self.body.add_widget(
            self.bar(Push("thanks.done", view.done, presenter.done, icon="check", kind="primary", fill_row=True))
        )
