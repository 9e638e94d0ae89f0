# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub.intake --config FILE`: one of any number of workers that commit what the boxes send.

A worker knows nothing but its store: what it is brought it opens, commits, acknowledges, and only then lets the broker
forget. So workers may be started, killed and added at any time; what one had in its hands the box sends again.
"""

import argparse
import heapq
import itertools
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from appliance import config, identity
from appliance.clock import SystemClock
from appliance.config import DEFAULT_PATH
from appliance.database import place_of
from appliance.errors import EventError, FrameError, StoreError
from appliance.event import device_of
from appliance.identity import Card, Identity
from appliance.logbook import Logbook
from appliance.service import Stop, log, notify, run
from appliance.store import Store
from sync.channel import Channel
from sync.frame import PLENTY, Ack, Events, Need
from sync.roads import BULK, UP, MqttRoad, Parcel, Road

TOPIC: Final = f"$share/intake/{UP}+{BULK}"
"""The workers' common subscription: the broker brings each frame to one of them."""

PATIENCE: Final = 2.0
"""Seconds that a frame waits for the one before it, which another worker may be committing."""

_AGAIN: Final = 0.02
_TRIES: Final = 3
_BELIEF: Final = 30.0
"""Seconds for which a card is believed without another look: so long a revoked box may still be heard."""

_MOST_CHANNELS: Final = 5_000
_MOST_REJECTED: Final = 20
_POLL: Final = 0.5

Cards = Callable[[str], Card | None]
"""The card of a device that the hub believes, None for any other."""


def credit(busy: float) -> int:
    """How many more events a device may send, after so many seconds without a moment's rest: half for each, to none."""
    return PLENTY >> min(int(busy), PLENTY.bit_length())


@dataclass(order=True, slots=True)
class _Early:
    """A frame whose predecessors are not committed yet; looked at again `at`, for the last time after `until`."""

    at: float
    ticket: int
    until: float = field(compare=False)
    parcel: Parcel = field(compare=False)
    frame: Events = field(compare=False)
    channel: Channel = field(compare=False)


class Intake:
    """One worker's work, on a store of its own. Times are seconds of a steady clock."""

    def __init__(self, store: Store, me: Identity, cards: Cards, road: Road) -> None:
        """`cards` tells whom the hub believes."""
        self._store, self._me, self._cards, self._road = store, me, cards, road
        self._channels: OrderedDict[str, tuple[float, Channel]] = OrderedDict()
        self._early: list[_Early] = []
        self._tickets = itertools.count()
        self._rested_at: float | None = None

    def turn(self, now: float) -> None:
        """Wait for a frame no longer than there is something else to do, and deal with it."""
        wait = _POLL if not self._early else max(0.0, min(_POLL, self._early[0].at - now))
        parcel = self._road.receive(0) or self._rest(now, wait)
        if parcel is not None and not (parcel.opened or parcel.unheard):
            self.take(parcel, now)
        while self._early and self._early[0].at <= now:
            early = heapq.heappop(self._early)
            self._commit(early.parcel, early.frame, early.channel, now, early.until)

    def _rest(self, now: float, wait: float) -> Parcel | None:
        self._rested_at = now
        return self._road.receive(wait)

    def take(self, parcel: Parcel, now: float) -> None:
        """Deal with one frame. Raises StoreError: then nothing of it was committed, acknowledged or taken."""
        try:
            channel = self._channel(parcel.device, now)
            frame = channel.open(parcel.data)
            if not isinstance(frame, Events):
                raise FrameError("a frame that is not for the workers")
            if frame.origin.partition(".")[0] != parcel.device or device_of(frame.origin) != parcel.device:
                raise FrameError(f"{parcel.device} does not speak for {frame.origin}")
        except FrameError as error:
            log.warning("intake: a frame was ignored: %s", error)
            parcel.taken()
            return
        self._commit(parcel, frame, channel, now, now + PATIENCE)

    def _commit(self, parcel: Parcel, frame: Events, channel: Channel, now: float, until: float) -> None:
        """Commit, acknowledge, let go; a frame that is early waits, and then says from where to go on."""
        held = self._store.stream(frame.origin).seq
        if frame.first > held + 1 and now < until:
            heapq.heappush(self._early, _Early(now + _AGAIN, next(self._tickets), until, parcel, frame, channel))
            return
        if frame.first <= held + 1:
            try:
                self._accept(frame)
            except EventError as error:
                log.error("intake: events of %s were set aside: %s", parcel.device, error)
                Logbook(self._store).set_aside(f"sync {parcel.device}", str(error), parcel.data)
                refused = (frame.origin, frame.first, "the chain does not hold")
                self._answer(parcel, channel, replace(self._receipt(frame, now), rejected=(refused,)))
                return
        else:
            Logbook(self._store).gap(parcel.device)
            self._road.send(parcel.device, channel.seal(Need(frame.origin, ((held + 1, frame.first - 1),))))
        self._answer(parcel, channel, self._receipt(frame, now))

    def _answer(self, parcel: Parcel, channel: Channel, ack: Ack) -> None:
        self._road.send(parcel.device, channel.seal(ack))
        parcel.taken()

    def _accept(self, frame: Events) -> None:
        """One transaction; one that others stood in the way of is tried again."""
        for tries in range(_TRIES, 0, -1):
            try:
                self._store.accept(frame.origin, frame.first, frame.said, frame.head)
            except StoreError:
                if tries == 1:
                    raise
            else:
                return

    def _receipt(self, frame: Events, now: float) -> Ack:
        """How far this stream is committed by now, whoever committed it, and what of the frame nobody can use."""
        stream = self._store.stream(frame.origin)
        mark = (stream.origin, stream.seq, stream.head[:8].hex())
        last = min(frame.first + len(frame.said) - 1, stream.seq)
        found = self._store.rejected(frame.origin, frame.first, last)[:_MOST_REJECTED]
        rejected = tuple((one.origin, one.seq, one.problem[:64]) for one in found)
        busy = 0.0 if self._rested_at is None else now - self._rested_at
        return Ack((mark,), (), rejected, credit(busy), self._store.clock.now())

    def _channel(self, device: str, now: float) -> Channel:
        """The channel to a device that we believe. Raises FrameError for any other."""
        until, channel = self._channels.get(device, (0.0, None))
        if channel is None or now >= until:
            card = self._cards(device)
            if card is None:
                self._channels.pop(device, None)
                raise FrameError(f"{device[:32]} is not among the boxes that we believe")
            if channel is None or channel.peer != card:
                channel = Channel(self._me, card)
            self._channels[device] = (now + _BELIEF, channel)
            while len(self._channels) > _MOST_CHANNELS:
                self._channels.popitem(last=False)
        self._channels.move_to_end(device)
        return channel


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="intake", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    path: Path = parser.parse_args().config

    def work(stop: Stop) -> None:
        settings = config.load(path)
        me = identity.load(settings.hub.data)
        name = f"{me.id}-intake-{os.getpid()}"
        with Store(place_of(settings.hub.data, settings.hub.database), SystemClock()) as store:
            road = MqttRoad(settings.broker, name=name, hears=[TOPIC], up=False)
            intake = Intake(store, me, Logbook(store).card_of, road)
            notify("READY=1")
            try:
                while not stop:
                    intake.turn(time.monotonic())
                    notify("WATCHDOG=1")
            finally:
                road.close()

    return run("intake", work)


if __name__ == "__main__":
    sys.exit(main())
