# SPDX-License-Identifier: Apache-2.0
"""What was meant: taken when it is sure, asked about when it may be, refused when nobody could tell."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appliance.ports import DIGITS
from voice.match import LOOSE, UNKNOWN, Word, distance, loudest, match
from voice.numbers import DIGITS as DIGIT_NAMES
from voice.sounds import sounds

MENU = {
    "clearance": ("barangay clearance",),
    "indigency": ("sertipiko ng kahirapan", "certificate of indigency"),
    "noise": ("reklamo sa ingay", "ingay ng kapitbahay"),
    "complaint": ("reklamo",),
    "yes": ("oo", "opo"),
    "no": ("hindi",),
}
PHRASES = [(choice, phrase) for choice, phrases in MENU.items() for phrase in phrases]


def words(text: str, level: float = -20.0) -> list[Word]:
    return [Word(word, place * 0.4, place * 0.4 + 0.4, level) for place, word in enumerate(text.split())]


@pytest.mark.parametrize(("choice", "phrase"), PHRASES)
def test_a_phrase_that_was_heard_whole_is_taken(choice, phrase):
    heard = match(words(phrase), MENU, "fil")
    assert (heard.choice, heard.sure, heard.transcript, heard.problem) == (choice, True, phrase, "")


@pytest.mark.parametrize(
    "said", ["barangay clearance po", "na barangay clearance nga po", f"{UNKNOWN} barangay clearance"]
)
def test_politeness_and_a_word_around_it_change_nothing(said):
    heard = match(words(said), MENU, "fil")
    assert (heard.choice, heard.sure) == ("clearance", True)


def test_the_longer_phrase_wins_over_the_one_inside_it():
    assert match(words("reklamo sa ingay"), MENU, "fil").choice == "noise"


@pytest.mark.parametrize(
    "said", ["kahirapan clearance sertipiko", "clearance hindi", "oo hindi", f"{UNKNOWN} oo {UNKNOWN} {UNKNOWN}"]
)
def test_our_words_in_disorder_are_never_taken(said):
    heard = match(words(said), MENU, "fil")
    assert not heard.sure


def test_a_phrase_without_its_small_word_is_still_understood():
    assert match(words("sertipiko kahirapan"), MENU, "fil").choice == "indigency"


def test_a_phrase_that_was_misheard_is_asked_about():
    heard = match(words("baranggay klirans"), MENU, "fil")
    assert heard.choice == "clearance"
    heard = match(words("sertipiko ng kapitan"), MENU, "fil")
    assert (heard.choice, heard.sure) == ("indigency", False)


def test_two_choices_that_sound_alike_are_not_guessed_between():
    menu = {"one": ("rehistro ng botante",), "two": ("rehistro ng botanti",)}
    assert match(words("rehistro ng botanta"), menu, "fil").choice == ""


def test_words_that_are_nobodys_choice_are_refused_with_the_reason():
    assert match(words(f"{UNKNOWN} {UNKNOWN} {UNKNOWN}"), MENU, "fil").problem == "unclear"
    assert match([], MENU, "fil").problem == "silence"
    assert match(words("kumain na ba kayo", level=-30), MENU, "fil", ambient=-33).problem == "noise"
    assert match(words("kumain na ba kayo"), MENU, "fil", ambient=-60).problem == "unclear"


def test_who_talks_in_the_background_is_not_listened_to():
    said = [*words("hindi", -38), *words("barangay clearance", -20), *words(UNKNOWN, -36)]
    assert match(said, MENU, "fil", ambient=-50).choice == "clearance"
    # as loud as the visitor: nobody could tell
    assert not match([*words("hindi", -21), *words("barangay clearance", -20)], MENU, "fil", ambient=-50).sure


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.sampled_from(["fil", "en", "ceb"]))
def test_digits_come_back_as_figures_in_every_language(figures, language):
    said = " ".join(DIGIT_NAMES[language][figure] for figure in figures)
    heard = match(words(said), {"reference": (DIGITS,), "cancel": ("kanselahin",)}, language)
    assert heard.choice == "reference"
    assert heard.digits == "".join(map(str, figures))


def test_digits_mixed_with_something_else_are_not_sure():
    choices = {"reference": (DIGITS,), "cancel": ("kanselahin",)}
    assert not match(words("anim pito kanselahin"), choices, "fil").sure
    assert match(words("kanselahin"), choices, "fil").digits == ""


any_word = st.sampled_from(
    [word for _, phrase in PHRASES for word in phrase.split()] + [UNKNOWN, "po", "kumain", "bukas"]
)
heard_words = st.lists(st.builds(Word, any_word, level=st.floats(-60, 0)), max_size=8)


@given(heard_words, st.floats(-90, -30))
def test_what_is_sure_was_really_said(said, ambient):
    """Whatever an engine makes up: nothing is taken of which no phrase, or nearly none, was heard."""
    heard = match(said, MENU, "fil", ambient)
    assert bool(heard.choice) != bool(heard.problem)
    if heard.sure:
        loud = sounds(" ".join(word.text for word in loudest(said, ambient) if word.text != UNKNOWN), "fil")
        phrase_sounds = [sounds(phrase, "fil") for phrase in MENU[heard.choice]]
        assert min(distance(loud, one) - abs(len(loud) - len(one)) for one in phrase_sounds) < 3


@given(heard_words, st.floats(-90, -40))
def test_quieter_talk_changes_nothing(said, ambient):
    assume(said)
    top = max(word.level for word in said)
    quiet = [Word("hindi", level=top - 13), Word(UNKNOWN, level=top - 20)]
    assert match([*said, *quiet], MENU, "fil", ambient) == match(said, MENU, "fil", ambient)


@given(st.sampled_from(PHRASES), st.integers(1, 8))
def test_more_that_was_not_understood_never_makes_it_surer(phrase, number):
    said = words(phrase[1])
    less, more = (match([*said, *words(" ".join([UNKNOWN] * count))], MENU, "fil") for count in (number, number + 1))
    assert less.sure or not more.sure


sound_lists = st.lists(st.sampled_from("aEiouptkbdgmnNsl*wj"), max_size=9)


@given(sound_lists, sound_lists)
def test_the_distance_of_sounds_is_a_distance(one, other):
    assert distance(one, other) == distance(other, one)
    assert distance(one, one) == 0
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


def test_small_words_are_no_ones_choice():
    assert not {"oo", "hindi", "yes", "no", "isa"} & LOOSE
