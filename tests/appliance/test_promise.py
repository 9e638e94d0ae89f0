# SPDX-License-Identifier: Apache-2.0
"""The legal clock, on dates worked out by hand with a calendar on the wall."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calendar import Calendar, philippines
from appliance.promise import RULES, after_working_days, close_of_office, promise
from appliance.words import MANILA, local
from tests.fakes import DAY, HOUR, manila

CALENDAR = philippines()


def due(rule: str, *start: int) -> str:
    return f"{local(promise(rule, manila(*start), CALENDAR).due_at):%a %Y-%m-%d %H:%M}"


def test_three_working_days_over_holy_week() -> None:
    # Wed 1 Apr 2026 is the day of filing. Thu 2 Maundy Thursday, Fri 3 Good Friday, Sat 4, Sun 5 are off.
    # Mon 6 = 1, Tue 7 = 2, Wed 8 = 3.
    assert due("WD3", 2026, 4, 1) == "Wed 2026-04-08 17:00"


def test_seven_working_days_over_christmas() -> None:
    # Filed Wed 23 Dec 2026. 24 and 25 off, 26 and 27 weekend, Mon 28 = 1, Tue 29 = 2, 30 Rizal Day, 31 and 1 Jan off,
    # 2 and 3 weekend, Mon 4 = 3, Tue 5 = 4, Wed 6 = 5, Thu 7 = 6, Fri 8 = 7.
    assert due("WD7", 2026, 12, 23) == "Fri 2027-01-08 17:00"


def test_twenty_working_days_are_four_weeks_and_the_holidays_between() -> None:
    # Filed Mon 4 May 2026. Tue 5 to Fri 8 = 4, three weeks of 5 = 19 on Fri 29 but for Wed 27 (Eid'l Adha) = 18,
    # Mon 1 Jun = 19, Tue 2 Jun = 20.
    assert due("WD20", 2026, 5, 4) == "Tue 2026-06-02 17:00"


def test_what_is_filed_on_a_sunday_counts_from_monday() -> None:
    # Sun 5 Apr 2026 (Easter): Mon 6 = 1, Tue 7 = 2, Wed 8 = 3; Thu 9 would have been Araw ng Kagitingan.
    assert due("WD3", 2026, 4, 5, 10) == "Wed 2026-04-08 17:00"


def test_what_is_filed_on_a_holiday_counts_from_the_next_working_day() -> None:
    # Thu 9 Apr 2026, Araw ng Kagitingan: Fri 10 = 1, Mon 13 = 2, Tue 14 = 3.
    assert due("WD3", 2026, 4, 9) == "Tue 2026-04-14 17:00"


@pytest.mark.parametrize("hour", [0, 8, 16, 17, 20, 23])
def test_the_hour_of_filing_does_not_matter(hour: int) -> None:
    # Fri 5 Jun 2026, in the night, in office hours or after them: Mon 8 = 1, Tue 9 = 2, Wed 10 = 3.
    assert due("WD3", 2026, 6, 5, hour, 59) == "Wed 2026-06-10 17:00"


def test_the_day_of_filing_is_the_philippine_day() -> None:
    # Mon 8 Jun 2026 00:30 in Manila is still Sunday in Greenwich. Tue 9 = 1, Wed 10 = 2, Thu 11 = 3.
    assert due("WD3", 2026, 6, 8, 0, 30) == "Thu 2026-06-11 17:00"


def test_leap_day_is_a_working_day() -> None:
    # Mon 28 Feb 2028: Tue 29 = 1, Wed 1 Mar = 2, Thu 2 Mar = 3.
    assert due("WD3", 2028, 2, 28) == "Thu 2028-03-02 17:00"


def test_seventy_two_hours_run_by_the_clock_over_a_weekend() -> None:
    # Fri 5 Jun 2026 16:20 and three days are Mon 8 Jun 16:20, office hours or not.
    assert due("H72", 2026, 6, 5, 16, 20) == "Mon 2026-06-08 16:20"


def test_seventy_two_hours_do_not_stop_for_holidays() -> None:
    # Wed 1 Apr 2026 9:00 and three days are Black Saturday, 9:00.
    assert due("H72", 2026, 4, 1) == "Sat 2026-04-04 09:00"


def test_a_protection_order_is_due_before_the_day_is_over() -> None:
    assert due("BPO_SAMEDAY", 2026, 4, 4, 22, 15).startswith("Sat 2026-04-04 23:59")


def test_a_summons_is_due_on_the_next_working_day() -> None:
    # Wed 1 Apr 2026: Thu 2 and Fri 3 are Holy Week, Mon 6 = 1.
    assert due("KP_SUMMONS_WD1", 2026, 4, 1) == "Mon 2026-04-06 17:00"


@given(st.sampled_from(RULES), st.integers(manila(2024, 1, 1), manila(2036, 1, 1)))
def test_no_promise_is_broken_when_it_is_made(rule: str, start: int) -> None:
    assert promise(rule, start, CALENDAR).due_at > start


def test_a_protection_order_asked_for_in_the_last_minute_is_not_late_already() -> None:
    last = manila(2026, 4, 4, 23, 59) + 30_000
    assert promise("BPO_SAMEDAY", last, CALENDAR).due_at > last


@pytest.mark.parametrize(
    ("rule", "start", "provisional"),
    [
        ("WD3", (2026, 4, 1), False),
        ("WD3", (2024, 1, 2), False),
        ("WD7", (2026, 12, 23), True),  # ends in 2027, whose Eids are only estimated
        ("WD3", (2027, 3, 8), True),
        ("WD3", (2028, 2, 28), True),
        ("WD20", (2090, 1, 2), True),  # no calendar reaches this year
        ("WD3", (2023, 12, 20), True),
        ("H72", (2090, 1, 2), False),  # hours need no calendar
    ],
)
def test_a_promise_is_provisional_while_the_calendar_may_still_change(
    rule: str, start: tuple[int, int, int], provisional: bool
) -> None:
    assert promise(rule, manila(*start), CALENDAR).provisional is provisional


@pytest.mark.parametrize("rule", RULES)
def test_a_promise_by_a_clock_nobody_trusts_is_provisional(rule: str) -> None:
    made = promise(rule, manila(2026, 4, 1), CALENDAR, clock_trusted=False)
    assert made.provisional
    assert made.due_at == promise(rule, manila(2026, 4, 1), CALENDAR).due_at


@pytest.mark.parametrize("rule", ["", "WD", "WD4", "wd3", "H24", "WD-3", "WD3 "])
def test_a_rule_that_is_not_law_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="is not one of WD3, WD7, WD20"):
        promise(rule, manila(2026, 4, 1), CALENDAR)


def test_seventeen_hundred_in_manila_is_nine_in_greenwich() -> None:
    assert close_of_office(date(2026, 4, 8)) == int(datetime(2026, 4, 8, 17, tzinfo=MANILA).timestamp() * 1000)
    assert close_of_office(date(2026, 4, 8)) % DAY == 9 * HOUR


def test_a_town_under_water_for_a_week_gets_its_working_days_afterwards() -> None:
    flooded = {date(2026, 6, day): "suspended" for day in range(8, 13)}
    assert after_working_days(date(2026, 6, 5), 3, Calendar(flooded, range(2026, 2027))) == date(2026, 6, 17)


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(1, 20))
def test_a_promise_ends_on_a_working_day_with_exactly_that_many_before_it(start: date, days: int) -> None:
    end = after_working_days(start, days, CALENDAR)
    assert CALENDAR.is_working(end)
    between = (date.fromordinal(number) for number in range(start.toordinal() + 1, end.toordinal() + 1))
    assert sum(map(CALENDAR.is_working, between)) == days


def test_the_calendar_has_the_fixed_holidays_of_every_year_it_covers() -> None:
    years = {day.year for day in CALENDAR.holidays}
    assert years == set(range(2024, max(years) + 1))
    for year in years:
        for month, day in ((1, 1), (4, 9), (5, 1), (6, 12), (11, 1), (11, 30), (12, 8), (12, 25), (12, 30)):
            assert not CALENDAR.is_working(date(year, month, day))


def test_only_years_whose_holidays_are_all_proclaimed_are_certain() -> None:
    assert list(CALENDAR.certain) == [2024, 2025, 2026]
