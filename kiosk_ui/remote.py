# SPDX-License-Identifier: Apache-2.0
"""Remote: drives the kiosk by JSON lines, one command in and one answer out; standard output carries nothing else."""

import json
import queue
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Final, TextIO

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk_ui.driver import CORNER, LONG, Driver, DriverError

Answer = dict[str, Any]
Steps = Generator[None, None, Answer]
"""A command at work: it yields where a frame must pass, and returns its answer."""

_SETTLE: Final = 2
"""Frames after a touch: one to act on it, one to lay out and draw what came of it."""


class Remote:
    """Reads commands on a thread of its own, carries them out on the screen's thread, frame by frame."""

    def __init__(self, driver: Driver, source: TextIO, sink: TextIO, end: Callable[[], None]) -> None:
        """`end` is called when the source ends."""
        self.driver, self._source, self._sink, self._end = driver, source, sink, end
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._steps: Steps | None = None
        self.commands: dict[str, Callable[[dict[str, Any]], Steps]] = {
            "tap": self._tap,
            "hold": self._hold,
            "type": self._type,
            "wait": self._wait,
            "read": self._read,
            "shot": self._shot,
            "screen": self._screen,
            "names": self._names,
            "place": self._place,
            "keys": self._keys,
        }

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._listen, name="kiosk-remote", daemon=True).start()
        self._wait_for_frame()

    def _wait_for_frame(self) -> None:
        # Kivy keeps a method by a weak reference only, and cancels an interval whose callback raises
        Clock.schedule_once(lambda _: self._frame(), 0)

    def _listen(self) -> None:
        for line in self._source:
            self._lines.put(line)
        self._lines.put(None)

    def _frame(self) -> None:
        self._wait_for_frame()
        if self._steps is None:
            try:
                line = self._lines.get_nowait()
            except queue.Empty:
                return
            if line is None:
                self._end()
                return
            self._steps = self._begin(line)
        answer: Answer | None = {"ok": False, "error": "the kiosk broke; its log says where"}
        try:
            next(self._steps)
            answer = None
        except StopIteration as done:
            answer = {"ok": True, **done.value}
        except (DriverError, OSError) as error:
            answer = {"ok": False, "error": str(error)}
        finally:
            # also when the app itself broke under the touch, which is the app's to handle
            if answer is not None:
                self._steps = None
                self._sink.write(json.dumps(answer, ensure_ascii=False) + "\n")
                self._sink.flush()

    def _begin(self, line: str) -> Steps:
        try:
            command = json.loads(line)
        except ValueError as error:
            return _fail(DriverError(f"not JSON: {error}"))
        named = self.commands.keys() & command.keys() if isinstance(command, dict) else set()
        if len(named) != 1:
            return _fail(DriverError(f"one of {', '.join(self.commands)} is needed"))
        return self.commands[named.pop()](command)

    def _tap(self, command: dict[str, Any]) -> Steps:
        self.driver.tap(str(command["tap"]))
        yield from _frames(_SETTLE)
        return {}

    def _hold(self, command: dict[str, Any]) -> Steps:
        """Hold the hidden corner for so many seconds."""
        until = time.monotonic() + float(command["hold"])
        finger = self.driver.press(CORNER[0], Window.height + CORNER[1])
        while time.monotonic() < until:
            yield
        self.driver.lift(finger)
        yield from _frames(_SETTLE)
        return {}

    def _type(self, command: dict[str, Any]) -> Steps:
        for char in str(command["type"]):
            for key in self.driver.keys(char):
                self.driver.tap(key)
                yield
        yield from _frames(_SETTLE)
        return {}

    def _wait(self, command: dict[str, Any]) -> Steps:
        name, text = str(command["wait"]), str(command.get("text", ""))
        until = time.monotonic() + float(command.get("seconds", LONG))
        while True:
            try:
                shown = self.driver.read(name)
                problem = f"{name!r} shows {shown!r}, not {text!r}"
                if text in shown:
                    return {"text": shown}
            except DriverError as error:
                problem = str(error)
            if time.monotonic() > until:
                raise DriverError(f"waited in vain: {problem}")
            yield

    def _read(self, command: dict[str, Any]) -> Steps:
        yield from _frames(0)
        return {"text": self.driver.read(str(command["read"]))}

    def _shot(self, command: dict[str, Any]) -> Steps:
        yield from _frames(_SETTLE)
        self.driver.shot(Path(str(command["shot"])))
        return {}

    def _screen(self, command: dict[str, Any]) -> Steps:
        yield from _frames(0)
        return {"screen": self.driver.screen}

    def _names(self, command: dict[str, Any]) -> Steps:
        yield from _frames(0)
        return {"names": self.driver.names()}

    def _place(self, command: dict[str, Any]) -> Steps:
        yield from _frames(_SETTLE)
        return {"place": self.driver.place(str(command["place"]))}

    def _keys(self, command: dict[str, Any]) -> Steps:
        yield from _frames(0)
        return {"keys": self.driver.keys(str(command["keys"]))}


def _frames(count: int) -> Generator[None, None, None]:
    for _ in range(count):
        yield


def _fail(error: DriverError) -> Steps:
    raise error
    yield
