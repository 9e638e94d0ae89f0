# SPDX-License-Identifier: Apache-2.0
"""Reminders: who was called to a meeting hears of it once more the day before."""

from typing import Final

from appliance.case import Case
from appliance.sending import rank_of
from appliance.store import Store

_SENTENCE: Final = "sms.meeting_soon"
_AHEAD_MS: Final = 26 * 3600 * 1000
"""From how long before a meeting its reminder may go, so that quiet hours leave some time of the day before."""

_SUMMONED: Final = "kp_summoned"


class Reminders:
    """One box's reminders; call `turn` every now and then."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store

    def turn(self) -> int:
        """Queue what is due; how many reminders. Each meeting's once, whatever happens in between."""
        done = 0
        for case_id in self._store.open_cases():
            with self._store.writing():
                case = self._store.case(case_id)
                if self._is_due(case):
                    done += self._queue(case)
        return done

    def _is_due(self, case: Case) -> bool:
        ahead = (case.meeting_at or 0) - self._store.clock.now()
        return bool(case.sms and case.phone) and 0 < ahead <= _AHEAD_MS

    def _queue(self, case: Case) -> int:
        """Owe the reminder of the latest summons, unless it is or was owed."""
        said = [entry.event for entry in case.timeline if entry.event.kind == _SUMMONED and not entry.refused]
        if not said:
            return 0
        query = (
            "INSERT INTO texts (case_id, cause, sentence, number, rank, state) SELECT ?, ?, ?, ?, ?, 'queued' "
            "WHERE NOT EXISTS (SELECT 1 FROM texts WHERE cause = ? AND sentence = ?)"
        )
        cause = said[-1].id
        row = (case.id, cause, _SENTENCE, case.phone, rank_of(_SENTENCE), cause, _SENTENCE)
        return self._store.db.execute(query, row).rowcount
