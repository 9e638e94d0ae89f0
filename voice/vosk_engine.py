# SPDX-License-Identifier: Apache-2.0
"""Vosk: any model directory, from its folder only, one recogniser an utterance. The only place that knows Vosk.

A grammar that is set too late ends the process, and a damaged model may, so this runs in a child (voice/child.py).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import vosk

from voice.engine import RATE, Abilities, EngineError
from voice.match import UNKNOWN, Word
from voice.pcm import floored

NEEDED: Final = ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf")
"""What every model's folder has; a flat one, as Vosk's oldest have, is not for us."""

_WORDS: Final = "graph/words.txt"
_LOOK_AHEAD: Final = ("graph/HCLr.fst", "graph/Gr.fst")
"""A model with these can be told phrases at run time; on others a grammar is ignored without a word."""

_HUSH: Final = 1.0
"""Of 32,768: enough that no sound at all is not minus infinity."""


class VoskEngine:
    """One model."""

    def __init__(self, folder: Path) -> None:
        """Read the model. Raises EngineError naming what is wrong with its folder."""
        for name in NEEDED:
            if not (folder / name).is_file():
                raise EngineError(f"{folder}: no Vosk model: {name} is missing")
        words = folder / _WORDS
        if words.is_file() and not words.read_bytes().endswith(b"\n"):
            # Vosk would take it for a smaller vocabulary
            raise EngineError(f"{folder}: no whole Vosk model: {_WORDS} was cut off")
        vosk.SetLogLevel(-1)
        try:
            # never by a name or a language: those are looked for on the internet
            self._model = vosk.Model(model_path=str(folder))
        except Exception as error:
            raise EngineError(f"{folder}: Vosk cannot read this model") from error
        grammar = all((folder / name).is_file() for name in _LOOK_AHEAD)
        self.abilities = Abilities(grammar, grammar and self._knows(UNKNOWN), dictation=True)
        self._recogniser: Any = None
        self._done: list[Word] = []
        # a graph that was cut off is read without a word, and ends the process only when it is used
        self.begin([UNKNOWN], "")
        self.feed(memoryview(bytes(RATE)))
        self.end()

    def missing(self, words: Sequence[str]) -> list[str]:
        """Words that are not in the model's vocabulary."""
        return [word for word in words if not self._knows(word)]

    def begin(self, phrases: Sequence[str] | None, language: str) -> None:
        """A recogniser of its own for each utterance."""
        if phrases is None or not self.abilities.grammar:
            self._recogniser = vosk.KaldiRecognizer(self._model, RATE)
        else:
            heard = [phrase for phrase in phrases if all(map(self._knows, phrase.split()))]
            self._recogniser = vosk.KaldiRecognizer(self._model, RATE, json.dumps(heard or [UNKNOWN]))
        self._recogniser.SetWords(True)
        self._done = []

    def feed(self, sound: memoryview) -> str:
        """What was understood so far, with what an endpoint of Vosk's own closed."""
        if self._recogniser.AcceptWaveform(floored(sound, _HUSH)):
            self._done += _words(self._recogniser.Result())
        partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return " ".join([*(word.text for word in self._done), *partial.split()])

    def end(self) -> list[Word]:
        """The words; the recogniser is gone."""
        words = [*self._done, *_words(self._recogniser.FinalResult())]
        self.drop()
        return words

    def drop(self) -> None:
        """Let the recogniser go, and with it what it holds of the sound."""
        self._recogniser, self._done = None, []

    def close(self) -> None:
        """Let the model go."""
        self.drop()

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)


def _words(result: str) -> list[Word]:
    return [Word(one["word"], one["start"], one["end"]) for one in json.loads(result).get("result", ())]
