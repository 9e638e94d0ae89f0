# SPDX-License-Identifier: Apache-2.0
"""Features: what of a question is compared: roots of words, pairs of roots, pieces of words. Pure."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

BUCKETS: Final = 1 << 17
"""Every feature falls into one of so many buckets by its hash: no list of words to load, a place for any new word."""

_SYNONYMS: Final = Path(__file__).with_name("synonyms.txt")
_WORD: Final = re.compile(r"[a-z0-9]+")
_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")
_TWICE: Final = re.compile(r"\b([a-z]{3,})2\b")
_APOSTROPHES: Final = str.maketrans("", "", "'’‘`´")

_POLITE: Final = frozenset(
    "po ho opo oho maam mam sir ser kuya ate admin good gud am pm morning afternoon evening magandang umaga hapon "
    "maayong buntag udto pls plz please palihug paki salamat thanks thank you hello hi lang lng man gud kasi kc".split()
)
"""Said around a question without being part of it; two words on either side of them are neighbours."""

_PREFIXES: Final = (
    "magpapa nagpapa pinapa ipinapa ipapa nakapag makapag pagpapa magpa nagpa pagpa gipang ipang gipa ipa ipinag "
    "pinag pinaka makaka nakaka maka naka mag nag pag mang nang pang mam nam pam taga tag inig um ma na ka gi mo mi "
    "ni pa i".split()
)
"""Filipino and Cebuano prefixes, longer ones before what they begin with."""

_SUFFIXES: Final = "hin han nin ing in an on hon ng ed a g s".split()
"""Filipino, Cebuano and a few English endings; "ng" and "g" are the linker that ties a word to the next."""

_VOWELS: Final = "aeiou"
_PIECES: Final = (3, 4)
_LONGEST: Final = 30
"""Letters of a word that are looked at: nobody writes longer ones, and a key held down must cost no time."""


class Features(NamedTuple):
    """The buckets of one text in three families, with repetition."""

    roots: list[int]
    pairs: list[int]
    pieces: list[int]


def features(text: str) -> Features:
    """What is to be compared of a text; all empty for one without letters or digits."""
    written = words(text)
    said = [root(word) for word in written if word not in _POLITE]
    return Features(
        [_bucket("r", root(word)) for word in written],
        [_bucket("p", f"{first} {second}") for first, second in pairwise(said)],
        [piece for word in written for piece in _pieces(word)],
    )


def words(text: str) -> list[str]:
    """The words as far as they matter: small letters without accents, "ayawwww" as "ayaw", "gabi2" as two words."""
    plain = unicodedata.normalize("NFKD", text).lower().translate(_APOSTROPHES)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _DRAWN_OUT.sub(r"\1", _TWICE.sub(r"\1 \1", plain))
    return [word[:_LONGEST] for word in _WORD.findall(plain)]


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """The name under which a word and its relatives are learned: "nagpapakuha", "kunin" and "kha" are all "get".

    Without a synonym it is the word less its affixes, o as u and e as i, which people write for one another.
    """
    known = _synonyms()
    if word in known:
        return known[word]
    if len(word) < 4 or word[0].isdigit():
        return word
    bare = _once(_uninfixed(word))
    for prefix in _PREFIXES:
        # a short prefix is more often the beginning of the word itself
        if bare.startswith(prefix) and len(bare) - len(prefix) >= (3 if len(prefix) > 2 else 4):
            bare = _once(_uninfixed(bare[len(prefix) :]))
            break
    ends = [bare[: -len(suffix)] for suffix in _SUFFIXES if bare.endswith(suffix)]
    for candidate in (bare, *(end for end in ends if len(end) >= 3)):
        if candidate in known:
            return known[candidate]
    shorter = next((end for end in ends if len(end) >= 4), bare)
    return shorter.replace("o", "u").replace("e", "i")


def _once(word: str) -> str:
    """Without reduplication: "kukuha" is "kuha", "aalis" is "alis", "butasbutas" is "butas"."""
    half = len(word) // 2
    if len(word) >= 6 and word[:half] == word[half:]:
        return word[:half]
    if len(word) >= 5 and word[:2] == word[2:4]:
        return word[2:]
    return word[1:] if len(word) >= 5 and word[0] in _VOWELS and word[0] == word[1] else word


def _uninfixed(word: str) -> str:
    """Without the infix -um- or -in- after the first letter and before a vowel: "kumuha" is "kuha"."""
    infixed = len(word) >= 6 and word[0] not in _VOWELS and word[1:3] in ("um", "in") and word[3] in _VOWELS
    return word[0] + word[3:] if infixed else word


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[int, ...]:
    """Runs of three and four letters, the word's ends marked: what is left of a word that is misspelt."""
    marked = f"_{word}_"
    return tuple(
        _bucket("c", marked[start : start + size]) for size in _PIECES for start in range(len(marked) - size + 1)
    )


def _bucket(family: str, feature: str) -> int:
    return crc32(f"{family}{feature}".encode()) % BUCKETS


def forget() -> None:
    """Drop the words that were looked at: they may be a visitor's own."""
    root.cache_clear()
    _pieces.cache_clear()


@cache
def _synonyms() -> dict[str, str]:
    """Word to the name of its line in synonyms.txt."""
    known: dict[str, str] = {}
    for line in _SYNONYMS.read_text("utf-8").splitlines():
        name, _, others = line.partition(":")
        if not line.startswith("#") and others:
            known |= dict.fromkeys([name, *others.split()], name)
    return known
