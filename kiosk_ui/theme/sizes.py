# SPDX-License-Identifier: Apache-2.0
"""Sizes: how large text is, by what it is for, at the scale that the visitor chose."""

from dataclasses import dataclass
from typing import Final

from kivy.metrics import dp


@dataclass(frozen=True, slots=True)
class Sizes:
    """One scale of text, in pixels of this window, and the heights that follow from it.

    At 200 % whatever must be read is at least 44 pixels on the 7" panel: a capital H is then 6 mm high, 0.7 degrees
    at half a metre (EN 301 549, 5.1.4).
    """

    scale: int
    """Percent."""
    hint: float
    body: float
    lead: float
    word: float
    """The word on a button."""
    choice: float
    """A tile, a row of a list, an answer to choose."""
    heading: float
    title: float
    input: float
    number: float
    firm: float
    """The least that titles, choices, numbers and replies may shrink to."""
    button: float
    """Height of a button."""

    @property
    def large(self) -> bool:
        """Whether screens show words only, and fewer of them at a time."""
        return self.scale > 100


def _sizes(scale: int, *numbers: float) -> Sizes:
    return Sizes(scale, *(float(dp(number)) for number in numbers))


_SIZES: Final = {
    one.scale: one
    for one in (
        _sizes(100, 20, 21.5, 24, 22, 27, 28, 32, 32, 50, 20, 58.13),
        _sizes(150, 28, 32, 34, 30, 36, 38, 38, 38, 54, 28, 60),
        _sizes(200, 36, 44, 44, 40, 46, 46, 46, 46, 58, 44, 70),
    )
}

USUAL: Final = 100
"""Percent, where nobody asked for more."""

_active = _SIZES[USUAL]


def sizes() -> Sizes:
    """The sizes that screens built from now on have."""
    return _active


def enlarge(scale: int) -> None:
    """Build the screens from now on with text of this scale: 100, 150 or 200 percent."""
    global _active
    _active = _SIZES[scale]
