# SPDX-License-Identifier: Apache-2.0
"""The sync loop of both sides: say what the other does not hold, commit what it says, over whatever road is open."""

import time
from collections.abc import Mapping
from typing import Final

from appliance.errors import EventError, FrameError
from appliance.ledger import Ledger
from appliance.logbook import Logbook
from appliance.service import Stop, log, notify
from appliance.store import Store
from sync.exchange import Exchange
from sync.roads import Road

_LEDGER: Final = 30
"""Seconds between two looks at the promises."""

_POLL: Final = 0.2
"""Seconds between looks at the store when nothing comes in."""


def carry(
    store: Store, exchanges: Mapping[str, Exchange], road: Road, stop: Stop, ledger: Ledger | None = None
) -> None:
    """Run until stopped; `exchanges` by the id of the box whose cases they are about (a box has just its own).

    With a `ledger`, look after the promises now and then: the hub's side of them (a box does it in its `sms`).
    """
    logbook = Logbook(store)
    next_turn = 0.0
    notify("READY=1")
    while not stop:
        parcel = road.receive(_POLL)
        now = time.monotonic()
        logbook.report("sync", "the road is open" if road.open else "no road: everything waits here")
        if parcel is not None and parcel.opened:
            log.info("sync: the road is open")
            for device, exchange in exchanges.items():
                for greeting in exchange.greet():
                    road.send(device, greeting)
        elif parcel is not None:
            known = exchanges.get(parcel.device)
            for answer in listen(store, known, parcel.data, now) if known else _stranger(parcel.device):
                road.send(parcel.device, answer)
            parcel.taken()
        for device, exchange in exchanges.items():
            for frame in exchange.due(now):
                road.send(device, frame)
        if ledger and now >= next_turn:
            ledger.turn()
            next_turn = now + _LEDGER
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
