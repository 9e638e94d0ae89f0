# SPDX-License-Identifier: Apache-2.0
"""Self-check: whether anybody can see and touch this window. A sound program behind a black panel helps nobody."""

from dataclasses import dataclass
from typing import Final

from appliance.errors import DeviceError
from appliance.service import log
from kiosk_ui import sdl

_INVISIBLE: Final = frozenset({"", "offscreen", "dummy"})
"""SDL's ways to draw where nobody looks; it falls back to them without a word."""

_SOFTWARE: Final = ("llvmpipe", "softpipe", "swrast", "software")
_POINTERS: Final = frozenset({"mouse"})
"""Providers of input that bring a mouse, and no fingers."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the window turned out to be: sizes in pixels, `providers` those of input."""

    driver: str
    renderer: str
    window: tuple[int, int]
    screen: tuple[int, int]
    density: float
    providers: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"display {self.driver or 'none'}, renderer {self.renderer or 'none'}, window {_size(self.window)} on a "
            f"screen of {_size(self.screen)}, density {self.density:g}, input {' + '.join(self.providers) or 'none'}"
        )


def problem(seen: Seen, wanted: tuple[int, int], *, software: bool) -> str:
    """The first reason why nobody can use this window, or nothing; `software` allows to do without a GPU."""
    fingers = [provider for provider in seen.providers if provider not in _POINTERS]
    reasons = {
        f"no display: SDL draws {seen.driver or 'nowhere'}, where nobody sees it": seen.driver in _INVISIBLE,
        f"the window is {_size(seen.window)} and not {_size(wanted)} as configured": seen.window != wanted,
        f"the screen is {_size(seen.screen)}, too small for {_size(wanted)}": (
            seen.screen[0] < wanted[0] or seen.screen[1] < wanted[1]
        ),
        f"drawn by {seen.renderer or 'nothing'}, without a graphics processor (kiosk.software_rendering allows it)": (
            not seen.renderer or (any(name in seen.renderer.lower() for name in _SOFTWARE) and not software)
        ),
        f"{len(fingers)} touch providers ({', '.join(fingers)}): a finger must count once": len(fingers) != 1,
    }
    return next((reason for reason, so in reasons.items() if so), "")


def look() -> Seen:
    """What this process's window is; call it once the window is there."""
    # Kivy reads its environment when it is imported
    from kivy.base import EventLoop
    from kivy.config import Config
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RENDERER, glGetString
    from kivy.metrics import Metrics

    configured = [value.split(",")[0] for _, value in Config.items("input")]
    added = [type(provider).__name__ for provider in EventLoop.input_providers]
    return Seen(
        driver=sdl.video_driver(),
        renderer=(glGetString(GL_RENDERER) or b"").decode(errors="replace"),
        window=tuple(Window.system_size),
        screen=sdl.screen_size(),
        density=Metrics.density,
        providers=(*configured, *added),
    )


def check(wanted: tuple[int, int], *, software: bool, refuse: bool) -> None:
    """Log what was seen. Raises DeviceError where nobody could use it, if `refuse`; else that is a warning."""
    seen = look()
    log.info("kiosk: %s", seen)
    reason = problem(seen, wanted, software=software)
    if reason and refuse:
        raise DeviceError(reason)
    if reason:
        log.warning("kiosk: %s", reason)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
