# SPDX-License-Identifier: Apache-2.0
"""Service: run one program in the foreground: its log, its stop signal, its watchdog, and its end if a thread dies."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final

from appliance.errors import DulogError

_SYSLOG: Final = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}

log = logging.getLogger("dulog")
"""The one logger: event codes, references and counts; never a citizen's name, number or words."""


class Stop:
    """Set when the program shall end; a program's loop waits on it instead of sleeping."""

    def __init__(self) -> None:
        """Not stopped, and no failure."""
        self._event = threading.Event()
        self.failed = False

    def __bool__(self) -> bool:
        """Whether the program shall end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait that long, or until the program shall end; True when it shall."""
        return self._event.wait(seconds)

    def set(self, *, failed: bool = False) -> None:
        """End the program."""
        self.failed = self.failed or failed
        self._event.set()


class _Format(logging.Formatter):
    """journald reads the number in front as the level."""

    def format(self, record: logging.LogRecord) -> str:
        level = f"<{_SYSLOG.get(record.levelno, 6)}>" if "JOURNAL_STREAM" in os.environ else ""
        return f"{level}{' '.join(record.getMessage().splitlines())}"


def start_logging(name: str) -> None:
    """Log to standard error, each line beginning with the program's name; the libraries' own logs stay shut.

    Their debug logs hold whole messages (python-gsmmodem-new prints every PDU).
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Format())
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
    logging.getLogger().handlers = [logging.NullHandler()]
    log.info("%s: started", name)


def run(name: str, work: Callable[[Stop], None]) -> int:
    """Run `work` until it returns or a stop signal comes; the process's exit code.

    An error that we raise on purpose is one clear line; any other names its class and place, but not its text,
    which may hold what a citizen wrote.
    """
    start_logging(name)
    stop = Stop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    def on_dead_thread(dead: threading.ExceptHookArgs) -> None:
        log.error("%s: a thread died: %s", name, describe(dead.exc_value))
        stop.set(failed=True)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    threading.excepthook = on_dead_thread
    try:
        work(stop)
    except DulogError as error:
        log.error("%s: %s", name, error)
        return 1
    except Exception as error:  # noqa: BLE001 the last place before the interpreter would print the error's text
        log.error("%s: %s", name, describe(error))
        return 1
    log.info("%s: stopped", name)
    return 1 if stop.failed else 0


def describe(error: BaseException | None) -> str:
    """An unexpected error's class and place, without its text."""
    if error is None:
        return "unknown error"
    trace, place = error.__traceback__, "?"
    while trace:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


def notify(state: str) -> None:
    """Tell systemd "READY=1" or "WATCHDOG=1" (sd_notify(3)); nothing happens without systemd."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, suppress(OSError):
        channel.connect(address)
        channel.send(state.encode())
