# SPDX-License-Identifier: Apache-2.0
"""The rest screen: dark between two days, and awake at a touch."""

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.maintenance import RestPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.spoken import Control, Voice
from kiosk_ui.theme import metrics, rgba
from kiosk_ui.widgets.stop import Stop
from kiosk_ui.widgets.surface import Space
from kiosk_ui.widgets.text import FitText

_DARK, _DIM, _LIT = "#000000", "#9AA0AE", "#C9CED8"


class _Night(Stop, ButtonBehavior, BoxLayout):
    """The whole screen is one button on a dark ground; `wake` is what it is called."""

    see_through = True

    def __init__(self, wake: str) -> None:
        self._wake = wake
        super().__init__(orientation="vertical", padding=metrics.MARGIN * 2, spacing=dp(10))
        self.name_id, self.text = "rest.wake", ""
        with self.canvas.before:
            Color(*rgba(_DARK))
            self._ground = Rectangle()
        self.bind(pos=self._fill, size=self._fill)

    def control(self) -> Control:
        """How it is heard."""
        return Control(self.name_id, self._wake)

    def _fill(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size


class RestScreen(Screen):
    """Spares the panel and the eyes of the street."""

    patience = None
    scales = False

    def __init__(self, kiosk: Kiosk) -> None:
        """Go dark."""
        super().__init__(kiosk)
        presenter = kiosk.present(RestPresenter)
        view = presenter.view()
        night = _Night(view.wake)
        night.bind(on_release=lambda _: presenter.wake())
        night.add_widget(Space())
        for text, size, ink, face, voice in (
            (view.title, dp(32), _DIM, metrics.DISPLAY, Voice.TITLE),
            (view.wake, dp(24), _DIM, metrics.REGULAR, Voice.MUTE),
            (view.emergency, dp(28), _LIT, metrics.BOLD, Voice.TOLD),
        ):
            line = FitText(text, size=size, ink=ink, face=face, halign="center", voice=voice)
            line.size_hint_y, line.height = None, size * 1.6
            night.add_widget(line)
        night.add_widget(Space())
        self.add_widget(night)
