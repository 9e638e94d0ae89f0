# SPDX-License-Identifier: Apache-2.0
"""Where an officer writes to the citizen, and chooses an outcome or an office."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.answer import Choices, ChoosePresenter, WritePresenter, Writing
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import KeyPad
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages


class ChooseScreen(StaffScreen):
    """A choice of one, and a button that carries it out."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the options."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(ChoosePresenter)
        self._presenter.watch(self._tell)

    def _tell(self, view: Choices) -> None:
        presenter = self._presenter
        self.clear_widgets()
        self.body.clear_widgets()
        self.head(view.title, back=presenter.back)
        c, rows = colours(), list[Line | Row]()
        if view.problem:
            rows.append(Line("warning", view.problem, bold=True, ink=c.wrong, name_id="staff.problem"))
        for code, name, chosen in view.options:
            row = Row(
                f"staff.option.{code}",
                name,
                partial(presenter.choose, code),
                icon="check" if chosen else "edit",
                fill=c.go if chosen else c.talk,
            )
            rows.append(row)
        self.body.add_widget(Pages(rows, gap=dp(6)))
        go_on = Push(
            "staff.next", view.go_on, presenter.go_on, icon="next", kind="primary", lead=True, fill_row=True,
            disabled=not view.ready,
        )  # fmt: skip
        self.body.add_widget(self.bar(go_on))


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
