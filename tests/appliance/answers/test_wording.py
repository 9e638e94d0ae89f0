# SPDX-License-Identifier: Apache-2.0
"""Every answer says what the charter says, in the citizen's language, whole, and short enough for a text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import gsm7
from appliance.answers import wording
from appliance.answers.facts import FACTS
from appliance.charter import Charter
from appliance.words import LANGUAGES
from tests.fakes import our_charter

CHARTER = our_charter()
SERVICES = list(CHARTER.services)
DAY = {"fil": "Enero 5, 2026.", "en": "January 5, 2026.", "ceb": "Enero 5, 2026."}


def said(service: str, fact: str, language: str = "fil", budget: int = 0, charter: Charter = CHARTER) -> str:
    return wording.answer(charter, charter.get(service), fact, language, budget)


# --- what was asked comes first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("budget", [0, 138])
def test_the_fee_is_the_charters(language: str, budget: int) -> None:
    assert " 50 " in said("barangay-clearance", "fee", language, budget)
    assert " 5 " in said("community-tax-certificate", "fee", language, budget)
    free = {"fil": "Wala pong bayad", "en": "nothing to pay", "ceb": "Walay bayad"}
    assert free[language] in said("certificate-of-indigency", "fee", language, budget)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", SERVICES)
def test_each_requirement_is_told_with_where_to_get_it(service: str, language: str) -> None:
    known = CHARTER.get(service)
    if known.sensitivity in wording.DISCREET:
        return
    text = said(service, "requirements", language)
    for one in known.requirements:
        assert one.what[language].rstrip(".") in text
        assert one.where[language].rstrip(".") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_who_and_the_steps_are_the_charters(language: str) -> None:
    known = CHARTER.get("solo-parent-id")
    assert known.office[language] in said("solo-parent-id", "where", language)
    assert known.who[language] in said("solo-parent-id", "who", language)
    text = said("solo-parent-id", "how", language)
    places = [text.index(step.client[language]) for step in known.steps]
    assert places == sorted(places)


def test_how_long_is_the_charters_own_time_before_the_laws() -> None:
    text = said("barangay-clearance", "time", "en")
    assert text.index("About 20 minutes") < text.index("no more than 3 working days")
    assert "72 hours" in said("road-repair", "time", "en")


def test_the_hours_of_the_hall_are_those_of_its_own_service() -> None:
    assert "8:00 AM" in said("barangay-clearance", "hours", "fil", 160)
    alone = Charter({"road-repair": CHARTER.get("road-repair")})
    assert "8:00 AM" not in said("road-repair", "hours", "fil", 160, alone)


def test_nothing_to_pay_here_does_not_say_that_nothing_is_paid_anywhere() -> None:
    assert "dito sa barangay" in said("business-clearance", "fee", "fil", 160)


# --- discreet


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", FACTS)
def test_a_protected_service_speaks_by_its_own_careful_text_and_is_not_named(fact: str, language: str) -> None:
    for service in ("vawc-protection-order", "illegal-drugs-report", "official-misconduct"):
        known = CHARTER.get(service)
        for budget in (0, 138):
            text = said(service, fact, language, budget)
            assert known.name[language] not in text
            assert known.description[language] not in text
            if fact != "fee":
                assert known.info[language].split(". ")[0] in text


# --- short enough


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_fits_every_budget_in_whole_sentences(service: str, language: str) -> None:
    for fact in FACTS:
        whole = wording.plain(said(service, fact, language) + " ".join(_all_text(service, language)))
        known_words = set(re.findall(r"\w+", whole))
        for budget in (120, 138, 160, 306):
            text = said(service, fact, language, budget)
            assert (gsm7.septets(text) or 999) <= budget, text
            assert text.endswith(f"Charter: {DAY[language]}"), text
            ours = re.findall(r"\w+", text.removesuffix(f"Charter: {DAY[language]}"))
            short = set(re.findall(r"\w+", wording.plain(CHARTER.get(service).short[language])))
            cut = [word for word in ours if word not in known_words | short and word not in _FRAME]
            assert cut == [], text


_FRAME = frozenset("at iba pa and more ug uban Charter".split())
"""Words of the sentences around a list that was shortened."""


def _all_text(service: str, language: str) -> list[str]:
    known = CHARTER.get(service)
    return [known.name[language], known.short[language], known.description[language], known.info.get(language, "")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", SERVICES)
def test_the_fact_that_was_asked_for_is_in_a_text_of_one_part(service: str, language: str) -> None:
    known = CHARTER.get(service)
    if known.sensitivity in wording.DISCREET or known.type == "inquiry":
        return
    assert wording.plain(known.office[language].rstrip(".")) in said(service, "where", language, 138)
    assert wording.plain(known.steps[0].client[language]) in said(service, "how", language, 138)


@given(st.integers(120, 400), st.sampled_from(SERVICES), st.sampled_from(FACTS), st.sampled_from(LANGUAGES))
def test_no_budget_is_ever_exceeded(budget: int, service: str, fact: str, language: str) -> None:
    for text in (
        said(service, fact, language, budget),
        wording.unknown(language, budget),
        wording.which(CHARTER.get(service), CHARTER.get("blotter"), language, budget),
    ):
        assert 0 < (gsm7.septets(text) or 999) <= budget


def test_a_hall_may_write_letters_that_no_telephone_has() -> None:
    fancy = {language: "Office № 5 — “Bahay” 大" for language in LANGUAGES}
    charter = Charter({"road-repair": replace(CHARTER.get("road-repair"), office=fancy)})
    assert "“Bahay” 大" in said("road-repair", "where", "en", 0, charter)
    text = said("road-repair", "where", "en", 160, charter)
    assert '"Bahay"' in text
    assert gsm7.septets(text)


def test_a_budget_too_small_for_a_sentence_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="120"):
        said("road-repair", "where", "en", 100)


# --- neither


@pytest.mark.parametrize("language", LANGUAGES)
def test_not_knowing_offers_a_person(language: str) -> None:
    offer = {"fil": "Gusto po ba ninyong", "en": "Shall I pass", "ceb": "Gusto ba nimo"}
    assert offer[language] in wording.unknown(language, 0)
    assert offer[language] in wording.unknown(language, 120)
