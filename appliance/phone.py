# SPDX-License-Identifier: Apache-2.0
"""Philippine mobile numbers: one form to keep, one to show, and who may be answered at all."""

import re
import unicodedata

from appliance.errors import InputError

_BETWEEN = re.compile(r"[\s().\-\u2010-\u2015\u2212]+")
_PREFIX = re.compile(r"(?:(?:\+|00)63|63)0?|0")
_DIGITS = re.compile(r"[0-9]*")
_NATIONAL_DIGITS = 10


def normalise(text: str) -> str:
    """Return the number as +639XXXXXXXXX (E.164) from any of the ways people write it: 09.., 9.., 63.., +63.., 0063...

    Raises InputError on "number": not_digits, too_short, too_long, or not_mobile (a landline, a short code, abroad).
    """
    number = _compact(text)
    if not _DIGITS.fullmatch(number.removeprefix("+")):
        raise InputError("number", "not_digits")
    prefix = _PREFIX.match(number)
    national = number[prefix.end() :] if prefix else number
    if national and not national.startswith("9"):
        raise InputError("number", "not_mobile")
    if len(national) != _NATIONAL_DIGITS:
        raise InputError("number", "too_short" if len(national) < _NATIONAL_DIGITS else "too_long")
    return f"+63{national}"


def is_citizen(sender: str) -> bool:
    """Tell whether a person may stand behind this sender.

    False for short codes (8888, 911) and names (GLOBE): machines, which are never answered. A number from abroad is
    a person's: many citizens work there.
    """
    digits = _compact(sender).removeprefix("+")
    return _DIGITS.fullmatch(digits) is not None and 10 <= len(digits) <= 15


def masked(number: str) -> str:
    """Return the number as a screen that others can see may show it, such as 0917 ••• ••67; never raises."""
    try:
        national = normalise(number).removeprefix("+63")
    except InputError:
        return f"••• ••{number[-2:]}" if is_citizen(number) else "•••"
    return f"0{national[:3]} ••• ••{national[-2:]}"


def _compact(text: str) -> str:
    """Return the text without what people put between digits, fullwidth forms made plain."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
