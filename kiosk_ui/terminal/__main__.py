# SPDX-License-Identifier: Apache-2.0
"""`python -m kiosk_ui.terminal --config FILE`: the voice terminal of one hall."""

import argparse
import sys
from pathlib import Path

from appliance.answers import AnswerBook
from appliance.box import Box
from appliance.config import DEFAULT_PATH
from appliance.errors import DeviceError
from appliance.service import Stop, run
from hardware.panel import AbsentPanel, open_panel
from kiosk_ui.terminal.program import Terminal
from voice.ears import open_ears
from voice.mouth import open_mouth


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="dulog voice", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    options = parser.parse_args()
    return run("voice", lambda stop: _serve(options.config, stop))


def _serve(path: Path, stop: Stop) -> None:
    box = Box.at(path)
    settings = box.config
    panel, ears, mouth = open_panel(settings.pins), open_ears(settings.voice), open_mouth()
    try:
        # a terminal is nothing without each of them, and the operator must know which one is missing
        if isinstance(panel, AbsentPanel) or not settings.pins.button:
            raise DeviceError("pins: the voice terminal needs a light and a button")
        if not ears.languages:
            raise DeviceError("voice: no ears; see dulog voice check")
        if not mouth.languages:
            raise DeviceError("voice: no voice; install espeak-ng")
        with box.store() as store:
            conversation, counter = box.conversation(store), box.counter(store)
            book, hall = AnswerBook(box.charter), settings.hall
            Terminal(conversation, counter, book, hall.sms_name, hall.languages, ears, mouth, panel).run(stop)
    finally:
        ears.close()
        panel.close()


if __name__ == "__main__":
    sys.exit(main())
