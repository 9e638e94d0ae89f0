# SPDX-License-Identifier: Apache-2.0
"""Utterance: from its first sound through the engine to what was meant; nothing of it is kept."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from appliance.ports import DIGITS, Heard, Listening
from appliance.service import log
from voice import phrases
from voice.endpoint import (
    COMMAND_PAUSE,
    COMMAND_SECONDS,
    DICTATION_PAUSE,
    DICTATION_SECONDS,
    DIGITS_PAUSE,
    End,
    Endpointer,
)
from voice.engine import BYTES, Engine, EngineError
from voice.match import UNKNOWN, Word, match
from voice.microphone import Source
from voice.pcm import SILENT, Recording, clipped, level

_FLOOR, _CEILING = -60.0, -12.0
"""dB of full scale at which a meter shows nothing and all."""

_TOO_LOUD: Final = 0.1
"""The share of clipped samples above which the microphone, not the visitor, is unclear."""

_FEW: Final = 4
"""More words than these are free speech, whatever phrase is among them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is listened for, and the two ways in which a visitor ends it."""

    language: str
    choices: Mapping[str, Sequence[str]]
    free: bool = False
    finished: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def pause(self) -> float:
        """Seconds of quiet that end it."""
        digits = any(DIGITS in some for some in self.choices.values())
        return DICTATION_PAUSE if self.free else DIGITS_PAUSE if digits else COMMAND_PAUSE

    @property
    def limit(self) -> float:
        """The longest it may take, in seconds; twelve digits need more than a command."""
        digits = any(DIGITS in some for some in self.choices.values())
        return DICTATION_SECONDS if self.free else 2 * COMMAND_SECONDS if digits else COMMAND_SECONDS


def hear(source: Source, engine: Engine, asked: Asked, show: Callable[[Listening], None]) -> Heard:
    """One utterance from its first sound to what was meant. Raises DeviceError naming microphone or engine.

    Its sound is in memory only, and overwritten at the end in any case.
    """
    recording = Recording(round((asked.limit + 1) * BYTES))
    endpointer = Endpointer(asked.pause, asked.limit)
    hearing = _Hearing(engine, asked, recording)
    try:
        source.open()
        show(Listening(on=True))
        try:
            end = _record(source, hearing, endpointer, show)
        finally:
            source.close()
            show(Listening())
        if asked.cancelled.is_set():
            return Heard()
        return _meant(hearing, endpointer, end, source.name)
    finally:
        engine.drop()
        recording.wipe()


def _record(source: Source, hearing: "_Hearing", endpointer: Endpointer, show: Callable[[Listening], None]) -> End:
    """Read until somebody or the quiet ends it."""
    hearing.begin()
    whole = {phrase for some in hearing.asked.choices.values() for phrase in some}
    # "reklamo" may go on as "reklamo sa ingay"
    whole = {phrase for phrase in whole if not any(other.startswith(f"{phrase} ") for other in whole)}
    while not hearing.asked.cancelled.is_set():
        piece = source.read()
        if not piece or hearing.asked.finished.is_set():
            return End.ENDED
        loud = level(piece)
        hearing.recording.add(piece)
        piece[:] = bytes(len(piece))
        partial = hearing.feed()
        show(Listening(True, min(1.0, max(0.0, (loud - _FLOOR) / (_CEILING - _FLOOR))), partial))
        end = endpointer.take(loud, partial, whole=not hearing.asked.free and partial in whole)
        if end is not End.NOT_YET:
            return end
    return End.ENDED


class _Hearing:
    """The engine on one utterance; where it ends in the middle, a new one hears all of it once more."""

    def __init__(self, engine: Engine, asked: Asked, recording: Recording) -> None:
        self.engine, self.asked, self.recording = engine, asked, recording
        self._fed = 0
        self._again = False
        self._phrases: Sequence[str] | None = None

    def begin(self) -> None:
        """Begin with the phrases, or freely where whatever is said may be taken down."""
        free = self.asked.free or not self.engine.abilities.grammar
        if free and not self.engine.abilities.dictation:
            free = False
        self._phrases = None if free else phrases.grammar(self.asked.choices, self.asked.language)
        self.engine.begin(self._phrases, self.asked.language)

    def feed(self) -> str:
        """Hand over what was recorded since the last time."""
        start, self._fed = self._fed, len(self.recording)
        try:
            return _without_unknown(self.engine.feed(self.recording.part(start, self._fed)))
        except EngineError as error:
            self._begin_again(error)
            return _without_unknown(self.engine.feed(self.recording.part(0, self._fed)))

    def end(self) -> list[Word]:
        """The words, and how loud each was."""
        try:
            words = self.engine.end()
        except EngineError as error:
            self._begin_again(error)
            self.engine.feed(self.recording.part(0, self._fed))
            words = self.engine.end()
        return self._measured(words)

    def commanded(self) -> list[Word]:
        """The words once more, now as one of the phrases."""
        if self._phrases is not None or not (self.asked.choices and self.engine.abilities.grammar):
            return []
        self.engine.begin(phrases.grammar(self.asked.choices, self.asked.language), self.asked.language)
        self.engine.feed(self.recording.part(0, self._fed))
        return self._measured(self.engine.end())

    def _begin_again(self, error: EngineError) -> None:
        if self._again:
            raise error
        self._again = True
        log.warning("voice: %s; it is started again", error)
        self.engine.begin(self._phrases, self.asked.language)

    def _measured(self, words: Sequence[Word]) -> list[Word]:
        sample = BYTES // 2
        places = ((round(word.start * sample) * 2, round(word.end * sample) * 2) for word in words)
        parts = (self.recording.part(start, end) for start, end in places)
        return [replace(word, level=level(part)) for word, part in zip(words, parts, strict=True)]


def _meant(hearing: _Hearing, endpointer: Endpointer, end: End, microphone: str) -> Heard:
    asked, sound = hearing.asked, hearing.recording.part(0, len(hearing.recording))
    if endpointer.peak <= SILENT:
        log.warning("voice: %s: gives no sound at all: is it muted?", microphone)
        return Heard(problem="silence")
    words = hearing.end()
    if end is End.SILENCE and not words:
        return Heard(problem="silence")
    heard = match(words, asked.choices, asked.language, endpointer.ambient)
    if asked.free:
        return _taken_down(hearing, words, heard, endpointer.ambient)
    if heard.choice:
        return heard
    if clipped(sound) > _TOO_LOUD:
        return replace(heard, problem="noise")
    return replace(heard, problem="cut") if end is End.CUT and heard.problem == "unclear" else heard


def _taken_down(hearing: _Hearing, words: Sequence[Word], heard: Heard, ambient: float) -> Heard:
    """Free speech as it was said, unless it is a few words that are surely a choice."""
    written = " ".join(word.text for word in words if word.text != UNKNOWN)
    if len(written.split()) <= _FEW:
        commanded = match(hearing.commanded(), hearing.asked.choices, hearing.asked.language, ambient)
        for one in (heard, commanded):
            if one.sure:
                return one
    return Heard(written) if written else Heard(problem=heard.problem or "unclear")


def _without_unknown(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)
