# SPDX-License-Identifier: Apache-2.0
"""A reference can be said, typed and mistyped: no other case is ever found by mistake."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import reference
from appliance.errors import InputError

GOLDEN = {
    (0, 0): "692988633744",
    (1, 1): "670916621886",
    (7, 12_345): "032102453417",
    (99_999, 99_999): "773636742926",
}
LOOKALIKES = {"0": "OoQ", "1": "IilL", "2": "Zz", "5": "Ss", "8": "Bb"}
cases = st.builds(reference.make, st.integers(0, 99_999), st.integers(0, 99_999))


@pytest.mark.parametrize(("case", "expected"), GOLDEN.items(), ids=str)
def test_references_on_slips_of_paper_stay_what_they_are(case: tuple[int, int], expected: str) -> None:
    assert reference.make(*case) == expected


def test_no_two_cases_of_one_box_share_a_reference() -> None:
    assert len({reference.make(7, counter) for counter in range(reference.CASES)}) == reference.CASES


def test_no_two_boxes_share_a_reference() -> None:
    made = {reference.make(device, counter) for device in range(0, 100_000, 50) for counter in (0, 1, 99_999)}
    assert len(made) == 6000


def test_a_slip_does_not_tell_how_many_complaints_a_hall_has() -> None:
    made = [int(reference.make(7, counter)) for counter in range(100)]
    assert made != sorted(made)
    assert min(abs(one - other) for one, other in pairwise(made)) > 1000


@pytest.mark.parametrize(("device", "counter"), [(-1, 0), (0, -1), (100_000, 0), (0, 100_000)])
def test_a_number_outside_the_range_makes_no_reference(device: int, counter: int) -> None:
    with pytest.raises(ValueError, match="outside 0 to 99,999"):
        reference.make(device, counter)


@given(cases)
def test_what_is_shown_can_be_typed(made: str) -> None:
    assert len(made) == 12
    assert reference.show(made) == f"{made[:4]} {made[4:8]} {made[8:]}"
    assert reference.parse(reference.show(made)) == made


@pytest.mark.parametrize("space", ["", " ", "  ", "-", " - ", ".", "/", "\t", "–", "·", "\u00a0", "\u2009"])
def test_any_grouping_is_read(space: str) -> None:
    assert reference.parse(space.join(["6709", "1662", "1886"])) == "670916621886"


@pytest.mark.parametrize("space", ["\u2011", "\u2010", "\u2212", "—", "\n", "\u200b"])
def test_what_telephones_and_printers_put_between_digits_is_read(space: str) -> None:
    assert reference.parse(space.join(["6709", "1662", "1886"])) == "670916621886"


@given(cases, st.randoms(use_true_random=False))
def test_letters_that_look_like_digits_are_read_as_digits(made: str, chance: object) -> None:
    typed = "".join(chance.choice(LOOKALIKES.get(digit, digit)) for digit in made)  # type: ignore[attr-defined]
    assert reference.parse(typed) == made


@given(cases, st.sampled_from("٠۰०０𝟎𝟬"))
def test_foreign_and_fullwidth_digits_are_read(made: str, zero: str) -> None:
    assert reference.parse("".join(chr(ord(zero) + int(digit)) for digit in made)) == made


@given(cases)
def test_every_single_wrong_digit_is_noticed(made: str) -> None:
    for place, digit in enumerate(made):
        for other in set("0123456789") - {digit}:
            with pytest.raises(InputError, match="check"):
                reference.parse(made[:place] + other + made[place + 1 :])


@given(cases)
def test_every_swap_of_neighbours_is_noticed(made: str) -> None:
    for place in range(11):
        swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
        if swapped != made:
            with pytest.raises(InputError, match="check"):
                reference.parse(swapped)


@given(cases)
def test_every_swap_over_a_neighbour_is_noticed(made: str) -> None:
    for place in range(10):
        swapped = made[:place] + made[place + 2] + made[place + 1] + made[place] + made[place + 3 :]
        if swapped != made:
            with pytest.raises(InputError, match="check"):
                reference.parse(swapped)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "not_digits"),
        ("   ", "not_digits"),
        ("walo po", "not_digits"),
        ("6709 1662 188X", "not_digits"),
        ("²²²²", "length"),
        ("½", "not_digits"),
        ("6709 1662 188", "length"),
        ("6709 1662 1886 2750", "length"),
        ("0" * 12, "check"),
        ("6709 1662 1887", "check"),
        ("1" * 100_000, "length"),
    ],
)
def test_what_is_no_reference_is_refused_with_the_reason(typed: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        reference.parse(typed)
    assert (refused.value.field, refused.value.problem) == ("reference", problem)


@given(
    st.text() | st.text("0123456789OlZ -·", max_size=20) | st.text(st.characters(categories=["Nd", "No", "Nl", "Cs"]))
)
def test_anything_typed_is_a_reference_or_refused(typed: str) -> None:
    try:
        made = reference.parse(typed)
    except InputError as error:
        field = error.field
        assert field == "reference"
    else:
        assert len(made) == 12
        assert made.isascii()
        assert int(made) % 97 == 1
