# SPDX-License-Identifier: Apache-2.0
"""The other engine, where it is installed: pocketsphinx with its English sounds and our own dictionary."""

import pytest

from tests.voice.sources import Sound, recorded
from voice.engine import EngineError
from voice.utterance import Asked, hear

pytest.importorskip("pocketsphinx", reason="dulog[pocketsphinx] is an extra that is not installed here")

from voice.sphinx import SphinxEngine

ASKED = Asked("fil", {"yes": ("oo", "opo"), "no": ("hindi",), "complaint": ("reklamo",), "case": ("sundan ang kaso",)})


@pytest.fixture(scope="module")
def engine():
    return SphinxEngine()


@pytest.mark.parametrize(("name", "choice"), [("oo", "yes"), ("reklamo", "complaint"), ("sundan_ang_kaso", "case")])
def test_a_command_is_heard_by_sounds_of_another_language(engine, name, choice):
    assert hear(Sound(recorded(name)), engine, ASKED, lambda now: None).choice == choice


def test_it_takes_no_free_speech_down_and_says_so(engine):
    assert not engine.abilities.dictation
    with pytest.raises(EngineError, match="takes no free speech down"):
        engine.begin(None, "fil")


def test_our_letters_and_sounds_say_any_word(engine):
    assert engine.missing(["kinabuhi", "reklamo"]) == []


def test_talk_that_is_no_command_is_never_taken_for_one(engine):
    assert not hear(Sound(recorded("unrelated")), engine, ASKED, lambda now: None).sure
