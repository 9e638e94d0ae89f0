# SPDX-License-Identifier: Apache-2.0
"""The letters a text message may have and how long it is on the air (3GPP TS 23.038; pages as in TS 23.040)."""

import unicodedata

GSM7_ALONE, GSM7_PAGE = 160, 153
"""Septets in a message of one part, and in each part of a longer one (six octets go to the joining header)."""

UCS2_ALONE, UCS2_PAGE = 70, 67
"""The same in UTF-16 code units, for a text with letters outside the GSM alphabet."""

_ESCAPE = 0x1B
# Position in the string is the code. The escape's own place must be filled, but it is not a letter.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
_CODES = {letter: bytes([code]) for code, letter in enumerate(_BASIC) if code != _ESCAPE}
_CODES |= {letter: bytes([_ESCAPE, code]) for letter, code in _EXTENDED.items()}
_EXTENSION = {code: letter for letter, code in _EXTENDED.items()}

# Only what Unicode's own decomposition does not give: the plain form of each of the letters beside it.
_LOOKALIKES = {
    "'": "‘’‚‛`´′‹›", '"': "“”„‟″«»", "-": "‐‑‒–—―−•·", "...": "…", "P": "₱", "x": "×", "/": "÷⁄", "<=": "≤", ">=": "≥",
    " deg": "°", " ": "\t", "\n": "\u2028\u2029", "d": "ð", "l": "ł", "L": "Ł",
}  # fmt: skip
_PLAIN = str.maketrans({letter: plain for plain, letters in _LOOKALIKES.items() for letter in letters})


def encode(text: str) -> bytes:
    """Return the text's septets, one a byte; raises ValueError when a letter is not in the GSM alphabet."""
    try:
        return b"".join(_CODES[letter] for letter in text)
    except KeyError as missing:
        raise ValueError(f"not in the GSM alphabet: {missing.args[0]!r}") from None


def decode(septets: bytes) -> str:
    """Return the text of these septets; an unknown escape shows as a space or its basic letter (TS 23.038, 6.2.1.1)."""
    letters, codes = [], iter(septets)
    for code in codes:
        if code == _ESCAPE:
            code = next(codes, _ESCAPE)
            letters.append(" " if code == _ESCAPE else _EXTENSION.get(code, _BASIC[code]))
        else:
            letters.append(_BASIC[code])
    return "".join(letters)


def pack(codes: bytes, fill: int = 0) -> bytes:
    """Return the septets packed into octets, after `fill` empty bits (TS 23.038, 6.1.2.1)."""
    bits = sum(code << fill + 7 * place for place, code in enumerate(codes))
    return bits.to_bytes((fill + 7 * len(codes) + 7) // 8, "little")


def unpack(octets: bytes, count: int, fill: int = 0) -> bytes:
    """Return `count` septets unpacked from the octets, the first `fill` bits skipped; missing octets read as zero."""
    bits = int.from_bytes(octets, "little") >> fill
    return bytes(bits >> 7 * place & 0x7F for place in range(count))


def septets(text: str) -> int | None:
    """Return the text's length in septets, letters of the extension table counting two; None if not encodable."""
    try:
        return len(encode(text))
    except ValueError:
        return None


def is_ucs2(text: str) -> bool:
    """Tell whether the text must travel in UCS-2, at less than half the letters a page."""
    return septets(text) is None


def transliterate(text: str) -> str:
    """Return the text in GSM letters wherever that keeps its meaning: P for the peso sign, a for a-acute, no emoji.

    Letters of other scripts have no such form and are kept; `is_ucs2` then tells that the text costs more pages.
    """
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


def split(text: str) -> list[str]:
    """Return the parts to send, in order, at least one; joined they are the text again.

    One part holds 160 septets or 70 UTF-16 units, each of several 153 or 67. Neither an escape pair nor a surrogate
    pair is ever cut. The text is taken as it is: transliterate it first.
    """
    if is_ucs2(text):
        sizes, alone, page = [1 + (letter > "\uffff") for letter in text], UCS2_ALONE, UCS2_PAGE
    else:
        sizes, alone, page = [len(_CODES[letter]) for letter in text], GSM7_ALONE, GSM7_PAGE
    if sum(sizes) <= alone:
        return [text]
    parts, start, used = [], 0, 0
    for here, size in enumerate(sizes):
        if used + size > page:
            parts.append(text[start:here])
            start, used = here, 0
        used += size
    return [*parts, text[start:]]


def _plain(letter: str) -> str:
    """Return what one letter becomes: itself if a phone has it, its plain form, nothing for a picture."""
    if letter in _CODES and letter != "\f":
        return letter
    decomposed = unicodedata.normalize("NFKD", letter.translate(_PLAIN)).translate(_PLAIN)
    plain = "".join(piece for piece in decomposed if piece in _CODES and piece != "\f")
    if plain:
        return plain
    return letter if unicodedata.category(letter)[0] in "LNP" else ""
