# SPDX-License-Identifier: Apache-2.0
"""The home screen: six tiles, and in words what is true about saving."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.home import Home, HomePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Push, Tile
from kiosk_ui.widgets.header import HallHeader
from kiosk_ui.widgets.text import FitText


class HomeScreen(Screen):
    """Where every matter begins."""

    patience = 45.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the tiles."""
        super().__init__(kiosk)
        presenter = self._presenter = HomePresenter(kiosk)
        view = presenter.view()
        self._header = HallHeader(kiosk.hall, kiosk.words, presenter.change_language)
        self.add_widget(self._header)
        self.body.padding = (metrics.MARGIN, dp(8), metrics.MARGIN, dp(12))
        self.body.add_widget(
            FitText(
                view.title,
                size=metrics.TITLE,
                least=dp(24),
                face=metrics.DISPLAY,
                size_hint_y=None,
                height=dp(46),
                name_id="home.title",
            )
        )
        tiles = GridLayout(cols=3, spacing=dp(12))
        for choice in view.choices:
            fill = getattr(colours(), choice.code)
            tiles.add_widget(
                Tile(
                    f"home.{choice.code}",
                    choice.title,
                    choice.hint,
                    partial(presenter.choose, choice.code),
                    icon=choice.code,
                    fill=fill,
                    disabled=not choice.possible,
                )
            )
        self.body.add_widget(tiles)
        self.body.add_widget(self._footer(view))
        self.add_widget(self.body)
        presenter.watch(self._tell)

    def _footer(self, view: Home) -> BoxLayout:
        c = colours()
        lines = BoxLayout(orientation="vertical")
        lines.add_widget(FitText(view.saved, size=metrics.BODY, ink=c.ink, valign="bottom", name_id="home.saved"))
        lines.add_widget(
            FitText(
                view.sent, size=metrics.HINT, face=metrics.REGULAR, ink=c.ink_soft, valign="top", name_id="home.sent"
            )
        )
        emergency = Push("home.emergency", view.emergency, self._presenter.emergency, icon="call", kind="alarm")
        done = Push("home.done", view.done, self._presenter.done, icon="check")
        return self.bar(emergency, lines, done)

    def tick(self) -> None:
        """Keep the time."""
        self._presenter.changed()

    def _tell(self, view: Home) -> None:
        self._header.tell(view.time, view.date)
