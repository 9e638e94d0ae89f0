# SPDX-License-Identifier: Apache-2.0
"""Emergency, private help, staff mode and maintenance in the real window, under real touches, in all their sizes."""

import time

import pytest

from appliance.charter import load
from appliance.words import LANGUAGES, words_in
from tests.kiosk_ui.fakes import OFFICER_PIN
from tests.kiosk_ui.theatre import ENDS, Stage

pytestmark = pytest.mark.window

REPLY = "Naayos na po ang kanal sa Purok 3 kaninang umaga. Salamat po sa pagsabi."
FACES = list(zip(ENDS, ("standard", "high-contrast"), strict=True))


@pytest.fixture(scope="module", params=FACES, ids="-".join)
def any_face(request, tmp_path_factory):
    size, theme = request.param
    stage = Stage(size, tmp_path_factory.mktemp("home"), "--theme", theme)
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    stage = Stage("800x480", tmp_path_factory.mktemp("home"))
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0


def arrive(stage, screen, name=""):
    """What the officer asked for has come back from the store, and the page is whole."""
    until = time.monotonic() + 10
    while stage.ask(screen=True)["screen"] != screen and time.monotonic() < until:
        time.sleep(0.02)
    stage.at(screen, name=name)


def leaf(stage, screen):
    """Turn every page of a list, and look at each."""
    while "pages.down" in stage.ask(names=True)["names"] and stage.say('{"tap": "pages.down"}')["ok"]:
        stage.at(screen, name="further down")


def enter(stage, language="fil"):
    stage.begin(language)
    stage.ask(corner=3.5)
    stage.at("staff.pin")
    stage.ask(type=OFFICER_PIN)
    stage.tap("staff.pin.submit")
    arrive(stage, "staff")


def open_first(stage):
    stage.tap("staff.queue")
    arrive(stage, "staff.queue")
    names = stage.ask(names=True)["names"]
    stage.tap(next(name for name in names if name.startswith("staff.case.")))
    arrive(stage, "staff.case")


# --- every page, whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_to_call_can_be_read(any_face, language):
    stage = any_face
    stage.ask(leave=True)
    stage.language = language
    stage.tap("attract.emergency")
    stage.at("emergency", name="before a language was chosen")
    stage.tap("header.back")
    stage.at("attract")
    stage.begin(language)
    stage.at("home")
    stage.tap("home.emergency")
    stage.at("emergency")
    assert stage.ask(read="emergency.number")["text"] == "911"
    leaf(stage, "emergency")
    stage.tap("emergency.private")
    stage.at("private")
    protected = [one.id for one in load().services.values() if one.sensitivity == "protected"]
    for service in protected:
        stage.tap(f"private.{service}")
        stage.at("private", name=service)
        leaf(stage, "private")
        stage.tap("header.back")
    stage.tap(f"private.{protected[0]}", "private.leave")
    stage.at("attract")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_staff_mode_can_be_read(any_face, language):
    stage = any_face
    enter(stage, language)
    open_first(stage)
    leaf(stage, "staff.case")
    stage.tap("staff.act")
    stage.at("staff.deeds")
    stage.tap("staff.deed.told")
    stage.ask(wait="staff.problem", text=words_in(language)("kiosk.staff.refused.no_reply"))
    stage.at("staff.deeds", name="refused")
    for deed in ("reply", "ask", "deny"):
        stage.tap(f"staff.deed.{deed}")
        stage.at("staff.write", name=deed)
        stage.tap("staff.next")
        stage.ask(wait="staff.advice", text=words_in(language)("kiosk.staff.refused.empty"))
        stage.at("staff.write", name=f"{deed}, empty")
        stage.tap("header.back")
    for deed in ("hand_over", "refer", "resolve"):
        stage.tap(f"staff.deed.{deed}")
        stage.at("staff.choose", name=deed)
        stage.tap(next(name for name in stage.ask(names=True)["names"] if name.startswith("staff.option.")))
        stage.at("staff.choose", name=f"{deed}, chosen")
        leaf(stage, "staff.choose")
        stage.tap("header.back")
    stage.tap("header.back", "header.back")
    arrive(stage, "staff.queue")
    leaf(stage, "staff.queue")
    stage.tap("header.back", "staff.health")
    arrive(stage, "staff.health")
    stage.tap("staff.verify")
    stage.ask(wait="staff.health.verify", text=words_in(language)("kiosk.staff.verify.whole"))
    stage.at("staff.health", name="verified")
    leaf(stage, "staff.health")
    stage.tap("header.back", "staff.touch")
    stage.at("staff.touch")
    stage.ask(twice="staff.dot.1")
    stage.at("staff.touch", name="counted twice")
    stage.tap("header.back", "staff.courier")
    stage.at("staff.courier")
    stage.ask(plug=["KINGSTON"])
    stage.tap("staff.courier.look")
    stage.ask(wait="staff.courier.bring")
    stage.at("staff.courier", name="a stick")
    stage.tap("staff.courier.bring")
    stage.ask(wait="staff.courier.check")
    stage.at("staff.courier", name="after the trip")
    stage.ask(plug=[])
    stage.tap("header.back", "staff.day")
    arrive(stage, "staff.day")
    stage.tap("staff.day.rest")
    stage.at("rest")
    stage.tap("rest.wake")
    stage.at("attract")


def test_wrong_pins_are_told_and_the_lock_too(any_face):
    stage = any_face
    for language in LANGUAGES:
        stage.begin(language)
        stage.ask(corner=3.5)
        stage.tap("staff.pin.submit")
        stage.at("staff.pin", name="incomplete")
    words = words_in(language)
    for problem in ["wrong"] * 5 + ["locked"]:
        stage.ask(type="111111")
        stage.tap("staff.pin.submit")
        stage.ask(wait="staff.pin.advice", text=words(f"kiosk.staff.pin.{problem}"))
        stage.at("staff.pin", name=problem)
    stage.ask(skip=900)
    stage.ask(wait="attract.start")
    enter(stage)
    stage.tap("staff.leave")
    stage.at("attract")


def test_a_kiosk_that_cannot_serve_apologises_and_comes_back_by_itself(any_face):
    stage = any_face
    stage.ask(leave=True)
    stage.ask(hinder="disk")
    stage.ask(wait="maintenance.0")
    stage.at("maintenance")
    assert stage.ask(light=True)["light"] == "trouble"
    stage.tap("maintenance.emergency")
    stage.at("emergency", name="from maintenance")
    stage.tap("header.back")
    stage.at("maintenance")
    stage.ask(hinder="")
    stage.ask(wait="attract.start")
    assert stage.ask(light=True)["light"] == "ready"


# --- the hidden corner


def test_a_short_touch_in_the_corner_begins_a_visit_like_any_other(stage):
    stage.ask(leave=True)
    stage.ask(corner=1)
    stage.at("language")


@pytest.mark.parametrize("steps", [(), ("attract.start", "language.fil")], ids=["attract", "home"])
def test_a_finger_that_stays_opens_the_door_and_lifting_it_touches_nothing(stage, steps):
    stage.ask(leave=True)
    stage.tap(*steps)
    stage.ask(corner=3.5)
    stage.at("staff.pin")
    stage.tap("header.back")
    stage.at("attract")


def test_in_the_middle_of_a_form_the_corner_does_nothing(stage):
    stage.begin()
    stage.tap("home.question", "ask.write")
    stage.ask(type="Kailan")
    stage.ask(corner=3.5)
    stage.at("asking")
    assert stage.ask(read="asking.field")["text"] == "Kailan"


# --- an officer at work


def test_an_officer_reads_replies_and_resolves(stage):
    enter(stage)
    open_first(stage)
    number = stage.ask(read="staff.number")["text"]
    stage.tap("staff.act", "staff.deed.resolve", "staff.option.fixed", "staff.next")
    stage.ask(type=REPLY)
    stage.tap("staff.next")
    stage.ask(wait="staff.said", text=words_in("fil")("kiosk.staff.said.resolve"))
    stage.at("staff.case", name="resolved")
    assert REPLY in stage.ask(read="staff.reply")["text"]
    assert stage.ask(read="staff.state")["text"] == words_in("fil")("state.resolved")
    assert stage.ask(read="staff.number")["text"] == number


def test_staff_mode_locks_after_a_minute_and_what_was_typed_and_read_is_gone(stage):
    enter(stage)
    open_first(stage)
    stage.tap("staff.act", "staff.deed.reply")
    stage.ask(type="Qwzxkj po")
    secrets = ["Qwzxkj"[::-1]]
    assert stage.ask(memory=secrets)["found"], "the probe itself must see what is there"
    stage.ask(skip=41)
    stage.ask(wait="idle.stay")
    stage.ask(skip=20)
    stage.ask(wait="attract.start")
    assert stage.ask(memory=secrets)["found"] == []
    stage.tap("attract.start", "language.fil")
    stage.at("home")


def test_a_pin_that_was_typed_is_nowhere_in_memory(stage):
    stage.begin()
    stage.ask(corner=3.5)
    stage.ask(type="975318")
    secrets = ["975318"[::-1]]
    assert stage.ask(memory=secrets)["found"]
    stage.tap("staff.pin.submit")
    stage.ask(wait="staff.pin.advice", text=words_in("fil")("kiosk.staff.pin.wrong"))
    assert stage.ask(memory=secrets)["found"] == []


def test_the_touch_test_counts_each_finger_once(stage):
    enter(stage)
    stage.tap("staff.touch")
    for dot in range(1, 6):
        stage.tap(f"staff.dot.{dot}")
    assert [stage.ask(read=f"staff.dot.{dot}")["text"] for dot in range(1, 6)] == ["1"] * 5
    assert stage.ask(read="staff.touch.verdict")["text"] == words_in("fil")("kiosk.staff.touch.good")
    stage.ask(twice="staff.dot.3")
    assert "3 (driver)" in stage.ask(read="staff.touch.verdict")["text"]
    stage.tap("staff.touch.again")
    assert stage.ask(read="staff.dot.3")["text"] == "0"


def test_at_the_end_of_the_day_light_and_screen_rest_until_somebody_comes(stage):
    enter(stage)
    stage.tap("staff.day")
    arrive(stage, "staff.day")
    stage.tap("staff.day.rest")
    stage.at("rest")
    assert stage.ask(light=True)["light"] == "rest"
    stage.ask(skip=40_000)
    stage.at("rest")
    stage.tap("rest.wake")
    stage.at("attract")
    assert stage.ask(light=True)["light"] == "ready"


def test_what_others_must_not_hear_is_never_read_aloud(stage):
    """Whoever builds a voice guide asks this of every screen."""
    pages = "case choose courier day deeds health pin queue touch write".split()
    assert stage.ask(hushed=True)["hushed"] == ["private", "staff", *(f"staff.{page}" for page in pages)]
