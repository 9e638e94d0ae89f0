# SPDX-License-Identifier: Apache-2.0
"""`python -m kiosk_ui --config FILE`: the touch screen of one hall."""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from appliance import config
from appliance.answers import AnswerBook
from appliance.box import Box
from appliance.clock import SystemClock
from appliance.config import DEFAULT_PATH, Kiosk
from appliance.errors import StoreError
from appliance.ports import Clock, Ears, Panel, ReceiptPrinter
from appliance.service import Stop, log, run
from appliance.words import LANGUAGES
from hardware.panel import AbsentPanel, open_panel
from hardware.printer import open_printer
from kiosk_ui import bootstrap, demo, ports, selfcheck
from kiosk_ui.counter import OwnCounter
from kiosk_ui.courier import AbsentCourier, OwnCourier
from kiosk_ui.desk import NoDesk, OwnDesk
from kiosk_ui.kiosk import Hall
from voice.ears import AbsentEars, open_ears
from voice.mouth import open_mouth

EMBLEM: Final = Path(__file__).parent / "assets" / "icons" / "sun.png"
"""Our own, where a hall has given no picture of its seal; not an official one."""

_PATIENCE: Final = 90
"""Seconds of `kiosk.idle_seconds` at which every screen's own limit stands."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the kiosk of one hall, or of a demonstration, is made of."""

    hall: Hall
    counter: ports.Counter
    clock: Clock
    printer: ReceiptPrinter
    panel: Panel
    desk: ports.Desk = field(default_factory=NoDesk)
    hindrance: ports.Hindrance = lambda: ""
    screen: Kiosk = field(default_factory=Kiosk)
    ears: Ears = field(default_factory=AbsentEars)


def _own(path: Path) -> Parts:
    box = Box.at(path)
    try:
        box.start()
    except StoreError as error:
        # the operator reads why; citizens read an apology until it is mended
        log.error("kiosk: %s", error)
    hall, settings = box.config.hall, box.config
    return Parts(
        Hall(
            hall.barangay,
            hall.city,
            hall.languages,
            officer=hall.officer,
            sms_number=hall.sms_number,
            seal=str(hall.seal or ""),
        ),
        OwnCounter(box),
        box.clock,
        open_printer(settings.printer, hall.seal or EMBLEM),
        open_panel(settings.pins),
        OwnDesk(box, OwnCourier(path) if settings.broker.hub else AbsentCourier()),
        box.upkeep().hindrance,
        settings.kiosk,
        open_ears(settings.voice),
    )


def _made_up(folder: Path) -> Parts:
    box = demo.DemoBox(folder, SystemClock())
    return Parts(demo.HALL, demo.DemoCounter(box), box.clock, demo.TerminalPrinter(), AbsentPanel(), OwnDesk(box))


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="kiosk_ui", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--size", type=bootstrap.size, help="800x480, 1024x600 or 1280x800; else as configured")
    parser.add_argument("--language", choices=LANGUAGES, help="the one spoken until a visitor chooses")
    parser.add_argument("--theme", choices=config.THEMES, help="else as configured")
    parser.add_argument("--window", action="store_true", help="a window on a desk, which can be closed")
    parser.add_argument("--demo", action="store_true", help="a made-up hall: no configuration, no device")
    parser.add_argument("--software-rendering", action="store_true", help="do without a graphics processor")
    parser.add_argument("--drive", action="store_true", help="take JSON commands on standard input")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dulog-demo-") as folder:
        parts = partial(_made_up, Path(folder)) if options.demo else partial(_own, options.config)
        return run("kiosk", lambda stop: _show(parts(), options, stop))


def _show(parts: Parts, options: argparse.Namespace, stop: Stop) -> None:
    attended = options.window or options.drive
    # an operator who names a driver knows what they do; anybody else wants to be seen
    refuse = not attended and "SDL_VIDEODRIVER" not in os.environ
    size = options.size or bootstrap.size(parts.screen.size)
    bootstrap.prepare(*size, window=options.window, panel=not attended)

    # Kivy reads its environment when it is imported
    from kiosk_ui import theme
    from kiosk_ui.app import KioskApp
    from kiosk_ui.driver import Driver
    from kiosk_ui.remote import Remote
    from kiosk_ui.theme.tokens import THEMES

    software = options.software_rendering or parts.screen.software_rendering
    selfcheck.check(size, software=software, refuse=refuse)
    theme.use(THEMES[options.theme or parts.screen.theme])
    app = KioskApp(
        _speaking(parts.hall, options.language),
        parts.counter,
        AnswerBook(parts.counter.charter),
        parts.clock,
        parts.printer,
        patience=parts.screen.idle_seconds / _PATIENCE,
        locked=not attended,
        ended=lambda: bool(stop),
        light=parts.panel.show,
        mouth=open_mouth(),
        ears=parts.ears,
        desk=parts.desk,
        hindrance=parts.hindrance,
    )
    if options.drive:
        Remote(Driver(app), sys.stdin, sys.stdout, app.stop).start()
    app.run()
    parts.panel.close()
    if app.failed:
        stop.set(failed=True)


def _speaking(hall: Hall, language: str | None) -> Hall:
    """The hall with this language first."""
    return replace(hall, languages=tuple(dict.fromkeys((language, *hall.languages)))) if language else hall


if __name__ == "__main__":
    sys.exit(main())
