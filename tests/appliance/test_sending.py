# SPDX-License-Identifier: Apache-2.0
"""What goes first and what waits: whatever the day brought, an emergency is told and nobody is woken by a notice."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.sending import (
    BURST,
    DAY_MS,
    UNLIMITED,
    Had,
    Limits,
    Rank,
    Usage,
    had_enough,
    held,
    lowest,
    rank_of,
)
from tests.fakes import HOUR, SECOND, manila

NOON = manila(2026, 4, 1, 12)

RANKS = st.sampled_from(Rank)
USAGES = st.builds(
    Usage,
    parts=st.integers(0, 2000),
    recent=st.integers(0, 100),
    last_at=st.integers(NOON - DAY_MS, NOON + DAY_MS),
)
LIMITS = st.builds(
    Limits,
    seconds_between=st.integers(0, 60),
    daily_parts=st.integers(1, 2000),
    daily_texts=st.integers(1, 50),
    daily_notices=st.integers(1, 9),
    quiet_from=st.integers(0, 23),
    quiet_until=st.integers(0, 23),
)
TIMES = st.integers(NOON - DAY_MS, NOON + DAY_MS)


@given(RANKS, USAGES, LIMITS, TIMES)
def test_what_holds_a_text_holds_all_that_go_after_it(rank: Rank, usage: Usage, limits: Limits, now: int) -> None:
    last = lowest(usage, limits, now)
    assert bool(held(rank, usage, limits, now)) is (rank > last)


@given(USAGES, LIMITS, TIMES)
def test_an_emergency_waits_for_nothing_but_the_days_last_part(usage: Usage, limits: Limits, now: int) -> None:
    expected = "day" if usage.parts >= limits.daily_parts else ""
    assert held(Rank.EMERGENCY, usage, limits, now) == expected


@given(LIMITS, TIMES)
def test_a_fifth_of_the_day_is_left_for_emergencies(limits: Limits, now: int) -> None:
    used_up = Usage(limits.daily_parts - limits.daily_parts // 5)
    assert all(held(rank, used_up, limits, now) for rank in Rank if rank > Rank.EMERGENCY)
    if limits.daily_parts >= 5:
        assert not held(Rank.EMERGENCY, used_up, limits, now)


@given(RANKS, USAGES, TIMES)
def test_without_limits_nothing_is_held(rank: Rank, usage: Usage, now: int) -> None:
    assert held(rank, usage, UNLIMITED, now) == ""


@given(RANKS, USAGES, LIMITS, TIMES)
def test_a_text_that_was_begun_is_ended_whatever_the_hour(rank: Rank, usage: Usage, limits: Limits, now: int) -> None:
    assert held(rank, usage, limits, now, begun=True) in ("", "pace")


@given(st.builds(Had, st.integers(0, 99), st.integers(0, 99)), LIMITS)
def test_no_number_is_told_too_much_but_of_an_emergency(had: Had, limits: Limits) -> None:
    assert not had_enough(Rank.EMERGENCY, had, limits)
    assert had_enough(Rank.NOTICE, had, limits) or not had_enough(Rank.ANSWER, had, limits)


def test_from_nine_in_the_evening_until_seven_only_who_asked_is_answered() -> None:
    limits, nobody = Limits(), Usage()
    for hour in range(24):
        at = manila(2026, 4, 1, hour)
        assert held(Rank.ANSWER, nobody, limits, at) == held(Rank.RECEIPT, nobody, limits, at) == ""
        expected = "night" if hour >= 21 or hour < 7 else ""
        assert {held(rank, nobody, limits, at) for rank in Rank if rank > Rank.RECEIPT} == {expected}


def test_answers_may_go_ten_at_once_and_notices_one_by_one() -> None:
    limits = Limits()
    assert held(Rank.ANSWER, Usage(9, 9, NOON), limits, NOON) == ""
    assert held(Rank.ANSWER, Usage(10, BURST, NOON), limits, NOON) == "pace"
    assert held(Rank.NOTICE, Usage(1, 1, NOON), limits, NOON + 5 * SECOND) == "pace"
    assert held(Rank.NOTICE, Usage(1, 1, NOON), limits, NOON + 6 * SECOND) == ""


def test_a_clock_that_was_put_back_holds_nothing_for_hours() -> None:
    assert held(Rank.NOTICE, Usage(1, 1, NOON + 5 * HOUR), Limits(), NOON) == ""


def test_the_third_notice_of_a_day_is_the_last_one_but_answers_go_on() -> None:
    had = Had(texts=3, notices=3)
    assert had_enough(Rank.NOTICE, had, Limits())
    assert not had_enough(Rank.REPLY, had, Limits())
    assert not had_enough(Rank.ANSWER, had, Limits())


def test_an_officers_words_go_before_what_the_box_says_of_itself() -> None:
    order = ["sms.created", "sms.replied", "sms.extended", "sms.still_needed"]
    assert sorted(order, key=rank_of) == order
