# SPDX-License-Identifier: Apache-2.0
"""Logbook: what an operator looks at: how each program is, who was heard from, and what could not be read."""

from typing import Final

from appliance.errors import FrameError
from appliance.identity import Card
from appliance.store import Store

_MOST_SET_ASIDE: Final = 10_000
_REPORT: Final = (
    "INSERT INTO status VALUES (?, ?, ?) ON CONFLICT (program) DO UPDATE SET state = excluded.state, at = excluded.at"
)
_HEARD: Final = (
    "INSERT INTO peers VALUES (?, ?, ?, ?) ON CONFLICT (id) "
    "DO UPDATE SET public = excluded.public, psgc = excluded.psgc, heard_at = excluded.heard_at"
)


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
        with self._store.writing():
            row = (peer, card, psgc, self._store.clock.now())
            self._store.db.execute(_HEARD, row)

    def card_of(self, peer: str) -> Card | None:
        """The card with which a box or the hub last said hello; None for a stranger."""
        row = self._store.db.execute("SELECT public FROM peers WHERE id = ?", (peer,)).fetchone()
        try:
            return Card.decoded(bytes(row[0])) if row else None
        except FrameError:
            return None  # kept by a version before there were cards: the next hello brings it

    def heard_at(self) -> dict[str, int]:
        """When each box or hub last said hello, in UTC ms."""
        return dict(self._store.db.execute("SELECT id, heard_at FROM peers ORDER BY id").fetchall())

    def barangays(self) -> dict[str, str]:
        """The PSGC code of the barangay that each box last said it serves."""
        return dict(self._store.db.execute("SELECT id, psgc FROM peers").fetchall())

    def set_aside(self, source: str, problem: str, data: bytes) -> None:
        """Keep bytes that nobody could read for a person to look at: each once, and a bounded number."""
        with self._store.writing():
            self._store.db.execute(
                "INSERT INTO quarantine (at, source, problem, data) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
                "(SELECT 1 FROM quarantine WHERE data = ?) AND (SELECT COUNT(*) FROM quarantine) < ?",
                (self._store.clock.now(), source, problem, data, data, _MOST_SET_ASIDE),
            )

    def set_aside_count(self) -> int:
        """How much waits for a person."""
        return int(self._store.db.execute("SELECT COUNT(*) FROM quarantine").fetchone()[0])
