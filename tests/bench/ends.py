# SPDX-License-Identifier: Apache-2.0
"""Ends: the two ends of a bad line, with programs at either."""

from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from appliance.children import Child, Children
from tests.bench.line import Line
from tests.bench.sandbox import SandboxError


class Counts(NamedTuple):
    """Bytes put on a line so far, IP headers included, towards the hub and towards the box."""

    up: int
    down: int


class Ends:
    """A line and the programs at its ends, while the block lasts."""

    def __init__(self, line: Line, seed: int, folder: Path) -> None:
        """Logs of the programs go to `folder`."""
        self._line, self._seed = line, seed
        self._children = Children(folder)

    def __enter__(self) -> Self:
        line = self._line
        options = {"rate": line.rate, "delay": line.delay, "loss": line.loss, "queue": line.queue, "seed": self._seed}
        arguments = [f"--{name}={value}" for name, value in options.items()]
        self._children.__enter__()
        self._emulator = self._children.start("emulator", "tests.bench.emulator", arguments)
        if not self._emulator.hear(30):
            raise SandboxError("the line does not come up")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._children.__exit__(kind, error, tb)

    def near(self, name: str, *command: str) -> Child:
        """Start a program at the box's end."""
        return self._children.start(name, "tests.bench.enter", [str(self._emulator.process.pid), *command])

    def far(self, name: str, *command: str) -> Child:
        """Start a program at the hub's end."""
        return self._children.start(name, "tests.bench.enter", ["self", *command])

    def check(self) -> None:
        """Raise ChildError if a program has ended."""
        self._children.check()

    def cut(self, *, cut: bool = True) -> None:
        """Cut the line: nothing arrives any more; or mend it."""
        self._emulator.ask({"do": "cut" if cut else "mend"})

    def counts(self) -> Counts:
        """What was put on the line so far."""
        said = self._emulator.ask({"do": "count"})
        return Counts(said["up"]["bytes"], said["down"]["bytes"])
