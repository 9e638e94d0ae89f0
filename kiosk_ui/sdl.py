# SPDX-License-Identifier: Apache-2.0
"""SDL: what the library under Kivy knows of the screen it draws on, for Kivy itself does not tell. No Kivy here."""

import ctypes
from functools import cache
from pathlib import Path
from typing import Final

_NAME: Final = "/libSDL2-2"
_MAPS: Final = Path("/proc/self/maps")


class _Mode(ctypes.Structure):
    """SDL_DisplayMode."""

    _fields_ = (
        ("format", ctypes.c_uint32),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("rate", ctypes.c_int),
        ("driver", ctypes.c_void_p),
    )


@cache
def library() -> ctypes.CDLL | None:
    """The very library that Kivy loaded into this process, from its wheel or the system; None before it did."""
    for line in _MAPS.read_text().splitlines():
        if _NAME in line:
            return ctypes.CDLL(line.split(maxsplit=5)[5])
    return None


def video_driver() -> str:
    """How SDL draws: x11, KMSDRM, wayland, offscreen, dummy; empty where it does not."""
    sdl = library()
    if sdl is None:
        return ""
    sdl.SDL_GetCurrentVideoDriver.restype = ctypes.c_char_p
    name: bytes | None = sdl.SDL_GetCurrentVideoDriver()
    return name.decode() if name else ""


def screen_size() -> tuple[int, int]:
    """Pixels of the first screen; (0, 0) where SDL does not know."""
    sdl, mode = library(), _Mode()
    if sdl is None or sdl.SDL_GetCurrentDisplayMode(0, ctypes.byref(mode)) != 0:
        return 0, 0
    return mode.width, mode.height
