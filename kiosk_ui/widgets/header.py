# SPDX-License-Identifier: Apache-2.0
"""Header: whose kiosk it is and what time it is; on later screens the way back, the question and its place."""

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from appliance.words import Words
from kiosk_ui.kiosk import Hall
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.widgets.button import Act, Push
from kiosk_ui.widgets.surface import Icon
from kiosk_ui.widgets.text import FitText


class Band(BoxLayout):
    """The coloured band on top with the yellow rule below it."""

    def __init__(self, fill: str = "") -> None:
        """Paint in `fill`, or in the header's colour."""
        super().__init__(
            size_hint_y=None,
            height=metrics.HEADER,
            padding=(metrics.MARGIN, 0, metrics.MARGIN, metrics.RULE),
            spacing=dp(14),
        )
        with self.canvas.before:
            Color(*rgba(fill or colours().header))
            self._ground = Rectangle()
            Color(*rgba(colours().sun))
            self._rule = Rectangle()
        self.bind(pos=self._place, size=self._place)

    def _place(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size
        self._rule.pos, self._rule.size = self.pos, (self.width, metrics.RULE)


class HallHeader(Band):
    """The hall's name, the time, and the language with a way to change it."""

    def __init__(self, hall: Hall, words: Words, change: Act) -> None:
        """`change` is called to choose another language."""
        super().__init__()
        c = colours()
        self.add_widget(Icon("sun", ink=c.sun, size=dp(54)))
        names = BoxLayout(orientation="vertical", padding=(0, dp(3)))
        names.add_widget(FitText(hall.barangay, size=dp(24), ink=c.header_ink, valign="bottom"))
        names.add_widget(FitText(hall.city, size=metrics.HINT, face=metrics.REGULAR, ink=c.header_soft))
        self.add_widget(names)
        self._time = FitText("", size=dp(24), ink=c.header_ink, halign="right", valign="bottom")
        self._date = FitText("", size=metrics.HINT, face=metrics.REGULAR, ink=c.header_soft, halign="right")
        clock = BoxLayout(orientation="vertical", padding=(0, dp(3)), size_hint_x=None, width=dp(190))
        clock.add_widget(self._time)
        clock.add_widget(self._date)
        self.add_widget(clock)
        self.add_widget(
            Push(
                "home.language",
                words("kiosk.language.own"),
                change,
                icon="language",
                kind="header",
                pos_hint={"center_y": 0.5},
            )
        )

    def tell(self, time: str, date: str) -> None:
        """Show the time."""
        self._time.text, self._date.text = time, date


class TitleHeader(Band):
    """The way back, what this screen asks, and how far along it is."""

    def __init__(
        self,
        title: str,
        *,
        back: tuple[str, Act] | None,
        progress: str = "",
        fill: str = "",
        icon: str = "",
        emblem: Icon | None = None,
        below: str = "",
        done: tuple[str, str, Act] | None = None,
    ) -> None:
        """`back` is the word on the button and what it does, `done` the same after the button's name; or None.

        `emblem` is the hall's, before the title; `below` a line under the title.
        """
        super().__init__(fill)
        c = colours()
        if back:
            self.add_widget(Push("header.back", *back, icon="back", kind="header", pos_hint={"center_y": 0.5}))
        if icon:
            self.add_widget(Icon(icon, ink=c.header_ink, size=dp(42)))
        if emblem:
            self.add_widget(emblem)
        self.add_widget(self._words(title, below))
        if done:
            self.add_widget(Push(*done, icon="check", kind="header", pos_hint={"center_y": 0.5}))
        if progress:
            self.add_widget(
                FitText(
                    progress,
                    size=metrics.HINT,
                    face=metrics.REGULAR,
                    ink=c.header_soft,
                    halign="right",
                    size_hint_x=None,
                    width=dp(112),
                )
            )

    def _words(self, title: str, below: str) -> BoxLayout:
        c = colours()
        words = BoxLayout(orientation="vertical", padding=(0, dp(3) if below else 0))
        words.add_widget(
            FitText(
                title,
                size=dp(28),
                least=metrics.BODY,
                lines=1 if below else 2,
                face=metrics.DISPLAY,
                ink=c.header_ink,
                name_id="header.title",
            )
        )
        if below:
            line = FitText(below, size=metrics.HINT, face=metrics.REGULAR, ink=c.header_soft, name_id="header.below")
            line.size_hint_y, line.height = None, metrics.HINT * 1.4
            words.add_widget(line)
        return words
