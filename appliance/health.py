# SPDX-License-Identifier: Apache-2.0
"""Health: how a box is, for the operator at the console and the officer at the kiosk; and what a day brought."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from appliance.logbook import Logbook
from appliance.notices import Notices
from appliance.store import Store
from appliance.texts import Texts
from appliance.words import local


@dataclass(frozen=True, slots=True)
class Health:
    """Programs with what they last said; times in UTC ms; `unsent` events and `missed` promises are counts;
    `alarms` are histories that do not hold."""

    programs: dict[str, str]
    heard_at: int | None
    unsent: int
    missed: int
    texts: dict[str, int]
    set_aside: int
    free_bytes: int
    alarms: int = 0


def look(store: Store, notices: Notices, folder: Path) -> Health:
    """How the box with this store is, whose data lies in `folder`."""
    logbook = Logbook(store)
    return Health(
        programs={name: state for name, (state, _) in logbook.reports().items()},
        heard_at=max(logbook.heard_at().values(), default=None),
        unsent=store.unsent(),
        missed=len(store.open_cases(until=store.clock.now())),
        texts=Texts(store, notices).counts(),
        set_aside=logbook.set_aside_count(),
        free_bytes=shutil.disk_usage(folder).free,
        alarms=len(logbook.alarms()),
    )


@dataclass(frozen=True, slots=True)
class Day:
    """Cases filed and answered by a human since midnight, and those whose citizen should have heard by now."""

    filed: int
    answered: int
    overdue: int


def today(store: Store) -> Day:
    """The day so far, in Philippine time."""
    now = store.clock.now()
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    start, end = (int(moment.timestamp() * 1000) for moment in (midnight, midnight + timedelta(days=1)))
    filed, answered = (store.cases_with(kind, start, end) for kind in ("created", "replied"))
    return Day(filed, answered, len(store.open_cases(until=now)))
