# SPDX-License-Identifier: Apache-2.0
"""Exchange: one side's half of the talk between a box and the hub. Frames in, frames out; no road, no threads.

Both sides are the same: each sends the streams it writes, commits the streams it receives, and acknowledges only
after its own commit. The store is the outbox; nothing here outlives the process.
"""

from collections.abc import Callable, Iterator
from typing import Final

from appliance.attached import ATTACHED
from appliance.errors import ChainError, EventError, FrameError
from appliance.event import URGENT, base_of, device_of, lane_of
from appliance.identity import Card, Identity
from appliance.logbook import FORKED, PUT_BACK, Logbook
from appliance.service import log
from appliance.store import Store, Stream
from sync.channel import OVERHEAD, Channel, introduce, introduced, is_card
from sync.early import Early
from sync.files import Files
from sync.flight import Flight
from sync.frame import MAX_PAYLOAD, PLENTY, Ack, Chunk, Events, Frame, Have, Hello, Lost, Mark, Need, Range
from sync.pace import FRAME_BYTES, Pace

BATCH: Final = 25
"""Most events in a frame."""

_BATCH_BYTES: Final = 24_000
"""What they may have before they are packed, about; packed they should fit FRAME_BYTES."""

_SAME_GREETING: Final = 2.0
"""Seconds within which two hellos are about the same new road."""

_QUIET: Final = 3600.0
"""Seconds of silence after which a box says hello again: either end may have been put back to an older state."""

_PATIENCE: Final = 60.0
"""Seconds for which a gap may close by itself, and between two questions about the same events."""

_OVERTAKEN_MS: Final = 60_000
"""Receipts that are younger than this may have overtaken a hello that knows nothing of them."""

_IDLE: Final = 600.0
"""Seconds of silence after which nothing worth keeping is in an exchange that has nothing to send."""

_MOST_BEHIND: Final = 16
"""Streams of ours of which another side may claim to hold more than we, until it has proved it."""

_RENEW_MS: Final = 3_600_000
"""On a box's mere word the hub, which speaks to all, takes another name at most once in this time."""

_PSGC_DIGITS: Final = 10
_MOST_MARKS: Final = 100
_MOST_REJECTED: Final = 20
_NEVER: Final = float("-inf")


class Exchange:
    """The talk with one peer about one device's cases. Times are seconds of a steady clock."""

    def __init__(
        self,
        store: Store,
        me: Identity,
        peer: str,
        psgc: str = "",
        *,
        start: float = 0.0,
        card: Card | None = None,
        credit: Callable[[], int] = lambda: PLENTY,
        told: Callable[[int], None] = lambda _at: None,
    ) -> None:
        """`peer` is the id of the other side's key; a box gives its barangay's `psgc`, the hub has none.

        `card` is the peer's, if it is known already. `credit` says how many events this side is willing to take now.
        `told` hears the peer's time (UTC ms): a box believes the hub's.
        """
        self.peer = peer
        self._store = store
        self._me = me
        self._psgc = psgc
        self._device = me.id if psgc else peer
        self._credit = credit
        self._told = told
        known = card or Logbook(store).card_of(peer)
        self._channel = Channel(me, known) if known else None
        self._pace = Pace()
        self._flight = Flight(self._pace)
        self._early = Early()
        self._files = Files(store, self._device, self._flight)
        self._returning: dict[str, int] = {}  # streams of the peer's own that it needs back, up to which number
        self._stuck: set[str] = set()  # streams of ours that cannot be carried any further
        self._missing: dict[str, int] = {}  # streams of ours of which the other side holds more, up to which number
        self._asked: dict[str, float] = {}
        self._refusals: list[Ack] = []
        self._granted = PLENTY
        self._again_at = start
        self._hush_until = _NEVER
        self._resumed_at = _NEVER
        self._heard_at = start

    # --- what a road does to it

    def greet(self, now: float) -> list[bytes]:
        """The frames to begin with on every new connection: the other side may have forgotten everything.

        Our card, for a peer that may not know us, and once we know its own a hello.
        """
        self._again_at = now + self._pace.wait
        return [introduce(self._me, answer=self._channel is None), *self._hello(answer=True)]

    def hush(self, now: float) -> None:
        """Nobody is at the other end of the road: what was sent went nowhere. Wait before trying again."""
        self._flight.forget()
        self._rest(now)

    def idle(self, now: float) -> bool:
        """Whether it has nothing to do, and nothing in it is worth keeping."""
        busy = self._flight.busy or self._files.busy or self._returning or self._missing
        return now - self._heard_at > _IDLE and not busy

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Take one frame; what it brought is committed when this returns. Gives the frames to answer with.

        Raises FrameError for bytes that are no frame of this peer's to us, EventError for events that cannot be
        stored (the chain is broken or forked); nothing is lost by ignoring either.
        """
        if is_card(data):
            return self._meet(*introduced(data), now)
        if self._channel is None:
            return self.greet(now)
        heard = self._channel.open(data)
        self._heard_at = now
        if isinstance(heard, Hello):
            if heard.psgc and not (len(heard.psgc) == _PSGC_DIGITS and heard.psgc.isascii() and heard.psgc.isdecimal()):
                raise FrameError(f"a hello of {self.peer} with a PSGC code that is none")
            self._channel.dicts = heard.dicts
            Logbook(self._store).heard_from(self.peer, self._channel.peer.encoded(), heard.psgc)
            self._told(heard.clock_ms)
            self._resume(heard.marks, now)
            return self._hello(answer=False) if heard.answer else []
        return self._answer(heard, data, now)

    def _answer(self, heard: Frame, data: bytes, now: float) -> list[bytes]:
        match heard:
            case Events():
                return self._take(heard, now)
            case Ack():
                self._told(heard.at)
                self._learn(heard, now)
            case Need():
                return self._supply(heard)
            case Lost():
                self._mourn(heard, data)
            case Chunk():
                return [self._seal(have) for have in self._files.take(heard)]
            case Have():
                self._files.wish(heard, now)
        return []

    @property
    def restless(self) -> bool:
        """Whether there may be something to say of which the store knows nothing; a box is always to be asked."""
        talks = self._channel is not None and self._resumed_at != _NEVER and not self._psgc
        said = self._returning or self._refusals or self._missing
        return not talks or bool(said) or self._flight.busy or self._early.busy or self._files.restless

    def due(self, now: float) -> list[bytes]:
        """The frames to send now: a hello until we were answered, then what the other side does not hold yet."""
        quiet = bool(self._psgc) and now - self._heard_at > _QUIET
        if self._channel is None or self._resumed_at == _NEVER or quiet:
            if now < self._again_at:
                return []
            greeting = self.greet(now)
            self._pace.stalled()
            return greeting
        for origin, held in self._flight.expire(now):
            if base_of(origin):  # and not a file's name
                self._went_back(origin, held)
        said: list[Frame] = [*self._refusals, *self._questions(now)]
        frames = [self._seal(frame) for frame in said]
        self._refusals.clear()
        if now >= self._hush_until:
            frames += self._news(now)
        return frames

    # --- what we say

    def _hello(self, *, answer: bool) -> list[bytes]:
        if self._channel is None:
            return []
        marks = tuple(map(_mark, self._store.streams(self._device, ours=False, latest=_MOST_MARKS)))
        return [self._seal(Hello(self._psgc, marks, answer, clock_ms=self._store.clock.now()))]

    def _news(self, now: float) -> Iterator[bytes]:
        """Frames of what the other side does not hold, the most urgent first, until enough is on the way."""
        for stream, until in self._outbox():
            self._flight.believe(stream.origin, stream.acked)
            urgent = lane_of(stream.origin) == URGENT
            while places := self._flight.next(stream.origin, until):
                if not self._flight.room(urgent=urgent, credit=self._granted):
                    if urgent:
                        break  # only this lane has its place beside the window
                    return
                last, data = self._batch(stream.origin, places)
                if not data:
                    yield self._seal(self._gone(stream.origin, places))
                    break
                self._flight.sent(stream.origin, places[0], last, len(data), now)
                yield data
        while (chunk := self._files.next(self._granted)) is not None:
            data = self._seal(chunk)
            self._files.sent(chunk, len(data), now)
            yield data

    @property
    def met(self) -> bool:
        """Whether the peer's card is known here, so that something can be sealed for it."""
        return self._channel is not None

    def tally(self) -> list[bytes]:
        """Our card and, for whom we have met, how much we hold and what we lack: on a road that takes days.

        Unlike a hello it is true however late it comes: it tells nobody to go back.
        """
        card = introduce(self._me, answer=not self.met)
        if not self.met:
            return [card]
        marks = tuple(map(_mark, self._store.streams(self._device, ours=False, latest=_MOST_MARKS)))
        said: list[Frame] = [Ack(marks, at=self._store.clock.now()), *self._refusals]
        said += self._questions(float("inf"))
        return [card, *map(self._seal, said)]

    def backlog(self) -> Iterator[tuple[str, Range, bytes]]:
        """Frames of all that the other side is not known to hold, and what is in each: for a road that answers late."""
        for origin, held in self._flight.expire(float("inf")):
            self._store.retract(origin, held)  # the last word counts, and is no reason for an alarm: it may be old
        for stream, until in self._outbox() if self.met else ():
            self._flight.believe(stream.origin, stream.acked)
            first = self._flight.held(stream.origin) + 1
            while first <= until:
                last, data = self._batch(stream.origin, (first, until))
                if not data:
                    break
                yield stream.origin, (first, last), data
                first = last + 1

    def _outbox(self) -> Iterator[tuple[Stream, int]]:
        """The streams with something to send, the first to be sent first, each with its last number."""
        for stream in self._store.waiting(self._device):
            if stream.origin not in self._stuck:
                yield stream, stream.seq
        for origin, until in list(self._returning.items()):
            yield self._store.stream(origin), until

    def _batch(self, origin: str, places: Range) -> tuple[int, bytes]:
        """A frame with as many of these events as it should have, and the number of its last one."""
        first, last = places
        if not self._is_mine(origin):
            return self._given_back(origin, places)
        count = min(BATCH, last - first + 1)
        while True:
            said, head = self._store.said_after(origin, first - 1, count=count, size=_BATCH_BYTES)
            if not said:
                return 0, b""
            events = Events(origin, first, tuple(said), head)
            data = self._seal(events.signed(self._me))
            if len(data) <= FRAME_BYTES + OVERHEAD or len(said) == 1:
                return first + len(said) - 1, data
            count = max(1, len(said) * FRAME_BYTES // len(data))

    def _given_back(self, origin: str, places: Range) -> tuple[int, bytes]:
        """A frame of what the other side said itself, up to a place that it signed: only that it believes."""
        first, last = places
        proof = self._store.proof_within(origin, first, min(last, first + BATCH - 1))
        if proof is None:
            return 0, b""
        seq, head, signature = proof
        said, _ = self._store.said_after(origin, first - 1, count=seq - first + 1, size=MAX_PAYLOAD)
        if len(said) != seq - first + 1:
            return 0, b""
        try:
            return seq, self._seal(Events(origin, first, tuple(said), head, signature))
        except FrameError:  # it signed too seldom for a frame
            return 0, b""

    def _questions(self, now: float) -> Iterator[Need | Have]:
        """What did not come by itself in all that time is asked for."""
        for origin, first in self._early.gaps(now - _PATIENCE):
            self._early.asked(origin, now)
            Logbook(self._store).gap(self._device)
            yield Need(origin, ((self._store.stream(origin).seq + 1, first - 1),))
        yield from self._files.questions(now - _PATIENCE, now)
        for origin, last in list(self._missing.items()):
            held = self._store.stream(origin).seq
            if held >= last:
                del self._missing[origin]
            elif now >= self._asked.get(origin, _NEVER) + _PATIENCE:
                self._asked[origin] = now
                yield Need(origin, ((held + 1, last),))

    def _seal(self, frame: Frame) -> bytes:
        if self._channel is None:
            raise FrameError(f"the card of {self.peer} is not known yet")
        return self._channel.seal(frame)

    def _rest(self, now: float) -> None:
        if now >= self._hush_until:
            self._hush_until = now + self._pace.wait
            self._pace.stalled()

    # --- what we hear

    def _meet(self, card: Card, asked: bool, now: float) -> list[bytes]:
        """Take the peer's card; who is asked for ours gives it, and who learns one says hello.

        After a card its holder says hello: to greet it meanwhile would be to talk over it.
        """
        if card.id != self.peer:
            raise FrameError(f"a card that is not from {self.peer}")
        self._again_at = max(self._again_at, now + self._pace.wait)
        news = self._channel is None or self._channel.peer != card
        if news:
            self._channel = Channel(self._me, card)
            Logbook(self._store).meet(card)
        frames = [introduce(self._me, answer=False)] if asked else []
        return frames + self._hello(answer=True) if news else frames

    def _take(self, heard: Events, now: float) -> list[bytes]:
        """Commit what follows on, keep what is early, and say how much we hold."""
        # our own come back, from before our file was put back to an older state
        mine, held = self._is_mine(heard.origin), self._store.stream(heard.origin).seq
        if mine and heard.signature and base_of(heard.origin) == self._store.origin and _last(heard) > held:
            self._store.renew()  # what we signed and do not know proves it, and is no mere word
        back = mine and base_of(heard.origin) != self._store.origin
        if device_of(heard.origin) != self._device or not (back or heard.origin.partition(".")[0] == self.peer):
            raise EventError(f"{self.peer} does not speak for {heard.origin}")
        if back and not heard.signature:  # or the other side could put words into our mouth
            raise EventError(f"{self.peer} gives back events of {heard.origin} without our signature")
        if heard.first > held + 1:
            self._early.keep(heard, now)
            return [self._seal(self._receipt(heard))]
        held = self._commit(heard, held)
        while frame := self._early.next(heard.origin, held):
            try:
                held = self._commit(frame, held)
            except EventError as error:
                log.error("sync: events that came early were dropped: %s", error)
                if isinstance(error, ChainError):
                    Logbook(self._store).alarm(error.origin, FORKED, error.seq)
                self._early.drop(heard.origin)
        return [self._seal(self._receipt(heard))]

    def _commit(self, frame: Events, held: int) -> int:
        """Store the events of a frame that follows on; up to where the stream is held then."""
        try:
            fresh = self._store.accept(frame.origin, frame.first, frame.said, frame.head, frame.signature)
        except EventError:
            refused = (frame.origin, frame.first, "the chain does not hold")
            self._refusals = [Ack((_mark(self._store.stream(frame.origin)),), (), (refused,), self._credit())]
            raise
        held = max(held, _last(frame))
        if any(event.kind == ATTACHED for event in fresh):
            self._files.named()
        if fresh:
            log.info("sync: %d of %s committed up to %d", len(fresh), frame.origin, held)
        return held

    def _receipt(self, heard: Events) -> Ack:
        rejected = self._store.rejected(heard.origin, max(1, heard.first), _last(heard))
        if rejected:
            log.error("sync: %d events of %s cannot be used by anybody here", len(rejected), heard.origin)
        return Ack(
            marks=(_mark(self._store.stream(heard.origin)),),
            ranges=tuple((heard.origin, first, last) for first, last in self._early.ranges(heard.origin)),
            rejected=tuple((one.origin, one.seq, one.problem[:64]) for one in rejected[:_MOST_REJECTED]),
            credit=self._credit(),
            at=self._store.clock.now(),
        )

    def _resume(self, marks: tuple[Mark, ...], now: float) -> None:
        """A hello: forget what we believed to be on the way, and go on from what the other side really holds.

        When a road opens both sides say hello; the second one is no reason to send everything again.
        """
        again = now - self._resumed_at < _SAME_GREETING
        self._resumed_at = self._resumed_at if again else now
        self._granted, self._hush_until = PLENTY, _NEVER
        held = {origin: seq for origin, seq, _ in marks}
        if not again:
            self._flight.forget()
            self._pace.reopened()
        self._pace.progressed()
        for stream in self._store.streams(self._device, ours=True):
            silent = stream.acked if len(marks) >= _MOST_MARKS else 0
            seq = min(held.get(stream.origin, silent), stream.seq)
            if seq < stream.acked:
                self._went_back(stream.origin, seq)
            if seq < self._flight.held(stream.origin):
                self._flight.forget(stream.origin)
            self._flight.acknowledged(stream.origin, seq, now, sure=True)
        for mark in marks:
            self._acknowledged(mark, now)

    def _learn(self, heard: Ack, now: float) -> None:
        self._granted = max(heard.credit, 1)
        if heard.credit == 0:
            self._rest(now)
        else:
            self._hush_until = _NEVER
        held = {origin: seq for origin, seq, _ in heard.marks}
        for origin, seq, problem in heard.rejected:
            log.error("sync: %s cannot use our event %d of %s: %s", self.peer, seq, origin[:80], ascii(problem))
            if seq > held.get(origin, seq):  # not even kept: the stream ends there, and we go on under another name
                self._stuck.add(origin)
                self._flight.forget(origin)
                self._renew(origin)
        for mark in heard.marks:
            self._acknowledged(mark, now)
        for origin in dict.fromkeys(origin for origin, _, _ in heard.ranges):
            here = tuple((first, last) for name, first, last in heard.ranges if name == origin and first <= last)
            self._flight.early(origin, here, now)

    def _acknowledged(self, mark: Mark, now: float) -> None:
        origin, seq, link = mark
        mine = self._is_mine(origin)
        if device_of(origin) != self._device or not base_of(origin) or not (mine or origin in self._returning):
            return
        stream = self._store.stream(origin)
        if seq > stream.seq:
            self._fell_behind(stream, seq)
            return
        if not stream.seq:
            return  # nothing was ever said under that name
        if seq and link != self._store.link(origin, seq):
            log.error("sync: %s holds another event %d of %s than we: forked", self.peer, seq, origin)
            Logbook(self._store).alarm(origin, FORKED, seq)
            self._stuck.add(origin)
            self._renew(origin)
            return
        if mine:
            self._store.acknowledge(origin, seq)
        self._flight.believe(origin, stream.acked)
        self._flight.acknowledged(origin, seq, now)
        if seq >= self._returning.get(origin, seq + 1):
            del self._returning[origin]

    def _went_back(self, origin: str, held: int) -> None:
        """The other side held more of this stream: an alarm, unless its word was only overtaken by a fresh receipt."""
        log.warning("sync: %s went back to %d of %s", self.peer, held, origin)
        since = self._store.confirmed_after(origin, held)
        if since is not None and abs(self._store.clock.now() - since) > _OVERTAKEN_MS:
            Logbook(self._store).alarm(origin, PUT_BACK, held)
        self._store.retract(origin, held)

    def _fell_behind(self, stream: Stream, theirs: int) -> None:
        """The other side holds more of our own stream than we do: our file was put back to an older state.

        From now on we speak under another name, and ask for what we said and no longer know.
        """
        if stream.origin not in self._missing and len(self._missing) >= _MOST_BEHIND:
            return  # a box that makes up names must not fill our alarms
        log.error("sync: our file was put back: %s holds %d of %s, we %d", self.peer, theirs, stream.origin, stream.seq)
        Logbook(self._store).alarm(stream.origin, PUT_BACK, stream.seq)
        self._renew(stream.origin)
        self._missing[stream.origin] = max(theirs, self._missing.get(stream.origin, 0))

    def _is_mine(self, origin: str) -> bool:
        return origin.partition(".")[0] == self._me.id

    def _renew(self, origin: str) -> None:
        if base_of(origin) == self._store.origin:
            self._store.renew(0 if self._psgc else _RENEW_MS)

    # --- what is missing

    def _supply(self, need: Need) -> list[bytes]:
        """Send again what the other side needs: of ours, or what it said itself and no longer knows."""
        known = need.origin.partition(".")[0] in (self._me.id, self.peer)
        if not known or device_of(need.origin) != self._device or not need.ranges:
            raise FrameError(f"{self.peer} needs what is not between us")
        first, last = min(need.ranges)[0], max(need.ranges)[1]
        if not 1 <= first <= last <= self._store.stream(need.origin).seq:
            raise FrameError(f"{self.peer} needs events that were never here")
        self._flight.forget(need.origin)
        self._flight.acknowledged(need.origin, first - 1, self._heard_at, sure=True)
        self._store.retract(need.origin, first - 1)
        if need.origin.partition(".")[0] == self.peer:
            self._returning[need.origin] = max(last, self._returning.get(need.origin, 0))
        return []

    def _gone(self, origin: str, places: Range) -> Lost:
        """What we said and can no longer supply: an alarm at both ends; what we say from now on has another name."""
        why = "the data file is damaged" if self._is_mine(origin) else "there is no signature of their author's"
        log.error("sync: events %d to %d of %s are lost here: %s", *places, origin, why)
        self._returning.pop(origin, None)
        self._stuck.add(origin)
        self._renew(origin)
        return Lost(origin, (places,), why)

    def _mourn(self, lost: Lost, data: bytes) -> None:
        """What the other side lost is never a silent hole: it is kept for a person to see, with what came after it."""
        log.error("sync: %s lost events of %s: %s", self.peer, lost.origin[:80], ascii(lost.reason[:80]))
        logbook = Logbook(self._store)
        logbook.set_aside(f"sync {self.peer}", f"events {lost.ranges} of {lost.origin} are lost there", data)
        for frame in self._early.drop(lost.origin):
            sealed = Channel(self._me, self._me.card).seal(frame)
            logbook.set_aside(f"sync {self.peer}", f"events from {frame.first} of {frame.origin}, after a gap", sealed)


def _last(frame: Events) -> int:
    return frame.first + len(frame.said) - 1


def _mark(stream: Stream) -> Mark:
    return stream.origin, stream.seq, stream.head[:8].hex()
