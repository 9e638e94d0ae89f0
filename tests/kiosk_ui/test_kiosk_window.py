# SPDX-License-Identifier: Apache-2.0
"""The real app in a real (off-screen) window, touched by its own driver: journeys, looks, wiping, and the remote."""

import pytest

from appliance import charter
from appliance.survey import FIELDS
from appliance.words import LANGUAGES, words_in
from tests.kiosk_ui.fakes import LONG_DAY, PIN
from tests.kiosk_ui.theatre import ENDS, SIZES, Stage

pytestmark = pytest.mark.window

LONG_REPLY = "Bukas po ng umaga darating ang rasyon ng tubig sa Purok 3. Pasensiya na po sa abala. " * 6


@pytest.fixture(scope="module", params=SIZES)
def any_size(request, tmp_path_factory):
    stage = Stage(request.param, tmp_path_factory.mktemp("home"))
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    stage = Stage("800x480", home)
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0
    assert list(home.iterdir()) == [], "Kivy wrote into the home folder"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_from_the_first_touch_to_the_answer(any_size, language):
    stage, words = any_size, words_in(language)
    stage.ask(leave=True)
    stage.language = language
    stage.at("attract")
    stage.tap("attract.start")
    stage.at("language")
    stage.tap(f"language.{language}")
    stage.at("home")
    stage.tap("home.complaint")
    stage.at("services")
    stage.tap("services.other")
    stage.at("words", name="empty")
    stage.tap("words.next")
    assert stage.ask(read="words.advice")["text"] == words("kiosk.words.empty")
    stage.at("words", name="refused")
    stage.ask(type="Ñ 3! (b)po")
    assert stage.ask(read="words.field")["text"] == "Ñ 3! (b)po"
    stage.at("words", name="typed")
    stage.tap("words.next")
    stage.ask(wait="who.known")
    stage.at("who")
    stage.tap("who.known")
    stage.at("name")
    stage.ask(type="Ñina Peñaflor")
    stage.at("name", name="typed")
    stage.tap("name.next")
    stage.at("phone")
    for digits, problem in (("", "empty"), ("02", "not_mobile"), ("0917", "too_short"), ("091712345678", "too_long")):
        stage.tap("key.clear")
        stage.ask(type=digits)
        stage.tap("phone.next")
        assert stage.ask(read="phone.advice")["text"] == words(f"kiosk.phone.{problem}")
        stage.at("phone", name=problem)
    stage.tap("key.erase", "phone.next")
    stage.at("notice")
    stage.tap("notice.yes")
    stage.at("review")
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    stage.at("receipt")
    number = stage.ask(read="receipt.reference")["text"]
    assert stage.ask(read="receipt.qr")["text"] == number.replace(" ", "")
    assert stage.ask(read="receipt.pin")["text"] == PIN
    assert stage.ask(read="receipt.hub")["text"] == words("fact.hub.not_yet")
    stage.ask(facts=[LONG_DAY, LONG_DAY, None, None])
    stage.ask(wait="receipt.hub", text=words("fact.hub"))
    assert stage.ask(read="receipt.read")["text"] == words("fact.read.not_yet")
    stage.at("receipt", name="hub")
    stage.tap("receipt.print")
    stage.at("paper")
    stage.ask(fail="printer")
    stage.tap("paper.without")
    stage.ask(wait="paper.what", text=words("kiosk.paper.no_answer"))
    stage.at("paper", name="no answer")
    stage.ask(fail="")
    stage.tap("paper.back", "receipt.print", "paper.with_pin")
    stage.ask(wait="paper.what", text=words("kiosk.paper.printed"))
    stage.at("paper", name="printed")
    stage.tap("paper.back", "receipt.done")
    track(stage, language, number.replace(" ", ""))


def track(stage, language, number):
    words = words_in(language)
    stage.tap("attract.start", f"language.{language}", "home.case")
    stage.at("track")
    for pin, problem in (("1111", "not_found"), ("0000", "locked"), ("", "incomplete")):
        stage.tap("track.reference", "key.clear")
        stage.ask(type=number)
        stage.tap("track.pin", "key.clear")
        stage.ask(type=pin)
        stage.tap("track.submit")
        stage.ask(wait="track.advice", text=words(f"kiosk.track.{problem}"))
        stage.at("track", name=problem)
    stage.ask(facts=[LONG_DAY, LONG_DAY, LONG_DAY + 90_000_000, LONG_DAY + 200_000_000], reply=LONG_REPLY)
    stage.ask(type=PIN)
    stage.tap("track.submit")
    stage.ask(wait="case.state")
    stage.at("case")
    while "pages.down" in stage.ask(names=True)["names"] and stage.say('{"tap": "pages.down"}')["ok"]:
        stage.at("case", name="further down")
    stage.ask(wait="case.told", text=words("fact.told"))
    survey(stage)
    stage.ask(facts=[LONG_DAY, None, None, None])


def survey(stage):
    while "case.rate" not in stage.ask(names=True)["names"]:
        stage.tap("pages.up")
    stage.tap("case.rate")
    stage.at("survey")
    stage.tap("survey.start")
    for field in FIELDS:
        assert stage.ask(read="header.title")["text"] == field.label[stage.language]
        stage.at("question", name=field.code)
        # a new question takes no answer from the second half of a double tap
        stage.ask(skip=1)
        if field is FIELDS[-1]:
            stage.ask(fail="store")
            stage.tap("question.4")
            stage.ask(wait="question.advice", text=words_in(stage.language)("kiosk.survey.not_saved"))
            stage.at("question", name="not saved")
            stage.ask(fail="")
            stage.ask(skip=1)
        # the last choice but where it would spare them two questions
        stage.tap(f"question.{field.choices[0 if field.code == 'cc1' else -1][0]}")
        if field.code == "sqd4":
            stage.tap("header.back")
            stage.at("question", name="answered before")
            stage.ask(skip=1)
            stage.tap("question.skip")
    stage.ask(wait="thanks.saved")
    stage.at("thanks")
    stage.tap("thanks.done")


@pytest.mark.parametrize("any_size", ENDS, indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_and_every_error_can_be_read(any_size, language):
    stage = any_size
    stage.begin(language)
    for door in ("document", "complaint"):
        stage.tap(f"home.{door}")
        stage.at("services", name=door)
        services = [name for name in stage.ask(names=True)["names"] if name.startswith("services.")]
        stage.tap(next(name for name in services if name != "services.other"))
        stage.at("service")
        stage.tap("header.back", "header.back")
    # the smallest window is the hardest: there every sheet
    for service in sorted(charter.load().services) if stage.size == SIZES[0] else ():
        stage.ask(sheet=service)
        stage.at("service", name=service)
    stage.begin(language)
    stage.tap("home.suggestion")
    stage.at("words", name="suggestion")
    stage.ask(type="Ilaw")
    stage.tap("words.next")
    stage.ask(wait="phone.none")
    stage.tap("phone.none")
    stage.at("notice", name="no number")
    stage.tap("notice.next")
    stage.ask(fail="store")
    stage.tap("review.submit")
    stage.ask(wait="error.again")
    stage.at("error", name="not saved")
    stage.tap("error.again")
    stage.at("review", name="again")
    stage.ask(skip=125)
    stage.ask(wait="idle.stay")
    stage.at("review", name="still there?")
    stage.tap("idle.stay")
    assert "idle.stay" not in stage.ask(names=True)["names"]
    stage.ask(fail="")
    assert stage.say('{"crash": true}')["ok"] is False
    stage.ask(wait="error.done")
    stage.at("error", name="nothing saved")
    stage.tap("error.done")
    stage.at("attract")


def to_review(stage, words="Walang tubig"):
    stage.begin()
    stage.tap("home.suggestion")
    stage.ask(type=words)
    stage.tap("words.next")
    stage.ask(wait="phone.none")
    stage.tap("phone.none", "notice.next")


def test_a_double_tap_files_once(stage):
    to_review(stage)
    before = stage.ask(filed=True)["filed"]
    stage.ask(twice="review.submit")
    stage.ask(wait="receipt.reference")
    assert stage.ask(filed=True)["filed"] == before + 1


def test_a_failed_save_loses_nothing_that_was_typed(stage):
    to_review(stage, "Kailan bukas ang health center?")
    stage.ask(fail="store")
    stage.tap("review.submit")
    stage.ask(wait="error.what", text=words_in("fil")("kiosk.error.not_saved"))
    stage.ask(fail="")
    stage.tap("error.again")
    assert stage.ask(read="review.words.text")["text"] == "Kailan bukas ang health center?"
    stage.tap("review.words")
    assert stage.ask(read="words.field")["text"] == "Kailan bukas ang health center?"
    stage.tap("words.next")
    stage.ask(wait="review.submit")
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    assert "health center" in stage.ask(filed=True)["last"]


def test_after_an_idle_wipe_nothing_of_the_visitor_is_in_memory(stage):
    stage.begin()
    stage.tap("home.complaint", "services.other")
    stage.ask(type="Qwzxkj ang kapitbahay")
    stage.tap("words.next")
    stage.ask(wait="who.known")
    stage.tap("who.known")
    stage.ask(type="Vbnmfg")
    stage.tap("name.next")
    stage.ask(type="09998765432")
    stage.tap("phone.next", "notice.no")
    secrets = [secret[::-1] for secret in ("Qwzxkj", "Vbnmfg", "09998765432", "+639998765432", "0999 876", "••32")]
    assert stage.ask(memory=secrets)["found"], "the probe itself must see what is there"
    stage.ask(skip=500)
    stage.ask(wait="attract.start")
    assert stage.ask(memory=secrets)["found"] == []


def test_a_typed_pin_is_gone_with_its_screen(stage):
    stage.begin()
    stage.tap("home.case")
    stage.ask(type="9753186420979753")
    secrets = ["9753186420979753"[::-1][4:], "9753 1864"[::-1]]
    assert stage.ask(memory=secrets)["found"]
    stage.tap("header.back")
    stage.ask(leave=True)
    assert stage.ask(memory=secrets)["found"] == []


def test_what_is_typed_is_never_read_as_markup(stage):
    to_review(stage, "(b)&(color=#ff0000)")
    assert stage.ask(read="review.words.text")["text"] == "(b)&(color=#ff0000)"
    assert stage.ask(markup=True)["found"] == []


def test_escape_and_f1_do_nothing(stage):
    stage.begin()
    stage.ask(press=27)
    stage.ask(press=282)
    assert stage.ask(screen=True)["screen"] == "home"


def test_long_words_are_reviewed_from_their_beginning(stage):
    to_review(stage, "mmmmmmm " * 17)
    stage.at("review")
    assert stage.ask(read="review.words.text")["text"].endswith("…")


def test_the_remote_says_what_it_cannot_do(stage):
    stage.begin()
    for line in ("not json", "[]", "{}", '{"tap": "nowhere"}', '{"type": "a"}', '{"dance": 1}'):
        answer = stage.say(line)
        assert answer["ok"] is False
        assert answer["error"]
    assert stage.say('{"wait": "receipt.reference", "seconds": 0.1}')["ok"] is False
    stage.tap("home.suggestion")
    assert stage.say('{"type": "漢"}')["ok"] is False


def test_the_high_contrast_theme_is_whole_and_a_picture_of_it_is_a_png(tmp_path):
    stage = Stage("800x480", tmp_path, "--theme", "high-contrast", mock=False)
    stage.ask(wait="attract.start", seconds=30)
    to_review(stage)
    stage.at("review")
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    stage.at("receipt")
    stage.ask(shot=str(tmp_path / "receipt.png"))
    assert stage.close() == 0
    data = (tmp_path / "receipt.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (800, 480)
    assert [path.name for path in tmp_path.iterdir()] == ["receipt.png"]
