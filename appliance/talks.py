# SPDX-License-Identifier: Apache-2.0
"""Talks: what conversations are about between two messages, kept in the data file by telephone number or visit."""

from appliance import talk
from appliance.store import Store
from appliance.talk import TIMEOUT, Talk


class Talks:
    """The talks table. Writing happens inside the caller's transaction: a talk moves on with what it did, or not."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store

    def of(self, session: str) -> Talk:
        """The talk of this session as it is now; an empty one if there is none."""
        query = "SELECT language, quiet, pending, at FROM talks WHERE session = ?"
        row = self._store.db.execute(query, (session,)).fetchone()
        kept = Talk(row[0], bool(row[1]), talk.read(row[2]), row[3]) if row else Talk()
        return kept.at_time(self._store.clock.now())

    def keep(self, session: str, said: Talk) -> None:
        """Remember a talk; one with nothing to remember is forgotten. Inside `writing()`."""
        if not (said.language or said.quiet or said.pending):
            self._store.db.execute("DELETE FROM talks WHERE session = ?", (session,))
            return
        row = (session, said.language, said.quiet, talk.written(said.pending), said.at)
        self._store.db.execute("INSERT OR REPLACE INTO talks VALUES (?, ?, ?, ?, ?)", row)

    def quiet(self, session: str) -> bool:
        """Whether this telephone number asked us to text it no more."""
        row = self._store.db.execute("SELECT quiet FROM talks WHERE session = ?", (session,)).fetchone()
        return bool(row and row[0])

    def tidy(self) -> int:
        """Wipe what was said in talks that have been silent too long; how many there were."""
        now = self._store.clock.now()
        stale = "pending != '' AND at NOT BETWEEN ? AND ?"
        found = self._store.db.execute(f"SELECT 1 FROM talks WHERE {stale}", (now - TIMEOUT, now)).fetchone()  # noqa: S608
        if found is None:
            return 0
        with self._store.writing():
            wiped = self._store.db.execute(f"UPDATE talks SET pending = '' WHERE {stale}", (now - TIMEOUT, now))  # noqa: S608
            self._store.db.execute("DELETE FROM talks WHERE pending = '' AND language = '' AND NOT quiet")
            return wiped.rowcount
