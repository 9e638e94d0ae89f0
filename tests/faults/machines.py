# SPDX-License-Identifier: Apache-2.0
"""Machines: programs that can be killed and frozen, clocks that can be wrong, and disks that can be full."""

import contextlib
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from appliance.clock import SystemClock

_DISK: Final = 24 * 1024 * 1024
"""Bytes of a disk that is to be filled up."""

_ALMOST_NOTHING: Final = 4096


class Program:
    """A program of ours; `tend` does for it what systemd does on a box."""

    def __init__(self, folder: Path, name: str, *command: str) -> None:
        """`command` is a module and its arguments; its log goes to `folder`."""
        self._command = command
        self._log = folder / f"{name}.log"
        self.wrong_by = 0.0
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = 0

    def start(self) -> None:
        """Start it, on the clock of its machine."""
        command = [sys.executable, "-m", "tests.faults.elsewhen", str(self.wrong_by), *self._command]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, stdin=subprocess.DEVNULL)

    def kill(self) -> None:
        """Pull its plug."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def tend(self) -> None:
        """Start it again if it ended by itself, as it does when its disk is full."""
        if self.process is not None and self.process.poll() is not None:
            self.ended += 1
            self.start()

    def frozen(self, stopped: bool) -> None:
        """Let it hang, or go on."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP if stopped else signal.SIGCONT)


class Wrong:
    """A machine's clock, wrong by so many seconds. Implements ports.Clock."""

    def __init__(self) -> None:
        """Right at first."""
        self._real = SystemClock()
        self.by = 0.0

    def now(self) -> int:
        """UTC milliseconds, as the machine believes."""
        return self._real.now() + round(1000 * self.by)

    def quality(self) -> str:
        """A clock that may be wrong says so."""
        return "unsynced"


Disk = Callable[[Program], contextlib.AbstractContextManager[None]]
"""Full for the program while the block lasts."""


def disk(folder: Path) -> Disk:
    """A small disk in this folder; where none can be mounted, a limit on the size of the program's files instead."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "none", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    return _small(folder / "ballast") if mounted else _limited


def _small(ballast: Path) -> Disk:
    @contextlib.contextmanager
    def full(_program: Program) -> Iterator[None]:
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        try:
            yield
        finally:
            ballast.unlink()

    return full


@contextlib.contextmanager
def _limited(program: Program) -> Iterator[None]:
    if program.process is None:
        yield
        return
    process, hard = program.process.pid, resource.RLIM_INFINITY
    resource.prlimit(process, resource.RLIMIT_FSIZE, (_ALMOST_NOTHING, hard))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))
