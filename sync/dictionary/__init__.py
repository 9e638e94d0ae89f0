# SPDX-License-Identifier: Apache-2.0
"""Dictionary: what both sides know beforehand, by number: known words, and 32 KB that deflate may refer to.

A frame names its dictionary as its codec. None is ever changed or removed, for frames lie about on sticks for years;
`script/make-dictionary` makes a new one, from made-up text alone: whoever has a dictionary can read it.
"""

import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from appliance.errors import FrameError
from sync.frame import MAX_PAYLOAD

PLAIN: Final = 0
"""The codec without a dictionary: nothing is deflated, no words are known."""

FIRST: Final = (1,)
"""The dictionaries that every version reads."""

WINDOW: Final = 32_506
"""Bytes of a dictionary that deflate can reach (its window of 32 KB less what it looks ahead)."""

_FOLDER: Final = Path(__file__).parent
_STRATEGIES: Final = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED)
_RAW: Final = -15


@cache
def ours() -> tuple[int, ...]:
    """The dictionaries that this version reads."""
    return tuple(sorted(int(path.stem) for path in _FOLDER.glob("*.bin")))


def best(dicts: Iterable[int]) -> int:
    """The newest dictionary of ours that is among these; the first one when none is."""
    return max(set(ours()) & set(dicts), default=FIRST[0])


@cache
def words(codec: int) -> tuple[str, ...]:
    """The words that a codec knows, by number. Raises FrameError for a codec of a newer version."""
    return () if codec == PLAIN else tuple(_read(codec, "words").decode().split("\n"))


@cache
def numbers(codec: int) -> Mapping[str, int]:
    """The known words' numbers."""
    return {word: number for number, word in enumerate(words(codec))}


def deflate(codec: int, plain: bytes) -> bytes:
    """The bytes as short as this codec makes them."""
    if codec == PLAIN:
        return plain
    return min((_deflated(codec, plain, strategy) for strategy in _STRATEGIES), key=len)


def inflate(codec: int, packed: bytes) -> bytes:
    """The bytes again, at most MAX_PAYLOAD. Raises FrameError."""
    if codec == PLAIN:
        return packed
    inflater = zlib.decompressobj(_RAW, _read(codec, "bin"))
    try:
        plain = inflater.decompress(packed, MAX_PAYLOAD)
    except zlib.error as error:
        raise FrameError("the payload cannot be inflated") from error
    if not inflater.eof or inflater.unused_data:
        raise FrameError("the payload is cut off, too large or followed by something else")
    return plain


def _deflated(codec: int, plain: bytes, strategy: int) -> bytes:
    packer = _packer(codec, strategy).copy()
    return packer.compress(plain) + packer.flush()


@cache
def _packer(codec: int, strategy: int) -> "zlib._Compress":
    """A deflater that has read its dictionary: copying it is quicker than reading that again."""
    return zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, strategy, _read(codec, "bin"))


@cache
def _read(codec: int, what: str) -> bytes:
    if codec not in ours():
        raise FrameError(f"dictionary {codec}, which is not known here")
    return (_FOLDER / f"{codec}.{what}").read_bytes()
