# SPDX-License-Identifier: Apache-2.0
"""Children: the programs that the demo starts, and that never outlive it."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from appliance.errors import DulogError

_GRACE: Final = 5.0
"""Seconds a program has to end after it was asked to."""


class ChildError(DulogError):
    """A program did not start, answer or stay."""


def tied(command: Sequence[str]) -> list[str]:
    """The command that runs this one so that the kernel ends it where its parent is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else [*command]


class Child:
    """One program; its error output goes to a log file, its output lines are JSON objects."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", log: Path) -> None:
        """Read its output in a thread that only puts lines on a queue."""
        self.name = name
        self.process = process
        self.log = log
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name=f"read {name}", daemon=True)
        self._reader.start()

    def tell(self, what: dict[str, Any]) -> None:
        """Write one JSON line to its input. Raises ChildError when it is gone."""
        stdin = self.process.stdin
        try:
            if stdin is None:
                raise BrokenPipeError
            stdin.write(json.dumps(what) + "\n")
            stdin.flush()
        except OSError as error:
            raise ChildError(f"{self.name} is gone; its log: {self.log}") from error

    def hear(self, seconds: float) -> dict[str, Any] | None:
        """The next line it wrote, None if there was none in time. Raises ChildError when it is gone."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.check()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, what: dict[str, Any], seconds: float = 30) -> dict[str, Any]:
        """Tell it something and return its answer. Raises ChildError when it says no or nothing."""
        self.tell(what)
        answer = self.hear(seconds)
        if answer is None or not answer.get("ok"):
            raise ChildError(f"{self.name}: {what}: {answer or 'no answer'}")
        return answer

    def check(self) -> None:
        """Raise ChildError, with the end of its log, if it has ended."""
        code = self.process.poll()
        if code is not None:
            tail = self.log.read_text("utf-8", "replace").strip().splitlines()[-3:]
            raise ChildError(f"{self.name} ended with {code}: {' / '.join(tail)}")

    def end(self, seconds: float) -> None:
        """Wait for it to end, kill it if it does not, and close its pipes."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(1)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        stdout: IO[str] | None = self.process.stdout
        for line in stdout or ():
            self._lines.put(line)


class Children:
    """All of them; leaving the block ends every one, and the kernel does where this process is killed."""

    def __init__(self, folder: Path) -> None:
        """Logs go to `folder`."""
        self._folder = folder
        self._all: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for child in self._all:
            with suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + _GRACE
        for child in self._all:
            child.end(max(0.1, deadline - time.monotonic()))

    def start(self, name: str, module: str, arguments: Sequence[str]) -> Child:
        """Run `python -m module` with these arguments, in a session of its own so that Ctrl-C reaches only us."""
        command = tied([sys.executable, "-m", module, *arguments])
        log = self._folder / f"{name}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        child = Child(name, process, log)
        self._all.append(child)
        return child

    def check(self) -> None:
        """Raise ChildError if any has ended."""
        for child in self._all:
            child.check()

    def until(self, what: str, ready: Callable[[], bool], seconds: float = 30) -> float:
        """Wait until something is so; the seconds it took. Raises ChildError naming what did not happen."""
        started = time.monotonic()
        while not ready():
            self.check()
            if time.monotonic() - started > seconds:
                raise ChildError(f"after {seconds:.0f} s still not: {what}")
            time.sleep(0.05)
        return time.monotonic() - started
