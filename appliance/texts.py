# SPDX-License-Identifier: Apache-2.0
"""Texts: the queue of SMS owed and sent, in the same data file as the cases: each part goes out once or not at all."""

from dataclasses import dataclass
from typing import Final

from appliance import gsm7, sending
from appliance.advisories import Advisories
from appliance.event import Actor
from appliance.inbox import Inbox, Message
from appliance.notices import Notices
from appliance.sending import DAY_MS, REPEATED, UNLIMITED, Had, Limits, Rank, Usage
from appliance.store import Store
from appliance.words import words_in

__all__ = ["Inbox", "Message", "Part", "Texts"]

_MOST_ATTEMPTS: Final = 12
_FIRST_WAIT_MS: Final = 5_000
_LONGEST_WAIT_MS: Final = 3_600_000
"""A text that the network keeps refusing is tried for about six hours."""

_WORST_FIRST: Final = ("failed", "sending", "queued", "uncertain", "sent", "delivered")
_HOUR_MS: Final = 3600 * 1000
_UNRESOLVED_MS: Final = 30 * 60 * 1000
"""After that long no delivery report comes any more that would tell what became of a part."""

# a time further off than we ever wait was written by a clock that was wrong
_WAITING: Final = """
    SELECT id, number, rank, state = 'sending' FROM texts
    WHERE state IN ('queued', 'sending') AND (not_before <= :now OR not_before > :never) AND (state = 'queued' OR EXISTS
        (SELECT 1 FROM parts WHERE text_id = texts.id AND parts.state = 'queued'))
    AND rank <= CASE state WHEN 'sending' THEN :begun ELSE :lowest END
    ORDER BY rank > 0, state = 'queued', rank, id
"""
_WENT: Final = "parts.at BETWEEN ? AND ? AND (parts.state IN ('sending', 'uncertain') OR reference IS NOT NULL)"

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


class Texts(Inbox):
    """The SMS side of the store; every method is one transaction."""

    def __init__(self, store: Store, notices: Notices, limits: Limits = UNLIMITED, modem: int = 1) -> None:
        """Work on this store, word what it owes as `notices` do, and send through the modem of this number."""
        super().__init__(store, modem)
        self._notices = notices
        self._limits = limits
        self._nothing_waits: tuple[int, int, int] | None = None

    def recover(self, *, of_all: bool = False) -> int:
        """After a start: a part that was being sent has an unknown end; say so and never send it twice.

        With `of_all` those of every modem, whichever there were when the power went.
        """
        with self.store.writing():
            query = "UPDATE parts SET state = 'uncertain' WHERE state = 'sending' AND ? IN (modem, 0) RETURNING text_id"
            rows = self.db.execute(query, (0 if of_all else self.modem,)).fetchall()
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
        while chosen := self._choose(now):
            with self.store.writing():
                part = self._marked(*chosen, now)
            if part:
                return part
        self._nothing_waits = version
        return None

    def _marked(self, text: int, to: str, now: int) -> Part | None:
        """The text's next part, marked; None where it may not go any more or another modem was faster."""
        if not self._cut(text):
            return None
        query = (
            "UPDATE parts SET state = 'sending', at = ?, modem = ? WHERE text_id = ? AND number = "
            "(SELECT MIN(number) FROM parts WHERE text_id = ? AND state = 'queued') RETURNING number, body"
        )
        row = self.db.execute(query, (now, self.modem, text, text)).fetchone()
        if row is None:
            return None
        self.db.execute("UPDATE texts SET state = 'sending' WHERE id = ?", (text,))
        total = self.db.execute("SELECT COUNT(*) FROM parts WHERE text_id = ?", (text,)).fetchone()[0]
        return Part(text, row[0], total, to, row[1])

    def _choose(self, now: int) -> tuple[int, str] | None:
        """The text of which a part may go now, and its number."""
        usage, had = self._usage(now), self._had(now)
        lowest, begun = (sending.lowest(usage, self._limits, now, begun=begun) for begun in (False, True))
        bounds = {"now": now, "never": now + _LONGEST_WAIT_MS, "lowest": lowest, "begun": begun}
        for text, number, rank, is_begun in self.db.execute(_WAITING, bounds):
            if is_begun or not sending.had_enough(Rank(rank), had.get(number, Had()), self._limits):
                return text, number
        return None

    def _usage(self, now: int) -> Usage:
        """What went out within the day."""
        query = f"SELECT COUNT(*), COALESCE(SUM(at > ?), 0), COALESCE(MAX(at), 0) FROM parts WHERE {_WENT}"  # noqa: S608
        row = self.db.execute(query, (now - sending.window(self._limits), now - DAY_MS, now)).fetchone()
        return Usage(*row)

    def _had(self, now: int) -> dict[str, Had]:
        """What each number had within the day."""
        query = (
            "SELECT texts.number, COUNT(DISTINCT id), COUNT(DISTINCT CASE WHEN rank >= ? THEN id END) "  # noqa: S608
            f"FROM parts JOIN texts ON id = text_id WHERE {_WENT} GROUP BY texts.number"
        )
        rows = self.db.execute(query, (Rank.NOTICE, now - DAY_MS, now)).fetchall()
        return {number: Had(texts, notices) for number, texts, notices in rows}

    def waiting(self) -> dict[str, int]:
        """How many texts wait, by why: ready, night, pace, day, number, or later for those that are tried again."""
        now = self.store.clock.now()
        usage, had = self._usage(now), self._had(now)
        bounds = {"now": now, "never": now + _LONGEST_WAIT_MS, "lowest": max(Rank), "begun": max(Rank)}
        counts: dict[str, int] = {}
        for _, number, rank, begun in self.db.execute(_WAITING, bounds).fetchall():
            why: str = sending.held(Rank(rank), usage, self._limits, now, begun=bool(begun))
            if not why and not begun and sending.had_enough(Rank(rank), had.get(number, Had()), self._limits):
                why = "number"
            counts[why or "ready"] = counts.get(why or "ready", 0) + 1
        query = "SELECT COUNT(*) FROM texts WHERE state = 'queued' AND not_before > ? AND not_before <= ?"
        later = self.db.execute(query, (now, now + _LONGEST_WAIT_MS)).fetchone()[0]
        return {**counts, "later": later} if later else counts

    def repeat(self) -> int:
        """Say once more, and marked so, what may not have arrived and does no harm twice; how many texts.

        A notice about a case is never said twice: it stays in the list of what nobody knows the end of.
        """
        before = self.store.clock.now() - _UNRESOLVED_MS
        query = (
            "SELECT id, case_id, number, rank FROM texts WHERE state = 'uncertain' AND repeats IS NULL AND NOT tells "
            "AND NOT EXISTS (SELECT 1 FROM texts AS again WHERE again.repeats = texts.id) "
            "AND (SELECT MAX(at) FROM parts WHERE text_id = texts.id) BETWEEN ? AND ?"
        )
        rows = self.db.execute(query, (before - _UNRESOLVED_MS, before)).fetchall()
        due = [row for row in rows if row[3] in REPEATED]
        if not due:
            return 0
        with self.store.writing():
            for text, case_id, number, rank in due:
                pages = self.db.execute("SELECT body FROM parts WHERE text_id = ? ORDER BY number", (text,))
                language = self.store.case(case_id).language if case_id else ""
                body = f"{''.join(page for (page,) in pages)} {words_in(language)('talk.repeated')}"
                query = "INSERT INTO texts (number, body, rank, repeats, state) VALUES (?, ?, ?, ?, 'queued')"
                self.db.execute(query, (number, body, rank, text))
        return len(due)

    def _cut(self, text: int) -> bool:
        """Word a text and cut it into the parts that go on the air, once; False if it may not go out any more."""
        if self.db.execute("SELECT 1 FROM parts WHERE text_id = ?", (text,)).fetchone():
            return True
        query = "SELECT case_id, cause, sentence, body, number, advisory FROM texts WHERE id = ?"
        case_id, cause, sentence, body, number, advisory = self.db.execute(query, (text,)).fetchone()
        if advisory and not Advisories(self.store).has(number):
            self.db.execute("UPDATE texts SET state = 'withheld' WHERE id = ?", (text,))
            return False
        if sentence:
            case = self.store.case(case_id)
            over = sentence == "sms.meeting_soon" and (case.meeting_at or 0) <= self.store.clock.now()
            if over or (number == case.phone and not case.sms):
                self.db.execute("UPDATE texts SET state = 'withheld' WHERE id = ?", (text,))
                return False
            event = next(entry.event for entry in case.timeline if entry.event.id == cause)
            body = self._notices.sentence(sentence, case, event)
        rows = [(text, number, page) for number, page in enumerate(gsm7.split(gsm7.transliterate(body)), 1)]
        self.db.executemany("INSERT INTO parts (text_id, number, body, state) VALUES (?, ?, ?, 'queued')", rows)
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
            "WHERE texts.number = ? AND modem = ? "
            "AND (reference = ? AND parts.at > ? OR parts.state IN ('sent', 'uncertain') "
            "AND (reference = ? OR reference IS NULL)) "
            "ORDER BY parts.state = 'sent' DESC, parts.state = 'uncertain', parts.at DESC LIMIT 1"
        )
        day_ago = self.store.clock.now() - DAY_MS
        row = self.db.execute(query, (number, self.modem, reference, day_ago, reference)).fetchone()
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

    def unresolved(self) -> list[tuple[str, int]]:
        """The texts of which nobody knows whether they went out, the latest first: their number and when (UTC ms)."""
        query = (
            "SELECT number, (SELECT MAX(at) FROM parts WHERE text_id = texts.id) FROM texts "
            "WHERE state = 'uncertain' ORDER BY id DESC LIMIT 100"
        )
        return [(number, at) for number, at in self.db.execute(query).fetchall()]

    # --- answers

    def answer(self, number: str, body: str, *, counts: bool = True, urgent: bool = False) -> None:
        """Queue an answer to the message that is being dealt with; `counts` among those of the hour. In `writing()`."""
        rank = Rank.EMERGENCY if urgent else Rank.ANSWER
        row = (number, body, self.store.clock.now() if counts else None, rank)
        query = "INSERT INTO texts (number, body, state, answered_at, rank) VALUES (?, ?, 'queued', ?, ?)"
        self.db.execute(query, row)

    def answered(self, number: str) -> int:
        """How many answers that count this number has been given within the hour."""
        now = self.store.clock.now()
        query = "SELECT COUNT(*) FROM texts WHERE number = ? AND answered_at BETWEEN ? AND ?"
        return int(self.db.execute(query, (number, now - _HOUR_MS, now)).fetchone()[0])
