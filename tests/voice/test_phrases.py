# SPDX-License-Identifier: Apache-2.0
"""What people say for what is on the screen."""

import pytest

from appliance.ports import DIGITS
from appliance.words import LANGUAGES
from tests.fakes import our_charter
from voice import phrases
from voice.match import UNKNOWN, Word, match


def said(text):
    return [Word(word) for word in text.split()]


def test_a_button_is_said_by_its_words_or_either_of_its_alternatives():
    ways = phrases.of_labels(
        {"videoke": "Videoke o karaoke", "now": "Ngayon mismo po", "bpo": "Proteksyon (BPO)"}, "fil"
    )
    assert {"videoke o karaoke", "videoke", "karaoke"} <= set(ways["videoke"])
    assert {"ngayon mismo po", "ngayon mismo"} <= set(ways["now"])
    assert {"proteksyon", "bpo"} <= set(ways["bpo"])


def test_a_phrase_that_means_two_buttons_means_neither():
    ways = phrases.of_labels({"a": "Ilaw o kalsada", "b": "Basura o kalsada"}, "fil")
    assert "kalsada" not in ways["a"] + ways["b"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_is_found_by_its_own_name(language):
    charter = our_charter()
    choices = phrases.of_services(charter, language)
    for id_, service in charter.services.items():
        heard = match(said(phrases.spoken(service.name[language].split("(")[0], language)), choices, language)
        assert heard.choice == id_, service.name[language]


def test_people_may_say_it_in_english_and_by_a_keyword():
    choices = phrases.of_services(our_charter(), "fil", asked=True)
    assert match(said("noise complaint"), choices, "fil").choice == "noise-complaint"
    assert match(said("videoke po"), choices, "fil").choice == "noise-complaint"


def test_a_question_as_people_ask_it_leads_to_its_service():
    choices = phrases.of_services(our_charter(), "fil", asked=True)
    assert match(said("ang ingay po ng kapitbahay namin"), choices, "fil").choice == "noise-complaint"


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_are_never_taken_for_each_other(language):
    commands = phrases.COMMANDS[language]
    for choice in commands:
        for phrase in commands[choice]:
            assert match(said(phrase), commands, language).choice == choice


def test_the_number_of_a_button_can_be_said():
    ways = phrases.numbered(["first", "second"], "fil")
    assert match(said("numero dalawa"), ways, "fil").choice == "second"
    assert match(said("isa"), ways, "fil").choice == "first"


def test_of_two_screens_the_first_keeps_a_phrase_that_both_have():
    both = phrases.merged({"stop": ("tigil",)}, {"animals": ("tigil", "aso")})
    assert both == {"stop": ("tigil",), "animals": ("aso",)}


def test_an_engine_is_told_the_digits_only_where_they_are_asked_for():
    assert "pito" not in phrases.grammar({"yes": ("oo",)}, "fil")
    with_digits = phrases.grammar({"reference": (DIGITS,), "yes": ("oo",)}, "fil")
    assert {"pito", "seven", "oo", "po", UNKNOWN} <= set(with_digits)
    assert DIGITS not in with_digits
