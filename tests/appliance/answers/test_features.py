# SPDX-License-Identifier: Apache-2.0
"""Words are recognised by their roots however they are bent, shortened or misspelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.answers.features import BUCKETS, features, root, words
from appliance.answers.model import Model

MODEL = Model.load()


@pytest.mark.parametrize(
    "family",
    [
        "kuha kumuha kukuha kukunin nagpapakuha ipakuha kinukuha kha mokuha kuhaon",
        "rehistro magparehistro pagpaparehistro nagpaparehistro rehistrado registration parehistro",
        "bugbog binubugbog bugbogin sumbagon gisumbag gikulata",
        "reklamo magreklamo nagrereklamo ireklamo reklamohan complaint",
        "brgy bgy baranggay barangay BRGY.",
        "san saan asa asan diin where",
        "magkano magkanu hm tagpila",
        "butas-butas butas lubak lubak-lubak pothole",
    ],
)
def test_relatives_have_one_root(family: str) -> None:
    assert len({root(words(word)[0]) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("lipat", "libing"), ("aso", "asawa"), ("baha", "bahay"), ("suga", "sugat")]
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert root(one) != root(other)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ayawwww po!!!", ["ayaw", "po"]),
        ("gabi2 na", ["gabi", "gabi", "na"]),
        ("Piñan, résumé", ["pinan", "resume"]),
        ("don’t / don't", ["dont", "dont"]),
        ("4Ps at 911", ["4ps", "at", "911"]),
        ("🙏🙏 ... ?!", []),
    ],
)
def test_what_does_not_matter_is_dropped(written: str, read: list[str]) -> None:
    assert words(written) == read


@given(st.text())
def test_any_text_has_features_within_the_buckets(text: str) -> None:
    found = features(text)
    assert all(0 <= bucket < BUCKETS for family in found for bucket in family)
    assert bool(found.roots) == bool(words(text))


@given(st.text(alphabet="abdegiklmnoprstuwy ", max_size=60))
def test_case_and_spaces_change_nothing(text: str) -> None:
    assert features(text) == features(f"  {text.upper()}  ".replace(" ", "   "))


@given(st.lists(st.sampled_from("magkano po ang barangay clearance kumuha saan basura hindi nahakot".split())))
def test_a_long_text_weighs_no_more_than_a_short_one(said: list[str]) -> None:
    vector = MODEL.vector(" ".join(said))
    length = sum(value * value for value in vector.values())
    assert length == pytest.approx(1) if vector else not said


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=40))
def test_a_root_is_never_nothing(word: str) -> None:
    assert root(word)
