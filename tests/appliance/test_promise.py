# SPDX-License-Identifier: Apache-2.0
"""The legal clock, on dates worked out by hand with a calendar on the wall."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calendar import COMPLETE, HOLIDAY, SUSPENSION, WORKING, Calendar, Day, philippines
from appliance.case import Pause
from appliance.promise import EXTENDABLE, RULES, after_working_days, close_of_office, promise, stage
from appliance.words import MANILA, local
from tests.fakes import DAY, HOUR, manila

CALENDAR = philippines()


def due(rule: str, *start: int, days: Sequence[Day] = (), **more: Any) -> str:
    calendar = CALENDAR.amended(days)
    return f"{local(promise(rule, manila(*start), calendar, **more).due_at):%a %Y-%m-%d %H:%M}"


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
    assert promise(rule, start, CALENDAR, minutes=20).due_at > start


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
    made = promise(rule, manila(2026, 4, 1), CALENDAR, minutes=20, clock_trusted=False)
    assert made.provisional
    assert made.due_at == promise(rule, manila(2026, 4, 1), CALENDAR, minutes=20).due_at


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


# --- what is declared later


def test_three_working_days_over_christmas_2026() -> None:
    # Filed Tue 22 Dec 2026. Wed 23 = 1, 24 and 25 off, 26 and 27 weekend, Mon 28 = 2, Tue 29 = 3.
    assert due("WD3", 2026, 12, 22) == "Tue 2026-12-29 17:00"


def test_the_end_of_the_year_is_no_working_day() -> None:
    # Filed Tue 29 Dec 2026. 30 Rizal Day, 31 and 1 Jan off, 2 and 3 weekend, Mon 4 = 1, Tue 5 = 2, Wed 6 = 3.
    assert due("WD3", 2026, 12, 29) == "Wed 2027-01-06 17:00"


def test_an_eid_that_the_moon_moved_moves_the_promise() -> None:
    # Eid'l Fitr 2027 is estimated for Tue 9 March. Filed Thu 4 March: Fri 5 = 1, Mon 8 = 2, Wed 10 = 3.
    assert due("WD3", 2027, 3, 4) == "Wed 2027-03-10 17:00"
    # Proclaimed for Wed 10 instead: Fri 5 = 1, Mon 8 = 2, Tue 9 = 3.
    moved = [Day(date(2027, 3, 9), WORKING, "Eid'l Fitr"), Day(date(2027, 3, 10), HOLIDAY, "Eid'l Fitr")]
    assert due("WD3", 2027, 3, 4, days=moved) == "Tue 2027-03-09 17:00"
    # Moved to Thu 11, it does not matter any more to whoever filed on Fri 5 and is due on Wed 10.
    later = [Day(date(2027, 3, 9), WORKING, "Eid'l Fitr"), Day(date(2027, 3, 11), HOLIDAY, "Eid'l Fitr")]
    assert due("WD3", 2027, 3, 5, days=later) == "Wed 2027-03-10 17:00"


def test_a_typhoon_gives_the_office_its_days_back() -> None:
    # Filed Mon 20 Jul 2026: Tue 21 = 1, Wed 22 and Thu 23 suspended, Fri 24 = 2, Mon 27 = 3.
    typhoon = [Day(date(2026, 7, day), SUSPENSION, "Typhoon") for day in (22, 23)]
    assert due("WD3", 2026, 7, 20) == "Thu 2026-07-23 17:00"
    assert due("WD3", 2026, 7, 20, days=typhoon) == "Mon 2026-07-27 17:00"
    assert due("H72", 2026, 7, 20, days=typhoon) == "Thu 2026-07-23 09:00"  # hours run on


def test_what_is_declared_last_counts() -> None:
    day = date(2026, 7, 22)
    called_off = [Day(day, SUSPENSION, "Typhoon"), Day(day, WORKING, "it turned away")]
    assert CALENDAR.amended(called_off).is_working(day)
    assert not CALENDAR.amended(called_off[:1]).is_working(day)
    assert CALENDAR.is_working(day)


def test_a_weekend_does_not_become_a_working_day_by_declaration() -> None:
    assert not CALENDAR.amended([Day(date(2026, 7, 25), WORKING, "")]).is_working(date(2026, 7, 25))


def test_a_year_whose_proclamations_are_all_known_is_certain() -> None:
    start = manila(2027, 3, 4)
    known = CALENDAR.amended([Day(date(2027, 12, 31), COMPLETE, "")])
    assert promise("WD3", start, CALENDAR).provisional
    assert not promise("WD3", start, known).provisional


# --- extension, suspension, the charter's own minutes


def test_an_extension_is_as_long_again() -> None:
    # Filed Wed 1 Apr 2026: 6, 7, 8 = 3; Thu 9 Araw ng Kagitingan; Fri 10 = 4, Mon 13 = 5, Tue 14 = 6.
    assert due("WD3", 2026, 4, 1, extended=True) == "Tue 2026-04-14 17:00"


@pytest.mark.parametrize("rule", sorted(set(RULES) - EXTENDABLE))
def test_what_the_law_does_not_let_extend_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="cannot be extended"):
        promise(rule, manila(2026, 4, 1), CALENDAR, minutes=20, extended=True)


def test_a_suspended_clock_goes_on_where_it_stood() -> None:
    # Filed Mon 6 Jul 2026, WD7: Tue 7 = 1, Wed 8 = 2; suspended Thu 9 to Wed 15; Wed 15 = 3, 16 = 4, 17 = 5,
    # Mon 20 = 6, Tue 21 = 7.
    assert due("WD7", 2026, 7, 6) == "Wed 2026-07-15 17:00"
    pause = Pause(manila(2026, 7, 9), manila(2026, 7, 15))
    assert due("WD7", 2026, 7, 6, pauses=[pause]) == "Tue 2026-07-21 17:00"


def test_seventy_two_hours_wait_for_exactly_as_long_as_they_were_suspended() -> None:
    pause = Pause(manila(2026, 7, 7), manila(2026, 7, 7, 14, 30))
    assert due("H72", 2026, 7, 6, 9, pauses=[pause]) == "Thu 2026-07-09 14:30"


def test_twenty_minutes_of_the_charter_are_over_before_coffee() -> None:
    assert due("CHARTER_MIN", 2026, 4, 1, 9, minutes=20) == "Wed 2026-04-01 09:20"


def test_there_is_no_noon_break() -> None:
    assert due("CHARTER_MIN", 2026, 4, 1, 11, 50, minutes=20) == "Wed 2026-04-01 12:10"


def test_minutes_that_do_not_fit_before_closing_go_on_the_next_working_day() -> None:
    # Wed 1 Apr 2026, 16:50: ten minutes today, ten on Mon 6 from 8:00.
    assert due("CHARTER_MIN", 2026, 4, 1, 16, 50, minutes=20) == "Mon 2026-04-06 08:10"
    assert due("CHARTER_MIN", 2026, 4, 1, 16, 40, minutes=20) == "Wed 2026-04-01 17:00"
    assert due("CHARTER_MIN", 2026, 4, 4, 10, minutes=20) == "Mon 2026-04-06 08:20"


def test_a_charter_that_names_no_minutes_makes_no_promise_of_minutes() -> None:
    with pytest.raises(ValueError, match="needs the charter's minutes"):
        promise("CHARTER_MIN", manila(2026, 4, 1), CALENDAR)


# --- Katarungang Pambarangay (RA 7160, sections 410 to 418), calendar days


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("KP_MEDIATE_D15", "Mon 2028-03-06 17:00"),  # 20 Feb 2028 and 15 days: nine to the leap day, six more
        ("KP_PANGKAT_D3", "Wed 2028-02-23 17:00"),
        ("KP_CONCILIATE_D15", "Mon 2028-03-06 17:00"),
        ("KP_EXT_D15", "Mon 2028-03-06 17:00"),
        ("KP_REPUDIATE_D10", "Wed 2028-03-01 17:00"),
        ("KP_CAP_D60", "Thu 2028-04-20 17:00"),  # 9 in February, 31 in March, 20 in April
    ],
)
def test_the_katarungang_pambarangay_counts_calendar_days(rule: str, end: str) -> None:
    assert due(rule, 2028, 2, 20) == end


def test_conciliation_may_be_extended_once_by_fifteen_days() -> None:
    # Wed 1 Apr 2026 and 30 days.
    assert due("KP_CONCILIATE_D15", 2026, 4, 1, extended=True) == "Fri 2026-05-01 17:00"


def test_a_meeting_is_the_pangkats_once_there_is_one() -> None:
    assert stage("kp_met", "KP_SUMMONS_WD1") == "KP_MEDIATE_D15"
    assert stage("kp_pangkat", "KP_MEDIATE_D15") == "KP_PANGKAT_D3"
    assert stage("kp_met", "KP_PANGKAT_D3") == "KP_CONCILIATE_D15"
    assert stage("kp_settled", "KP_CONCILIATE_D15") == "KP_REPUDIATE_D10"
