# SPDX-License-Identifier: Apache-2.0
"""Writer: plain JSON and numbers as few bytes. Pure; raises nothing but FrameError for what no frame can carry.

Three streams lie side by side, because they shrink differently: `tags` (what comes next: small and repetitive),
`text` (what people wrote) and `raw` (digits, times, hashes: nothing can shorten them).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from appliance.errors import FrameError
from appliance.event import is_identity
from sync.packing.tags import (
    DEPTH,
    EPOCH_BYTES,
    HOUR_MS,
    LONGEST_NAME,
    MOST,
    ONE_BYTE_WORDS,
    PHONE_BYTES,
    REFERENCE_BYTES,
    TIME_BYTES,
    Name,
    Tag,
    with_check,
)

_NEAR: Final = 2**37
"""Milliseconds, some four years: a number as near as that to the event's own time is taken for a time."""

_DIGITS: Final = re.compile(r"[0-9]{1,18}")
_MOBILE: Final = re.compile(r"\+639[0-9]{9}")
_PAIRS: Final = re.compile(r"(?:[0-9a-f]{2}){4,64}")
_ORIGIN: Final = re.compile(r"([a-z0-9]{1,32})\.([0-9a-f]{8})([^/<>]*)")
_REFERENCE_DIGITS: Final = 12

_T = TypeVar("_T")


class Writer:
    """Writes values. `parties` are the ids that need not be said: the author's and the addressee's."""

    def __init__(self, parties: tuple[str, str], words: Mapping[str, int]) -> None:
        """`words` are the texts that both sides know, by their numbers."""
        self.tags, self.raw, self.text = bytearray(), bytearray(), bytearray()
        self.at: int | None = None
        self._parties = parties
        self._words = words
        self._origins: dict[str, int] = {}

    def number(self, value: int, stream: bytearray | None = None) -> None:
        """A number of at least 0, seven bits a byte, the lowest first; among the tags unless told otherwise."""
        if not 0 <= value < MOST:
            raise FrameError("a number that no frame can carry")
        stream = self.tags if stream is None else stream
        while value > 0x7F:
            stream.append(value & 0x7F | 0x80)
            value >>= 7
        stream.append(value)

    def signed(self, value: int, stream: bytearray | None = None) -> None:
        """A number of either sign: doubled, a negative one less one."""
        self.number(2 * value if value >= 0 else -2 * value - 1, stream)

    def fixed(self, value: int, size: int) -> None:
        """A number of at least 0 in this many raw bytes, the highest first."""
        if not 0 <= value < 256**size:
            raise FrameError("a number that no frame can carry")
        self.raw += value.to_bytes(size, "big")

    def time(self, value: int) -> None:
        """UTC milliseconds in six raw bytes."""
        self.fixed(value, TIME_BYTES)

    def octets(self, value: bytes) -> None:
        """Raw bytes and how many they are."""
        self.number(len(value), self.raw)
        self.raw += value

    def again(self, table: dict[_T, int], value: _T, write: Callable[[_T], None]) -> None:
        """A value of which a frame has few different ones: its place among those said before; a new one follows."""
        place = table.get(value, len(table))
        self.number(place)
        if place == len(table):
            table[value] = place
            write(value)

    def origin(self, origin: str) -> None:
        """A stream's name."""
        if len(origin) > LONGEST_NAME:
            raise FrameError("a stream's name that is too long")
        self.again(self._origins, origin, self._name)

    def identity(self, identity: str) -> None:
        """An event's or a case's identity "origin/seq"."""
        origin, _, seq = identity.rpartition("/")
        self.origin(origin)
        self.number(int(seq), self.raw)

    def value(self, value: object, depth: int = DEPTH) -> None:
        """Any plain JSON value: no floats, every key a text."""
        if depth < 0:
            raise FrameError("nested too deeply for a frame")
        if value is None or isinstance(value, bool):
            self.tags.append(Tag.NULL if value is None else Tag.TRUE if value else Tag.FALSE)
        elif isinstance(value, str):
            self.string(value)
        elif isinstance(value, int):
            self._integer(value)
        elif isinstance(value, list):
            self.tags.append(Tag.LIST)
            self.number(len(value))
            for item in value:
                self.value(item, depth - 1)
        elif isinstance(value, dict):
            self.tags.append(Tag.OBJECT)
            self.number(len(value))
            for key, item in value.items():
                self.string(key)
                self.value(item, depth - 1)
        else:
            raise FrameError(f"a {type(value).__name__}, which no frame can carry")

    def string(self, text: str) -> None:
        """A text."""
        if not isinstance(text, str):
            raise FrameError("something else where a text must be")
        word = self._words.get(text)
        if word is not None and word < ONE_BYTE_WORDS:
            self.tags.append(Tag.FIRST_WORD + word)
        elif word is not None:
            self.tags.append(Tag.WORD)
            self.number(word - ONE_BYTE_WORDS)
        elif _MOBILE.fullmatch(text):
            self.tags.append(Tag.PHONE)
            self.fixed(int(text[4:]), PHONE_BYTES)
        elif _DIGITS.fullmatch(text):
            self._digits(text)
        elif _PAIRS.fullmatch(text):
            self.tags.append(Tag.HEX)
            self.octets(bytes.fromhex(text))
        elif is_identity(text):
            self.tags.append(Tag.IDENTITY)
            self.identity(text)
        else:
            self.tags.append(Tag.TEXT)
            self._letters(text)

    def _letters(self, text: str) -> None:
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            raise FrameError("a text that is not valid Unicode") from error
        self.number(len(data), self.raw)
        self.text += data

    def _digits(self, text: str) -> None:
        number = int(text)
        if len(text) == _REFERENCE_DIGITS and text == with_check(number // 100):
            self.tags.append(Tag.REFERENCE)
            self.fixed(number // 100, REFERENCE_BYTES)
        else:
            self.tags.append(Tag.DIGITS)
            self.number(len(text))
            self.number(number, self.raw)

    def _integer(self, value: int) -> None:
        at = self.at
        if at is None or abs(value - at) >= _NEAR or abs(value) < _NEAR:
            self.tags.append(Tag.NUMBER)
            self.signed(value)
        elif (value - at) % HOUR_MS == 0:
            self.tags.append(Tag.HOURS)
            self.signed((value - at) // HOUR_MS)
        elif value % HOUR_MS == 0:
            self.tags.append(Tag.HOUR)
            self.signed(value // HOUR_MS - at // HOUR_MS)
        else:
            self.tags.append(Tag.SPAN)
            self.signed(value - at, self.raw)

    def _name(self, origin: str) -> None:
        parts = _ORIGIN.fullmatch(origin)
        if parts is None:
            self.tags.append(Name.TEXT)
            self._letters(origin)
            return
        device, epoch, rest = parts.groups()
        if device in self._parties:
            self.tags.append(Name.AUTHOR + self._parties.index(device))
        else:
            self.tags.append(Name.OTHER)
            self.string(device)
        self.fixed(int(epoch, 16), EPOCH_BYTES)
        # the rest of a hub's stream names a box: signs stand for the ids that need not be said
        for sign, party in zip("<>", self._parties, strict=True):
            rest = rest.replace(party, sign)
        self.string(rest)
