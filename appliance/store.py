# SPDX-License-Identifier: Apache-2.0
"""Store: the data file. Appends events, folds them into cases, and knows what the other side has not yet heard."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from appliance import migrations
from appliance.calendar import read_day
from appliance.case import Case, add, fold
from appliance.errors import CaseError, ChainError, EventError, NotFound, StoreError
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

FILE: Final = "dulog.db"
"""The name of a data file in its folder."""
_FOR_EVER: Final = 2**63 - 1
_SHORTEST_HEAD: Final = 8
_PROVE: Final = (
    "INSERT INTO proofs VALUES (?, ?, ?) ON CONFLICT (number) "
    "DO UPDATE SET seq = excluded.seq, signature = excluded.signature WHERE excluded.seq >= proofs.seq"
)
_EPOCH: Final = "SELECT value FROM meta WHERE key = 'epoch'"
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


def _joined(number: int, seq: int) -> int:
    return number << 32 | seq


Owes = Callable[[Case, Event], Iterable[Owed]]
"""Which texts an event owes; called inside the transaction that stores it, so neither exists without the other."""


def create(folder: Path, author: str, role: str = BOX) -> Path:
    """Make or update the data file in `folder` for the appliance or hub whose key hash is `author`.

    The epoch is drawn once: an origin is never used by two histories. Raises StoreError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    connection = None
    try:
        connection = connect(path)
        migrations.migrate(connection)
        path.chmod(0o600)
        connection.execute("BEGIN IMMEDIATE")
        for key, value in (("author", author), ("epoch", secrets.token_hex(4)), ("role", role)):
            connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
        connection.execute("COMMIT")
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error
    finally:
        if connection:
            connection.close()
    if (meta["author"], meta["role"]) != (author, role):
        raise StoreError(f"{path} belongs to {meta['role']} {meta['author']}, not to {role} {author}")
    return path


def exists(folder: Path) -> bool:
    """Whether there is a data file in the folder."""
    return (folder / FILE).exists()


_PATIENCE_MS: Final = 5_000
"""How long a connection waits for another one's lock."""


def connect(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """A connection with the pragmas on which our promises rest.

    WAL with synchronous=FULL: one fsync a commit and no acknowledged case lost at a power cut; NORMAL lost
    acknowledged cases in 805 of 1,000 simulated cuts. Explicit transactions only.
    """
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=_PATIENCE_MS / 1000, cached_statements=256, factory=kind
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is taken out is overwritten: words that were never confirmed
    connection.execute("PRAGMA recursive_triggers=ON")  # else REPLACE passes by the trigger that forbids to delete
    return connection


class _Connection(sqlite3.Connection):
    """A connection whose errors are ours."""

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """As of sqlite3. Raises StoreError."""
        try:
            return super().execute(*arguments)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        """As of sqlite3. Raises StoreError."""
        try:
            return super().executemany(*arguments)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error


class Store:
    """One thread's connection to the data file. Raises StoreError for anything SQLite cannot do."""

    backlog = BACKLOG

    def __init__(self, folder: Path, clock: Clock, owes: Owes | None = None) -> None:
        """Open the data file that `create` made. Raises StoreError when it is missing or of another version."""
        path = folder / FILE
        if not path.exists():
            raise StoreError(f"{path}: no data file; run: dulog migrate")
        self.clock = clock
        self._owes = owes
        self._numbers: dict[str, int] = {}
        try:
            self.db = connect(path, _Connection)
        except StoreError as error:
            raise StoreError(f"{path}: {error}") from error
        try:
            migrations.check(self.db)
            meta = dict(self.db.execute("SELECT key, value FROM meta"))
            self.role, self.author = meta["role"], meta["author"]
            meta["epoch"]  # without it the file was not finished
        except KeyError as error:
            self.db.close()
            raise StoreError(f"{path}: the data file was not finished; run: dulog migrate") from error
        except StoreError as error:
            self.db.close()
            raise StoreError(f"{path}: {error}") from error

    @property
    def origin(self) -> str:
        """Under which name this side speaks now; read each time, for another program may have renewed it."""
        return f"{self.author}.{self.db.execute(_EPOCH).fetchone()[0]}"

    def renew(self) -> None:
        """Draw a new epoch: this file was put back to an older state, and its next numbers are taken elsewhere."""
        with self.writing():
            self.db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (secrets.token_hex(4),))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    def writing(self) -> "Writing":
        """One transaction as a `with` block; inside another one it joins that."""
        return Writing(self)

    def forget(self) -> bool:
        """Empty the log in which what was wiped from the data file still lies; False if others are reading just now.

        Outside of `writing()`. Nobody waits for it: it is tried again.
        """
        self.db.execute("PRAGMA busy_timeout=0")
        busy, _, _ = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.db.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
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
        device = device_of(case_id) if case_id and self.role == HUB else ""
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
        origin, number, seq, head = self._own_end(device)
        seq, key = seq + 1, _joined(number, seq + 1)
        now = self.clock.now()
        event = Event(origin, seq, f"{origin}/{seq}", 1, kind, now, self.clock.quality(), actor, body)
        self._insert(event, key, key, head)
        return event

    def next_number(self, index: int) -> int:
        """The next number for a reference of the appliance with this index; inside `writing()`."""
        query = "INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value"
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
        chain does not hold.

        What comes back of our own, after this file was put back to an older state, is taken in the same way; it
        owes no text, for it owed it then.
        """
        with self.writing():
            stream = self.stream(origin)
            if not 1 <= first <= stream.seq + 1:
                raise EventError(f"events of {origin} from {first} while {stream.seq} is the last we hold")
            fresh = self._store(origin, stream, first, said, head)
            if signature:
                self.db.execute(_PROVE, (self._number(origin), first + len(said) - 1, signature))
            said_of: dict[str, list[Event]] = {}
            for event in fresh:
                said_of.setdefault(event.case, []).append(event)
            for case_id, events in said_of.items():
                self._refold(case_id, events)
            return fresh

    def _store(self, origin: str, stream: Stream, first: int, said: Sequence[object], head: bytes) -> list[Event]:
        """The chained events that are new; each link that we hold already must be the same one."""
        number = self._number(origin, make=True)
        previous = self._hash_at(number, first - 1)
        fresh: list[Event] = []
        for seq, fields in enumerate(said, first):
            encoded = dump(fields)
            previous = chained(previous, f"{origin}/{seq}", encoded)
            if seq > stream.seq:
                fresh += self._take(_joined(number, seq), origin, fields, encoded, previous)
            elif previous != self._hash_at(number, seq):
                problem = f"event {seq} of {origin} is not the one we hold: edited, forked or restored"
                raise ChainError(problem, origin, seq)
        if len(head) < _SHORTEST_HEAD or not previous.startswith(head):
            problem = f"the chain of {origin} does not lead to its head: edited, swapped or forked"
            raise ChainError(problem, origin, first)
        last = first + len(said) - 1
        if last > stream.seq:
            self._copied(origin, last)
            if self._is_ours(origin):
                self.db.execute("UPDATE streams SET acked = ? WHERE number = ?", (last, number))
                self.db.execute("DELETE FROM waiting WHERE number = ?", (number,))
        return fresh

    def _take(self, key: int, origin: str, fields: object, encoded: bytes, digest: bytes) -> list[Event]:
        """Keep one event of another side, and give it if it can be used."""
        try:
            event = from_fields(origin, key & _PLACES, fields)
            if event.fields() != fields or len(encoded) > MAX_EVENT_BYTES:
                raise EventError("event: not written as we would write it")
            if device_of(event.case) != device_of(origin):
                raise EventError("event.case: another appliance's")
        except EventError as error:
            self.db.execute("INSERT INTO events VALUES (?, 0, ?, ?)", (key, encoded.decode(), digest))
            self.db.execute("INSERT INTO rejected VALUES (?, ?, ?)", (key, self.clock.now(), str(error)))
            return []
        self._keep(event, key, self._key(event.case, make=True), encoded, digest)
        return [event]

    def _refold(self, case_id: str, fresh: Sequence[Event]) -> None:
        """Fold a case anew after others spoke about it, and queue the texts that what counts by now owes.

        Lanes overtake each other: what was refused when it came may count once the word before it is here.
        """
        key = self._key(case_id)
        events = self._events(key)
        case = fold(events)
        if not case.turn:
            return  # kept, but nobody has opened that case here
        self._project(case, key)
        if self._owes is None:
            return
        new = {event.id for event in fresh}
        earlier = [event for event in events if event.id not in new]
        counted = {entry.event.id for entry in fold(earlier).timeline if not entry.refused} if earlier else set()
        for entry in list(case.timeline):
            event = entry.event
            if entry.refused or event.id in counted or self._is_ours(event.origin):
                continue
            if event.id in new or not self._owed(event.id):
                self._owe(case, event)

    def acknowledge(self, origin: str, seq: int) -> bool:
        """Record that the other side has committed our events up to `seq`; False if we knew."""
        with self.writing():
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
            query = "UPDATE streams SET acked = ? WHERE origin = ? AND acked > ?"
            if self._is_ours(origin) and self.db.execute(query, (seq, origin, seq)).rowcount:
                self.db.execute("INSERT OR IGNORE INTO waiting VALUES (?)", (self._number(origin),))

    # --- reading

    def case(self, case_id: str) -> Case:
        """The fold of everything said about a case. Raises NotFound."""
        return self._case(self._key(case_id))

    def events_of(self, case_id: str) -> list[Event]:
        """All events of a case, in the order in which they came; none for a case that is not here."""
        return self._events(self._key(case_id))

    def find(self, reference: str) -> Case | None:
        """The case with this reference, if it is here."""
        return self._first("SELECT case_key FROM cases WHERE reference = ?", reference)

    def of_phone(self, phone: str, *, limit: int = 20) -> list[Case]:
        """The cases that this telephone number brought, open ones first, then the latest first."""
        query = "SELECT case_key FROM cases WHERE phone = ? ORDER BY state = 'closed', received_at DESC LIMIT ?"
        return [self._case(key) for (key,) in self.db.execute(query, (phone, limit)).fetchall()]

    def queue(self, holder: str = "", *, limit: int = 200) -> list[Case]:
        """Open cases by the date on which the citizen must next hear, those of one holder first; closed ones last."""
        query = "SELECT case_key FROM cases ORDER BY state = 'closed', holder != ?, next_update_at LIMIT ?"
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
            "SELECT fields FROM events WHERE key BETWEEN ? AND ? AND fields ->> '$[4]' IN ('ntp', 'nitz', 'rtc') "
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
            "WHERE fields ->> '$[2]' = ? AND fields ->> '$[3]' >= ? AND fields ->> '$[3]' < ?"
        )
        return int(self.db.execute(query, (kind, start, end)).fetchone()[0])

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
        seq, head = self._head(number)
        row = self.db.execute("SELECT acked FROM streams WHERE number = ?", (number,)).fetchone()
        return Stream(origin, seq, head, row[0] if row else 0)

    def streams(self, device: str = "", *, ours: bool) -> list[Stream]:
        """The streams between this side and one device, or all: `ours` are those we write, the others we receive."""
        query = "SELECT origin FROM streams WHERE ? IN ('', device) ORDER BY number"
        if device:  # else the index could not be used
            query = "SELECT origin FROM streams WHERE device = ? ORDER BY number"
        rows = self.db.execute(query, (device,)).fetchall()
        found = [self.stream(origin) for (origin,) in rows if self._is_ours(origin) is ours]
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
        number = self._number(origin)
        row = self.db.execute("SELECT seq, signature FROM proofs WHERE number = ?", (number,)).fetchone()
        return (row[0], self._hash_at(number, row[0]), bytes(row[1])) if row else None

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
        query = (
            "SELECT origin, key, fields FROM events JOIN streams ON streams.number = key >> 32 "
            "WHERE case_key = ? ORDER BY events.rowid"
        )
        rows = self.db.execute(query, (case_key,))
        return [from_fields(origin, key & _PLACES, json.loads(fields)) for origin, key, fields in rows]

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
        self.db.execute("INSERT OR IGNORE INTO copies VALUES (?, ?)", row)

    def _is_ours(self, origin: str) -> bool:
        """Whether this side writes that stream, in this epoch or an earlier one."""
        return origin.startswith(f"{self.author}.")

    def _owed(self, cause: str) -> bool:
        found = self.db.execute("SELECT COUNT(*) FROM texts WHERE cause = ?", (cause,)).fetchone()
        return int(found[0]) > 0

    def _insert(self, event: Event, key: int, case_key: int, previous: bytes) -> None:
        """Write an event of ours, which waits for the other side from now on."""
        encoded = event.encoded()
        self._keep(event, key, case_key, encoded, event.hash(previous, encoded))
        self.db.execute("INSERT OR IGNORE INTO waiting VALUES (?)", (key >> 32,))

    def _keep(self, event: Event, key: int, case_key: int, encoded: bytes, digest: bytes) -> None:
        self.db.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (key, case_key, encoded.decode(), digest))
        if event.kind == DAY_DECLARED and (day := read_day(event.body)):
            row = (key, device_of(event.origin), event.at, *day.body().values())
            self.db.execute("INSERT INTO days VALUES (?, ?, ?, ?, ?, ?)", row)

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
        self.db.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._row(case, case_key))

    def _owe(self, case: Case, event: Event) -> None:
        if self._owes is None:
            return
        for owed in self._owes(case, event):
            self.db.execute(
                "INSERT INTO texts (case_id, cause, sentence, tells, number, rank, state) "
                "VALUES (?, ?, ?, ?, ?, ?, 'queued')",
                (case.id, event.id, owed.sentence, owed.tells, owed.number, owed.rank),
            )


class Writing:
    """A transaction that is a writer from its beginning.

    A deferred BEGIN that turns into a writer fails with "database is locked" whatever the timeout.
    """

    __slots__ = ("_outermost", "_store")

    def __init__(self, store: Store) -> None:
        """Nothing begins yet."""
        self._store = store
        self._outermost = not store.db.in_transaction

    def __enter__(self) -> None:
        if self._outermost:
            self._store.db.execute("BEGIN IMMEDIATE")

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
