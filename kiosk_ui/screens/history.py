# SPDX-License-Identifier: Apache-2.0
"""The history screen: what has happened to a case, the newest on top."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.history import HistoryPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import metrics
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.timeline import Moment


class HistoryScreen(Screen):
    """A line with a mark for everything that happened."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show it."""
        super().__init__(kiosk)
        presenter = kiosk.present(HistoryPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.padding = (metrics.MARGIN, dp(12))
        last = len(view.happenings) - 1
        rows = [Moment(one, newest=place == 0, first=place == last) for place, one in enumerate(view.happenings)]
        self.body.add_widget(Pages(rows, gap=0))
