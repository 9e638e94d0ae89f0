# SPDX-License-Identifier: Apache-2.0
"""Sphinx: pocketsphinx with its English sounds and our own dictionary; one small grammar a screen, no free speech.

The only place that knows pocketsphinx. A closed grammar takes anything for a command, so ten broad sounds may fill in.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import pocketsphinx

from voice.engine import RATE, Abilities, EngineError
from voice.match import UNKNOWN, Word
from voice.pcm import FULL, floored
from voice.sounds import sounds

_SOUNDS: Final[dict[str, tuple[str, ...]]] = {
    **{"a": ("AA", "AH"), "E": ("EH",), "i": ("IY", "IH"), "o": ("OW", "AO"), "u": ("UW",), "p": ("P",), "b": ("B",)},
    **{"t": ("T",), "d": ("D",), "k": ("K",), "g": ("G",), "m": ("M",), "n": ("N",), "N": ("NG",), "s": ("S",)},
    **{"S": ("SH",), "h": ("HH",), "l": ("L",), "*": ("R",), "w": ("W",), "j": ("Y",), "tS": ("CH",), "dZ": ("JH",)},
    **{"f": ("F",), "v": ("V",), "z": ("Z",)},
}
"""Our sounds as the English model has them; it has no glottal stop."""

_BROAD: Final = "AA EH IY OW UW T K S N L".split()
_HUSH: Final = FULL / 100
"""40 dB below full: digital silence destroys the means that this engine keeps."""

_COST: Final = 1e-4
"""What each word costs, so that many broad sounds are dearer than one phrase."""

_VARIANTS: Final = 4


class SphinxEngine:
    """Commands only."""

    abilities = Abilities(grammar=True, unknown=True, dictation=False)

    def __init__(self) -> None:
        """Read its own model. Raises EngineError."""
        try:
            self._decoder: Any = pocketsphinx.Decoder(
                hmm=pocketsphinx.get_model_path("en-us/en-us"),
                lm=None,
                dict=None,
                samprate=RATE,
                loglevel="FATAL",
                wip=_COST,
            )
        except RuntimeError as error:
            raise EngineError("pocketsphinx does not start") from error
        self._known: set[str] = set()
        self._begun = False
        for sound in _BROAD:
            self._decoder.add_word(f"broad{sound}", sound, update=False)

    def missing(self, words: Sequence[str]) -> list[str]:
        """None: our letters and sounds say any word."""
        return [word for word in words if not word.isalpha()]

    def begin(self, phrases: Sequence[str] | None, language: str) -> None:
        """A grammar of the phrases, and of broad sounds."""
        ours = [phrase for phrase in phrases or () if phrase != UNKNOWN]
        if not ours:
            raise EngineError("pocketsphinx takes no free speech down")
        self.drop()
        self._learn(ours, language)
        broad = " | ".join(f"broad{sound}" for sound in _BROAD)
        said = " | ".join(ours)
        grammar = (
            f"#JSGF V1.0;\ngrammar ours;\n<broad> = {broad};\npublic <said> = <broad>* ({said}) <broad>* | <broad>+;\n"
        )
        self._decoder.add_jsgf_string("ours", grammar)
        self._decoder.activate_search("ours")
        self._decoder.start_utt()
        self._begun = True

    def feed(self, sound: memoryview) -> str:
        """What was understood so far."""
        self._decoder.process_raw(floored(sound, _HUSH))
        best = self._decoder.hyp()
        return " ".join(word for word in best.hypstr.split() if not word.startswith("broad")) if best else ""

    def end(self) -> list[Word]:
        """The words; broad sounds are the unknown."""
        self.drop()
        rate = self._decoder.config["frate"]
        words = []
        for part in self._decoder.seg() or ():
            if part.word.startswith(("<", "[", "+", "(")):
                continue
            text = UNKNOWN if part.word.startswith("broad") else part.word.partition("(")[0]
            words.append(Word(text, part.start_frame / rate, (part.end_frame + 1) / rate))
        return words

    def drop(self) -> None:
        """End the utterance, if there is one."""
        if self._begun:
            self._begun = False
            self._decoder.end_utt()

    def close(self) -> None:
        """Nothing else to let go."""

    def _learn(self, phrases: Sequence[str], language: str) -> None:
        new = {word for phrase in phrases for word in phrase.split()} - self._known
        for word in sorted(new):
            for number, said in enumerate(_ways(word, language), 1):
                self._decoder.add_word(word if number == 1 else f"{word}({number})", said, update=False)
        self._known |= new


def _ways(word: str, language: str) -> list[str]:
    """How a word may be said: its first vowel kind in each of its ways, then the others."""
    heard = [sound for sound in sounds(word, language) if sound in _SOUNDS]
    chosen = {sound: _SOUNDS[sound] for sound in heard}
    ways = (dict(zip(chosen, way, strict=True)) for way in product(*chosen.values()))
    return [" ".join(way[sound] for sound in heard) for way, _ in zip(ways, range(_VARIANTS), strict=False)]
