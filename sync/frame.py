# SPDX-License-Identifier: Apache-2.0
"""Frame: the bytes that travel, on every road the same. Pure: bytes in, dataclasses out, and the other way round.

Layout (big-endian): "DLG" · version 1 byte · kind 1 byte · raw-deflated JSON array · Ed25519 signature 64 bytes over
everything before it and the addressee's id. JSON arrays are positional: see each class.
"""

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from appliance.errors import EventError, FrameError
from appliance.event import MAX_DEPTH, dump
from appliance.identity import PUBLIC_BYTES, SIGNATURE_BYTES, Identity, verify

VERSION: Final = 1
MAX_FRAME: Final = 60_000
"""Largest frame in bytes; below the packet limit that the broker's configuration sets."""

MAX_PAYLOAD: Final = 512_000
"""Largest payload once inflated: a small frame cannot fill the memory."""

MAX_EVENTS: Final = 1000
"""Most events in a frame."""

_DEPTH: Final = MAX_DEPTH + 3
"""A frame holds a list of events, which are lists themselves."""

_HEADER: Final = struct.Struct(">3sBB")
_MAGIC: Final = b"DLG"

Mark = tuple[str, int, str]
"""An origin, the number of its last event that one side holds, and the beginning of that event's hash."""


@dataclass(frozen=True, slots=True)
class Hello:
    """ "Here I am": the author's public key, its barangay's code (the hub has none), and how much it holds of ours.

    With `answer` the other side is asked to say the same of itself.
    """

    public: bytes
    psgc: str
    marks: tuple[Mark, ...]
    answer: bool


@dataclass(frozen=True, slots=True)
class Events:
    """Consecutive events of one origin, numbered from `first`, and the hash of the last."""

    origin: str
    first: int
    said: tuple[list[Any], ...]
    head: bytes


@dataclass(frozen=True, slots=True)
class Ack:
    """ "Committed here": how much the author holds of ours now, and its time in UTC ms."""

    marks: tuple[Mark, ...]
    at: int


Frame = Hello | Events | Ack


def encode(frame: Frame, author: Identity, addressee: str) -> bytes:
    """The frame's bytes, signed by its author for one addressee. Raises FrameError when they are too many."""
    match frame:
        case Hello(public, psgc, marks, answer):
            kind, array = 1, [public.hex(), psgc, [list(mark) for mark in marks], answer]
        case Events(origin, first, said, head):
            kind, array = 2, [origin, first, list(said), head.hex()]
        case Ack(marks, at):
            kind, array = 3, [[list(mark) for mark in marks], at]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    signed = _HEADER.pack(_MAGIC, VERSION, kind) + packer.compress(dump(array, "frame", depth=_DEPTH)) + packer.flush()
    if len(signed) + SIGNATURE_BYTES > MAX_FRAME:
        raise FrameError(f"frame of {len(signed) + SIGNATURE_BYTES} bytes; at most {MAX_FRAME} are allowed")
    return signed + author.sign(signed + addressee.encode())


def decode(data: bytes) -> Frame:
    """The frame in these bytes, its signature not yet checked. Raises FrameError and nothing else."""
    if len(data) > MAX_FRAME:
        raise FrameError(f"{len(data)} bytes; at most {MAX_FRAME} are allowed")
    if len(data) < _HEADER.size + SIGNATURE_BYTES:
        raise FrameError(f"{len(data)} bytes are too few for a frame")
    magic, version, kind = _HEADER.unpack_from(data)
    if magic != _MAGIC:
        raise FrameError("not a frame of ours")
    if version != VERSION:
        raise FrameError(f"version {version}; we read version {VERSION}")
    array = _inflate(data[_HEADER.size : -SIGNATURE_BYTES])
    reader = _READERS.get(kind)
    if reader is None:
        raise FrameError(f"unknown kind {kind} of frame, perhaps of a newer version")
    try:
        return reader(*array)
    except (TypeError, ValueError) as error:
        raise FrameError(f"frame of kind {kind}: wrong fields") from error


def signed_by(data: bytes, public: bytes, addressee: str) -> bool:
    """Whether these frame bytes come from the holder of this key and are meant for this addressee."""
    signed, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    return verify(public, signature, signed + addressee.encode())


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


def _hello(public: object, psgc: object, marks: object, answer: object) -> Hello:
    key = bytes.fromhex(_text(public))
    if len(key) != PUBLIC_BYTES or not isinstance(answer, bool):
        raise ValueError
    return Hello(key, _text(psgc), _marks(marks), answer)


def _events(origin: object, first: object, said: object, head: object) -> Events:
    if not isinstance(said, list) or not 0 < len(said) <= MAX_EVENTS:
        raise ValueError
    return Events(_text(origin), _number(first), tuple(said), bytes.fromhex(_text(head)))


def _ack(marks: object, at: object) -> Ack:
    return Ack(_marks(marks), _number(at))


_READERS: Final[Mapping[int, Callable[..., Frame]]] = {1: _hello, 2: _events, 3: _ack}


def _marks(value: object) -> tuple[Mark, ...]:
    if not isinstance(value, list) or len(value) > 1000:
        raise ValueError
    return tuple((_text(origin), _number(seq), _text(link)) for origin, seq, link in value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 128:
        raise ValueError
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value
