# SPDX-License-Identifier: Apache-2.0
"""From the microphone to what was meant, and what becomes of it when something breaks."""

import logging
import threading
import time

import pytest

from appliance.config import Voice
from appliance.ports import DIGITS, Heard, Listening
from tests.voice.sources import FakeEngine, Sound, tone
from voice.ears import AbsentEars, LocalEars, open_ears
from voice.engine import EngineError
from voice.pcm import Recording, clipped, floored, level, samples
from voice.scripted import ScriptedEars
from voice.utterance import Asked, hear

CHOICES = {"yes": ("oo", "opo"), "no": ("hindi",), "noise": ("reklamo sa ingay",)}
SPEECH = tone(0.3, -70) + tone(1.2, -20) + tone(1.0, -70)


def heard(engine, sound=SPEECH, asked=None, shown=None, **source):
    return hear(Sound(sound, **source), engine, asked or Asked("fil", CHOICES), ([] if shown is None else shown).append)


def until(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_phrase_is_heard_and_shown_as_it_comes():
    shown: list[Listening] = []
    assert heard(FakeEngine("reklamo sa ingay"), shown=shown) == Heard("reklamo sa ingay", "noise", sure=True)
    assert shown[8].partial == "reklamo sa ingay"
    assert shown[0].level < 0.1 < 0.5 < shown[10].level


def test_the_light_is_on_exactly_while_the_microphone_is_read():
    shown: list[Listening] = []
    source = Sound(SPEECH)
    hear(source, FakeEngine("oo"), Asked("fil", CHOICES), shown.append)
    assert [now.on for now in shown] == [True] * (len(shown) - 1) + [False]
    assert (source.opened, source.closed) == (1, 1)


def test_every_piece_of_sound_is_overwritten():
    source = Sound(SPEECH)
    hear(source, FakeEngine("oo"), Asked("fil", CHOICES), lambda now: None)
    assert not any(map(any, source.pieces))


def test_a_recording_takes_what_fits_and_leaves_nothing_behind():
    recording = Recording(6)
    recording.add(b"\1\2\3\4")
    view = recording.part(0, 6)
    recording.add(b"\5\6\7\10")
    assert recording.full
    assert bytes(recording.part(0, 99)) == b"\1\2\3\4\5\6"
    recording.wipe()
    assert bytes(view) == bytes(4)
    assert len(recording) == 0


def test_of_an_engine_that_ends_in_the_middle_a_new_one_hears_all_of_it():
    engine = FakeEngine("oo", failures=1)
    assert heard(engine).choice == "yes"
    assert len(engine.begun) == 2
    assert engine.fed > 30_000


def test_an_engine_that_ends_again_and_again_is_given_up():
    with pytest.raises(EngineError):
        heard(FakeEngine("oo", failures=9))


def test_nobody_spoke():
    assert heard(FakeEngine(), tone(7, -70)).problem == "silence"


def test_digital_silence_is_silence_and_the_operator_reads_that_the_microphone_may_be_muted(caplog):
    with caplog.at_level(logging.WARNING):
        assert heard(FakeEngine("oo"), b"", then=b"\0").problem == "silence"
    assert "the test's microphone: gives no sound at all: is it muted?" in caplog.text


def test_a_microphone_that_is_overdriven_is_noise_and_no_answer():
    assert heard(FakeEngine("[unk] [unk]"), (b"\xff\x7f" + b"\0\x80") * 20_000).problem == "noise"


def test_who_is_cut_off_hears_so():
    assert heard(FakeEngine("[unk] sa"), tone(9, -20) + tone(9, -19)).problem in ("cut", "noise")


def test_digits_are_waited_for_longer_than_a_command():
    slow = tone(0.3, -70) + tone(1.2, -20) + tone(0.9, -70) + tone(1.2, -20) + tone(2, -70)
    engine = FakeEngine("anim pito")
    assert heard(engine, slow, Asked("fil", {"reference": (DIGITS,)})).digits == "67"
    assert engine.fed > 32_000 * 4


def test_free_speech_is_taken_down_and_a_choice_in_it_is_still_one():
    free = Asked("fil", CHOICES, free=True)
    assert heard(FakeEngine("ang ingay ng videoke nila"), asked=free) == Heard("ang ingay ng videoke nila")
    assert heard(FakeEngine("hindi po"), asked=free).choice == "no"
    assert heard(FakeEngine(), asked=free).problem == "silence"


def test_an_engine_that_cannot_be_told_phrases_hears_freely_and_is_matched():
    engine = FakeEngine("reklamo sa ingay po", grammar=False)
    assert heard(engine).choice == "noise"
    assert engine.begun == [None]


def test_the_screen_polls_and_never_waits():
    ears = LocalEars({"fil": FakeEngine("oo")}, lambda: Sound(SPEECH))
    assert ears.languages == {"fil"}
    assert ears.now() == Listening()
    ears.listen("fil", CHOICES)
    until(lambda: ears.now().heard is not None)
    assert ears.now().heard == Heard("oo", "yes", sure=True)
    ears.close()


def test_a_second_press_ends_it_and_what_there_is_is_understood():
    ears = LocalEars({"fil": FakeEngine("hindi")}, lambda: Sound(tone(0.5, -20), then=tone(1, -20)))
    ears.listen("fil", CHOICES)
    until(lambda: ears.now().partial)
    ears.finish()
    until(lambda: ears.now().heard is not None)
    assert ears.now().heard.choice == "no"
    ears.close()


def test_who_leaves_is_forgotten_at_once_and_the_sound_is_overwritten():
    source = Sound(tone(1, -20), then=tone(1, -20))
    ears = LocalEars({"fil": FakeEngine("oo [unk] [unk]")}, lambda: source)
    ears.listen("fil", CHOICES, free=True)
    until(lambda: ears.now().partial)
    ears.cancel()
    assert ears.now() == Listening()
    until(lambda: source.closed)
    ears.close()
    assert not any(map(any, source.pieces))
    assert ears.now() == Listening()


def test_a_microphone_that_is_not_there_or_is_pulled_out_is_named_and_the_next_try_works(caplog):
    sources = [Sound(b"", missing=True), Sound(SPEECH, lost=5), Sound(SPEECH)]
    ears = LocalEars({"fil": FakeEngine("oo")}, lambda: sources.pop(0))
    outcomes = []
    for _ in range(3):
        ears.listen("fil", CHOICES)
        until(lambda: ears.now().heard is not None)
        outcomes.append(ears.now().heard.problem or ears.now().heard.choice)
    assert outcomes == ["failed", "failed", "yes"]
    assert "the test's microphone: cannot be opened" in caplog.text
    assert "the test's microphone: gives no sound any more" in caplog.text
    ears.close()


def test_a_language_whose_engine_does_not_start_is_not_offered(caplog):
    class Broken(FakeEngine):
        @property
        def abilities(self):
            raise EngineError("/srv/model: no Vosk model: am/final.mdl is missing")

        @abilities.setter
        def abilities(self, value):
            pass

    ears = LocalEars({"fil": Broken(), "en": FakeEngine("yes")}, lambda: Sound(SPEECH))
    until(lambda: ears.languages == {"en"})
    assert "am/final.mdl is missing" in caplog.text
    ears.listen("fil", CHOICES)
    until(lambda: ears.now().heard is not None)
    assert ears.now().heard.problem == "failed"
    ears.close()


def test_no_thread_of_an_utterance_outlives_it():
    ears = LocalEars({"fil": FakeEngine("oo")}, lambda: Sound(SPEECH))
    for _ in range(5):
        ears.listen("fil", CHOICES)
    until(lambda: ears.now().heard is not None)
    until(lambda: not [one for one in threading.enumerate() if one.name == "ears"])
    ears.close()


def test_a_box_without_a_model_has_no_ears():
    ears = open_ears(Voice())
    assert isinstance(ears, AbsentEars)
    assert not ears.languages
    ears.listen("fil", CHOICES)
    assert ears.now().heard.problem == "failed"


def test_a_script_is_heard_line_by_line():
    ears = ScriptedEars(Heard("oo", "yes", sure=True))
    ears.listen("fil", CHOICES)
    assert ears.now().on
    ears.finish()
    assert ears.now().heard.choice == "yes"
    ears.listen("fil", CHOICES)
    ears.finish()
    assert ears.now().heard.problem == "silence"
    assert [language for language, _, _ in ears.asked] == ["fil", "fil"]


def test_loudness_is_counted_from_full_scale():
    assert level(tone(0.1, -20)) == pytest.approx(-20, abs=0.1)
    assert level(b"") == level(bytes(100)) == -100.0
    assert clipped(b"\xff\x7f\0\0") == 0.5


def test_digital_silence_gets_a_floor_and_nothing_else_is_touched():
    assert any(samples(floored(memoryview(bytes(1600)), 1.0)))
    sound = tone(0.05, -40)
    assert floored(memoryview(sound), 1.0) == sound
