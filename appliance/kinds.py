# SPDX-License-Identifier: Apache-2.0
"""Kinds: what counts as an answer to each kind of question, in three languages, as people write it. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final

from appliance import phone
from appliance.charter import Field, Text
from appliance.errors import InputError
from appliance.text import clean, tokens
from appliance.words import LANGUAGES, words_in

YES: Final = frozenset(
    "oo opo oho yes yeah yep yup y sige ok okay okey tama sakto correct meron mayroon may naa".split()
)
NO: Final = frozenset("hindi hinde dili di no nope n wala walang walay way ayaw huwag wag".split())
_THERE: Final = frozenset("meron mayroon may naa".split())
"""What answers whether there is something, and is no yes to a summary: "may mali po" begins with it."""

_UNSURE: Final = frozenset("alam ewan sure know kabalo ambot sigurado siguro maybe baka basin".split())
_EMPTY: Final = frozenset(
    "po ho ay eh ah oh ang ng sa na mga ni si ko nga ug og o at or and the a an is it to of in no num number numero "
    "pili choice sagot answer lang naman siya iyan yan".split()
)
"""Words that say nothing by themselves."""

_COURTESY: Final = frozenset(
    "salamat maraming daghang thanks thank you ty tnx thx kaayo hi hello hey good morning afternoon evening day noon "
    "magandang umaga tanghali hapon gabi araw maayong buntag udto gabii adlaw kumusta sir maam mam kap kapitan".split()
)
_EVERYTHING: Final = frozenset({"lahat", "all", "tanan"})

LIMITS: Final = {"text": 300, "name": 80, "purok": 40}
"""The longest answer in words, in characters."""

_STEM: Final = 4
"""Letters that two words must share at the beginning to be taken for one: "gabi" and "gabing"."""

_DAYS: Final = {"ngayon": 0, "today": 0, "karon": 0, "bukas": 1, "tomorrow": 1, "ugma": 1}
_YEARS: Final = (1900, 2100)


def read(field: Field, text: str, today: date) -> str:
    """What an answer is kept as: words, +639..., 2026-12-25, yes or no, a choice's code, or several with commas.

    Raises InputError on the field's code: empty, too_long, name, phone, date, choice, choices or yes_no.
    """
    try:
        return _READERS[field.kind](field, text, today)
    except InputError as error:
        problem = error.problem if error.problem in ("empty", "too_long") else field.kind
        raise InputError(field.code, problem) from None


def holds(field: Field, value: object) -> bool:
    """Whether a value is one that `read` may give for this field."""
    if not isinstance(value, str) or not value:
        return False
    codes = [code for code, _ in field.choices]
    if field.kind == "choice":
        return value in codes
    if field.kind == "multi_choice":
        chosen = value.split(",")
        return chosen == [code for code in codes if code in chosen]
    if field.kind == "yes_no":
        return value in ("yes", "no")
    try:
        if field.kind == "date":
            return date.fromisoformat(value).isoformat() == value
        if field.kind == "phone":
            return phone.normalise(value) == value
        return clean(value, limit=LIMITS[field.kind]) == value
    except (InputError, ValueError):
        return False


def chosen(options: Sequence[tuple[str, Text]], text: str) -> str:
    """The one option that a text means, by its number or by its words; empty if none, or if more than one.

    A number counts only where it stands alone or beside that option's own words: "purok 2" is not the second option.
    """
    said = tokens(text)
    numbers = {int(token) for token in said if token.isdecimal() and len(token) < 3}
    numbers &= set(range(1, len(options) + 1))
    meant = [token for token in said if token not in _EMPTY]
    if numbers:
        code, label = options[numbers.pop() - 1]
        words = [token for token in meant if token not in _COURTESY and not token.isdecimal()]
        return "" if numbers or not all(_among(token, code, label) for token in words) else code
    scores = {code: sum(_among(token, code, label) for token in meant) for code, label in options}
    best = max(scores.values(), default=0)
    leading = [code for code, score in scores.items() if score == best]
    return leading[0] if best and len(leading) == 1 else ""


def agrees(text: str) -> bool | None:
    """Whether a text says yes or no; None where it says neither, or that the person is not sure."""
    said = [token for token in tokens(text) if token not in ("po", "ho", "ay", "eh", "ah")]
    if not said or set(said) & _UNSURE:
        return None
    return True if said[0] in YES else False if said[0] in NO else None


def plainly(text: str) -> bool | None:
    """A yes or a no and nothing besides; None for a sentence that only begins with one, or for both."""
    said = set(tokens(text))
    mixed = said & YES and said & NO
    enough = "na" in said and said & YES == {"tama"}  # "tama na" is as often "stop" as "it is right"
    return None if mixed or enough or said & _THERE or not says_nothing(text) else agrees(text)


def says_nothing(text: str) -> bool:
    """Whether a text is only a yes, a no, a greeting or a thank-you, and so no answer to an open question."""
    return all(token in YES | NO | _COURTESY | _EMPTY for token in tokens(text))


def _among(token: str, code: str, label: Text) -> bool:
    names = {*tokens(code), *(name for language in LANGUAGES for name in tokens(label[language]))} - _EMPTY
    return any(_alike(token, name) for name in names)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _STEM and long.startswith(short))


def _words(field: Field, text: str, today: date) -> str:
    words = clean(text, limit=LIMITS[field.kind])
    if says_nothing(words):
        raise InputError(field.code, "empty")
    return words


def _name(field: Field, text: str, today: date) -> str:
    words = _words(field, text, today)
    if sum(char.isalpha() for char in words) < 2:
        raise InputError(field.code, "name")
    return words


def _purok(field: Field, text: str, today: date) -> str:
    words = clean(text, limit=LIMITS["purok"])
    number = re.fullmatch(r"(?:(?:purok|prk|p)\b\.?\s*)?(\w{1,3})(?:\s+po)?\W*", words, re.IGNORECASE)
    if number and (number[1].isdecimal() or (number[1].isalpha() and len(number[1]) == 1)):
        return f"Purok {number[1].upper()}"
    return _words(field, words, today)


def _phone(field: Field, text: str, today: date) -> str:
    return phone.normalise(text)


def _yes_no(field: Field, text: str, today: date) -> str:
    agreed = agrees(text)
    if agreed is None and tokens(text)[:1] in (["1"], ["2"]):
        agreed = tokens(text)[0] == "1"
    if agreed is None:
        raise InputError(field.code, "yes_no")
    return "yes" if agreed else "no"


def _choice(field: Field, text: str, today: date) -> str:
    code = chosen(field.choices, text)
    if not code:
        raise InputError(field.code, "choice")
    return code


def _multi_choice(field: Field, text: str, today: date) -> str:
    codes = [code for code, _ in field.choices]
    said = tokens(text)
    if _EVERYTHING & set(said):
        return ",".join(codes)
    digits = "".join(token for token in said if token not in _EMPTY)
    if digits.isascii() and digits.isdecimal() and len(codes) < 10:  # "1 3", "1,3", "1 at 3", "13"
        pieces = list(digits)
    else:
        pieces = re.split(r"[,;/&+\n]+|\s+(?:at|and|ug|o|or|tapos|saka)\s+", clean(text))
    found = {chosen(field.choices, piece) for piece in pieces if tokens(piece)}
    if not found or "" in found:
        raise InputError(field.code, "choices")
    return ",".join(code for code in codes if code in found)


def _date(field: Field, text: str, today: date) -> str:
    said = tokens(text)
    near = [_DAYS[token] for token in said if token in _DAYS]
    if len(near) == 1 and not any(token.isdecimal() for token in said):
        return (today + timedelta(days=near[0])).isoformat()
    numbers = [int(token) for token in said if token.isascii() and token.isdecimal() and len(token) <= 4]
    months = [month for token in said if (month := _month(token))]
    try:
        return _dated(numbers, months, today).isoformat()
    except (ValueError, IndexError):
        raise InputError(field.code, "date") from None


def _dated(numbers: list[int], months: list[int], today: date) -> date:
    """A date from its numbers: the year first or last or left out; month before day, as most forms here have it."""
    years = [number for number in numbers if number >= _YEARS[0]]
    rest = [number for number in numbers if number < _YEARS[0]]
    if len(years) > 1 or len(months) > 1 or len(rest) + len(months) != 2:
        raise ValueError("not a day, a month and perhaps a year")
    month, day = (months[0], rest[0]) if months else (rest[0], rest[1])
    if month > 12:
        month, day = day, month
    if years and years[0] > _YEARS[1]:
        raise ValueError("a year too far off")
    found = date(years[0] if years else today.year, month, day)
    return found if years or found >= today else date(today.year + 1, month, day)


def _month(token: str) -> int:
    """The month that a word names, in full or by at least three letters; 0 for none."""
    named = {month for name, month in _months().items() if len(token) >= 3 and name.startswith(token)}
    return named.pop() if len(named) == 1 else 0


@cache
def _months() -> Mapping[str, int]:
    return {
        name: month
        for language in LANGUAGES
        for month in range(1, 13)
        for name in tokens(words_in(language)(f"month.{month}"))
    }


_READERS: Final[Mapping[str, Callable[[Field, str, date], str]]] = {
    "text": _words,
    "name": _name,
    "phone": _phone,
    "date": _date,
    "choice": _choice,
    "multi_choice": _multi_choice,
    "yes_no": _yes_no,
    "purok": _purok,
}
