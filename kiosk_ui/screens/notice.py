# SPDX-License-Identifier: Apache-2.0
"""The notice screen: what becomes of what was said, and whether a text may be sent."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.review import NoticePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages


class NoticeScreen(Screen):
    """Four plain sentences; the consent to be texted is a question of its own."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the notice."""
        super().__init__(kiosk)
        presenter = kiosk.present(NoticePresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        size, gap = (sizes().body, dp(6)) if view.ask else (sizes().lead, dp(14))
        rows = [Line(icon, text, size=size) for icon, text in view.lines]
        ask = Line("phone", view.ask, bold=True, fill=c.card, edge=c.action, name_id="notice.ask")
        if view.ask and sizes().large:
            # asked first, so that the two answers below it are not a riddle
            rows.insert(0, ask)
        self.body.add_widget(Pages(rows, gap=gap))
        if view.ask:
            if not sizes().large:
                self.body.add_widget(ask)
            answers = [("no", view.no, False, "close", "plain"), ("yes", view.yes, True, "check", "go")]
        else:
            answers = [("next", view.go_on, False, "check", "primary")]
        self.body.add_widget(
            self.bar(
                *(
                    Push(f"notice.{code}", text, partial(presenter.answer, sms), icon=icon, kind=kind, fill_row=True)
                    for code, text, sms, icon, kind in answers
                )
            )
        )
