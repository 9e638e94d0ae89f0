# SPDX-License-Identifier: Apache-2.0
"""Ledger: keeps the promises. When a date passes, the citizen hears the truth, a breach is booked, somebody is called.

The box that took a case keeps its promises, whoever holds the pen and whether or not the hub can be reached; what only
the holder may do (a new due date, closing, approval by lapse) is done by the side on which the holder is. Every turn
reads what is true and writes in one transaction a case, so a crash in the middle repeats nothing.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from appliance.calendar import Calendar
from appliance.case import BARANGAY, OWING, Case, State, refusal
from appliance.charter import Charter
from appliance.clock import TRUSTED
from appliance.errors import CaseError, EventError
from appliance.event import Actor
from appliance.proclamations import Days, declared_count
from appliance.promise import SILENCE, lawful
from appliance.service import log
from appliance.store import BOX, Store
from appliance.words import local

AWAKE: Final = range(7, 20)
"""The hours of the day in which a citizen may be told that a date has passed."""

SOON: Final = 3
"""Working days until the next word after a promise was missed: a simple transaction's time (RA 11032)."""

_LEVELS: Final = ("officer", "head", "hub")
"""Who is called, the higher the more often a promise was missed: whoever has it, the head of the office, the nation."""

_FURTHEST_MS: Final = 120 * 24 * 3600 * 1000
"""A date further off than any that we promise was said by a clock that was wrong."""

_DEEMED: Final = frozenset({"WD3", "WD7", "WD20"})


class Ledger:
    """One side's scheduler; call `turn` every now and then. Needs a store of its own thread."""

    def __init__(
        self, store: Store, charter: Charter, calendar: Calendar, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        """`ticks` are seconds that never jump: by them a clock that was set is seen."""
        self._store = store
        self._charter = charter
        self._days = Days(store, calendar)
        self._ticks = ticks
        self._adrift: tuple[int, int, float] | None = None
        self._reckoned: tuple[int, bool] | None = None

    def turn(self) -> int:
        """Do what is due by now; how many cases something was said about."""
        step, since = self._step()
        done = self._reckon(step, since)
        now = self._store.clock.now()
        if self._store.role == BOX and local(now).hour not in AWAKE:
            return done
        # only a clock that is right can tell that another was wrong
        beyond = now + _FURTHEST_MS if self._store.clock.quality() in TRUSTED else None
        for case_id in self._store.open_cases(until=now, beyond=beyond, agencies=self._store.role != BOX):
            done += self._looked_after(case_id, lambda case: self._keep(case, now))
        if done:
            log.info("ledger: %d cases were looked after", done)
        return done

    def _looked_after(self, case_id: str, look: Callable[[Case], bool]) -> bool:
        """Look at one case in one transaction; one that cannot be dealt with must not stop the others."""
        try:
            with self._store.writing():
                case = self._store.case(case_id)
                return case.open and look(case)
        except (CaseError, EventError) as error:
            log.error("ledger: a case was passed over: %s", error)
            return False

    # --- a date has passed

    def _keep(self, case: Case, now: int) -> bool:
        """Say what follows from a passed date; whether anything was said."""
        if now < case.next_update_at <= now + _FURTHEST_MS:
            return False  # somebody was faster
        if case.next_update_at > now:  # said by a clock that was wrong: nobody has waited for it yet
            if self._store.role != BOX:
                return False
            self._promise(case, SOON, "clock")
            return True
        if self._ours(case) and (self._close(case) or self._deem(case, now)):
            return True
        if self._store.role != BOX:
            return False
        if case.rule == "KP_REPUDIATE_D10":
            self._escalate(case, "officer")  # the parties let their time pass: the office may close the matter
            self._promise(case, SOON, "unclosed")
        elif case.state in OWING:
            self._miss(case, now)
        elif case.state is State.RESOLVED:
            if not case.reply_told:
                self._escalate(case, "officer")  # nobody reached the citizen by text: somebody must
            self._promise(case, SOON, "untold" if not case.reply_told else "unclosed")
        else:
            self._promise(case, SILENCE, "waiting")
        return True

    def _miss(self, case: Case, now: int) -> None:
        """An office owed the citizen a word and gave none."""
        # an accusation needs a clock
        late = now >= case.due_at and self._store.clock.quality() in TRUSTED
        ahead = self._days.ahead(case.id, SOON), case.due_at, self._ceiling(case)
        next_at = min(at for at in ahead if at > now)
        if late and case.due_at > case.breached_due:
            self._say(case, "breached", {"due_at": case.due_at}, BARANGAY)
        self._say(case, "promise_missed", {"next_at": next_at}, BARANGAY)
        self._escalate(case, _LEVELS[min(case.missed + late, len(_LEVELS) - 1)])

    def _ceiling(self, case: Case) -> int:
        """When the time of the law itself is over, whatever the charter promises."""
        return lawful(replace(case, minutes=0), self._days.of(case.id)).due_at

    def _escalate(self, case: Case, to: str) -> None:
        self._say(case, "escalated", {"to": to}, BARANGAY)

    def _promise(self, case: Case, days: int, why: str) -> None:
        self._say(case, "promise_made", {"next_at": self._days.ahead(case.id, days), "why": why}, BARANGAY)

    def _close(self, case: Case) -> bool:
        """A resolved and told case ends when the citizen has agreed, or has said nothing until the date they had."""
        if case.state is not State.RESOLVED or refusal(case, "closed", Actor("system", case.holder), {}):
            return False
        self._say(case, "closed", {}, case.holder)
        return True

    def _deem(self, case: Case, now: int) -> bool:
        """A complete application for a document is approved by the lapse of its time (RA 11032, section 10).

        Of the law's own time: missing the charter's shorter one is a breach and no more.
        """
        known = self._charter.services.get(case.service)
        lapsed = case.complete_at and case.rule in _DEEMED and now >= self._ceiling(case)
        if not (known and known.deemed_approval and lapsed):
            return False
        body = {"due_at": case.due_at, "next_at": self._days.ahead(case.id, SILENCE)}
        if refusal(case, "deemed_approved", Actor("system", case.holder), body):
            return False
        if case.due_at > case.breached_due:
            self._say(case, "breached", {"due_at": case.due_at}, case.holder)
        self._say(case, "deemed_approved", body, case.holder)
        self._say(case, "escalated", {"to": "head"}, case.holder)
        return True

    # --- the calendar or the clock has changed

    def _reckon(self, step: int, since: int) -> int:
        """Reckon open cases' dates anew, where days were declared or the clock became trusted since the last time."""
        trusted = self._store.clock.quality() in TRUSTED
        known = declared_count(self._store), trusted
        if known == self._reckoned:
            return 0
        done = 0
        for case_id in self._store.open_cases(agencies=self._store.role != BOX):
            done += self._looked_after(
                case_id,
                lambda case: self._ours(case) and self._recompute(case, trusted=trusted, step=step, since=since),
            )
        self._reckoned = known
        if trusted:
            self._adrift = None
        return done

    def _recompute(self, case: Case, *, trusted: bool, step: int, since: int) -> bool:
        now = self._store.clock.now()
        corrected = trusted and not case.clock_trusted
        if corrected:
            # the time of filing by a clock that was wrong: moved by what the clock was moved since, and never to
            # before what this stream knew already
            began = case.clock_from + (step if case.clock_from >= since else 0)
            case.clock_from = min(now, max(began, self._store.trusted_before(case.id)))
            case.clock_trusted = True
        elif case.due_at <= now or case.state not in OWING:
            return False  # it has passed under the calendar of its time, or it is not what the citizen waits for
        due = lawful(case, self._days.of(case.id))
        if not corrected and (due.due_at, due.provisional) == (case.due_at, case.due_provisional):
            return False
        body = due.moved(case, "clock" if corrected else "calendar")
        if corrected:
            body["clock_from"] = case.clock_from
        self._say(case, "due_recomputed", body, case.holder)
        return True

    def _step(self) -> tuple[int, int]:
        """By how many ms the clock was set since it was adrift in this run, and since when by its own reckoning."""
        now, ticks = self._store.clock.now(), self._ticks()
        if self._store.clock.quality() not in TRUSTED:
            since = self._adrift[0] if self._adrift else now
            self._adrift = since, now, ticks
            return 0, since
        if self._adrift is None:
            return 0, now
        since, then, ticked = self._adrift
        return now - (then + round((ticks - ticked) * 1000)), since

    # --- inside

    def _ours(self, case: Case) -> bool:
        return (case.holder == BARANGAY) is (self._store.role == BOX)

    def _say(self, case: Case, kind: str, body: dict[str, Any], office: str) -> None:
        self._store.append(case.id, kind, Actor("system", office), body)
