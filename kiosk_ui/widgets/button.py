# SPDX-License-Identifier: Apache-2.0
"""Buttons: plain ones with an icon and a word, and the large tiles of a choice."""

from collections.abc import Callable
from typing import Any, Final

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.surface import Badge, Icon, Space, Surface
from kiosk_ui.widgets.text import FitText, extent

Act = Callable[[], None]

_WORD: Final = dp(22)
_PICTURE: Final = dp(28)
_INSET: Final = dp(18)
ROW: Final = dp(67)
"""The height of a row of a list of choices."""


class Press(ButtonBehavior, Surface):
    """A surface that can be pressed: it shows the finger, and calls `act` once when it is let go."""

    def __init__(self, name_id: str, act: Act, *, fill: str, edge: str = "", pressed: str = "", **kwargs: Any) -> None:
        """Call `act` for every press; meanwhile the ground is in the colour `pressed`."""
        self.name_id = name_id
        self._act, self._fill, self._edge = act, fill, edge
        self._pressed = pressed or colours().pressed
        super().__init__(fill=fill, edge=edge, **kwargs)

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
        disabled: bool = False,
        **kwargs: Any,
    ) -> None:
        """`lead` puts the icon after the word; without `fill_row` the button is as wide as its word."""
        fill, ink, edge = _look("idle" if disabled else kind)
        self.text = text
        label = FitText(text, size=_WORD, ink=ink, halign="center")
        label.disabled_color = label.color
        parts: list[Any] = [label]
        self._natural = extent(text, metrics.BOLD, _WORD)[0] + dp(6)
        if icon:
            parts.insert(1 if lead else 0, Icon(icon, ink=ink, size=_PICTURE))
            self._natural += _PICTURE + dp(10)
        room = {} if fill_row else {"size_hint_x": None, "width": width or self._natural + 2 * _INSET}
        dark = colours().shade if kind in ("primary", "go", "alarm") else colours().pressed
        super().__init__(
            name_id,
            act,
            fill=fill,
            edge=edge,
            pressed=dark,
            size_hint_y=None,
            height=metrics.TARGET,
            disabled=disabled,
            **room,
            **kwargs,
        )
        self._row = BoxLayout(spacing=dp(10), size_hint_x=None)
        for part in parts:
            self._row.add_widget(part)
        middle = AnchorLayout()
        middle.add_widget(self._row)
        self.add_widget(middle)
        self.bind(width=self._centre)
        self._centre()

    def _centre(self, *_: object) -> None:
        self._row.width = min(self._natural, self.width - _INSET)


class Tile(Press):
    """A choice as large as a thumb: a badge, a name and what it is for."""

    def __init__(
        self,
        name_id: str,
        title: str,
        hint: str,
        act: Act,
        *,
        icon: str,
        fill: str,
        title_size: float = dp(27),
        lines: int = 2,
        disabled: bool = False,
        **kwargs: Any,
    ) -> None:
        """The hint takes up to `lines` lines; on a disabled tile it says why."""
        c = colours()
        self.text = title
        super().__init__(
            name_id,
            act,
            fill=c.idle if disabled else c.card,
            edge=c.edge,
            shadow=not disabled,
            padding=(dp(14), dp(8), dp(8), dp(8)),
            spacing=dp(12),
            disabled=disabled,
            **kwargs,
        )
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(60)))
        words = BoxLayout(orientation="vertical")
        ink, soft = (c.idle_ink, c.idle_ink) if disabled else (c.ink, c.ink_soft)
        name = FitText(title, size=title_size, ink=ink, size_hint_y=None, height=title_size * 1.4, valign="bottom")
        why = FitText(
            hint,
            size=metrics.HINT,
            lines=lines,
            face=metrics.REGULAR,
            ink=soft,
            valign="top",
            size_hint_y=None,
            height=lines * metrics.HINT * 1.4,
        )
        name.disabled_color, why.disabled_color = name.color, why.color
        for part in (Space(), name, why, Space()):
            words.add_widget(part)
        self.add_widget(words)


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
            padding=(dp(10), dp(3), dp(14), dp(3)),
            spacing=dp(12),
            size_hint_y=None,
            height=ROW,
        )
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(48)))
        self.add_widget(FitText(text, size=metrics.LEAD, lines=2))
        self.add_widget(Icon("next", ink=c.action, size=dp(26)))

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(self.height)
