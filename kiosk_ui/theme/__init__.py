# SPDX-License-Identifier: Apache-2.0
"""Theme: the colours, letters and measures of every screen."""

from kiosk_ui.theme.tokens import STANDARD, Theme

_active = STANDARD


def colours() -> Theme:
    """The colours that screens built from now on are painted in."""
    return _active


def use(theme: Theme) -> None:
    """Paint the screens built from now on in these colours."""
    global _active
    _active = theme


def rgba(colour: str, alpha: float = 1.0) -> tuple[float, float, float, float]:
    """A #RRGGBB colour as OpenGL takes it."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue, alpha
