# SPDX-License-Identifier: Apache-2.0
"""Tokens: the colours by what they are for. Contrast is measured by the tests, not by eye."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as #RRGGBB."""

    name: str
    page: str
    card: str
    ink: str
    ink_soft: str
    edge: str
    header: str
    header_ink: str
    header_soft: str
    sun: str
    action: str
    action_ink: str
    go: str
    go_ink: str
    question: str
    document: str
    complaint: str
    suggestion: str
    case: str
    talk: str
    badge_ink: str
    warn: str
    wrong: str
    idle: str
    idle_ink: str
    keyboard: str
    key: str
    key_quiet: str
    key_ink: str
    pressed: str
    shade: str
    faint: str
    ring: str
    ring_edge: str


STANDARD: Final = Theme(
    name="standard",
    page="#F3F5FA",
    card="#FFFFFF",
    ink="#0B1B3B",
    ink_soft="#3E4A66",
    edge="#7F8DB0",
    header="#0A2E7A",
    header_ink="#FFFFFF",
    header_soft="#FFE9AE",
    sun="#FFC72C",
    action="#0B3BA3",
    action_ink="#FFFFFF",
    go="#0A6034",
    go_ink="#FFFFFF",
    question="#0B3BA3",
    document="#0A6034",
    complaint="#A81027",
    suggestion="#8A4300",
    case="#5B2A86",
    talk="#5A6580",
    badge_ink="#FFFFFF",
    warn="#6B4700",
    wrong="#9C0F24",
    idle="#E4E8F1",
    idle_ink="#4A5570",
    keyboard="#CDD5E6",
    key="#FFFFFF",
    key_quiet="#E3E8F4",
    key_ink="#0B1B3B",
    pressed="#FFC72C",
    shade="#0B1B3B",
    faint="#7F8DB0",
    ring="#FFC72C",
    ring_edge="#0B1B3B",
)

HIGH_CONTRAST: Final = Theme(
    name="high-contrast",
    page="#000000",
    card="#000000",
    ink="#FFFFFF",
    ink_soft="#FFFFFF",
    edge="#FFD84D",
    header="#000000",
    header_ink="#FFFFFF",
    header_soft="#FFD84D",
    sun="#FFD84D",
    action="#FFD84D",
    action_ink="#000000",
    go="#FFD84D",
    go_ink="#000000",
    question="#FFD84D",
    document="#FFD84D",
    complaint="#FFD84D",
    suggestion="#FFD84D",
    case="#FFD84D",
    talk="#B8B8B8",
    badge_ink="#000000",
    warn="#FFD84D",
    wrong="#FFD84D",
    idle="#1C1C1C",
    idle_ink="#C8C8C8",
    keyboard="#000000",
    key="#000000",
    key_quiet="#262626",
    key_ink="#FFFFFF",
    pressed="#8A7000",
    shade="#000000",
    faint="#8C8C8C",
    ring="#FFFFFF",
    ring_edge="#000000",
)

THEMES: Final = {theme.name: theme for theme in (STANDARD, HIGH_CONTRAST)}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours after WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
