# SPDX-License-Identifier: Apache-2.0
"""Numbers as people in the Philippines say them: references digit by digit; times, days and money in words. Pure."""

import re
from collections.abc import Callable
from typing import Final

DIGITS: Final = {
    "fil": "sero isa dalawa tatlo apat lima anim pito walo siyam".split(),
    "ceb": "sero usa duha tulo upat lima unom pito walo siyam".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}
"""The ten digits of each language, as they are said one by one."""

_SPANISH: Final = (
    "sero uno dos tres kuwatro singko sais siyete otso nuwebe diyes onse dose trese katorse kinse disisais "
    "disisiyete disiotso disinuwebe"
).split()
_SPANISH_TENS: Final = "- - bente trenta kuwarenta singkuwenta sisenta sitenta otsenta nobenta".split()
_ENGLISH: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_ENGLISH_TENS: Final = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEN: Final = {"fil": "sampu", "ceb": "napulo", "en": "ten"}

_DAYTIME: Final = {
    "fil": ("ng madaling araw", "ng umaga", "ng tanghali", "ng hapon", "ng gabi"),
    "ceb": ("sa kadlawon", "sa buntag", "sa udto", "sa hapon", "sa gabii"),
}
_PERCENT: Final = {"fil": "porsiyento", "ceb": "porsiyento", "en": "percent"}

_MONEY: Final = re.compile(r"(?:₱|PHP ?)(\d[\d,]*)(?:\.(\d\d))?")
_TIME: Final = re.compile(r"\b(\d{1,2}):(\d\d) ?([AP])\.?M\b\.?")
_NUMBER: Final = re.compile(r"\d[\d ]*\d|\d")


def in_words(text: str, language: str) -> str:
    """The text with every number written out; three digits and more are read one by one, as a reference is."""
    text = _MONEY.sub(lambda match: _money(match[1].replace(",", ""), match[2] or "00", language), text)
    text = _TIME.sub(lambda match: _time(int(match[1]), int(match[2]), match[3], language), text)
    text = text.replace("%", f" {_PERCENT[language]}")
    return _NUMBER.sub(lambda match: _number(match[0], language), text)


def digit_words(language: str) -> dict[str, str]:
    """Each word for a digit, in the language and in English, which people mix, with its figure."""
    said = {word: str(digit) for spoken in ("en", language) for digit, word in enumerate(DIGITS[spoken])}
    return {**said, "zero": "0", "sero": "0", "oh": "0"}


def cardinal(number: int, language: str) -> str:
    """A number below ten thousand as it is counted: up to ten in the language itself, above in its Spanish words."""
    if number <= 10 and language != "en":
        return _TEN[language] if number == 10 else DIGITS[language][number]
    return _english(number) if language == "en" else _spanish(number)


def _number(digits: str, language: str) -> str:
    if len(digits) <= 2 and not digits.startswith("0"):
        return cardinal(int(digits), language)
    # a pause after each group, so that it can be written down
    groups = (" ".join(DIGITS[language][int(digit)] for digit in group) for group in digits.split())
    return ", ".join(groups)


def _money(whole: str, cents: str, language: str) -> str:
    said = _number(whole, language) if len(whole) > 4 else cardinal(int(whole), language)
    said += " pesos" if language == "en" else " piso"
    if cents != "00":
        said += f", {cardinal(int(cents), language)} " + ("centavos" if language == "en" else "sentimo")
    return said


def _time(hour: int, minute: int, half: str, language: str) -> str:
    if language == "en":
        minutes = "" if minute == 0 else f" oh {_english(minute)}" if minute < 10 else f" {_english(minute)}"
        return f"{_english(hour)}{minutes} {half} M"
    minutes = f" {_spanish(minute)}" if minute else ""
    article = "ala" if hour == 1 else "alas"
    hour_word = "una" if hour == 1 else _spanish(hour)
    return f"{article} {hour_word}{minutes} {_daytime(hour % 12 + (12 if half == 'P' else 0), language)}"


def _daytime(hour: int, language: str) -> str:
    parts = _DAYTIME[language]
    return parts[0] if hour < 5 else parts[1] if hour < 12 else parts[2] if hour == 12 else parts[3 if hour < 18 else 4]


def _spanish(number: int) -> str:
    if number < 20:
        return _SPANISH[number]
    if number < 100:
        return _joined(_SPANISH_TENS[number // 10], number % 10, _spanish)
    if number < 1000:
        hundreds = "siyento" if number < 200 else f"{_SPANISH[number // 100]} siyentos"
        return _joined(hundreds, number % 100, _spanish)
    thousands = "mil" if number < 2000 else f"{_spanish(number // 1000)} mil"
    return _joined(thousands, number % 1000, _spanish)


def _english(number: int) -> str:
    if number < 20:
        return _ENGLISH[number]
    if number < 100:
        return _joined(_ENGLISH_TENS[number // 10], number % 10, _english)
    if number < 1000:
        return _joined(f"{_ENGLISH[number // 100]} hundred", number % 100, _english)
    return _joined(f"{_english(number // 1000)} thousand", number % 1000, _english)


def _joined(words: str, rest: int, say: Callable[[int], str]) -> str:
    return f"{words} {say(rest)}" if rest else words
