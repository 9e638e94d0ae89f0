# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub --config FILE`: take in what the boxes send, serve the agencies' pages, send the answers down."""

import argparse
import sys
import threading
import time
from pathlib import Path

from waitress.server import create_server

from appliance import charter, config, identity
from appliance.calendar import philippines
from appliance.clock import SystemClock
from appliance.config import DEFAULT_PATH
from appliance.database import place_of
from appliance.desk import Desk, pages, sign_in_code
from appliance.ledger import Ledger
from appliance.service import Stop, log, run
from appliance.store import HUB, Store, create
from sync.carry import carry
from sync.exchange import Exchange
from sync.hub.metrics import with_metrics
from sync.roads import BULK, TALK, UP, MqttRoad


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="hub", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--code", default="", help="the officers' sign-in code; a new one is made without it")
    arguments = parser.parse_args()
    code: str = arguments.code or sign_in_code()

    def work(stop: Stop) -> None:
        settings = config.load(arguments.config)
        me = identity.load(settings.hub.data)
        clock = SystemClock()
        place = create(place_of(settings.hub.data, settings.hub.database), me.id, HUB)
        desk = Desk("Dulog hub", lambda: Store(place, clock), charter.load(), philippines(), code)
        watched = with_metrics(pages(desk), lambda: Store(place, clock), settings.hub.metrics_token)
        server = create_server(watched, host=settings.hub.host, port=settings.hub.port, ident=None)
        log.info("hub: this hub is %s; put that into broker.hub of every box", me.id)
        log.info("hub: pages for officers at http://%s:%d/ with the sign-in code %s", *_address(settings), code)
        threading.Thread(target=server.run, name="pages", daemon=True).start()
        with Store(place, clock) as store:
            known = frozenset(settings.hub.devices)
            hears = [f"{UP}+{ending}" for ending in ((TALK,) if settings.hub.intake else (TALK, BULK))]
            road = MqttRoad(settings.broker, name=me.id, hears=hears, up=False)

            def meet(box: str) -> Exchange | None:
                return Exchange(store, me, box, start=time.monotonic()) if box in known else None

            try:
                carry(store, [road], meet, lambda: known, stop, Ledger(store, charter.load(), philippines()))
            finally:
                road.close()
                server.close()

    return run("hub", work)


def _address(settings: config.Config) -> tuple[str, int]:
    return settings.hub.host, settings.hub.port


if __name__ == "__main__":
    sys.exit(main())
