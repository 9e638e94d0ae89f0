# SPDX-License-Identifier: Apache-2.0
"""Arrange: gives everything on a new screen its place in one go, the outermost first."""

from kivy.uix.layout import Layout
from kivy.uix.widget import Widget


def arrange(widget: Widget) -> None:
    """Lay out `widget` and then what is in it.

    Left to itself Kivy lays all of them out at once, each still in the size it was made with, and again for every
    level above it; text is then measured, and lists are built, for sizes that never come to the screen.
    """
    if isinstance(widget, Layout):
        widget.do_layout()
    for child in reversed(widget.children[:]):
        arrange(child)
