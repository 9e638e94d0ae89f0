# SPDX-License-Identifier: Apache-2.0
"""The notice screen: what becomes of what was said, and whether a text may be sent."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.review import NoticePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages


class NoticeScreen(Screen):
    """Four plain sentences; the consent to be texted is a question of its own."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the notice."""
        super().__init__(kiosk)
        presenter = NoticePresenter(kiosk)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        size, gap = (metrics.BODY, dp(6)) if view.ask else (metrics.LEAD, dp(14))
        self.body.add_widget(Pages([Line(icon, text, size=size) for icon, text in view.lines], gap=gap))
        if view.ask:
            ask = Line(
                "phone", view.ask, bold=True, fill=c.card, edge=c.action, name_id="notice.ask", size=metrics.BODY
            )
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
