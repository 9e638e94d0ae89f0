# SPDX-License-Identifier: Apache-2.0
"""Commands: the keywords of a citizen's text, in three languages, and the reference beside them. Pure.

Free text is the command; a keyword is a shortcut, and one at the beginning of free text does not swallow the text.
"""

import re
from dataclasses import dataclass
from typing import Final

from appliance.kinds import NO, says_nothing
from appliance.text import tokens


def _keyword(words: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{words})\b", re.IGNORECASE)


_WISH: Final = r"(?:(?:may|pwede|puwede|gusto|naa|po|ba|ko|koy|akong|sana|lang|i|have|a|to|want|can) )*"
"""What people say before they say what they come with: "may tanong po", "gusto ko po sana magreklamo"."""

_CANCELS: Final = ("kansel", "kanselahin", "ikansela", "cancel", "kanselahon")

_KEYWORDS: Final = {
    "help": _keyword("tulong|help|tabang|menu"),
    "status": _keyword("status|ano na|unsa na"),
    "disputed": _keyword(
        r"(?:hindi|di|wala|dili|sira|ganoon|ganon|ganun) pa(?: po| ho)?(?: rin| din)?|(?:hindi|di)(?: po| ho)? naayos"
        r"|(?:guba|wala|dili)(?: pa)? gihapon|not yet|still (?:broken|not)"
    ),
    "yes": _keyword("oo|opo|yes"),
    "no": _keyword("hindi|dili|no"),
    "cancel": _keyword("|".join(_CANCELS)),
    "question": _keyword(rf"{_WISH}(?:tanong|magtanong|itatanong|itanong|pangutana|mangutana|question|ask)"),
    "complaint": _keyword(rf"{_WISH}(?:reklamo|magreklamo|irereklamo|moreklamo|sumbong|magsumbong|complaint|report)"),
    "suggestion": _keyword("mungkahi|suhestiyon|suhestyon|sugyot|suggestion|suggest"),
    "survey": _keyword("survey|sarbey"),
    "skip": _keyword("laktaw|laktawan|skip"),
    "back": _keyword("balik|bumalik|back"),
    "stop": _keyword("stop|unsubscribe|unsub|hinto|undang"),
    "start": _keyword("start|simula|sugod"),
    "en": _keyword("english|ingles"),
    "fil": _keyword("tagalog|filipino|pilipino"),
    "ceb": _keyword("bisaya|binisaya|cebuano|sinugboanon"),
}

_GROUP: Final = r"[\dOoIl]{4}"
_BETWEEN: Final = r"[\s.,/·#-]{0,3}"
_SLIP: Final = re.compile(rf"(?<!\d)({_GROUP}(?:{_BETWEEN}{_GROUP}){{2}})(?:{_BETWEEN}\d{{4}})?(?!\d)")
"""A reference as people write it down, perhaps with the PIN that stands beside it on the slip."""

_DIGITS: Final = re.compile(rf"\d(?:{_BETWEEN}\d){{4,}}")
"""A number that may be meant as a reference."""

_FILLER: Final = re.compile(
    r"(?:\W|\b(?:po|ho|ba|ng|yung|ang|sa|na|ko|ako|akong|nako|my|sana|lang|nalang|naman|ref|reference|no|number|num|kaso|case|reklamo|request"
    r"|salamat|thanks|pls|please|palihug|paki)\b)*",
    re.IGNORECASE,
)
"""What may stand around a keyword and a reference without saying anything."""


_ASKED: Final = re.compile(r"\b(?:status|update|ano na|unsa na|k[ua]musta na)\b", re.IGNORECASE)
"""What people ask behind a reference."""


_ADVISORIES: Final = re.compile(
    r"\W*(?:abiso|alerts?|pahibalo)(?: po)?(?:\W+((?:purok|sitio|zone) ?\w{1,12}))?\W*", re.IGNORECASE
)
_STOPS_ALL: Final = re.compile(r"\W*(?:stop|hinto|undang)\W+(?:all|lahat|tanan)(?: po)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """What a text begins with: a keyword's name, or an empty one; a reference alone asks how its case is.

    `slip` is the reference beside it as it was written, `digits` whether there is a number that may be one; `alone`
    whether nothing else is said.
    """

    name: str = ""
    slip: str = ""
    digits: bool = False
    alone: bool = False


def read(message: str) -> Command:
    """The command that a text begins with."""
    for name, pattern in _KEYWORDS.items():
        found = pattern.match(message)
        if found:
            rest = message[found.end() :]
            slip = _SLIP.search(rest)
            digits = slip or _DIGITS.search(rest)
            beside = rest.replace(digits.group(), " ") if digits else rest
            return Command(name, slip[1] if slip else "", bool(digits), _FILLER.fullmatch(beside) is not None)
    slip = _SLIP.search(message)
    if slip and _FILLER.fullmatch(_ASKED.sub(" ", message.replace(slip.group(), " "))):
        return Command("", slip[1], digits=True, alone=True)
    return Command()


def calls_off(message: str) -> bool:
    """Whether a text is a keyword for cancelling and nothing but a yes or a courtesy: "sige kansel na lang po"."""
    said = tokens(message)
    rest = [token for token in said if token not in _CANCELS]
    return len(rest) < len(said) and not NO & set(rest) and says_nothing(" ".join(rest))


def advisories(message: str) -> str | None:
    """For which purok a text asks for the hall's advisories: "abiso purok 3"; empty for all, None where it does not."""
    found = _ADVISORIES.fullmatch(message)
    return None if found is None else (found[1] or "").title()


def stops_all(message: str) -> bool:
    """Whether a text wants no texts of any kind any more."""
    return _STOPS_ALL.fullmatch(message) is not None
