# SPDX-License-Identifier: Apache-2.0
"""What the screens say and do, without a window."""

import pytest

from appliance.answers import AnswerBook
from appliance.survey import FIELDS
from appliance.text import MAX_WORDS
from kiosk_ui.kiosk import Hall, Kiosk
from kiosk_ui.presenters.answers import PhonePresenter, WordsPresenter
from kiosk_ui.presenters.case import CasePresenter
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.receipt import ReceiptPresenter
from kiosk_ui.presenters.review import NoticePresenter, ReviewPresenter
from kiosk_ui.presenters.services import ServicePresenter, ServicesPresenter
from kiosk_ui.presenters.survey import QuestionPresenter, SurveyPresenter, ThanksPresenter
from kiosk_ui.presenters.track import TrackPresenter
from kiosk_ui.presenters.trouble import ErrorPresenter
from kiosk_ui.presenters.who import NamePresenter, WhoPresenter
from tests.kiosk_ui.fakes import FAILURES, PIN, ROUTES, Facts, SlowRunner


def complain(kiosk, words="Walang tubig", digits="09171234567"):
    HomePresenter(kiosk).choose("complaint")
    ServicesPresenter(kiosk).choose("")
    typing = WordsPresenter(kiosk)
    for char in words:
        typing.key("space" if char == " " else char)
    typing.submit()
    WhoPresenter(kiosk).choose("known")
    NamePresenter(kiosk).skip()
    phone = PhonePresenter(kiosk)
    for digit in digits:
        phone.key(digit)
    phone.submit() if digits else phone.skip()
    NoticePresenter(kiosk).answer(bool(digits))


def test_a_complaint_is_filed_as_it_was_said(kiosk, counter):
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    assert kiosk.router.current == "receipt"
    draft = counter.filed[0]
    assert (draft.type, draft.words, draft.phone, draft.sms) == ("complaint", "Walang tubig", "+639171234567", True)
    assert (draft.channel, draft.language) == ("kiosk", "fil")
    assert draft.notice


def test_nobody_has_to_give_a_number_and_without_one_nobody_is_texted(kiosk, counter):
    complain(kiosk, digits="")
    assert NoticePresenter(kiosk).view().ask == ""
    ReviewPresenter(kiosk).submit()
    assert (counter.filed[0].phone, counter.filed[0].sms) == ("", False)


def test_empty_words_are_refused_kindly_and_the_count_is_honest(kiosk):
    kiosk.visit.begin("complaint")
    presenter = WordsPresenter(kiosk)
    presenter.key("space")
    presenter.submit()
    assert presenter.view().wrong
    assert kiosk.router.current == "attract"
    kiosk.visit.words = "a" * (MAX_WORDS - 3)
    assert "3" in presenter.view().advice or presenter.view().wrong
    for _ in range(9):
        presenter.key("b")
    assert len(kiosk.visit.words) == MAX_WORDS
    assert str(MAX_WORDS) in presenter.view().advice


@pytest.mark.parametrize("digits", ["", "0917", "0281234567", "091712345678"])
def test_a_number_that_cannot_be_texted_is_explained_at_the_field(kiosk, digits):
    presenter = PhonePresenter(kiosk)
    for digit in digits:
        presenter.key(digit)
    presenter.submit()
    assert presenter.view().wrong
    assert kiosk.visit.phone == ""


def test_a_double_tap_files_once(clock, counter):
    slow = SlowRunner()
    kiosk = Kiosk(Hall("B", "C"), counter, AnswerBook(counter.charter), slow, clock, ROUTES, lambda name: None)
    complain(kiosk)
    review = ReviewPresenter(kiosk)
    slow.holds = True
    review.submit()
    review.submit()
    review.back()
    review.change("words")
    assert kiosk.router.current == "review"
    assert review.view().sending
    slow.go()
    assert not slow.waiting
    assert len(counter.filed) == 1


def test_a_failed_save_loses_nothing(kiosk, counter):
    complain(kiosk)
    counter.failure = FAILURES["store"]
    ReviewPresenter(kiosk).submit()
    error = ErrorPresenter(kiosk)
    assert kiosk.router.current == "error"
    assert error.view().what == kiosk.words("kiosk.error.not_saved")
    error.again()
    assert kiosk.router.current == "review"
    assert kiosk.visit.words == "Walang tubig"
    counter.failure = None
    ReviewPresenter(kiosk).submit()
    assert len(counter.filed) == 1


def test_a_result_for_somebody_who_left_is_dropped(clock, counter):
    slow = SlowRunner()
    kiosk = Kiosk(Hall("B", "C"), counter, AnswerBook(counter.charter), slow, clock, ROUTES, lambda name: None)
    kiosk.router.push("track")
    track = TrackPresenter(kiosk)
    for digit in "262832668387" + PIN:
        track.key(digit)
    slow.holds = True
    track.submit()
    kiosk.leave()
    slow.go()
    assert kiosk.router.current == "attract"
    assert kiosk.visit.seen is None


def test_the_receipt_tells_four_facts_and_infers_none(kiosk, counter, clock):
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    receipt = ReceiptPresenter(kiosk)
    assert [fact.true for fact in receipt.view().facts] == [True, False, False, False]
    counter.known = Facts(clock.at, None, None, clock.at)
    clock.at += 1000
    receipt.tick()
    assert [fact.true for fact in receipt.view().facts] == [True, False, False, True]
    assert receipt.view().pin == PIN


def test_on_the_receipt_the_day_stays_with_its_month(kiosk):
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    month_and_day = kiosk.words.date(kiosk.visit.receipt.promise.due_at).split(", ")[1]
    assert month_and_day.replace(" ", "\N{NO-BREAK SPACE}") in ReceiptPresenter(kiosk).view().promise


def test_wrong_numbers_and_wrong_pins_get_one_answer(kiosk):
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    number = kiosk.visit.receipt.reference
    answers = set()
    for reference, pin in ((number, "1111"), ("111111111111", PIN), ("262832668388", PIN)):
        track = TrackPresenter(kiosk)
        for digit in reference + pin:
            track.key(digit)
        track.submit()
        assert track.view().wrong
        answers.add(track.view().advice)
    assert len(answers) == 1


def test_the_right_ones_show_the_case_with_its_reply(kiosk, counter):
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    counter.reply = "Bukas po {darating} ang [b]tubig[/b]."
    track = TrackPresenter(kiosk)
    for digit in kiosk.visit.receipt.reference + PIN:
        track.key(digit)
    track.submit()
    assert kiosk.router.current == "case"
    view = CasePresenter(kiosk).view()
    assert view.state == kiosk.words("state.in_progress")
    assert any(counter.reply in text for _, _, text in view.lines)


def test_an_incomplete_number_is_not_looked_up(kiosk):
    track = TrackPresenter(kiosk)
    track.key("1")
    track.submit()
    assert track.view().advice == kiosk.words("kiosk.track.incomplete")


def test_a_microphone_that_is_not_there_is_said_to_be_missing(kiosk):
    home = HomePresenter(kiosk)
    talk = next(choice for choice in home.view().choices if choice.code == "talk")
    assert not talk.possible
    home.choose("talk")
    assert kiosk.router.current == "attract"


def test_every_service_of_the_charter_can_be_shown_in_every_language(kiosk, counter):
    for language in ("fil", "en", "ceb"):
        kiosk.visit.language = language
        for service in counter.charter.services:
            kiosk.visit.service = service
            view = ServicePresenter(kiosk).view()
            assert view.title
            assert view.fee
            assert view.time


@pytest.mark.parametrize(("trouble", "filed"), [("", True), ("", False), ("unsure", False)])
def test_the_error_screen_says_whether_the_case_was_saved(kiosk, trouble, filed):
    complain(kiosk)
    if filed:
        ReviewPresenter(kiosk).submit()
    kiosk.visit.trouble = trouble
    view = ErrorPresenter(kiosk).view()
    assert view.again == ""
    said = kiosk.words("kiosk.error.saved", number="")
    assert view.what.startswith(said) is filed


# --- how the service was


@pytest.fixture
def asked(kiosk, counter):
    """A citizen has looked up their case, seen the reply, and agreed to say how it was."""
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    counter.reply = "Ayos na po ang tubo."
    kiosk.visit.seen = counter.track(kiosk.visit.receipt.reference, PIN)
    kiosk.router.reset("attract", "home", "track", "case")
    CasePresenter(kiosk).rate()
    SurveyPresenter(kiosk).start()
    return QuestionPresenter(kiosk)


@pytest.fixture
def answer(asked, clock):
    """Touch one choice after the other, as slowly as people do."""

    def touch(*codes):
        for code in codes:
            clock.at += 1000
            asked.choose(code) if code else asked.skip()

    return touch


def test_nobody_is_asked_how_it_was_before_they_have_an_answer(kiosk, counter):
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    kiosk.visit.seen = counter.track(kiosk.visit.receipt.reference, PIN)
    assert CasePresenter(kiosk).view().rate == ""


def test_the_invitation_says_how_long_it_takes(kiosk):
    assert str(len(FIELDS)) in SurveyPresenter(kiosk).view().lines[0][1]


def test_all_questions_answered_are_kept_and_thanked_for(kiosk, counter, asked, answer):
    answer("citizen", "female", "from65", "1", "2", "na", *"543215432")
    assert kiosk.router.current == "thanks"
    [(case, answers)] = counter.rated
    assert case == "case-1"
    assert list(answers) == [field.code for field in FIELDS]
    assert (answers["cc3"], answers["sqd0"], answers["sqd8"]) == ("na", "5", "2")
    ThanksPresenter(kiosk).done()
    assert (kiosk.router.current, kiosk.visit.seen) == ("attract", None)


def test_who_does_not_know_the_charter_has_two_questions_less(asked, answer):
    answer("citizen", "male", "20to34")
    assert asked.view().progress == asked.words("kiosk.progress", step=4, steps=15)
    answer("4")
    assert asked.view().title == FIELDS[6].label["fil"]
    assert asked.view().progress == asked.words("kiosk.progress", step=5, steps=13)


def test_whoever_goes_back_sees_what_they_chose_and_may_change_it(counter, asked, answer):
    answer("citizen", "male", "20to34", "4", "5")
    asked.back()
    assert [option.code for option in asked.view().options if option.chosen] == ["5"]
    asked.back()
    assert [option.code for option in asked.view().options if option.chosen] == ["4"]
    answer("1", "na")
    asked.back()
    assert asked.view().apart.chosen
    answer("", "1")
    asked.stop()
    assert counter.rated[0][1] == {
        **{"client_type": "citizen", "sex": "male", "age": "20to34", "cc1": "1", "cc3": "1", "sqd0": "5"}
    }


def test_back_from_the_first_question_leaves_the_survey(kiosk, asked):
    asked.back()
    assert kiosk.router.current == "survey"


def test_whoever_stops_early_has_said_what_they_said(kiosk, counter, asked, answer):
    answer("", "", "", "", "", "", "2")
    asked.stop()
    assert kiosk.router.current == "thanks"
    assert counter.rated == [("case-1", {"sqd0": "2"})]


@pytest.mark.parametrize("skipped", [0, 15])
def test_whoever_says_nothing_is_thanked_for_nothing_and_nothing_is_kept(kiosk, counter, asked, answer, skipped):
    answer(*[""] * skipped)
    if not skipped:
        asked.stop()
    assert kiosk.router.current == "case"
    assert counter.rated == []


def test_leaving_in_the_middle_keeps_nothing(kiosk, counter, asked, answer):
    answer("citizen", "female")
    kiosk.leave()
    assert counter.rated == []


def test_a_double_tap_answers_one_question(asked, clock, answer):
    answer("citizen")
    clock.at += 150
    asked.choose("female")
    assert asked.view().title == FIELDS[1].label["fil"]
    clock.at -= 3_600_000
    asked.choose("female")
    assert asked.view().title == FIELDS[2].label["fil"], "a clock that was set back must not hold the questions back"


def test_answers_that_could_not_be_saved_are_still_there_and_may_be_sent_again(kiosk, counter, asked, answer):
    counter.failure = FAILURES["store"]
    answer("citizen", "female", "from65", "4", *"123451234")
    view = asked.view()
    assert (view.wrong, view.advice) == (True, kiosk.words("kiosk.survey.not_saved"))
    assert [option.code for option in view.options if option.chosen] == ["4"]
    counter.failure = None
    answer("5")
    assert kiosk.router.current == "thanks"
    assert counter.rated[0][1]["sqd8"] == "5"


def test_while_the_answers_are_being_saved_no_touch_does_anything(clock, counter):
    slow = SlowRunner()
    kiosk = Kiosk(Hall("B", "C"), counter, AnswerBook(counter.charter), slow, clock, ROUTES, lambda name: None)
    complain(kiosk)
    ReviewPresenter(kiosk).submit()
    slow.holds = True
    kiosk.visit.seen = counter.track(kiosk.visit.receipt.reference, PIN)
    kiosk.router.push("question")
    asked = QuestionPresenter(kiosk)
    clock.at += 1000
    asked.choose("citizen")
    asked.stop()
    clock.at += 1000
    for touch in (asked.stop, asked.back, asked.skip, lambda: asked.choose("male")):
        touch()
    assert asked.view().advice == kiosk.words("kiosk.survey.saving")
    slow.go()
    assert not slow.waiting
    assert counter.rated == [("case-1", {"client_type": "citizen"})]


def test_every_question_can_be_shown_in_every_language(kiosk, clock, asked):
    for language in ("fil", "en", "ceb"):
        kiosk.visit.language = language
        presenter = QuestionPresenter(kiosk)
        for field in FIELDS:
            view = presenter.view()
            assert view.title == field.label[language]
            assert view.scale is field.code.startswith("sqd")
            clock.at += 1000
            presenter.skip()
