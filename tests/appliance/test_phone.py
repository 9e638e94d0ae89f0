# SPDX-License-Identifier: Apache-2.0
"""However a citizen writes a number, it is one number."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance import phone
from appliance.errors import InputError

steady = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    "written",
    [
        "09171234567", "9171234567", "639171234567", "+639171234567", "00639171234567", "0917 123 4567",
        "0917-123-4567", "(0917) 123.4567", "+63 (0)917 123 4567", " 09171234567\n", "+63\u00a0917–123–4567",
        "０９１７１２３４５６７",
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert phone.normalise(written) == "+639171234567"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "too_short"), ("0917", "too_short"), ("0917123456", "too_short"), ("091712345678", "too_long"),
        ("02 8123 4567", "not_mobile"), ("(045) 961-1234", "not_mobile"), ("8888", "not_mobile"), ("911", "too_short"),
        ("+1 202 555 0100", "not_mobile"), ("0917-ABC-4567", "not_digits"), ("09+171234567", "not_digits"),
        ("+", "not_mobile"), ("٠٩١٧١٢٣٤٥٦٧", "not_digits"),
    ],
)  # fmt: skip
def test_what_is_no_mobile_number_says_why(written: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        phone.normalise(written)
    assert (refused.value.field, refused.value.problem) == ("number", problem)


@steady
@given(st.text() | st.text(alphabet="0639+-() .", max_size=20))
def test_nothing_a_person_types_breaks_it(written: str) -> None:
    with suppress(InputError):
        number = phone.normalise(written)
        assert phone.normalise(number) == number
        assert len(number) == 13
        assert number.startswith("+639")
        assert phone.is_citizen(number)
    phone.is_citizen(written)
    phone.masked(written)


@pytest.mark.parametrize("sender", ["8888", "911", "117", "GLOBE", "SmartLoad", "+8888", "", "808080", "BDO 123456789"])
def test_machines_are_never_answered(sender: str) -> None:
    assert not phone.is_citizen(sender)


@pytest.mark.parametrize("sender", ["+639171234567", "09171234567", "639171234567", "+966501234567", "+6591234567"])
def test_people_are_answered_wherever_they_work(sender: str) -> None:
    assert phone.is_citizen(sender)


def test_a_screen_shows_only_the_ends_of_a_number() -> None:
    assert phone.masked("+639171234567") == "0917 ••• ••67"
    assert phone.masked("+966501234589") == "••• ••89"
    assert phone.masked("GLOBE") == "•••"
