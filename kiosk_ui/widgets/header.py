# SPDX-License-Identifier: Apache-2.0
"""Header: whose kiosk it is and what time it is; on later screens the way back, the question and its place."""

from collections.abc import Sequence
from typing import Any, Final

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.spoken import Voice
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Act, Push
from kiosk_ui.widgets.surface import Icon, Space
from kiosk_ui.widgets.text import FitText, extent, wrap

_MOST_LINES: Final = 3
_BUTTON: Final[dict[str, Any]] = {"kind": "header", "pos_hint": {"center_y": 0.5}}


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

    def grow(self, title: "Title", width: float) -> None:
        """Be as high as the title needs."""
        self.height = title.height_at(width)

    def _place(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size
        self._rule.pos, self._rule.size = self.pos, (self.width, metrics.RULE)


class Title(FitText):
    """What a screen asks, as a heading in the band; enlarged text makes the band higher."""

    def __init__(self, text: str, *, name_id: str, said: str = "", lines: int = 2) -> None:
        """Show `text` in up to so many `lines`, or enlarged in more; the voice guide says `said`."""
        large = sizes().large
        self._title, self.noted = text, ""
        super().__init__(
            text,
            size=sizes().heading,
            least=sizes().firm if large else sizes().body,
            lines=_MOST_LINES if large else lines,
            face=metrics.DISPLAY,
            ink=colours().header_ink,
            name_id=name_id,
            voice=Voice.TITLE,
            said=said or text,
        )

    def _refit(self, *_: object) -> None:
        super()._refit()
        if not sizes().large and len(wrap(self.text, self.font_name, self.font_size, self.width)) > 1:
            # two lines as large as one would touch the band's edges
            self.font_size = min(self.font_size, sizes().lead)

    def note(self, text: str) -> None:
        """Show another text in the title's place, or with an empty one the title again."""
        self.noted = text
        # whatever is wrong is told whole, in the title's room
        self._least = sizes().hint if text else sizes().firm
        self.text = text or self._title

    def height_at(self, width: float) -> float:
        """How high the band must be for it."""
        size = sizes().heading
        lines = min(len(wrap(self.text, metrics.DISPLAY, size, width)), _MOST_LINES)
        return float(max(metrics.HEADER, lines * extent("Áy", metrics.DISPLAY, size)[1] + metrics.RULE))


def tools(kiosk: Kiosk, *, spoken: bool = True) -> list[Push]:
    """The buttons of a header: hear this page, where it may be heard, and the access panel."""
    words = kiosk.words
    buttons = [
        Push(
            "tools.access",
            words("kiosk.access.open"),
            lambda: kiosk.ask_access(True),
            icon="access",
            bare=True,
            **_BUTTON,
        )
    ]
    if kiosk.speaks and spoken:
        buttons.insert(
            0, Push("tools.listen", words("kiosk.access.listen"), kiosk.listen, icon="listen", bare=True, **_BUTTON)
        )
    return buttons


class HallHeader(Band):
    """The hall's name and the time, or in enlarged text the title; and the language with a way to change it."""

    def __init__(self, kiosk: Kiosk, title: str, change: Act) -> None:
        """`change` is called to choose another language."""
        super().__init__()
        c, hall, words = colours(), kiosk.hall, kiosk.words
        self.spacing = dp(10)
        self._time = FitText("", size=dp(24), ink=c.header_ink, halign="right", valign="bottom", voice=Voice.MUTE)
        self._date = FitText(
            "", size=dp(20), least=dp(20), face=metrics.REGULAR, ink=c.header_soft, halign="right", voice=Voice.MUTE
        )
        if sizes().large:
            heading = Title(title, name_id="home.title")
            heading.bind(width=self.grow)
            self.add_widget(heading)
        else:
            self.add_widget(Icon("sun", ink=c.sun, size=dp(48)))
            names = BoxLayout(orientation="vertical", padding=(0, dp(3)))
            names.add_widget(FitText(hall.barangay, size=dp(24), ink=c.header_ink, valign="bottom", voice=Voice.MUTE))
            names.add_widget(
                FitText(hall.city, size=sizes().hint, face=metrics.REGULAR, ink=c.header_soft, voice=Voice.MUTE)
            )
            self.add_widget(names)
            clock = BoxLayout(orientation="vertical", padding=(0, dp(3)), size_hint_x=None, width=dp(114))
            clock.add_widget(self._time)
            clock.add_widget(self._date)
            self.add_widget(clock)
        own = words("kiosk.language.own")
        language = Push("home.language", own, change, icon="language", bare=sizes().large, **_BUTTON)
        language.say = words("kiosk.language.change", language=own)
        for part in (*tools(kiosk), language):
            self.add_widget(part)

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
        tools: Sequence[Push] = (),
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
        c, large = colours(), sizes().large
        self.spacing = dp(10)
        if back:
            self.add_widget(Push("header.back", *back, icon="back", bare=large, **_BUTTON))
        if icon and not large:
            self.add_widget(Icon(icon, ink=c.header_ink, size=dp(42)))
        if emblem and not large:
            self.add_widget(emblem)
        else:
            self.add_widget(Space(dp(2)))
        self.title = Title(title, name_id="header.title", said=f"{title} {progress}".strip(), lines=1 if below else 2)
        self.add_widget(_with(self.title, below) if below and not large else self.title)
        if progress and not large:
            self.add_widget(
                FitText(
                    progress,
                    size=sizes().hint,
                    face=metrics.REGULAR,
                    ink=c.header_soft,
                    halign="right",
                    size_hint_x=None,
                    width=extent(progress, metrics.REGULAR, sizes().hint)[0] + dp(6),
                    voice=Voice.MUTE,
                )
            )
        for tool in tools:
            self.add_widget(tool)
        if done:
            self.add_widget(Push(*done, icon="check", bare=large, **_BUTTON))
        if large:
            self.title.bind(width=self.grow)

    def steady(self, lines: int) -> None:
        """Keep room for so many lines, whatever the title becomes."""
        self.title.unbind(width=self.grow)
        self.height = max(metrics.HEADER, lines * extent("Áy", metrics.DISPLAY, sizes().firm)[1] + metrics.RULE)


def _with(title: Title, below: str) -> BoxLayout:
    """The title with a line under it."""
    hint = sizes().hint
    words = BoxLayout(orientation="vertical", padding=(0, dp(3)))
    words.add_widget(title)
    words.add_widget(
        FitText(
            below,
            size=hint,
            face=metrics.REGULAR,
            ink=colours().header_soft,
            name_id="header.below",
            size_hint_y=None,
            height=hint * 1.4,
        )
    )
    return words
