# SPDX-License-Identifier: Apache-2.0
"""Health: how a box is, for the operator at the console and the officer at the kiosk; and what a day brought."""

import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from appliance.logbook import Logbook
from appliance.notices import Notices
from appliance.sending import UNLIMITED, Limits
from appliance.store import Store
from appliance.texts import Texts
from appliance.words import local


@dataclass(frozen=True, slots=True)
class Health:
    """Programs with what they last said; times in UTC ms; `unsent` events and `missed` promises are counts;
    `alarms` are histories that do not hold; `waiting` texts by why they wait (`Texts.waiting`)."""

    programs: dict[str, str]
    heard_at: int | None
    unsent: int
    missed: int
    texts: dict[str, int]
    set_aside: int
    free_bytes: int
    alarms: int = 0
    waiting: dict[str, int] = field(default_factory=dict)


def look(store: Store, notices: Notices, folder: Path, limits: Limits = UNLIMITED) -> Health:
    """How the box with this store is, whose data lies in `folder`, and whose texts keep to these `limits`."""
    logbook = Logbook(store)
    texts = Texts(store, notices, limits)
    return Health(
        programs={name: state for name, (state, _) in logbook.reports().items()},
        heard_at=max(logbook.heard_at().values(), default=None),
        unsent=store.unsent(),
        missed=len(store.open_cases(until=store.clock.now())),
        texts=texts.counts(),
        set_aside=logbook.set_aside_count(),
        free_bytes=shutil.disk_usage(folder).free,
        alarms=len(logbook.alarms()),
        waiting=texts.waiting(),
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


MODEM_STATES: Final = {
    "absent": "No modem is plugged in. Texts wait; citizens can use the kiosk.",
    "no_sim": "There is no SIM in the modem. Texts wait.",
    "pin_needed": "The SIM wants its PIN: set modem.pin. A PIN is tried once on each SIM. Texts wait.",
    "puk_locked": "The SIM is locked and wants its PUK, which only a person may enter, in a telephone. Texts wait.",
    "no_signal": "The modem has no signal: move its antenna. Texts wait and go out by themselves.",
    "not_registered": "The modem has found no network yet. Texts wait and go out by themselves.",
    "denied": "The network shuts this SIM out: is it registered and not barred? Texts wait.",
    "no_credit": "The network refuses every text: is there load on the SIM? What comes in is still read.",
    "storage_full": "The SIM's memory is full: what comes waits at the network until there is room.",
    "deaf": "The modem is plugged in and does not answer; it is restarted by itself. If this stays, unplug it.",
}
"""What each state of a modem other than "ready" means to an officer, and what a person can do."""

WHY_WAITING: Final = {
    "night": "for the end of the quiet hours",
    "pace": "for their turn",
    "day": "until the day's limit allows more",
    "number": "until the next day, for that citizen has had enough today",
    "later": "for the network, to be tried again",
    "ready": "to be sent now",
}
"""Why texts wait, as an officer reads it."""


def modems(store: Store) -> dict[str, str]:
    """The modems that are not well, by name, with what that means; none where no program has looked yet."""
    said = {name: state for name, (state, _) in Logbook(store).reports().items() if name.partition(" ")[0] == "sms"}
    return {name: MODEM_STATES[state] for name, state in said.items() if state in MODEM_STATES}
