# SPDX-License-Identifier: Apache-2.0
"""Event: one fact that was said about a case, its canonical bytes and its place in the origin's hash chain."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from appliance.errors import EventError

GENESIS: Final = bytes(32)
"""The hash before the first event of every origin."""

MAX_EVENT_BYTES: Final = 32 * 1024
"""A single event may not be larger than this, so that it always fits a frame and every broker's packet limit."""

MAX_TURN: Final = 2**31
"""The highest turn an event may have."""

_MAX_INT: Final = 2**63 - 1
_MAX_TIME: Final = 253_370_764_800_000
MAX_DEPTH: Final = 8
"""How deep an event's lists and objects may be nested."""

_CONTAINERS: Final = frozenset({dict, list})
_ATOMS: Final = frozenset({str, int, bool, type(None)})
_NONE: Final = "\0"
URGENT: Final = "u"
"""The lane of the cases on which a life may hang."""

_ORIGIN: Final = re.compile(
    r"(?P<base>[a-z0-9]{1,32}\.[0-9a-f]{8})(?:-(?P<lane>u|[2-9]|[1-9][0-9]{1,8}))?(?::(?P<device>[a-z0-9]{1,32}))?"
)
_IDENTITY: Final = re.compile(rf"{_ORIGIN.pattern}/[1-9][0-9]{{0,9}}")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Actor(NamedTuple):
    """Who said it: `kind` is citizen, officer or system; an officer speaks for an `office` and has a name."""

    kind: str
    office: str = ""
    name: str = ""
    designation: str = ""


CITIZEN: Final = Actor("citizen")


class Event(NamedTuple):
    """A fact, never changed after it was written.

    `(origin, seq)` is its identity; `case` is the identity of the case's first event, written "origin/seq";
    `turn` is 1 + the highest turn its author had seen for that case; `at` is UTC milliseconds by the author's
    clock, whose quality `clock` names (ntp, nitz, rtc or unsynced).
    """

    origin: str
    seq: int
    case: str
    turn: int
    kind: str
    at: int
    clock: str
    actor: Actor
    body: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The event's identity as one word."""
        return f"{self.origin}/{self.seq}"

    def order(self) -> tuple[int, str, int]:
        """The key by which every side folds a case, whatever the order of arrival."""
        return (self.turn, self.origin, self.seq)

    def fields(self) -> list[Any]:
        """Everything but the origin and the number, which a frame's header implies; read by `from_fields`.

        The case of an event that opens one is itself, so it is left out too.
        """
        actor = [self.actor.kind, self.actor.office, self.actor.name, self.actor.designation]
        while actor and not actor[-1]:
            actor.pop()
        case = "" if self.case == self.id else self.case
        return [case, self.turn, self.kind, self.at, self.clock, actor, dict(self.body)]

    def encoded(self) -> bytes:
        """The fields as canonical JSON: sorted keys, no spaces, UTF-8. Raises EventError."""
        if not (is_time(self.at) and 1 <= self.turn <= MAX_TURN):
            raise EventError("event: its time or its turn is out of range")
        data = dump(self.fields())
        if len(data) > MAX_EVENT_BYTES:
            raise EventError(f"event of {len(data)} bytes; at most {MAX_EVENT_BYTES} are allowed")
        return data

    def hash(self, previous: bytes, encoded: bytes) -> bytes:
        """The chain's next link: SHA-256 of the previous link, this event's identity and its encoded fields."""
        return chained(previous, self.id, encoded)


def chained(previous: bytes, identity: str, encoded: bytes) -> bytes:
    """The link of the event with this identity and these encoded fields, readable or not."""
    return hashlib.sha256(b"%b%b\n%b" % (previous, identity.encode(), encoded)).digest()


def is_time(value: object) -> bool:
    """Whether a value is a time we can show: whole UTC milliseconds from 1970 until the year 9999 begins."""
    return type(value) is int and 0 <= value <= _MAX_TIME


def is_identity(text: str) -> bool:
    """Whether a text has the form of an event's or a case's identity, "origin/seq" with a seq from 1 to 2^32 - 1."""
    return _IDENTITY.fullmatch(text) is not None and int(text.rpartition("/")[2]) < 2**32


def dump(value: object, where: str = "event", *, depth: int = MAX_DEPTH) -> bytes:
    """Canonical JSON bytes of a value without floats, nested at most `depth` deep. Raises EventError naming `where`."""
    _plain(value, where, depth)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        raise EventError(f"{where}: a text is not valid Unicode") from error


def from_fields(origin: str, seq: int, fields: object) -> Event:
    """Read what `Event.fields` wrote. Raises EventError naming the field; unknown kinds are left to the fold."""
    if not isinstance(fields, list) or len(fields) != 7:
        raise EventError("event: not a list of 7 fields")
    case, turn, kind, at, clock, actor, body = fields
    for name, value in (("case", case), ("kind", kind), ("clock", clock)):
        if not isinstance(value, str) or len(value) > 128:
            raise EventError(f"event.{name}: not a short text")
    if case and not is_identity(case):
        raise EventError("event.case: not the identity of an event")
    if type(turn) is not int or not 1 <= turn <= MAX_TURN:
        raise EventError("event.turn: not a whole number from 1 to 2^31")
    if not is_time(at):
        raise EventError("event.at: not a time")
    if not isinstance(actor, list) or not 1 <= len(actor) <= 4 or not all(isinstance(part, str) for part in actor):
        raise EventError("event.actor: not a list of 1 to 4 texts")
    if not isinstance(body, dict):
        raise EventError("event.body: not an object")
    dump([case, kind, clock, *actor])
    dump(body, "event.body")
    return Event(origin, seq, case or f"{origin}/{seq}", turn, kind, at, clock, Actor(*actor), body)


def _plain(value: object, where: str, depth: int) -> None:
    """Refuse what two JSON libraries may write differently: floats, huge numbers, keys that are no text.

    And the character U+0000, which no server's text may hold: one event with it could never be stored at the hub.
    """
    if depth < 0:
        raise EventError(f"{where}: nested too deeply")
    items: Iterable[object] = (value,)
    if type(value) is dict:
        if not all(type(key) is str and _NONE not in key for key in value):
            raise EventError(f"{where}: a key is not a text")
        items = value.values()
    elif type(value) is list:
        items = value
    for item in items:
        kind = type(item)
        if kind in _CONTAINERS:
            _plain(item, where, depth - 1)
        elif kind in _ATOMS:
            _written(item, where)
        else:
            raise EventError(f"{where}: {kind.__name__} is not allowed")


def _written(item: object, where: str) -> None:
    if isinstance(item, str) and _NONE in item:
        raise EventError(f"{where}: a text has the character U+0000")
    if type(item) is int and not -_MAX_INT <= item <= _MAX_INT:
        raise EventError(f"{where}: a number is too large")


def device_of(origin: str) -> str:
    """The appliance that an origin belongs to or, for the hub's stream "hub.epoch:device", is addressed to.

    Works for a case's identity too, which begins with the origin of its first event.
    """
    author, _, addressee = origin.partition("/")[0].partition(":")
    return addressee or author.partition(".")[0]


def lane_of(origin: str) -> str:
    """The lane that an origin is: "u" for urgent, else the number of an ordinary one, "" being the first.

    Works for a case's identity too: what is said about an urgent case stays urgent.
    """
    found = _ORIGIN.fullmatch(origin.partition("/")[0])
    return (found["lane"] or "") if found else ""


def base_of(origin: str) -> str:
    """The "author.epoch" of an origin: what all lanes of one side in one epoch share. Empty if it is no origin."""
    found = _ORIGIN.fullmatch(origin)
    return found["base"] if found else ""


def named(base: str, lane: str = "", device: str = "") -> str:
    """The origin of this "author.epoch" for one lane, addressed to a device where the hub speaks."""
    return base + (f"-{lane}" if lane else "") + (f":{device}" if device else "")


def of_hub(origin: str) -> bool:
    """Whether an origin is a stream of the hub's; any other is a box's, and speaks for the barangay alone."""
    return ":" in origin.partition("/")[0]
