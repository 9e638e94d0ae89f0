# SPDX-License-Identifier: Apache-2.0
"""A person's words are kept as they are, without what could deceive whoever reads them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InputError
from appliance.text import MAX_WORDS, clean, parts


@pytest.mark.parametrize(
    "words",
    [
        "May lubak po sa Calle Peñafrancia, ₱500 na po ang nagastos ko!",
        "Unang linya\nikalawang linya",
        "Salamat 😀🙏",
        "“Kailan po?” – Ñ, é",
        "ᜆᜄᜎᜓᜄ᜔",
    ],
)
def test_honest_words_stay_as_they_are(words: str) -> None:
    assert clean(words) == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Opo   naman \t po ", "Opo naman po"),
        ("isa\r\ndalawa\rtatlo", "isa\ndalawa\ntatlo"),
        ("\n\n isa \n \n dalawa \n", "isa\ndalawa"),
        ("Bin\u0303an", "Biñan"),
        ("", ""),
        ("\x00\x07\x1b", ""),
    ],
)
def test_spaces_and_lines_are_tidied(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x08", "\x1b", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\ue000", "\ud800", "\U000e0041"]
)
def test_what_cannot_be_seen_is_dropped(hidden: str) -> None:
    assert clean(f"li{hidden}bre") == "libre"


def test_long_words_are_refused_rather_than_cut() -> None:
    assert clean("x" * MAX_WORDS) == "x" * MAX_WORDS
    for typed in ("x" * (MAX_WORDS + 1), "x" * 10**6, " " * 10**6):
        with pytest.raises(InputError) as refused:
            clean(typed)
        assert (refused.value.field, refused.value.problem) == ("words", "too_long")


def test_the_field_that_is_too_long_is_named() -> None:
    with pytest.raises(InputError, match="name: too_long"):
        clean("x" * 81, field="name", limit=80)


def test_spaces_do_not_count_against_the_limit() -> None:
    assert clean("a " * 40 + " " * 100, limit=80) == "a " * 39 + "a"


anything = st.text() | st.text(st.characters(categories=["Cf", "Cc", "Cs", "Mn", "Ll", "Zs", "Zl"]), max_size=12)


@given(anything)
def test_cleaned_words_are_short_visible_and_writable(typed: str) -> None:
    kept = clean(typed)
    assert len(kept) <= MAX_WORDS
    assert not any(unicodedata.category(char) in {"Cf", "Cs", "Co", "Cn"} for char in kept)
    assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in kept)
    assert kept == kept.strip()
    kept.encode()


def test_cleaning_twice_changes_nothing_more() -> None:
    kept = clean("Bin\u200b\u0303an")
    assert kept == "Biñan"
    assert clean(kept) == kept


@given(st.text(alphabet="ab .!?\n", max_size=300), st.integers(5, 60))
def test_a_long_text_in_parts_loses_no_word_and_no_part_is_too_long(text, most):
    found = parts(text, most)
    assert all(len(part) <= most for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_parts_end_behind_a_sentence_where_there_is_one():
    assert parts("Ayos na po. Salamat po sa pagsabi ninyo.", 20) == ["Ayos na po.", "Salamat po sa", "pagsabi ninyo."]
