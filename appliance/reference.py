# SPDX-License-Identifier: Apache-2.0
"""References: twelve digits a citizen can say, text and type, unique without asking anyone, with two check digits."""

import hashlib
import hmac
import unicodedata
from functools import cache
from typing import Final

from appliance.errors import InputError

DEVICES: Final = 100_000
CASES: Final = 100_000
"""A device may open this many cases; then the hub gives it another index."""

# Not a secret that guards data: it only makes references look random, so that nobody can read a hall's volume
# of complaints from two slips of paper. Every appliance must use the same one for ever.
_KEY: Final = b"dulog reference v1"
_ROUNDS: Final = 8
_HALF: Final = 100_000
_LOOKALIKES: Final = str.maketrans("OoQIilLSsBbZz", "0001111558822")
_JOINERS: Final = frozenset(" \t\r\n-.,·/#\u2010\u2011\u2012\u2013\u2014\u2212\u200b")


def make(device: int, counter: int) -> str:
    """The reference of the `counter`-th case of the `device`-th appliance: 12 digits. Raises ValueError."""
    if not (0 <= device < DEVICES and 0 <= counter < CASES):
        raise ValueError(f"device {device} or case number {counter} is outside 0 to 99,999")
    left, right = device, counter
    for number in range(_ROUNDS):
        left, right = right, (left + _round(number, right)) % _HALF
    payload = left * _HALF + right
    return f"{payload:010d}{98 - payload * 100 % 97:02d}"


def parse(text: str) -> str:
    """The 12 digits in what a person wrote or said: any grouping, look-alike letters, foreign digits.

    Raises InputError("reference", ...) with the problem `not_digits`, `length` or `check`.
    """
    digits = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    digits = "".join(char for char in digits if char not in _JOINERS)
    if not digits or not all(char.isdecimal() for char in digits):
        raise InputError("reference", "not_digits")
    digits = "".join(str(unicodedata.decimal(char)) for char in digits)
    if len(digits) != 12:
        raise InputError("reference", "length")
    # ISO 7064 MOD 97-10: the whole number leaves 1 when divided by 97
    if int(digits) % 97 != 1:
        raise InputError("reference", "check")
    return digits


def show(reference: str) -> str:
    """The reference in three groups of four, as on every screen, slip and text."""
    return f"{reference[:4]} {reference[4:8]} {reference[8:]}"


@cache
def _keyed() -> "hmac.HMAC":
    return hmac.new(_KEY, digestmod=hashlib.sha256)


def _round(number: int, half: int) -> int:
    mac = _keyed().copy()
    mac.update(bytes([number]) + half.to_bytes(4, "big"))
    return int.from_bytes(mac.digest()[:8], "big") % _HALF
