# SPDX-License-Identifier: Apache-2.0
"""Access panel: text size, contrast, voice guide and time, over whatever the visitor was doing."""

from typing import Any, Final

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.access import AccessPresenter, Choice, Setting
from kiosk_ui.spoken import Control, Voice
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.header import TitleHeader
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Icon
from kiosk_ui.widgets.text import FitText, extent, wrap

_SPACING: Final = dp(12)


class _Button(Push):
    """A choice in a setting: painted as pressed in where it is in force."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        super().__init__(
            f"access.{choice.code}",
            choice.text,
            choice.act,
            kind="primary" if choice.lit else "plain",
            fill_row=True,
            disabled=not choice.possible,
        )

    def control(self) -> Control:
        """How it is heard."""
        choice = self._choice
        return Control(self.name_id, choice.say, state=choice.state, possible=choice.possible)


class _Setting(BoxLayout):
    """What is set, and its buttons beside it; enlarged, more than one button stand below it."""

    def __init__(self, setting: Setting) -> None:
        self._below = sizes().large and len(setting.choices) > 1
        super().__init__(orientation="vertical" if self._below else "horizontal", spacing=dp(4 if self._below else 12))
        self.size_hint_y = None
        self._label = setting.label
        name = BoxLayout(spacing=_SPACING)
        name.add_widget(Icon(setting.icon, ink=colours().action, size=_icon()))
        name.add_widget(FitText(setting.label, size=sizes().lead, lines=2, voice=Voice.MUTE))
        buttons = BoxLayout(spacing=dp(8), size_hint_y=None, height=sizes().button, pos_hint={"center_y": 0.5})
        self._beside = 0.0
        if not self._below:
            self._beside = sizes().word * 5.7 if sizes().large else dp(400)
            buttons.size_hint_x, buttons.width = None, self._beside
        for choice in setting.choices:
            buttons.add_widget(_Button(choice))
        if setting.state:
            state = FitText(setting.state, size=sizes().word, halign="center", voice=Voice.MUTE)
            buttons.add_widget(state, index=1)
        self.add_widget(name)
        self.add_widget(buttons)
        self.bind(width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        room = width - _icon() - _SPACING - (self._beside + _SPACING if self._beside else 0)
        lines = len(wrap(self._label, metrics.BOLD, sizes().lead, room))
        words = lines * extent("Áy", metrics.BOLD, sizes().lead)[1] + dp(2)
        return float(words + dp(4) + sizes().button if self._below else max(words, sizes().button))

    def _measure(self, *_: object) -> None:
        self.height = self.height_at(self.width)


class AccessPanel(BoxLayout):
    """Covers the screen; what is under it waits as it is."""

    def __init__(self, kiosk: Kiosk, row: int) -> None:
        """Show the settings, beginning with that row where they do not all fit."""
        super().__init__(orientation="vertical")
        presenter = AccessPresenter(kiosk)
        view = presenter.view()
        with self.canvas.before:
            Color(*rgba(colours().page))
            self._ground = Rectangle()
        self.bind(pos=self._fill, size=self._fill)
        done = ("access.done", view.done, presenter.close)
        self.add_widget(TitleHeader(view.title, back=None, icon="access", done=None if sizes().large else done))
        body = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, metrics.GAP), spacing=metrics.GAP)
        rows: list[Any] = [_Setting(setting) for setting in view.settings]
        if view.absent:
            rows.append(Line("listen", view.absent))
        self.pages = Pages(rows, gap=dp(6), row=row)
        body.add_widget(self.pages)
        if sizes().large:
            body.add_widget(Push(*done, icon="check", kind="go", fill_row=True))
        self.add_widget(body)

    def on_touch_down(self, touch: Any) -> bool:
        """Let nothing through."""
        super().on_touch_down(touch)
        return True

    def _fill(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size


def _icon() -> float:
    return float(max(dp(32), sizes().lead))
