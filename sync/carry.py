# SPDX-License-Identifier: Apache-2.0
"""The sync loop of both sides: say what the other does not hold, commit what it says, over whatever road is open."""

import time
from collections.abc import Mapping
from typing import Final

from appliance.errors import EventError, FrameError
from appliance.logbook import Logbook
from appliance.service import Stop, log, notify
from appliance.store import Store
from sync.exchange import Exchange
from sync.roads import Road

_POLL: Final = 0.2
"""Seconds between looks at the store when nothing comes in."""


def carry(store: Store, exchanges: Mapping[str, Exchange], road: Road, stop: Stop) -> None:
    """Run until stopped; `exchanges` by the id of the box whose cases they are about (a box has just its own)."""
    logbook = Logbook(store)
    notify("READY=1")
    while not stop:
        parcel = road.receive(_POLL)
        now = time.monotonic()
        logbook.report("sync", "the road is open" if road.open else "no road: everything waits here")
        if parcel is not None and parcel.opened:
            log.info("sync: the road is open")
            for device, exchange in exchanges.items():
                road.send(device, exchange.greet())
        elif parcel is not None:
            known = exchanges.get(parcel.device)
            for answer in listen(store, known, parcel.data, now) if known else _stranger(parcel.device):
                road.send(parcel.device, answer)
            parcel.taken()
        for device, exchange in exchanges.items():
            for frame in exchange.due(now):
                road.send(device, frame)
        notify("WATCHDOG=1")


def listen(store: Store, exchange: Exchange, data: bytes, now: float) -> list[bytes]:
    """Hear one frame; one that cannot be used is named in the log, and kept where it came from our peer."""
    try:
        return exchange.hear(data, now)
    except FrameError as error:
        log.warning("sync: a frame was ignored: %s", error)
    except EventError as error:
        log.error("sync: events were set aside: %s", error)
        Logbook(store).set_aside(f"sync {exchange.peer}", str(error), data)
    return []


def _stranger(device: str) -> list[bytes]:
    log.warning("sync: a frame of an unknown box was ignored: %s is not among hub.devices", device[:32])
    return []
