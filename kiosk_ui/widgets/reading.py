# SPDX-License-Identifier: Apache-2.0
"""Reading: what a screen has to say and where the keys can stop on it, from its widgets in reading order."""

from typing import Any

from kivy.uix.label import Label

from kiosk_ui.spoken import Control, Page, Text, Voice
from kiosk_ui.widgets.header import Band, Title
from kiosk_ui.widgets.stop import Stop


def page(layer: Any) -> Page:
    """What is to be heard of a screen, or of what lies over it; the buttons of its header last."""
    heard, header = Page(), list[Control]()
    _read(layer, heard, heard.controls, header)
    heard.controls += header
    return heard


def _read(widget: Any, heard: Page, controls: list[Control], header: list[Control]) -> None:
    if isinstance(widget, Band):
        controls = header
    if isinstance(widget, Stop):
        controls.append(widget.control())
        if not widget.see_through:
            return
    elif isinstance(widget, Label):
        _read_label(widget, heard)
    # Kivy keeps the last child first
    for child in reversed(widget.children):
        _read(child, heard, controls, header)


def _read_label(label: Any, heard: Page) -> None:
    voice, said = getattr(label, "voice", Voice.MUTE), label.said or label.text
    if voice is Voice.TITLE:
        heard.title = said
        if isinstance(label, Title) and label.noted:
            heard.texts.append(Text(label.noted))
    elif voice is not Voice.MUTE and said:
        heard.texts.append(Text(said, voice is Voice.TOLD))


def stops(layer: Any) -> list[Any]:
    """Where the keys can stop, in reading order."""
    return [widget for widget in layer.walk(restrict=True) if isinstance(widget, Stop)]


def first(layer: Any) -> Any | None:
    """Where the keys begin: with what the screen is for, not with the buttons of its header."""
    found = stops(layer)
    body = [stop for stop in found if not any(isinstance(parent, Band) for parent in _parents(stop))]
    return next(iter(body or found), None)


def _parents(widget: Any) -> list[Any]:
    parents = []
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        parents.append(widget)
    return parents
