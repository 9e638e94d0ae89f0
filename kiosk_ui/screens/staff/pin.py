# SPDX-License-Identifier: Apache-2.0
"""The way into staff mode: dots at the left, large digits at the right."""

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.pin import Asked, PinPresenter
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import DigitPad
from kiosk_ui.widgets.surface import Space


class PinScreen(StaffScreen):
    """Shows how many digits were typed, and not which."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show an empty field."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(PinPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.leave, icon="lock")
        self.body.padding, self.body.orientation = 0, "horizontal"
        left = BoxLayout(orientation="vertical", padding=metrics.MARGIN, spacing=dp(12))
        self._field = Field("staff.pin.field", size=dp(40), say=view.title, size_hint_y=None, height=dp(72))
        self._advice = Advice("staff.pin.advice", lines=4, size_hint_y=None, height=dp(124), valign="top")
        self._foot, self._button = self.bar(), ""
        for part in (self._field, self._advice, Space(), self._foot):
            left.add_widget(part)
        pad = DigitPad(kiosk.words, presenter.key)
        pad.widget.size_hint_x = 1.05
        self.body.add_widget(left)
        self.body.add_widget(pad.widget)
        presenter.watch(self._tell)

    def _tell(self, view: Asked) -> None:
        self._field.show(view.dots, wrong=view.wrong)
        self._advice.say(view.advice, wrong=view.wrong)
        if self._button != view.submit:
            self._button = view.submit
            self._foot.clear_widgets()
            act = self._presenter.submit
            button = Push("staff.pin.submit", view.submit, act, icon="lock", kind="primary", fill_row=True)
            self._foot.add_widget(button)
