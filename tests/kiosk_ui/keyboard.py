# SPDX-License-Identifier: Apache-2.0
"""Keyboard: keys pressed in SDL's own queue, the way a keyboard plugged into the box would press them."""

import ctypes

from kiosk_ui import sdl

SCANCODES = 512
"""SDL_NUM_SCANCODES: every key of every keyboard that SDL knows."""

MODIFIERS = {"none": 0, "shift": 0x3, "ctrl": 0xC0, "alt": 0x300, "meta": 0xC00, "ctrl+alt": 0x3C0, "ctrl+shift": 0xC3}

PAD = (79, 80, 81, 82, 40, 88)
"""The four arrows, enter and the enter of a number pad: a tactile pad has them, and they may do something."""

_QUIT, _KEY_DOWN, _KEY_UP, _WINDOW = 0x100, 0x300, 0x301, 0x200
_CLOSE = 14
"""SDL_WINDOWEVENT_CLOSE."""


class _Key(ctypes.Structure):
    """SDL_KeyboardEvent in the 56 bytes of an SDL_Event."""

    _fields_ = (
        ("type", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("window", ctypes.c_uint32),
        ("state", ctypes.c_uint8),
        ("repeat", ctypes.c_uint8),
        ("unused", ctypes.c_uint16),
        ("scancode", ctypes.c_int32),
        ("symbol", ctypes.c_int32),
        ("modifiers", ctypes.c_uint16),
        ("rest", ctypes.c_uint8 * 26),
    )


class _Window(ctypes.Structure):
    """SDL_WindowEvent, likewise."""

    _fields_ = (
        ("type", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("window", ctypes.c_uint32),
        ("event", ctypes.c_uint8),
        ("rest", ctypes.c_uint8 * 43),
    )


def press(scancode, modifiers):
    """Press and release a key."""
    symbol = sdl.library().SDL_GetKeyFromScancode(scancode)
    for kind in (_KEY_DOWN, _KEY_UP):
        _push(_Key(type=kind, window=1, state=kind == _KEY_DOWN, scancode=scancode, symbol=symbol, modifiers=modifiers))


def quit():
    """Ask the window to close, and the program to end."""
    _push(_Window(type=_WINDOW, window=1, event=_CLOSE))
    _push(_Key(type=_QUIT))


def _push(event):
    assert sdl.library().SDL_PushEvent(ctypes.byref(event)) == 1
