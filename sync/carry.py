# SPDX-License-Identifier: Apache-2.0
"""The sync loop of both sides: say what the other does not hold, commit what it says, over whatever road is open."""

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final

from appliance.errors import EventError, FrameError
from appliance.logbook import Logbook
from appliance.service import Stop, log, notify
from appliance.store import Store
from sync.channel import is_bulk, is_hello
from sync.exchange import Exchange
from sync.roads import Parcel, Road

_CHORES: Final = 30
"""Seconds between two looks at what is not urgent: promises, the witness, data SMS."""

_POLL: Final = 0.2
"""Seconds between looks at the store, at the least."""

_SWEEP: Final = 60
"""Seconds between two looks for exchanges that are not needed any more."""

_GREETINGS: Final = 5
"""Devices greeted at a look in which nobody spoke: thousands that come back greet us, and are not to be talked over."""

Meet = Callable[[str], Exchange | None]
"""Begins the exchange about a device, if it is one that we know."""


class Carry:
    """All exchanges of one side, over its roads. A turn costs work in proportion to what there is to say and to hear.

    The exchanges are made when they are needed and forgotten when they are idle: all that they know is in the store.
    """

    def __init__(
        self,
        store: Store,
        roads: Sequence[Road],
        meet: Meet,
        devices: Callable[[], Iterable[str]],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """The first road that is open is the one to send by. `devices` are to be greeted when a road opens.

        `ticks` are seconds that never jump.
        """
        self._store = store
        self._roads = roads
        self._meet = meet
        self._devices = devices
        self._ticks = ticks
        self._logbook = Logbook(store)
        self._exchanges: dict[str, Exchange] = {}
        self._to_greet: dict[str, None] = {}
        self._look_at = self._sweep_at = float("-inf")

    def turn(self, patience: float = 0.0) -> bool:
        """Hear a parcel of each road, waiting at most `patience` seconds, and say what is due; whether any came."""
        came = [(road, parcel) for road in self._roads if (parcel := road.receive(0))]
        if patience and self._roads and not came:
            parcel = self._roads[0].receive(patience)
            came = [(self._roads[0], parcel)] if parcel else []
        now = self._ticks()
        for road, parcel in came:
            self._take(road, parcel, now)
        if now >= self._look_at:
            self._look(now, quiet=all(parcel.opened for _, parcel in came))
        return bool(came)

    def _take(self, road: Road, parcel: Parcel, now: float) -> None:
        device = parcel.device
        if parcel.opened:
            log.info("sync: the road is open")
            self._to_greet |= dict.fromkeys(self._devices())
            self._look_at = now
            return
        exchange = self._exchange(device)
        if exchange is None:
            log.warning("sync: a frame of an unknown box was ignored: %s is not among hub.devices", device[:32])
        elif parcel.unheard:
            exchange.hush(now)
        else:
            self._send(road, device, listen(self._store, exchange, parcel.data, now))
            if is_hello(parcel.data):
                self._to_greet.pop(device, None)
            self._press(device, exchange, now)
        parcel.taken()

    def _look(self, now: float, *, quiet: bool) -> None:
        """Look at the store for what waits, and if it is quiet at who is still to be greeted."""
        self._look_at = now + _POLL
        road = self._open()
        self._logbook.report("sync", "the road is open" if road else "no road: everything waits here")
        if road is None:
            return
        for device in [*islice(self._to_greet, _GREETINGS if quiet else 0)]:
            del self._to_greet[device]
            exchange = self._exchange(device)
            if exchange:
                self._send(road, device, exchange.greet(now))
        waiting = self._store.devices_waiting()
        restless = [device for device, exchange in self._exchanges.items() if exchange.restless]
        for device in dict.fromkeys([*waiting, *restless]):
            exchange = self._exchange(device)
            if exchange:
                self._press(device, exchange, now)
        if now >= self._sweep_at:
            self._sweep_at = now + _SWEEP
            needed = {device: one for device, one in self._exchanges.items() if not one.idle(now)}
            self._exchanges = needed | {
                device: self._exchanges[device] for device in waiting if device in self._exchanges
            }

    def _press(self, device: str, exchange: Exchange, now: float) -> None:
        road = self._open()
        if road is not None:
            self._send(road, device, exchange.due(now))

    def _exchange(self, device: str) -> Exchange | None:
        known = self._exchanges.get(device) or self._meet(device)
        if known is not None:
            self._exchanges[device] = known
        return known

    def _open(self) -> Road | None:
        return next((road for road in self._roads if road.open), None)

    def _send(self, road: Road, device: str, frames: Iterable[bytes]) -> None:
        for frame in frames:
            road.send(device, frame, bulk=is_bulk(frame))


def carry(
    store: Store,
    roads: Sequence[Road],
    meet: Meet,
    devices: Callable[[], Iterable[str]],
    stop: Stop,
    chores: Sequence[Callable[[], object]] = (),
) -> None:
    """Run until stopped; every half minute do the `chores` of this side."""
    carrying = Carry(store, roads, meet, devices)
    next_turn = 0.0
    notify("READY=1")
    while not stop:
        carrying.turn(_POLL)
        if time.monotonic() >= next_turn:
            for chore in chores:
                chore()
            next_turn = time.monotonic() + _CHORES
        notify("WATCHDOG=1")


def listen(store: Store, exchange: Exchange, data: bytes, now: float) -> list[bytes]:
    """Hear one frame; one that cannot be used is named in the log, and kept where it came from our peer."""
    try:
        return exchange.hear(data, now)
    except FrameError as error:
        log.warning("sync: a frame was ignored: %s", error)
    except EventError as error:
        log.error("sync: events were set aside: %s", error)
        Logbook(store).refuse(f"sync {exchange.peer}", error, data)
    return []
