# SPDX-License-Identifier: Apache-2.0
"""Theatre: starts the stage in a process of its own, and acts on it from the tests."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = ("800x480", "1024x600", "1280x800")
ENDS = (SIZES[0], SIZES[-1])
"""The hardest panel and the largest one. Drawn to scale, the middle one is the smallest with 2 % more width."""


class Stage:
    """A kiosk in a process of its own; with `mock` everything but the drawing is real, and faster."""

    def __init__(self, size, home, *options, mock=True):
        environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "SDL_VIDEODRIVER"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kiosk_ui.stage", "--size", size, *options],
            cwd=ROOT,
            env=environment
            | ({"KIVY_GL_BACKEND": "mock"} if mock else {})
            | {"HOME": str(home), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("STAGE_ERRORS") else subprocess.DEVNULL,
            text=True,
        )
        self.size = size
        self._answers = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.language = "fil"

    def _read(self):
        for line in self.process.stdout:
            self._answers.put(line)

    def say(self, line):
        """One raw line in, one answer out."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self._answers.get(timeout=30))

    def ask(self, **command):
        answer = self.say(json.dumps(command))
        assert answer["ok"], (command, answer)
        return answer

    def tap(self, *names):
        for name in names:
            self.ask(tap=name)

    def at(self, screen, *, name=""):
        """We are there, and nothing on it is clipped, split, too small or outside; Kivy complained of nothing."""
        assert self.ask(screen=True)["screen"] == screen
        looked = self.ask(inspect=True)
        assert looked["problems"] == [], (screen, name, self.language)
        assert looked["warnings"] == []

    def begin(self, language="fil"):
        """A new visitor at the home screen."""
        self.language = language
        self.ask(leave=True)
        self.tap("attract.start", f"language.{language}")

    def close(self):
        self.process.stdin.close()
        try:
            code = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self._reader.join()
        self.process.stdout.close()
        return code
