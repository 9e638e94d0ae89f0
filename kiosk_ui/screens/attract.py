# SPDX-License-Identifier: Apache-2.0
"""The attract screen: whose kiosk it is, the time, and an invitation to touch it."""

import math
from typing import Final

from kivy.graphics import Color, Rectangle, Triangle
from kivy.metrics import dp
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.attract import AttractPresenter, Invitation
from kiosk_ui.screens.base import Screen
from kiosk_ui.spoken import Control, Voice
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Press, Push
from kiosk_ui.widgets.header import tools
from kiosk_ui.widgets.stop import Stop
from kiosk_ui.widgets.surface import Icon, Space, Surface
from kiosk_ui.widgets.text import FitText

_RAYS: Final = 16
_UNTOUCHED: Final = None
_WALKED_OFF: Final = 45.0


class Dawn(Stop, ButtonBehavior, BoxLayout):
    """The whole screen is one button, with rays over a dark ground."""

    see_through = True

    def __init__(self, start: str) -> None:
        """Paint the ground; `start` is what the button is called."""
        self._start = start
        super().__init__(orientation="vertical", padding=(metrics.MARGIN * 2, metrics.MARGIN), spacing=dp(4))
        self.name_id, self.text = "attract.start", ""
        self.bind(pos=self._draw, size=self._draw)

    def control(self) -> Control:
        """How it is heard."""
        return Control(self.name_id, self._start)

    def _draw(self, *_: object) -> None:
        c = colours()
        reach, middle, foot = self.width, self.center_x, self.y + self.height * 0.3
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*rgba(c.header))
            Rectangle(pos=self.pos, size=self.size)
            Color(*rgba(c.header_ink, 0.045))
            for ray in range(_RAYS):
                start, end = (math.pi * (ray + part) / _RAYS for part in (0.25, 0.75))
                Triangle(
                    points=(
                        middle,
                        foot,
                        middle + reach * math.cos(start),
                        foot + reach * math.sin(start),
                        middle + reach * math.cos(end),
                        foot + reach * math.sin(end),
                    )
                )


class AttractScreen(Screen):
    """Waits for a first touch, anywhere."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Invite."""
        super().__init__(kiosk)
        # for ever, unless somebody chose how they want to be served and then walked off
        self.patience = _UNTOUCHED if kiosk.as_always else _WALKED_OFF
        self._presenter = kiosk.present(AttractPresenter)
        view, c = self._presenter.view(), colours()
        dawn = Dawn(view.start)
        dawn.bind(on_release=lambda _: self._presenter.start())
        self._moment = FitText("", size=dp(24), least=dp(20), face=metrics.REGULAR, ink=c.header_soft, voice=Voice.MUTE)
        large = sizes().large
        top = BoxLayout(size_hint_y=None, height=sizes().button if large else metrics.TARGET, spacing=dp(12))
        for part in ((self._alarm(view), Space()) if large else (self._moment,)) + tuple(tools(kiosk)):
            top.add_widget(part)
        dawn.add_widget(top)
        dawn.add_widget(Space())
        crest = BoxLayout(size_hint_y=None, height=dp(76))
        for part in (Space(), Icon("sun", ink=c.sun, size=dp(76)), Space()):
            crest.add_widget(part)
        dawn.add_widget(crest)
        dawn.add_widget(_line(view.barangay, dp(52), dp(32), metrics.DISPLAY, c.header_ink, Voice.TITLE))
        if not large:
            dawn.add_widget(_line(view.city, dp(25), dp(20), metrics.REGULAR, c.header_soft))
            dawn.add_widget(_line(view.offer, dp(24), dp(20), metrics.BOLD, c.header_ink))
        dawn.add_widget(Space())
        lines = len(view.others) * sizes().lead * 1.5
        foot = BoxLayout(spacing=dp(14), size_hint_y=None, height=dp(82) + lines if large else dp(118))
        if not large:
            foot.add_widget(self._emergency(view))
        foot.add_widget(self._invite(view))
        dawn.add_widget(foot)
        self.add_widget(dawn)
        self._presenter.watch(self._tell)

    def _invite(self, view: Invitation) -> Surface:
        c = colours()
        large = sizes().large
        others = view.others if large else ("  ·  ".join(view.others),)
        size = sizes().lead if large else dp(23)
        card = Surface(fill=c.sun, radius=dp(20), padding=(dp(20), dp(10)), spacing=dp(16))
        card.add_widget(Icon("touch", ink=c.header, size=dp(70)))
        words = BoxLayout(orientation="vertical")
        start = max(dp(44), sizes().title)
        least = sizes().firm if large else dp(32)
        words.add_widget(
            FitText(
                view.start, size=start, least=least, face=metrics.DISPLAY, ink=c.header, name_id="attract.invitation"
            )
        )
        for other in others:
            words.add_widget(
                FitText(
                    other,
                    size=size,
                    face=metrics.BOLD,
                    ink=c.header,
                    size_hint_y=None,
                    height=size * 1.5,
                    voice=Voice.MUTE,
                )
            )
        card.add_widget(words)
        return card

    def _alarm(self, view: Invitation) -> Push:
        """The way to the emergency numbers where large text leaves no room beside the invitation."""
        return Push("attract.emergency", view.emergency, self._presenter.emergency, icon="call", kind="alarm")

    def _emergency(self, view: Invitation) -> Press:
        c = colours()
        button = Press(
            "attract.emergency",
            self._presenter.emergency,
            fill=c.complaint,
            edge=c.badge_ink,
            pressed=c.shade,
            radius=dp(20),
            orientation="vertical",
            padding=dp(10),
            size_hint_x=None,
            width=dp(190),
        )
        button.text = view.emergency
        crest = BoxLayout(size_hint_y=None, height=dp(50))
        for part in (Space(), Icon("call", ink=c.badge_ink, size=dp(46)), Space()):
            crest.add_widget(part)
        button.add_widget(crest)
        button.add_widget(FitText(view.emergency, size=dp(25), ink=c.badge_ink, halign="center"))
        return button

    def tick(self) -> None:
        """Keep the time."""
        self._presenter.changed()

    def _tell(self, view: Invitation) -> None:
        self._moment.text = f"{view.date}  ·  {view.time}"


def _line(text: str, size: float, least: float, face: str, ink: str, voice: Voice = Voice.TOLD) -> FitText:
    return FitText(
        text,
        size=size,
        least=least,
        face=face,
        ink=ink,
        halign="center",
        size_hint_y=None,
        height=size * 1.4,
        voice=voice,
    )
