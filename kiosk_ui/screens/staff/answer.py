# SPDX-License-Identifier: Apache-2.0
"""Where an officer writes to the citizen, and chooses an outcome or an office."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.answer import Choices, ChoosePresenter, WritePresenter, Writing
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.choices import Choices as Tiles
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import KeyPad
from kiosk_ui.widgets.option import WordOption


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
        """Show an empty field."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(WritePresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.padding, self.body.spacing = 0, 0
        self._field = Field("staff.field", hint=view.hint, size=dp(24), top=True)
        self._advice = Advice("staff.advice", size_hint_y=None, height=dp(32))
        self._foot, self._button = BoxLayout(size_hint_x=None, width=dp(164)), ""
        row = BoxLayout(spacing=dp(12))
        row.add_widget(self._field)
        row.add_widget(self._foot)
        top = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, dp(10), metrics.MARGIN, dp(2)), spacing=dp(2))
        top.add_widget(row)
        top.add_widget(self._advice)
        self._keys = KeyPad(kiosk.words, presenter.key)
        self._keys.widget.size_hint_y = None
        self._keys.widget.height = 4 * metrics.TARGET + 5 * dp(5.5)
        self.body.add_widget(top)
        self.body.add_widget(self._keys.widget)
        presenter.watch(self._tell)

    def _tell(self, view: Writing) -> None:
        self._field.show(view.text, wrong=view.wrong)
        self._advice.say(view.advice, wrong=view.wrong)
        self._keys.follow(view.text)
        if view.send != self._button:
            self._button = view.send
            self._foot.clear_widgets()
            send = Push("staff.send", view.send, self._presenter.submit, icon="told", kind="go", fill_row=True)
            send.size_hint_y = 1
            self._foot.add_widget(send)
