# SPDX-License-Identifier: Apache-2.0
"""Values: plain JSON and numbers as few bytes. Pure; raises nothing but FrameError, whatever the bytes.

Three streams lie side by side, because they shrink differently: `tags` (what comes next: small and repetitive),
`text` (what people wrote) and `raw` (digits, times, hashes: nothing can shorten them). PROTOCOL.md lists the tags.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final, TypeVar

from appliance.errors import FrameError
from appliance.event import MAX_DEPTH, is_identity


class Tag(IntEnum):
    """What comes next. From FIRST_WORD on a tag is itself a known word; those beyond 255 are WORD and a number."""

    NULL = 0
    FALSE = 1
    TRUE = 2
    NUMBER = 3
    TEXT = 4
    LIST = 5
    OBJECT = 6
    DIGITS = 7
    REFERENCE = 8
    PHONE = 9
    HEX = 10
    IDENTITY = 11
    HOURS = 12
    HOUR = 13
    SPAN = 14
    WORD = 15
    FIRST_WORD = 24


class Name(IntEnum):
    """How a stream's name is said: as any text, or as a device (implied or not), its epoch and what follows."""

    TEXT = 0
    AUTHOR = 1
    ADDRESSEE = 2
    OTHER = 3


_ONE_BYTE_WORDS: Final = 256 - Tag.FIRST_WORD
_MOST: Final = 2**64
_HOUR_MS: Final = 3_600_000
_NEAR: Final = 2**37
"""Milliseconds, some four years: a number as near as that to the event's own time is taken for a time."""

_DIGITS: Final = re.compile(r"[0-9]{1,18}")
_MOBILE: Final = re.compile(r"\+639[0-9]{9}")
_PAIRS: Final = re.compile(r"(?:[0-9a-f]{2}){4,64}")
_ORIGIN: Final = re.compile(r"([a-z0-9]{1,32})\.([0-9a-f]{8})([^/<>]*)")
_PHONE_BYTES, _REFERENCE_BYTES, _TIME_BYTES, _EPOCH_BYTES, _HEX_BYTES = 4, 5, 6, 4, 64
_DEPTH: Final = MAX_DEPTH + 2
_LONGEST_NAME: Final = 128
"""Letters of a stream's name: it is said once and may be meant a thousand times."""

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
        if not 0 <= value < _MOST:
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
        self.fixed(value, _TIME_BYTES)

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
        if len(origin) > _LONGEST_NAME:
            raise FrameError("a stream's name that is too long")
        self.again(self._origins, origin, self._name)

    def identity(self, identity: str) -> None:
        """An event's or a case's identity "origin/seq"."""
        origin, _, seq = identity.rpartition("/")
        self.origin(origin)
        self.number(int(seq), self.raw)

    def value(self, value: object, depth: int = _DEPTH) -> None:
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
        if word is not None and word < _ONE_BYTE_WORDS:
            self.tags.append(Tag.FIRST_WORD + word)
        elif word is not None:
            self.tags.append(Tag.WORD)
            self.number(word - _ONE_BYTE_WORDS)
        elif _MOBILE.fullmatch(text):
            self.tags.append(Tag.PHONE)
            self.fixed(int(text[4:]), _PHONE_BYTES)
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
        if text == _with_check(number // 100):
            self.tags.append(Tag.REFERENCE)
            self.fixed(number // 100, _REFERENCE_BYTES)
        else:
            self.tags.append(Tag.DIGITS)
            self.number(len(text))
            self.number(number, self.raw)

    def _integer(self, value: int) -> None:
        at = self.at
        if at is None or abs(value - at) >= _NEAR or abs(value) < _NEAR:
            self.tags.append(Tag.NUMBER)
            self.signed(value)
        elif (value - at) % _HOUR_MS == 0:
            self.tags.append(Tag.HOURS)
            self.signed((value - at) // _HOUR_MS)
        elif value % _HOUR_MS == 0:
            self.tags.append(Tag.HOUR)
            self.signed(value // _HOUR_MS - at // _HOUR_MS)
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
        self.fixed(int(epoch, 16), _EPOCH_BYTES)
        # the rest of a hub's stream names a box: signs stand for the ids that need not be said
        for sign, party in zip("<>", self._parties, strict=True):
            rest = rest.replace(party, sign)
        self.string(rest)


class Stream:
    """Bytes of which one takes from the front."""

    __slots__ = ("_data", "_place")

    def __init__(self, data: bytes) -> None:
        """All of it is left."""
        self._data = data
        self._place = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._place

    def take(self, count: int) -> bytes:
        """The next bytes. Raises FrameError when there are not so many."""
        if count > self.left:
            raise FrameError("the payload ends too early")
        self._place += count
        return self._data[self._place - count : self._place]

    def byte(self) -> int:
        """The next byte."""
        if self._place >= len(self._data):
            raise FrameError("the payload ends too early")
        self._place += 1
        return self._data[self._place - 1]

    def number(self) -> int:
        """A number of at least 0, as Writer.number wrote it."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte <= 0x7F and value < _MOST:
                return value
            shift += 7
            if shift > 63:
                raise FrameError("a number that is too large")


class Reader:
    """Reads what a Writer wrote with the same parties and words."""

    def __init__(self, streams: tuple[Stream, Stream, Stream], parties: tuple[str, str], words: Sequence[str]) -> None:
        """`streams` are the tags, the raw bytes and the text."""
        self.tags, self.raw, self.text = streams
        self.at: int | None = None
        self._parties = parties
        self._words = words
        self._origins: list[str] = []

    def end(self) -> None:
        """Raises FrameError when anything is left."""
        if self.tags.left or self.raw.left or self.text.left:
            raise FrameError("the payload does not end where its frame does")

    def number(self) -> int:
        """A number of at least 0 among the tags."""
        return self.tags.number()

    def signed(self, stream: Stream | None = None) -> int:
        """A number of either sign."""
        value = (stream or self.tags).number()
        return -(value + 1) // 2 if value % 2 else value // 2

    def counted(self, most: int, stream: Stream | None = None) -> int:
        """A number of at most so much."""
        count = (stream or self.tags).number()
        if count > most:
            raise FrameError(f"{count} where at most {most} can be")
        return count

    def fixed(self, size: int) -> int:
        """A number of at least 0 in this many raw bytes."""
        return int.from_bytes(self.raw.take(size), "big")

    def time(self) -> int:
        """UTC milliseconds."""
        return self.fixed(_TIME_BYTES)

    def octets(self, most: int) -> bytes:
        """Raw bytes, at most so many."""
        return self.raw.take(self.counted(most, self.raw))

    def again(self, table: list[_T], read: Callable[[], _T]) -> _T:
        """A value of which a frame has few different ones."""
        place = self.counted(len(table))
        if place == len(table):
            table.append(read())
        return table[place]

    def origin(self) -> str:
        """A stream's name."""
        name = self.again(self._origins, self._name)
        if len(name) > _LONGEST_NAME:
            raise FrameError("a stream's name that is too long")
        return name

    def identity(self) -> str:
        """An event's or a case's identity."""
        return f"{self.origin()}/{self.raw.number()}"

    def value(self, depth: int = _DEPTH) -> Any:
        """Any plain JSON value."""
        if depth < 0:
            raise FrameError("nested too deeply")
        match tag := self.tags.byte():
            case Tag.NULL | Tag.FALSE | Tag.TRUE:
                return (None, False, True)[tag]
            case Tag.NUMBER:
                return self.signed()
            case Tag.LIST:
                return [self.value(depth - 1) for _ in range(self.counted(self.tags.left))]
            case Tag.OBJECT:
                return {self.string(): self.value(depth - 1) for _ in range(self.counted(self.tags.left))}
            case Tag.HOURS | Tag.HOUR | Tag.SPAN:
                return self._near(tag)
        return self._string(tag)

    def string(self) -> str:
        """A text."""
        return self._string(self.tags.byte())

    def _string(self, tag: int) -> str:
        if tag >= Tag.FIRST_WORD:
            return self._word(tag - Tag.FIRST_WORD)
        match tag:
            case Tag.WORD:
                return self._word(self.number() + _ONE_BYTE_WORDS)
            case Tag.TEXT:
                return self._letters()
            case Tag.DIGITS:
                return f"{self.raw.number():0{self.counted(18)}d}"
            case Tag.REFERENCE:
                return _with_check(self.fixed(_REFERENCE_BYTES))
            case Tag.PHONE:
                return f"+639{self.fixed(_PHONE_BYTES):09d}"
            case Tag.HEX:
                return self.octets(_HEX_BYTES).hex()
            case Tag.IDENTITY:
                return self.identity()
        raise FrameError("another value where a text must be")

    def _word(self, number: int) -> str:
        if number >= len(self._words):
            raise FrameError("a word of another dictionary")
        return self._words[number]

    def _letters(self) -> str:
        try:
            return self.text.take(self.raw.number()).decode()
        except UnicodeDecodeError as error:
            raise FrameError("a text that is not valid Unicode") from error

    def _near(self, tag: int) -> int:
        if self.at is None:
            raise FrameError("a time where no event is")
        if tag == Tag.HOURS:
            return self.at + self.signed() * _HOUR_MS
        if tag == Tag.HOUR:
            return (self.at // _HOUR_MS + self.signed()) * _HOUR_MS
        return self.at + self.signed(self.raw)

    def _name(self) -> str:
        how = self.tags.byte()
        if how == Name.TEXT:
            return self._letters()
        if how > Name.OTHER:
            raise FrameError("a stream's name of a newer version")
        device = self.string() if how == Name.OTHER else self._parties[how - Name.AUTHOR]
        epoch = self.fixed(_EPOCH_BYTES)
        rest = self.string()
        for sign, party in zip("<>", self._parties, strict=True):
            rest = rest.replace(sign, party)
        return f"{device}.{epoch:08x}{rest}"


def _with_check(payload: int) -> str:
    """A reference's ten digits with the two that check them (ISO 7064 MOD 97-10)."""
    return f"{payload:010d}{98 - payload * 100 % 97:02d}"
