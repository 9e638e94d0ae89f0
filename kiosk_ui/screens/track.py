# SPDX-License-Identifier: Apache-2.0
"""The track screen: the two numbers from the receipt."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.track import Asked, TrackPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import DigitPad
from kiosk_ui.widgets.surface import Space
from kiosk_ui.widgets.text import FitText


class TrackScreen(Screen):
    """Two fields at the left, large digits at the right."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show empty fields."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(TrackPresenter)
        view, large = presenter.view(), sizes().large
        self.head(view.title, back=presenter.back)
        self.body.padding, self.body.orientation = 0, "horizontal"
        left = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, metrics.GAP), spacing=dp(6))
        self._fields = {}
        for code, label, short in (
            ("reference", view.reference_label, "kiosk.receipt.number"),
            ("pin", view.pin_label, "kiosk.receipt.pin"),
        ):
            if not large:
                left.add_widget(FitText(label, size=sizes().body, ink=colours().ink, size_hint_y=None, height=dp(30)))
            field = Field(
                f"track.{code}",
                hint=kiosk.words(short) if large else "",
                say=label,
                act=partial(presenter.focus, code),
                size_hint_y=None,
                height=dp(72) if large else dp(64),
            )
            self._fields[code] = field
            left.add_widget(field)
        self._advice = Advice("track.advice", lines=3, size_hint_y=None, height=dp(92), valign="top")
        if large:
            self._header.steady(2)
        else:
            left.add_widget(self._advice)
        left.add_widget(Space())
        self._foot = self.bar()
        left.add_widget(self._foot)
        pad = DigitPad(kiosk.words, presenter.key)
        pad.widget.size_hint_x = 0.8 if large else 1.05
        self.body.add_widget(left)
        self.body.add_widget(pad.widget)
        self._button = ""
        presenter.watch(self._tell)

    def _tell(self, view: Asked) -> None:
        self._fields["reference"].show(view.reference, active=view.active == "reference", wrong=view.wrong)
        self._fields["pin"].show(view.pin, active=view.active == "pin", wrong=view.wrong)
        self.advise(self._advice, view.advice, wrong=view.wrong)
        if self._button != view.submit:
            self._button = view.submit
            self._foot.clear_widgets()
            self._foot.add_widget(
                Push("track.submit", view.submit, self._presenter.submit, icon="case", kind="primary", fill_row=True)
            )
