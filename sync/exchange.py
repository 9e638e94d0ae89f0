# SPDX-License-Identifier: Apache-2.0
"""Exchange: one side's half of the talk between a box and the hub. Frames in, frames out; no road, no threads.

Both sides are the same: each sends the streams it writes, commits the streams it receives, and acknowledges only
after its own commit. The store is the outbox; nothing here outlives the process.
"""

import random
from dataclasses import dataclass
from typing import Final

from appliance.errors import EventError, FrameError
from appliance.event import device_of
from appliance.identity import Card, Identity
from appliance.logbook import Logbook
from appliance.service import log
from appliance.store import Store
from sync.channel import Channel, introduce, introduced, is_card
from sync.frame import Ack, Events, Hello, Mark

BATCH: Final = 25
BATCH_BYTES: Final = 24_000
WINDOW: Final = 200
"""Events on the way without an acknowledgement. 25-case batches, 8 of them, drained a 64 kbit/s line best."""

FIRST_WAIT: Final = 10.0
LONGEST_WAIT: Final = 300.0
"""Seconds without progress after which everything unacknowledged is sent again, doubling up to the longest."""

_SAME_GREETING: Final = 2.0
"""Seconds within which two hellos are about the same new road."""

_MOST_MARKS: Final = 100
_NEVER: Final = float("-inf")


@dataclass(slots=True)
class _Outgoing:
    """How far one of our streams has been sent, and is known to be held by the other side."""

    sent: int
    held: int


class Exchange:
    """The talk with one peer about one device's cases. Times are seconds of a steady clock."""

    def __init__(self, store: Store, me: Identity, peer: str, psgc: str = "", *, start: float = 0.0) -> None:
        """`peer` is the id of the other side's key; a box gives its barangay's `psgc`, the hub has none."""
        self.peer = peer
        self._store = store
        self._me = me
        self._psgc = psgc
        self._device = me.id if psgc else peer
        self._channel: Channel | None = None
        self._outgoing: dict[str, _Outgoing] = {}
        self._wait = FIRST_WAIT
        self._again_at = start
        self._resumed_at = _NEVER

    def greet(self) -> list[bytes]:
        """The frames to begin with on every new connection: the other side may have forgotten everything.

        Our card, for a peer that may not know us, and once we know its own a hello.
        """
        return [introduce(self._me, answer=self._channel is None), *self._hello(answer=True)]

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Take one frame; what it brought is committed when this returns. Gives the frames to answer with.

        Raises FrameError for bytes that are no frame of this peer's to us, EventError for events that cannot be
        stored (the chain is broken or forked, or they are unreadable); nothing is lost by ignoring either.
        """
        if is_card(data):
            return self._meet(*introduced(data))
        if self._channel is None:
            return self.greet()
        match self._channel.open(data):
            case Hello() as heard:
                self._channel.dicts = heard.dicts
                Logbook(self._store).heard_from(self.peer, self._channel.peer.encoded(), heard.psgc)
                self._resume(heard.marks, now)
                return self._hello(answer=False) if heard.answer else []
            case Events() as heard:
                self._take(heard)
                return [self._channel.seal(Ack(self._held(), at=self._store.clock.now()))]
            case Ack() as heard:
                self._acknowledged(heard.marks, now)
        return []

    def _hello(self, *, answer: bool) -> list[bytes]:
        if self._channel is None:
            return []
        said = Hello(self._psgc, self._held(), answer, clock_ms=self._store.clock.now())
        return [self._channel.seal(said)]

    def _meet(self, card: Card, asked: bool) -> list[bytes]:
        """Take the peer's card; who is asked for ours gives it, and who learns one says hello."""
        if card.id != self.peer:
            raise FrameError(f"a card that is not from {self.peer}")
        news = self._channel is None or self._channel.peer != card
        if news:
            self._channel = Channel(self._me, card)
        frames = [introduce(self._me, answer=False)] if asked else []
        return frames + self._hello(answer=True) if news else frames

    def due(self, now: float) -> list[bytes]:
        """The frames to send now: a hello until we were answered, then what the other side does not hold yet."""
        if self._channel is None or self._resumed_at == _NEVER:
            if now < self._again_at:
                return []
            self._back_off(now)
            return self.greet()
        waiting = any(state.sent > state.held for state in self._outgoing.values())
        if waiting and now >= self._again_at:
            for state in self._outgoing.values():
                state.sent = state.held
            self._back_off(now)
        frames = []
        for stream in self._store.streams(self._device, ours=True):
            state = self._outgoing.setdefault(stream.origin, _Outgoing(0, 0))
            while state.sent < min(stream.seq, state.held + WINDOW):
                said, head = self._store.said_after(stream.origin, state.sent, count=BATCH, size=BATCH_BYTES)
                batch = Events(stream.origin, state.sent + 1, tuple(said), head)
                frames.append(self._channel.seal(batch.signed(self._me)))
                state.sent += len(said)
        if frames and not waiting:
            self._again_at = now + self._wait * random.uniform(0.75, 1.25)  # noqa: S311 spreads load, hides nothing
        return frames

    def _take(self, heard: Events) -> None:
        if heard.origin.partition(".")[0] != self.peer or device_of(heard.origin) != self._device:
            raise EventError(f"{self.peer} does not speak for {heard.origin}")
        for row in heard.said:
            if not (isinstance(row, list) and row and isinstance(row[0], str)):
                raise EventError("event: not a list of fields")
            if row[0] and device_of(row[0]) != self._device:
                raise EventError(f"{self.peer} speaks about another appliance's case")
        if heard.first > self._store.stream(heard.origin).seq + 1:
            return  # something before it was lost on the way: our acknowledgement says from where to go on
        fresh = self._store.accept(heard.origin, heard.first, heard.said, heard.head)
        if fresh:
            log.info("sync: %s of %s committed up to %d", len(fresh), heard.origin, fresh[-1].seq)

    def _resume(self, marks: tuple[Mark, ...], now: float) -> None:
        """A hello: forget what we believed to be on the way, and go on from what the other side really holds.

        When a road opens both sides say hello; the second one is no reason to send everything again.
        """
        again = now - self._resumed_at < _SAME_GREETING
        self._resumed_at = self._resumed_at if again else now
        held = {origin: seq for origin, seq, _ in marks}
        for stream in self._store.streams(self._device, ours=True):
            seq = min(held.get(stream.origin, 0), stream.seq)
            if seq < stream.acked:
                log.warning("sync: %s went back to %d of %s, from %d", self.peer, seq, stream.origin, stream.acked)
            state = self._outgoing.get(stream.origin)
            if not again or state is None or seq < state.held:
                self._outgoing[stream.origin] = _Outgoing(seq, seq)
        self._acknowledged(marks, now)

    def _acknowledged(self, marks: tuple[Mark, ...], now: float) -> None:
        for origin, seq, link in marks:
            if origin.partition(".")[0] != self._me.id or device_of(origin) != self._device or not seq:
                continue
            stream = self._store.stream(origin)
            if seq > stream.seq:
                self._fell_behind(origin, seq, stream.seq)
                continue
            if link != self._store.link(origin, seq):
                log.error("sync: %s holds another event %d of %s than we: forked", self.peer, seq, origin)
                continue
            self._store.acknowledge(origin, seq)
            state = self._outgoing.setdefault(origin, _Outgoing(seq, seq))
            if seq > state.held:
                self._wait = FIRST_WAIT
                self._again_at = now + self._wait
            # the latest word counts, a lower one too: the other side may have been put back to an older state
            state.held = seq
            state.sent = max(state.sent, seq)

    def _fell_behind(self, origin: str, theirs: int, ours: int) -> None:
        """The other side holds more of our own stream than we do: our file was put back to an older state."""
        log.error("sync: our file was put back: %s holds %d of %s, we %d", self.peer, theirs, origin, ours)
        if origin.partition(":")[0] == self._store.origin:
            self._store.renew()

    def _held(self) -> tuple[Mark, ...]:
        """How far we hold the other side's streams; the latest ones, for a hello must fit a frame."""
        streams = self._store.streams(self._device, ours=False)[-_MOST_MARKS:]
        return tuple((stream.origin, stream.seq, stream.head[:8].hex()) for stream in streams)

    def _back_off(self, now: float) -> None:
        self._again_at = now + self._wait * random.uniform(0.5, 1.0)  # noqa: S311
        self._wait = min(2 * self._wait, LONGEST_WAIT)
