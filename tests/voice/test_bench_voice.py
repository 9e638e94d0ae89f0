# SPDX-License-Identifier: Apache-2.0
"""The bench measures what it says: other voices and texts than those that were tuned on, noise as loud as it claims."""

import re
import wave
from pathlib import Path

import numpy as np
import pytest

from appliance.errors import DeviceError
from tests.voice.sources import MODEL, WAVS, FakeEngine, needs_vosk
from voice import child
from voice.apart import ChildEngine
from voice.bench.examples import REPORT, TUNE, Examples
from voice.bench.measure import corrected, measure, nearest
from voice.bench.noise import babble, echoed, loudness, mixed, pink
from voice.bench.real import score
from voice.bench.speech import RATE, Speaker, resampled

SCRIPT = Path(__file__).parents[2] / "script"


@pytest.fixture(scope="module")
def speaker():
    return Speaker()


def variants(examples):
    return {voice.partition("+")[2] for voice in examples.voices}


def test_what_is_reported_was_neither_tuned_on_nor_taught_to_the_model():
    assert not set(TUNE.phrases) & set(REPORT.phrases)
    assert not set(TUNE.others) & set(REPORT.others)
    assert not variants(TUNE) & variants(REPORT)
    taught = (SCRIPT / "voice_model" / "texts.py").read_text().partition("TRAINING_VOICES")[2].partition('"""')[0]
    assert not (variants(TUNE) | variants(REPORT)) & set(re.findall(r"\w+", taught))
    assert len(REPORT.phrases) == 38


def test_noise_is_as_far_below_speech_as_it_says():
    chance = np.random.default_rng(1)
    speech = np.sin(np.arange(RATE) / 9).astype(np.float32) * 3000
    for noise in (pink(RATE, chance), babble(RATE, [speech, speech[::-1].copy()], chance)):
        added = mixed(speech, noise, 20.0) - speech
        assert 20 * np.log10(loudness(speech) / float(np.sqrt((added**2).mean()))) == pytest.approx(20, abs=0.1)


def test_an_echo_is_no_louder_and_not_the_same():
    speech = np.random.default_rng(2).standard_normal(RATE).astype(np.float32) * 1000
    heard = echoed(speech, 0.5, 0.04, np.random.default_rng(3))
    assert loudness(heard) == pytest.approx(loudness(speech), rel=0.01)
    assert not np.allclose(heard, speech)


def test_a_tone_keeps_its_pitch_at_another_rate():
    tone = np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050).astype(np.float32)
    at_ours = resampled(tone, 22_050)
    assert len(at_ours) == RATE
    assert int(np.abs(np.fft.rfft(at_ours)).argmax()) == 440


def test_espeak_tells_when_each_sound_begins(speaker):
    spoken = speaker.speak("[[s'alamat]]", "id")
    assert [name for _, name in spoken.sounds][:4] == ["s", "a", "l", "a"]
    times = [at for at, _ in spoken.sounds]
    assert times == sorted(times)
    assert times[-1] <= len(spoken.samples) / RATE + 0.01
    with pytest.raises(DeviceError, match="no voice 'nobody'"):
        speaker.speak("oo", "nobody")


def test_the_peers_decide_as_they_are_known_to():
    assert nearest("kumain ka na ba", ["oo", "hindi"]) in ("oo", "hindi")
    assert corrected("kumain ka na ba ng almusal", ["oo", "hindi"]) == ""
    assert corrected("hindo", ["oo", "hindi"]) == "hindi"


def test_right_wrong_and_refused_are_counted_apart(speaker):
    few = Examples(("oo", "hindi"), ("kumain ka na ba",), ("id+f5",), (165,))
    report = measure(FakeEngine("hindi"), speaker, few, "babble 20 dB")
    assert report["utterances"] == 2
    assert (report["ours"]["right_at_once"], report["ours"]["wrong"]) == (0.5, 0.5)
    assert report["ours"]["unrelated_taken"] == report["nearest"]["unrelated_taken"] == 1.0
    assert sum(report["endpoint_of_webrtcvad"].get(end, 0) for end in ("ended", "early", "never")) == 2


@needs_vosk
def test_people_are_scored_apart(tmp_path):
    (tmp_path / "01").mkdir()
    for name in ("oo", "reklamo"):
        (tmp_path / "01" / f"{name.upper()}.wav").write_bytes((WAVS / f"{name}.wav").read_bytes())
    with wave.open(str(tmp_path / "01" / "HINDI.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(RATE))
    engine = ChildEngine(child.VOSK, str(MODEL))
    report = score(tmp_path, engine)
    engine.close()
    assert report["speech"] == "1 recorded speakers"
    assert report["01"] == {"phrases": 3, "right_at_once": 2, "right_after_asking": 2, "wrong": 0}
    with pytest.raises(DeviceError, match="has no speaker's folder"):
        score(tmp_path / "01", engine)
