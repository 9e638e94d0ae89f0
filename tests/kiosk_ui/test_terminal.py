# SPDX-License-Identifier: Apache-2.0
"""The voice terminal: a button, a light and a voice over ears that hear what a script says."""

import pytest

from appliance import reference
from appliance.counter import Draft
from appliance.ports import Heard
from appliance.words import words_in
from kiosk_ui.terminal.program import SILENCE, Terminal
from tests.fakes import SENDER, answer_book, conversation_of, counter_of, our_charter
from tests.kiosk_ui.fakes import FakeMouth
from voice.scripted import ScriptedEars

YES = Heard("oo", "yes", sure=True)
NO = Heard("hindi", "no", sure=True)
UNCLEAR = Heard(problem="unclear")
CASE = Heard("aking kaso", "case", sure=True)


def digits(said):
    return Heard("", "digits", sure=True, digits=said)


class Front:
    """The panel of a test: it can be pressed, and remembers its light."""

    def __init__(self):
        self.down, self.lights = False, []

    def show(self, light):
        self.lights.append(light)

    def pressed(self):
        down, self.down = self.down, False
        return down

    def close(self):
        pass


class Hall:
    """A terminal and a visitor who presses, speaks, and presses again."""

    def __init__(self, box, languages=("fil", "en", "ceb")):
        self.box, self.at = box, 0.0
        self.ears, self.mouth, self.panel = ScriptedEars(), FakeMouth(), Front()
        charter = our_charter()
        self.counter = counter_of(box, charter)
        self.terminal = Terminal(
            conversation_of(box, charter),
            self.counter,
            answer_book(),
            SENDER,
            languages,
            self.ears,
            self.mouth,
            self.panel,
            now=lambda: self.at,
        )

    def press(self):
        self.panel.down = True
        self.terminal.tick()

    def say(self, *heard):
        """What the terminal answers to the last of these."""
        for one in heard:
            self.ears.script(one if isinstance(one, Heard) else Heard(one))
            self.press()
            self.press()
        return self.mouth.heard[-1]

    @property
    def pending(self):
        return [row[0] for row in self.box.db.execute("SELECT pending FROM talks")]


@pytest.fixture
def hall(box):
    return Hall(box)


def test_a_question_is_read_back_and_then_answered(hall):
    assert "magkano po ang barangay clearance" in hall.say("magkano po ang barangay clearance")
    answer = hall.say(YES)
    assert "piso" in answer
    assert SENDER not in answer
    assert "text" not in answer.lower()


def test_a_question_in_english_is_answered_in_english(box):
    hall = Hall(box, ("en", "fil"))
    assert "Is that right?" in hall.say("how much is a barangay clearance")
    assert "pesos" in hall.say(YES)


def test_a_complaint_is_filed_after_a_read_back_and_a_yes_and_not_before(hall, box):
    assert "reklamo sa ingay" in hall.say("reklamo sa ingay")
    assert "Saan po galing ang ingay?" in hall.say(YES)
    hall.say("sa kalsada", YES, Heard("dalawa", "2", sure=True))
    read_back = hall.say(Heard("isa", "1", sure=True))
    assert "sa kalsada" in read_back
    assert "Tama po ba?" in read_back
    assert not box.open_cases()
    receipt = hall.say(YES)
    (case,) = box.open_cases()
    assert box.case(case).service == "noise-complaint"
    assert "Ref" in receipt


def test_no_files_nothing_and_asks_again(hall, box):
    assert hall.say("sira po ang ilaw", NO) == words_in("fil")("kiosk.terminal.again")
    assert hall.pending == []
    assert not box.open_cases()


def test_what_is_no_plain_yes_is_not_taken_for_one(hall):
    hall.say("sira po ang ilaw")
    hall.say(Heard("oo", "yes", sure=False))
    assert hall.pending == []


def test_a_status_is_told_for_a_reference_and_its_pin(hall):
    receipt = hall.counter.file(Draft("complaint", "Walang tubig", "fil", service="drainage-flooding"))
    assert hall.say(CASE) == words_in("fil")("kiosk.terminal.which")
    assert "Tama po ba?" in hall.say(digits(receipt.reference))
    assert hall.say(YES) == words_in("fil")("kiosk.terminal.pin")
    told = hall.say(digits(receipt.pin))
    assert words_in("fil")("state.received") in told


def test_a_wrong_pin_and_a_wrong_number_have_one_answer(hall):
    receipt = hall.counter.file(Draft("complaint", "Walang tubig", "fil"))
    other = reference.make(9, 99)
    wrong = "0000" if receipt.pin != "0000" else "1111"
    answers = {hall.say(CASE, digits(number), YES, digits(wrong)) for number in (receipt.reference, other)}
    assert answers == {words_in("fil")("kiosk.terminal.not_found")}


def test_digits_that_are_no_reference_are_refused(hall):
    assert hall.say(CASE, digits("123")) == words_in("fil")("kiosk.terminal.number")


def test_who_does_not_know_their_number_says_no_and_goes_on(hall):
    hall.say(CASE, NO)
    assert "magkano" in hall.say("magkano po ang barangay clearance")


def test_a_private_matter_is_never_repeated_aloud(hall, box):
    hall.say("nagtutulak ng shabu ang kapitbahay")
    assert not any("shabu" in one for one in hall.mouth.heard)
    assert not any(hall.pending)
    assert not box.open_cases()


def test_a_danger_is_answered_at_once(hall):
    assert "siyam isa isa" in hall.say("may sunog po sa amin").lower() or "911" in hall.mouth.heard[-1]


def test_after_two_failures_a_person_is_asked_for(hall):
    words = words_in("fil")
    assert hall.say(UNCLEAR) == words("kiosk.terminal.unclear")
    assert hall.say(UNCLEAR) == words("kiosk.terminal.officer")


def test_a_press_stops_the_voice_and_the_light_is_on_while_sound_is_read(hall):
    hall.mouth.slow = True
    hall.say("magkano po ang barangay clearance")
    assert hall.mouth.speaking
    hall.ears.script(YES)
    hall.press()
    assert not hall.mouth.speaking
    assert hall.panel.lights[-1] == "recording"
    hall.press()
    assert hall.panel.lights[-1] == "ready"


def test_another_language_can_be_asked_for(hall):
    hall.say(Heard("english", "en", sure=True))
    assert hall.mouth.heard[-1] == words_in("en")("kiosk.terminal.greeting")


@pytest.mark.parametrize("way", ["silence", "thanks"])
def test_when_the_visit_is_over_what_was_not_confirmed_is_wiped(hall, way):
    hall.say("sira po ang ilaw sa poste sa kalye namin", YES)
    assert any(hall.pending)
    if way == "thanks":
        hall.say(Heard("salamat", "done", sure=True))
    else:
        hall.at += SILENCE + 1
        hall.terminal.tick()
    assert hall.pending == []
