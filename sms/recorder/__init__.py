# SPDX-License-Identifier: Apache-2.0
"""A recorder between a real modem and the program, and the replay of what it wrote.

So a modem that misbehaves in some hall can be looked at elsewhere; numbers and words are blotted out before anything is
written.
"""

import json
import os
import select
import termios
import time
import tty
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final, Self

from sms.recorder.blot import blot
from sms.simulator.engine import Engine
from sms.simulator.terminal import Terminal

__all__ = ["Recorder", "Replay", "blot"]

_HOST, _MODEM = "host", "modem"
_ENDS: Final = {_HOST: (b"\r", b"\x1a", b"\x1b"), _MODEM: (b"\n", b"> ")}
_TEXT: Final = "PDU"
_SPEEDS: Final = {9600: termios.B9600, 57600: termios.B57600, 115200: termios.B115200, 460800: termios.B460800}


class Recorder:
    """Stands between `port` and whoever opens `link`, hands every octet on at once and writes down whole lines."""

    def __init__(self, port: Path, link: Path, out: IO[str], *, baud: int = 115200) -> None:
        """Open the port, and offer the link; raises OSError when there is no such port, KeyError for an odd speed."""
        self._terminal, self._out = Terminal(link), out
        self._port = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._port)
        settings = termios.tcgetattr(self._port)
        settings[4] = settings[5] = _SPEEDS[baud]
        termios.tcsetattr(self._port, termios.TCSANOW, settings)
        self._lines = {_HOST: b"", _MODEM: b""}
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        """Begin to be there."""
        self._terminal.plug()
        return self

    def __exit__(self, *_: object) -> None:
        """Write down what is left, and let both go."""
        for who, rest in self._lines.items():
            self._write(who, rest)
        self._terminal.unplug()
        os.close(self._port)

    def pass_on(self, seconds: float) -> None:
        """Hand on what comes within that time; raises OSError when the modem is gone."""
        end = self._terminal.end or 0
        writing = [end] if self._terminal.has_more else []
        readable, writable, _ = select.select([self._port, end], writing, [], seconds)
        if self._port in readable:
            heard = os.read(self._port, 4096)
            if not heard:
                raise OSError("the modem is gone")
            self._terminal.say(heard)
            self._note(_MODEM, heard)
        if end in readable:
            heard = self._terminal.hear()
            os.write(self._port, heard)
            self._note(_HOST, heard)
        if end in writable:
            self._terminal.flush()

    def _note(self, who: str, octets: bytes) -> None:
        """Write down every line that is now whole: only of a whole one we know what to blot."""
        for number in octets:
            self._lines[who] += bytes([number])
            if self._lines[who].endswith(_ENDS[who]):
                self._write(who, self._lines[who])
                self._lines[who] = b""

    def _write(self, who: str, octets: bytes) -> None:
        if octets.strip(b"\r\n"):
            at = round(time.monotonic() - self._began, 3)
            said = {"at": at, "by": who, "said": blot(octets.decode("latin-1"))}
            self._out.write(json.dumps(said) + "\n")
            self._out.flush()


class Replay:
    """A modem that says to each command what a recorded one said to it, the next time each time, then as the last."""

    def __init__(self, transcript: Iterable[str], link: Path | None = None) -> None:
        """Read a transcript's lines; raises ValueError for what is none."""
        self._answers: dict[str, list[str]] = {}
        answers = [""]
        for line in transcript:
            said = json.loads(line)
            if said["by"] == _HOST:
                answers = self._answers.setdefault(_command(said["said"]), [])
                answers.append("")
            else:
                answers[-1] += said["said"]
        self._typed = b""
        self._terminal = Terminal(link)
        self._engine = Engine(self._terminal, self._hear, lambda: None)

    @property
    def path(self) -> str:
        """The device to open."""
        return self._terminal.path

    def __enter__(self) -> Self:
        """Plug it in."""
        self._terminal.plug()
        self._engine.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Pull it out."""
        self._engine.stop()
        self._terminal.unplug()

    def _hear(self, octets: bytes) -> None:
        for number in octets:
            self._typed += bytes([number])
            if self._typed.endswith(_ENDS[_HOST]):
                command, self._typed = _command(self._typed.decode("latin-1")), b""
                self._terminal.say(self._answer(command).encode("latin-1"))

    def _answer(self, command: str) -> str:
        """What was said to this command or, with another argument, to the first of its name."""
        head = command.partition("=")[0] + "="
        known = (said for asked, said in self._answers.items() if "=" in command and asked.startswith(head))
        answers = self._answers.get(command) or next(known, None)
        if not answers:
            return "\r\nERROR\r\n" if command else ""
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _command(said: str) -> str:
    """What the host said, as a name under which to look up the answer."""
    return _TEXT if said.endswith("\x1a") else said.strip("\r\n")
