# SPDX-License-Identifier: Apache-2.0
"""The emergency screen: 911 as large as it goes, and whom to call for what."""

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.emergency import Emergency, EmergencyPresenter, Hotline
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Icon, Space, Surface
from kiosk_ui.widgets.text import FitText, Paragraph


class _Row(BoxLayout):
    """For what, and whom to call in large letters."""

    def __init__(self, hotline: Hotline) -> None:
        super().__init__(orientation="vertical", size_hint_y=None)
        self._parts = [Paragraph(hotline.what, ink=colours().ink_soft)] if hotline.what else []
        self._parts.append(Paragraph(hotline.whom, size=max(dp(28), sizes().lead), bold=True))
        for part in self._parts:
            self.add_widget(part)
        self.bind(width=lambda *_: self._measure())

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        return sum(part.height_at(width) for part in self._parts)

    def _measure(self) -> None:
        self.height = self.height_at(self.width)


class EmergencyScreen(Screen):
    """Open to anybody, from the first screen on."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the numbers."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(EmergencyPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, fill=c.complaint if c.card != c.page else "", icon="call")
        if sizes().large:
            self._enlarge(view)
            return
        self.body.orientation, self.body.spacing = "horizontal", metrics.MARGIN
        left = BoxLayout(orientation="vertical", spacing=metrics.GAP, size_hint_x=None, width=dp(250))
        left.add_widget(_number(view))
        left.add_widget(Push("emergency.private", view.private, presenter.private, icon="privacy", fill_row=True))
        self.body.add_widget(left)
        self.body.add_widget(Pages([_Row(one) for one in view.hotlines], gap=dp(12)))

    def _enlarge(self, view: Emergency) -> None:
        """As a list, 911 first."""
        c = colours()
        number = Line(
            "call",
            view.number,
            bold=True,
            size=dp(96),
            ink=c.badge_ink,
            fill=c.complaint,
            edge=c.edge,
            name_id="emergency.number",
        )
        private = Row("emergency.private", view.private, self._presenter.private, icon="privacy", fill=c.action)
        rows = [number, Line("", view.free), private, *(_Row(one) for one in view.hotlines)]
        self.body.add_widget(Pages(rows, gap=dp(12)))


def _number(view: Emergency) -> Surface:
    c = colours()
    card = Surface(fill=c.complaint, orientation="vertical", padding=(dp(12), dp(14)), radius=dp(18), spacing=dp(4))
    crest = BoxLayout(size_hint_y=None, height=dp(56))
    for part in (Space(), Icon("call", ink=c.badge_ink, size=dp(56)), Space()):
        crest.add_widget(part)
    card.add_widget(crest)
    card.add_widget(
        FitText(
            view.number, size=dp(126), least=dp(96), face=metrics.DISPLAY, ink=c.badge_ink, halign="center",
            name_id="emergency.number",
        )
    )  # fmt: skip
    card.add_widget(
        FitText(view.free, size=dp(25), lines=2, ink=c.badge_ink, halign="center", size_hint_y=None, height=dp(72))
    )
    return card
