# SPDX-License-Identifier: Apache-2.0
"""The history screen: what has happened to a case, the newest on top."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.history import Happening, HistoryPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.lines import Line
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
        if view.empty:
            self.lines(Line("time", view.empty, size=sizes().lead, name_id="history.empty"))
            return
        last = len(view.happenings) - 1
        if sizes().large:
            self.body.add_widget(Pages([line for one in view.happenings for line in _lines(one)], gap=dp(4)))
            return
        rows = [Moment(one, newest=place == 0, first=place == last) for place, one in enumerate(view.happenings)]
        self.body.add_widget(Pages(rows, gap=0))


def _lines(happening: Happening) -> list[Line]:
    """One thing that happened in enlarged text, which goes on over the page where it is long."""
    said = [Line("", happening.text)] if happening.text else []
    return [Line("case" if happening.mine else "hub", happening.what, bold=True), *said, Line("", happening.when)]
