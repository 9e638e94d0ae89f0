# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub.intake --config FILE`: one of any number of workers that commit what the boxes send.

A worker knows nothing but its store: what it is brought it opens, commits, acknowledges, and only then lets the broker
forget. So workers may be started, killed and added at any time; what one had in its hands the box sends again.
"""

import argparse
import heapq
import itertools
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from appliance.attached import ATTACHED
from appliance.attachments import Attachments
from appliance.config import DEFAULT_PATH
from appliance.errors import EventError, FrameError, GapError, StoreError
from appliance.event import Event, device_of
from appliance.identity import Card, Identity
from appliance.logbook import Logbook
from appliance.registry import Registry
from appliance.service import Stop, log, notify, run
from appliance.store import Store
from sync.channel import Channel
from sync.files import have
from sync.frame import Ack, Chunk, Events, Need
from sync.hub.centre import WORKERS, Centre
from sync.hub.junction import Junction, credit
from sync.roads import Parcel, Road

PATIENCE: Final = 2.0
"""Seconds that a frame waits for the one before it, which another worker may be committing."""

_AGAIN: Final = 0.02
_TRIES: Final = 3
_BELIEF: Final = 30.0
"""Seconds for which a card is believed without another look: so long a revoked box may still be heard."""

_MOST_EARLY: Final = 16
_OF_ONE_BOX: Final = 8
"""Frames that wait for the ones before them: in all, and of one box, which honestly has no more on the way."""

_MOST_CHANNELS: Final = 5_000
_MOST_REJECTED: Final = 20
_REFUSED: Final = "the chain does not hold"
_POLL: Final = 0.5

Cards = Callable[[str], Card | None]
"""The card of a device that the hub believes, None for any other."""


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
            if isinstance(frame, Chunk):
                self._piece(parcel, frame, channel)
                return
            if not isinstance(frame, Events):
                raise FrameError("a frame that is not for the workers")
            if frame.origin.partition(".")[0] != parcel.device or device_of(frame.origin) != parcel.device:
                raise FrameError(f"{parcel.device} does not speak for {frame.origin}")
        except FrameError as error:
            log.warning("intake: a frame was ignored: %s", error)
            parcel.taken()
            return
        self._commit(parcel, frame, channel, now, now + PATIENCE)

    def _piece(self, parcel: Parcel, chunk: Chunk, channel: Channel) -> None:
        """Keep a piece of a file, and say how much of it is here."""
        attachments = Attachments(self._store)
        if attachments.put(parcel.device, chunk.digest, chunk.size, chunk.offset, chunk.data):
            said = have(attachments, parcel.device, chunk.digest, chunk.size)
            self._road.send(parcel.device, channel.seal(said))
        parcel.taken()

    def _commit(self, parcel: Parcel, frame: Events, channel: Channel, now: float, until: float) -> None:
        """Commit, acknowledge, let go; a frame that is early waits, and then says from where to go on."""
        try:
            fresh = self._accept(frame)
            ack = self._receipt(frame, len(fresh), now)
            if any(event.kind == ATTACHED for event in fresh):
                attachments = Attachments(self._store)
                for digest, size in attachments.missing(parcel.device):
                    self._road.send(parcel.device, channel.seal(have(attachments, parcel.device, digest, size)))
        except GapError as gap:
            if now < until and frame.first > gap.held and self._may_wait(parcel.device):
                heapq.heappush(self._early, _Early(now + _AGAIN, next(self._tickets), until, parcel, frame, channel))
                return
            Logbook(self._store).gap(parcel.device)
            self._road.send(parcel.device, channel.seal(Need(frame.origin, ((gap.held + 1, frame.first - 1),))))
            ack = self._receipt(frame, 0, now)
        except EventError as error:
            log.error("intake: events of %s were set aside: %s", parcel.device, error)
            Logbook(self._store).refuse(f"sync {parcel.device}", error, parcel.data)
            ack = replace(self._receipt(frame, 0, now), rejected=((frame.origin, frame.first, _REFUSED),))
        self._road.send(parcel.device, channel.seal(ack))
        parcel.taken()

    def _may_wait(self, device: str) -> bool:
        """The broker brings no more than 20 frames that were not let go: one box must not hold all those places."""
        return len(self._early) < _MOST_EARLY and sum(e.parcel.device == device for e in self._early) < _OF_ONE_BOX

    def _accept(self, frame: Events) -> list[Event]:
        """One transaction; one that others stood in the way of is tried again. Gives the events that are of use."""
        tries = _TRIES
        while True:
            try:
                return self._store.accept(frame.origin, frame.first, frame.said, frame.head, frame.signature)
            except StoreError:
                tries -= 1
                if not tries:
                    raise

    def _receipt(self, frame: Events, used: int, now: float) -> Ack:
        """How far this stream is committed by now, whoever committed it, and what of the frame nobody can use."""
        busy = 0.0 if self._rested_at is None else now - self._rested_at
        last = frame.first + len(frame.said) - 1
        if used == len(frame.said):  # all of it was news, and nobody needs to be asked
            mark = (frame.origin, last, frame.head[:8].hex())
            return Ack((mark,), credit=credit(busy), at=self._store.clock.now())
        stream = self._store.stream(frame.origin)
        mark = (stream.origin, stream.seq, stream.head[:8].hex())
        found = self._store.rejected(frame.origin, frame.first, min(last, stream.seq))[:_MOST_REJECTED]
        rejected = tuple((one.origin, one.seq, one.problem[:64]) for one in found)
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
    parser.add_argument("--worker", type=int, choices=range(1, WORKERS + 1), default=1, help="each its own number")
    arguments = parser.parse_args()

    def work(stop: Stop) -> None:
        centre = Centre.at(arguments.config)
        with centre.store() as store:
            registry, logbook, listed = Registry(store), Logbook(store), frozenset(centre.config.hub.devices)

            def card(box: str) -> Card | None:
                return (registry.card(box) or logbook.card_of(box)) if registry.believes(box, listed) else None

            # whom we believe is asked frame by frame, with some patience: a look at the registry for each is dear
            road = Junction(centre.roads(arguments.worker), lambda _: True)
            intake = Intake(store, centre.identity, card, road)
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
