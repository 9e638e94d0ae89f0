# SPDX-License-Identifier: Apache-2.0
"""The questions of a service and who asks for it, without a window."""

import pytest

from appliance.words import LANGUAGES
from kiosk_ui.presenters.answers import PhonePresenter, WordsPresenter
from kiosk_ui.presenters.form import FormPresenter
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.private import DiscreetPresenter
from kiosk_ui.presenters.receipt import ReceiptPresenter
from kiosk_ui.presenters.review import NoticePresenter, ReviewPresenter
from kiosk_ui.presenters.services import ServicesPresenter
from kiosk_ui.presenters.who import NamePresenter, WhoPresenter
from tests.kiosk_ui.visitors import begin, changes, chosen, complain, finish, typed


@pytest.fixture
def indigency(kiosk):
    begin(kiosk, "document", "certificate-of-indigency")
    return FormPresenter(kiosk)


def test_a_document_is_asked_for_by_its_form_alone(kiosk, counter, clock, indigency):
    assert kiosk.router.current == "form"
    chosen(indigency, clock, "medical", "child")
    typed(indigency, "Ospital ng Biñan")
    indigency.submit()
    typed(indigency, "3")
    assert indigency.view().asked.text == "Purok 3"
    indigency.submit()
    assert kiosk.router.current == "name"
    review = finish(kiosk)
    review.submit()
    [draft] = counter.filed
    assert draft.answers == {
        **{"purpose": "medical", "beneficiary": "child", "office": "Ospital ng Biñan", "purok": "Purok 3"}
    }
    assert (draft.type, draft.service, draft.name) == (
        *("service_request", "certificate-of-indigency", "Maria Peñaflor"),
    )
    assert draft.words == "Humihingi po ako ng: Certificate of Indigency"


def test_progress_counts_every_question_to_the_end(kiosk, clock, indigency):
    assert indigency.view().asked.progress == kiosk.words("kiosk.progress", step=2, steps=9)
    chosen(indigency, clock, "medical")
    assert indigency.view().asked.progress == kiosk.words("kiosk.progress", step=3, steps=9)


def test_going_back_keeps_what_was_answered(kiosk, clock, indigency):
    chosen(indigency, clock, "burial", "parent")
    typed(indigency, "DSWD")
    indigency.submit()
    for _ in range(3):
        indigency.back()
    assert [option.code for option in indigency.view().options if option.chosen] == ["burial"]
    chosen(indigency, clock, "burial", "parent")
    assert indigency.view().asked.text == "DSWD"
    indigency.submit()
    typed(indigency, "1")
    indigency.submit()
    kiosk.router.back()
    assert FormPresenter(kiosk).view().code == "purok", "who comes back from the next screen is at the last question"


def test_back_from_the_first_question_leads_out_of_the_form(kiosk, indigency):
    indigency.back()
    assert kiosk.router.current == "service"


def test_an_optional_question_may_be_passed_over_and_a_needed_one_not(kiosk, clock, indigency):
    clock.at += 1000
    assert indigency.view().asked.skip == ""
    indigency.skip()
    assert indigency.view().code == "purpose"
    chosen(indigency, clock, "medical", "self")
    clock.at += 1000
    indigency.skip()
    assert indigency.view().code == "purok"
    assert kiosk.visit.answers["office"] == ""


def test_a_double_tap_answers_one_question(clock, indigency):
    chosen(indigency, clock, "medical")
    indigency.choose("self")
    assert indigency.view().code == "beneficiary"


@pytest.mark.parametrize(
    ("service", "answers", "wrong", "right", "kept"),
    [
        ("barangay-id", {"kind": "new", "purok": "Purok 1", "emergency_name": ""}, "0917", "1234567", "+639171234567"),
        ("senior-citizen-id", {"kind": "new"}, "31021950", "", ""),
    ],
)
def test_an_answer_that_is_none_is_refused_in_plain_words_and_kept_to_be_mended(
    kiosk, service, answers, wrong, right, kept
):
    begin(kiosk, "document", service)
    kiosk.visit.answers = answers
    kiosk.visit.at_field = {"barangay-id": "emergency_phone", "senior-citizen-id": "birth"}[service]
    form = FormPresenter(kiosk)
    typed(form, wrong)
    form.submit()
    view = form.view()
    assert view.asked.wrong
    assert view.asked.advice == kiosk.words(f"kiosk.form.{'phone' if right else 'date'}")
    if right:
        assert view.asked.text == "0917"
        typed(form, right)
        form.submit()
        assert kiosk.visit.answers["emergency_phone"] == kept
    else:
        assert [digits for _, _, digits in view.date.parts] == ["31", "02", "1950"]


def test_a_date_may_be_today_or_tomorrow_but_nobody_was_born_tomorrow(kiosk, clock):
    begin(kiosk, "document", "facility-borrowing")
    form = FormPresenter(kiosk)
    form.choose(form.view().options[0].code)
    clock.at += 1000
    form.choose(form.view().options[0].code)
    form.submit()
    assert form.view().pad == "date"
    form.near("tomorrow")
    assert form.view().asked.advice.endswith("Okt 1, 2026")
    form.submit()
    assert kiosk.visit.answers["day"] == "2026-10-01"
    begin(kiosk, "document", "senior-citizen-id")
    form = FormPresenter(kiosk)
    chosen(form, clock, "new")
    assert form.view().code == "birth"
    assert form.view().date.near == ()


def test_several_choices_wait_for_next_and_may_be_taken_back(kiosk, clock):
    begin(kiosk, "document", "facility-borrowing")
    form = FormPresenter(kiosk)
    first, second, third = (option.code for option in form.view().options[:3])
    form.submit()
    clock.at += 1000
    form.submit()
    assert form.view().asked.wrong, "nothing is no answer"
    chosen(form, clock, first, second, third, second)
    assert form.view().code == "what"
    form.submit()
    assert kiosk.visit.answers["what"] == f"{first},{third}"


def test_a_purok_has_a_number_or_a_name(kiosk):
    begin(kiosk, "document", "barangay-id")
    kiosk.visit.answers, kiosk.visit.at_field = {"kind": "new"}, "purok"
    form = FormPresenter(kiosk)
    assert form.view().pad == "digits"
    form.switch()
    typed(form, "Sitio Riverside")
    form.submit()
    assert kiosk.visit.answers["purok"] == "Sitio Riverside"
    form.back()
    assert (form.view().pad, form.view().asked.text) == ("letters", "Sitio Riverside")


def to_review(kiosk, clock, need="medicine"):
    begin(kiosk, "document", "medical-assistance")
    form = FormPresenter(kiosk)
    chosen(form, clock, need, "self")
    if form.view().code == "confined":
        clock.at += 1000
        form.skip()
    typed(form, "2")
    form.submit()
    return finish(kiosk)


def test_every_answer_can_be_changed_from_the_review_and_leads_back_to_it(kiosk, counter, clock):
    review = to_review(kiosk, clock)
    assert changes(review)["form.purok"] == "Purok 2"
    review.change("form.purok")
    form = FormPresenter(kiosk)
    assert form.view().code == "purok"
    form.key("clear")
    typed(form, "7")
    form.submit()
    assert kiosk.router.current == "review"
    review = ReviewPresenter(kiosk)
    review.submit()
    assert counter.filed[0].answers["purok"] == "Purok 7"


def test_a_change_that_makes_another_question_needed_asks_it(kiosk, counter, clock):
    review = to_review(kiosk, clock)
    assert "form.confined" not in changes(review)
    review.change("form.need")
    form = FormPresenter(kiosk)
    chosen(form, clock, "hospital")
    assert form.view().code == "confined"
    form.back()
    assert kiosk.router.current == "review"
    review = ReviewPresenter(kiosk)
    review.submit()
    assert kiosk.router.current == "form", "and asks it again of whoever went back from it"
    assert counter.filed == []
    form = FormPresenter(kiosk)
    typed(form, "Biñan General")
    form.submit()
    ReviewPresenter(kiosk).submit()
    assert counter.filed[0].answers["confined"] == "Biñan General"


def test_an_answer_whose_question_is_no_longer_asked_is_not_filed(kiosk, counter, clock):
    review = to_review(kiosk, clock, "hospital")
    kiosk.visit.answers["confined"] = "Biñan General"
    review.change("form.need")
    chosen(FormPresenter(kiosk), clock, "medicine")
    assert kiosk.router.current == "review"
    ReviewPresenter(kiosk).submit()
    assert "confined" not in counter.filed[0].answers


def test_another_service_chosen_at_the_review_asks_its_own_questions(kiosk, counter, clock):
    review = to_review(kiosk, clock)
    review.change("services")
    ServicesPresenter(kiosk).choose("certificate-of-residency")
    form = FormPresenter(kiosk)
    assert (form.view().code, kiosk.visit.answers) == ("purpose", {})
    chosen(form, clock, form.view().options[0].code)
    typed(form, "4")
    form.submit()
    typed(form, "2019")
    form.submit()
    assert kiosk.router.current == "review"
    ReviewPresenter(kiosk).submit()
    assert counter.filed[0].service == "certificate-of-residency"


def test_whoever_asks_for_a_document_may_add_a_word(kiosk, counter, clock):
    review = to_review(kiosk, clock)
    assert changes(review)["words"] == kiosk.words("kiosk.review.nothing")
    review.change("words")
    more = WordsPresenter(kiosk)
    typed(more, "Bukas po sana")
    more.submit()
    ReviewPresenter(kiosk).submit()
    assert counter.filed[0].words == "Bukas po sana"


def test_a_number_in_an_answer_is_masked_on_the_review(kiosk, clock):
    begin(kiosk, "document", "barangay-id")
    kiosk.visit.answers = {"kind": "new", "purok": "Purok 1", "emergency_name": "", "emergency_phone": "+639171234567"}
    shown = changes(ReviewPresenter(kiosk))
    assert shown["form.emergency_phone"] == "0917 ••• ••67"
    assert shown["form.emergency_name"] == kiosk.words("kiosk.review.nothing")


_ANSWERS = {"phone": "09171234567", "purok": "3", "date": "25121950"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_the_charter_can_be_filled_in(kiosk, counter, clock, language):
    kiosk.visit.language = language
    for service in counter.charter.services.values():
        door = {"service_request": "document", "registration": "document"}.get(service.type, "complaint")
        if not service.fields or service.sensitivity == "protected" or service.type == "inquiry":
            continue
        begin(kiosk, door, service.id)
        if kiosk.router.current == "words":
            words = WordsPresenter(kiosk)
            typed(words, "Tulong po")
            words.submit()
        form = FormPresenter(kiosk)
        for _ in range(len(service.fields)):
            clock.at += 1000
            view = form.view()
            if view.pad == "tiles":
                form.choose(view.options[0].code)
                form.submit() if view.several else None
            else:
                typed(form, _ANSWERS.get(view.kind, "Dito"))
                form.submit()
            if kiosk.router.current != "form":
                break
        assert kiosk.router.current in ("who", "name"), service.id
        assert kiosk.visit.answers


def test_an_answer_that_sounds_like_a_private_matter_is_asked_again_and_the_others_stay(kiosk, clock, indigency):
    chosen(indigency, clock, "legal", "self")
    typed(indigency, "binubugbog po ako ng asawa ko")
    indigency.submit()
    view = indigency.view()
    assert (view.code, view.asked.text) == ("office", "")
    assert view.asked.advice == kiosk.words("kiosk.form.protected")
    assert kiosk.visit.answers == {"purpose": "legal", "beneficiary": "self"}


# --- with a name or without


def test_a_complaint_without_a_name_has_no_number_either_and_says_how_to_get_the_answer(kiosk, counter):
    complain(kiosk)
    who = WhoPresenter(kiosk)
    assert "PIN" in who.view().warning
    who.choose("anonymous")
    assert kiosk.router.current == "notice"
    NoticePresenter(kiosk).answer(False)
    review = ReviewPresenter(kiosk)
    assert {"name", "phone"}.isdisjoint(changes(review))
    review.submit()
    [draft] = counter.filed
    assert (draft.name, draft.phone, draft.sms) == ("", "", False)
    assert ReceiptPresenter(kiosk).view().following == kiosk.words("kiosk.receipt.next_anonymous")


def test_whoever_changes_their_mind_at_the_review_is_asked_for_name_and_number(kiosk, counter):
    complain(kiosk)
    WhoPresenter(kiosk).choose("anonymous")
    NoticePresenter(kiosk).answer(False)
    ReviewPresenter(kiosk).change("who")
    WhoPresenter(kiosk).choose("known")
    assert kiosk.router.current == "name"
    naming = NamePresenter(kiosk)
    typed(naming, "M")
    naming.submit()
    assert naming.view().wrong
    typed(naming, "aria")
    naming.submit()
    phone = PhonePresenter(kiosk)
    typed(phone, "09171234567")
    phone.submit()
    NoticePresenter(kiosk).answer(True)
    assert kiosk.router.current == "review"
    ReviewPresenter(kiosk).submit()
    assert (counter.filed[0].name, counter.filed[0].phone) == ("Maria", "+639171234567")


def test_a_blotter_and_a_dispute_stand_among_the_complaints_and_have_a_name(kiosk):
    HomePresenter(kiosk).choose("complaint")
    listed = dict(ServicesPresenter(kiosk).view().services)
    assert {"blotter", "katarungang-pambarangay"} <= listed.keys()
    assert not {"vawc-protection-order", "illegal-drugs-report", "official-misconduct"} & listed.keys()
    ServicesPresenter(kiosk).choose("blotter")
    assert kiosk.visit.type == "incident"
    ServicesPresenter(kiosk).choose("")
    assert kiosk.visit.type == "complaint"


@pytest.mark.parametrize("words", ["binubugbog po ako ng asawa ko", "nagtutulak ng shabu ang kapitbahay"])
def test_words_about_a_protected_matter_are_not_kept(kiosk, counter, words):
    complain(kiosk, words)
    assert kiosk.router.current == "discreet"
    assert kiosk.visit.words == ""
    assert all(text and words not in text for _, text in DiscreetPresenter(kiosk).view().lines)
    DiscreetPresenter(kiosk).leave()
    assert counter.filed == []
