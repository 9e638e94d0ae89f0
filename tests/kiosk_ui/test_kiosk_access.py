# SPDX-License-Identifier: Apache-2.0
"""Large text, high contrast, a voice and five keys on the real app: for eyes that are old, or closed."""

import pytest

from appliance.words import LANGUAGES, words_in
from tests.kiosk_ui.fakes import LONG_DAY
from tests.kiosk_ui.theatre import SIZES, Stage
from tests.kiosk_ui.walker import walk
from voice.numbers import cardinal

pytestmark = pytest.mark.window

LEFT, RIGHT, UP, DOWN, ENTER, ESCAPE, F1 = 276, 275, 273, 274, 13, 27, 282

LOOKS = {
    "normal": {},
    "150": {"scale": 150},
    "200": {"scale": 200},
    "high contrast": {"contrast": True},
    "200, high contrast, voice": {"scale": 200, "contrast": True, "voice": True, "more_time": True},
}
EVERY = [(size, language, look) for size in SIZES for language in LANGUAGES for look in LOOKS]
SAMPLE = [EVERY[place] for place in (1, 12, 24, 30, 38)]
"""Each size, language and look at least once; the slow run walks them all."""


@pytest.fixture
def walked(tmp_path):
    """Walk through every screen; whatever is clipped, split, too small, mute or complained of is in the answer."""

    def walked(size, language, look):
        stage = Stage(size, tmp_path)
        stage.ask(wait="attract.start", seconds=30)
        found = {}
        for place in walk(stage, language, LOOKS[look]):
            looked = stage.ask(inspect=True)
            if looked["problems"] or looked["warnings"]:
                found[place] = looked
        assert stage.close() == 0
        return found

    return walked


@pytest.mark.parametrize(("size", "language", "look"), SAMPLE)
def test_every_screen_can_be_read_and_touched(walked, size, language, look):
    assert walked(size, language, look) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("size", "language", "look"), [one for one in EVERY if one not in SAMPLE])
def test_every_screen_can_be_read_and_touched_in_every_combination(walked, size, language, look):
    assert walked(size, language, look) == {}


def test_the_sample_has_each_size_language_and_look():
    sizes, languages, looks = map(set, zip(*SAMPLE, strict=True))
    assert (sizes, languages, looks) == (set(SIZES), set(LANGUAGES), set(LOOKS))


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    stage = Stage("800x480", tmp_path_factory.mktemp("home"))
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0


class Visitor:
    """Somebody who sees nothing: they press keys and know only what they heard."""

    def __init__(self, stage, language="fil"):
        self.stage, self.words = stage, words_in(language)
        stage.ask(leave=True)
        stage.ask(heard=True)
        self.heard = []

    def press(self, *codes):
        for code in codes:
            self.heard = []
            self.stage.ask(press=code)
            self.heard += self.stage.ask(heard=True)["heard"]

    def hear(self, wanted):
        """Listen until this is said; return all that was said since the last key."""
        for _ in range(200):
            if any(wanted in sentence for sentence in self.heard):
                return self.heard
            self.heard += self.stage.ask(heard=True)["heard"]
        raise AssertionError(f"{wanted!r} was not said, but {self.heard}")

    def go_to(self, wanted, key=RIGHT):
        """Press a key until the ring is on what is called so."""
        for _ in range(90):
            self.press(key)
            if self.heard and self.heard[0].removesuffix(".") == wanted.removesuffix("."):
                return
        raise AssertionError(f"the keys never came to {wanted!r}")

    def choose(self, key, **values):
        self.go_to(self.words(key, **values))
        self.press(ENTER)


def after(heard, name):
    """What was said after the sentence that begins so."""
    return heard[next(place for place, said in enumerate(heard) if said.startswith(name)) + 1]


def digits(sentence, language="fil"):
    """What somebody writes down who hears digits."""
    known = {cardinal(digit, language): str(digit) for digit in range(10)}
    return "".join(known[word] for word in sentence.replace(",", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_eyes_closed_a_case_is_filed_and_its_answer_is_heard(stage, language):
    visitor = Visitor(stage, language)
    words = visitor.words
    visitor.press(DOWN)
    visitor.hear(words_in("fil")("kiosk.voice.keys"))
    visitor.hear("Barangay San Isidro")
    visitor.words = words_in("fil")
    visitor.choose("kiosk.attract.start")
    visitor.words = words
    visitor.hear(words_in("fil")("kiosk.language.title"))
    visitor.go_to(f"{words('kiosk.language.own')}. {words('kiosk.language.go_on')}")
    visitor.press(ENTER)
    visitor.hear(words("kiosk.home.title"))
    visitor.go_to(f"{words('kiosk.home.complaint')}. {words('kiosk.home.complaint.hint')}")
    visitor.press(ENTER)
    visitor.hear(words("kiosk.services.complaint"))
    visitor.choose("kiosk.services.complaint.other")
    visitor.hear(words("kiosk.words.complaint"))
    for letter in "Ilaw":
        visitor.go_to(letter)
        visitor.press(ENTER)
        visitor.hear(letter)
    visitor.choose("kiosk.go_on")
    visitor.hear(words("kiosk.who.title"))
    visitor.go_to(f"{words('kiosk.who.anonymous')}. {words('kiosk.who.anonymous.hint')}")
    visitor.press(ENTER)
    visitor.hear(words("kiosk.notice.title"))
    visitor.choose("kiosk.notice.go_on")
    visitor.hear("Ilaw")
    visitor.choose("kiosk.review.submit")
    heard = visitor.hear(words("kiosk.receipt.title"))
    visitor.hear(words("kiosk.receipt.done"))
    number = digits(after(heard, words("kiosk.receipt.number")), language)
    pin = digits(after(heard, words("kiosk.receipt.pin")), language)
    visitor.choose("kiosk.receipt.done")
    assert stage.ask(screen=True)["screen"] == "attract"
    ask_for_the_case(stage, language, number, pin)
    assert "'Ilaw'" in stage.ask(filed=True)["last"]


def ask_for_the_case(stage, language, number, pin):
    stage.ask(facts=[LONG_DAY, None, None, None], reply="Papalitan po bukas ang ilaw.")
    visitor = Visitor(stage, language)
    words = visitor.words
    visitor.press(UP)
    visitor.hear("Barangay San Isidro")
    visitor.words = words_in("fil")
    visitor.choose("kiosk.attract.start")
    visitor.words = words
    visitor.go_to(f"{words('kiosk.language.own')}. {words('kiosk.language.go_on')}")
    visitor.press(ENTER)
    visitor.hear(words("kiosk.home.title"))
    visitor.go_to(f"{words('kiosk.home.case')}. {words('kiosk.home.case.hint')}")
    visitor.press(ENTER)
    visitor.hear(words("kiosk.track.title"))
    for digit in number + pin:
        visitor.go_to(cardinal(int(digit), language))
        visitor.press(ENTER)
        visitor.hear(cardinal(int(digit), language))
    visitor.choose("kiosk.track.submit")
    visitor.hear("Papalitan po bukas ang ilaw.")
    stage.ask(facts=[LONG_DAY, None, None, None])


def test_a_mistake_is_heard_and_nothing_typed_is_lost(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.suggestion")
    visitor.press(RIGHT)
    visitor.hear(visitor.words("kiosk.words.suggestion"))
    visitor.choose("kiosk.go_on")
    visitor.hear(visitor.words("kiosk.words.empty"))


def test_the_ring_is_where_it_was_after_the_panel_and_what_was_typed_too(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.suggestion")
    stage.ask(type="Kailan")
    visitor.press(RIGHT)
    visitor.choose("kiosk.access.open")
    visitor.hear(visitor.words("kiosk.access.title"))
    visitor.go_to(f"{visitor.words('kiosk.access.contrast')}. {visitor.words('kiosk.access.off')}")
    visitor.press(ENTER)
    visitor.hear(f"{visitor.words('kiosk.access.contrast')}. {visitor.words('kiosk.access.on')}")
    assert stage.ask(ring=True)["ring"] == "access.contrast"
    visitor.choose("kiosk.access.done")
    visitor.hear(visitor.words("kiosk.words.suggestion"))
    assert stage.ask(ring=True)["ring"] == "tools.access"
    assert stage.ask(read="words.field")["text"] == "Kailan"


def test_up_and_down_go_from_row_to_row(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.suggestion")
    visitor.press(RIGHT)
    visitor.go_to("G")
    visitor.press(UP)
    assert stage.ask(ring=True)["ring"] == "key.t"
    visitor.press(DOWN, DOWN)
    assert stage.ask(ring=True)["ring"] == "key.v"
    visitor.press(LEFT)
    assert stage.ask(ring=True)["ring"] == "key.c"


def test_numbers_typed_by_touch_are_kept_when_the_text_grows(stage):
    stage.ask(leave=True)
    stage.tap("attract.start", "language.fil", "home.case")
    stage.ask(type="26283")
    stage.tap("tools.access", "access.scale.200")
    stage.tap("access.done")
    assert stage.ask(read="track.reference")["text"] == "2628 3"
    stage.ask(leave=True)
    stage.tap("attract.start", "language.fil")
    assert stage.ask(read="home.saved")["text"], "the next visitor sees the usual size again"


def test_nobody_is_spoken_to_before_they_ask_and_one_button_is_enough(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.en")
    assert stage.ask(heard=True)["heard"] == []
    stage.tap("tools.listen")
    visitor.words = words_in("en")
    visitor.hear(visitor.words("kiosk.home.title"))
    stage.tap("home.case")
    visitor.hear(visitor.words("kiosk.track.title"))


def test_escape_and_f1_are_no_keys_of_ours(stage):
    visitor = Visitor(stage)
    visitor.press(ESCAPE, F1, ord("a"))
    assert visitor.heard == []
    assert stage.ask(ring=True)["ring"] == ""
    assert stage.ask(screen=True)["screen"] == "attract"


def test_nobody_is_wiped_while_they_press_keys_or_are_being_spoken_to(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.suggestion")
    for _ in range(4):
        stage.ask(skip=100)
        visitor.press(RIGHT)
    assert stage.ask(screen=True)["screen"] == "words"
    stage.ask(heard=True, drawl=True)
    stage.tap("tools.listen")
    for _ in range(4):
        stage.ask(wait="words.field")
        settle(stage)
        stage.ask(skip=100)
        settle(stage)
    assert stage.ask(screen=True)["screen"] == "words"
    assert "idle.stay" not in stage.ask(names=True)["names"]
    stage.ask(heard=True)


def test_the_warning_is_read_aloud_and_still_ends(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.suggestion")
    visitor.press(RIGHT)
    visitor.hear(visitor.words("kiosk.words.suggestion"))
    stage.ask(skip=125)
    visitor.hear(visitor.words("kiosk.idle.title"))
    stage.ask(skip=25)
    stage.ask(wait="attract.start")
    settle(stage)
    assert stage.ask(screen=True)["screen"] == "attract"


def test_a_key_says_that_somebody_is_still_there(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.suggestion")
    visitor.press(RIGHT)
    ring = stage.ask(ring=True)["ring"]
    stage.ask(skip=125)
    stage.ask(wait="idle.stay")
    visitor.press(ENTER)
    assert "idle.stay" not in stage.ask(names=True)["names"]
    settle(stage)
    assert stage.ask(ring=True)["ring"] == ring


def test_whoever_sets_the_panel_and_walks_off_leaves_the_kiosk_as_it_was(stage):
    stage.ask(leave=True)
    stage.tap("tools.access", "access.scale.200", "access.done")
    stage.ask(skip=50)
    stage.ask(wait="idle.stay")
    stage.ask(skip=30)
    settle(stage)
    stage.tap("attract.start", "language.fil")
    assert stage.ask(read="home.saved")["text"]


def test_the_pin_that_was_heard_is_gone_with_its_visitor(stage):
    visitor = Visitor(stage)
    stage.tap("attract.start", "language.fil", "home.case")
    visitor.press(RIGHT)
    stage.ask(type="9753186420979753")
    settle(stage)
    secrets = ["9753 1864"[::-1]]
    assert stage.ask(memory=secrets)["found"]
    stage.ask(leave=True)
    settle(stage)
    stage.ask(heard=True)
    assert stage.ask(memory=secrets)["found"] == []


def settle(stage):
    """Wait until the app has looked around again, which it does a few times a second."""
    before = stage.ask(ticks=True)["ticks"]
    while stage.ask(ticks=True)["ticks"] < before + 2:
        pass
