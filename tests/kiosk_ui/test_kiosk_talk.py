# SPDX-License-Identifier: Apache-2.0
"""A visitor speaks to the kiosk: without a window, over ears that hear what a script says."""

import pytest

from appliance.answers import AnswerBook
from appliance.ports import Heard
from appliance.words import LANGUAGES
from kiosk_ui.attention import MOST
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.guide import Guide
from kiosk_ui.kiosk import Hall, Kiosk
from kiosk_ui.presenters.ask import AskingPresenter
from kiosk_ui.presenters.card import CardPresenter
from kiosk_ui.presenters.emergency import EmergencyPresenter
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.talk import TalkPresenter
from kiosk_ui.spoken import Page, Text
from tests.kiosk_ui.fakes import ROUTES, FakeMouth
from voice.scripted import ScriptedEars

CLEARANCE = Heard("magkano po ang barangay clearance")
UNCLEAR = Heard(problem="unclear")


@pytest.fixture
def speaking(counter, clock):
    """A kiosk that hears these, one after the other; the seconds are its clock's."""

    def make(*script, **more):
        ears = ScriptedEars(*script, **more)
        hall = Hall("Barangay San Isidro", "Biñan")
        book = AnswerBook(counter.charter)
        kiosk = Kiosk(
            hall,
            counter,
            book,
            InlineRunner(),
            clock,
            ROUTES,
            lambda name: None,
            ears=ears,
            now=lambda: clock.at / 1000,
        )
        kiosk.router.reset("attract", "home")
        return kiosk, ears

    return make


def talk(kiosk):
    HomePresenter(kiosk).choose("talk")
    return TalkPresenter(kiosk)


def said(talking, start="start"):
    """Press, speak, press again."""
    talking.press(start)
    talking.tick()
    talking.press("stop")
    talking.tick()


def buttons(talking):
    return [code for code, _ in talking.view().buttons]


def test_without_a_microphone_the_tile_says_so_and_does_nothing(kiosk):
    [tile] = [choice for choice in HomePresenter(kiosk).view().choices if choice.code == "talk"]
    assert (tile.possible, tile.hint) == (False, kiosk.words("kiosk.home.talk.absent"))
    kiosk.router.reset("attract", "home")
    HomePresenter(kiosk).choose("talk")
    assert kiosk.router.current == "home"


def test_a_language_that_is_not_understood_is_not_offered_to_speak(speaking):
    kiosk, _ = speaking(languages=["fil"])
    kiosk.visit.language = "ceb"
    [tile] = [choice for choice in HomePresenter(kiosk).view().choices if choice.code == "talk"]
    assert (tile.possible, tile.hint) == (False, kiosk.words("kiosk.home.talk.language"))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fil", "magkano po ang barangay clearance"),
        ("en", "how much is a barangay clearance"),
        ("ceb", "tagpila ang barangay clearance"),
    ],
)
def test_a_spoken_question_is_read_back_and_answered_as_a_typed_one(speaking, language, question):
    kiosk, ears = speaking(Heard(question))
    kiosk.visit.language = language
    talking = talk(kiosk)
    assert ears.asked == [], "no microphone before a touch"
    talking.press("start")
    talking.tick()
    view = talking.view()
    assert (view.state, view.said, view.level) == ("listening", question, 0.5)
    talking.press("stop")
    talking.tick()
    assert (talking.view().state, talking.view().said) == ("checking", question)
    assert kiosk.visit.answer is None, "nothing is answered before the yes"
    talking.press("yes")
    assert kiosk.router.current == "answer"
    spoken = CardPresenter(kiosk).view()

    kiosk.router.reset("attract", "home", "asking")
    kiosk.visit.question = question
    AskingPresenter(kiosk).submit()
    assert CardPresenter(kiosk).view() == spoken


def test_it_listens_in_the_visitors_language_for_matters_services_and_free_speech(speaking):
    kiosk, ears = speaking(CLEARANCE)
    said(talk(kiosk))
    [(language, choices, free)] = ears.asked
    assert (language, free) == ("fil", True)
    assert "magreklamo" in choices["complaint"]
    assert "barangay clearance" in choices["barangay-clearance"]


def test_who_says_what_they_came_for_gets_there_and_nothing_is_filed(speaking, counter):
    kiosk, _ = speaking(Heard("magreklamo", "complaint", sure=True))
    said(talk(kiosk))
    assert (kiosk.router.current, kiosk.visit.door) == ("services", "complaint")
    assert counter.filed == []


def test_what_only_sounds_like_a_tile_is_asked_about(speaking):
    kiosk, _ = speaking(Heard("magreklamo", "complaint", sure=False))
    talking = talk(kiosk)
    said(talking)
    assert talking.view().state == "checking"


def test_no_means_once_more_and_then_typing_comes_first(speaking):
    kiosk, ears = speaking(CLEARANCE, CLEARANCE)
    talking = talk(kiosk)
    said(talking)
    said(talking, start="again")
    assert len(ears.asked) == 2
    talking.press("again")
    assert talking.view().state == "ready"
    assert buttons(talking) == ["type", "start"]


def test_after_two_failures_typing_comes_first(speaking):
    kiosk, _ = speaking(UNCLEAR, Heard(problem="noise"))
    talking = talk(kiosk)
    said(talking)
    assert (talking.view().wrong, buttons(talking)) == (True, ["start", "type"])
    said(talking)
    assert talking.view().advice == kiosk.words("kiosk.talk.problem.noise")
    assert buttons(talking) == ["type", "start"]
    talking.press("type")
    assert (kiosk.router.current, kiosk.visit.question) == ("asking", "")


def test_what_was_misheard_by_a_word_can_be_mended_by_hand(speaking):
    kiosk, _ = speaking(CLEARANCE)
    talking = talk(kiosk)
    said(talking)
    talking.press("type")
    assert AskingPresenter(kiosk).view().text == CLEARANCE.transcript


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", ["silence", "noise", "unclear", "cut", "failed"])
def test_every_problem_is_said_in_words(speaking, language, problem):
    kiosk, _ = speaking(Heard(problem=problem))
    kiosk.visit.language = language
    talking = talk(kiosk)
    said(talking)
    assert talking.view().advice == kiosk.words(f"kiosk.talk.problem.{problem}")
    assert buttons(talking)[0] == ("type" if problem == "failed" else "start")


def test_a_danger_needs_no_read_back(speaking):
    kiosk, _ = speaking(Heard("may sunog po sa amin"))
    said(talk(kiosk))
    assert kiosk.router.current == "emergency"
    assert "911" in EmergencyPresenter(kiosk).view().number


def test_a_private_matter_is_neither_read_back_nor_kept(speaking, counter):
    kiosk, _ = speaking(Heard("nagtutulak ng shabu ang kapitbahay"))
    talking = talk(kiosk)
    seen = []
    talking.watch(lambda view: seen.append(view.state))
    said(talking)
    assert "checking" not in seen
    assert kiosk.router.current == "answer"
    assert (kiosk.visit.question, kiosk.visit.answer.question, counter.filed) == ("", "", [])


def test_the_guide_is_silent_before_anything_is_listened_to_and_while_it_is(speaking):
    kiosk, _ = speaking(CLEARANCE)
    mouth = FakeMouth()
    guide = Guide(kiosk, mouth)
    kiosk.listen()
    mouth.slow = True
    guide.look(Page("Magsalita", [Text("Isa"), Text("Dalawa")]))
    assert mouth.speaking
    talking = talk(kiosk)
    talking.press("start")
    guide.look(Page("Nakikinig", [Text("Tatlo")]))
    assert not guide.speaking
    assert "Tatlo" not in mouth.heard
    talking.press("stop")
    talking.tick()
    guide.look(Page("Tama po ba?"))
    assert mouth.heard[-1] == "Tama po ba?"


def test_whoever_goes_away_is_listened_to_no_more(speaking):
    kiosk, ears = speaking(CLEARANCE)
    talking = talk(kiosk)
    talking.press("start")
    talking.tick()
    assert ears.now().on
    kiosk.leave()
    assert not ears.now().on
    assert ears.now().partial == ""
    assert not kiosk.attention.listening


def test_what_was_heard_is_told_once(speaking):
    kiosk, ears = speaking(CLEARANCE)
    said(talk(kiosk))
    assert ears.now().heard is None


def test_ears_that_never_end_are_taken_for_broken(speaking, clock):
    kiosk, _ = speaking(CLEARANCE)
    talking = talk(kiosk)
    talking.press("start")
    clock.at += int(MOST * 1000) + 1
    talking.tick()
    assert talking.view().advice == kiosk.words("kiosk.talk.problem.failed")
    assert buttons(talking)[0] == "type"
    assert not kiosk.attention.listening
