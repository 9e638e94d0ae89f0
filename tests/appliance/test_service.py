# SPDX-License-Identifier: Apache-2.0
"""A program ends when it should, says why, and its log never holds what a citizen said."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.service import Stop, describe, notify

ROOT = Path(__file__).parent.parent.parent


def start(work: str, **environment: str) -> "subprocess.Popen[str]":
    """A program of its own whose work is this code; `stop` is its stop."""
    code = f"""
import logging, os, signal, sys, threading, time
from appliance.errors import *
from appliance.service import log, run

def work(stop):
{textwrap.indent(textwrap.dedent(work), "    ")}

sys.exit(run("kiosk", work))
"""
    clean = {name: value for name, value in os.environ.items() if name not in ("JOURNAL_STREAM", "NOTIFY_SOCKET")}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(work: str, **environment: str) -> tuple[int, list[str]]:
    """The program's exit code and log lines, after it ended by itself."""
    process = start(work, **environment)
    out, errors = process.communicate(timeout=30)
    assert out == ""
    return process.returncode, errors.splitlines()


def test_a_program_that_is_done_says_so() -> None:
    assert ran("pass") == (0, ["kiosk: started", "kiosk: stopped"])


def test_what_a_citizen_wrote_is_not_in_the_log_when_a_program_dies() -> None:
    code, lines = ran(
        """
        words = "Sinaktan po ako ni Juan dela Cruz, 09171234567"
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ValueError(words) from error
        """
    )
    assert code == 1
    assert lines[0] == "kiosk: started"
    assert lines[1].startswith("kiosk: ValueError at <string>:")
    assert len(lines) == 2


def test_an_error_of_ours_is_one_clear_line() -> None:
    code, lines = ran("raise StoreError('/var/lib/dulog/dulog.db: no data file; run: dulog migrate')")
    assert (code, lines[1:]) == (1, ["kiosk: /var/lib/dulog/dulog.db: no data file; run: dulog migrate"])


def test_one_message_is_one_line_whatever_is_in_it() -> None:
    _, lines = ran("raise FrameError('x\\nkiosk: all is well')")
    assert len(lines) == 2


def test_a_dead_thread_ends_the_program_and_its_words_stay_out_of_the_log() -> None:
    code, lines = ran(
        """
        def die():
            raise RuntimeError("Sinaktan po ako ni Juan dela Cruz")
        threading.Thread(target=die).start()
        assert stop.wait(10)
        """
    )
    assert code == 1
    assert lines[1].startswith("kiosk: a thread died: RuntimeError at <string>:")
    assert "Juan" not in "".join(lines)


def test_even_a_logged_exception_has_no_traceback() -> None:
    _, lines = ran(
        """
        try:
            raise ValueError("Juan dela Cruz")
        except ValueError:
            log.exception("sms: a message was set aside")
        """
    )
    assert lines == ["kiosk: started", "sms: a message was set aside", "kiosk: stopped"]


def test_what_libraries_log_stays_out() -> None:
    _, lines = ran(
        """
        for name in ("gsmmodem", "gsmmodem.serial_comms", "paho", ""):
            logging.getLogger(name).setLevel(logging.DEBUG)
            logging.getLogger(name).critical("07911326 May lubak po")
        """
    )
    assert lines == ["kiosk: started", "kiosk: stopped"]


def test_the_journal_is_told_the_level() -> None:
    _, lines = ran("log.warning('sms: no modem'); log.error('sms: gone')", JOURNAL_STREAM="8:1")
    assert lines == ["<6>kiosk: started", "<4>sms: no modem", "<3>sms: gone", "<6>kiosk: stopped"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_asked_to_stop_ends_well(number: signal.Signals) -> None:
    process = start("log.info('waiting')\nassert stop.wait(20)")
    assert process.stderr is not None
    while process.stderr.readline() != "waiting\n":
        pass
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "kiosk: stopped\n")


def test_a_program_that_stops_because_something_failed_ends_badly() -> None:
    assert ran("stop.set(failed=True)\nstop.set()")[0] == 1


def test_stop_is_waited_for() -> None:
    stop = Stop()
    assert not stop
    assert not stop.wait(0)
    stop.set()
    assert stop
    assert stop.wait(0)
    assert not stop.failed


def test_an_error_is_described_by_class_and_place_alone() -> None:
    try:
        int("Juan dela Cruz")
    except ValueError as error:
        said = describe(error)
    assert said.startswith("ValueError at test_service.py:")
    assert "Juan" not in said
    assert describe(ValueError("Juan")) == "ValueError at ?"
    assert describe(None) == "unknown error"


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        yield listener


def test_systemd_hears_that_a_program_is_ready(
    systemd: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    notify("READY=1")
    assert systemd.recv(100) == b"READY=1"


def test_systemds_abstract_socket_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0dulog test " + str(os.getpid()))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@dulog test {os.getpid()}")
        notify("WATCHDOG=1")
        assert listener.recv(100) == b"WATCHDOG=1"


def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")


def test_a_systemd_that_does_not_listen_ends_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("WATCHDOG=1")
