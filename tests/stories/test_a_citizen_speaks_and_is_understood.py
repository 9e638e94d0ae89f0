# SPDX-License-Identifier: Apache-2.0
"""A citizen presses the button and speaks: a question, a complaint, a case. The same conversation as by text.

Spoken by espeak-ng, heard by the real libvosk with a model of our own: no claim about people's voices rests on it.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance import reference
from appliance.conversation import Conversation
from appliance.ports import DIGITS
from appliance.ports import Heard as Understood
from appliance.turn import Heard
from tests.fakes import conversation_of, our_charter
from tests.voice.sources import MODEL, WAVS, needs_vosk
from voice import child, phrases
from voice.apart import ChildEngine
from voice.microphone import WavFile
from voice.utterance import Asked, hear

pytestmark = needs_vosk


@pytest.fixture(scope="module")
def engine():
    engine = ChildEngine(child.VOSK, str(MODEL))
    yield engine
    engine.close()


@dataclass
class Terminal:
    """A headless terminal as a citizen meets it: what was understood goes into the conversation as if it were typed."""

    engine: ChildEngine
    conversation: Conversation
    language: str = "fil"

    def hear(self, name: str, choices=None, *, free: bool = False) -> Understood:
        asked = Asked(self.language, choices or phrases.COMMANDS[self.language], free)
        return hear(WavFile(WAVS / f"{name}.wav"), self.engine, asked, lambda now: None)

    def say(self, words: str) -> str:
        return self.conversation.answer(Heard("visit-1", words, self.language, channel="voice")).text


@pytest.fixture
def terminal(box, engine):
    return Terminal(engine, conversation_of(box, our_charter()))


def test_a_spoken_question_gets_the_answer_of_a_typed_one(terminal):
    heard = terminal.hear("question", phrases.COMMANDS["fil"], free=True)
    answer = terminal.say(heard.transcript)
    assert answer == terminal.say("magkano ang barangay clearance")
    assert "50 piso" in answer


def test_a_spoken_question_in_english_is_answered_in_english(terminal):
    terminal.language = "en"
    heard = terminal.hear("question_en", phrases.of_services(our_charter(), "en", asked=True))
    assert "50 pesos" in terminal.say(heard.transcript)


def test_a_complaint_is_filed_after_it_was_read_back_and_a_spoken_yes(terminal, box):
    services = phrases.of_services(our_charter(), "fil")
    service = terminal.hear("reklamo_sa_ingay", services)
    assert (service.choice, service.sure) == ("noise-complaint", True)
    assert "Saan po galing ang ingay" in terminal.say(service.transcript)
    terminal.say(terminal.hear("place", free=True).transcript)
    first = {"1": ("isa",), "2": ("dalawa",)}
    terminal.say(terminal.hear("dalawa", first).choice)
    read_back = terminal.say(terminal.hear("isa", first).choice)
    assert "sa kalsada" in read_back
    assert "Tama po ba" in read_back
    assert not box.open_cases()

    assert terminal.hear("oo").choice == "yes"
    assert "Ref" in terminal.say("oo")
    (case,) = box.open_cases()
    assert box.case(case).service == "noise-complaint"


def test_without_a_yes_nothing_is_filed(terminal, box):
    terminal.say("reklamo sa ingay")
    for answer in ("sa kalsada", "2", "1"):
        terminal.say(answer)
    assert terminal.hear("unrelated").choice == ""
    assert terminal.hear("hindi").choice == "no"
    terminal.say("hindi")
    assert not box.open_cases()


def test_a_status_is_asked_for_by_the_digits_of_the_reference(terminal):
    heard = terminal.hear("reference", {"reference": (DIGITS,), **phrases.COMMANDS["fil"]})
    assert heard.digits == "670916621886"
    assert reference.show(heard.digits) == "6709 1662 1886"


def test_nothing_of_what_was_said_is_on_the_disk_or_in_the_log(terminal, tmp_path, caplog, engine):
    """A canary is spoken; then every file and every line is looked through for its words and its sound."""
    with caplog.at_level("DEBUG"):
        heard = terminal.hear("sundan_ang_kaso", {"case": ("sundan ang kaso",)})
    assert heard.transcript == "sundan ang kaso"
    sound = (WAVS / "sundan_ang_kaso.wav").read_bytes()[10_000:10_064]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    for path in written:
        content = path.read_bytes()
        assert b"sundan ang kaso" not in content, path
        assert sound not in content, path
    assert "sundan" not in caplog.text
    # nor does the child hold a file open that it could be in
    opened = [str(link.readlink()) for link in Path(f"/proc/{engine.pid}/fd").iterdir()]
    assert all(name.startswith(("pipe:", "/dev/", "anon_inode:", "socket:")) for name in opened), opened
