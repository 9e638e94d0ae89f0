# SPDX-License-Identifier: Apache-2.0
"""`python -m kiosk_ui --config FILE`: the touch screen of one hall."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from appliance.box import Box
from appliance.charter import Charter
from appliance.config import DEFAULT_PATH
from appliance.counter import Counter, Draft, Facts, Receipt, View
from appliance.service import Stop, log, run
from hardware.panel import open_panel
from kiosk_ui import bootstrap
from voice.mouth import open_mouth

_PATIENCE = 90
"""Seconds of `kiosk.idle_seconds` at which every screen's own limit stands."""


class OwnCounter:
    """The counter on a store of its own, opened by the thread that first uses it: a connection has one thread."""

    def __init__(self, box: Box) -> None:
        """Open nothing yet."""
        self._box = box
        self._counter: Counter | None = None

    @property
    def charter(self) -> Charter:
        """The services of this hall."""
        return self._box.charter

    def file(self, draft: Draft) -> Receipt:
        """Commit a new case."""
        return self._here().file(draft)

    def facts(self, case: str) -> Facts:
        """Which facts are true by now."""
        return self._here().facts(case)

    def track(self, reference: str, pin: str) -> View:
        """A case as its citizen may see it."""
        return self._here().track(reference, pin)

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        """Commit the answers to the survey."""
        self._here().rate(case, answers)

    def _here(self) -> Counter:
        if self._counter is None:
            self._counter = self._box.counter(self._box.store())
        return self._counter


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="kiosk_ui", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--size", type=bootstrap.size, help="800x480, 1024x600 or 1280x800; else as configured")
    parser.add_argument("--window", action="store_true", help="a window on a desk, which can be closed")
    parser.add_argument("--drive", action="store_true", help="take JSON commands on standard input")
    options = parser.parse_args()

    def work(stop: Stop) -> None:
        box = Box.at(options.config)
        # a missing data file is told here, and not to the first citizen
        box.store().close()
        if not bootstrap.has_display():
            log.warning("kiosk: no display: drawing off-screen, where nobody sees it")
        bootstrap.prepare(*(options.size or bootstrap.size(box.config.kiosk.size)), window=options.window)
        _show(box, options, stop)

    return run("kiosk", work)


def _show(box: Box, options: argparse.Namespace, stop: Stop) -> None:
    # Kivy reads its environment when it is imported
    from kiosk_ui import theme
    from kiosk_ui.app import KioskApp
    from kiosk_ui.driver import Driver
    from kiosk_ui.kiosk import Hall
    from kiosk_ui.remote import Remote
    from kiosk_ui.theme.tokens import THEMES

    settings = box.config
    panel = open_panel(settings.pins)
    theme.use(THEMES[settings.kiosk.theme])
    hall = Hall(settings.hall.barangay, settings.hall.city, settings.hall.languages)
    app = KioskApp(
        hall,
        OwnCounter(box),
        box.clock,
        patience=settings.kiosk.idle_seconds / _PATIENCE,
        locked=not (options.window or options.drive),
        ended=lambda: bool(stop),
        light=panel.show,
        mouth=open_mouth(),
    )
    if options.drive:
        Remote(Driver(app), sys.stdin, sys.stdout, app.stop).start()
    app.run()
    panel.close()
    if app.failed:
        stop.set(failed=True)


if __name__ == "__main__":
    sys.exit(main())
