# SPDX-License-Identifier: Apache-2.0
"""The shipped kiosk in a real X window, clicked by a real pointer from the invitation to the receipt."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from appliance import reference
from appliance.children import Child
from appliance.demo import Stage

pytestmark = pytest.mark.window

ROOT = Path(__file__).parents[2]
SIZE = (1024, 600)
WORDS = "Walang tubig"
NAME = "Maria"
NUMBER = "09171234567"


@pytest.fixture
def display():
    """A display that nobody looks at."""
    missing = [tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool)]
    assert not missing, f"{' and '.join(missing)} not installed: run script/setup --test"
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "{}x{}x24".format(*SIZE), "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


def appliance(stage, display, *options, seconds):
    """What a box's own kiosk says on this display, until it ends or the time is over."""
    command = [sys.executable, "-m", "kiosk_ui", "--config", str(stage.path), *options]
    environment = {**os.environ, "DISPLAY": display}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
    return process.communicate(timeout=30)[1], process.returncode


def test_a_box_refuses_a_screen_on_which_it_would_be_cut_off(display, tmp_path):
    said, code = appliance(Stage(tmp_path, None), display, "--size", "1280x800", "--software-rendering", seconds=60)
    assert code == 1
    assert "the screen is 1024x600, too small for 1280x800" in said


def test_a_box_draws_without_a_graphics_processor_only_where_that_is_allowed(display, tmp_path):
    stage = Stage(tmp_path, None)
    size = ("--size", "{}x{}".format(*SIZE))
    said, code = appliance(stage, display, *size, seconds=60)
    assert code == 1
    assert "kiosk.software_rendering allows it" in said
    with stage.path.open("a") as config:
        config.write("\n[kiosk]\nsoftware_rendering = true\n")
    said, code = appliance(stage, display, *size, seconds=8)
    assert code == 0, "it ran until it was told to stop"
    assert "renderer llvmpipe" in said
    assert "allows it" not in said


class Visitor:
    """Clicks where the kiosk says that things are; what it does not say, a hand cannot know either."""

    def __init__(self, display, kiosk):
        self._environment = {**os.environ, "DISPLAY": display}
        self._kiosk = kiosk

    def click(self, *names):
        for name in names:
            # a new screen takes a moment
            self._kiosk.ask({"wait": name})
            x, y = self._kiosk.ask({"place": name})["place"]
            command = ["xdotool", "mousemove", str(x), str(y), "click", "1"]
            subprocess.run(command, env=self._environment, check=True, timeout=10)

    def type(self, text):
        for char in text:
            self.click(*self._kiosk.ask({"keys": char})["keys"])

    def read(self, name):
        return self._kiosk.ask({"wait": name})["text"]


@pytest.fixture
def kiosk(display, tmp_path):
    stage = Stage(tmp_path, None)
    options = ["--config", str(stage.path), "--size", "{}x{}".format(*SIZE), "--drive"]
    with (tmp_path / "kiosk.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk_ui", *options],
            cwd=ROOT,
            env={**os.environ, "DISPLAY": display, "HOME": str(tmp_path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    kiosk = Child("kiosk", process, tmp_path / "kiosk.log")
    kiosk.ask({"wait": "attract.start", "seconds": 30}, 40)
    yield stage, kiosk
    process.stdin.close()
    kiosk.end(10)


def test_a_pointer_clicks_from_the_invitation_to_a_receipt_that_is_true(display, kiosk):
    stage, screen = kiosk
    visitor = Visitor(display, screen)
    visitor.click("attract.start", "language.fil", "home.complaint", "services.other")
    visitor.type(WORDS)
    assert visitor.read("words.field") == WORDS, "one click, one letter"
    visitor.click("words.next", "who.known")
    visitor.type(NAME)
    visitor.click("name.next")
    visitor.type(NUMBER)
    visitor.click("phone.next", "notice.yes", "review.submit")
    shown, pin = visitor.read("receipt.reference"), visitor.read("receipt.pin")
    with stage.box.store() as store:
        case = store.find(reference.parse(shown))
        assert (case.words, case.phone, case.sms, case.channel) == (WORDS, "+639171234567", True, "kiosk")
        assert stage.box.counter(store).track(shown, pin).reference == case.reference
    assert "display x11" in screen.log.read_text(), "the self-check saw a real window"
