# SPDX-License-Identifier: Apache-2.0
"""The demo leaves nothing behind, however it ends. That it tells the truth is checked by its own run in CI."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def processes_of(folder):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in command:
                found.append(command.decode("utf-8", "replace"))
    return found


def gone(folder, seconds):
    deadline = time.monotonic() + seconds
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return processes_of(folder) == []


@pytest.fixture
def demo(tmp_path):
    started = subprocess.Popen(
        [sys.executable, "-m", "appliance", "demo", "--headless"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert "still down" in started.stdout.readline()
    assert started.stdout.readline().startswith("1.")
    deadline = time.monotonic() + 20
    while len(processes_of(tmp_path)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(processes_of(tmp_path)) >= 3
    yield started
    started.kill()
    started.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_every_program_and_takes_its_data_away(demo, tmp_path, number):
    demo.send_signal(number)
    said, complained = demo.communicate(timeout=20)
    assert demo.returncode == 130
    assert "every program has ended" in said
    assert complained == ""
    assert processes_of(tmp_path) == []
    assert not list(tmp_path.glob("dulog-demo-*"))


def test_even_a_killed_demo_leaves_no_program_behind(demo, tmp_path):
    demo.kill()
    assert gone(tmp_path, 15)
