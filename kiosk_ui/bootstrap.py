# SPDX-License-Identifier: Apache-2.0
"""Bootstrap: everything Kivy reads when it is imported, set by us and before that. Import nothing of Kivy's first."""

import os
import re
from argparse import ArgumentTypeError
from typing import Final

MINIMUM: Final = (800, 480)
"""The 7" panel on which all sizes are decided."""

FRAMES: Final = 30


def size(text: str) -> tuple[int, int]:
    """A window size such as "1280x800". Raises ArgumentTypeError, as argparse wants it, below the minimum."""
    match = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if not match:
        raise ArgumentTypeError(f"{text!r} is not a size such as 800x480")
    width, height = int(match[1]), int(match[2])
    if width < MINIMUM[0] or height < MINIMUM[1]:
        raise ArgumentTypeError(f"{text} is smaller than {MINIMUM[0]}x{MINIMUM[1]}")
    return width, height


def density(width: int, height: int) -> float:
    """How much larger than on the minimum panel everything is drawn."""
    return min(width / MINIMUM[0], height / MINIMUM[1])


def has_display() -> bool:
    """Whether anybody could see a window, or somebody decided where it is drawn."""
    return bool({"DISPLAY", "SDL_VIDEODRIVER"} & os.environ.keys())


def prepare(width: int, height: int, *, frames: int = FRAMES, window: bool = False, panel: bool = False) -> None:
    """Set Kivy's environment and configuration; call it once, before the first import of a screen.

    `frames` a second are drawn at most, 0 for as many as possible; `window` is for a desk: it has a frame and
    a mouse pointer. Without a display we draw off-screen; with `panel` SDL is left to look for one by itself.
    """
    os.environ |= {
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",
        # else a variable KCFG_MODULES_INSPECTOR opens Kivy's inspector to citizens
        "KIVY_NO_ENV_CONFIG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",
        "KIVY_WINDOW": "sdl2",
        # nothing that was typed may lie in a clipboard for the next visitor
        "KIVY_CLIPBOARD": "dummy",
        "KIVY_DPI": "96",
        "KIVY_METRICS_DENSITY": str(density(width, height)),
        "KIVY_METRICS_FONTSCALE": "1",
        # else a finger arrives twice, as a touch and as a mouse
        "SDL_TOUCH_MOUSE_EVENTS": "0",
    }
    if not (panel or has_display()):
        os.environ |= {"SDL_VIDEODRIVER": "offscreen", "LIBGL_ALWAYS_SOFTWARE": "1"}
    _configure(width, height, frames, window)


def _configure(width: int, height: int, frames: int, window: bool) -> None:
    from kivy.config import Config

    for section, values in {
        "kivy": {"exit_on_escape": 0, "log_level": "warning", "keyboard_mode": "", "desktop": 0},
        "graphics": {
            "width": width,
            "height": height,
            "maxfps": frames,
            "fullscreen": 0,
            "borderless": int(not window),
            "resizable": 0,
            "position": "custom",
            "left": 0,
            "top": 0,
            "multisamples": 0,
            "show_cursor": int(window),
        },
    }.items():
        for key, value in values.items():
            Config.set(section, key, value)
    for section in ("input", "modules"):
        for key, _ in Config.items(section):
            Config.remove_option(section, key)
    # right clicks and long presses are plain touches
    Config.set("input", "mouse", "mouse,disable_multitouch")
