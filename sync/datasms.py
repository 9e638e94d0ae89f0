# SPDX-License-Identifier: Apache-2.0
"""Data SMS: the road for urgent cases and replies when there has been no other for some time. Few frames, and dear.

`sms` has the modem; here it is only decided what is worth an SMS. Each frame carries events of one case, unsigned (the
next signed head covers them). Nothing is repeated within hours, nothing beyond the day's bound is sent, and as soon as
another road works nothing more goes this way.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from appliance import phone
from appliance.config import Sync
from appliance.errors import EventError, FrameError
from appliance.event import URGENT, lane_of
from appliance.identity import Identity
from appliance.logbook import Logbook
from appliance.parcels import Brought, Parcel, Parcels, parts_of
from appliance.service import log
from appliance.store import BOX, Store, Stream
from sync.channel import Channel, author_of
from sync.exchange import Exchange
from sync.frame import SHORT_HEAD_BYTES, Ack, Events, Frame

RESEND_MS: Final = 6 * 3600 * 1000
LONGEST_MS: Final = 24 * 3600 * 1000
"""How long an acknowledgement is waited for before a frame is said again, each time longer."""

ACK_AGAIN_MS: Final = 3600 * 1000
"""Within this time the same acknowledgement is not given twice."""

_HANDY: Final = 2
"""Parts up to which further events of the same case join a frame."""

_REPLIED: Final = "replied"
_MOST_LOOKED_AT: Final = 50


@dataclass(slots=True)
class _Watch:
    """How the other roads do for one device.

    `confirmed` of our events are known to be held; something worth an SMS waits `since` then; `on` if no other road
    has confirmed anything since this one was taken.
    """

    confirmed: int
    since: float | None = None
    on: bool = False


class DataSms:
    """One side's end of this road; `turn` is to be called now and then."""

    def __init__(
        self,
        store: Store,
        me: Identity,
        exchange_of: Callable[[str], Exchange | None],
        *,
        after: float,
        daily: int,
        gateway: str = "",
        hub: str = "",
    ) -> None:
        """`after` seconds without another road, `daily` messages about one box.

        A box names the `gateway`'s number and the `hub`'s id; the hub learns its boxes' numbers from what they send.
        """
        self._store = store
        self._me = me
        self._exchange_of = exchange_of
        self._after, self._daily, self._gateway, self._hub = after, daily, gateway, hub
        self._parcels = Parcels(store)
        self._watches: dict[str, _Watch] = {}
        self._channels: dict[str, Channel] = {}

    def turn(self, now: float) -> None:
        """Take in what came, and owe what is worth it; `now` in seconds of a steady clock."""
        for brought in self._parcels.brought():
            self._hear(brought, now)
        numbers = {self._me.id: self._gateway} if self._store.role == BOX else self._parcels.numbers()
        for device, number in numbers.items():
            self._look(device, number, now)

    # --- in

    def _hear(self, brought: Brought, now: float) -> None:
        found = self._opened(brought.data)
        if found is None:
            log.warning("sync: a frame that came by SMS is from nobody we know; it is dropped")
            self._parcels.taken(brought)
            return
        exchange, heard = found
        device = self._me.id if self._store.role == BOX else exchange.peer
        if isinstance(heard, Events) and heard.first > self._store.stream(heard.origin).seq + 1:
            return  # the one before it is still on its way
        try:
            exchange.hear(brought.data, now)
        except FrameError as error:
            log.warning("sync: a frame by SMS was ignored: %s", error)
        except EventError as error:
            log.error("sync: events by SMS were set aside: %s", error)
            Logbook(self._store).refuse(f"sms {exchange.peer}", error, brought.data)
        self._parcels.taken(brought)
        if self._store.role != BOX:
            self._parcels.remember(device, brought.number)
        self._watch(device).confirmed = self._confirmed(device)
        if isinstance(heard, Events):
            self._confirm(device, self._gateway or brought.number, heard.origin)

    def _opened(self, data: bytes) -> tuple[Exchange, Frame] | None:
        """The talk to which a frame belongs, by who could seal it, and what is in it."""
        try:
            peers = Logbook(self._store).met(author_of(data))
        except FrameError:
            return None
        for peer in peers:
            exchange = self._exchange_of(self._me.id if self._store.role == BOX else peer)
            channel = self._channel(peer)
            if exchange is None or exchange.peer != peer or channel is None:
                continue
            try:
                return exchange, channel.open(data)
            except FrameError:
                continue
        return None

    def _confirm(self, device: str, number: str, origin: str) -> None:
        """Acknowledge, by the same road, how far an origin is committed here."""
        stream = self._store.stream(origin)
        cover = f"ack {origin}"
        known = self._parcels.known(device, cover)
        if known and known.last == stream.seq and 0 <= self._store.clock.now() - known.at < ACK_AGAIN_MS:
            return
        channel = self._channel(self._hub or device)
        if channel and stream.seq:
            data = channel.seal(Ack(((origin, stream.seq, stream.head[:8].hex()),), at=self._store.clock.now()))
            self._parcels.owe(Parcel(device, cover, stream.seq), number, data)

    # --- out

    def _look(self, device: str, number: str, now: float) -> None:
        watch = self._watch(device)
        confirmed = self._confirmed(device)
        if confirmed != watch.confirmed:
            watch.confirmed, watch.since, watch.on = confirmed, None, False
        self._tidy(device, on=watch.on)
        worth = [(stream, last) for stream in self._store.waiting(device) if (last := self._worth(stream))]
        if not worth:
            watch.since = None
            return
        watch.since = now if watch.since is None else watch.since
        if self._exchange_of(device) is None:
            return  # revoked
        if watch.on or now - watch.since >= self._after:
            if not watch.on:
                log.info("sync: nothing of %s was confirmed for long: what is urgent goes by SMS", device)
            watch.on = True
            for stream, last in worth:
                self._owe(device, number, stream, last)

    def _tidy(self, device: str, *, on: bool) -> None:
        """Drop what was confirmed meanwhile and, where another road works again, whatever is still to be sent."""
        for parcel in self._parcels.owed(device):
            origin, _, _ = parcel.cover.rpartition("/")
            if origin and (not on or self._store.stream(origin).acked >= parcel.last):
                self._parcels.drop(parcel)

    def _worth(self, stream: Stream) -> int:
        """The place up to which a stream is worth an SMS, 0 for none: what is urgent, and down to a reply's words."""
        if lane_of(stream.origin) == URGENT:
            return stream.seq
        if self._store.role == BOX:
            return 0
        said, _ = self._store.said_after(stream.origin, stream.acked, count=_MOST_LOOKED_AT, size=1_000_000)
        replies = [number for number, fields in enumerate(said, stream.acked + 1) if fields[2] == _REPLIED]
        return replies[-1] if replies else 0

    def _owe(self, device: str, number: str, stream: Stream, last: int) -> None:
        """Owe the frames that lead to this place, as far as the day's bound allows."""
        seq, now = stream.acked, self._store.clock.now()
        while seq < last:
            cover = f"{stream.origin}/{seq + 1}"
            known = self._parcels.known(device, cover)
            if known and (known.owed or 0 <= now - known.at < min(RESEND_MS * known.tries, LONGEST_MS)):
                seq = known.last
                continue
            sealed = self._sealed(device, stream.origin, seq, known.last if known else last)
            if sealed is None:
                return
            end, data = sealed
            if self._parcels.used(device) + len(parts_of(data)) > self._daily:
                log.warning("sync: today's SMS about %s are used up; the rest waits", device)
                return
            if not self._parcels.owe(Parcel(device, cover, end), number, data):
                log.warning("sync: event %d of %s is too long for SMS; it waits", seq + 1, stream.origin)
                return
            seq = end

    def _sealed(self, device: str, origin: str, seq: int, last: int) -> tuple[int, bytes] | None:
        """One frame with the events of one case after this place, and the place where it ends."""
        channel = self._channel(self._hub or device)
        best: tuple[int, bytes] | None = None
        if channel is None:
            return None
        for end in range(seq + 1, last + 1):
            said, head = self._store.said_after(origin, seq, count=end - seq, size=1_000_000)
            if len({_case(fields, origin, place) for place, fields in enumerate(said, seq + 1)}) > 1:
                break
            data = channel.seal(Events(origin, seq + 1, tuple(said), head[:SHORT_HEAD_BYTES]))
            if best and len(parts_of(data)) > _HANDY:
                break
            best = (end, data)
        return best

    # --- inside

    def _watch(self, device: str) -> _Watch:
        return self._watches.setdefault(device, _Watch(self._confirmed(device)))

    def _confirmed(self, device: str) -> int:
        return sum(stream.acked for stream in self._store.streams(device, ours=True))

    def _channel(self, peer: str) -> Channel | None:
        if peer not in self._channels and (card := Logbook(self._store).card_of(peer)):
            self._channels[peer] = Channel(self._me, card)
        return self._channels.get(peer)


def _case(fields: list[Any], origin: str, place: int) -> str:
    """The case that an event's fields are about."""
    return str(fields[0]) or f"{origin}/{place}"


def chore(
    store: Store, me: Identity, exchange_of: Callable[[str], Exchange | None], settings: Sync, hub: str = ""
) -> Callable[[], None]:
    """A turn of this road as the configuration wants it; a box names its `hub`."""
    gateway = phone.normalise(settings.sms_gateway) if settings.sms_gateway and store.role == BOX else ""
    after = 60.0 * settings.sms_after_minutes
    road = DataSms(store, me, exchange_of, after=after, daily=settings.sms_daily, gateway=gateway, hub=hub)
    return lambda: road.turn(time.monotonic())
