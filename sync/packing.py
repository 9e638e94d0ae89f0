# SPDX-License-Identifier: Apache-2.0
"""Packing: a frame as few bytes, and back. Pure; raises nothing but FrameError, whatever the bytes.

A position says what a value is, and ids are implied by who talks to whom. PROTOCOL.md has the layouts as a table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, Final, NamedTuple

from appliance.errors import FrameError
from sync import dictionary
from sync.columns import read_events, write_events
from sync.frame import MAX_CHUNK, MAX_LIST, MAX_PAYLOAD, Ack, Chunk, Events, Frame, Have, Hello, Lost, Need
from sync.values import Reader, Stream, Writer

_DIGEST_BYTES: Final = 32
_MOST_DICTS: Final = 16


class Form(NamedTuple):
    """How one field of a frame is written and read."""

    write: Callable[[Writer, Any], None]
    read: Callable[[Reader], Any]


def _all_of(*forms: Form) -> Form:
    """Several values, one after the other."""

    def write(writer: Writer, values: tuple[Any, ...]) -> None:
        for form, value in zip(forms, values, strict=True):
            form.write(writer, value)

    return Form(write, lambda reader: tuple(form.read(reader) for form in forms))


def _list_of(form: Form, most: int = MAX_LIST) -> Form:
    """How many there are, and each of them."""

    def write(writer: Writer, values: tuple[Any, ...]) -> None:
        if len(values) > most:
            raise FrameError(f"{len(values)} where at most {most} can be")
        writer.number(len(values))
        for value in values:
            form.write(writer, value)

    return Form(write, lambda reader: tuple(form.read(reader) for _ in range(reader.counted(most))))


def _write_digest(writer: Writer, digest: bytes) -> None:
    if len(digest) != _DIGEST_BYTES:
        raise FrameError(f"a digest of {len(digest)} bytes; it must be {_DIGEST_BYTES}")
    writer.raw += digest


_STRING: Final = Form(Writer.string, Reader.string)
_ORIGIN: Final = Form(Writer.origin, Reader.origin)
_NUMBER: Final = Form(Writer.number, Reader.number)
_TRUTH: Final = Form(lambda writer, value: writer.number(int(value)), lambda reader: bool(reader.counted(1)))
_TIME: Final = Form(Writer.time, Reader.time)
_DIGEST: Final = Form(_write_digest, lambda reader: reader.raw.take(_DIGEST_BYTES))
_BYTES: Final = Form(Writer.octets, lambda reader: reader.octets(MAX_CHUNK))
_PLACES: Final = _list_of(_all_of(_ORIGIN, _NUMBER, _STRING))
"""Marks (origin, number, beginning of the hash) and rejected events (origin, number, code)."""

_RANGES: Final = _list_of(_all_of(_NUMBER, _NUMBER))

_LAYOUTS: Final[Mapping[int, tuple[type[Any], tuple[Form, ...]]]] = {
    1: (Hello, (_STRING, _PLACES, _TRUTH, _NUMBER, _list_of(_NUMBER, _MOST_DICTS), _TIME)),
    3: (Ack, (_PLACES, _list_of(_all_of(_ORIGIN, _NUMBER, _NUMBER)), _PLACES, _NUMBER, _TIME)),
    4: (Need, (_ORIGIN, _RANGES)),
    5: (Lost, (_ORIGIN, _RANGES, _STRING)),
    6: (Chunk, (_DIGEST, _NUMBER, _NUMBER, _BYTES)),
    7: (Have, (_DIGEST, _NUMBER, _RANGES)),
}
_EVENTS: Final = 2
_KINDS: Final[Mapping[type[Any], int]] = {Events: _EVENTS} | {made: kind for kind, (made, _) in _LAYOUTS.items()}


def pack(frame: Frame, author: str, addressee: str, dicts: Iterable[int]) -> tuple[int, int, bytes]:
    """The frame's kind, its codec and its bytes, for a reader of these dictionaries.

    Raises FrameError for what no frame can carry.
    """
    codec = dictionary.best(dicts)
    writer = Writer((author, addressee), dictionary.numbers(codec))
    kind = _KINDS[type(frame)]
    if isinstance(frame, Events):
        write_events(writer, frame)
    else:
        for field, form in zip(fields(frame), _LAYOUTS[kind][1], strict=True):
            form.write(writer, getattr(frame, field.name))
    return kind, codec, _joined(writer, codec)


def unpack(kind: int, codec: int, packed: bytes, author: str, addressee: str) -> Frame:
    """The frame in these bytes. Raises FrameError."""
    if kind != _EVENTS and kind not in _LAYOUTS:
        raise FrameError(f"unknown kind {kind} of frame, perhaps of a newer version")
    reader = Reader(_parted(packed, codec), (author, addressee), dictionary.words(codec))
    if kind == _EVENTS:
        frame: Frame = read_events(reader)
    else:
        made, forms = _LAYOUTS[kind]
        frame = made(*(form.read(reader) for form in forms))
    reader.end()
    return frame


def _joined(writer: Writer, codec: int) -> bytes:
    """How long the raw bytes and the tags are, the raw bytes, and deflated: the tags and the text."""
    plain = bytes(writer.tags + writer.text)
    if len(plain) > MAX_PAYLOAD:
        raise FrameError(f"a payload of {len(plain)} bytes; at most {MAX_PAYLOAD} are allowed")
    lengths = bytearray()
    writer.number(len(writer.raw), lengths)
    writer.number(len(writer.tags), lengths)
    return bytes(lengths + writer.raw) + dictionary.deflate(codec, plain)


def _parted(packed: bytes, codec: int) -> tuple[Stream, Stream, Stream]:
    """The tags, the raw bytes and the text."""
    stream = Stream(packed)
    raw, tags = stream.number(), stream.number()
    raw_bytes = stream.take(raw)
    plain = Stream(dictionary.inflate(codec, stream.take(stream.left)))
    return Stream(plain.take(tags)), Stream(raw_bytes), Stream(plain.take(plain.left))
