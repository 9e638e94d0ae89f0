# SPDX-License-Identifier: Apache-2.0
"""Inbox: the messages that came in, each kept as the modem gave it until it was dealt with."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from appliance.store import Store
from appliance.text import tokens

_TWICE_MS: Final = 10 * 60 * 1000
"""How long the same words of a number are one message that the network brought twice."""

_FEW: Final = 4
"""Words fewer than these are an answer, which may well come twice: OO, OO."""

_CALL_MS: Final = 6 * 3600 * 1000
"""How long one text is the answer to every call of a number."""

_GAPS_MS: Final = 24 * 3600 * 1000
"""How long the rest of an incomplete message is waited for."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the modem gave it, not yet read."""

    id: int
    pdu: str
    at: int


class Inbox:
    """The messages table and what belongs to it; every method is one transaction, or joins the caller's."""

    def __init__(self, store: Store, modem: int = 1) -> None:
        """Work on this store, for the modem of this number."""
        self.store = store
        self.db = store.db
        self.modem = modem

    def keep(self, pdu: str) -> bool:
        """Store a raw message durably before anybody looks at it; False if we have it already."""
        digest = hashlib.sha256(pdu.encode()).digest()
        with self.store.writing():
            cursor = self.db.execute(
                "INSERT OR IGNORE INTO inbound (hash, pdu, state, at, modem) VALUES (?, ?, 'new', ?, ?)",
                (digest, pdu, self.store.clock.now(), self.modem),
            )
            return cursor.rowcount == 1

    def unread(self) -> list[Message]:
        """The messages of this modem that nobody has dealt with, oldest first."""
        query = "SELECT id, pdu, at FROM inbound WHERE state = 'new' AND modem = ? ORDER BY id"
        return [Message(*row) for row in self.db.execute(query, (self.modem,)).fetchall()]

    def done(self, messages: list[Message]) -> None:
        """The messages were dealt with; the raw bytes go, for they hold a citizen's words. Inside `writing()`."""
        rows = [(message.id,) for message in messages]
        self.db.executemany("UPDATE inbound SET state = 'done', pdu = '' WHERE id = ?", rows)

    # --- the same thing twice

    def again(self, number: str, text: str) -> bool:
        """Whether this is what the number said last, minutes ago; the next one is compared with it. In `writing()`.

        A network that is unsure delivers a message again under another stamp. Only a hash is kept, and not for long.
        """
        said = tokens(text)
        digest = hashlib.sha256(f"{number}\n{' '.join(said)}".encode()).digest()
        now = self.store.clock.now()
        row = self.db.execute("SELECT digest, at FROM heard WHERE number = ?", (number,)).fetchone()
        self.db.execute("INSERT OR REPLACE INTO heard VALUES (?, ?, ?)", (number, digest, now))
        return bool(row and row[0] == digest and 0 <= now - row[1] <= _TWICE_MS and len(said) >= _FEW)

    def rang(self, number: str) -> bool:
        """Whether this number had been answered after a call within six hours; from now on it has. In `writing()`."""
        now = self.store.clock.now()
        row = self.db.execute("SELECT at FROM callers WHERE number = ?", (number,)).fetchone()
        if row and 0 <= now - row[0] <= _CALL_MS:
            return True
        self.db.execute("INSERT OR REPLACE INTO callers VALUES (?, ?)", (number, now))
        return False

    # --- what is still missing of a long message

    def miss(self, number: str, reference: int, total: int, missing: list[int]) -> None:
        """Remember which parts of a message that was taken incomplete have not come. In `writing()`."""
        row = (number, reference, total, json.dumps(missing), self.store.clock.now())
        self.db.execute("INSERT OR REPLACE INTO incomplete VALUES (?, ?, ?, ?, ?)", row)

    def missing(self, number: str, reference: int, total: int) -> list[int]:
        """The parts that have not come of a message that was taken incomplete within the day; none for any other."""
        query = "SELECT missing, at FROM incomplete WHERE number = ? AND reference = ? AND total = ?"
        row = self.db.execute(query, (number, reference, total)).fetchone()
        if row is None or not 0 <= self.store.clock.now() - row[1] <= _GAPS_MS:
            return []
        return [int(part) for part in json.loads(row[0])]

    def found(self, number: str, reference: int, total: int) -> None:
        """Nothing of this message is missing any more. In `writing()`."""
        query = "DELETE FROM incomplete WHERE number = ? AND reference = ? AND total = ?"
        self.db.execute(query, (number, reference, total))

    def wipe(self) -> None:
        """Forget who said what last and who rang, once it is no longer needed."""
        now = self.store.clock.now()
        for table, kept in (("heard", _TWICE_MS), ("incomplete", _GAPS_MS), ("callers", _CALL_MS)):
            stale = (now - kept, now)
            query = f"SELECT 1 FROM {table} WHERE at NOT BETWEEN ? AND ?"  # noqa: S608
            if self.db.execute(query, stale).fetchone():
                with self.store.writing():
                    self.db.execute(f"DELETE FROM {table} WHERE at NOT BETWEEN ? AND ?", stale)  # noqa: S608
