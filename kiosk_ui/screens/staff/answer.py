# SPDX-License-Identifier: Apache-2.0
"""Where an officer writes to the citizen, and chooses an outcome or an office."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.answer import Choices, ChoosePresenter, WritePresenter
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.choices import Choices as Tiles
from kiosk_ui.widgets.option import WordOption
from kiosk_ui.widgets.typing import LetterPage


class ChooseScreen(StaffScreen):
    """A choice of one, and a button that carries it out."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the options."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(ChoosePresenter)
        self.head(presenter.view().title, back=presenter.back)
        self.body.padding = metrics.MARGIN, dp(10)
        self._choices = Tiles([], columns=2, gap=dp(6), least=metrics.TARGET, most=metrics.TILE)
        self._foot = self.bar()
        self.body.add_widget(self._choices)
        self.body.add_widget(self._foot)
        presenter.watch(self._tell)

    def _tell(self, view: Choices) -> None:
        presenter = self._presenter
        self._header.title.note(view.problem)
        self._choices.offer(
            [
                partial(WordOption, f"staff.option.{code}", name, partial(presenter.choose, code), chosen=chosen)
                for code, name, chosen in view.options
            ]
        )
        go_on = Push(
            "staff.next", view.go_on, presenter.go_on, icon="next", kind="primary", lead=True, fill_row=True,
            disabled=not view.ready,
        )  # fmt: skip
        self._foot.clear_widgets()
        self._foot.add_widget(go_on)


class WriteScreen(StaffScreen):
    """A field above a keypad."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was written before."""
        super().__init__(kiosk)
        presenter = kiosk.present(WritePresenter)
        self.head(presenter.view().title, back=presenter.back)
        page = LetterPage("staff", kiosk.words, presenter.key, presenter.submit)
        self.typing(page)
        presenter.watch(page.tell)
