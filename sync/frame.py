# SPDX-License-Identifier: Apache-2.0
"""Frame: what one side can tell the other, and how large it may be. Pure data.

`packing` and `channel` make bytes of it; PROTOCOL.md describes them, the keys and who sees what.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from appliance.identity import Identity

VERSION: Final = 1
"""Of the frames' layout."""

SCHEMA: Final = 1
"""Of what the events mean, as a hello says it."""

MAX_FRAME: Final = 60_000
"""Largest frame in bytes; below the packet limit that the broker's configuration sets."""

MAX_PAYLOAD: Final = 512_000
"""Largest payload once inflated: a small frame cannot fill the memory."""

MAX_EVENTS: Final = 1000
"""Most events in a frame."""

MAX_LIST: Final = 1000
"""Most marks, ranges or rejected events in a frame."""

MAX_CHUNK: Final = 32_768
"""Most bytes of an attachment in a frame."""

HEAD_BYTES: Final = 32
SHORT_HEAD_BYTES: Final = 8
"""A chain's head, and the beginning of it that is enough where bytes are dear."""

PLENTY: Final = 1000
"""The credit of a side that is not busy, in events."""

Mark = tuple[str, int, str]
"""An origin, the number of its last event that one side holds, and the beginning of that event's hash."""

Range = tuple[int, int]
"""The first and the last of consecutive numbers."""


@dataclass(frozen=True, slots=True)
class Hello:
    """ "Here I am": the author's barangay's code (the hub has none), and how much it holds of ours.

    With `answer` the other side is asked to say the same of itself. `schema` is the version of the events' meaning,
    `dicts` the dictionaries that the author can read, `clock_ms` its time in UTC ms.
    """

    psgc: str
    marks: tuple[Mark, ...]
    answer: bool
    schema: int = SCHEMA
    dicts: tuple[int, ...] = (1,)
    clock_ms: int = 0


@dataclass(frozen=True, slots=True)
class Events:
    """Consecutive events of one origin, numbered from `first`, and the hash of the last.

    `said` holds each event's fields as `Event.fields` gives them. `signature` by the author's key over `statement`
    proves to third parties what the author said; without one the head may be its first eight bytes alone.
    """

    origin: str
    first: int
    said: tuple[list[Any], ...]
    head: bytes
    signature: bytes | None = None

    def statement(self) -> bytes:
        """What the signature is over: that the chain of this origin leads to this head."""
        return b"dulog head 1\n%b/%d\n%b" % (self.origin.encode(), self.first + len(self.said) - 1, self.head)

    def signed(self, author: Identity) -> "Events":
        """The same with the author's signature."""
        return replace(self, signature=author.sign(self.statement()))


@dataclass(frozen=True, slots=True)
class Ack:
    """ "Committed here": how much the author holds of ours now, and its time in UTC ms.

    `ranges` are hints about events beyond the marks that wait in its memory (origin, first, last); `rejected` names
    events that were received but set aside (origin, number, code); `credit` is how many events it is willing to take
    now, 0 means wait.
    """

    marks: tuple[Mark, ...]
    ranges: tuple[tuple[str, int, int], ...] = ()
    rejected: tuple[tuple[str, int, str], ...] = ()
    credit: int = PLENTY
    at: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """ "I lack these": events of an origin whose later ones are here."""

    origin: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """ "I cannot supply these": what was needed is nowhere any more, and why."""

    origin: str
    ranges: tuple[Range, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an attachment, named by the SHA-256 of the whole, which has `size` bytes."""

    digest: bytes
    size: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Have:
    """How much of an attachment the author holds: ranges of bytes, the last one included; all of it ends the matter."""

    digest: bytes
    size: int
    ranges: tuple[Range, ...]


Frame = Hello | Events | Ack | Need | Lost | Chunk | Have
