# SPDX-License-Identifier: Apache-2.0
"""The paper screen: the receipt printed, with or without the PIN, and said plainly where it cannot be."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.paper import PaperPresenter, Printing
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line


class PaperScreen(Screen):
    """One question, then what the printer does."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(PaperPresenter)
        self.head(presenter.view().title, back=presenter.back)
        self.body.spacing = dp(16)
        presenter.watch(self._tell)

    def _tell(self, view: Printing) -> None:
        c, presenter = colours(), self._presenter
        self.body.clear_widgets()
        what = Line(view.icon, view.what, name_id="paper.what", bold=True, size=sizes().input, fill=c.card, edge=c.edge)
        icon = "saved" if view.wrong else "privacy"
        more = [Line(icon, view.more, name_id="paper.more", size=sizes().lead)] if view.more else []
        self.lines(what, *more)
        choices = [
            Push(f"paper.{code}", text, act, icon=icon, kind=kind, fill_row=True)
            for code, text, act, icon, kind in (
                ("with_pin", view.with_pin, partial(presenter.print, True), "privacy", "plain"),
                ("without", view.without, partial(presenter.print, False), "print", "primary"),
                ("back", view.back, presenter.back, "back", "primary"),
            )
            if text
        ]
        self.body.add_widget(self.bar(*choices))

    def tick(self) -> None:
        """Wait no longer than a person would."""
        self._presenter.tick()
