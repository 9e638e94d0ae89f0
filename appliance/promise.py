# SPDX-License-Identifier: Apache-2.0
"""Promise: the date by which a citizen must have heard, by law. Pure: the calendar and the time are given."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from appliance.calendar import Calendar
from appliance.words import MANILA, local

RULES: Final = ("WD3", "WD7", "WD20", "H72")
"""WD: working days (RA 11032, section 9(b)). H72: 72 hours by the clock (EO 6 s. 2016, Hotline 8888)."""

CLOSE_OF_OFFICE: Final = time(17, 0)
"""Government offices serve until 17:00 (CSC Memorandum Circular; the charter's stated hours)."""

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
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is not one of {', '.join(RULES)}")
    day = after_working_days(local(start).date(), int(rule.removeprefix("WD")), calendar)
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
    moment = datetime.combine(day, CLOSE_OF_OFFICE, MANILA).astimezone(UTC)
    return int(moment.timestamp() * 1000)
