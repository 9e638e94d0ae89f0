# SPDX-License-Identifier: Apache-2.0
"""Stage: the real app over fakes in a process of its own, driven by JSON lines as the shipped remote is.

Tests may say a few things more than a visitor: move the time, break the counter, look into memory.
"""

import argparse
import gc
import logging
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from appliance.answers import AnswerBook
from appliance.case import State
from appliance.counter import Line
from appliance.ports import Heard
from appliance.service import start_logging
from kiosk_ui import bootstrap, journey
from kiosk_ui.presenters.ask import about
from tests.kiosk_ui import fakes, keyboard
from voice.scripted import ScriptedEars

CORNER = (10.0, -10.0)


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
        self.mouth, self.ears = fakes.FakeMouth(), ScriptedEars()
        self.complaints, self.skipped, self.looks = complaints, 0.0, 0
        self.hindered, self.lights, self.keys_seen = "", [], set()
        self.folder = tempfile.TemporaryDirectory(prefix="dulog-stage-")
        self.hall = fakes.hall_with_officers(self.clock, Path(self.folder.name))
        self.printer, self.courier = fakes.FakePrinter(), fakes.FakeCourier()

    def now(self):
        self.looks += 1
        return time.monotonic() + self.skipped

    def skip(self, command):
        self.skipped += command["skip"]
        self.clock.at += int(command["skip"] * 1000)

    def fail(self, command):
        self.counter.failure = fakes.FAILURES.get(command["fail"])
        self.printer.failure = fakes.FAILURES.get(command["fail"])

    def hinder(self, command):
        self.hindered = command["hinder"]
        self.clock.at += 10_000

    def hushed(self, command):
        return {"hushed": sorted(name for name, screen in self.routes.items() if not screen.spoken)}

    def light(self, command):
        return {"light": self.lights[-1]}

    def corner(self, command):
        """Press the hidden corner for so many seconds, as the idle clock counts them."""
        x, y = CORNER
        finger = self.driver.press(x, self.window.height + y)
        for _ in range(2):
            yield
        self.skipped += command["corner"]
        until = time.monotonic() + 0.4
        while time.monotonic() < until:
            yield
        self.driver.lift(finger)
        for _ in range(2):
            yield
        return {}

    def facts(self, command):
        self.counter.known = fakes.Facts(*command["facts"])
        self.counter.reply = command.get("reply", "")
        self.clock.at += 1000

    def printed(self, command):
        return {"printed": self.printer.text()}

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

    def ticks(self, command):
        """How often the app has asked for the time."""
        return {"ticks": self.looks}

    def number(self, command):
        return {"number": self.app.kiosk.visit.receipt.reference}

    def go(self, command):
        """Be at the last of these screens, with the others behind it."""
        self.app.kiosk.router.reset(*command["go"])

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
        code = command["press"]
        for event in ("on_key_down", "on_keyboard"):
            self.window.dispatch(event, code, 0, "", [])
        self.window.dispatch("on_key_up", code, 0)

    def heard(self, command):
        """What was said since the last time; `drawl`: whether each sentence goes on and on from now on."""
        heard, self.mouth.heard = self.mouth.heard, []
        self.mouth.slow = command.get("drawl", False)
        self.mouth.speaking &= self.mouth.slow
        return {"heard": heard, "settings": self.mouth.settings}

    def hear(self, command):
        """From now on the ears hear this, once for each listening."""
        self.ears.script(*(Heard(**one) for one in command["hear"]))

    def quiet(self, command):
        """Who was speaking has ended."""
        self.ears.finish()

    def access(self, command):
        """Serve the visitor so, as the panel does."""
        kiosk = self.app.kiosk
        kiosk.adjust(replace(kiosk.visit.access, **command["access"]))

    def ring(self, command):
        ringed = self.app._pad._ringed
        return {"ring": ringed.name_id if ringed else ""}

    def sweep(self, command):
        """Every key of every keyboard with these modifiers, through SDL's own queue."""
        self.keys_seen = set()
        for code in set(range(keyboard.SCANCODES)) - set(command["spare"]):
            keyboard.press(code, command["sweep"])

    def key_seen(self, window, key, scancode, *more):
        self.keys_seen.add(scancode)

    def swept(self, command):
        """How many different keys Kivy has seen of the last sweep."""
        return {"keys": len(self.keys_seen)}

    def close(self, command):
        """What a window manager's close button and a logout send."""
        keyboard.quit()

    def kivy(self, command):
        """What Kivy was told to use, and loaded."""
        settings = {name: [key for key, _ in self.config.items(name)] for name in ("modules", "input")}
        clipboard = "kivy.core.clipboard" in sys.modules
        return {**settings, "clipboard": clipboard, "clipboard if any": os.environ["KIVY_CLIPBOARD"]}

    def plug(self, command):
        """These sticks are plugged in by now."""
        self.courier.plugged = command["plug"]

    def forget(self, command):
        self.counter.filed.clear()
        self.counter.reply = ""
        self.printer.printed.clear()

    def slow(self, command):
        """Hold back whatever the counter files until it is told to go on."""
        (self.counter.gate.clear if command["slow"] else self.counter.gate.set)()

    def markup(self, command):
        widgets = (widget for top in self.window.children for widget in top.walk(restrict=True))
        return {"found": [one.text for one in widgets if getattr(one, "markup", False)]}

    def inspect(self, command):
        problems = self.inspection.problems() + self.inspection.mute(self.app.root.children[0], self.app.kiosk.words)
        return {"problems": problems, "warnings": self.complaints.said}

    def memory(self, command):
        # told backwards, so that the question does not put there what it looks for
        gc.collect()
        return {"found": self.inspection.strings_with([word[::-1] for word in command["memory"]])}

    def commands(self):
        names = (
            "ticks heard hear quiet access ring number go sheet form card case spoken skip fail slow facts printed "
            "filed forget leave crash twice press sweep swept close markup kivy inspect memory hinder light hushed plug"
        )
        return {name: self._steps(getattr(self, name)) for name in names.split()} | {"corner": self.corner}

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
    arguments.add_argument("--officer", default="Ma. Teresa G. Dela Cruz, Kalihim")
    chosen = arguments.parse_args()
    start_logging("stage")
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    bootstrap.prepare(*bootstrap.size(chosen.size), frames=200)

    from kivy.config import Config
    from kivy.core.window import Window

    from kiosk_ui import theme
    from kiosk_ui.app import KioskApp
    from kiosk_ui.desk import OwnDesk
    from kiosk_ui.driver import Driver
    from kiosk_ui.kiosk import Hall
    from kiosk_ui.remote import Remote
    from kiosk_ui.screens import ROUTES
    from kiosk_ui.theme.tokens import THEMES
    from tests.kiosk_ui import inspection

    theme.use(THEMES[chosen.theme])
    extras = Extras(complaints)
    hall = Hall("Barangay San Isidro", "Lungsod ng Biñan, Laguna", officer=chosen.officer, sms_number="09191234567")
    extras.app = KioskApp(
        hall,
        extras.counter,
        AnswerBook(extras.counter.charter),
        extras.clock,
        extras.printer,
        now=extras.now,
        light=extras.lights.append,
        mouth=extras.mouth,
        ears=extras.ears,
        hindrance=lambda: extras.hindered,
        desk=OwnDesk(extras.hall, extras.courier),
    )
    extras.routes = ROUTES
    Window.bind(on_key_down=extras.key_seen)
    extras.config = Config
    extras.driver, extras.window, extras.inspection = Driver(extras.app), Window, inspection
    remote = Remote(extras.driver, sys.stdin, sys.stdout, extras.app.stop)
    remote.commands |= extras.commands()
    remote.start()
    extras.app.run()
    extras.folder.cleanup()


if __name__ == "__main__":
    main()
