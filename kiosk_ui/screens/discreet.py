# SPDX-License-Identifier: Apache-2.0
"""The discreet screen: nothing was kept; who can help, without naming the matter."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.heed import DiscreetPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line


class DiscreetScreen(Screen):
    """Whoever looks over a shoulder learns nothing."""

    patience = 45.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Say where to go."""
        super().__init__(kiosk)
        presenter = kiosk.present(DiscreetPresenter)
        view = presenter.view()
        self.head(view.title, back=None, icon="privacy")
        self.body.spacing = dp(16)
        self.lines(*(Line(icon, text, size=sizes().choice, name_id=f"discreet.{icon}") for icon, text in view.lines))
        done = Push("discreet.done", view.done, presenter.done, icon="check", kind="primary", fill_row=True)
        self.body.add_widget(self.bar(done))
