# SPDX-License-Identifier: Apache-2.0
"""`python -m appliance.desk --config FILE`: the barangay's own desk, served by the box on the hall's network."""

import argparse
import sys
import threading
from pathlib import Path

from waitress.server import create_server

from appliance.box import Box
from appliance.case import BARANGAY
from appliance.config import DEFAULT_PATH
from appliance.desk import Desk, pages, sign_in_code
from appliance.service import Stop, log, notify, run


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="desk", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    path: Path = parser.parse_args().config

    def work(stop: Stop) -> None:
        box = Box.at(path)
        box.start()
        code = sign_in_code()
        hall, limits = box.config.hall, box.config.sms
        desk = Desk(hall.barangay, box.store, box.charter, box.calendar, code, BARANGAY, limits, hall.sms_name)
        place = box.config.desk
        server = create_server(pages(desk), host=place.host, port=place.port, ident=None)
        log.info("desk: pages for officers at http://%s:%d/ with the sign-in code %s", place.host, place.port, code)
        threading.Thread(target=server.run, name="pages", daemon=True).start()
        notify("READY=1")
        while not stop.wait(10):
            notify("WATCHDOG=1")
        server.close()

    return run("desk", work)


if __name__ == "__main__":
    sys.exit(main())
