# SPDX-License-Identifier: Apache-2.0
"""Promise: the date by which a citizen must have heard, by law. Pure: the calendar and the time are given."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from appliance.calendar import Calendar
from appliance.words import MANILA, local

RULES: Final = ("WD3", "WD7", "WD20", "H72", "BPO_SAMEDAY", "KP_SUMMONS_WD1")
"""The legal clocks. WD: working days (RA 11032, section 9(b)). H72: 72 hours by the clock (EO 6 s. 2016, Hotline
8888). BPO_SAMEDAY: a barangay protection order is issued on the day it is asked for (RA 9262, section 14).
KP_SUMMONS_WD1: the punong barangay summons the respondent within the next working day (RA 7160, section 410(b))."""

_WORKING_DAYS: Final = {"WD3": 3, "WD7": 7, "WD20": 20, "KP_SUMMONS_WD1": 1}

CLOSE_OF_OFFICE: Final = time(17, 0)
"""Government offices serve until 17:00 (CSC Memorandum Circular; the charter's stated hours)."""

_END_OF_DAY: Final = time(23, 59, 59, 999_000)

SILENCE: Final = 7
"""Working days after which a resolved and told case may be closed though the citizen said nothing."""


@dataclass(frozen=True, slots=True)
class Promise:
    """`due_at` in UTC ms; provisional while the clock that made it is not trusted or the calendar has not that year."""

    rule: str
    due_at: int
    provisional: bool


def promise(rule: str, start: int, calendar: Calendar, *, clock_trusted: bool = True) -> Promise:
    """When a case that started at `start` (UTC ms) must be answered.

    Working days are counted from the day after filing (Civil Code, article 13) and end at the close of office.
    Raises ValueError for an unknown rule.
    """
    if rule == "H72":
        return Promise(rule, start + 72 * 3600 * 1000, not clock_trusted)
    today = local(start).date()
    if rule == "BPO_SAMEDAY":
        return Promise(rule, _at(today, _END_OF_DAY), not clock_trusted)
    if rule not in _WORKING_DAYS:
        raise ValueError(f"rule {rule!r} is not one of {', '.join(RULES)}")
    day = after_working_days(today, _WORKING_DAYS[rule], calendar)
    return Promise(rule, close_of_office(day), not (clock_trusted and calendar.knows(day)))


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


def _at(day: date, clock: time) -> int:
    return int(datetime.combine(day, clock, MANILA).timestamp() * 1000)
