# SPDX-License-Identifier: Apache-2.0
"""A danger that is there now is heard in any of three languages; one past, feared or on paper is an ordinary matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.emergency import is_emergency


@pytest.mark.parametrize(
    "message",
    [
        "SUNOG",
        "sunog po dito sa purok 3",
        "May sunog po sa Purok 5!",
        "tulong may sunog po dito sa purok 3",
        "Tulong!!! sunog",
        "FIRE!",
        "there's a fire near the chapel",
        "There is a fire beside our house",
        "nasusunog ang bahay ng kapitbahay",
        "naay sunog diri",
        "saklolo",
        "SAKLOLO PO!!!",
        "911",
        "may binabaril dito sa kanto",
        "may nabaril po",
        "nalulunod po yung bata sa ilog",
        "naay nalumos sa sapa",
        "naaksidente po ang motor dito sa highway",
        "may naaksidente po ngayon",
        "inaatake po tatay ko sa puso",
        "inatake ang lola ko",
        "Hindi na po humihinga ang anak ko",
        "nahimatay po ang tatay ko",
        "nakuryente po ang bata",
        "nasa bubong na po kami, tulong",
        "baha hanggang leeg na po",
        "my wife is in labor",
        "nakuyapan akong papa",
        "Someone is drowning",
        "inaatake ng aso ang bata",
        "may nasusunog na basura at kumakalat na sa bahay",
        "emergency po",
        "EMERGENCY",
        "manganganak na po ang asawa ko kailangan ng sasakyan",
    ],
)
def test_a_danger_to_life_is_heard(message: str) -> None:
    assert is_emergency(message)


@pytest.mark.parametrize(
    "message",
    [
        "sunog na basura ng kapitbahay",
        "nagsusunog ng basura ang kapitbahay",
        "may nagsusunog po ng basura, mausok",
        "fire safety permit requirements",
        "paano kumuha ng fire safety inspection certificate",
        "Fire safety permit",
        "amoy sunog po dito dahil sa basura",
        "nasunugan po kami, may ayuda ba",
        "sunog ang bumbilya ng poste",
        "may naaksidente na po dahil sa lubak",
        "delikado po baka may maaksidente",
        "para maiwasan ang aksidente",
        "naaksidente po ako kahapon, paano kumuha ng blotter",
        "kinagat ng aso kahapon",
        "inatake ng aso ang anak ko",
        "tulong po",
        "Tulong po sa pagkuha ng clearance",
        "text nyo ako sa 0917 911 1234",
        "STATUS 9111 2345 6789",
        "anong oras bukas ang hall",
        "burning trash beside our house every night?",
        "magkano po ang clearance",
        "May lubak po sa kanto",
        "emergency contact sa ID ko",
        "stop fire crackers sa gabi",
        "help my neighbor is burning trash",
        "fire drill kailan po",
        "Tulong!!! may baha",
        "ang baha po hanggang tuhod",
    ],
)
def test_an_ordinary_matter_is_no_alarm(message: str) -> None:
    assert not is_emergency(message)


@pytest.mark.parametrize(
    "message",
    [
        "May sunog po sa kapitbahay baka umabot sa amin",
        "sunog po dito sa purok 2, baka kumalat",
        "nasusunog ang bahay sa dulo, last house sa purok 3",
        "sinasaksak ng asawa niya si ate, kagabi pa lasing",
        "may sunog dito sa training center",
        "may nasagasaan sa harap ng seminar hall",
        "nasaksak po sa burol",
        "may nag-aamok po dito",
        "may amok sa kanto",
        "may baril po yung lalaki sa labas",
        "tinutukan po kami",
        "nahulog po sa balon ang bata",
        "natabunan po ng lupa ang bahay nila",
        "nakalunok po ng lason ang anak ko",
        "niinom og hilo akong ig-agaw",
        "di makaginhawa akong lola",
        "hindi po makahinga ang tatay ko",
        "sumabog po ang tangke ng gasul",
        "may bomba daw po sa palengke",
        "our kitchen is burning",
        "my lolo can't breathe",
        "kailangan po namin ng bumbero",
        "bumbero po dito dali",
        "gusto ko na pong mamatay",
        "ayoko na pong mabuhay",
        "i want to die",
        "magpapakamatay po yung kapitbahay ko nasa rooftop",
        "nagbigti po",
        "maghikog daw siya",
        "nawawala po ang anak ko",
        "nawawala po ang bata, kahapon pa",
        "our daughter is missing",
        "kinagat po ng ahas ang anak ko",
        "gipaak sa bitin akong bana",
        "papatayin daw po ako",
        "if you can hear this there is a fire in our house",
        "may sunog paano po ito",
    ],
)
def test_a_danger_is_heard_whatever_stands_around_it(message: str) -> None:
    assert is_emergency(message)


@pytest.mark.parametrize(
    "message",
    [
        "nabaril yung aso ko",
        "nabangga yung poste",
        "nabangga po ng truck ang poste ng ilaw",
        "stabbed my tire",
        "may namatay po sa amin, may burial assistance po ba",
        "nabaril po ang tatay ko noong Mayo, ano po ang burial assistance",
        "nalulunod na po kami sa utang",
        "hindi kami makahinga sa baho ng basura",
        "bomba ng tubig po sa purok 2 sira",
        "may bomba po ng tubig na sira",
        "natabunan po ng basura ang kanal",
        "nawawala po ang ID ng anak ko",
        "nawawala po ang aso namin",
        "nawala po ang birth certificate ko",
        "kinagat po ng aso ang anak ko",
        "fire insurance po saan kukuha",
        "fire truck schedule po sa parada",
        "papatayin po ang ilaw sa plaza",
        "may seminar po ba tungkol sa drugs",
        "training po ng tanod kailan",
        "kailan po ang burol ni kapitan",
        "baka po may schedule ng basura",
        "number po ng bumbero",
        "namatay po ang lola ko, ano po ang ayuda",
        "my neighbor is burning leaves",
    ],
)
def test_words_of_danger_about_something_harmless_are_no_alarm(message: str) -> None:
    assert not is_emergency(message)


@given(st.text())
def test_any_text_is_one_or_the_other(message: str) -> None:
    assert is_emergency(message) in (True, False)
