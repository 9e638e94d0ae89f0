# SPDX-License-Identifier: Apache-2.0
"""The home screen: six tiles, and in words what is true about saving."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.home import Choice, Home, HomePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.spoken import Voice
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.bar import Bar
from kiosk_ui.widgets.button import Push, Tile
from kiosk_ui.widgets.header import HallHeader
from kiosk_ui.widgets.pages import Abreast, Pages
from kiosk_ui.widgets.text import FitText


class HomeScreen(Screen):
    """Where every matter begins."""

    patience = 45.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the tiles."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(HomePresenter)
        view = presenter.view()
        self._header = HallHeader(kiosk, view.title, presenter.change_language)
        self.add_widget(self._header)
        self.body.padding = (metrics.MARGIN, dp(8), metrics.MARGIN, dp(12))
        if not sizes().large:
            self.body.add_widget(
                FitText(
                    view.title,
                    size=sizes().title,
                    least=dp(24),
                    face=metrics.DISPLAY,
                    size_hint_y=None,
                    height=dp(46),
                    name_id="home.title",
                    voice=Voice.TITLE,
                )
            )
        tiles = [self._tile(choice) for choice in view.choices if choice.possible or not sizes().large]
        if sizes().large:
            self._enlarge(tiles, view)
        else:
            grid = GridLayout(cols=3, spacing=dp(12))
            for tile in tiles:
                grid.add_widget(tile)
            self.body.add_widget(grid)
            self.body.add_widget(self._footer(view))
        self.add_widget(self.body)
        presenter.watch(self._tell)

    def _tile(self, choice: Choice) -> Tile:
        return Tile(
            f"home.{choice.code}",
            choice.title,
            choice.hint,
            partial(self._presenter.choose, choice.code),
            icon=choice.code,
            fill=getattr(colours(), choice.code),
            disabled=not choice.possible,
        )

    def _enlarge(self, tiles: list[Tile], view: Home) -> None:
        """In two columns, the way out among them; what cannot be chosen left its room to what can."""
        leave = Push("home.done", view.done, self._presenter.done, icon="check", fill_row=True)
        leave.size_hint_y = 1
        emergency = Push("home.emergency", view.emergency, self._presenter.emergency, kind="alarm", fill_row=True)
        emergency.size_hint_y = 1
        cells = [*tiles, emergency, leave]
        self.body.padding = (metrics.MARGIN, dp(8))
        tall = dp(112) if sizes().scale < 200 else metrics.TILE
        rows = [Abreast(cells[first : first + 2], columns=2, height=tall) for first in range(0, len(cells), 2)]
        self.body.add_widget(Pages(rows, gap=dp(8)))

    def _footer(self, view: Home) -> Bar:
        c = colours()
        lines = BoxLayout(orientation="vertical")
        lines.add_widget(FitText(view.saved, size=sizes().body, ink=c.ink, valign="bottom", name_id="home.saved"))
        lines.add_widget(
            FitText(
                view.sent, size=sizes().hint, face=metrics.REGULAR, ink=c.ink_soft, valign="top", name_id="home.sent"
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
