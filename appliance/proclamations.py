# SPDX-License-Identifier: Apache-2.0
"""Proclamations: what was declared of days after this version was made, by the hub or at the hall itself."""

from datetime import date
from typing import Final

from appliance.calendar import Calendar, Day
from appliance.event import Actor
from appliance.store import DAY_DECLARED, Store

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


def calendar_of(store: Store, base: Calendar, device: str = "") -> Calendar:
    """The calendar of a box (without its id: of this one) as it is by now."""
    days = declared(store, device)
    return base.amended(days) if days else base
