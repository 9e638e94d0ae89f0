# SPDX-License-Identifier: Apache-2.0
"""A Pi wakes up in 1970 and knows better; a clock that is right is believed."""

import time

import pytest

from appliance import clock as clocks
from appliance.clock import SystemClock, floor, remember

LATER = (time.time_ns() // 1_000_000) + 86_400_000


@pytest.fixture
def unset(monkeypatch, tmp_path):
    """A machine without a battery clock and without network time."""
    monkeypatch.setattr(clocks, "_RTC", tmp_path / "no clock")
    monkeypatch.setattr(clocks, "_SYNCHRONIZED", tmp_path / "no network")


@pytest.mark.usefixtures("unset")
def test_a_clock_that_wakes_in_the_past_counts_on_from_the_latest_time_that_was(tmp_path):
    remember(tmp_path, LATER)
    woken = SystemClock(tmp_path, lambda: 0)
    first = woken.now()
    assert first >= LATER
    assert woken.quality() == "unsynced"
    time.sleep(0.02)
    assert woken.now() > first


@pytest.mark.usefixtures("unset")
def test_without_anything_remembered_it_is_not_before_the_installation(tmp_path):
    assert SystemClock(tmp_path, lambda: 0).now() >= floor(None) > 1_600_000_000_000
    assert SystemClock(None, lambda: (LATER + 5) * 1_000_000).now() == LATER + 5


def test_a_battery_clock_that_lies_in_the_past_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.setattr(clocks, "_RTC", tmp_path)
    monkeypatch.setattr(clocks, "_SYNCHRONIZED", tmp_path / "no network")
    assert SystemClock(tmp_path, lambda: 0).quality() == "unsynced"
    assert SystemClock(tmp_path, lambda: LATER * 1_000_000).quality() == "rtc"


def test_network_time_is_believed_even_against_what_was_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(clocks, "_SYNCHRONIZED", tmp_path)
    remember(tmp_path, LATER)
    right = SystemClock(tmp_path, lambda: (LATER - 1000) * 1_000_000)
    assert (right.quality(), right.now()) == ("ntp", LATER - 1000)


def test_an_earlier_time_or_a_damaged_file_changes_nothing(tmp_path):
    remember(tmp_path, LATER)
    remember(tmp_path, 5)
    assert floor(tmp_path) == LATER
    remember(tmp_path, 2**60)
    assert floor(tmp_path) == LATER
    (tmp_path / "clock").write_bytes(b"\xffnonsense")
    assert floor(tmp_path) == floor(None)
    remember(tmp_path, LATER + 3_600_000)
    assert floor(tmp_path) == LATER + 3_600_000


@pytest.mark.usefixtures("unset")
def test_what_one_program_is_told_the_others_learn(tmp_path, monkeypatch):
    kiosk = SystemClock(tmp_path, lambda: 0)
    assert kiosk.now() < LATER
    remember(tmp_path, LATER)
    later = time.monotonic() + 11
    monkeypatch.setattr(clocks.time, "monotonic", lambda: later)
    assert kiosk.now() >= LATER


def test_the_disk_is_written_once_an_hour_however_often_the_hub_says_its_time(tmp_path):
    for minute in range(60):
        remember(tmp_path, LATER + minute * 60_000)
    assert floor(tmp_path) == LATER
