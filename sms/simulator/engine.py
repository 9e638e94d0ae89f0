# SPDX-License-Identifier: Apache-2.0
"""The engine of a simulated device: one thread that moves octets, does what others ask, and keeps time."""

import heapq
import itertools
import os
import queue
import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from sms.simulator.terminal import Terminal

_PATIENCE = 5.0
"""Seconds for a call into the engine's thread, which never blocks."""


class Engine:
    """Everything that happens to the device happens in this thread, so that nothing in it needs a lock."""

    def __init__(self, terminal: Terminal, hear: Callable[[bytes], None], turn: Callable[[], None]) -> None:
        """`hear` takes what the host wrote; `turn` is called after anything has happened."""
        self._terminal, self._hear, self._each_turn = terminal, hear, turn
        self.changed = threading.Condition()
        self.ended = self._stopping = False
        self._calls: queue.SimpleQueue[tuple[Callable[[], object], Future[None]]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name="modem simulator", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._waking, self._wake = os.pipe()
        self._thread.start()

    def stop(self) -> None:
        """End the thread; raises RuntimeError if it does not end."""
        self._stopping = True
        os.write(self._wake, b"!")
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError("the modem simulator does not end")
        os.close(self._waking)
        os.close(self._wake)

    def do(self, call: Callable[[], object]) -> None:
        """Run a call in the engine's thread and come back when it is done, with its error if it has one."""
        if threading.current_thread() is self._thread:
            call()
            return
        if self.ended or not self._thread.is_alive():
            raise RuntimeError("the modem simulator is not running")
        self.ask(call).result(_PATIENCE)

    def ask(self, call: Callable[[], object]) -> Future[None]:
        """As `do`, without waiting: two engines that wait for each other would wait for ever."""
        done: Future[None] = Future()
        self._calls.put((call, done))
        os.write(self._wake, b"!")
        return done

    def after(self, seconds: float, call: Callable[[], object]) -> None:
        """Let a call happen some seconds from now; only in the engine's thread."""
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._order), call))

    def wait(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait until it is so, and return whether it is."""
        end = time.monotonic() + timeout
        with self.changed:
            while not ready():
                if self.ended or not self.changed.wait(end - time.monotonic()):
                    return False
        return True

    def _run(self) -> None:
        """Serve until stopped; whoever waits learns of the end, whatever it was."""
        try:
            while not self._stopping:
                self._serve()
                self._turn()
                with self.changed:
                    self.changed.notify_all()
        finally:
            self.ended = True
            with self.changed:
                self.changed.notify_all()

    def _serve(self) -> None:
        """Wait for the terminal, a call or a timer, and move octets either way."""
        host = [] if self._terminal.end is None else [self._terminal.end]
        pause = max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None
        writing = host if self._terminal.has_more else []
        readable, writable, _ = select.select([self._waking, *host], writing, [], pause)
        if self._waking in readable:
            os.read(self._waking, 4096)
        if host and host[0] in readable:
            self._hear(self._terminal.hear())
        if host and host[0] in writable:
            self._terminal.flush()

    def _turn(self) -> None:
        """Do what was asked from outside and what is due."""
        while not self._calls.empty():
            call, done = self._calls.get()
            try:
                call()
            except (OSError, ValueError) as failed:
                done.set_exception(failed)
            else:
                done.set_result(None)
        while self._timers and self._timers[0][0] <= time.monotonic():
            heapq.heappop(self._timers)[2]()
        self._each_turn()
