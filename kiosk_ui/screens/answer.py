# SPDX-License-Identifier: Apache-2.0
"""The answer screen: what the charter says, in pieces, and whether that was what they wanted to know."""

from typing import Any

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.card import Card, CardPresenter, Piece
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.lines import Line, Source
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.text import FitText


class AnswerScreen(Screen):
    """Pieces with icons; below them the question, never a dead end."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the answer."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(CardPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.padding, self.body.spacing = (metrics.MARGIN, dp(10)), dp(8)
        rows: list[Any] = [_line(piece) for piece in view.pieces]
        rows.append(Source(view.source, name_id="card.source"))
        if sizes().large:
            if view.ask:
                rows.append(Line("question", view.ask, bold=True, size=sizes().lead, name_id="card.ask"))
            self.body.add_widget(Pages([*rows, *self._rows(view)], gap=dp(4)))
            return
        self.body.add_widget(Pages(rows, gap=dp(4)))
        if view.ask:
            self.body.add_widget(
                FitText(
                    view.ask,
                    size=sizes().lead,
                    least=sizes().body,
                    size_hint_y=None,
                    height=dp(34),
                    name_id="card.ask",
                )
            )
        self.body.add_widget(self.bar(*self._buttons(view)))

    def _buttons(self, view: Card) -> list[Push]:
        presenter = self._presenter
        buttons = [Push("card.yes", view.yes, presenter.yes, icon="check", fill_row=True)]
        if view.no:
            buttons.insert(0, Push("card.no", view.no, presenter.no, icon="close", fill_row=True))
        if view.start:
            buttons.append(
                Push("card.start", view.start, presenter.start, icon="next", kind="go", lead=True, fill_row=True)
            )
        return buttons

    def _rows(self, view: Card) -> list[Row]:
        """The same as rows of the list, for enlarged text."""
        presenter, c = self._presenter, colours()
        ways = (
            ("start", view.start, presenter.start, "next", c.go),
            ("yes", view.yes, presenter.yes, "check", c.action),
            ("no", view.no, presenter.no, "close", c.action),
        )
        return [Row(f"card.{code}", text, act, icon=icon, fill=fill) for code, text, act, icon, fill in ways if text]


def _line(piece: Piece) -> Line:
    icon, text, asked = piece
    c = colours()
    return Line(icon, text, bold=asked and bool(icon), size=sizes().lead if asked else sizes().body, ink=c.ink)
