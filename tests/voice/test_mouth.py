# SPDX-License-Identifier: Apache-2.0
"""The mouth: a child process that speaks, and that any touch silences."""

import shutil
import time
import wave
from pathlib import Path

import pytest

from voice.mouth import AbsentMouth, EspeakMouth, open_mouth

TALKER = """#!/bin/sh
echo "$@" >"$(dirname "$0")/options"
cat >"$(dirname "$0")/words"
touch "$(dirname "$0")/begun"
exec sleep 60
"""


@pytest.fixture
def talker(tmp_path):
    """A program that talks for a minute, and writes down how it was started."""
    program = tmp_path / "talker"
    program.write_text(TALKER)
    program.chmod(0o755)
    mouth = EspeakMouth(program=str(program))
    yield mouth, tmp_path
    mouth.stop()


def wait_for(path: Path) -> str:
    until = time.monotonic() + 10
    while not path.exists():
        assert time.monotonic() < until, path
        time.sleep(0.01)
    return path.read_text()


def test_it_is_silent_at_once_and_the_child_is_gone(talker):
    mouth, folder = talker
    mouth.say("Magandang umaga po.", "fil", rate=145, volume=60)
    wait_for(folder / "begun")
    assert mouth.speaking
    child = mouth._child
    mouth.stop()
    assert not mouth.speaking
    assert child.returncode is not None


def test_rate_volume_and_voice_are_the_visitors_and_no_word_is_in_the_list_of_processes(talker):
    mouth, folder = talker
    mouth.say("Your reference is 6709.", "en", rate=210, volume=80)
    wait_for(folder / "begun")
    assert wait_for(folder / "options").split() == "-v en-us -s 210 -a 160 --stdin".split()
    assert wait_for(folder / "words") == "Your reference is six seven zero nine."


def test_whatever_is_being_said_is_cut_off_by_what_comes_next(talker):
    mouth, folder = talker
    mouth.say("Una.", "fil", rate=145, volume=60)
    wait_for(folder / "begun")
    first = mouth._child
    mouth.say("Ikalawa.", "fil", rate=145, volume=60)
    assert first.returncode is not None


def test_a_voice_that_was_taken_away_is_silence_and_no_error(tmp_path):
    mouth = EspeakMouth(program=str(tmp_path / "nothing"))
    mouth.say("Kumusta po?", "fil", rate=145, volume=60)
    assert not mouth.speaking


def test_a_program_that_ends_before_it_has_heard_all_is_silence_and_no_error():
    mouth = EspeakMouth(program="true")
    mouth.say("po " * 10_000, "en", rate=145, volume=60)
    mouth.stop()


def test_a_box_without_a_voice_speaks_no_language(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    mouth = open_mouth()
    assert isinstance(mouth, AbsentMouth)
    assert mouth.languages == frozenset()
    mouth.say("Kumusta po?", "fil", rate=145, volume=60)
    assert not mouth.speaking
    mouth.stop()


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="script/setup installs espeak-ng")
@pytest.mark.parametrize("language", ["fil", "en", "ceb"])
def test_the_real_voice_makes_sound_of_our_words(tmp_path, language):
    mouth = EspeakMouth("-w", str(tmp_path / "sound.wav"))
    mouth.say("Naka-save na po ang 6709 1662 1886.", language, rate=145, volume=60)
    while mouth.speaking:
        time.sleep(0.01)
    with wave.open(str(tmp_path / "sound.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() > 3
