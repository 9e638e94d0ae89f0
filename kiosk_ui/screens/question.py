# SPDX-License-Identifier: Apache-2.0
"""The question screen: one question of the survey, its choices as large as the screen allows."""

from functools import partial
from typing import Final

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.survey import Question, QuestionPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.option import FaceOption, RowOption, WordOption
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Space

_PAIR: Final = 2
"""Two choices stand side by side, like the two hands."""

_MOST_ROWS: Final = 4
"""Rows of choices that are large enough for a finger on the smallest panel."""


class QuestionScreen(Screen):
    """Every answer shows the next question in the same place."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask the first question."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(QuestionPresenter)
        self._presenter.watch(self._tell)

    def _tell(self, view: Question) -> None:
        presenter = self._presenter
        self.clear_widgets()
        self.body.clear_widgets()
        self.head(view.title, back=presenter.back, progress=view.progress)
        if sizes().large:
            self._header.title.note(view.advice if view.wrong else "")
        elif view.advice:
            advice = Advice("question.advice", size_hint_y=None, height=sizes().hint * 1.5)
            advice.say(view.advice, wrong=view.wrong)
            self.body.add_widget(advice)
        if sizes().large:
            self.body.add_widget(self._rows(view))
            return
        self.body.add_widget(self._faces(view) if view.scale else self._words(view))
        if view.apart:
            self.body.add_widget(
                Push(
                    f"question.{view.apart.code}",
                    view.apart.text,
                    partial(presenter.choose, view.apart.code),
                    kind="primary" if view.apart.chosen else "plain",
                    fill_row=True,
                )
            )
        self.body.add_widget(
            self.bar(
                Push("question.stop", view.stop, presenter.stop, icon="close"),
                Space(),
                Push("question.skip", view.skip, presenter.skip, icon="next", lead=True),
            )
        )

    def _rows(self, view: Question) -> Pages:
        options = [*view.options, *([view.apart] if view.apart else [])]
        inks = {option.code: ink for option, ink in zip(view.options, _inks(), strict=False)} if view.scale else {}
        rows: list[RowOption | Row] = [
            RowOption(
                f"question.{option.code}",
                option.text,
                partial(self._presenter.choose, option.code),
                icon=f"face{option.code}" if option.code in inks else "",
                ink=inks.get(option.code, ""),
                chosen=option.chosen,
            )
            for option in options
        ]
        presenter, fill = self._presenter, colours().talk
        rows.append(Row("question.skip", view.skip, presenter.skip, icon="next", fill=fill))
        rows.append(Row("question.stop", view.stop, presenter.stop, icon="close", fill=fill))
        return Pages(rows, gap=dp(8))

    def _faces(self, view: Question) -> BoxLayout:
        faces = BoxLayout(spacing=metrics.GAP)
        for option, ink in zip(view.options, _inks(), strict=True):
            faces.add_widget(
                FaceOption(
                    f"question.{option.code}",
                    option.text,
                    partial(self._presenter.choose, option.code),
                    icon=f"face{option.code}",
                    ink=ink,
                    chosen=option.chosen,
                )
            )
        return faces

    def _words(self, view: Question) -> GridLayout:
        rows = len(view.options) + bool(view.apart)
        grid = GridLayout(cols=1 if _PAIR < rows <= _MOST_ROWS else 2, spacing=metrics.GAP)
        for option in view.options:
            grid.add_widget(
                WordOption(
                    f"question.{option.code}",
                    option.text,
                    partial(self._presenter.choose, option.code),
                    chosen=option.chosen,
                )
            )
        return grid


def _inks() -> tuple[str, ...]:
    """The colours of the five faces, from bad to good."""
    c = colours()
    return c.complaint, c.suggestion, c.ink_soft, c.document, c.go
