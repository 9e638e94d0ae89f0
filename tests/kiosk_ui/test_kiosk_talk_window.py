# SPDX-License-Identifier: Apache-2.0
"""The talk screen in a real (off-screen) window: the light, the silence, and nobody wiped while they speak."""

import pytest

from appliance.words import words_in
from tests.kiosk_ui.theatre import Stage

pytestmark = pytest.mark.window

QUESTION = "magkano po ang barangay clearance"


@pytest.fixture
def stage(tmp_path):
    stage = Stage("800x480", tmp_path)
    stage.ask(wait="attract.start", seconds=30)
    stage.begin()
    yield stage
    assert stage.close() == 0


def speak(stage, transcript=QUESTION):
    stage.ask(hear=[{"transcript": transcript}])
    stage.tap("home.talk", "speak.start")
    stage.ask(wait="speak.said", text=transcript)


def test_a_spoken_question_from_the_first_touch_to_the_answer(stage):
    speak(stage)
    stage.tap("speak.stop")
    stage.ask(wait="speak.yes")
    stage.at("talk", name="checking")
    stage.tap("speak.yes")
    stage.ask(wait="card.yes")
    stage.at("answer")


def test_the_light_is_on_exactly_while_sound_is_read(stage):
    assert stage.ask(light=True)["light"] == "ready"
    speak(stage)
    assert stage.ask(light=True)["light"] == "recording"
    stage.tap("speak.stop")
    stage.ask(wait="speak.yes")
    assert stage.ask(light=True)["light"] == "ready"


def test_whoever_goes_back_turns_the_microphone_off(stage):
    speak(stage)
    stage.tap("header.back")
    assert stage.ask(screen=True)["screen"] == "home"
    assert stage.ask(light=True)["light"] == "ready"


def test_nobody_is_asked_whether_they_are_there_while_they_speak(stage):
    speak(stage)
    for _ in range(2):
        stage.ask(skip=40)
        ticks = stage.ask(ticks=True)["ticks"]
        while stage.ask(ticks=True)["ticks"] < ticks + 3:
            pass
        assert "idle.stay" not in stage.ask(names=True)["names"]
    assert stage.ask(screen=True)["screen"] == "talk"


def test_a_touch_to_speak_cuts_the_guide_off_and_the_read_back_is_read_aloud(stage):
    stage.ask(access={"voice": True})
    stage.ask(heard=True, drawl=True)
    speak(stage)
    assert not any("Magsalita na po" in said for said in stage.ask(heard=True)["heard"][1:])
    stage.tap("speak.stop")
    stage.ask(wait="speak.yes")
    heard = []
    for _ in range(200):
        heard += stage.ask(heard=True)["heard"]
        if QUESTION in heard:
            break
    assert words_in("fil")("kiosk.talk.checking") in heard
    assert QUESTION in heard
