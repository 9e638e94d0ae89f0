# SPDX-License-Identifier: Apache-2.0
"""Parcels: frames that go and come by data SMS; `sync` owes and takes them, `sms` sends and brings them.

An SMS costs money and the network loses some: a part is marked before it is handed over, so that no crash sends it
twice, and what was lost is owed again hours later, by the side that knows what was never acknowledged.
"""

from typing import Final, NamedTuple

from appliance.store import Store

SINGLE: Final = 140
JOINED: Final = 134
"""Octets in one data SMS: alone, and behind the header that joins several."""

MOST_PARTS: Final = 6
"""A frame that needs more parts waits for another road."""

_DAY_MS: Final = 24 * 3600 * 1000
_MOST_WAITING: Final = 1000
_KEEP_MS: Final = 3 * _DAY_MS


class Parcel(NamedTuple):
    """A frame about a device and what it covers: `cover` where it begins, `last` the place up to which it goes."""

    device: str
    cover: str
    last: int


class Known(NamedTuple):
    """What became of a frame: `tries` times owed, the latest `at`, and whether it is still `owed`."""

    last: int
    at: int
    tries: int
    owed: bool


class Piece(NamedTuple):
    """One data SMS of a parcel: part `number` of `total` to `to`."""

    parcel: int
    number: int
    total: int
    to: str
    data: bytes

    @property
    def reference(self) -> int:
        """The 8-bit number by which the other side puts the parts together."""
        return self.parcel % 256


class Brought(NamedTuple):
    """A frame that came, whole, from a number."""

    id: int
    number: str
    data: bytes


def parts_of(data: bytes) -> list[bytes]:
    """A frame cut into what one message each can carry."""
    if len(data) <= SINGLE:
        return [data]
    return [data[at : at + JOINED] for at in range(0, len(data), JOINED)]


class Parcels:
    """The data SMS side of the store; every method is one transaction. Times are UTC ms."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store
        self._db = store.db

    # --- what sync owes

    def owe(self, parcel: Parcel, number: str, data: bytes) -> bool:
        """Owe a frame to a number, in the place of an earlier one with the same cover; False if it is too long."""
        parts = len(parts_of(data))
        if parts > MOST_PARTS:
            return False
        device, cover, last = parcel
        known = self.known(device, cover)
        with self._store.writing():
            self._db.execute("DELETE FROM parcels WHERE device = ? AND cover = ?", (device, cover))
            query = (
                "INSERT INTO parcels (device, cover, last, number, data, state, parts, at, tries) "
                "VALUES (?, ?, ?, ?, ?, 'owed', ?, ?, ?)"
            )
            tries = known.tries + 1 if known else 1
            row = (device, cover, last, number, data, parts, self._store.clock.now(), tries)
            self._db.execute(query, row)
        return True

    def known(self, device: str, cover: str) -> Known | None:
        """The frame with this cover that is owed or was sent, if there is one."""
        query = "SELECT last, at, tries, state FROM parcels WHERE device = ? AND cover = ?"
        row = self._db.execute(query, (device, cover)).fetchone()
        return Known(row[0], row[1], row[2], row[3] == "owed") if row else None

    def used(self, device: str) -> int:
        """How many messages about a device went out within the day or are about to."""
        now = self._store.clock.now()
        query = "SELECT COUNT(*) FROM posted WHERE device = ? AND at BETWEEN ? AND ?"
        posted = self._db.execute(query, (device, now - _DAY_MS, now)).fetchone()[0]
        query = "SELECT COALESCE(SUM(parts - done), 0) FROM parcels WHERE device = ? AND state = 'owed'"
        return int(posted + self._db.execute(query, (device,)).fetchone()[0])

    def owed(self, device: str) -> list[Parcel]:
        """The frames about a device that are still to be sent."""
        query = "SELECT device, cover, last FROM parcels WHERE device = ? AND state = 'owed' ORDER BY id"
        return [Parcel(*row) for row in self._db.execute(query, (device,)).fetchall()]

    def drop(self, parcel: Parcel) -> None:
        """A frame need not go any more: another road was faster. Forgets also what was sent long ago."""
        with self._store.writing():
            old = self._store.clock.now() - _KEEP_MS
            self._db.execute("DELETE FROM parcels WHERE device = ? AND cover = ?", parcel[:2])
            self._db.execute("DELETE FROM parcels WHERE state = 'sent' AND at < ?", (old,))
            self._db.execute("DELETE FROM posted WHERE at < ?", (old,))

    # --- what sms sends

    def take(self) -> Piece | None:
        """The next part to send, already counted as sent."""
        query = "SELECT id, device, number, data, parts, done FROM parcels WHERE state = 'owed' ORDER BY id LIMIT 1"
        row = self._db.execute(query).fetchone()
        if row is None:
            return None
        parcel, device, number, data, parts, done = row
        with self._store.writing():
            now = self._store.clock.now()
            query = "UPDATE parcels SET done = done + 1, at = ?, state = ? WHERE id = ? AND done = ?"
            state = "sent" if done + 1 == parts else "owed"
            if not self._db.execute(query, (now, state, parcel, done)).rowcount:
                return None
            self._db.execute("INSERT INTO posted (device, at) VALUES (?, ?)", (device, now))
        return Piece(parcel, done + 1, parts, number, parts_of(bytes(data))[done])

    def back(self, piece: Piece) -> None:
        """The modem was not there before anything was sent: this part waits again."""
        with self._store.writing():
            query = "UPDATE parcels SET done = ?, state = 'owed' WHERE id = ?"
            self._db.execute(query, (piece.number - 1, piece.parcel))
            self._db.execute("DELETE FROM posted WHERE id = (SELECT MAX(id) FROM posted)")

    def refused(self, piece: Piece) -> None:
        """The network did not take it: the rest of the parcel is useless, and is owed again hours later."""
        with self._store.writing():
            self._db.execute("UPDATE parcels SET state = 'sent', done = parts WHERE id = ?", (piece.parcel,))

    # --- what came

    def bring(self, number: str, data: bytes) -> None:
        """Keep a frame for sync; what is more than anybody would send is dropped, its sender says it again."""
        with self._store.writing():
            query = (
                "INSERT INTO brought (number, data, at) SELECT ?, ?, ? WHERE (SELECT COUNT(*) FROM brought) < ? "
                "AND NOT EXISTS (SELECT 1 FROM brought WHERE data = ?)"
            )
            self._db.execute(query, (number, data, self._store.clock.now(), _MOST_WAITING, data))

    def brought(self) -> list[Brought]:
        """The frames that came and were not taken yet, oldest first; those that waited for days are gone."""
        old = self._store.clock.now() - _KEEP_MS
        if self._db.execute("SELECT COUNT(*) FROM brought WHERE at < ?", (old,)).fetchone()[0]:
            with self._store.writing():
                self._db.execute("DELETE FROM brought WHERE at < ?", (old,))
        rows = self._db.execute("SELECT id, number, data FROM brought ORDER BY id").fetchall()
        return [Brought(identity, number, bytes(data)) for identity, number, data in rows]

    def taken(self, brought: Brought) -> None:
        """A frame was committed, or can never be used."""
        with self._store.writing():
            self._db.execute("DELETE FROM brought WHERE id = ?", (brought.id,))

    def remember(self, device: str, number: str) -> None:
        """A box's frames came from this number: its answers go there."""
        if self.number_of(device) != number:
            with self._store.writing():
                query = "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (device) DO UPDATE SET number = excluded.number"
                self._db.execute(query, (device, number))

    def numbers(self) -> dict[str, str]:
        """Where each box's modem was last heard."""
        return dict(self._db.execute("SELECT device, number FROM numbers").fetchall())

    def number_of(self, device: str) -> str:
        """Where a box's modem was last heard; empty for never."""
        row = self._db.execute("SELECT number FROM numbers WHERE device = ?", (device,)).fetchone()
        return row[0] if row else ""
