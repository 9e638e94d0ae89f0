# SPDX-License-Identifier: Apache-2.0
"""`dulog hear` and `dulog voice`: what an operator types, and what they read."""

import json

import pytest

from tests.voice.sources import MODEL, WAVS, needs_vosk
from voice.__main__ import main


def run(capsys, *arguments):
    """What was printed, what was complained of, and the exit code."""
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return printed.out, printed.err, code


@needs_vosk
def test_a_recording_is_heard_as_one_line_of_json(capsys):
    out, _, code = run(capsys, "hear", WAVS / "barangay_clearance.wav", "--model", MODEL, "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["transcript", "intent", "slots", "confidence", "ms"]
    assert (found["intent"], found["confidence"], found["slots"]) == ("barangay-clearance", 1.0, {})


@needs_vosk
def test_the_digits_of_a_reference_are_slots(capsys):
    out, _, _ = run(capsys, "hear", WAVS / "reference.wav", "--model", MODEL, "--json")
    found = json.loads(out)
    assert (found["intent"], found["slots"]) == ("reference", {"digits": "670916621886"})


@needs_vosk
def test_english_is_heard_as_english(capsys):
    out, _, _ = run(capsys, "hear", WAVS / "noise_complaint.wav", "--language", "en", "--model", MODEL)
    assert out == "noise complaint: noise-complaint\n"


@needs_vosk
def test_what_is_no_command_is_refused_with_the_reason(capsys):
    out, _, _ = run(capsys, "hear", WAVS / "unrelated.wav", "--model", MODEL, "--json")
    assert json.loads(out)["confidence"] < 1.0


@pytest.mark.parametrize("content", [b"", b"RIFFnothing"])
def test_a_file_that_cannot_be_heard_is_named_without_a_traceback(capsys, tmp_path, content):
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    _, err, code = run(capsys, "hear", path, "--model", MODEL)
    assert code == 1
    assert err.startswith("dulog: ")
    assert len(err.splitlines()) == 1


def test_a_hall_without_a_model_is_told_how_to_get_one(capsys, tmp_path):
    config = tmp_path / "dulog.toml"
    config.write_text(
        '[hall]\nbarangay = "B"\ncity = "C"\nsms_name = "B"\npsgc = "0403403014"\nindex = 1\ndata = "/nowhere"\n'
    )
    _, err, code = run(capsys, "--config", config, "hear", WAVS / "oo.wav")
    assert code == 1
    assert "voice.model: names no model for fil; see dulog voice fetch-model" in err
    out, _, code = run(capsys, "--config", config, "check")
    assert code == 0
    assert "the box does not hear" in out


@needs_vosk
def test_a_check_names_engine_model_memory_and_the_words_it_is_deaf_to(capsys, tmp_path):
    out, _, code = run(capsys, "check", "--model", MODEL, "--json")
    fil, en, ceb = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert (fil["language"], en["language"], ceb["language"]) == ("fil", "en", "ceb")
    assert fil["missing"] == en["missing"] == []
    out, _, code = run(capsys, "check", "--model", tmp_path)
    assert code == 1
    assert "hears nothing" in out
    assert "am/final.mdl is missing" in out
