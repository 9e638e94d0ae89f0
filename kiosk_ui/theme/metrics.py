# SPDX-License-Identifier: Apache-2.0
"""Metrics: lengths in millimetres of the smallest panel (7", 800x480), scaled to the window by its density."""

from pathlib import Path
from typing import Final

from kivy.metrics import dp

ASSETS: Final = Path(__file__).parent.parent / "assets"
REGULAR: Final = str(ASSETS / "fonts" / "NotoSans-Regular.ttf")
BOLD: Final = str(ASSETS / "fonts" / "NotoSans-Bold.ttf")
DISPLAY: Final = str(ASSETS / "fonts" / "NotoSansDisplay-Bold.ttf")

_PIXELS_PER_MM: Final = 5.19
"""Of the official 7" panel."""


def mm(length: float) -> float:
    """A length on the panel, in pixels of this window."""
    return float(dp(length * _PIXELS_PER_MM))


TARGET: Final = mm(11.2)
TILE: Final = mm(20)
DIGIT: Final = mm(18.05)

MARGIN: Final = dp(16)
GAP: Final = dp(10)
HEADER: Final = dp(76)
RULE: Final = dp(4)
RADIUS: Final = dp(14)
