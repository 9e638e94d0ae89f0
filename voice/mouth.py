# SPDX-License-Identifier: Apache-2.0
"""Mouth: espeak-ng as a child process, one for each sentence; and the mouth that is not there."""

import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from appliance.ports import Mouth
from voice.numbers import in_words
from voice.sounds import phonemes

_PROGRAM: Final = "espeak-ng"
_ENGLISH: Final = "en-us"
_NEAREST: Final = "id"
"""espeak-ng has no voice of the Philippines; Indonesian has the same sounds."""

_AMPLITUDE: Final = 2.0
"""espeak-ng counts to 200 what we count to 100."""


class EspeakMouth:
    """Speaks Filipino, Cebuano and English through the machine's loudspeaker or headset."""

    languages: frozenset[str] = frozenset({"fil", "en", "ceb"})

    def __init__(self, *options: str, program: str = _PROGRAM) -> None:
        """`options` are espeak-ng's own, such as `-w FILE`."""
        self._command = (program, *options)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def speaking(self) -> bool:
        """Whether it has not ended yet."""
        return self._child is not None and self._child.poll() is None

    def say(self, text: str, language: str, *, rate: int, volume: int) -> None:
        """Begin to say a text, `rate` words a minute, at `volume` percent; whatever is being said is cut off."""
        self.stop()
        voice, words = spelled(text, language)
        settings = ("-v", voice, "-s", str(rate), "-a", str(round(volume * _AMPLITUDE)), "--stdin")
        # by a pipe: what a citizen is told must not be read in the list of processes
        self._child = _start((*self._command, *settings))
        if self._child is not None and self._child.stdin is not None:
            with suppress(BrokenPipeError):
                self._child.stdin.write(words.encode())
            self._child.stdin.close()

    def stop(self) -> None:
        """Be silent at once: the child is killed, and its sound with it."""
        if self._child is not None:
            if self._child.poll() is None:
                self._child.kill()
            self._child.wait()
            self._child = None


class AbsentMouth:
    """A box without a voice: it speaks no language."""

    languages: frozenset[str] = frozenset()
    speaking = False

    def say(self, text: str, language: str, *, rate: int, volume: int) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


def open_mouth() -> Mouth:
    """The voice of this machine, or the absent one."""
    return EspeakMouth() if shutil.which(_PROGRAM) else AbsentMouth()


def spelled(text: str, language: str) -> tuple[str, str]:
    """The voice to use and what to hand to it: numbers in words, and phonemes where it does not know the spelling."""
    # brackets would be read as phonemes
    words = in_words(text.replace("[", " ").replace("]", " "), language)
    if language == "en" or len(text.strip(" .")) == 1:
        return _ENGLISH, words
    return _NEAREST, phonemes(words)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        # taken away since the start: the screen says the same
        return None
