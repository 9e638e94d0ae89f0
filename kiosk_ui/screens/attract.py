# SPDX-License-Identifier: Apache-2.0
"""The attract screen: whose kiosk it is, the time, and an invitation to touch it."""

import math

from kivy.graphics import Color, Rectangle, Triangle
from kivy.metrics import dp
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.attract import AttractPresenter, Invitation
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.widgets.button import Press
from kiosk_ui.widgets.surface import Icon, Space, Surface
from kiosk_ui.widgets.text import FitText

_RAYS = 16


class Dawn(ButtonBehavior, BoxLayout):
    """The whole screen is one button, with rays over a dark ground."""

    def __init__(self) -> None:
        """Paint the ground."""
        super().__init__(orientation="vertical", padding=(metrics.MARGIN * 2, metrics.MARGIN), spacing=dp(4))
        self.name_id, self.text = "attract.start", ""
        self.bind(pos=self._draw, size=self._draw)

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

    patience = None

    def __init__(self, kiosk: Kiosk) -> None:
        """Invite."""
        super().__init__(kiosk)
        self._presenter = AttractPresenter(kiosk)
        view, c = self._presenter.view(), colours()
        dawn = Dawn()
        dawn.bind(on_release=lambda _: self._presenter.start())
        self._time = FitText("", size=dp(30), ink=c.header_ink, halign="right", size_hint_x=None, width=dp(180))
        self._date = FitText("", size=dp(24), face=metrics.REGULAR, ink=c.header_soft)
        top = BoxLayout(size_hint_y=None, height=dp(44))
        top.add_widget(self._date)
        top.add_widget(self._time)
        dawn.add_widget(top)
        dawn.add_widget(Space())
        crest = BoxLayout(size_hint_y=None, height=dp(84))
        for part in (Space(), Icon("sun", ink=c.sun, size=dp(84)), Space()):
            crest.add_widget(part)
        dawn.add_widget(crest)
        for text, size, least, face, ink in (
            (view.barangay, dp(52), dp(32), metrics.DISPLAY, c.header_ink),
            (view.city, dp(25), metrics.HINT, metrics.REGULAR, c.header_soft),
            (view.offer, dp(24), metrics.HINT, metrics.BOLD, c.header_ink),
        ):
            dawn.add_widget(
                FitText(
                    text,
                    size=size,
                    least=least,
                    face=face,
                    ink=ink,
                    halign="center",
                    size_hint_y=None,
                    height=size * 1.4,
                )
            )
        dawn.add_widget(Space())
        foot = BoxLayout(spacing=dp(14), size_hint_y=None, height=dp(118))
        foot.add_widget(self._emergency(view))
        foot.add_widget(self._invite(view))
        dawn.add_widget(foot)
        self.add_widget(dawn)
        self._presenter.watch(self._tell)

    def _invite(self, view: Invitation) -> Surface:
        c = colours()
        card = Surface(fill=c.sun, radius=dp(20), padding=(dp(20), dp(10)), spacing=dp(16))
        card.add_widget(Icon("touch", ink=c.header, size=dp(70)))
        words = BoxLayout(orientation="vertical")
        words.add_widget(
            FitText(
                view.start, size=dp(44), least=dp(32), face=metrics.DISPLAY, ink=c.header, name_id="attract.invitation"
            )
        )
        words.add_widget(
            FitText(
                "  ·  ".join(view.others), size=dp(23), face=metrics.BOLD, ink=c.header, size_hint_y=None, height=dp(36)
            )
        )
        card.add_widget(words)
        return card

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
        self._time.text, self._date.text = view.time, view.date
