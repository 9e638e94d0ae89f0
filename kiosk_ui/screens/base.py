# SPDX-License-Identifier: Apache-2.0
"""Screen: the base of all; it draws one view-model and hands every touch to its presenter."""

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.graphics import Color, Rectangle
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.bar import Bar
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.header import TitleHeader, tools
from kiosk_ui.widgets.lines import Line, Statement
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Space
from kiosk_ui.widgets.typing import DigitPage, LetterPage


class Screen(BoxLayout):
    """A page with a header and a body, built anew at every visit so that nothing of the last one stays.

    What a screen knows is its presenter's (`kiosk.present`), for it may be drawn anew at any time, in other sizes.
    """

    patience: float | None = 90.0
    """Seconds without a touch until we ask whether somebody is still there; None for ever."""

    patient: ClassVar[bool] = True
    """Whether a hall or a visitor may stretch that time; an officer's screens lock when they say."""

    spoken: ClassVar[bool] = True
    """Whether it may be read aloud; not what others in the hall must not overhear."""

    scales: ClassVar[bool] = True
    """Whether it is drawn in the visitor's text size; else in the usual one."""

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
            title, back=(word, back) if back else None, tools=self.tools(), progress=progress, **look
        )
        self.add_widget(self._header)
        self.add_widget(self.body)

    def tools(self) -> list[Push]:
        """What its header offers besides the way back."""
        return tools(self.kiosk, spoken=self.spoken)

    def typing(self, page: LetterPage | DigitPage) -> None:
        """Fill the body with a page to type on; enlarged, what is wrong is told in the title's place."""
        self.body.padding, self.body.spacing = 0, 0
        if sizes().large:
            self._header.steady(2)
        page.note = self._header.title.note
        self.body.add_widget(page)

    def advise(self, advice: Advice, text: str, *, wrong: bool) -> None:
        """Show a hint or what is wrong; in enlarged text there is room for what is wrong only, in the title's place."""
        advice.say(text, wrong=wrong)
        if sizes().large:
            self._header.title.note(text if wrong else "")

    def lines(self, *lines: Line | Statement) -> None:
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
