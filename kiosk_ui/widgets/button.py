# SPDX-License-Identifier: Apache-2.0
"""Buttons: plain ones with an icon and a word, and the large tiles of a choice."""

from collections.abc import Callable
from typing import Any, Final

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.spoken import Control
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.stop import Stop
from kiosk_ui.widgets.surface import Badge, Icon, Space, Surface
from kiosk_ui.widgets.text import FitText, extent, wrap

Act = Callable[[], None]

_PICTURE: Final = dp(28)
_INSET: Final = dp(18)
ROW: Final = dp(67)
"""The height of a row of a list of choices."""

_BESIDE: Final = dp(10 + 48 + 12 + 14)
"""What of such a row's width is not its words'."""


class Press(Stop, ButtonBehavior, Surface):
    """A surface that can be pressed: it shows the finger, and calls `act` once when it is let go."""

    text: Any = ""

    def __init__(
        self, name_id: str, act: Act, *, fill: str, edge: str = "", pressed: str = "", say: str = "", **kwargs: Any
    ) -> None:
        """Call `act` for every press; meanwhile the ground is in the colour `pressed`.

        `say` is its name for the voice guide where that is not the text on it.
        """
        self.name_id, self.say = name_id, say
        self._act, self._fill, self._edge = act, fill, edge
        self._pressed = pressed or colours().pressed
        super().__init__(fill=fill, edge=edge, **kwargs)

    def control(self) -> Control:
        """How it is heard."""
        return Control(self.name_id, self.say or self.text, possible=not self.disabled)

    def on_state(self, _: object, state: str) -> None:
        """Show the finger."""
        self.paint(self._pressed if state == "down" else self._fill, self._edge)

    def on_release(self) -> None:
        """Act, once a press."""
        self._act()


def _look(kind: str) -> tuple[str, str, str]:
    """Fill, ink and edge of a kind of button."""
    c = colours()
    return {
        "primary": (c.action, c.action_ink, ""),
        "go": (c.go, c.go_ink, ""),
        "alarm": (c.complaint, c.badge_ink, ""),
        "plain": (c.card, c.action, c.edge),
        "header": (c.card, c.action, c.card if c.card != c.header else c.edge),
        "idle": (c.idle, c.idle_ink, ""),
    }[kind]


class Push(Press):
    """A word, with an icon before it or, for a way forward, after it."""

    def __init__(
        self,
        name_id: str,
        text: str,
        act: Act,
        *,
        icon: str = "",
        kind: str = "plain",
        lead: bool = False,
        width: float | None = None,
        fill_row: bool = False,
        bare: bool = False,
        disabled: bool = False,
        **kwargs: Any,
    ) -> None:
        """`lead` puts the icon after the word, `bare` leaves the word to the voice guide.

        Without `fill_row` the button is as wide as its word.
        """
        fill, ink, edge = _look("idle" if disabled else kind)
        self.text, self._bare = text, bare
        self._icon = Icon(icon, ink=ink, size=dp(36) if bare else _PICTURE) if icon else None
        room: dict[str, Any] = {} if fill_row else {"size_hint_x": None, "width": width or self.natural()}
        if bare:
            room = {"size_hint_x": None, "width": metrics.TARGET}
        dark = colours().shade if kind in ("primary", "go", "alarm") else colours().pressed
        super().__init__(
            name_id,
            act,
            fill=fill,
            edge=edge,
            pressed=dark,
            size_hint_y=None,
            height=metrics.TARGET if kind == "header" else sizes().button,
            disabled=disabled,
            **room,
            **kwargs,
        )
        self._row = BoxLayout(spacing=dp(10), size_hint_x=None)
        if not bare:
            word = FitText(text, size=sizes().word, ink=ink, halign="center")
            word.disabled_color = word.color
            self._row.add_widget(word)
        if self._icon:
            self._row.add_widget(self._icon, index=0 if lead else 1)
        middle = AnchorLayout()
        middle.add_widget(self._row)
        self.add_widget(middle)
        self.bind(width=self._centre)
        self._centre()

    def natural(self, *, icon: bool = True) -> float:
        """How wide it is when its word is not made smaller, with its icon or without."""
        word = 0.0 if self._bare else extent(self.text, metrics.BOLD, sizes().word)[0] + dp(6)
        picture = self._icon.width + (dp(10) if word else 0.0) if icon and self._icon else 0.0
        return float(word + picture + 2 * _INSET)

    def drop_icon(self) -> None:
        """Leave the room to the word."""
        if self._icon:
            self._row.remove_widget(self._icon)
            self._icon = None
            self._centre()

    def _centre(self, *_: object) -> None:
        self._row.width = min(self.natural() - 2 * _INSET, self.width - _INSET)


class Tile(Press):
    """A choice as large as a thumb: a badge, a name and, where text is not enlarged, what it is for."""

    def __init__(
        self,
        name_id: str,
        title: str,
        hint: str,
        act: Act,
        *,
        icon: str,
        fill: str,
        title_size: float | None = None,
        lines: int = 2,
        language: str = "",
        disabled: bool = False,
        **kwargs: Any,
    ) -> None:
        """The hint takes up to `lines` lines; on a disabled tile it says why. `language` is that of its words."""
        c = colours()
        self.text, self._language = title, language
        size = max(title_size or 0, sizes().choice)
        super().__init__(
            name_id,
            act,
            fill=c.idle if disabled else c.card,
            edge=c.edge,
            shadow=not disabled,
            padding=(dp(14), dp(8), dp(8), dp(8)),
            spacing=dp(8) if sizes().large else dp(12),
            disabled=disabled,
            say=f"{title}. {hint}",
            **kwargs,
        )
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(46) if sizes().large else dp(60)))
        ink, soft = (c.idle_ink, c.idle_ink) if disabled else (c.ink, c.ink_soft)
        name = FitText(title, size=size, least=sizes().firm, ink=ink)
        name.disabled_color = name.color
        if sizes().large:
            self.add_widget(name)
            return
        name.size_hint_y, name.height, name.valign = None, size * 1.4, "bottom"
        why = FitText(
            hint,
            size=sizes().hint,
            lines=lines,
            face=metrics.REGULAR,
            ink=soft,
            valign="top",
            size_hint_y=None,
            height=lines * sizes().hint * 1.4,
        )
        why.disabled_color = why.color
        words = BoxLayout(orientation="vertical")
        for part in (Space(), name, why, Space()):
            words.add_widget(part)
        self.add_widget(words)

    def control(self) -> Control:
        """How it is heard."""
        return Control(self.name_id, self.say, possible=not self.disabled, language=self._language)


class Row(Press):
    """One line of a list of choices: an icon, a name, and an arrow."""

    def __init__(self, name_id: str, text: str, act: Act, *, icon: str, fill: str) -> None:
        """A row as high as its name needs."""
        c = colours()
        self.text = text
        super().__init__(
            name_id,
            act,
            fill=c.card,
            edge=c.edge,
            padding=(dp(10), dp(1), dp(14), dp(1)),
            spacing=dp(12),
            size_hint_y=None,
            height=ROW,
        )
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(48)))
        self.add_widget(FitText(text, size=_row_size(), least=sizes().firm, lines=2))
        if not sizes().large:
            self.add_widget(Icon("next", ink=c.action, size=dp(26)))
        self.bind(width=self._grow)

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return row_height(self.text, width)

    def _grow(self, *_: object) -> None:
        if sizes().large:
            self.height = self.height_at(self.width)


def row_height(text: str, width: float) -> float:
    """How high a row with that text is in a list of that width, once it is built."""
    if not sizes().large:
        return float(ROW)
    size = _row_size()
    lines = len(wrap(text, metrics.BOLD, size, width - _BESIDE))
    return float(max(metrics.mm(15), lines * extent("Áy", metrics.BOLD, size)[1] + dp(10)))


def _row_size() -> float:
    return sizes().choice if sizes().large else sizes().lead
