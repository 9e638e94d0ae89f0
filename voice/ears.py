# SPDX-License-Identifier: Apache-2.0
"""Ears: the microphone and engines of this machine behind the port, one utterance at a time; or no ears at all."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from appliance.config import Voice
from appliance.errors import DeviceError
from appliance.ports import Ears, Heard, Listening
from appliance.service import log
from voice.engine import Engine, EngineError
from voice.engines import engines
from voice.microphone import Source, open_microphone
from voice.utterance import Asked, hear

_FAILED: Final = Heard(problem="failed")


class AbsentEars:
    """A box that hears nothing."""

    languages: frozenset[str] = frozenset()

    def listen(self, language: str, choices: Mapping[str, Sequence[str]], *, free: bool = False) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""

    def cancel(self) -> None:
        """Do nothing."""

    def now(self) -> Listening:
        """It failed to hear, whatever was asked of it."""
        return Listening(heard=_FAILED)

    def close(self) -> None:
        """Do nothing."""


class LocalEars:
    """This machine's microphone and engines, each utterance on a thread of its own."""

    def __init__(self, engines: Mapping[str, Engine], microphone: Callable[[], Source]) -> None:
        """One engine for each language; they are started now, in the background, so that nobody waits for a model."""
        self._engines = dict(engines)
        self._microphone = microphone
        self._asked: Asked | None = None
        self._now = Listening()
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        threading.Thread(target=self._warm, name="ears: start", daemon=True).start()

    @property
    def languages(self) -> frozenset[str]:
        """Those whose engine is not known to be broken."""
        return frozenset(self._engines)

    def listen(self, language: str, choices: Mapping[str, Sequence[str]], *, free: bool = False) -> None:
        """Begin to listen."""
        self.cancel()
        asked = Asked(language, choices, free)
        with self._lock:
            self._asked = asked
        threading.Thread(target=self._listen, args=(asked,), name="ears", daemon=True).start()

    def finish(self) -> None:
        """Understand what there is."""
        if self._asked is not None:
            self._asked.finished.set()

    def cancel(self) -> None:
        """Stop at once; the thread overwrites the sound within one piece of it."""
        with self._lock:
            if self._asked is not None:
                self._asked.cancelled.set()
            self._asked, self._now = None, Listening()

    def now(self) -> Listening:
        """How it goes."""
        return self._now

    def close(self) -> None:
        """Stop, and end the engines."""
        self.cancel()
        with self._turn:
            for engine in set(self._engines.values()):
                engine.close()

    def _warm(self) -> None:
        for language, engine in list(self._engines.items()):
            try:
                with self._turn:
                    _ = engine.abilities
            except EngineError as error:
                log.error("voice: %s: %s", language, error)
                # replaced and not changed: the screen may be reading it
                self._engines = {one: other for one, other in self._engines.items() if one != language}

    def _listen(self, asked: Asked) -> None:
        heard = _FAILED
        try:
            # the utterance before this one must have let the microphone and the engine go
            with self._turn:
                engine = self._engines.get(asked.language)
                if engine is not None and not asked.cancelled.is_set():
                    heard = hear(self._microphone(), engine, asked, lambda now: self._show(asked, now))
        except DeviceError as error:
            log.error("voice: %s", error)
        finally:
            self._show(asked, Listening(heard=heard))

    def _show(self, asked: Asked, now: Listening) -> None:
        with self._lock:
            if self._asked is asked:
                self._now = now


def open_ears(settings: Voice) -> Ears:
    """The ears that the configuration describes, or the absent ones; what is wrong is in the log."""
    found = engines(settings)
    if not found:
        return AbsentEars()
    try:
        open_microphone(settings.microphone)
    except DeviceError as error:
        log.error("voice: %s", error)
        return AbsentEars()
    return LocalEars(found, lambda: open_microphone(settings.microphone))
