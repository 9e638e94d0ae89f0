# SPDX-License-Identifier: Apache-2.0
"""Advisories: what the hall tells everybody who asked for it: one officer writes, another lets it go."""

from typing import Final, NamedTuple

from appliance import gsm7
from appliance.errors import CaseError, InputError, NotFound
from appliance.event import Actor
from appliance.sending import Rank
from appliance.store import Store
from appliance.text import clean, unlinked

MAX_ADVISORY: Final = 2 * gsm7.GSM7_PAGE
"""Longest advisory, in septets: two pages."""


class Advisory(NamedTuple):
    """One advisory: `approver` is empty until it has gone out; `reached` are those whose telephone has it."""

    id: int
    body: str
    purok: str
    urgent: bool
    writer: str
    approver: str
    texts: int
    reached: int


class Advisories:
    """Who wants them, and what was written. The queue of texts spreads them over the hours, and goes on after a cut."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store
        self._db = store.db

    def has(self, number: str) -> bool:
        """Whether this number wants advisories."""
        return self._db.execute("SELECT 1 FROM subscribers WHERE number = ?", (number,)).fetchone() is not None

    def join(self, number: str, purok: str) -> None:
        """This number wants those about a purok, or with an empty one about all."""
        with self._store.writing():
            row = (number, purok, self._store.clock.now())
            self._db.execute("INSERT OR REPLACE INTO subscribers VALUES (?, ?, ?)", row)

    def leave(self, number: str) -> None:
        """This number wants none any more, those that wait included."""
        with self._store.writing():
            self._db.execute("DELETE FROM subscribers WHERE number = ?", (number,))

    def counts(self) -> dict[str, int]:
        """How many want advisories, by purok."""
        query = "SELECT purok, COUNT(*) FROM subscribers GROUP BY purok ORDER BY purok"
        return dict(self._db.execute(query).fetchall())

    def write(self, text: str, writer: Actor, sender: str, *, purok: str = "", urgent: bool = False) -> int:
        """Keep an advisory until another officer lets it go; its number. Raises InputError."""
        words = clean(text, field="advisory", limit=MAX_ADVISORY)
        body = gsm7.transliterate(f"{sender}: {words}")
        if not words:
            raise InputError("advisory", "empty")
        if unlinked(body) != body:
            raise InputError("advisory", "link")
        if (gsm7.septets(body) or MAX_ADVISORY + 1) > MAX_ADVISORY:
            raise InputError("advisory", "too_long")
        with self._store.writing():
            query = "INSERT INTO advisories (body, purok, urgent, writer, at) VALUES (?, ?, ?, ?, ?) RETURNING id"
            row = (body, clean(purok, field="purok", limit=40).title(), urgent, writer.name, self._store.clock.now())
            return int(self._db.execute(query, row).fetchone()[0])

    def approve(self, number: int, officer: Actor) -> int:
        """Let an advisory go to all who want it; to how many. An urgent one goes at any hour and before all else.

        Raises NotFound, and CaseError for who wrote it or where it has gone already.
        """
        with self._store.writing():
            query = "SELECT body, purok, urgent, writer, approver FROM advisories WHERE id = ?"
            row = self._db.execute(query, (number,)).fetchone()
            if row is None:
                raise NotFound("no such advisory here")
            body, purok, urgent, writer, approver = row
            if approver:
                raise CaseError("an advisory goes out once")
            if officer.name.casefold() == writer.casefold():
                raise CaseError("another officer than the one who wrote it must let an advisory go")
            self._db.execute("UPDATE advisories SET approver = ? WHERE id = ?", (officer.name, number))
            query = (
                "INSERT INTO texts (number, body, rank, advisory, state) SELECT number, ?, ?, ?, 'queued' "
                "FROM subscribers WHERE ? = '' OR purok IN ('', ?)"
            )
            rank = Rank.EMERGENCY if urgent else Rank.BROADCAST
            return self._db.execute(query, (body, rank, number, purok, purok)).rowcount

    def drop(self, number: int) -> None:
        """Throw away an advisory that has not gone out."""
        with self._store.writing():
            self._db.execute("DELETE FROM advisories WHERE id = ? AND approver = ''", (number,))

    def all(self) -> list[Advisory]:
        """The latest advisories, and how far each has got."""
        query = (
            "SELECT id, body, purok, urgent, writer, approver, "
            "(SELECT COUNT(*) FROM texts WHERE advisory = advisories.id), "
            "(SELECT COUNT(*) FROM texts WHERE advisory = advisories.id AND state = 'delivered') "
            "FROM advisories ORDER BY id DESC LIMIT 50"
        )
        return [Advisory(*row) for row in self._db.execute(query).fetchall()]
