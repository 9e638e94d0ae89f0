# SPDX-License-Identifier: Apache-2.0
"""Driver: touches the real app with real touch events and reads what it shows, for tests and demonstrations."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent

from kiosk_ui.app import KioskApp


class DriverError(Exception):
    """The screen does not have what was asked for."""


class _Touch(MotionEvent):
    """One finger at one place."""

    _ids = itertools.count()

    def __init__(self, x: float, y: float) -> None:
        place = {"x": x / (Window.width - 1), "y": y / (Window.height - 1)}
        super().__init__("driver", next(self._ids), place, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: dict[str, float]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


class Driver:
    """A finger and an eye. Call it on the screen's thread."""

    def __init__(self, app: KioskApp) -> None:
        """Drive this app."""
        self._app = app

    @property
    def screen(self) -> str:
        """The name of the screen on show."""
        return self._app.kiosk.router.current

    def find(self, name: str) -> Any:
        """The widget of that name. Raises DriverError where the screen has none."""
        widget = next((one for one in self.widgets() if one.name_id == name), None)
        if widget is None:
            raise DriverError(f"{name!r} is not on the screen {self.screen!r}")
        return widget

    def widgets(self) -> Iterator[Any]:
        """Every named widget that can be reached: what lies on top of a screen hides it."""
        for top in Window.children:
            for child in top.children[:1]:
                yield from (widget for widget in child.walk(restrict=True) if getattr(widget, "name_id", ""))

    def names(self) -> list[str]:
        """The names on show."""
        return sorted(widget.name_id for widget in self.widgets())

    def read(self, name: str) -> str:
        """The text of a widget."""
        return str(self.find(name).text)

    def tap(self, name: str) -> None:
        """Touch the middle of a widget, whatever lies over it, and let go."""
        widget = self.find(name)
        if widget.disabled:
            raise DriverError(f"{name!r} cannot be pressed now")
        self.touch(*widget.to_window(*widget.center))

    def place(self, name: str) -> tuple[int, int]:
        """The middle of a widget, in pixels from the window's top left corner."""
        widget = self.find(name)
        x, y = widget.to_window(*widget.center)
        return round(x), round(Window.height - y)

    def touch(self, x: float, y: float) -> None:
        """Touch a place of the window and let go."""
        self.lift(self.press(x, y))

    def press(self, x: float, y: float) -> MotionEvent:
        """Put a finger on a place of the window."""
        finger = _Touch(x, y)
        EventLoop.post_dispatch_input("begin", finger)
        return finger

    def lift(self, finger: MotionEvent) -> None:
        """Let go."""
        EventLoop.post_dispatch_input("end", finger)

    def keys(self, char: str) -> tuple[str, ...]:
        """The names of the keys to tap, one after the other, to type a character."""
        for top in Window.children:
            for widget in top.walk(restrict=True):
                pad = getattr(widget, "pad", None)
                if pad is not None:
                    try:
                        return tuple(pad.path(char))
                    except ValueError as error:
                        raise DriverError(str(error)) from error
        raise DriverError(f"no keypad on the screen {self.screen!r}")

    def shot(self, path: Path) -> None:
        """Write a picture of the window as PNG."""
        # Kivy numbers the file it writes
        picture = Window.screenshot(name=str(path.with_suffix(".png")))
        if not picture:
            raise DriverError("this window has no pixels")
        Path(picture).replace(path)


CORNER: Final = (10.0, -10.0)
"""A place in the hidden corner, from the left and from the top."""

LONG: Final = 10.0
"""Seconds that a wait lasts unless it is told otherwise."""
