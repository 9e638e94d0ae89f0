# SPDX-License-Identifier: Apache-2.0
"""Columns: the events of a frame, field by field instead of event by event.

What all of them say alike comes together and shrinks to almost nothing; and their bodies need no rules of their own,
whatever keys a later version gives them. Nothing here judges an event: the store does.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from appliance.errors import FrameError
from appliance.identity import SIGNATURE_BYTES
from sync.frame import HEAD_BYTES, MAX_EVENTS, SHORT_HEAD_BYTES, Events
from sync.values import Reader, Writer

_FIELDS: Final = 7
_MOST_PARTS: Final = 4


def write_events(writer: Writer, frame: Events) -> None:
    """Write a frame of events. Raises FrameError for rows that are no events."""
    if not 0 < len(frame.said) <= MAX_EVENTS:
        raise FrameError(f"{len(frame.said)} events in a frame; from 1 to {MAX_EVENTS} are allowed")
    _check_proof(frame.head, frame.signature)
    writer.origin(frame.origin)
    writer.number(frame.first)
    writer.number(len(frame.said))
    writer.octets(frame.head)
    writer.octets(frame.signature or b"")
    cases, turns, kinds, times, clocks, actors, bodies = zip(*map(_row, frame.said), strict=True)
    writer.time(times[0])
    for before, at in pairwise(times):
        writer.signed(at - before, writer.raw)
    for texts in (cases, kinds, clocks):
        for text in texts:
            writer.string(text)
    for turn in turns:
        writer.number(turn)
    said: dict[tuple[str, ...], int] = {}
    for actor in actors:
        writer.again(said, tuple(actor), lambda parts: _write_texts(writer, parts))
    _write_bodies(writer, times, bodies)


def _write_bodies(writer: Writer, times: Sequence[int], bodies: Sequence[Mapping[str, Any]]) -> None:
    """Which keys each body has, then for each key its values."""
    shapes: dict[tuple[str, ...], int] = {}
    for body in bodies:
        writer.again(shapes, tuple(sorted(body)), lambda keys: _write_texts(writer, keys))
    for key in sorted({key for shape in shapes for key in shape}):
        for at, body in zip(times, bodies, strict=True):
            if key in body:
                writer.at = at
                writer.value(body[key])


def read_events(reader: Reader) -> Events:
    """Read a frame of events. Raises FrameError."""
    origin, first = reader.origin(), reader.number()
    count = range(reader.counted(MAX_EVENTS))
    if not count:
        raise FrameError("a frame of no events")
    head, signature = reader.octets(HEAD_BYTES), reader.octets(SIGNATURE_BYTES) or None
    _check_proof(head, signature)
    times = [reader.time()]
    for _ in count[1:]:
        times.append(times[-1] + reader.signed(reader.raw))
    cases, kinds, clocks = ([reader.string() for _ in count] for _ in range(3))
    turns = [reader.number() for _ in count]
    said: list[tuple[str, ...]] = []
    actors = [reader.again(said, lambda: _read_texts(reader, _MOST_PARTS)) for _ in count]
    bodies = _read_bodies(reader, times)
    rows = zip(cases, turns, kinds, times, clocks, map(list, actors), bodies, strict=True)
    return Events(origin, first, tuple(map(list, rows)), head, signature)


def _read_bodies(reader: Reader, times: Sequence[int]) -> list[dict[str, Any]]:
    shapes: list[tuple[str, ...]] = []
    shaped = [reader.again(shapes, lambda: _read_texts(reader, reader.tags.left)) for _ in times]
    if sum(map(len, shaped)) > reader.tags.left:
        raise FrameError("more keys than values")
    having: dict[str, list[int]] = {}
    for number, shape in enumerate(shaped):
        for key in shape:
            having.setdefault(key, []).append(number)
    bodies: list[dict[str, Any]] = [{} for _ in times]
    for key in sorted(having):
        for number in having[key]:
            reader.at = times[number]
            bodies[number][key] = reader.value()
    return bodies


def _check_proof(head: bytes, signature: bytes | None) -> None:
    """A signed head is a whole one; an unsigned one may be its beginning."""
    fit = len(head) == HEAD_BYTES if signature else len(head) in (SHORT_HEAD_BYTES, HEAD_BYTES)
    if not fit or len(signature or bytes(SIGNATURE_BYTES)) != SIGNATURE_BYTES:
        raise FrameError("a head or a signature of another length")


def _row(row: object) -> list[Any]:
    """An event's fields with the types that columns need."""
    if not isinstance(row, list) or len(row) != _FIELDS:
        raise FrameError("an event that is not a list of 7 fields")
    case, turn, kind, at, clock, actor, body = row
    fit = (
        all(isinstance(text, str) for text in (case, kind, clock))
        and type(turn) is int
        and type(at) is int
        and isinstance(actor, list)
        and len(actor) <= _MOST_PARTS
        and isinstance(body, dict)
        and all(isinstance(key, str) for key in body)
    )
    if not fit:
        raise FrameError("an event with a field of another type")
    return row


def _write_texts(writer: Writer, texts: tuple[str, ...]) -> None:
    writer.number(len(texts))
    for text in texts:
        writer.string(text)


def _read_texts(reader: Reader, most: int) -> tuple[str, ...]:
    return tuple(reader.string() for _ in range(reader.counted(most)))
