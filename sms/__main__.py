# SPDX-License-Identifier: Apache-2.0
"""`python -m sms --config FILE`: answer citizens' texts and send what is owed to them."""

import argparse
import sys
from pathlib import Path

from appliance.box import Box
from appliance.config import DEFAULT_PATH
from appliance.service import Stop, run
from appliance.texts import Texts
from sms.modem import SerialModem
from sms.ports import AbsentModem, Modem
from sms.program import Texting


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="sms", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    path: Path = parser.parse_args().config

    def work(stop: Stop) -> None:
        box = Box.at(path)
        port = box.config.modem.port
        modem: Modem = SerialModem(port, baudrate=box.config.modem.baud) if port else AbsentModem()
        with box.store() as store:
            Texting(Texts(store, box.notices), box.conversation(store), modem, box.ledger(store)).run(stop)

    return run("sms", work)


if __name__ == "__main__":
    sys.exit(main())
