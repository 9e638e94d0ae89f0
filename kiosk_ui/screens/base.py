# SPDX-License-Identifier: Apache-2.0
"""Screen: the base of all; it draws one view-model and hands every touch to its presenter."""

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.bar import Bar
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.header import TitleHeader, tools
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Space


class Screen(BoxLayout):
    """A page with a header and a body, built anew at every visit so that nothing of the last one stays.

    What a screen knows is its presenter's (`kiosk.present`), for it may be drawn anew at any time, in other sizes.
    """

    patience: float | None = 90.0
    """Seconds without a touch until we ask whether somebody is still there; None for ever."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Paint the page; subclasses add to it."""
        super().__init__(orientation="vertical")
        self.kiosk = kiosk
        with self.canvas.before:
            Color(*rgba(colours().page))
            self._ground = Rectangle()
        self.bind(pos=self._fill, size=self._fill)
        edge = metrics.MARGIN if not sizes().large else metrics.GAP
        self.body = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, edge), spacing=metrics.GAP)

    def head(self, title: str, *, back: Callable[[], None] | None, progress: str = "", **look: Any) -> None:
        """A title with the way back, over the body."""
        word = self.kiosk.words("kiosk.back")
        self._header = TitleHeader(
            title, back=(word, back) if back else None, tools=tools(self.kiosk), progress=progress, **look
        )
        self.add_widget(self._header)
        self.add_widget(self.body)

    def advise(self, advice: Advice, text: str, *, wrong: bool) -> None:
        """Show a hint or what is wrong; in enlarged text there is room for what is wrong only, in the title's place."""
        advice.say(text, wrong=wrong)
        if sizes().large:
            self._header.title.note(text if wrong else "")

    def lines(self, *lines: Line) -> None:
        """A few sentences in the middle of the body; enlarged, in screenfuls."""
        if sizes().large:
            self.body.add_widget(Pages(lines))
        else:
            for part in (Space(), *lines, Space()):
                self.body.add_widget(part)

    def bar(self, *parts: Any) -> Bar:
        """A row of buttons at the foot of the body."""
        return Bar(*parts)

    def tick(self) -> None:
        """Called about four times a second while the screen is on show."""

    def _fill(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size
