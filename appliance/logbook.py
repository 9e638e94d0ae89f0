# SPDX-License-Identifier: Apache-2.0
"""Logbook: what an operator looks at: how each program is, who was heard from, and what could not be read."""

from collections import Counter
from typing import Final, NamedTuple

from appliance.errors import ChainError, EventError, FrameError
from appliance.event import device_of
from appliance.identity import Card
from appliance.store import Store

FORKED: Final = "forked"
PUT_BACK: Final = "put back"
"""What an alarm says of a history: there are two of it under one name, or its author went back to an older state."""

_MOST_SET_ASIDE: Final = 10_000
_MOST_OF_ONE: Final = 100
"""What is kept in all, and of one box, as are its alarms: none may fill the place of the others' evidence."""

_REPORT: Final = (
    "INSERT INTO status VALUES (?, ?, ?) ON CONFLICT (program) DO UPDATE SET state = excluded.state, at = excluded.at"
)
_HEARD: Final = (
    "INSERT INTO peers VALUES (?, ?, ?, ?) ON CONFLICT (id) "
    "DO UPDATE SET public = excluded.public, psgc = excluded.psgc, heard_at = excluded.heard_at"
)
_MET: Final = "INSERT INTO peers VALUES (?, ?, '', 0) ON CONFLICT (id) DO UPDATE SET public = excluded.public"


class Heard(NamedTuple):
    """A box as the hub's operators see it. `heard_at` is UTC ms, the others are counts.

    `held` events of it are here, `unsent` for it are not known to be there; `rejected` cannot be used by anybody here,
    `set_aside` frames could not be stored; of `forks` streams there is another history that nobody has looked into yet;
    `gaps` had to be asked about, `breaches` are broken promises.
    """

    id: str
    psgc: str
    heard_at: int
    held: int
    unsent: int
    rejected: int
    set_aside: int
    forks: int
    gaps: int
    breaches: int


_LAST: Final = "SELECT MAX(key) & 4294967295 FROM events WHERE key BETWEEN number << 32 AND number << 32 | 4294967295"
_TALLIES: Final = {
    "held": f"SELECT device, SUM(({_LAST})) FROM streams WHERE origin NOT LIKE ? GROUP BY device",  # noqa: S608
    "unsent": (
        f"SELECT device, SUM(({_LAST}) - acked) FROM waiting JOIN streams USING (number) "  # noqa: S608
        "WHERE origin LIKE ? GROUP BY device"
    ),
    "rejected": (
        "SELECT device, COUNT(*) FROM rejected JOIN streams ON number = key >> 32 WHERE origin NOT LIKE ? "
        "GROUP BY device"
    ),
    "breaches": (
        "SELECT device, COUNT(*) FROM events JOIN streams ON number = key >> 32 "
        "WHERE fields ->> 2 = 'breached' AND origin NOT LIKE ? GROUP BY device"
    ),
}
"""How often, by device; each with what our own streams begin with."""

_ASIDE: Final = "SELECT source, COUNT(*) FROM quarantine GROUP BY source"
_GAP: Final = "INSERT INTO gaps VALUES (?, 1) ON CONFLICT (device) DO UPDATE SET asked = gaps.asked + 1"


class Alarm(NamedTuple):
    """A history that does not hold from event `seq` on; first seen `at`, and `last`, in UTC ms."""

    origin: str
    kind: str
    seq: int
    at: int
    last: int


class Logbook:
    """The operator's side of the data file; each method is one transaction. It never holds a citizen's words
    but in what was set aside, which stays on this machine."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store

    def report(self, program: str, state: str) -> None:
        """Say how a program or its device is; written only when it changes."""
        row = self._store.db.execute("SELECT state FROM status WHERE program = ?", (program,)).fetchone()
        if row is None or row[0] != state:
            with self._store.writing():
                row = (program, state, self._store.clock.now())
                self._store.db.execute(_REPORT, row)

    def reports(self) -> dict[str, tuple[str, int]]:
        """What each program last said, and since when (UTC ms)."""
        rows = self._store.db.execute("SELECT program, state, at FROM status ORDER BY program")
        return {program: (state, at) for program, state, at in rows}

    def heard_from(self, peer: str, card: bytes, psgc: str) -> None:
        """Remember when a box or the hub last said hello, its card, and the barangay it serves."""
        with self._store.writing(lasting=False):
            row = (peer, card, psgc, self._store.clock.now())
            self._store.db.execute(_HEARD, row)

    def card_of(self, peer: str) -> Card | None:
        """The card with which a box or the hub last said hello, or was met otherwise; None for a stranger."""
        row = self._store.db.execute("SELECT public FROM peers WHERE id = ?", (peer,)).fetchone()
        try:
            return Card.decoded(bytes(row[0])) if row else None
        except FrameError:
            return None  # kept by a version before there were cards: the next hello brings it

    def meet(self, card: Card) -> None:
        """Remember a peer's card: what goes by stick or by SMS is sealed for it long after the last talk."""
        with self._store.writing():
            self._store.db.execute(_MET, (card.id, card.encoded()))

    def met(self, beginning: str) -> list[str]:
        """The ids, among those that we have met, that begin so."""
        query = "SELECT id FROM peers WHERE id >= ? AND id < ? ORDER BY id"
        return [peer for (peer,) in self._store.db.execute(query, (beginning, f"{beginning}~")).fetchall()]

    def heard_at(self) -> dict[str, int]:
        """When each box or hub last said hello, in UTC ms."""
        return dict(self._store.db.execute("SELECT id, heard_at FROM peers WHERE heard_at > 0 ORDER BY id").fetchall())

    def gap(self, device: str) -> None:
        """Count a question to a box, or about it, for events that did not come."""
        with self._store.writing():
            self._store.db.execute(_GAP, (device,))

    def boxes(self) -> list[Heard]:
        """Every box that was heard from, by its id."""
        db, ours = self._store.db, f"{self._store.author}.%"
        tallies = {name: dict(db.execute(query, (ours,)).fetchall()) for name, query in _TALLIES.items()}
        aside = {source.rpartition(" ")[2]: count for source, count in db.execute(_ASIDE).fetchall()}
        forks = Counter(device_of(alarm.origin) for alarm in self.alarms() if alarm.kind == FORKED)
        gaps = dict(db.execute("SELECT device, asked FROM gaps").fetchall())
        boxes = []
        for box, psgc, at in db.execute("SELECT id, psgc, heard_at FROM peers ORDER BY id").fetchall():
            held, unsent, rejected, breaches = (int(tally.get(box) or 0) for tally in tallies.values())
            counts = held, unsent, rejected, aside.get(box, 0), forks[box], gaps.get(box, 0), breaches
            boxes.append(Heard(box, psgc, at, *counts))
        return boxes

    def barangays(self) -> dict[str, str]:
        """The PSGC code of the barangay that each box last said it serves."""
        return dict(self._store.db.execute("SELECT id, psgc FROM peers").fetchall())

    def set_aside(self, source: str, problem: str, data: bytes) -> None:
        """Keep bytes that nobody could read for a person to look at: each once, and a bounded number."""
        with self._store.writing():
            self._store.db.execute(
                "INSERT INTO quarantine (at, source, problem, data) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
                "(SELECT 1 FROM quarantine WHERE source = ? AND data = ?) "
                "AND (SELECT COUNT(*) FROM quarantine) < ? AND (SELECT COUNT(*) FROM quarantine WHERE source = ?) < ?",
                (
                    *(self._store.clock.now(), source, problem, data, source, data),
                    *(_MOST_SET_ASIDE, source, _MOST_OF_ONE if " " in source else _MOST_SET_ASIDE),
                ),
            )

    def refuse(self, source: str, error: EventError, data: bytes) -> None:
        """Set aside events that could not be stored and, where they tell another history than ours, raise the alarm."""
        self.set_aside(source, str(error), data)
        if isinstance(error, ChainError):
            self.alarm(error.origin, FORKED, error.seq)

    def alarm(self, origin: str, kind: str, seq: int) -> None:
        """Raise an alarm about a history, or renew it: it stays, at the desk too, until a person settles it."""
        with self._store.writing():
            now = self._store.clock.now()
            query = "SELECT COUNT(*), MAX(CASE WHEN origin = ? THEN 1 ELSE 0 END) FROM alarms WHERE origin LIKE ?"
            count, known = self._store.db.execute(query, (origin, f"%{device_of(origin)}%")).fetchone()
            if count >= _MOST_OF_ONE and not known:
                return
            self._store.db.execute(
                "INSERT INTO alarms (origin, kind, seq, at, last) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (origin, kind) DO UPDATE SET last = excluded.last, settled = 0",
                (origin, kind, seq, now, now),
            )

    def alarms(self) -> list[Alarm]:
        """The alarms that nobody has settled, the latest first."""
        query = "SELECT origin, kind, seq, at, last FROM alarms WHERE settled = 0 ORDER BY last DESC, origin"
        return [Alarm(*row) for row in self._store.db.execute(query).fetchall()]

    def settle(self, origin: str) -> int:
        """A person has looked into the alarms about this history; how many there were. They come back if it recurs."""
        with self._store.writing():
            query = "UPDATE alarms SET settled = ? WHERE origin = ? AND settled = 0"
            return self._store.db.execute(query, (self._store.clock.now(), origin)).rowcount

    def set_aside_count(self) -> int:
        """How much waits for a person."""
        query = "SELECT (SELECT COUNT(*) FROM quarantine) + (SELECT COUNT(*) FROM rejected)"
        return int(self._store.db.execute(query).fetchone()[0])
