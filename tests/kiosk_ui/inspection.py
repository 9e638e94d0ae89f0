# SPDX-License-Identifier: Apache-2.0
"""Inspection: what is wrong with the screen on show, by walking its widgets; and which strings are still in memory."""

import gc

from kivy.core.window import Window
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label

from kiosk_ui import spoken
from kiosk_ui.spoken import Voice
from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets import reading
from kiosk_ui.widgets.button import Tile
from kiosk_ui.widgets.field import Field
from kiosk_ui.widgets.header import Title
from kiosk_ui.widgets.keypad import Key
from kiosk_ui.widgets.text import extent, whole, wrap
from tests.kiosk_ui.glyphs import drawn_by

_ROUNDING = 1.0
_FIRM = {100: 20, 150: 28, 200: 44}
"""At each scale, the least size of titles, choices, numbers, replies and what is typed, on the 7" panel.

At 200 % a capital H is 6 mm high (EN 301 549, 5.1.4); at 100 % it is seen at 16 minutes of arc from 60 cm (ISO 9241-3).
"""

_HINT = {100: 20, 150: 28, 200: 36}
"""The same of words on buttons and of hints."""

_READ = {"Tile", "Row", "RowOption", "Line", "FactLine", "Field"}
"""Parts that hold what must be read."""


def problems():
    """Every clipped or split text, every widget outside the window, every target that is too small."""
    found = []
    for top in Window.children:
        for widget in top.walk(restrict=True):
            where = getattr(widget, "name_id", "") or getattr(widget, "text", "") or type(widget).__name__
            found += [f"{where}: {what}" for what in _of(widget)]
    return found


def mute(layer, words):
    """Every control without spoken text in the visitor's language, and a page without a title."""
    heard = reading.page(layer)
    found = [f"{control.id}: mute" for control in heard.controls if not spoken.name(words, control).strip(" .")]
    return found + ([] if heard.title.strip() else ["the page has no spoken title"])


def _of(widget):
    left, bottom = widget.to_window(*widget.pos)
    right, top = left + widget.width, bottom + widget.height
    off = min(left, bottom) < -_ROUNDING or right > Window.width + _ROUNDING or top > Window.height + _ROUNDING
    if off and widget.width and widget.height:
        yield f"off the window: {left:.0f},{bottom:.0f} to {right:.0f},{top:.0f}"
    if widget.parent is not Window and widget.parent is not None and widget.height:
        over = widget.y < widget.parent.y - _ROUNDING or widget.top > widget.parent.top + _ROUNDING
        if over or widget.x < widget.parent.x - _ROUNDING or widget.right > widget.parent.right + _ROUNDING:
            yield f"sticks out of its {type(widget.parent).__name__}"
    if isinstance(widget, Label) and widget.text:
        yield from _of_text(widget)
    if isinstance(widget, ButtonBehavior):
        yield from _of_target(widget)


def _of_text(label):
    missing = {char for char in label.text if char != "\n" and ord(char) not in drawn_by(label.font_name)}
    if missing:
        yield f"no glyph for {missing}"
    if label.font_size < _least(label) - _ROUNDING:
        yield f"too small: {label.font_size:.0f}"
    if isinstance(label.parent, Field):
        return
    if not whole(label.text, label.font_name, label.font_size, label.width + 2):
        yield f"split or clipped at {label.font_size:.0f} in {label.width:.0f}: {label.text!r}"
    line = extent("Áy", label.font_name, label.font_size)[1]
    if line > label.height + _ROUNDING:
        yield f"cut at its feet: {label.height:.0f} high, a line is {line:.0f}"
    lines = label.texture_size[1] / line
    if label.texture_size[1] > label.height + 2 or label.texture_size[0] > label.width + 2:
        yield f"clipped: {label.texture_size} in {label.size}: {label.text!r} ({lines:.1f} lines)"
    wanted = len(wrap(label.text, label.font_name, label.font_size, label.width + 2))
    if wanted > round(lines):
        yield f"cut short: {wanted} lines, {lines:.1f} shown at {label.width:.0f}: {label.text!r}"


def _least(label):
    """The least size of a text by its role; keys, clocks and page counts stay as they are, whatever the scale."""
    around, parent = set(), label.parent
    while parent is not None and parent is not parent.parent:
        around.add(type(parent).__name__)
        parent = parent.parent
    scale = sizes().scale
    if "Key" in around or (getattr(label, "voice", None) is Voice.MUTE and "_Setting" not in around):
        return metrics.dp(20)
    named = getattr(label, "name_id", "") in {"idle.title", "attract.invitation", "receipt.reference", "receipt.pin"}
    if named or around & _READ or isinstance(label, Title):
        # an error in the title's place has more to say
        noted = isinstance(label, Title) and label.noted
        return metrics.dp((_HINT if noted else _FIRM)[scale])
    return metrics.dp(_HINT[scale])


def _of_target(button):
    least = metrics.mm(11)
    wide = metrics.mm(10) if isinstance(button, Key) else least
    if isinstance(button, Tile):
        least = wide = metrics.TILE
    elif isinstance(button, Key) and button.width > metrics.DIGIT and button.code.isdigit():
        # at 200 % the question above them takes two lines
        least = metrics.mm(18 if sizes().scale < 200 else 15)
    if button.height < least - _ROUNDING or button.width < wide - _ROUNDING:
        yield f"too small to touch: {button.width:.0f} x {button.height:.0f}"


def strings_with(wanted):
    """Where any object in memory still holds one of these words: widgets, presenters, caches, threads' frames, all."""
    # what the program set apart for good is looked at too
    gc.unfreeze()
    found = []
    for one in gc.get_objects():
        if one is not wanted:
            found += [f"{type(one).__name__}: {text[:40]}" for text in _texts(one) if any(w in text for w in wanted)]
    return found


def _texts(one):
    """The texts that an object holds itself, also in containers which the collector does not track."""
    for part in gc.get_referents(one):
        if type(part) in (str, bytes):
            yield part if type(part) is str else part.decode("utf-8", "replace")
        elif type(part) in (dict, tuple) and not gc.is_tracked(part):
            yield from _texts(part)
