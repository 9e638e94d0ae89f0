# SPDX-License-Identifier: Apache-2.0
"""Match: which choice was meant by the words an engine heard: take it, ask whether it is right, or refuse. Pure.

An engine that may only hear our phrases hears them in everything, and its own confidence is as high when it is wrong.
So the words are weighed here: who talks in the background is quieter; what is no word of ours counts against; a phrase
must be there whole, or sound nearly so and like no other.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from appliance.ports import DIGITS, Heard
from voice.numbers import digit_words
from voice.sounds import sounds

UNKNOWN: Final = "[unk]"
"""What an engine writes for something that was said and is no word it was told to expect."""

LOOSE: Final = frozenset(
    "po opo ho oho ng sa ang na ay mga ko ba nga lang naman yung og ug the a an of to for please is it and".split()
)
"""Small words that change nothing."""

_SURE: Final = 1.0
_PERHAPS: Final = -4.0
"""What a phrase must be worth to be taken, or to be asked about."""

_LETTER_OF_ANOTHER: Final = 4.0
_SMALL_WORD: Final = 1.0
_UNKNOWN_WORD: Final = 1.5
_UNKNOWN_SECOND: Final = 6.0
_MARGIN: Final = 2.0

_NEAR, _LIKE = 0.18, 0.34
"""The share of a phrase's sounds that may differ, to take it and to ask about it."""

_APART: Final = 0.15
_MANY_SOUNDS, _SOME_SOUNDS = 8, 5
"""Shorter phrases are never taken, or not even asked about, unless they were heard whole."""

_ALIKE: Final = frozenset(
    frozenset(pair) for pair in ("iE", "ou", "d*", "pf", "bv", "sz", "nN", "td", "kg", "pb", "lr", "l*", "aE", "mn")
)

_RISE: Final = 16.0
_LEAST_RISE: Final = 6.0
"""dB of a voice above the hall at which background voices come close to it, and at which nothing can be told apart."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was heard: from and to which second, and how loud in dB of full scale."""

    text: str
    start: float = 0.0
    end: float = 0.0
    level: float = 0.0


def match(words: Sequence[Word], choices: Mapping[str, Sequence[str]], language: str, ambient: float = -90.0) -> Heard:
    """What was meant. `ambient` is how loud the hall is, in dB of full scale."""
    loud = loudest(words, ambient)
    said = [word.text for word in loud]
    unknown = _UNKNOWN_SECOND * sum(word.end - word.start for word in loud if word.text == UNKNOWN)
    known = " ".join(word for word in said if word != UNKNOWN)
    if not known:
        return Heard(problem="unclear" if said else "silence")
    found = _whole(said, choices, language, unknown) or _similar(said, choices, language)
    if found is None:
        rise = max(word.level for word in loud) - ambient
        return Heard(known, problem="noise" if rise < _LEAST_RISE else "unclear")
    choice, sure = found
    return Heard(known, choice, sure, _digits(said, choices[choice], language))


def loudest(words: Sequence[Word], ambient: float) -> list[Word]:
    """Without those who talk in the background: 12 dB quieter than the loudest word, less where the hall is loud."""
    top = max((word.level for word in words), default=0.0)
    allowed = min(12.0, max(7.0, 7.0 + (top - ambient - _RISE) / 2))
    return [word for word in words if word.level >= top - allowed]


def _whole(
    said: Sequence[str], choices: Mapping[str, Sequence[str]], language: str, unknown: float
) -> tuple[str, bool] | None:
    """The choice of which a phrase was heard whole, and whether that is sure; `unknown` speech counts against it."""
    ours = {word for phrases in choices.values() for phrase in phrases for word in phrase.split()}
    figures = digit_words(language) if any(DIGITS in phrases for phrases in choices.values()) else {}
    best: dict[str, float] = {}
    for choice, phrases in choices.items():
        for phrase in phrases:
            for start, end in _places(phrase.split(), said, figures):
                rest = [*said[:start], *said[end:]]
                worth = sum(map(len, said[start:end])) - sum(_cost(word, ours, figures) for word in rest) - unknown
                best[choice] = max(worth, best.get(choice, worth))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _PERHAPS:
        return None
    second = ranked[1][1] if len(ranked) > 1 else -math.inf
    return ranked[0][0], ranked[0][1] >= _SURE and ranked[0][1] - second >= _MARGIN


def _places(phrase: list[str], said: Sequence[str], figures: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Where a phrase begins and ends in what was said."""
    if phrase == [DIGITS]:
        start = next((place for place, word in enumerate(said) if word in figures), len(said))
        end = next((place for place in range(start, len(said)) if said[place] not in figures), len(said))
        if end > start:
            yield start, end
        return
    for start in range(len(said) - len(phrase) + 1):
        if list(said[start : start + len(phrase)]) == phrase:
            yield start, start + len(phrase)


def _cost(word: str, ours: set[str], figures: Mapping[str, str]) -> float:
    if word in LOOSE:
        return _SMALL_WORD
    return _LETTER_OF_ANOTHER * len(word) if word in ours or word in figures else _UNKNOWN_WORD


def _similar(said: Sequence[str], choices: Mapping[str, Sequence[str]], language: str) -> tuple[str, bool] | None:
    """The choice of which a phrase sounds like what was said, and whether it is so near that it is sure."""
    # not remembered: a visitor's own words
    heard = sounds(" ".join(word for word in said if word != UNKNOWN), language)
    unknown = said.count(UNKNOWN)
    best: dict[str, tuple[float, int]] = {}
    for choice, phrases in choices.items():
        for phrase in phrases:
            wanted = _sounds(phrase, language)
            most = (_LIKE + _APART) * len(wanted) - unknown
            if len(wanted) < _SOME_SOUNDS or abs(len(wanted) - len(heard)) > most:
                continue
            share = (distance(heard, wanted, most) + unknown) / len(wanted)
            best[choice] = min((share, len(wanted)), best.get(choice, (share, len(wanted))))
    ranked = sorted(best.items(), key=lambda item: item[1])
    if not ranked or ranked[0][1][0] > _LIKE or (len(ranked) > 1 and ranked[1][1][0] - ranked[0][1][0] < _APART):
        return None
    choice, (share, length) = ranked[0]
    return choice, share <= _NEAR and length >= _MANY_SOUNDS and not unknown


def distance(one: Sequence[str], other: Sequence[str], most: float = math.inf) -> float:
    """How many sounds must be put in, left out or changed; between two that are often confused, half a change.

    Infinite where it is more than `most`: nobody then waits for the rest.
    """
    row = [float(place) for place in range(len(other) + 1)]
    for number, sound in enumerate(one, 1):
        before, row[0] = row[0], float(number)
        for place, wanted in enumerate(other, 1):
            change = 0.0 if sound == wanted else 0.5 if frozenset((sound, wanted)) in _ALIKE else 1.0
            before, row[place] = row[place], min(before + change, row[place] + 1, row[place - 1] + 1)
        if min(row) > most:
            return math.inf
    return row[-1]


@lru_cache(maxsize=8192)
def _sounds(text: str, language: str) -> tuple[str, ...]:
    return sounds(text, language)


def _digits(said: Sequence[str], phrases: Sequence[str], language: str) -> str:
    figures = digit_words(language) if DIGITS in phrases else {}
    return "".join(figures.get(word, "") for word in said)
