# SPDX-License-Identifier: Apache-2.0
"""Keypad: our own keys for letters and digits; it keeps nothing of what was typed."""

from collections.abc import Callable
from typing import Any, Final

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout

from appliance.words import Words
from kiosk_ui.spoken import Control
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets import keys
from kiosk_ui.widgets.button import Press
from kiosk_ui.widgets.surface import Icon, Surface
from kiosk_ui.widgets.text import FitText

Typed = Callable[[str], None]

_ICONS: Final = {keys.SHIFT: "shift", keys.ERASE: "erase"}
_NAMED: Final = frozenset({keys.SHIFT, keys.ERASE, keys.CLEAR, keys.SPACE, keys.SYMBOLS, keys.LETTERS})
_GAP: Final = dp(5)


class Key(Press):
    """One key; what it types can change."""

    def __init__(self, code: str, act: Callable[["Key"], None], *, face: str, size: float, **kwargs: Any) -> None:
        """Call `act` with the key at every press; it is blank until it becomes something."""
        super().__init__(
            "",
            lambda: act(self),
            fill=colours().key,
            edge=colours().edge if colours().key == colours().keyboard else "",
            radius=dp(8),
            **kwargs,
        )
        self._label = FitText("", size=size, least=dp(20), face=face, ink=colours().key_ink, halign="center")
        self.code, self.text = code, ""

    def become(self, code: str, label: str) -> None:
        """Type `code` from now on, and show `label` or the code's picture."""
        self.code, self.name_id = code, f"key.{code}"
        self.text = self._label.text = label
        self.clear_widgets()
        self.add_widget(_picture(_ICONS[code]) if code in _ICONS else self._label)

    def control(self) -> Control:
        """How it is heard: by the name of its sign, or of what it does."""
        named = self.code in _NAMED
        return Control(self.name_id, self.text, key=f"kiosk.key.{self.code}.say" if named else "", types=True)

    def quiet(self, quiet: bool, *, held: bool = False) -> None:
        """Step back behind the keys that type something; `held` shows that the key stays down."""
        c = colours()
        self._fill = c.pressed if held else c.key_quiet if quiet else c.key
        self.paint(self._fill, self._edge)


def _picture(icon: str) -> AnchorLayout:
    middle = AnchorLayout()
    middle.add_widget(Icon(icon, ink=colours().key_ink, size=dp(32)))
    return middle


def _block(padding: float) -> Surface:
    return Surface(fill=colours().keyboard, radius=0, orientation="vertical", padding=padding, spacing=_GAP)


class DigitPad:
    """Ten large digits, erase and start again."""

    def __init__(self, words: Words, typed: Typed) -> None:
        """Call `typed` with the code of every key pressed."""
        self.widget = _block(dp(4))
        self.widget.pad = self
        labels = {keys.CLEAR: words("kiosk.key.clear")}
        for row in keys.DIGITS:
            line = BoxLayout(spacing=_GAP)
            for code, _ in row:
                key = Key(
                    code, lambda key: typed(key.code), face=metrics.BOLD, size=dp(21) if code in labels else dp(38)
                )
                key.become(code, labels.get(code, code))
                key.quiet(not code.isdigit())
                line.add_widget(key)
            self.widget.add_widget(line)

    def path(self, char: str) -> tuple[str, ...]:
        """The names of the keys to press for a character."""
        return (f"key.{char}",)


class KeyPad:
    """Letters with ñ, digits and punctuation; capitals where a sentence begins."""

    def __init__(self, words: Words, typed: Typed, *, capital: Callable[[str], bool] = keys.starts_sentence) -> None:
        """Call `typed` with the character, `space` or `erase` of every key; `capital` tells where one is due."""
        self._typed, self._due = typed, capital
        self._labels = {code: words(f"kiosk.key.{code}") for code in (keys.SPACE, keys.SYMBOLS, keys.LETTERS)}
        self._layer, self._capital = keys.LETTERS, True
        self.widget = _block(dp(6))
        self.widget.pad = self
        self._keys = [self._line(row) for row in keys.LAYERS[keys.LETTERS]]
        self._relabel()

    def _line(self, row: tuple[tuple[str, float], ...]) -> list[Key]:
        line = BoxLayout(spacing=_GAP)
        made = []
        for code, width in row:
            size = dp(21) if code in self._labels else dp(29)
            key = Key(code, self._press, face=metrics.BOLD, size=size, size_hint_x=width)
            line.add_widget(key)
            made.append(key)
        self.widget.add_widget(line)
        return made

    def follow(self, text: str) -> None:
        """Offer capitals where the text needs one next."""
        self._set(self._layer, self._due(text))

    def path(self, char: str) -> tuple[str, ...]:
        """The names of the keys to press for a character, from where the keypad stands."""
        layer = keys.layer_of(char, self._layer)
        names = [] if layer == self._layer else [f"key.{layer}"]
        if layer == keys.LETTERS and char.isalpha() and char.isupper() != self._capital:
            names.append(f"key.{keys.SHIFT}")
        return (*names, f"key.{keys.SPACE if char == ' ' else char.lower()}")

    def _press(self, key: Key) -> None:
        if key.code in keys.LAYERS:
            self._set(key.code, self._capital)
        elif key.code == keys.SHIFT:
            self._set(self._layer, not self._capital)
        else:
            self._typed(key.text if len(key.code) == 1 else key.code)

    def _set(self, layer: str, capital: bool) -> None:
        if (layer, capital) != (self._layer, self._capital):
            self._layer, self._capital = layer, capital
            self._relabel()

    def _relabel(self) -> None:
        for made, row in zip(self._keys, keys.LAYERS[self._layer], strict=True):
            for key, (code, _) in zip(made, row, strict=True):
                big = self._capital and self._layer == keys.LETTERS and len(code) == 1
                key.become(code, self._labels.get(code, code.upper() if big else code))
                key.quiet(len(code) > 1 and code != keys.SPACE, held=code == keys.SHIFT and self._capital)
