# SPDX-License-Identifier: Apache-2.0
"""Bridge: slow work on one thread of its own, its results back on the screen's thread."""

import queue
import threading
from collections.abc import Callable
from typing import Any

from appliance.errors import DulogError
from kiosk_ui.ports import Post, Result

REFUSALS = (DulogError, OSError)
"""Errors that a screen can explain to a citizen; any other one is a fault of ours and ends the thread."""

_Job = tuple[Callable[[], Any], Callable[[Any], None], Callable[[Exception], None]]


class Worker:
    """One thread, so that one connection to the store serves everything the kiosk does."""

    def __init__(self, post: Post, died: Callable[[], None]) -> None:
        """`post` has a call made on the screen's thread; `died` is posted when a fault ended the thread."""
        self._post, self._died = post, died
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._open = 0
        self.dead = False
        """Whether a fault ended the thread."""
        self._thread = threading.Thread(target=self._run, name="kiosk-worker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self, patience: float = 5.0) -> None:
        """Let the work in hand finish, and end the thread."""
        self._jobs.put(None)
        self._thread.join(patience)

    @property
    def busy(self) -> bool:
        """Whether any work has not come back yet."""
        return self._open > 0

    def submit(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Queue work; called on the screen's thread, as `then` or `failed` will be."""
        self._open += 1
        self._jobs.put((work, then, failed))

    def _run(self) -> None:
        sound = False
        try:
            while (job := self._jobs.get()) is not None:
                self._do(*job)
                # a citizen's words must not wait here for the next job
                del job
            sound = True
        finally:
            if not sound:
                self.dead = True
                self._post(self._died)

    def _do(self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        try:
            result = work()
        except REFUSALS as error:
            refusal = error.with_traceback(None)
            self._post(lambda: self._back(failed, refusal))
        else:
            self._post(lambda: self._back(then, result))

    def _back(self, receive: Callable[[Any], None], what: Any) -> None:
        self._open -= 1
        receive(what)


class InlineRunner:
    """The same without a thread: the work is done before `submit` returns (for tests)."""

    busy = False

    def submit(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do the work now."""
        try:
            result = work()
        except REFUSALS as error:
            failed(error)
        else:
            then(result)
