# SPDX-License-Identifier: Apache-2.0
"""Store: the data file. Appends events, folds them into cases, and knows what the other side has not yet heard."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from appliance import migrations
from appliance.attached import ATTACHED, Attached
from appliance.calendar import read_day
from appliance.case import Case, add, fold
from appliance.database import PATIENCE_MS, Database, DataFile, Place
from appliance.errors import CaseError, ChainError, EventError, GapError, NotFound, StoreError
from appliance.event import (
    GENESIS,
    MAX_EVENT_BYTES,
    MAX_TURN,
    URGENT,
    Actor,
    Event,
    base_of,
    chained,
    device_of,
    dump,
    from_fields,
    is_identity,
    lane_of,
    named,
)
from appliance.ports import Clock
from appliance.sending import Rank, rank_of

DAY_DECLARED: Final = "day_declared"
"""The kind of an event that is about a day and not about a case (`appliance.calendar.Day`)."""

BOX: Final = "box"
HUB: Final = "hub"

BACKLOG: Final = 500
"""Events of a lane that the other side is not known to hold, after which a fresh lane begins: the newest goes first."""

_PASSED_OVER: Final = 500
"""References that a file which was put back leaves out, of its 100,000: what a hall gives out in some weeks."""

_FOR_EVER: Final = 2**63 - 1
_SHORTEST_HEAD: Final = 8
_PROVE: Final = "INSERT INTO signed VALUES (?, ?) ON CONFLICT DO NOTHING"
_WAIT: Final = "INSERT INTO waiting VALUES (?) ON CONFLICT DO NOTHING"
_EPOCH: Final = "SELECT value FROM meta WHERE key = 'epoch'"
_PROJECT: Final = (
    "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (reference, case_key) DO UPDATE SET "
    "phone = excluded.phone, type = excluded.type, service = excluded.service, holder = excluded.holder, "
    "state = excluded.state, received_at = excluded.received_at, next_update_at = excluded.next_update_at"
)
_PLACES: Final = 2**32 - 1
"""The places in a stream: the lower half of a key."""


class Owed(NamedTuple):
    """A text that an event owes the citizen: which sentence about the case. `tells`: it carries a human's words."""

    number: str
    sentence: str
    tells: bool = False

    @property
    def rank(self) -> Rank:
        """Who it goes after."""
        return rank_of(self.sentence)


class Stream(NamedTuple):
    """The state of one origin's events here: last number, its hash, and how far the other side has them."""

    origin: str
    seq: int
    head: bytes
    acked: int


class Rejected(NamedTuple):
    """An event of another side that was kept, and that nobody here can use: its place, and why."""

    origin: str
    seq: int
    problem: str


class _End(NamedTuple):
    """Where a stream of ours ends: what the next event of it needs to know."""

    origin: str
    number: int
    seq: int
    head: bytes


class _Link(NamedTuple):
    """An event in its chain, as its row; what nobody can use has a problem and no event."""

    key: int
    case_key: int
    fields: str
    hash: bytes
    event: Event | None
    problem: str = ""


def _joined(number: int, seq: int) -> int:
    return number << 32 | seq


Owes = Callable[[Case, Event], Iterable[Owed]]
"""Which texts an event owes; called inside the transaction that stores it, so neither exists without the other."""


def create(where: Path | Place, author: str, role: str = BOX) -> Place:
    """Make or update the data at this place or in this folder, for the appliance or hub whose key hash is `author`.

    The epoch is drawn once: an origin is never used by two histories. Raises StoreError.
    """
    place = _place(where)
    db = place.make()
    try:
        migrations.migrate(db)
        db.begin()
        for key, value in (("author", author), ("epoch", secrets.token_hex(4)), ("role", role)):
            db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", (key, value))
        db.execute("COMMIT")
        meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    except StoreError as error:
        raise StoreError(f"{place}: {error}") from error
    finally:
        db.close()
    if (meta["author"], meta["role"]) != (author, role):
        raise StoreError(f"{place} belongs to {meta['role']} {meta['author']}, not to {role} {author}")
    return place


def exists(folder: Path) -> bool:
    """Whether there is a data file in the folder."""
    return DataFile(folder).path.exists()


def _place(where: Path | Place) -> Place:
    return DataFile(where) if isinstance(where, Path) else where


class Store:
    """One thread's connection to the data. Raises StoreError for anything that the database cannot do.

    Inside `writing()` a device's cases and streams are ours alone from the first look at one of them.
    """

    backlog = BACKLOG

    def __init__(self, where: Path | Place, clock: Clock, owes: Owes | None = None) -> None:
        """Open what `create` made. Raises StoreError when it is missing or of another version."""
        place = _place(where)
        self.clock = clock
        self._owes = owes
        self._numbers: dict[str, int] = {}
        self.db: Database = place.open()
        try:
            migrations.check(self.db)
            meta: dict[str, str] = dict(self.db.execute("SELECT key, value FROM meta").fetchall())
            self.role, self.author = meta["role"], meta["author"]
            meta["epoch"]  # without it the file was not finished
        except KeyError as error:
            self.db.close()
            raise StoreError(f"{place}: the data file was not finished; run: dulog migrate") from error
        except StoreError as error:
            self.db.close()
            raise StoreError(f"{place}: {error}") from error

    @property
    def origin(self) -> str:
        """Under which name this side speaks now; read each time, for another program may have renewed it."""
        return f"{self.author}.{self.db.execute(_EPOCH).fetchone()[0]}"

    def renew(self, rest_ms: int = 0) -> bool:
        """Draw a new epoch: this file was put back to an older state, and its next numbers are taken elsewhere.

        False, and none, if it was done less than `rest_ms` ago. A file that was put back has forgotten when.
        """
        with self.writing():
            now = self.clock.now()
            row = self.db.execute("SELECT value FROM meta WHERE key = 'renewed'").fetchone()
            if row and 0 <= now - int(row[0]) < rest_ms:
                return False
            self.db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (self.epoch(),))
            # the references that were given out since then are not given out again
            query = "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + ? AS TEXT) WHERE key LIKE 'opened %'"
            self.db.execute(query, (_PASSED_OVER,))
            query = "INSERT INTO meta VALUES ('renewed', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
            self.db.execute(query, (str(now),))
            return True

    def epoch(self) -> str:
        """A name that no other history has."""
        return secrets.token_hex(4)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    def writing(self, *, lasting: bool = True) -> "Writing":
        """One transaction as a `with` block; inside another one it joins that.

        What need not be `lasting` may be undone by a power cut: it is said again anyhow, and a server is faster so.
        """
        return Writing(self, lasting=lasting)

    def forget(self) -> bool:
        """Empty the log in which what was wiped from the data file still lies; False if others are reading just now.

        Outside of `writing()`. Nobody waits for it: it is tried again.
        """
        self.db.execute("PRAGMA busy_timeout=0")
        busy, _, _ = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.db.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        return not busy

    # --- what is said here

    def append(self, case_id: str, kind: str, actor: Actor, body: Mapping[str, Any], *, urgent: bool = False) -> Event:
        """Say something about a case, or open one with an empty `case_id`; inside `writing()` only.

        A case that is opened as `urgent` has its events in a stream of their own, at both sides and as long as it
        lives, so that they never wait behind others. The event, the folded case and the texts it owes are one
        transaction. Raises CaseError when the rules refuse the event, NotFound for an unknown case, EventError for a
        body that cannot be written.
        """
        if not self.db.in_transaction:
            raise StoreError("append outside of writing()")
        if case_id and not self._key(case_id):
            raise NotFound("no such case here")
        device = device_of(case_id) if case_id and self.role == HUB else ""
        self.db.hold(device or self.author)
        origin, number, seq, head = self._own_end(device, urgent=urgent or lane_of(case_id) == URGENT)
        seq, key = seq + 1, _joined(number, seq + 1)
        case_key = self._key(case_id) if case_id else key
        case = self.case(case_id) if case_id else Case(f"{origin}/{seq}")
        now = self.clock.now()
        turn = min(case.turn + 1, MAX_TURN)
        event = Event(origin, seq, case.id, turn, kind, now, self.clock.quality(), actor, body)
        refused = add(case, event)
        if refused:
            raise CaseError(refused)
        self._insert(event, key, case_key, head)
        self._project(case, case_key)
        self._owe(case, event)
        return event

    def declare(self, kind: str, actor: Actor, body: Mapping[str, Any], device: str = "") -> Event:
        """Say something that is about no case, at the hub to one box; inside `writing()` only. Raises EventError."""
        self.db.hold(device or self.author)
        origin, number, seq, head = self._own_end(device)
        seq, key = seq + 1, _joined(number, seq + 1)
        now = self.clock.now()
        event = Event(origin, seq, f"{origin}/{seq}", 1, kind, now, self.clock.quality(), actor, body)
        self._insert(event, key, key, head)
        return event

    def next_number(self, index: int) -> int:
        """The next number for a reference of the appliance with this index; inside `writing()`."""
        query = (
            "INSERT INTO meta VALUES (?, '1') ON CONFLICT (key) "
            "DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT) RETURNING value"
        )
        return int(self.db.execute(query, (f"opened {index}",)).fetchone()[0])

    def _own_end(self, device: str, *, urgent: bool = False) -> _End:
        """Where we speak now, to a `device` or (the box) of ourselves.

        The urgent lane is one; of the ordinary ones it is the latest, or a fresh one when too much of that waits.
        """
        base, end = self.origin, None
        if urgent:
            origin = named(base, URGENT, device)
        else:
            origin = named(base, "", device)
            query = "SELECT origin, number, acked FROM streams WHERE device = ? ORDER BY number DESC"
            for known, number, acked in self.db.execute(query, (device or self.author,)):
                if base_of(known) == base and lane_of(known) != URGENT:
                    end = _End(known, number, *self._head(number))
                    if end.seq - acked >= self.backlog:
                        origin, end = named(base, str(int(lane_of(known) or 1) + 1), device), None
                    break
        if end is None:
            number = self._number(origin, make=True)
            end = _End(origin, number, *self._head(number))
        return end

    # --- what others said

    def accept(
        self, origin: str, first: int, said: Sequence[object], head: bytes, signature: bytes | None = None
    ) -> list[Event]:
        """Store consecutive events of another origin, numbered from `first`; those we have are passed over.

        `head` is the hash of the last one, or on a road where bytes are dear its first eight bytes: the chain must
        lead there from what we already hold. Its author's signature is kept with them (`proof`). Returns the new
        events. One that is unreadable or about another box's case is kept all the same (`rejected`), as a link of the
        chain and no more, so that it holds back nothing that follows. Raises EventError, and stores nothing, when the
        chain does not hold; GapError for a hole before them.

        What comes back of our own, after this file was put back to an older state, is taken in the same way; it
        owes no text, for it owed it then.
        """
        with self.writing():
            self.db.hold(device_of(origin))
            stream = self.stream(origin)
            if not 1 <= first <= stream.seq + 1:
                raise GapError(origin, first, stream.seq)
            fresh = self._chained(origin, stream, first, said, head)
            last = first + len(said) - 1
            if signature:
                self.db.execute(_PROVE, (_joined(self._number(origin), last), signature))
            if not fresh:
                return []
            self._copied(origin, last)
            if self._is_ours(origin):
                number = self._number(origin)
                self.db.execute("UPDATE streams SET acked = ? WHERE number = ?", (last, number))
                self.db.execute("DELETE FROM waiting WHERE number = ?", (number,))
            return self._take(fresh)

    def _chained(self, origin: str, stream: Stream, first: int, said: Sequence[object], head: bytes) -> list[_Link]:
        """The events that are new, chained; each one that we hold already must be the same."""
        number = self._number(origin, make=True)
        previous = stream.head if first == stream.seq + 1 else self._hash_at(number, first - 1)
        fresh: list[_Link] = []
        for seq, fields in enumerate(said, first):
            encoded = dump(fields)
            previous = chained(previous, f"{origin}/{seq}", encoded)
            if seq > stream.seq:
                fresh.append(self._read(_joined(number, seq), origin, fields, encoded, previous))
            elif previous != self._hash_at(number, seq):
                problem = f"event {seq} of {origin} is not the one we hold: edited, forked or restored"
                raise ChainError(problem, origin, seq)
        if len(head) < _SHORTEST_HEAD or not previous.startswith(head):
            problem = f"the chain of {origin} does not lead to its head: edited, swapped or forked"
            raise ChainError(problem, origin, first)
        return fresh

    def _read(self, key: int, origin: str, fields: object, encoded: bytes, digest: bytes) -> _Link:
        """One event of another side as it will be kept, whether it can be used or not."""
        try:
            event = from_fields(origin, key & _PLACES, fields)
            if event.fields() != fields or len(encoded) > MAX_EVENT_BYTES:
                raise EventError("event: not written as we would write it")
            if device_of(event.case) != device_of(origin):
                raise EventError("event.case: another appliance's")
        except EventError as error:
            return _Link(key, 0, encoded.decode(), digest, None, str(error))
        return _Link(key, self._key(event.case, make=True), encoded.decode(), digest, event)

    def _take(self, fresh: Sequence[_Link]) -> list[Event]:
        """Keep what others said, fold its cases anew, and give what can be used of it.

        One look for all cases and one statement for all events: at the hub a frame is a transaction.
        """
        said: dict[int, list[Event]] = {}
        for link in fresh:
            if link.event:
                said.setdefault(link.case_key, []).append(link.event)
        known = self._events_of_all(list(said))
        self._keep(fresh)
        rows = []
        for case_key, events in said.items():
            earlier = known.get(case_key, [])
            case = fold([*earlier, *events])
            if not case.turn:
                continue  # kept, but nobody has opened that case here
            rows.append(self._row(case, case_key))
            if self._owes is not None:
                self._owe_by_now(case, earlier)
        self.db.executemany(_PROJECT, rows)
        return [link.event for link in fresh if link.event]

    def _owe_by_now(self, case: Case, earlier: Sequence[Event]) -> None:
        """Queue the texts that what counts by now owes; `earlier` is what we held before others spoke.

        Lanes overtake each other: what was refused when it came may count once the word before it is here.
        """
        held = {event.id for event in earlier}
        counted = {entry.event.id for entry in fold(earlier).timeline if not entry.refused} if earlier else set()
        for entry in list(case.timeline):
            event = entry.event
            if entry.refused or event.id in counted or self._is_ours(event.origin):
                continue
            if event.id not in held or not self._owed(event.id):
                self._owe(case, event)

    def acknowledge(self, origin: str, seq: int) -> bool:
        """Record that the other side has committed our events up to `seq`; False if we knew."""
        with self.writing():
            self.db.hold(device_of(origin))
            stream = self.stream(origin)
            if not stream.acked < seq <= stream.seq:
                return False
            self.db.execute("UPDATE streams SET acked = ? WHERE origin = ?", (seq, origin))
            if seq == stream.seq:
                self.db.execute("DELETE FROM waiting WHERE number = ?", (self._number(origin),))
            self._copied(origin, seq)
            return True

    def retract(self, origin: str, seq: int) -> None:
        """Record that the other side holds our events up to `seq` only: it was put back to an older state."""
        with self.writing():
            self.db.hold(device_of(origin))
            query = "UPDATE streams SET acked = ? WHERE origin = ? AND acked > ?"
            if self._is_ours(origin) and self.db.execute(query, (seq, origin, seq)).rowcount:
                self.db.execute(_WAIT, (self._number(origin),))

    # --- reading

    def case(self, case_id: str) -> Case:
        """The fold of everything said about a case. Raises NotFound."""
        key = self._key(case_id)
        if not key:
            raise NotFound("no such case here")
        self.db.hold(device_of(case_id))
        return self._case(key)

    def events_of(self, case_id: str) -> list[Event]:
        """All events of a case, in the order in which they came; none for a case that is not here."""
        return self._events(self._key(case_id))

    def find(self, reference: str) -> Case | None:
        """The case with this reference, if it is here."""
        return self._first("SELECT case_key FROM cases WHERE reference = ?", reference)

    def of_phone(self, phone: str, *, limit: int = 20) -> list[Case]:
        """The cases that this telephone number brought, open ones first, then the latest first."""
        query = (
            "SELECT case_key FROM cases WHERE phone = ? ORDER BY state = 'closed', received_at DESC, case_key LIMIT ?"
        )
        return [self._case(key) for (key,) in self.db.execute(query, (phone, limit)).fetchall()]

    def queue(self, holder: str = "", *, limit: int = 200) -> list[Case]:
        """Open cases by the date on which the citizen must next hear, those of one holder first; closed ones last."""
        query = "SELECT case_key FROM cases ORDER BY state = 'closed', holder != ?, next_update_at, case_key LIMIT ?"
        return [self._case(key) for (key,) in self.db.execute(query, (holder, limit)).fetchall()]

    def open_cases(self, *, until: int | None = None, beyond: int | None = None, agencies: bool = False) -> list[str]:
        """The open cases, or those whose citizen should have heard by `until`, the longest waiting first.

        Also those with a date after `beyond`, which no clock that was right said; with `agencies`, theirs only.
        Times are UTC ms.
        """
        query = (
            "SELECT origin, case_key FROM cases JOIN streams ON streams.number = case_key >> 32 "
            "WHERE state != 'closed' AND (next_update_at <= ? OR next_update_at > ?) "
            "AND (holder != 'barangay' OR NOT ?) ORDER BY next_update_at"
        )
        bounds = (_FOR_EVER if until is None else until, _FOR_EVER if beyond is None else beyond)
        return [f"{origin}/{key & _PLACES}" for origin, key in self.db.execute(query, (*bounds, agencies))]

    def trusted_before(self, case_id: str) -> int:
        """The latest time that this stream vouched for with a trusted clock before it opened the case; 0 for none.

        The ordinary lanes before it are the same stream's beginning.
        """
        key = self._key(case_id)
        origin = case_id.rpartition("/")[0]
        lane = lane_of(origin)
        query = (
            "SELECT fields FROM events WHERE key BETWEEN ? AND ? AND fields ->> 4 IN ('ntp', 'nitz', 'rtc') "
            "ORDER BY key DESC LIMIT 1"
        )
        spans = [(key - (key & _PLACES), key - 1)]
        for number in range(int(lane or 1) - 1 if lane != URGENT else 0, 0, -1):
            before = named(base_of(origin), str(number) if number > 1 else "", origin.partition(":")[2])
            start = _joined(self._number(before), 0)
            spans.append((start, start | _PLACES))
        for span in spans:
            row = self.db.execute(query, span).fetchone()
            if row:
                return int(json.loads(row[0])[3])
        return 0

    def ended(self, start: int, end: int) -> Iterator[Case]:
        """The cases that first had an outcome from `start` until before `end` (UTC ms), one at a time.

        Every case is folded for it: a report is rare, and a column for it would make each commit dearer.
        """
        for (key,) in self.db.execute("SELECT case_key FROM cases"):
            case = self._case(key)
            if case.ended_at is not None and start <= case.ended_at < end:
                yield case

    def cases_with(self, kind: str, start: int, end: int) -> int:
        """How many cases have an event of this kind from `start` until before `end` (UTC ms)."""
        query = (
            "SELECT COUNT(DISTINCT case_key) FROM events "
            "WHERE CASE WHEN case_key != 0 AND fields ->> 2 = ? THEN CAST(fields ->> 3 AS INTEGER) END "
            "BETWEEN ? AND ?"
        )
        return int(self.db.execute(query, (kind, start, end - 1)).fetchone()[0])

    def hub_at(self, case_id: str) -> int | None:
        """When the event that opened the case was committed at the hub as well; None while we do not know that.

        On a box this is the hub's word (its acknowledgement), at the hub its own commit.
        """
        key = self._key(case_id)
        query = "SELECT MIN(at) FROM copies WHERE key BETWEEN ? AND ?"
        row = self.db.execute(query, (key, key | _PLACES)).fetchone()
        return None if row[0] is None else int(row[0])

    def confirmed_after(self, origin: str, seq: int) -> int | None:
        """When an event behind this place was first known to be held by both sides (UTC ms); None for never."""
        number = self._number(origin)
        query = "SELECT MIN(at) FROM copies WHERE key > ? AND key <= ?"
        row = self.db.execute(query, (_joined(number, seq), _joined(number, _PLACES))).fetchone()
        return None if row[0] is None else int(row[0])

    def stream(self, origin: str) -> Stream:
        """The state of one origin, all zero if it is unknown."""
        number = self._number(origin)
        start = _joined(number, 0)
        query = (
            "SELECT acked, key, hash FROM streams LEFT JOIN events ON key = "
            "(SELECT MAX(key) FROM events WHERE key BETWEEN ? AND ?) WHERE number = ?"
        )
        row = self.db.execute(query, (start, start | _PLACES, number)).fetchone()
        if row is None or row[1] is None:
            return Stream(origin, 0, GENESIS, row[0] if row else 0)
        return Stream(origin, row[1] - start, bytes(row[2]), row[0])

    def streams(self, device: str = "", *, ours: bool, latest: int = 0) -> list[Stream]:
        """The streams between this side and one device, or all: `ours` are those we write, the others we receive.

        With `latest` no more than so many of them are looked at, those that began last.
        """
        query = "SELECT origin FROM streams WHERE ? IN ('', device) ORDER BY number"
        if device:  # else the index could not be used
            query = "SELECT origin FROM streams WHERE device = ? ORDER BY number"
        rows = self.db.execute(query, (device,)).fetchall()
        found = [self.stream(origin) for origin in [row[0] for row in rows if self._is_ours(row[0]) is ours][-latest:]]
        return [stream for stream in found if stream.seq]

    def waiting(self, device: str = "") -> Iterator[Stream]:
        """Our streams with events that the other side is not known to hold, the first to be sent first.

        Urgent before the latest ordinary lane, and that before those that were too long: about one device, or all.
        """
        query = "SELECT origin FROM waiting JOIN streams USING (number) WHERE ? IN ('', device) ORDER BY number DESC"
        found = [origin for (origin,) in self.db.execute(query, (device,))]
        return map(self.stream, sorted(found, key=lambda origin: lane_of(origin) != URGENT))

    def devices_waiting(self) -> list[str]:
        """About which devices something of ours waits to be sent."""
        query = "SELECT DISTINCT device FROM waiting JOIN streams USING (number)"
        return [device for (device,) in self.db.execute(query)]

    def rejected(self, origin: str = "", first: int = 1, last: int = _PLACES) -> list[Rejected]:
        """The events that were kept and that nobody here can use: those of one stream's places, or all."""
        number = self._number(origin)
        bounds = (_joined(number, first), _joined(number, last)) if origin else (0, _FOR_EVER)
        query = "SELECT origin, key, problem FROM rejected JOIN streams ON number = key >> 32 WHERE key BETWEEN ? AND ?"
        return [Rejected(name, key & _PLACES, problem) for name, key, problem in self.db.execute(query, bounds)]

    def link(self, origin: str, seq: int) -> str:
        """The beginning of an event's hash, by which two sides see that they hold the same one; empty for none."""
        row = self.db.execute("SELECT hash FROM events WHERE key = ?", (_joined(self._number(origin), seq),)).fetchone()
        return bytes(row[0])[:8].hex() if row else ""

    def said_after(self, origin: str, seq: int, *, count: int, size: int) -> tuple[list[list[Any]], bytes]:
        """Up to `count` events after number `seq` and about `size` bytes, as fields, and the hash of the last.

        They end before one that is missing: a damaged file must not send what comes after as if it followed on.
        """
        first = _joined(self._number(origin), seq)
        query = "SELECT key, fields, hash FROM events WHERE key > ? AND key <= ? ORDER BY key LIMIT ?"
        said: list[list[Any]] = []
        head = b""
        for key, fields, digest in self.db.execute(query, (first, first | _PLACES, count)):
            length = len(fields.encode())
            if key != first + len(said) + 1 or (said and length > size):
                break
            size -= length
            said.append(json.loads(fields))
            head = digest
        return said, head

    def proof(self, origin: str) -> tuple[int, bytes, bytes] | None:
        """The last number of a stream of another author's that was signed, its hash, and the signature over both."""
        return self._proof("key BETWEEN ? AND ? ORDER BY key DESC", origin, 1, _PLACES)

    def proof_within(self, origin: str, first: int, last: int) -> tuple[int, bytes, bytes] | None:
        """As `proof`, for the last signed place among these or, where none is, the next one."""
        found = self._proof("key BETWEEN ? AND ? ORDER BY key DESC", origin, first, last)
        return found or self._proof("key BETWEEN ? AND ? ORDER BY key", origin, last, _PLACES)

    def _proof(self, where: str, origin: str, first: int, last: int) -> tuple[int, bytes, bytes] | None:
        number = self._number(origin)
        query = f"SELECT key, signature FROM signed WHERE {where} LIMIT 1"  # noqa: S608 both are written above
        row = self.db.execute(query, (_joined(number, first), _joined(number, last))).fetchone()
        if row is None:
            return None
        seq = row[0] & _PLACES
        return seq, self._hash_at(number, seq), bytes(row[1])

    def unsent(self) -> int:
        """How many of our events the other side is not known to hold."""
        return sum(stream.seq - stream.acked for stream in self.waiting())

    def verify(self) -> dict[str, str]:
        """Walk every hash chain and fold every case anew; a problem by origin, empty where all is whole."""
        problems = {}
        for number, origin, acked in self.db.execute("SELECT number, origin, acked FROM streams").fetchall():
            problems[origin] = self._walk(number, origin, acked)
        query = "SELECT COUNT(*) FROM events WHERE key >> 32 NOT IN (SELECT number FROM streams)"
        if self.db.execute(query).fetchone()[0]:
            problems[self.origin] = "there are events whose origin is no longer listed"
        return problems if any(problems.values()) else {**problems, **self._misfolded()}

    def _walk(self, number: int, origin: str, acked: int) -> str:
        previous, expected = GENESIS, 1
        start = _joined(number, 0)
        query = "SELECT key, case_key, CAST(fields AS BLOB), hash FROM events WHERE key BETWEEN ? AND ? ORDER BY key"
        for key, case_key, fields, digest in self.db.execute(query, (start, start | _PLACES)):
            if key - start != expected:
                return f"event {expected} is missing"
            belongs = 0
            if case_key or not self.rejected(origin, expected, expected):
                try:
                    belongs = self._key(from_fields(origin, expected, json.loads(fields)).case)
                except (EventError, ValueError):
                    return f"event {expected} cannot be read"
            link = chained(previous, f"{origin}/{expected}", fields)
            if link != digest:
                return self._changed(f"{origin}/{expected}", key, previous, digest)
            previous = link
            if case_key != belongs:
                return f"event {expected} was moved to another case"
            expected += 1
        known = max(acked, self._confirmed(number))
        if expected <= known:
            return f"the chain ends at {expected - 1}, but the other side holds {known}: cut off or rolled back"
        return ""

    def _changed(self, identity: str, key: int, previous: bytes, digest: bytes) -> str:
        """What was done to an event whose bytes do not lead to its hash: swapped with a later one, or else edited."""
        query = "SELECT key, CAST(fields AS BLOB), hash FROM events WHERE key > ? AND key <= ? ORDER BY key"
        for other, fields, link in self.db.execute(query, (key, key | _PLACES)):
            if chained(previous, identity, fields) in (digest, link):
                return f"events {key & _PLACES} and {other & _PLACES} were swapped"
        return f"event {key & _PLACES} was changed"

    def _confirmed(self, number: int) -> int:
        """Up to which place a stream was ever noted as held by both sides."""
        start = _joined(number, 0)
        row = self.db.execute(
            "SELECT MAX(key) FROM copies WHERE key BETWEEN ? AND ?", (start, start | _PLACES)
        ).fetchone()
        return 0 if row[0] is None else int(row[0]) - start

    def _misfolded(self) -> dict[str, str]:
        """The origins of cases whose row for the lists is not what their events fold to."""
        wrong = {}
        for (case_key,) in self.db.execute("SELECT DISTINCT case_key FROM events WHERE case_key != 0").fetchall():
            case = self._case(case_key)
            query = "SELECT * FROM cases WHERE reference = ? AND case_key = ?"
            row = self.db.execute(query, (case.reference, case_key)).fetchone()
            if case.turn and row != self._row(case, case_key):
                wrong[case.id.rpartition("/")[0]] = f"case {case.reference} is listed otherwise than its events say"
        return wrong

    # --- inside

    def undo(self) -> None:
        """Roll the transaction back, and forget what was learnt in it."""
        self._numbers.clear()
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def _number(self, origin: str, *, make: bool = False) -> int:
        """The number of a stream; an unknown one gets one with `make`, and is 0 without."""
        number = self._numbers.get(origin)
        if number is None:
            row = self.db.execute("SELECT number FROM streams WHERE origin = ?", (origin,)).fetchone()
            if row is None and make:
                query = "INSERT INTO streams (origin, device) VALUES (?, ?) RETURNING number"
                row = self.db.execute(query, (origin, device_of(origin))).fetchone()
            if row is None:
                return 0
            number = self._numbers[origin] = int(row[0])
        return number

    def _key(self, identity: str, *, make: bool = False) -> int:
        """An event's or case's identity "origin/seq" as its key; 0 if it is none or its stream is unknown here."""
        if not is_identity(identity):
            return 0
        origin, _, seq = identity.rpartition("/")
        number = self._number(origin, make=make)
        return _joined(number, int(seq)) if number else 0

    def _events(self, case_key: int) -> list[Event]:
        return self._events_of_all([case_key]).get(case_key, [])

    def _events_of_all(self, case_keys: Sequence[int]) -> dict[int, list[Event]]:
        """The events of each of these cases, in the order in which they came."""
        if not case_keys:
            return {}
        query = (
            "SELECT case_key, origin, key, fields FROM events JOIN streams ON streams.number = key >> 32 "  # noqa: S608
            f"WHERE case_key IN ({', '.join('?' * len(case_keys))}) ORDER BY key"
        )
        found: dict[int, list[Event]] = {}
        for case_key, origin, key, fields in self.db.execute(query, case_keys):
            found.setdefault(case_key, []).append(from_fields(origin, key & _PLACES, json.loads(fields)))
        return found

    def _case(self, case_key: int) -> Case:
        events = self._events(case_key)
        if not events:
            raise NotFound("no such case here")
        return fold(events)

    def _first(self, query: str, value: str) -> Case | None:
        row = self.db.execute(query, (value,)).fetchone()
        return self._case(row[0]) if row else None

    def _copied(self, origin: str, seq: int) -> None:
        row = (_joined(self._number(origin), seq), self.clock.now())
        self.db.execute("INSERT INTO copies VALUES (?, ?) ON CONFLICT DO NOTHING", row)

    def _is_ours(self, origin: str) -> bool:
        """Whether this side writes that stream, in this epoch or an earlier one."""
        return origin.startswith(f"{self.author}.")

    def _owed(self, cause: str) -> bool:
        found = self.db.execute("SELECT COUNT(*) FROM texts WHERE cause = ?", (cause,)).fetchone()
        return int(found[0]) > 0

    def _insert(self, event: Event, key: int, case_key: int, previous: bytes) -> None:
        """Write an event of ours, which waits for the other side from now on."""
        encoded = event.encoded()
        self._keep([_Link(key, case_key, encoded.decode(), event.hash(previous, encoded), event)])
        self.db.execute(_WAIT, (key >> 32,))

    def _keep(self, links: Sequence[_Link]) -> None:
        self.db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", [link[:4] for link in links])
        for key, *_, event, problem in links:
            if event is None:
                self.db.execute("INSERT INTO rejected VALUES (?, ?, ?)", (key, self.clock.now(), problem))
            elif event.kind == DAY_DECLARED and (day := read_day(event.body)):
                row = (key, device_of(event.origin), event.at, *day.body().values())
                self.db.execute("INSERT INTO days VALUES (?, ?, ?, ?, ?, ?)", row)
            elif event.kind == ATTACHED and (file := Attached.read(event.body)):
                query = "INSERT INTO files (digest, device, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                self.db.execute(query, (file.digest, device_of(event.origin), file.size))

    def _head(self, number: int) -> tuple[int, bytes]:
        start = _joined(number, 0)
        query = "SELECT key, hash FROM events WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1"
        row = self.db.execute(query, (start, start | _PLACES)).fetchone()
        return (row[0] - start, row[1]) if row else (0, GENESIS)

    def _hash_at(self, number: int, seq: int) -> bytes:
        if seq == 0:
            return GENESIS
        row = self.db.execute("SELECT hash FROM events WHERE key = ?", (_joined(number, seq),)).fetchone()
        if row is None:
            raise EventError(f"no event {seq} of that stream")
        return bytes(row[0])

    def _row(self, case: Case, case_key: int) -> tuple[Any, ...]:
        return (
            *(case.reference, case_key, case.phone, case.type, case.service, case.holder),
            *(str(case.state), case.received_at, case.next_update_at),
        )

    def _project(self, case: Case, case_key: int) -> None:
        self.db.execute(_PROJECT, self._row(case, case_key))

    def _owe(self, case: Case, event: Event) -> None:
        if self._owes is None:
            return
        for owed in self._owes(case, event):
            self.db.execute(
                "INSERT INTO texts (case_id, cause, sentence, tells, number, rank, state) "
                "VALUES (?, ?, ?, ?, ?, ?, 'queued')",
                (case.id, event.id, owed.sentence, int(owed.tells), owed.number, owed.rank),
            )


class Writing:
    """A transaction that is a writer from its beginning."""

    __slots__ = ("_lasting", "_outermost", "_store")

    def __init__(self, store: Store, *, lasting: bool = True) -> None:
        """Nothing begins yet."""
        self._store = store
        self._lasting = lasting
        self._outermost = not store.db.in_transaction

    def __enter__(self) -> None:
        if self._outermost:
            self._store.db.begin(lasting=self._lasting)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if not self._outermost:
            return
        if error is not None:
            self._store.undo()
            return
        try:
            self._store.db.execute("COMMIT")
        except StoreError:
            self._store.undo()
            raise
