# SPDX-License-Identifier: Apache-2.0
"""Reader: the values again that a Writer wrote. Pure; raises nothing but FrameError, whatever the bytes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from appliance.errors import FrameError
from sync.packing.tags import (
    DEPTH,
    EPOCH_BYTES,
    HEX_BYTES,
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

_T = TypeVar("_T")


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
            if byte <= 0x7F and value < MOST:
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
        return self.fixed(TIME_BYTES)

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
        if len(name) > LONGEST_NAME:
            raise FrameError("a stream's name that is too long")
        return name

    def identity(self) -> str:
        """An event's or a case's identity."""
        return f"{self.origin()}/{self.raw.number()}"

    def value(self, depth: int = DEPTH) -> Any:
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
                return self._word(self.number() + ONE_BYTE_WORDS)
            case Tag.TEXT:
                return self._letters()
            case Tag.DIGITS:
                return f"{self.raw.number():0{self.counted(18)}d}"
            case Tag.REFERENCE:
                return with_check(self.fixed(REFERENCE_BYTES))
            case Tag.PHONE:
                return f"+639{self.fixed(PHONE_BYTES):09d}"
            case Tag.HEX:
                return self.octets(HEX_BYTES).hex()
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
            return self.at + self.signed() * HOUR_MS
        if tag == Tag.HOUR:
            return (self.at // HOUR_MS + self.signed()) * HOUR_MS
        return self.at + self.signed(self.raw)

    def _name(self) -> str:
        how = self.tags.byte()
        if how == Name.TEXT:
            return self._letters()
        if how > Name.OTHER:
            raise FrameError("a stream's name of a newer version")
        device = self.string() if how == Name.OTHER else self._parties[how - Name.AUTHOR]
        epoch = self.fixed(EPOCH_BYTES)
        rest = self.string()
        for sign, party in zip("<>", self._parties, strict=True):
            rest = rest.replace(sign, party)
        return f"{device}.{epoch:08x}{rest}"
