# SPDX-License-Identifier: Apache-2.0
"""The real libvosk in its child, on a model of our own and speech of espeak-ng's: what it hears, and how it ends.

The model is a fixture: it says nothing of how well people are heard.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.config import Voice
from appliance.ports import DIGITS
from tests.fakes import our_charter
from tests.voice.sources import MODEL, WAVS, Sound, needs_vosk, recorded, tone
from voice import child, engines, phrases
from voice.apart import ChildEngine
from voice.engine import EngineError
from voice.match import UNKNOWN
from voice.utterance import Asked, hear

pytestmark = needs_vosk

FIL = Asked("fil", phrases.merged(phrases.COMMANDS["fil"], phrases.MATTERS["fil"]))


@pytest.fixture(scope="module")
def engine():
    engine = ChildEngine(child.VOSK, str(MODEL))
    yield engine
    engine.close()


def heard(engine, sound, asked=FIL, **source):
    return hear(Sound(sound, **source), engine, asked, lambda now: None)


@pytest.mark.parametrize(
    ("name", "choice"), [("oo", "yes"), ("hindi", "no"), ("reklamo", "complaint"), ("sundan_ang_kaso", "case")]
)
def test_a_filipino_command_is_heard(engine, name, choice):
    understood = heard(engine, recorded(name))
    assert (understood.choice, understood.sure) == (choice, True)


def test_a_service_is_heard_by_its_name_in_either_language(engine):
    for name, language, service in (
        ("barangay_clearance", "fil", "barangay-clearance"),
        ("noise_complaint", "en", "noise-complaint"),
    ):
        asked = Asked(language, phrases.of_services(our_charter(), language))
        assert heard(engine, recorded(name), asked).choice == service


def test_the_digits_of_a_reference_are_heard(engine):
    asked = Asked("fil", {engines.REFERENCE: (DIGITS,), **phrases.COMMANDS["fil"]})
    assert heard(engine, recorded("reference"), asked).digits == "670916621886"


def test_talk_that_is_no_command_is_never_taken_for_one(engine):
    understood = heard(engine, recorded("unrelated"))
    assert (understood.sure, understood.problem) == (False, "unclear")


def test_a_model_says_what_it_can_and_which_words_it_is_deaf_to(engine):
    assert engine.abilities.grammar
    assert engine.abilities.unknown
    assert engine.missing(["reklamo", "sinigang"]) == ["sinigang"]


def test_the_menus_hold_no_word_that_the_model_is_deaf_to():
    for one in engines.check(Voice(model=dict.fromkeys(("fil", "en"), MODEL)), our_charter()):
        assert one.problem == ""
        assert one.missing == ()
        assert one.memory_mb < 80


def test_a_child_that_is_killed_in_the_middle_of_a_word_costs_the_visitor_nothing(engine):
    source = Sound(recorded("reklamo"))
    shown = []

    def show(now):
        shown.append(now)
        if len(shown) == 12:
            os.kill(engine.pid, signal.SIGKILL)

    assert hear(source, engine, FIL, show).choice == "complaint"


def test_a_child_that_hangs_is_ended_and_named():
    hanging = ChildEngine(child.VOSK, str(MODEL), patience=0.3)
    hanging.begin(["oo", UNKNOWN], "fil")
    os.kill(hanging.pid, signal.SIGSTOP)
    with pytest.raises(EngineError, match=r"did not answer within 0\.3 seconds"):
        hanging.feed(memoryview(tone(0.05, -20)))
    assert hanging.pid == 0


def test_a_grammar_of_words_that_the_model_does_not_know_hears_the_unknown_and_nothing_breaks(engine):
    understood = heard(engine, recorded("reklamo"), Asked("fil", {"soup": ("sinigang",)}))
    assert understood.choice == ""


def test_a_second_grammar_while_it_listens_is_a_recogniser_of_its_own(engine):
    engine.begin(["oo", UNKNOWN], "fil")
    engine.feed(memoryview(recorded("hindi")[:16_000]))
    engine.begin(["hindi", UNKNOWN], "fil")
    engine.feed(memoryview(recorded("hindi")))
    assert [word.text for word in engine.end()] == ["hindi"]


def test_a_minute_of_babble_ends_within_the_limit_and_is_no_command(engine):
    babble = recorded("unrelated")
    source = Sound(babble * (60 * 32_000 // len(babble)))
    understood = hear(source, engine, FIL, lambda now: None)
    assert not understood.sure
    assert len(source.pieces) <= 8 / 0.05


@pytest.mark.parametrize(
    "sound", [b"", bytes(320_000), (b"\xff\x7f" + b"\0\x80") * 80_000], ids=["none", "zeros", "clipped"]
)
def test_sound_that_is_none_is_no_command(engine, sound):
    understood = heard(engine, sound, then=b"\0")
    assert not understood.choice
    assert understood.problem in ("silence", "noise")


def test_a_model_that_is_missing_is_named(tmp_path):
    with pytest.raises(EngineError, match=r"nothing: no Vosk model: am/final\.mdl is missing"):
        _ = ChildEngine(child.VOSK, str(tmp_path / "nothing")).abilities


@pytest.mark.parametrize("part", ["am/final.mdl", "graph/HCLr.fst", "graph/words.txt"])
def test_a_model_that_was_cut_off_when_it_was_copied_is_named_and_the_next_try_is_a_new_child(tmp_path, part):
    for path in MODEL.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(MODEL)
            copy.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            copy.write_bytes(content[: len(content) // 3 - 1] if str(path).endswith(part) else content)
    engine = ChildEngine(child.VOSK, str(tmp_path))
    with pytest.raises(EngineError, match=str(tmp_path)):
        _ = engine.abilities
    with pytest.raises(EngineError, match=str(tmp_path)):
        engine.begin(None, "fil")


def test_no_child_outlives_its_parent():
    code = f"""
from voice.apart import ChildEngine
engine = ChildEngine("vosk", {str(MODEL)!r})
engine.abilities
print(engine.pid, flush=True)
import os
os._exit(0)
"""
    pid = int(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout)
    for _ in range(500):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return
        except FileNotFoundError:
            return
        signal.sigtimedwait([], 0.01)
    pytest.fail("the child is still there")


def test_there_is_a_recording_for_each_thing_that_is_heard_here():
    assert {path.stem for path in WAVS.glob("*.wav")} >= {"oo", "hindi", "reklamo", "reference", "unrelated"}
