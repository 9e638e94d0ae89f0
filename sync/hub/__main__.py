# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub --config FILE`: take in what the boxes send, serve the agencies' pages, send the answers down."""

import argparse
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from waitress.server import create_server

from appliance import charter
from appliance.calendar import philippines
from appliance.config import DEFAULT_PATH
from appliance.desk import Desk, pages, sign_in_code
from appliance.ledger import Ledger
from appliance.registry import Registry
from appliance.service import Stop, log, run
from sync import datasms
from sync.carry import carry
from sync.claim import MOST_BYTES
from sync.exchange import Exchange
from sync.hub.centre import Centre
from sync.hub.enrolment import Door
from sync.hub.junction import Junction
from sync.hub.metrics import with_metrics

_DOOR: Final = {"ident": None, "max_request_body_size": 2 * MOST_BYTES, "connection_limit": 200, "channel_timeout": 30}
"""Bounds for strangers: what a request may hold, how many may stand at the door, and for how long."""


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="hub", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--code", default="", help="the officers' sign-in code; a new one is made without it")
    arguments = parser.parse_args()
    code: str = arguments.code or sign_in_code()

    def work(stop: Stop) -> None:
        centre = Centre.at(arguments.config)
        me, settings = centre.identity, centre.config.hub
        services, days = charter.load(), philippines()
        desk = Desk("Dulog hub", centre.store, services, days, code)
        watched = with_metrics(pages(desk), centre.store, settings.metrics_token)
        servers = [create_server(watched, host=settings.host, port=settings.port, ident=None)]
        address = f"http://{settings.host}:{settings.port}/"
        log.info("hub: this hub is %s", me.id)
        log.info("hub: pages for officers at %s with the sign-in code %s", address, code)
        if settings.door_port:
            with centre.store() as store:
                centre.enrolment(store)  # says now what is missing, and not to the first box that comes
            door = Door(centre.enrolment, centre.store)
            servers.append(create_server(door, host=settings.door_host, port=settings.door_port, **_DOOR))
            log.info("hub: boxes are enrolled at port %d", settings.door_port)
        for server in servers:
            threading.Thread(target=server.run, name="pages", daemon=True).start()
        with centre.store() as store:
            registry, listed = Registry(store), frozenset(settings.devices)

            def believed(box: str) -> bool:
                return registry.believes(box, listed)

            def meet(box: str) -> Exchange | None:
                if not believed(box):
                    return None
                card, now = registry.card(box), time.monotonic()
                return Exchange(store, me, box, start=now, card=card, credit=road.credit)

            def boxes() -> list[str]:
                return [*filter(believed, listed), *registry.believed()]

            chores: list[Callable[[], object]] = [Ledger(store, services, days).turn]
            if centre.config.sync.sms_after_minutes:
                chores.append(datasms.chore(store, me, meet, centre.config.sync))
            road = Junction(centre.roads(), believed)
            try:
                carry(store, [road], meet, boxes, stop, chores)
            finally:
                road.close()
                for server in servers:
                    server.close()

    return run("hub", work)


if __name__ == "__main__":
    sys.exit(main())
