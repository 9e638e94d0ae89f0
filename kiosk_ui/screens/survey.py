# SPDX-License-Identifier: Apache-2.0
"""The survey screen: an invitation to say how the service was, which may be declined."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.survey import SurveyPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line


class SurveyScreen(Screen):
    """Three plain sentences before the first question."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Invite."""
        super().__init__(kiosk)
        presenter = kiosk.present(SurveyPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.spacing = dp(16)
        lines = [Line(icon, text, size=max(dp(27), sizes().body)) for icon, text in view.lines]
        self.lines(*lines)
        self.body.add_widget(
            self.bar(
                Push("survey.no", view.no, presenter.back, icon="close", fill_row=True),
                Push("survey.start", view.start, presenter.start, icon="check", kind="go", fill_row=True),
            )
        )
