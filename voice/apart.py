# SPDX-License-Identifier: Apache-2.0
"""Apart: an engine in a child process, so that its end in the middle of a word costs a new start and not the screen."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from voice import child
from voice.engine import Abilities, EngineError
from voice.match import Word

_START_SECONDS: Final = 90.0
"""A model of 800 MB on the card of a Pi."""

_ANSWER_SECONDS: Final = 20.0


class ChildEngine:
    """The engine behind the pipes of a child that is started when it is first needed, and again when it has ended."""

    def __init__(self, *arguments: str, patience: float = _ANSWER_SECONDS) -> None:
        """`arguments` are those of voice/child.py: the engine's name and the folder of its model."""
        self._arguments = arguments
        self._patience = patience
        self._name = " ".join(arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._abilities: Abilities | None = None

    @property
    def pid(self) -> int:
        """The child's process id, 0 while there is none."""
        return self._process.pid if self._process else 0

    @property
    def abilities(self) -> Abilities:
        """What it can do, found out by starting it. Raises EngineError."""
        self._start()
        assert self._abilities is not None  # noqa: S101 set by a start that succeeds
        return self._abilities

    def missing(self, words: Sequence[str]) -> list[str]:
        """Those of these words that it can never hear. Raises EngineError."""
        return [str(word) for word in self._ask(child.MISSING, json.dumps(list(words)).encode())]

    def begin(self, phrases: Sequence[str] | None, language: str) -> None:
        """Begin an utterance, with a new child if the last one ended. Raises EngineError."""
        asked = {"phrases": None if phrases is None else list(phrases), "language": language}
        self._ask(child.BEGIN, json.dumps(asked).encode())

    def feed(self, sound: memoryview) -> str:
        """The next piece of sound; what was understood so far. Raises EngineError."""
        return str(self._ask(child.FEED, sound, start=False))

    def end(self) -> list[Word]:
        """The words of the utterance. Raises EngineError."""
        return [Word(*values) for values in self._ask(child.END, start=False)]

    def drop(self) -> None:
        """Forget the utterance; a child that does not answer is ended."""
        if self._process is not None:
            with suppress(EngineError):
                self._ask(child.DROP, start=False)

    def close(self) -> None:
        """End the child."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._process = None

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        command = [sys.executable, "-m", "voice.child", *self._arguments]
        self._process = subprocess.Popen(
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self._abilities = Abilities(**self._answer(_START_SECONDS))
        except EngineError:
            self.close()
            raise

    def _ask(self, kind: bytes, body: bytes | memoryview = b"", *, start: bool = True) -> Any:
        if start:
            self._start()
        if self._process is None or self._process.stdin is None:
            raise EngineError(f"{self._name}: the engine has ended")
        try:
            child.send(self._process.stdin, kind, body)  # type: ignore[arg-type] # a pipe without a buffer
        except OSError as error:
            self.close()
            raise EngineError(f"{self._name}: the engine ended by itself") from error
        return self._answer(self._patience)

    def _answer(self, seconds: float) -> Any:
        until = time.monotonic() + seconds
        try:
            message = child.receive(lambda size: self._read(size, until))
        except TimeoutError as error:
            self.close()
            raise EngineError(f"{self._name}: the engine did not answer within {seconds:g} seconds") from error
        if message is None:
            self.close()
            raise EngineError(f"{self._name}: the engine ended by itself; is its model whole?")
        kind, body = message
        if kind == child.FAILED:
            raise EngineError(body.decode())
        return json.loads(body)

    def _read(self, size: int, until: float) -> bytes:
        """So many bytes, fewer where the child is gone."""
        assert self._process is not None  # noqa: S101 only called after a start
        assert self._process.stdout is not None  # noqa: S101 opened as a pipe
        pipe = self._process.stdout.fileno()
        got = bytearray()
        while len(got) < size:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            piece = os.read(pipe, size - len(got))
            if not piece:
                break
            got += piece
        return bytes(got)
