# SPDX-License-Identifier: Apache-2.0
"""The maintenance screen: an apology in every language of the hall, and the way on."""

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.maintenance import MaintenancePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.spoken import Voice
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.header import Band
from kiosk_ui.widgets.surface import Icon, Space
from kiosk_ui.widgets.text import FitText


class MaintenanceScreen(Screen):
    """Stays until the cause is gone."""

    patience = None
    scales = False

    def __init__(self, kiosk: Kiosk) -> None:
        """Apologise."""
        super().__init__(kiosk)
        presenter = kiosk.present(MaintenancePresenter)
        view, c = presenter.view(), colours()
        band = Band()
        band.add_widget(Icon("sun", ink=c.sun, size=dp(54)))
        names = BoxLayout(orientation="vertical", padding=(0, dp(3)))
        names.add_widget(
            FitText(kiosk.hall.barangay, size=dp(24), ink=c.header_ink, valign="bottom", voice=Voice.TITLE)
        )
        names.add_widget(FitText(kiosk.hall.city, size=sizes().hint, face=metrics.REGULAR, ink=c.header_soft))
        band.add_widget(names)
        self.add_widget(band)
        self.body.spacing = dp(6)
        for number, (sorry, way) in enumerate(view.lines):
            self.body.add_widget(Space())
            self.body.add_widget(_words(sorry, way, number))
        self.body.add_widget(Space())
        self.body.add_widget(
            self.bar(Push("maintenance.emergency", view.emergency, presenter.emergency, icon="call", kind="alarm"))
        )
        self.add_widget(self.body)


def _words(sorry: str, way: str, number: int) -> BoxLayout:
    """The first language is the largest."""
    size, height = (dp(31), dp(44)) if number == 0 else (dp(25), dp(36))
    block = BoxLayout(orientation="vertical", size_hint_y=None, height=height + dp(34))
    block.add_widget(
        FitText(
            sorry, size=size, face=metrics.DISPLAY, size_hint_y=None, height=height, name_id=f"maintenance.{number}"
        )
    )
    block.add_widget(
        FitText(
            way,
            size=dp(23),
            face=metrics.REGULAR,
            ink=colours().ink_soft,
            size_hint_y=None,
            height=dp(34),
            name_id=f"maintenance.{number}.way",
        )
    )
    return block
