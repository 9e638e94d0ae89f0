# SPDX-License-Identifier: Apache-2.0
"""The phone screen: a mobile number, which nobody has to give."""

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import PhonePresenter, Question
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import DigitPad
from kiosk_ui.widgets.surface import Space


class PhoneScreen(Screen):
    """The question at the left, large digits at the right."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was typed before."""
        super().__init__(kiosk)
        presenter = kiosk.present(PhonePresenter)
        view, large = presenter.view(), sizes().large
        self.head(view.title, back=presenter.back, progress=view.progress)
        self.body.padding, self.body.orientation = 0, "horizontal"
        # enlarged, the example would not fit, and the title asks already
        hint = "" if large else view.hint
        say = kiosk.words("kiosk.review.phone")
        self._field = Field("phone.field", hint=hint, say=say, size_hint_y=None, height=dp(72))
        self._advice = Advice("phone.advice", lines=4, size_hint_y=None, height=dp(122), valign="top")
        left = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, metrics.GAP), spacing=dp(12))
        for part in (
            self._field,
            *(() if large else (self._advice,)),
            Space(),
            Push("phone.none", view.skip, presenter.skip, icon="close", fill_row=True),
            Push("phone.next", view.go_on, presenter.submit, icon="next", kind="primary", lead=True, fill_row=True),
        ):
            left.add_widget(part)
        pad = DigitPad(kiosk.words, presenter.key)
        pad.widget.size_hint_x = 0.8 if large else 1.1
        if large:
            self._header.steady(2)
        self.body.add_widget(left)
        self.body.add_widget(pad.widget)
        presenter.watch(self._tell)

    def _tell(self, view: Question) -> None:
        self._field.show(view.text, wrong=view.wrong)
        self.advise(self._advice, view.advice, wrong=view.wrong)
