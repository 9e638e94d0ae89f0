# SPDX-License-Identifier: Apache-2.0
"""A citizen at a hall without a screen: a button, a microphone and a voice. From sound to sound, through libvosk.

Spoken by espeak-ng, heard with a model of our own: no claim about people's voices rests on it.
"""

import time

import pytest

from appliance.words import words_in
from kiosk_ui.terminal.program import Terminal
from tests.fakes import SENDER, answer_book, conversation_of, counter_of, our_charter
from tests.kiosk_ui.fakes import FakeMouth
from tests.kiosk_ui.test_terminal import Front
from tests.voice.sources import MODEL, WAVS, needs_vosk
from voice import child
from voice.apart import ChildEngine
from voice.ears import LocalEars
from voice.microphone import WavFile

pytestmark = needs_vosk

_SECONDS = 20.0


class Visitor:
    """Presses the button, says what is in a recording, and listens to the answer."""

    def __init__(self, box, *languages):
        engine = ChildEngine(child.VOSK, str(MODEL))
        self.mouth, self.panel, self._name = FakeMouth(), Front(), ""
        self.ears = LocalEars(dict.fromkeys(languages, engine), lambda: WavFile(WAVS / f"{self._name}.wav"))
        charter = our_charter()
        self.terminal = Terminal(
            conversation_of(box, charter),
            counter_of(box, charter),
            answer_book(),
            SENDER,
            languages,
            self.ears,
            self.mouth,
            self.panel,
        )

    def say(self, *names):
        """What is answered to the last of these recordings."""
        for self._name in names:
            before, until = len(self.mouth.heard), time.monotonic() + _SECONDS
            self.panel.down = True
            while len(self.mouth.heard) == before and time.monotonic() < until:
                self.terminal.tick()
                time.sleep(0.01)
        return self.mouth.heard[-1]


@pytest.fixture
def arrive(box):
    visitors = []

    def arrive(*languages):
        visitors.append(Visitor(box, *languages))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.terminal.end()
        visitor.ears.close()


def test_a_spoken_question_is_read_back_and_answered_aloud(arrive, box):
    visitor = arrive("fil")
    assert "clearance" in visitor.say("question")
    assert "piso" in visitor.say("oo")
    assert not box.open_cases()


def test_a_spoken_question_in_english_is_answered_in_english(arrive):
    visitor = arrive("en")
    assert "Is that right?" in visitor.say("question_en")
    answer = visitor.say("oo")
    assert "Brgy Clearance" in answer
    assert "Do you want to request it? Say: YES" in answer


def test_a_complaint_is_filed_after_it_was_read_back_and_a_spoken_yes(arrive, box):
    visitor = arrive("fil")
    visitor.say("reklamo_sa_ingay", "oo", "place", "oo", "dalawa")
    assert "Tama po ba?" in visitor.say("isa")
    assert not box.open_cases()
    visitor.say("oo")
    (case,) = box.open_cases()
    assert box.case(case).service == "noise-complaint"


def test_without_a_yes_nothing_is_filed(arrive, box):
    visitor = arrive("fil")
    visitor.say("reklamo_sa_ingay", "oo", "place", "oo", "dalawa", "isa", "hindi")
    assert not box.open_cases()


def test_a_reference_is_said_digit_by_digit_and_read_back(arrive):
    visitor = arrive("fil")
    assert visitor.say("sundan_ang_kaso") == words_in("fil")("kiosk.terminal.which")
    assert "anim pito sero siyam, isa anim anim dalawa" in visitor.say("reference")
    assert visitor.say("oo") == words_in("fil")("kiosk.terminal.pin")
