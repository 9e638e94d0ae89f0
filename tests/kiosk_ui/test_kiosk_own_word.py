# SPDX-License-Identifier: Apache-2.0
"""A case that its number and PIN have opened: what its citizen sees and may say, without a window."""

import pytest

from appliance.case import State
from appliance.counter import Line
from appliance.words import LANGUAGES, words_in
from kiosk_ui.presenters.case import CasePresenter
from kiosk_ui.presenters.history import HistoryPresenter
from kiosk_ui.presenters.review import NoticePresenter, ReviewPresenter
from kiosk_ui.presenters.say import SayPresenter
from kiosk_ui.presenters.track import TrackPresenter
from kiosk_ui.presenters.who import WhoPresenter
from tests.kiosk_ui.fakes import DAY, FAILURES, PIN
from tests.kiosk_ui.visitors import complain, typed


@pytest.fixture
def seen(kiosk, counter):
    """Opens a case in some state."""

    def open_case(state, history=(), **more):
        complain(kiosk)
        WhoPresenter(kiosk).choose("anonymous")
        NoticePresenter(kiosk).answer(False)
        ReviewPresenter(kiosk).submit()
        number = kiosk.visit.receipt.reference
        counter.state, counter.history = state, list(history)
        for name, value in more.items():
            setattr(counter, name, value)
        track = TrackPresenter(kiosk)
        for digit in number + PIN:
            track.key(digit)
        track.submit()
        return CasePresenter(kiosk)

    return open_case


def test_what_is_settled_can_be_agreed_to_once(kiosk, counter, seen):
    case = seen(State.RESOLVED, reply="Ayos na po.")
    assert case.view().yes
    case.yes()
    assert [(kind, text) for _, kind, text in counter.spoken] == [("citizen_confirmed", "")]
    view = CasePresenter(kiosk).view()
    assert view.yes == ""
    assert view.lines[0][2] == kiosk.words("kiosk.said.citizen_confirmed")


@pytest.mark.parametrize("words", ["", "May lubak pa rin"])
def test_what_is_not_settled_is_said_with_or_without_a_reason(kiosk, counter, seen, words):
    seen(State.RESOLVED, reply="Ayos na po.").no()
    say = SayPresenter(kiosk)
    typed(say, words)
    say.submit() if words else say.skip()
    assert counter.spoken[0][1:] == ("citizen_disputed", words)
    assert kiosk.router.current == "case"
    view = CasePresenter(kiosk).view()
    assert view.state == kiosk.words("state.in_progress")
    assert view.lines[0][2] == kiosk.words("kiosk.said.citizen_disputed")


def test_thinking_better_of_it_says_nothing(kiosk, counter, seen):
    seen(State.RESOLVED, reply="Ayos na po.").no()
    SayPresenter(kiosk).back()
    assert kiosk.router.current == "case"
    assert CasePresenter(kiosk).view().lines[0][0] == "reply"
    assert counter.spoken == []


def test_what_an_officer_asked_for_is_shown_and_can_be_answered(kiosk, counter, clock, seen):
    asked = Line(clock.at, "needs_client", "Pakidala po ang litrato.", "barangay")
    case = seen(State.NEEDS_CLIENT, [asked])
    view = case.view()
    assert view.wanted
    assert "Pakidala po ang litrato." in view.lines[0][2]
    case.add()
    say = SayPresenter(kiosk)
    say.submit()
    assert say.view().wrong
    typed(say, "Nadala ko na po kahapon")
    say.submit()
    assert counter.spoken[0][1:] == ("client_supplied", "Nadala ko na po kahapon")


@pytest.mark.parametrize(("failure", "key"), [("store", "trouble"), ("case", "moved")])
def test_a_word_that_could_not_be_kept_is_not_lost(kiosk, counter, seen, failure, key):
    seen(State.NEEDS_CLIENT).add()
    say = SayPresenter(kiosk)
    typed(say, "Nadala ko na po kahapon")
    counter.failure = FAILURES[failure]
    say.submit()
    assert say.view().text == "Nadala ko na po kahapon"
    assert say.view().advice == kiosk.words(f"kiosk.say.{key}")


def test_a_protected_word_is_not_added_to_a_case(kiosk, counter, seen):
    seen(State.NEEDS_CLIENT).add()
    say = SayPresenter(kiosk)
    typed(say, "binubugbog po ako ng asawa ko")
    say.submit()
    assert (say.view().text, say.view().advice) == ("", kiosk.words("kiosk.say.protected"))
    assert counter.spoken == []


def test_a_date_that_has_passed_is_said_to_have_passed(kiosk, clock, seen):
    case = seen(State.IN_PROGRESS, missed=1, called="head")
    missed, promise = (text for what, _, text in case.view().lines if what in ("missed", "promise"))
    assert kiosk.words("escalated.head") in missed
    assert promise.startswith("May balita po kayo sa ")
    assert promise.endswith(" o mas maaga")
    clock.at += 4 * DAY
    assert next(text for what, _, text in case.view().lines if what == "promise").startswith("Lumampas")


def test_a_settled_case_promises_nothing_more(seen):
    assert "promise" not in [what for what, _, _ in seen(State.RESOLVED).view().lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_history_is_told_from_the_newest_in_plain_words(kiosk, clock, seen, language):
    kiosk.visit.language = language
    kinds = (
        "created client_supplied accepted needs_client referred referral_updated suspended resumed ready_for_release "
        "released resolved denied closed reopened handed_over extended replied citizen_confirmed citizen_disputed "
        "withdrawn told read due_recomputed promise_missed deemed_approved"
    ).split()
    lines = [Line(clock.at + place, kind, "Sabi ko", "city-engineering") for place, kind in enumerate(kinds)]
    seen(State.IN_PROGRESS, lines).history()
    kiosk.visit.language = language
    told = HistoryPresenter(kiosk).view().happenings
    assert len(told) == len(kinds)
    assert told[-1].what == words_in(language)("kiosk.event.created")
    assert told[kinds[::-1].index("handed_over")].what.endswith("City Engineering")
    assert len({one.what for one in told}) == len(kinds)
