# SPDX-License-Identifier: Apache-2.0
"""The kiosk looks whether anybody can see and touch it before it says that it is ready."""

import dataclasses
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.demo import Stage
from kiosk_ui.selfcheck import Seen, problem

ROOT = Path(__file__).parents[2]
GOOD = Seen("x11", "V3D 4.2.14.0", (800, 480), (800, 480), 1.0, ("mouse", "SDL2MotionEventProvider"))


def but(**changes):
    return problem(dataclasses.replace(GOOD, **changes), (800, 480), software=False)


def test_a_panel_that_can_be_seen_and_touched_is_good():
    assert but() == ""
    assert but(screen=(1280, 800)) == ""
    assert but(driver="KMSDRM") == ""


@pytest.mark.parametrize("driver", ["offscreen", "dummy", ""])
def test_a_window_that_nobody_sees_is_refused(driver):
    assert "nobody sees it" in but(driver=driver)


def test_a_window_of_another_size_is_refused():
    assert "640x480 and not 800x480" in but(window=(640, 480))
    assert "too small for 800x480" in but(screen=(640, 480))


def test_drawing_without_a_graphics_processor_is_refused_unless_it_is_allowed():
    seen = dataclasses.replace(GOOD, renderer="llvmpipe (LLVM 15.0.6, 256 bits)")
    assert "kiosk.software_rendering" in problem(seen, (800, 480), software=False)
    assert problem(seen, (800, 480), software=True) == ""
    assert "nothing" in problem(dataclasses.replace(GOOD, renderer=""), (800, 480), software=True)


def test_a_finger_that_would_count_twice_or_not_at_all_is_refused():
    assert "2 touch providers (SDL2MotionEventProvider, probesysfs)" in but(
        providers=("mouse", "SDL2MotionEventProvider", "probesysfs")
    )
    assert "0 touch providers" in but(providers=("mouse",))


def test_the_log_has_all_that_one_asks_for_first():
    assert str(GOOD) == (
        "display x11, renderer V3D 4.2.14.0, window 800x480 on a screen of 800x480, density 1, "
        "input mouse + SDL2MotionEventProvider"
    )


@pytest.mark.window
def test_an_appliance_without_a_panel_ends_so_that_systemd_tries_again(tmp_path):
    stage = Stage(tmp_path, None)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "SDL_VIDEODRIVER"}}
        ended = subprocess.run(
            [sys.executable, "-m", "kiosk_ui", "--config", str(stage.path)],
            cwd=ROOT,
            env=environment | {"HOME": str(tmp_path), "NOTIFY_SOCKET": str(tmp_path / "notify")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        with pytest.raises(BlockingIOError):
            systemd.recv(100)
    assert ended.returncode == 1
    assert ended.stdout == ""
    last = ended.stderr.strip().splitlines()[-1]
    assert last == "kiosk: no display: SDL draws offscreen, where nobody sees it"
