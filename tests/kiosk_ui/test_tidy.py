# SPDX-License-Identifier: Apache-2.0
"""What past screens left in memory goes when nobody is touching, and not before."""

import gc
import weakref

import pytest

from kiosk_ui.tidy import QUIET, Tidy


class Screen:
    """As a screen does, it refers to itself."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def tidy():
    before = gc.get_threshold()
    gc.disable()
    yield Tidy()
    gc.unfreeze()
    gc.set_threshold(*before)
    gc.enable()


def leave_a_screen(tidy):
    screen = Screen()
    tidy.left()
    return weakref.ref(screen)


def test_a_screen_is_thrown_away_when_its_visitor_reads_the_next_one(tidy):
    screen = leave_a_screen(tidy)
    tidy.quiet(QUIET / 2)
    assert screen() is not None, "they may be about to tap"
    tidy.quiet(QUIET)
    assert screen() is None


def test_who_taps_without_a_pause_does_not_fill_the_memory(tidy):
    screens = [leave_a_screen(tidy) for _ in range(10)]
    tidy.quiet(0)
    assert not any(screen() for screen in screens)


def test_whoever_waits_for_the_next_screen_does_not_wait_for_this_too(tidy):
    screens = [leave_a_screen(tidy) for _ in range(10)]
    tidy.quiet(1000, waiting=True)
    assert all(screen() for screen in screens)
    tidy.quiet(0)
    assert not any(screen() for screen in screens)


def test_nothing_is_done_while_there_is_nothing_to_throw_away(tidy):
    done = gc.get_stats()[2]["collections"]
    tidy.quiet(1000)
    assert gc.get_stats()[2]["collections"] == done


def test_pythons_own_full_collection_stays_away(tidy):
    assert gc.get_threshold()[2] > 100_000
