# SPDX-License-Identifier: Apache-2.0
"""Sounds: Filipino and Cebuano spelling as phonemes for espeak-ng, which has neither language. Pure.

Both are written almost as they sound. The mnemonics are those of espeak-ng's Indonesian voice, the nearest one it has;
left to its own rules it reads "ng" and "mga" letter by letter, and swallows every unstressed e.
"""

import re
from typing import Final

_WHOLE: Final = {
    "ng": "n'aN",
    "mga": "maN'a",
    "po": "p'o?",
    "sms": "_:,Es_,Em_'Es",
    "pin": "p'in",
    "id": "a,id'i",
    "barangay": "baraNg'aj",
    "cellphone": "s'ElfoUn",
    "clearance": "kl'irans",
    "hotline": "h'otlajn",
    "text": "t'Ekst",
    "hub": "h'ab",
    "save": "s'ejv",
    "enter": "'EntEr",
}
"""Words that are not said as they are written: short ones, names of letters, and loans."""

_LETTERS: Final = (
    *(("ngg", "Ng"), ("ng", "N"), ("ch", "tS"), ("ts", "tS"), ("sh", "S"), ("ll", "lj"), ("ñ", "nj"), ("qu", "k")),
    *(("ph", "f"), ("c", "k"), ("e", "E"), ("f", "f"), ("j", "dZ"), ("q", "k"), ("r", "*"), ("v", "v"), ("x", "ks")),
    *(("y", "j"), ("z", "s"), ("'", "?")),
)
_SOUNDS: Final = dict(_LETTERS)
_SPELLING: Final = re.compile("|".join(sorted(map(re.escape, _SOUNDS), key=len, reverse=True)) + "|[a-z]")
_WORD: Final = re.compile(r"[a-zñ]+(?:['-][a-zñ]+)*")
_VOWELS: Final = "aEiou"
_ACCENTS: Final = str.maketrans("áàâéèêíìîóòôúùû", "aaaeeeiiiooouuu")
_PAUSES: Final = {".": " _:_: ", "!": " _:_: ", "?": " _:_: ", ":": " _: ", ";": " _: ", ",": " _: ", "\n": " _:_: "}


def phonemes(text: str) -> str:
    """A text as espeak-ng takes phonemes, with its pauses; what is neither letter nor pause is left out."""
    spoken = []
    place = 0
    lowered = text.lower().translate(_ACCENTS)
    for match in _WORD.finditer(lowered):
        spoken.append(_pause(lowered[place : match.start()]))
        spoken.append("".join(_WHOLE.get(part) or _word(part) for part in match[0].split("-")))
        place = match.end()
    spoken.append(_pause(lowered[place:]))
    return "[[" + " ".join(filter(None, (part.strip() for part in spoken))) + "]]"


def _pause(between: str) -> str:
    return max((_PAUSES.get(char, "") for char in between), key=len, default="")


def _word(word: str) -> str:
    """Its sounds, a glottal stop before a vowel that follows no consonant, the stress on the last vowel but one."""
    sounds = [_SOUNDS.get(part, part) for part in _SPELLING.findall(word)]
    spaced: list[str] = []
    for sound in sounds:
        if sound in _VOWELS and (not spaced or spaced[-1] in _VOWELS):
            spaced.append("?")
        spaced.append(sound)
    vowels = [place for place, sound in enumerate(spaced) if sound in _VOWELS]
    if vowels:
        spaced.insert(vowels[-2] if len(vowels) > 1 else vowels[-1], "'")
    return "".join(spaced)
