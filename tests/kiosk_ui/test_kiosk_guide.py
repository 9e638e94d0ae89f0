# SPDX-License-Identifier: Apache-2.0
"""What the voice guide says and when, how the access panel answers, and how long we wait: without a window."""

from dataclasses import replace

import pytest

from appliance.answers import AnswerBook
from appliance.words import LANGUAGES, words_in
from kiosk_ui import spoken
from kiosk_ui.access import Access
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.guide import Guide
from kiosk_ui.idle import WARNING, Idle, IdleTimer
from kiosk_ui.kiosk import Hall, Kiosk
from kiosk_ui.presenters.access import AccessPresenter
from kiosk_ui.presenters.answers import PhonePresenter
from kiosk_ui.spoken import Control, Page, Text
from kiosk_ui.widgets import keys
from tests.kiosk_ui.fakes import FakeClock, FakeCounter, FakeMouth

ROUTES = "attract language home services words phone case".split()


@pytest.fixture
def mouth():
    return FakeMouth()


@pytest.fixture
def kiosk():
    clock = FakeClock()
    counter = FakeCounter(clock)
    answers = AnswerBook(counter.charter)
    return Kiosk(Hall("B", "C"), counter, answers, InlineRunner(), clock, ROUTES, lambda name: None, speaks=True)


@pytest.fixture
def guide(kiosk, mouth):
    kiosk.adjust(Access(voice=True))
    return Guide(kiosk, mouth)


def page(title="Aking kaso", *texts, controls=()):
    return Page(title, [Text(text) for text in texts], list(controls))


def heard(mouth):
    said, mouth.heard = mouth.heard, []
    return said


FIELD = Control("track.pin", "PIN", value="")


def test_a_page_is_read_on_arrival_title_first_and_then_what_can_be_done(guide, mouth):
    guide.look(page("Wika", "Pumili po.", controls=[Control("a", "Filipino"), Control("b", "English", language="en")]))
    assert heard(mouth) == ["Wika", "Pumili po.", "Filipino.", "English."]


def test_the_same_page_is_not_read_again_unless_it_is_asked_for(guide, mouth):
    guide.look(page("Wika", "Pumili po."))
    heard(mouth)
    guide.look(page("Wika", "Pumili po."))
    assert heard(mouth) == []
    guide.read()
    assert heard(mouth) == ["Wika", "Pumili po."]


def test_nothing_is_said_to_whoever_did_not_ask_for_it(guide, kiosk, mouth):
    kiosk.adjust(Access())
    guide.look(page())
    guide.focus(FIELD)
    assert heard(mouth) == []


def test_an_error_and_whatever_else_is_new_is_told_by_itself(guide, mouth):
    guide.look(page("Telepono", "Hindi po sapilitan."))
    heard(mouth)
    guide.look(page("Telepono", "Kulang po. Dapat ay 11 numero."))
    assert heard(mouth) == ["Kulang po. Dapat ay onse numero."]


def test_a_countdown_is_read_once(guide, mouth):
    guide.look(Page("Nandiyan pa po ba kayo?", [Text("Mabubura sa 20 segundo", told=False)]))
    heard(mouth)
    guide.look(Page("Nandiyan pa po ba kayo?", [Text("Mabubura sa 19 segundo", told=False)]))
    assert heard(mouth) == []


def test_every_character_is_said_as_it_is_typed_and_as_it_is_erased(guide, kiosk, mouth):
    told = []
    for text in ("", "0", "09", "091", "0917", "0917 1", "0917", "0917 x", "0917 x ", ""):
        guide.look(page("Telepono", controls=[replace(FIELD, value=text)]))
        told.append(heard(mouth)[-1:])
    said = [one[0] if one else "" for one in told[1:]]
    assert said[:5] == ["sero", "siyam", "isa", "pito", "isa"]
    assert said[5] == "Binura: isa"
    assert said[6:8] == ["x", kiosk.words("kiosk.sign.space")]
    assert said[8] == kiosk.words("kiosk.voice.empty")


def test_a_control_tells_its_state_and_value(kiosk):
    words = kiosk.words
    assert spoken.sentence(words, replace(FIELD, value="0379")) == "PIN. 0379."
    assert spoken.sentence(words, FIELD) == "PIN. Walang laman."
    assert spoken.sentence(words, Control("a", "Opo", chosen=True)) == "Opo. Napili."
    assert spoken.sentence(words, Control("a", "Magsalita", possible=False)).endswith("Hindi po magagamit ngayon.")
    assert spoken.sentence(words, Control("a", "Gabay", state="Naka-on")) == "Gabay. Naka-on."


def test_a_touch_cuts_the_voice_off_and_the_rest_is_not_said(guide, mouth):
    mouth.slow = True
    guide.look(page("Wika", "Pumili po."))
    assert guide.speaking
    guide.stop()
    assert not guide.speaking
    guide.tick()
    assert heard(mouth) == ["Wika"]


def test_one_sentence_is_said_after_the_other(guide, mouth):
    mouth.slow = True
    guide.look(page("Wika", "Pumili po."))
    assert heard(mouth) == ["Wika"]
    guide.tick()
    assert heard(mouth) == []
    mouth.speaking = False
    guide.tick()
    assert heard(mouth) == ["Pumili po."]


@pytest.mark.parametrize("service", ["vawc-protection-order", "official-misconduct", "illegal-drugs-report"])
def test_a_protected_matter_is_never_spoken(guide, kiosk, mouth, service):
    kiosk.visit.service = service
    kiosk.router.push("words")
    matter = page("Barangay Protection Order", "Sinaktan niya ako", controls=[replace(FIELD, value="Sinaktan")])
    guide.look(matter)
    guide.look(replace(matter, controls=[replace(FIELD, value="Sinaktan niya")]))
    guide.look(replace(matter, texts=[Text("Sagot: lumipat na siya")]))
    guide.focus(replace(FIELD, value="Sinaktan"))
    said = " ".join(heard(mouth))
    assert kiosk.words("kiosk.voice.private") in said
    assert not any(secret in said for secret in ("Protection", "Sinaktan", "lumipat"))


def test_how_the_keys_work_is_explained_once(guide, kiosk, mouth):
    guide.explain()
    guide.look(page("Wika"))
    assert heard(mouth) == [kiosk.words("kiosk.voice.keys"), "Wika"]
    guide.look(page("Ano po?"))
    assert heard(mouth) == ["Ano po?"]


def test_the_voice_is_as_fast_and_as_loud_as_the_visitor_wants(guide, kiosk, mouth):
    kiosk.adjust(kiosk.visit.access.faster(2).louder(9))
    guide.look(page())
    assert mouth.settings == (210, 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_keypad_has_a_name(language):
    words = words_in(language)
    codes = {code for layer in (*keys.LAYERS.values(), keys.DIGITS) for row in layer for code, _ in row}
    for code in codes:
        assert words(f"kiosk.key.{code}.say") if len(code) > 1 else spoken.letter(words, code)
        if len(code) == 1 and not code.isalnum():
            assert spoken.letter(words, code) != code


# --- the panel


def buttons(kiosk):
    return {choice.code: choice for setting in AccessPresenter(kiosk).view().settings for choice in setting.choices}


def test_the_panel_sets_everything_at_once_and_says_how_it_stands(kiosk):
    for code in ("scale.200", "contrast", "voice", "more_time"):
        buttons(kiosk)[code].act()
    assert kiosk.visit.access == Access(scale=200, contrast=True, voice=True, more_time=True)
    assert buttons(kiosk)["scale.200"].lit
    assert buttons(kiosk)["contrast"].state == kiosk.words("kiosk.access.on")
    for _ in range(9):
        buttons(kiosk)["speed.less"].act()
        buttons(kiosk)["volume.more"].act()
    assert (kiosk.visit.access.rate, kiosk.visit.access.loudness) == (100, 100)
    assert not buttons(kiosk)["speed.less"].possible
    assert buttons(kiosk)["speed.more"].possible


def test_speed_and_volume_are_asked_for_only_where_somebody_listens(kiosk):
    assert "speed.more" not in buttons(kiosk)
    buttons(kiosk)["voice"].act()
    assert "speed.more" in buttons(kiosk)


def test_a_box_without_a_voice_says_so(kiosk):
    kiosk.speaks = False
    view = AccessPresenter(kiosk).view()
    assert view.absent
    assert "voice" not in buttons(kiosk)


def test_whoever_leaves_takes_their_settings_along(kiosk):
    kiosk.adjust(Access(scale=200, voice=True))
    assert not kiosk.as_always
    kiosk.leave()
    assert kiosk.visit.access == Access()
    assert kiosk.as_always


def test_a_screen_that_is_drawn_anew_knows_what_was_typed(kiosk):
    kiosk.router.push("phone")
    first = kiosk.present(PhonePresenter)
    for digit in "0917":
        first.key(digit)
    assert kiosk.present(PhonePresenter) is first
    kiosk.router.back()
    kiosk.router.push("phone")
    assert kiosk.present(PhonePresenter) is not first


def test_more_time_doubles_the_limit_and_the_warning():
    timer = IdleTimer(0)
    timer.watch(0, 30, 2.0)
    assert timer.state(59) is Idle.ACTIVE
    assert timer.state(60) is Idle.WARN
    assert timer.state(60 + 2 * WARNING - 1) is Idle.WARN
    assert timer.state(60 + 2 * WARNING) is Idle.RESET
