# SPDX-License-Identifier: Apache-2.0
"""Stage: the real app over fakes in a process of its own, driven by JSON lines as the shipped remote is.

Tests may say a few things more than a visitor: move the time, break the counter, look into memory.
"""

import argparse
import gc
import logging
import sys
import time

from appliance.service import start_logging
from kiosk_ui import bootstrap


class Warnings(logging.Handler):
    """Keeps what Kivy complains about."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--size", default="800x480")
    arguments.add_argument("--theme", default="standard")
    chosen = arguments.parse_args()
    warnings = Warnings()
    start_logging("stage")
    logging.getLogger().addHandler(warnings)
    bootstrap.prepare(*bootstrap.size(chosen.size), frames=0)

    from kivy.core.window import Window

    from kiosk_ui import theme
    from kiosk_ui.app import KioskApp
    from kiosk_ui.driver import Driver
    from kiosk_ui.kiosk import Hall
    from kiosk_ui.remote import Remote
    from kiosk_ui.theme.tokens import THEMES
    from tests.kiosk_ui import fakes, inspection

    theme.use(THEMES[chosen.theme])
    clock = fakes.FakeClock()
    counter = fakes.FakeCounter(clock)
    skipped = [0.0]
    hall = Hall("Barangay San Isidro", "Lungsod ng Biñan, Laguna")
    app = KioskApp(hall, counter, clock, now=lambda: time.monotonic() + skipped[0])
    remote = Remote(Driver(app), sys.stdin, sys.stdout, app.stop)

    def said(answer):
        """A command that is done at once."""

        def steps(command):
            for _ in range(3):
                yield
            return answer(command) or {}

        return steps

    def skip(command):
        skipped[0] += command["skip"]
        clock.at += int(command["skip"] * 1000)

    def fail(command):
        counter.failure = fakes.FAILURES.get(command["fail"])

    def facts(command):
        counter.known = fakes.Facts(*command["facts"])
        counter.reply = command.get("reply", "")
        clock.at += 1000

    def memory(command):
        # told backwards, so that the question does not put there what it looks for
        wanted = [word[::-1] for word in command["memory"]]
        gc.collect()
        return {"found": inspection.strings_with(wanted)}

    def crash(command):
        app.kiosk.router.push("no such screen")

    def press(command):
        Window.dispatch("on_keyboard", command["press"], 0, "", [])

    def markup(command):
        labels = (widget for top in Window.children for widget in top.walk())
        return {"found": [one.text for one in labels if getattr(one, "markup", False)]}

    remote.commands |= {
        "skip": said(skip),
        "fail": said(fail),
        "facts": said(facts),
        "memory": said(memory),
        "crash": said(crash),
        "press": said(press),
        "markup": said(markup),
        "leave": said(lambda _: app.kiosk.leave()),
        "filed": said(lambda _: {"filed": len(counter.filed), "last": repr(counter.filed[-1:])}),
        "inspect": said(lambda _: {"problems": inspection.problems(), "warnings": warnings.said}),
        "twice": said(lambda command: [remote.driver.tap(command["twice"]) for _ in range(2)] and None),
    }
    remote.start()
    app.run()


if __name__ == "__main__":
    main()
