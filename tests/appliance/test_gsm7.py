# SPDX-License-Identifier: Apache-2.0
"""What a phone can show, and how many pages it costs."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance import gsm7

steady = settings(deadline=None, derandomize=True)

GSM_LETTERS = gsm7.decode(bytes(code for code in range(128) if code != 0x1B)) + "^{}\\[~]|€"
gsm_texts = st.text(alphabet=GSM_LETTERS, max_size=700)
any_texts = st.text(max_size=700)


@pytest.mark.parametrize(
    ("written", "texted"),
    [
        ("₱500 lang po", "P500 lang po"),
        ("“Oo” ‘hindi’", "\"Oo\" 'hindi'"),
        ("8–5 — bukas…", "8-5 - bukas..."),
        ("Señor Niño, café à côté", "Señor Niño, café à coté"),
        ("á í ó ú â ç", "a i o u a c"),
        ("n\u0303", "ñ"),
        ("mabuháy\u00a0po", "mabuhay po"),
        ("salamat 🙏🏽👨‍👩‍👧", "salamat "),
        ("½ kilo ﬁnal №5", "1/2 kilo final No5"),
        ("sabi ni 王", "sabi ni 王"),
        ("a\tb\x00c\u200bd", "a bcd"),
    ],
)
def test_a_text_keeps_its_meaning_in_the_letters_phones_have(written: str, texted: str) -> None:
    assert gsm7.transliterate(written) == texted


def test_the_letters_of_the_escape_table_count_two() -> None:
    assert [gsm7.septets(letter) for letter in "^{}\\[~]|€"] == [2] * 9
    assert gsm7.septets("niño§à") == 6
    assert gsm7.septets("₱") is None
    assert gsm7.is_ucs2("₱")


def test_an_escape_character_is_not_a_letter() -> None:
    assert gsm7.septets("\x1b") is None


def test_an_unknown_escape_shows_its_basic_letter_and_a_dangling_one_a_space() -> None:
    assert gsm7.decode(b"\x1ba\x1b\x1b\x1b") == "a  "


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", [0]),
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("€" * 80, [80]),
        ("€" * 81, [76, 5]),
        ("a" * 306, [153, 153]),
    ],
)
def test_gsm_pages_hold_160_septets_alone_and_153_together(text: str, pages: list[int]) -> None:
    assert [len(part) for part in gsm7.split(text)] == pages


@pytest.mark.parametrize(
    ("text", "pages"), [("王" * 70, [70]), ("王" * 71, [67, 4]), ("😀" * 35, [35]), ("😀" * 36, [33, 3])]
)
def test_ucs2_pages_hold_70_units_alone_and_67_together(text: str, pages: list[int]) -> None:
    assert [len(part) for part in gsm7.split(text)] == pages


@steady
@given(any_texts | gsm_texts)
def test_the_parts_joined_are_the_text_and_each_fits(text: str) -> None:
    parts = gsm7.split(text)
    assert "".join(parts) == text
    assert parts
    for part in parts:
        if gsm7.is_ucs2(text):
            limit, size = (70, 67), len(part.encode("utf-16-be", "surrogatepass")) // 2
        else:
            limit, size = (160, 153), gsm7.septets(part) or 0
        assert size <= limit[len(parts) > 1]


@steady
@given(any_texts)
def test_transliterating_twice_changes_nothing_more(text: str) -> None:
    once = gsm7.transliterate(text)
    assert gsm7.transliterate(once) == once


@steady
@given(gsm_texts)
def test_what_phones_have_is_left_alone(text: str) -> None:
    assert gsm7.transliterate(text) == unicodedata.normalize("NFC", text).replace("\f", "")


@steady
@given(gsm_texts, st.integers(0, 6))
def test_septets_survive_packing_behind_any_header(text: str, fill: int) -> None:
    codes = gsm7.encode(text)
    assert gsm7.decode(gsm7.unpack(gsm7.pack(codes, fill), len(codes), fill)) == text
