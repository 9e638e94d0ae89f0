# SPDX-License-Identifier: Apache-2.0
"""What a person wrote, made safe to keep and to show: one cleaner for every door."""

import re
import unicodedata
from typing import Final

from appliance.errors import InputError

MAX_WORDS: Final = 1600
"""Longest text of a citizen, in characters (about ten SMS pages)."""

_KEEP: Final = frozenset("\n\t")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_TOKEN: Final = re.compile(r"[^\W_]+")
_LINK: Final = re.compile(r"://+|(?<=\w)\.(?=[^\W\d_])")


def clean(text: str, *, field: str = "words", limit: int = MAX_WORDS) -> str:
    """NFC, without control, direction-changing, private and unpaired surrogate characters, spaces tidied.

    Raises InputError(field, "too_long") rather than cut a person's words; the result may be empty.
    """
    if len(text) > 4 * limit:
        raise InputError(field, "too_long")
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(char for char in normal if char in _KEEP or unicodedata.category(char) not in _DROPPED)
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    # what was dropped may have stood between a letter and its accent
    result = unicodedata.normalize("NFC", "\n".join(line for line in lines if line))
    if len(result) > limit:
        raise InputError(field, "too_long")
    return result


def parts(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` characters, cut behind a sentence or else between two words."""
    pieces = []
    while len(text) > most:
        window = text[:most]
        cut = max(window.rfind(end) + 1 for end in (". ", "! ", "? ", "\n"))
        cut = cut if cut > 0 else max(window.rfind(" "), 0) or most
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*pieces, text]


def tokens(text: str) -> list[str]:
    """The words of a text in small letters without accents, for comparing what people write in many ways."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _TOKEN.findall("".join(char for char in plain if not unicodedata.combining(char)))


def unlinked(text: str) -> str:
    """The text with nothing left in it that a telephone would make a link of; amounts and times stay."""
    return _LINK.sub(" ", text)
