# SPDX-License-Identifier: Apache-2.0
"""Stage: the real app over fakes in a process of its own, driven by JSON lines as the shipped remote is.

Tests may say a few things more than a visitor: move the time, break the counter, look into memory.
"""

import argparse
import gc
import logging
import os
import sys
import time

from appliance.answers import AnswerBook
from appliance.case import State
from appliance.counter import Line
from appliance.service import start_logging
from kiosk_ui import bootstrap, journey
from kiosk_ui.presenters.ask import about
from tests.kiosk_ui import fakes


class Complaints(logging.Handler):
    """Keeps what Kivy complains about."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        # without OpenGL there is no version and no shader to be content with
        if os.environ.get("KIVY_GL_BACKEND") != "mock" or not record.getMessage().startswith(("OpenGL", "Shader")):
            self.said.append(record.getMessage())


class Extras:
    """The commands that only tests have; each takes the command and returns what to answer beside `ok`."""

    def __init__(self, complaints):
        self.clock = fakes.FakeClock()
        self.counter = fakes.FakeCounter(self.clock)
        self.complaints, self.skipped = complaints, 0.0

    def now(self):
        return time.monotonic() + self.skipped

    def skip(self, command):
        self.skipped += command["skip"]
        self.clock.at += int(command["skip"] * 1000)

    def fail(self, command):
        self.counter.failure = fakes.FAILURES.get(command["fail"])

    def facts(self, command):
        self.counter.known = fakes.Facts(*command["facts"])
        self.counter.reply = command.get("reply", "")
        self.clock.at += 1000

    def case(self, command):
        self.counter.state = State(command["case"])
        lines = [(key, text, "barangay") for key, text in command.get("history", [])]
        self.counter.history = [
            Line(self.clock.at - (len(lines) - place) * fakes.DAY // 3, *line) for place, line in enumerate(lines)
        ]
        self.counter.missed, self.counter.called = command.get("missed", 0), command.get("called", "")

    def spoken(self, command):
        return {"spoken": self.counter.spoken}

    def filed(self, command):
        return {"filed": len(self.counter.filed), "last": repr(self.counter.filed[-1:])}

    def leave(self, command):
        self.app.kiosk.leave()

    def sheet(self, command):
        self.app.kiosk.visit.service = command["sheet"]
        self.app.kiosk.router.replace("service")

    def form(self, command):
        visit, service = self.app.kiosk.visit, self.counter.charter.get(command["form"])
        visit.begin(journey.door_of(service.type))
        visit.choose(service.id, service.type)
        visit.at_field = command["field"]
        self.app.kiosk.router.replace("form")

    def card(self, command):
        self.app.kiosk.visit.question, self.app.kiosk.visit.answer = "", about(command["card"])
        self.app.kiosk.router.replace("answer")

    def crash(self, command):
        self.app.kiosk.router.push("no such screen")

    def twice(self, command):
        place = self.driver.find(command["twice"]).center
        self.driver.touch(*place)
        self.driver.touch(*place)

    def press(self, command):
        self.window.dispatch("on_keyboard", command["press"], 0, "", [])

    def markup(self, command):
        widgets = (widget for top in self.window.children for widget in top.walk(restrict=True))
        return {"found": [one.text for one in widgets if getattr(one, "markup", False)]}

    def inspect(self, command):
        return {"problems": self.inspection.problems(), "warnings": self.complaints.said}

    def memory(self, command):
        # told backwards, so that the question does not put there what it looks for
        gc.collect()
        return {"found": self.inspection.strings_with([word[::-1] for word in command["memory"]])}

    def commands(self):
        names = "sheet form card case spoken skip fail facts filed leave crash twice press markup inspect memory"
        return {name: self._steps(getattr(self, name)) for name in names.split()}

    @staticmethod
    def _steps(act):
        def steps(command):
            for _ in range(2):
                yield
            answer = act(command) or {}
            yield
            return answer

        return steps


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--size", default="800x480")
    arguments.add_argument("--theme", default="standard")
    chosen = arguments.parse_args()
    start_logging("stage")
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    bootstrap.prepare(*bootstrap.size(chosen.size), frames=200)

    from kivy.core.window import Window

    from kiosk_ui import theme
    from kiosk_ui.app import KioskApp
    from kiosk_ui.driver import Driver
    from kiosk_ui.kiosk import Hall
    from kiosk_ui.remote import Remote
    from kiosk_ui.theme.tokens import THEMES
    from tests.kiosk_ui import inspection

    theme.use(THEMES[chosen.theme])
    extras = Extras(complaints)
    hall = Hall("Barangay San Isidro", "Lungsod ng Biñan, Laguna")
    extras.app = KioskApp(hall, extras.counter, AnswerBook(extras.counter.charter), extras.clock, now=extras.now)
    extras.driver, extras.window, extras.inspection = Driver(extras.app), Window, inspection
    remote = Remote(extras.driver, sys.stdin, sys.stdout, extras.app.stop)
    remote.commands |= extras.commands()
    remote.start()
    extras.app.run()


if __name__ == "__main__":
    main()
