# SPDX-License-Identifier: Apache-2.0
"""The form screen: one question of a service, answered on the pad that suits it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.form import FormPage, FormPresenter
from kiosk_ui.presenters.survey import Option
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets import keys
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.choices import Choices
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.option import RowOption, WordOption
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Space
from kiosk_ui.widgets.typing import DatePage, DigitPage, LetterPage

_FEW: Final = 4
"""Choices up to which two side by side are large; more go three abreast where a bar of buttons takes room."""

_SIGNS: Final = {"yes": "check", "no": "close"}


class FormScreen(Screen):
    """Every answer shows the next question in the same place."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask the question that the visit is at."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(FormPresenter)
        self._shown: tuple[str, str, str] | None = None
        self._page: Callable[[FormPage], None] = lambda view: None
        self._presenter.watch(self._tell)

    def _tell(self, view: FormPage) -> None:
        question = view.code, view.pad, view.asked.progress
        if question != self._shown:
            self._shown = question
            self.clear_widgets()
            self.body.clear_widgets()
            self.head(view.asked.title, back=self._presenter.back, progress=view.asked.progress)
            pads = {"tiles": self._tiles, "letters": self._letters, "digits": self._digits, "date": self._date}
            self._page = pads[view.pad](view)
        self._page(view)

    def _letters(self, view: FormPage) -> Callable[[FormPage], None]:
        presenter = self._presenter
        page = LetterPage(
            "form",
            self.kiosk.words,
            presenter.key,
            presenter.submit,
            presenter.skip,
            capital=keys.starts_name if view.kind in ("name", "purok") else keys.starts_sentence,
            long=view.kind == "text",
            switch=self._switch(view),
        )
        self.typing(page)
        return lambda view: page.tell(view.asked)

    def _digits(self, view: FormPage) -> Callable[[FormPage], None]:
        presenter = self._presenter
        page = DigitPage(
            "form",
            self.kiosk.words,
            view.asked,
            presenter.key,
            presenter.submit,
            presenter.skip,
            switch=self._switch(view),
        )
        self.typing(page)
        return lambda view: page.tell(view.asked)

    def _date(self, view: FormPage) -> Callable[[FormPage], None]:
        presenter = self._presenter
        if view.date is None:
            raise ValueError("a date without its parts")
        page = DatePage(
            "form",
            self.kiosk.words,
            view.asked,
            view.date,
            presenter.key,
            presenter.submit,
            presenter.skip,
            presenter.focus,
            presenter.near,
        )
        self.typing(page)
        return lambda view: page.show(view.date, view.asked) if view.date else None

    def _tiles(self, view: FormPage) -> Callable[[FormPage], None]:
        presenter, asked = self._presenter, view.asked
        self.body.padding, self.body.spacing = (metrics.MARGIN, dp(10)), dp(8)
        advice = Advice("form.advice", size_hint_y=None, height=sizes().hint * 1.5)
        buttons = [Push("form.skip", asked.skip, presenter.skip, icon="next", lead=True)] if asked.skip else []
        if view.several:
            on = Push("form.next", asked.go_on, presenter.submit, icon="next", kind="primary", lead=True)
            buttons += [Space(), on]
        large = sizes().large
        choices = (
            Pages([], gap=dp(8)) if large else Choices([], columns=2 if len(view.options) <= _FEW or not buttons else 3)
        )
        if not large:
            self.body.add_widget(advice)
        self.body.add_widget(choices)
        if buttons:
            self.body.add_widget(self.bar(*buttons))

        def tell(view: FormPage) -> None:
            told = view.asked
            self.advise(advice, told.hint if view.several and not told.wrong else told.advice, wrong=told.wrong)
            tiles = [partial(self._tile, view.kind, option) for option in view.options]
            if isinstance(choices, Choices):
                choices.offer(tiles)
            else:
                choices.renew([make() for make in tiles])

        return tell

    def _tile(self, kind: str, option: Option) -> WordOption | RowOption:
        act = partial(self._presenter.choose, option.code)
        icon = _SIGNS.get(option.code, "") if kind == "yes_no" else ""
        if sizes().large:
            ink = colours().action
            return RowOption(f"form.{option.code}", option.text, act, icon=icon, ink=ink, chosen=option.chosen)
        return WordOption(f"form.{option.code}", option.text, act, chosen=option.chosen, icon=icon)

    def _switch(self, view: FormPage) -> tuple[str, Callable[[], None]] | None:
        return (view.switch, self._presenter.switch) if view.switch else None
