# SPDX-License-Identifier: Apache-2.0
"""Packing: a frame as few bytes, and back. Pure; never raises anything but FrameError, whatever the bytes."""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from appliance.errors import EventError, FrameError
from appliance.event import MAX_DEPTH, dump
from appliance.identity import SIGNATURE_BYTES
from sync.frame import (
    MAX_CHUNK,
    MAX_EVENTS,
    MAX_LIST,
    MAX_PAYLOAD,
    Ack,
    Chunk,
    Events,
    Frame,
    Have,
    Hello,
    Lost,
    Need,
)

FIRST: Final = (1,)
_DEPTH: Final = MAX_DEPTH + 3


def pack(frame: Frame, author: str, addressee: str, dicts: Iterable[int] = FIRST) -> tuple[int, int, bytes]:
    """The frame's kind, the codec and its bytes. Raises FrameError for what no frame can carry."""
    match frame:
        case Hello(psgc, marks, answer, schema, known, clock_ms):
            kind, array = 1, [psgc, [list(mark) for mark in marks], answer, schema, list(known), clock_ms]
        case Events(origin, first, said, head, signature):
            kind, array = 2, [origin, first, list(said), head.hex(), (signature or b"").hex()]
        case Ack(marks, ranges, rejected, credit, at):
            lists = [[list(item) for item in items] for items in (marks, ranges, rejected)]
            kind, array = 3, [*lists, credit, at]
        case Need(origin, needed):
            kind, array = 4, [origin, [list(item) for item in needed]]
        case Lost(origin, lost, reason):
            kind, array = 5, [origin, [list(item) for item in lost], reason]
        case Chunk(digest, size, offset, data):
            kind, array = 6, [digest.hex(), size, offset, data.hex()]
        case Have(digest, size, held):
            kind, array = 7, [digest.hex(), size, [list(item) for item in held]]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    try:
        return kind, 1, packer.compress(dump(array, "frame", depth=_DEPTH)) + packer.flush()
    except EventError as error:
        raise FrameError(str(error)) from error


def unpack(kind: int, codec: int, packed: bytes, author: str, addressee: str) -> Frame:
    """The frame in these bytes. Raises FrameError."""
    array = _inflate(packed)
    reader = _READERS.get(kind)
    if reader is None:
        raise FrameError(f"unknown kind {kind} of frame, perhaps of a newer version")
    try:
        return reader(*array)
    except (TypeError, ValueError) as error:
        raise FrameError(f"frame of kind {kind}: wrong fields") from error


def _inflate(packed: bytes) -> list[Any]:
    inflater = zlib.decompressobj(-15)
    try:
        plain = inflater.decompress(packed, MAX_PAYLOAD)
        if not inflater.eof or inflater.unused_data:
            raise FrameError("the payload is cut off, too large or followed by something else")
        array = json.loads(plain)
        dump(array, "frame", depth=_DEPTH)  # refuses what an encoder of ours would never write
    except zlib.error as error:
        raise FrameError("the payload cannot be inflated") from error
    except (ValueError, EventError, RecursionError) as error:
        raise FrameError("the payload is not plain JSON") from error
    if not isinstance(array, list):
        raise FrameError("the payload is not an array")
    return array


def _hello(psgc: object, marks: object, answer: object, schema: object, known: object, clock_ms: object) -> Hello:
    if not isinstance(answer, bool) or not isinstance(known, list):
        raise ValueError
    dicts = tuple(_number(item) for item in known)
    return Hello(_text(psgc), _triples(marks, _number, _text), answer, _number(schema), dicts, _number(clock_ms))


def _events(origin: object, first: object, said: object, head: object, signature: object) -> Events:
    if not isinstance(said, list) or not 0 < len(said) <= MAX_EVENTS:
        raise ValueError
    proof = bytes.fromhex(_text(signature)) or None
    if proof and len(proof) != SIGNATURE_BYTES:
        raise ValueError
    return Events(_text(origin), _number(first), tuple(said), bytes.fromhex(_text(head)), proof)


def _ack(marks: object, ranges: object, rejected: object, credit: object, at: object) -> Ack:
    return Ack(
        _triples(marks, _number, _text),
        _triples(ranges, _number, _number),
        _triples(rejected, _number, _text),
        _number(credit),
        _number(at),
    )


def _chunk(digest: object, size: object, offset: object, data: object) -> Chunk:
    if not isinstance(data, str) or len(data) > 2 * MAX_CHUNK:
        raise ValueError
    return Chunk(bytes.fromhex(_text(digest)), _number(size), _number(offset), bytes.fromhex(data))


_READERS: Final[Mapping[int, Callable[..., Frame]]] = {
    1: _hello,
    2: _events,
    3: _ack,
    4: lambda origin, ranges: Need(_text(origin), _ranges(ranges)),
    5: lambda origin, ranges, reason: Lost(_text(origin), _ranges(ranges), _text(reason)),
    6: _chunk,
    7: lambda digest, size, ranges: Have(bytes.fromhex(_text(digest)), _number(size), _ranges(ranges)),
}


def _triples(value: object, second: Callable[[object], Any], third: Callable[[object], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > MAX_LIST:
        raise ValueError
    return tuple((_text(origin), second(b), third(c)) for origin, b, c in value)


def _ranges(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, list) or len(value) > MAX_LIST:
        raise ValueError
    return tuple((_number(first), _number(last)) for first, last in value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 128:
        raise ValueError
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value
