# SPDX-License-Identifier: Apache-2.0
"""Promise: the date by which a citizen must have heard, by law. Pure: the calendar and the time are given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from appliance.calendar import SUSPENSION, Calendar, Day
from appliance.case import Case, Pause
from appliance.event import is_time
from appliance.words import MANILA, local

_WORKING_DAYS: Final = {"WD3": 3, "WD7": 7, "WD20": 20, "KP_SUMMONS_WD1": 1}
_CALENDAR_DAYS: Final = {
    "KP_MEDIATE_D15": 15,
    "KP_PANGKAT_D3": 3,
    "KP_CONCILIATE_D15": 15,
    "KP_EXT_D15": 15,
    "KP_REPUDIATE_D10": 10,
    "KP_CAP_D60": 60,
}

RULES: Final = (*_WORKING_DAYS, *_CALENDAR_DAYS, "H72", "BPO_SAMEDAY", "CHARTER_MIN")
"""The legal clocks.

WD3, WD7, WD20: working days for simple, complex and highly technical transactions (RA 11032, section 9(b)(1)).
H72: 72 hours by the clock (EO 6 s. 2016, Hotline 8888). BPO_SAMEDAY: a barangay protection order is issued on the day
it is asked for (RA 9262, section 14). CHARTER_MIN: the minutes that the hall's own charter names, in office hours.

Katarungang Pambarangay (RA 7160), calendar days but for the first: KP_SUMMONS_WD1, the respondent is summoned within
the next working day (section 410(b)); KP_MEDIATE_D15, mediation from the first meeting (410(b)); KP_PANGKAT_D3, the
pangkat convenes after it was constituted (410(d)); KP_CONCILIATE_D15 from the day it convenes, and KP_EXT_D15 once more
(410(e)); KP_REPUDIATE_D10, a settlement may be repudiated (416, 418); KP_CAP_D60, how long the filing can interrupt
the time to go to court (410(c))."""

EXTENDABLE: Final = frozenset({"WD3", "WD7", "WD20", "KP_CONCILIATE_D15"})
"""What may be extended once, by the same number of days (RA 11032, section 9(b)(3); RA 7160, section 410(e))."""

_CAPPED: Final = frozenset({"KP_SUMMONS_WD1", "KP_MEDIATE_D15", "KP_PANGKAT_D3", "KP_CONCILIATE_D15"})
"""What together may not outlast KP_CAP_D60 from the filing."""

OPENING, CLOSE_OF_OFFICE = time(8, 0), time(17, 0)
"""Government offices serve from 8:00 to 17:00 without a noon break (CSC; RA 11032, section 21(h) and its IRR)."""

_SATURDAY: Final = 5
_LONGEST_PAUSE: Final = 3650
"""Days, all together; more were said by a clock that was wrong."""

_END_OF_DAY: Final = time(23, 59, 59, 999_000)

SILENCE: Final = 7
"""Working days after which a resolved and told case may be closed though the citizen said nothing."""


@dataclass(frozen=True, slots=True)
class Promise:
    """`due_at` in UTC ms; provisional while the clock that made it is not trusted or the calendar has not that year."""

    rule: str
    due_at: int
    provisional: bool

    def said(self) -> dict[str, Any]:
        """What an event says of the due date that it brings."""
        return {"due_at": self.due_at, "due_provisional": self.provisional}

    def moved(self, case: Case, why: str) -> dict[str, Any]:
        """What an event says that moves a case's due date here: what it was, and why (complete, calendar or clock)."""
        return {**self.said(), "was": case.due_at, "why": why}


def promise(
    rule: str,
    start: int,
    calendar: Calendar,
    *,
    clock_trusted: bool = True,
    minutes: int = 0,
    extended: bool = False,
    pauses: Sequence[Pause] = (),
) -> Promise:
    """When a case that started at `start` (UTC ms) must be answered.

    Days are counted from the day after (Civil Code, article 13) and end at the close of office. The days of a pause do
    not count, from the one on which it began to the one before it ended. `minutes` is for CHARTER_MIN alone.
    Raises ValueError for an unknown rule, one that cannot be extended, and CHARTER_MIN without minutes.
    """
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is not one of {', '.join(RULES)}")
    if extended and rule not in EXTENDABLE:
        raise ValueError(f"rule {rule!r} cannot be extended")
    if rule == "CHARTER_MIN" and minutes <= 0:
        raise ValueError("rule 'CHARTER_MIN' needs the charter's minutes")
    if rule == "H72":
        paused = sum(max(end - begin, 0) for begin, end in pauses)
        return Promise(rule, start + 72 * 3600 * 1000 + paused, not clock_trusted)
    today = local(start).date()
    if rule == "BPO_SAMEDAY":
        return Promise(rule, _at(today, _END_OF_DAY), not clock_trusted)
    if rule in _CALENDAR_DAYS:
        days = _CALENDAR_DAYS[rule] * (1 + extended) + len(list(_paused(pauses)))
        return Promise(rule, close_of_office(today + timedelta(days=days)), not clock_trusted)
    calendar = calendar.amended(Day(day, SUSPENSION, "") for day in _paused(pauses))
    if rule == "CHARTER_MIN":
        due_at = _after_minutes(start, minutes, calendar)
    else:
        due_at = close_of_office(after_working_days(today, _WORKING_DAYS[rule] * (1 + extended), calendar))
    return Promise(rule, due_at, not (clock_trusted and calendar.knows(local(due_at).date())))


def lawful(case: Case, calendar: Calendar) -> Promise:
    """What a case's whole history makes of its due date under this calendar, whatever was promised before.

    Once a matter is complete, the charter's own time counts if it is shorter, to the end of that day. Nothing changes
    under a rule of a newer version, before a meeting, and where the history says times that no calendar has.
    """
    as_it_is = Promise(case.rule, case.due_at, case.due_provisional)
    if case.rule not in RULES or case.rule == "CHARTER_MIN" or case.meeting_at:
        return as_it_is
    try:
        due = _lawful(case, calendar)
    except OverflowError:
        return as_it_is
    return due if is_time(due.due_at) else as_it_is


def restarted(case: Case, start: int, *, trusted: bool, rule: str = "") -> Case:
    """The case as it is when its legal clock begins anew at `start`, perhaps by another rule."""
    return replace(
        case,
        rule=rule or case.rule,
        clock_from=start,
        clock_trusted=trusted,
        extended=False,
        pauses=(),
        complete_at=None,
        meeting_at=None,
    )


def _lawful(case: Case, calendar: Calendar) -> Promise:
    due = promise(
        case.rule,
        case.clock_from,
        calendar,
        clock_trusted=case.clock_trusted,
        extended=case.extended and case.rule in EXTENDABLE,
        pauses=case.pauses,
    )
    due_at = due.due_at
    if case.complete_at and case.minutes and not case.extended:
        soon = promise("CHARTER_MIN", case.complete_at, calendar, minutes=case.minutes, pauses=case.pauses)
        due_at = min(due_at, close_of_office(local(soon.due_at).date()))
    if case.rule in _CAPPED:
        due_at = min(due_at, promise("KP_CAP_D60", case.received_at, calendar).due_at)
    return Promise(due.rule, due_at, due.provisional)


def stage(step: str, rule: str) -> str:
    """The clock that a step of the Katarungang Pambarangay starts, after one that ran by `rule`.

    The parties' meeting that follows the constitution of the pangkat is the pangkat's.
    """
    if step == "kp_met":
        return "KP_CONCILIATE_D15" if rule == "KP_PANGKAT_D3" else "KP_MEDIATE_D15"
    return {"kp_pangkat": "KP_PANGKAT_D3", "kp_settled": "KP_REPUDIATE_D10"}[step]


def not_counted(rule: str, start: int, end: int, calendar: Calendar) -> list[tuple[date, str]]:
    """The days off between two times (UTC ms), weekends aside, that a clock of working days passed over, and why."""
    if rule not in _WORKING_DAYS and rule != "CHARTER_MIN":
        return []
    first, last = local(start).date(), local(end).date()
    off = sorted((day, name) for day, name in calendar.holidays.items() if first < day <= last)
    return [(day, name) for day, name in off if day.weekday() < _SATURDAY]


def after_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The `days`-th working day after `start`."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def close_of_office(day: date) -> int:
    """17:00 in the Philippines on that day, in UTC ms."""
    return _at(day, CLOSE_OF_OFFICE)


def _after_minutes(start: int, minutes: int, calendar: Calendar) -> int:
    """When so many minutes of office hours have passed."""
    day, left = local(start).date(), minutes * 60_000
    while True:
        begin = max(start, _at(day, OPENING))
        today = max(close_of_office(day) - begin, 0) if calendar.is_working(day) else 0
        if left <= today:
            return begin + left
        left -= today
        day += timedelta(days=1)


def _paused(pauses: Iterable[Pause]) -> Iterable[date]:
    """The days that do not count."""
    return islice(_days_of(pauses), _LONGEST_PAUSE)


def _days_of(pauses: Iterable[Pause]) -> Iterable[date]:
    for begin, end in pauses:
        first = local(begin).date()
        for number in range((local(end).date() - first).days):
            yield first + timedelta(days=number)


def _at(day: date, clock: time) -> int:
    return int(datetime.combine(day, clock, MANILA).timestamp() * 1000)
