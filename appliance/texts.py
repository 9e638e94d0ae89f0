# SPDX-License-Identifier: Apache-2.0
"""Texts: the queue of SMS owed and sent, and the messages that came in, in the same data file as the cases."""

import hashlib
from dataclasses import dataclass
from typing import Final

from appliance import gsm7
from appliance.event import Actor
from appliance.notices import Notices
from appliance.store import Store

_MOST_ATTEMPTS: Final = 12
_FIRST_WAIT_MS: Final = 5_000
_LONGEST_WAIT_MS: Final = 3_600_000
"""A text that the network keeps refusing is tried for about six hours."""

_WORST_FIRST: Final = ("failed", "sending", "queued", "uncertain", "sent", "delivered")
_HOUR_MS: Final = 3600 * 1000
_DAY_MS: Final = 24 * _HOUR_MS

# a time further off than we ever wait was written by a clock that was wrong
_NEXT: Final = """
    SELECT id, number FROM texts
    WHERE state IN ('queued', 'sending') AND (not_before <= ? OR not_before > ?) AND (state = 'queued' OR EXISTS
        (SELECT 1 FROM parts WHERE text_id = texts.id AND parts.state = 'queued'))
    ORDER BY id LIMIT 1
"""

_SYSTEM: Final = Actor("system", "barangay")


@dataclass(frozen=True, slots=True)
class Part:
    """One SMS on the air: part `number` of `total` of text `text`; `reference` groups the parts of one text."""

    text: int
    number: int
    total: int
    to: str
    body: str

    @property
    def reference(self) -> int:
        """The 8-bit number by which a phone puts the parts together."""
        return self.text % 256


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the modem gave it, not yet read."""

    id: int
    pdu: str
    at: int


class Texts:
    """The SMS side of the store; every method is one transaction."""

    def __init__(self, store: Store, notices: Notices) -> None:
        """Work on this store, and word what it owes as `notices` do."""
        self.store = store
        self._notices = notices
        self._nothing_waits: tuple[int, int, int] | None = None
        self.db = store.db

    # --- out

    def recover(self) -> int:
        """After a start: a part that was being sent has an unknown end; say so and never send it twice."""
        with self.store.writing():
            rows = self.db.execute(
                "UPDATE parts SET state = 'uncertain' WHERE state = 'sending' RETURNING text_id"
            ).fetchall()
            for (text,) in set(rows):
                self._sum_up(text)
        return len(rows)

    def take(self) -> Part | None:
        """The next part to send, already marked as being sent: a crash from here on cannot send it twice.

        A text that an event owes is worded now, so that it says what is true now.
        """
        now = self.store.clock.now()
        # the table has no index on what waits, for every case would pay for it: look only when something changed
        version = self.db.execute("PRAGMA data_version").fetchone()[0], self.db.total_changes, now // 1000
        if version == self._nothing_waits:
            return None
        row = self.db.execute(_NEXT, (now, now + _LONGEST_WAIT_MS)).fetchone()
        if row is None:
            self._nothing_waits = version
            return None
        text, to = row
        with self.store.writing():
            if not self._cut(text):
                return self.take()
            self.db.execute("UPDATE texts SET state = 'sending' WHERE id = ?", (text,))
            number, page = self.db.execute(
                "UPDATE parts SET state = 'sending', at = ? WHERE text_id = ? AND number = "
                "(SELECT MIN(number) FROM parts WHERE text_id = ? AND state = 'queued') RETURNING number, body",
                (now, text, text),
            ).fetchone()
            total = self.db.execute("SELECT COUNT(*) FROM parts WHERE text_id = ?", (text,)).fetchone()[0]
            return Part(text, number, total, to, page)

    def _cut(self, text: int) -> bool:
        """Word a text and cut it into the parts that go on the air, once; False if it may not go out any more."""
        if self.db.execute("SELECT 1 FROM parts WHERE text_id = ?", (text,)).fetchone():
            return True
        query = "SELECT case_id, cause, sentence, body, number FROM texts WHERE id = ?"
        case_id, cause, sentence, body, number = self.db.execute(query, (text,)).fetchone()
        if sentence:
            case = self.store.case(case_id)
            if number == case.phone and not case.sms:
                self.db.execute("UPDATE texts SET state = 'withheld' WHERE id = ?", (text,))
                return False
            event = next(entry.event for entry in case.timeline if entry.event.id == cause)
            body = self._notices.sentence(sentence, case, event)
        rows = [(text, number, page) for number, page in enumerate(gsm7.split(gsm7.transliterate(body)), 1)]
        self.db.executemany("INSERT INTO parts VALUES (?, ?, ?, 'queued', NULL, NULL)", rows)
        return True

    def sent(self, part: Part, reference: int) -> None:
        """The network took the part under this message reference."""
        self._settle(part, "sent", reference)

    def refused(self, part: Part) -> None:
        """The network or the modem refused the part: the whole text has failed."""
        self._settle(part, "failed", None)

    def unknown(self, part: Part) -> None:
        """Nobody knows whether the part went out; a delivery report may still tell."""
        self._settle(part, "uncertain", None)

    def later(self, part: Part) -> None:
        """Nothing was sent, for now: the part waits longer each time, and others go before it."""
        with self.store.writing():
            row = self.db.execute(
                "UPDATE texts SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", (part.text,)
            ).fetchone()
            if row[0] > _MOST_ATTEMPTS:
                self.refused(part)
                return
            wait = min(_FIRST_WAIT_MS * 2 ** row[0], _LONGEST_WAIT_MS)
            self.db.execute("UPDATE texts SET not_before = ? WHERE id = ?", (self.store.clock.now() + wait, part.text))
            self._settle(part, "queued", None)

    def back(self, part: Part) -> None:
        """The modem was not there before anything was sent: the part waits again and loses no attempt."""
        self._settle(part, "queued", None)

    def report(self, reference: int, number: str, delivered: bool) -> str:
        """A delivery report: the text's new state, or an empty text when we sent nothing like it.

        When the last part of a text that carries a human's words has arrived, the citizen was told: that event
        is written in the same transaction.
        """
        with self.store.writing():
            row = self._reported(reference, number)
            if row is None:
                return ""
            text, part = row
            state = "delivered" if delivered else "failed"
            self.db.execute("UPDATE parts SET state = ? WHERE text_id = ? AND number = ?", (state, text, part))
            return self._sum_up(text)

    def _reported(self, reference: int, number: str) -> tuple[int, int] | None:
        """The part that a report is about: one that was sent under this reference or, if none was, an uncertain one.

        References go round at 256, and the network may repeat a report: one that was settled within a day is no
        reason to settle another.
        """
        query = (
            "SELECT text_id, parts.number, parts.state FROM parts JOIN texts ON texts.id = text_id "
            "WHERE texts.number = ? AND (reference = ? AND parts.at > ? OR parts.state IN ('sent', 'uncertain') "
            "AND (reference = ? OR reference IS NULL)) "
            "ORDER BY parts.state = 'sent' DESC, parts.state = 'uncertain', parts.at DESC LIMIT 1"
        )
        day_ago = self.store.clock.now() - _DAY_MS
        row = self.db.execute(query, (number, reference, day_ago, reference)).fetchone()
        return (row[0], row[1]) if row and row[2] in ("sent", "uncertain") else None

    def _settle(self, part: Part, state: str, reference: int | None) -> None:
        with self.store.writing():
            self.db.execute(
                "UPDATE parts SET state = ?, reference = ?, at = ? WHERE text_id = ? AND number = ?",
                (state, reference, self.store.clock.now(), part.text, part.number),
            )
            self._sum_up(part.text)

    def _sum_up(self, text: int) -> str:
        """A text's state from its parts', and what follows from it."""
        query = "SELECT DISTINCT state FROM parts WHERE text_id = ?"
        states = {state for (state,) in self.db.execute(query, (text,))}
        if "failed" not in states and states > {"queued"}:
            states = {"sending"}
        summed = next(state for state in _WORST_FIRST if state in states)
        query = "SELECT state, case_id, cause, tells FROM texts WHERE id = ?"
        old, case_id, cause, tells = self.db.execute(query, (text,)).fetchone()
        self.db.execute("UPDATE texts SET state = ? WHERE id = ?", (summed, text))
        if tells and summed != old:
            if summed == "delivered":
                self.store.append(case_id, "told", _SYSTEM, {"of": cause, "channel": "sms"})
            elif summed == "failed":
                self.store.append(case_id, "message_failed", _SYSTEM, {"of": cause})
        return summed

    def counts(self) -> dict[str, int]:
        """How many texts are in each state."""
        return dict(self.db.execute("SELECT state, COUNT(*) FROM texts GROUP BY state").fetchall())

    # --- in

    def keep(self, pdu: str) -> bool:
        """Store a raw message durably before anybody looks at it; False if we have it already."""
        digest = hashlib.sha256(pdu.encode()).digest()
        with self.store.writing():
            cursor = self.db.execute(
                "INSERT OR IGNORE INTO inbound (hash, pdu, state, at) VALUES (?, ?, 'new', ?)",
                (digest, pdu, self.store.clock.now()),
            )
            return cursor.rowcount == 1

    def unread(self) -> list[Message]:
        """The messages that nobody has dealt with, oldest first."""
        rows = self.db.execute("SELECT id, pdu, at FROM inbound WHERE state = 'new' ORDER BY id")
        return [Message(*row) for row in rows.fetchall()]

    def done(self, messages: list[Message]) -> None:
        """The messages were dealt with; the raw bytes go, for they hold a citizen's words. Inside `writing()`."""
        rows = [(message.id,) for message in messages]
        self.db.executemany("UPDATE inbound SET state = 'done', pdu = '' WHERE id = ?", rows)

    def answer(self, number: str, body: str, *, counts: bool = True) -> None:
        """Queue an answer to the message that is being dealt with; `counts` among those of the hour. In `writing()`."""
        row = (number, body, self.store.clock.now() if counts else None)
        self.db.execute("INSERT INTO texts (number, body, state, answered_at) VALUES (?, ?, 'queued', ?)", row)

    def answered(self, number: str) -> int:
        """How many answers that count this number has been given within the hour."""
        now = self.store.clock.now()
        query = "SELECT COUNT(*) FROM texts WHERE number = ? AND answered_at BETWEEN ? AND ?"
        return int(self.db.execute(query, (number, now - _HOUR_MS, now)).fetchone()[0])
