# SPDX-License-Identifier: Apache-2.0
"""Proclamations: what was declared of days after this version was made, by the hub or at the hall itself."""

from datetime import date
from typing import Final

from appliance.calendar import Calendar, Day
from appliance.event import Actor, device_of
from appliance.promise import after_working_days, close_of_office
from appliance.store import DAY_DECLARED, Store
from appliance.words import local

_DAYS: Final = "SELECT date, what, name FROM days WHERE device = ? ORDER BY at, key"


def declare(store: Store, day: Day, actor: Actor, device: str = "") -> None:
    """Say what a day is; at the hub to one box. It travels in the signed stream as cases do, and is never changed."""
    with store.writing():
        store.declare(DAY_DECLARED, actor, day.body(), device)


def declared(store: Store, device: str = "") -> list[Day]:
    """What was declared for a box (without its id: for this one), in that order."""
    rows = store.db.execute(_DAYS, (device or store.author,))
    return [Day(date.fromisoformat(day), what, name) for day, what, name in rows]


def declared_count(store: Store) -> int:
    """How much has been declared for all boxes: by it one sees that there is news."""
    return int(store.db.execute("SELECT COUNT(*) FROM days").fetchone()[0])


class Days:
    """The calendar of each case's own box, on one store."""

    def __init__(self, store: Store, base: Calendar) -> None:
        """`base` is the national calendar."""
        self._store, self._base = store, base

    def of(self, case_id: str) -> Calendar:
        """The calendar by which a case is reckoned."""
        return calendar_of(self._store, self._base, device_of(case_id))

    def ahead(self, case_id: str, days: int) -> int:
        """The close of office so many working days from today, in UTC ms."""
        today = local(self._store.clock.now()).date()
        return close_of_office(after_working_days(today, days, self.of(case_id)))


def calendar_of(store: Store, base: Calendar, device: str = "") -> Calendar:
    """The calendar of a box (without its id: of this one) as it is by now."""
    days = declared(store, device)
    return base.amended(days) if days else base
