# SPDX-License-Identifier: Apache-2.0
"""Buttons: plain ones with an icon and a word, and the large tiles of a choice."""

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.surface import Badge, Icon, Space, Surface
from kiosk_ui.widgets.text import FitText, extent

Act = Callable[[], None]


class Press(ButtonBehavior, Surface):
    """A surface that can be pressed: it shows the finger, and calls `act` once when it is let go."""

    def __init__(self, name_id: str, act: Act, *, fill: str, edge: str = "", **kwargs: Any) -> None:
        """Call `act` for every press."""
        self.name_id = name_id
        self._act, self._fill, self._edge = act, fill, edge
        super().__init__(fill=fill, edge=edge, **kwargs)

    def on_state(self, _: object, state: str) -> None:
        """Show the finger."""
        self.paint(colours().pressed if state == "down" else self._fill, self._edge)

    def on_release(self) -> None:
        """Act, once a press."""
        self._act()


def _look(kind: str) -> tuple[str, str, str]:
    """Fill, ink and edge of a kind of button."""
    c = colours()
    return {
        "primary": (c.action, c.action_ink, ""),
        "go": (c.go, c.go_ink, ""),
        "plain": (c.card, c.action, c.edge),
        "header": (c.card, c.action, c.card if c.card != c.header else c.edge),
        "idle": (c.idle, c.idle_ink, ""),
    }[kind]


class Push(Press):
    """A word, with an icon before it or, for a way forward, after it."""

    def __init__(
        self, name_id: str, text: str, act: Act, *, icon: str = "", kind: str = "plain", lead: bool = False,
        width: float | None = None, fill_row: bool = False, disabled: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        """`lead` puts the icon after the word; without `fill_row` the button is as wide as its word."""
        fill, ink, edge = _look("idle" if disabled else kind)
        self.text = text
        size = dp(22)
        icon_size = dp(28)
        need = extent(text, metrics.BOLD, size)[0] + (icon_size + dp(10) if icon else 0) + dp(40)
        room = {} if fill_row else {"size_hint_x": None, "width": width or max(need, dp(120))}
        super().__init__(
            name_id, act, fill=fill, edge=edge, padding=(dp(14), 0), spacing=dp(10), size_hint_y=None,
            height=metrics.TARGET, disabled=disabled, **room, **kwargs,
        )  # fmt: skip
        halign = "left" if icon else "center"
        label = FitText(text, size=size, ink=ink, halign=halign)
        label.disabled_color = label.color
        parts: list[Any] = [label]
        if icon:
            label.size_hint_x, label.width = None, extent(text, metrics.BOLD, size)[0] + dp(5)
            if width:
                label.width = min(label.width, width - icon_size - dp(38))
            picture = Icon(icon, ink=ink, size=icon_size)
            parts = [Space(), *((label, picture) if lead else (picture, label)), Space()]
        for part in parts:
            self.add_widget(part)


class Tile(Press):
    """A choice as large as a thumb: a badge, a name and what it is for."""

    def __init__(
        self, name_id: str, title: str, hint: str, act: Act, *, icon: str, fill: str, title_size: float = dp(27),
        disabled: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        """A disabled tile says in its hint why."""
        c = colours()
        self.text = title
        super().__init__(
            name_id, act, fill=c.idle if disabled else c.card, edge=c.edge, shadow=not disabled,
            padding=(dp(14), dp(10), dp(8), dp(10)), spacing=dp(12), disabled=disabled, **kwargs,
        )  # fmt: skip
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(60)))
        words = BoxLayout(orientation="vertical", spacing=dp(1))
        ink, soft = (c.idle_ink, c.idle_ink) if disabled else (c.ink, c.ink_soft)
        name = FitText(title, size=title_size, ink=ink, size_hint_y=None, height=dp(38), valign="bottom")
        why = FitText(hint, size=metrics.HINT, lines=2, face=metrics.REGULAR, ink=soft, valign="top",
                      size_hint_y=None, height=dp(60))  # fmt: skip
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
            name_id, act, fill=c.card, edge=c.edge, padding=(dp(12), dp(6), dp(16), dp(6)), spacing=dp(14),
            size_hint_y=None, height=dp(84),
        )  # fmt: skip
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(50)))
        self.add_widget(FitText(text, size=metrics.LEAD, lines=2))
        self.add_widget(Icon("next", ink=c.action, size=dp(26)))
