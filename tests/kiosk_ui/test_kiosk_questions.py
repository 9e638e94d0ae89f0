# SPDX-License-Identifier: Apache-2.0
"""A question, and what the charter says to it or that it does not know, without a window."""

import pytest

from appliance.words import LANGUAGES
from kiosk_ui.presenters.answers import PhonePresenter, WordsPresenter
from kiosk_ui.presenters.ask import AskingPresenter, AskPresenter, TopicsPresenter, about
from kiosk_ui.presenters.card import CardPresenter, GladPresenter, UnknownPresenter, WhichPresenter
from kiosk_ui.presenters.emergency import EmergencyPresenter
from kiosk_ui.presenters.form import FormPresenter
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.review import NoticePresenter, ReviewPresenter
from tests.kiosk_ui.visitors import typed


def ask(kiosk, question):
    HomePresenter(kiosk).choose("question")
    AskPresenter(kiosk).choose("write")
    asking = AskingPresenter(kiosk)
    typed(asking, question)
    asking.submit()
    return asking


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fil", "magkano barangay clearance"),
        ("en", "how much is a barangay clearance"),
        ("ceb", "tagpila ang barangay clearance"),
    ],
)
def test_a_question_is_answered_with_what_was_asked_for_first(kiosk, language, question):
    kiosk.visit.language = language
    ask(kiosk, question)
    assert kiosk.router.current == "answer"
    card = CardPresenter(kiosk).view()
    icon, text, asked = card.pieces[0]
    assert (icon, asked) == ("fee", True)
    assert "50" in text
    icons = [icon for icon, _, _ in card.pieces]
    assert {"bring", "time", "place"} <= set(icons)
    assert "2026" in card.source
    assert max(len(text) for _, text, _ in card.pieces) < 220


def test_an_answered_question_files_nothing(kiosk, counter):
    ask(kiosk, "magkano barangay clearance")
    CardPresenter(kiosk).yes()
    assert kiosk.router.current == "glad"
    GladPresenter(kiosk).more()
    assert (kiosk.router.current, kiosk.visit.question) == ("home", "")
    assert counter.filed == []


def test_a_question_that_is_not_answered_becomes_a_case_with_its_words(kiosk, counter):
    ask(kiosk, "magkano barangay clearance")
    CardPresenter(kiosk).no()
    assert kiosk.router.current == "phone"
    PhonePresenter(kiosk).skip()
    NoticePresenter(kiosk).answer(False)
    ReviewPresenter(kiosk).submit()
    [draft] = counter.filed
    assert (draft.type, draft.service, draft.words, draft.answers) == (
        *("inquiry", "barangay-clearance", "magkano barangay clearance", {}),
    )


def test_what_the_book_does_not_know_may_be_passed_on_or_asked_differently(kiosk, counter):
    ask(kiosk, "magkano ang yate sa palawan")
    assert kiosk.router.current == "unknown"
    unknown = UnknownPresenter(kiosk)
    assert "yate" in unknown.view().question
    unknown.again()
    assert kiosk.router.current == "asking"
    assert kiosk.visit.question == "magkano ang yate sa palawan"
    kiosk.router.push("unknown")
    UnknownPresenter(kiosk).pass_on()
    PhonePresenter(kiosk).skip()
    NoticePresenter(kiosk).answer(False)
    ReviewPresenter(kiosk).submit()
    assert (counter.filed[0].type, counter.filed[0].service) == ("inquiry", "")


def test_a_question_between_two_services_asks_which(kiosk):
    ask(kiosk, "certificate")
    assert kiosk.router.current == "which"
    which = WhichPresenter(kiosk)
    (first, _, _), (second, _, _) = which.view().services
    which.choose(second)
    assert kiosk.visit.answer.service == second
    kiosk.router.back()
    again = WhichPresenter(kiosk)
    assert {service for service, _, _ in again.view().services} == {first, second}
    again.choose(first)
    assert CardPresenter(kiosk).view().title == kiosk.counter.charter.name(first, "fil")
    kiosk.router.back()
    WhichPresenter(kiosk).neither()
    assert kiosk.router.current == "unknown"


def test_an_answer_leads_to_the_form_of_its_service(kiosk):
    ask(kiosk, "magkano barangay clearance")
    card = CardPresenter(kiosk)
    assert card.view().start == kiosk.words("kiosk.card.start.service_request")
    card.start()
    assert (kiosk.router.current, kiosk.visit.type) == ("form", "service_request")
    assert FormPresenter(kiosk).view().code == "purpose"


def test_a_question_about_a_trouble_becomes_the_words_of_the_complaint(kiosk):
    ask(kiosk, "sira po ang ilaw sa kalye namin")
    CardPresenter(kiosk).start()
    assert (kiosk.router.current, kiosk.visit.type) == ("words", "complaint")
    assert WordsPresenter(kiosk).view().text == "sira po ang ilaw sa kalye namin"


def test_every_topic_can_be_read_in_every_language(kiosk):
    for language in LANGUAGES:
        kiosk.visit.language = language
        for group in ("service_request", "complaint", "inquiry"):
            AskPresenter(kiosk).choose(group)
            topics = TopicsPresenter(kiosk)
            services = [service for service, _ in topics.view().services]
            assert services
            for service in services:
                topics.choose(service)
                card = CardPresenter(kiosk).view()
                assert card.pieces
                assert card.yes


def test_whoever_asked_by_topic_says_first_what_else_they_want_to_know(kiosk):
    AskPresenter(kiosk).choose("inquiry")
    TopicsPresenter(kiosk).choose("office-hours")
    CardPresenter(kiosk).no()
    assert kiosk.router.current == "words"


def test_a_private_matter_is_answered_without_its_name_and_keeps_no_word(kiosk, counter):
    ask(kiosk, "nagtutulak ng shabu ang kapitbahay")
    assert kiosk.router.current == "answer"
    assert kiosk.visit.question == ""
    assert kiosk.visit.answer.question == ""
    card = CardPresenter(kiosk)
    view = card.view()
    assert view.title == kiosk.words("kiosk.card.discreet")
    assert kiosk.words("kiosk.discreet.kept") in [text for _, text, _ in view.pieces]
    assert (view.ask, view.no, view.start) == ("", "", "")
    card.no()
    card.start()
    assert kiosk.router.current == "answer"
    card.yes()
    assert kiosk.router.current == "attract"
    assert counter.filed == []


def test_a_danger_is_told_whom_to_call_at_once(kiosk):
    ask(kiosk, "may sunog po sa amin")
    assert kiosk.router.current == "emergency"
    EmergencyPresenter(kiosk).back()
    assert kiosk.router.current == "asking"


def test_who_asks_for_the_numbers_gets_them_and_is_asked_nothing_more(kiosk):
    kiosk.visit.answer = about("emergency-hotlines")
    card = CardPresenter(kiosk).view()
    assert "911" in " ".join(text for _, text, _ in card.pieces)
    assert card.ask == ""


def test_no_question_is_no_question(kiosk):
    asking = ask(kiosk, "")
    assert asking.view().wrong
    assert kiosk.router.current == "asking"
