# SPDX-License-Identifier: Apache-2.0
"""Keys: the layouts of our keypads as data. A key is its code and its width in key widths. Pure."""

from typing import Final

Layer = tuple[tuple[tuple[str, float], ...], ...]

ERASE: Final = "erase"
CLEAR: Final = "clear"
SHIFT: Final = "shift"
SPACE: Final = "space"
LETTERS: Final = "letters"
SYMBOLS: Final = "symbols"


def _row(keys: str) -> tuple[tuple[str, float], ...]:
    return tuple((key, 1.0) for key in keys)


LAYERS: Final[dict[str, Layer]] = {
    LETTERS: (
        _row("qwertyuiop"),
        _row("asdfghjklñ"),
        ((SHIFT, 1.5), *_row("zxcvbnm"), (ERASE, 1.5)),
        ((SYMBOLS, 1.5), *_row(",'"), (SPACE, 3.5), *_row("-.?")),
    ),
    SYMBOLS: (
        _row("1234567890"),
        _row("@#₱&%+=/*:"),
        (("-", 1.5), *_row("()\"'!?;"), (ERASE, 1.5)),
        ((LETTERS, 1.5), *_row(",_"), (SPACE, 3.5), *_row("áí.")),
    ),
}

DIGITS: Final[Layer] = (_row("123"), _row("456"), _row("789"), ((CLEAR, 1.0), ("0", 1.0), (ERASE, 1.0)))


def layer_of(char: str, layer: str) -> str:
    """The layer that has the key of a character, `layer` itself if it can. Raises ValueError if none has."""
    code = SPACE if char == " " else char.lower()
    for name in (layer, LETTERS, SYMBOLS):
        if any(code == key for row in LAYERS[name] for key, _ in row):
            return name
    raise ValueError(f"no key types {char!r}")


def typed(text: str, code: str, limit: int) -> str:
    """The text after a key: a character added, the last one erased, or all of it."""
    if code == CLEAR:
        return ""
    if code == ERASE:
        return text[:-1]
    return text if len(text) >= limit else text + (" " if code == SPACE else code)


def starts_sentence(text: str) -> bool:
    """Whether the next letter is a capital one."""
    return not text.strip() or (text.rstrip(" ")[-1] in ".!?" and text.endswith(" "))


def starts_name(text: str) -> bool:
    """Whether the next letter is a capital one in a person's name."""
    return not text or text[-1] in " -."
