# SPDX-License-Identifier: Apache-2.0
"""Sounds: how Filipino, Cebuano and English words sound: for espeak-ng, for the matcher and for dictionaries. Pure.

Filipino and Cebuano are written almost as they sound, and espeak-ng has neither. The mnemonics are those of its
Indonesian voice, the nearest one; left to its own rules that one reads "ng" and "mga" letter by letter, and swallows
every unstressed e.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_WHOLE: Final = {"ng": "n'aN", "mga": "maN'a", "po": "p'o?"}
"""Short words that are not said as they are written."""

ENGLISH: Final[Mapping[str, str]] = dict(
    line.split() for line in (Path(__file__).parent / "english.txt").read_text("utf-8").splitlines() if " " in line
)
"""English words as they are said with Filipino sounds (script/make-loans)."""

_BORROWED: Final = frozenset("pin hub aics als blotter bp bpo brgy ctc dswd id pao ps pwd sk sms st".split())
"""English words too short to be told from Filipino ones by their length."""

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
_SOUND: Final = re.compile(r"tS|dZ|[aEiou?pbtdkgmnNsShl*wjfvz]")
_PAUSES: Final = {".": " _:_: ", "!": " _:_: ", "?": " _:_: ", ":": " _: ", ";": " _: ", ",": " _: ", "\n": " _:_: "}


def phonemes(text: str) -> str:
    """A text as espeak-ng takes phonemes, with its pauses; what is neither letter nor pause is left out."""
    spoken = []
    place = 0
    lowered = text.lower().translate(_ACCENTS)
    for match in _WORD.finditer(lowered):
        spoken.append(_pause(lowered[place : match.start()]))
        spoken.append("".join(map(_word, match[0].split("-"))))
        place = match.end()
    spoken.append(_pause(lowered[place:]))
    return "[[" + " ".join(filter(None, (part.strip() for part in spoken))) + "]]"


def sounds(text: str, language: str) -> tuple[str, ...]:
    """The sounds of a text one by one, without stress and pauses; an English text is said with Filipino sounds.

    The glottal stop is left out at both ends of a word, where nobody hears whether it is there.
    """
    heard: list[str] = []
    for word in _WORD.findall(text.lower().translate(_ACCENTS)):
        for part in word.split("-"):
            said = (ENGLISH.get(part) if language == "en" else None) or _word(part)
            heard += _SOUND.findall(said.replace("'", "").strip("?"))
    return tuple(heard)


def _pause(between: str) -> str:
    return max((_PAUSES.get(char, "") for char in between), key=len, default="")


def _word(word: str) -> str:
    """Its sounds in Filipino or Cebuano, a loan as it is said in English."""
    if word in _WHOLE:
        return _WHOLE[word]
    if word in ENGLISH and (len(word) > 3 or word in _BORROWED):
        return ENGLISH[word]
    return _spelt(word)


def _spelt(word: str) -> str:
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
