# SPDX-License-Identifier: Apache-2.0
"""Screen: the base of all; it draws one view-model and hands every touch to its presenter."""

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.widgets.header import TitleHeader


class Screen(BoxLayout):
    """A page with a header and a body, built anew at every visit so that nothing of the last one stays."""

    patience: ClassVar[float | None] = 90.0
    """Seconds without a touch until we ask whether somebody is still there; None for ever."""

    patient: ClassVar[bool] = True
    """Whether a hall or a visitor may stretch that time; an officer's screens lock when they say."""

    spoken: ClassVar[bool] = True
    """Whether it may be read aloud; not what others in the hall must not overhear."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Paint the page; subclasses add to it."""
        super().__init__(orientation="vertical")
        self.kiosk = kiosk
        with self.canvas.before:
            Color(*rgba(colours().page))
            self._ground = Rectangle()
        self.bind(pos=self._fill, size=self._fill)
        self.body = BoxLayout(orientation="vertical", padding=metrics.MARGIN, spacing=metrics.GAP)

    def head(self, title: str, *, back: Callable[[], None] | None, progress: str = "", **look: Any) -> None:
        """A title with the way back, over the body."""
        words = self.kiosk.words
        self.add_widget(
            TitleHeader(title, back=(words("kiosk.back"), back) if back else None, progress=progress, **look)
        )
        self.add_widget(self.body)

    def bar(self, *parts: Any) -> BoxLayout:
        """A row of buttons at the foot of the body."""
        row = BoxLayout(size_hint_y=None, height=metrics.TARGET, spacing=dp(12))
        for part in parts:
            row.add_widget(part)
        return row

    def tick(self) -> None:
        """Called about four times a second while the screen is on show."""

    def _fill(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size
