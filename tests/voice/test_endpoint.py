# SPDX-License-Identifier: Apache-2.0
"""When a visitor has ended: in a quiet hall, in a loud one, and where nobody says anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.endpoint import DICTATION_PAUSE, FRAME, End, Endpointer

VOICE = [-20.0, -18.0, -24.0, -19.0]


def run(levels, endpointer=None, partial=lambda place: "reklamo", whole=lambda place: False):
    """How it ended, and after how many seconds."""
    endpointer = endpointer or Endpointer()
    for place, level in enumerate(levels):
        end = endpointer.take(level, partial(place), whole=whole(place))
        if end is not End.NOT_YET:
            return end, round((place + 1) * FRAME, 2)
    return End.NOT_YET, round(len(levels) * FRAME, 2)


def talk(quiet, seconds=1.0, before=0.5, after=9.0):
    frames = round(seconds / FRAME)
    return [quiet] * round(before / FRAME) + (VOICE * frames)[:frames] + [quiet] * round(after / FRAME)


@pytest.mark.parametrize("quiet", [-90.0, -60.0, -45.0, -35.0])
def test_half_a_second_of_quiet_is_the_end_however_loud_the_hall(quiet):
    end, at = run(talk(quiet))
    assert end is End.ENDED
    assert at == pytest.approx(1.5 + 0.5)


def test_somebody_who_speaks_at_once_is_heard_to_the_end():
    assert run(talk(-50, before=0.0))[0] is End.ENDED


def test_a_pause_within_a_sentence_ends_no_dictation():
    levels = [*talk(-50, after=1.5), *talk(-50, before=0.0)]
    end, at = run(levels, Endpointer(DICTATION_PAUSE, 60.0))
    assert end is End.ENDED
    assert at > 4


def test_where_nobody_speaks_it_says_so_after_six_seconds():
    assert run([-50.0, -51.0] * 100, partial=lambda place: "") == (End.SILENCE, 6.0)


def test_a_hall_that_is_as_loud_as_the_visitor_is_cut_at_the_limit():
    assert run(VOICE * 100, partial=lambda place: "re" * place) == (End.CUT, 8.0)


def test_a_whole_phrase_that_stays_the_same_is_the_end_even_in_babble():
    end, at = run(VOICE * 100, partial=lambda place: "reklamo" if place > 20 else "", whole=lambda place: place > 20)
    assert end is End.ENDED
    assert at < 2.2


def test_talk_in_the_background_of_which_nothing_is_understood_does_not_end_it_early():
    murmur = [-40.0] * 10 + [-30.0] * 6 + [-40.0] * 12
    assert run(murmur, partial=lambda place: "")[0] is End.NOT_YET


@given(st.lists(st.floats(-120, 0), min_size=160, max_size=400), st.integers(0, 200), st.booleans())
def test_it_always_ends_by_the_limit(levels, begins, whole):
    end, at = run(
        levels, partial=lambda place: "oo" if place > begins else "", whole=lambda place: whole and place > begins
    )
    assert end is not End.NOT_YET
    assert at <= 8.0


@given(st.lists(st.integers(-60, 0), min_size=1, max_size=150), st.sampled_from([-32, -8, 16]))
def test_a_louder_microphone_changes_nothing(levels, gain):
    assert run([level + gain for level in levels]) == run(levels)
