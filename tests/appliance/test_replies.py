# SPDX-License-Identifier: Apache-2.0
"""Every question of every service goes out whole on two pages at most, however long the hall's name is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import gsm7
from appliance.replies import ONE, TWO, Replies, fitted
from appliance.talk import Asks, Pending
from appliance.words import LANGUAGES, words_in
from tests.fakes import our_charter

LONGEST = Replies("B" * 20, our_charter())
LINK = re.compile(r"://|www\.|\b[\w-]+\.(com|ph|gov|org|net|info|ly|me)\b", re.IGNORECASE)
SERVICES = [service for service in our_charter().services.values() if service.fields]


def asked(language: str, service: str, **more) -> Pending:
    return Pending(Asks.FIELD, language, "x" * 1600, "complaint", service, **more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_no_question_is_cut_even_when_it_is_asked_again(service, language: str) -> None:
    for number, field in enumerate(service.fields):
        before = {earlier.code: "" for earlier in service.fields[:number]}
        problem = field.kind if field.kind in ("choice", "multi_choice", "yes_no", "date", "phone", "name") else "empty"
        text = LONGEST.question(service.fields, asked(language, service.id, answers=before), problem)
        assert field.label[language] in text
        for _, label in field.choices:
            assert gsm7.transliterate(label[language]) in text
        assert "..." not in text
        assert (gsm7.septets(text) or 999) <= TWO


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
@pytest.mark.parametrize("private", [True, False])
def test_a_summary_says_how_to_go_on_however_long_the_answers_are(service, language: str, private: bool) -> None:
    answers = {field.code: "Napakahabang sagot " * 15 for field in service.fields}
    text = LONGEST.summary(service.fields, asked(language, service.id, answers=answers), private=private)
    assert (gsm7.septets(text) or 999) <= TWO
    assert text.endswith("KANSEL." if language != "en" else "CANCEL.")
    assert ("Napakahabang" in text) is not private or all(field.kind in ("name", "phone") for field in service.fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["talk.emergency", "talk.emergency_tell"])
def test_the_hotlines_are_whole_sentences_with_911_and_what_matters_most(language: str, key: str) -> None:
    text = LONGEST.hotlines(our_charter().get("emergency-hotlines").info[language], language, key)
    assert (gsm7.septets(text) or 999) <= TWO
    assert text.count("911") >= 4
    assert text.endswith(words_in(language)(key))
    assert "..." not in text


@pytest.mark.parametrize("offer", ["complaint", "request", "person", "unknown"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_offer_is_never_cut_off_an_answer_and_leaves_it_room(language: str, offer: str) -> None:
    text = LONGEST.pages("sagot " * 200, language, f"talk.offer_{offer}")
    assert text.endswith(words_in(language)(f"talk.offer_{offer}"))
    assert (gsm7.septets(text) or 999) <= TWO
    assert LONGEST.room(language, f"talk.offer_{offer}") >= 220


links = st.sampled_from(["http://evil.com/x", "WWW.evil.ph", "evil．com", "htt中p:/中/x", "bit.ly/3x", "a..com"])


@given(st.text() | links, st.integers(10, 400))
def test_what_is_fitted_is_short_plain_and_no_link(text: str, budget: int) -> None:
    short = fitted(text, budget)
    length = gsm7.septets(short)
    assert length is not None
    assert length <= budget
    assert not LINK.search(short)


def test_what_fits_is_left_as_it_is() -> None:
    assert fitted("Purok 3, P2.50 sa 8:00 AM, 12.5%", ONE) == "Purok 3, P2.50 sa 8:00 AM, 12.5%"
