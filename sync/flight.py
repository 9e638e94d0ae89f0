# SPDX-License-Identifier: Apache-2.0
"""Flight: what of our streams is on the way, and what is to be sent next. Pure but for the clock it is given.

Only what is missing is sent again: a stream's next frame begins at the first event that the other side does not hold,
that is not on the way, and that it did not say to have in its memory.
"""

from dataclasses import dataclass
from typing import Final

from sync.frame import Range
from sync.pace import FRAME_BYTES, FRAMES, Pace

_PASSED: Final = 3
"""A frame that so many later ones have overtaken is lost, and need not be waited for."""

_REMEMBERED: Final = 3
"""Waits for which the other side is believed to have in its memory what it said to have there."""


@dataclass(slots=True)
class _Shipment:
    """A frame on the way: events `first` to `last` of a stream; `fresh`: they were never sent before."""

    origin: str
    first: int
    last: int
    size: int
    sent: float
    until: float
    number: int
    fresh: bool
    passed: int = 0


class Flight:
    """The frames on the way to one peer, over all streams."""

    def __init__(self, pace: Pace) -> None:
        """Nothing is on the way."""
        self._pace = pace
        self._held: dict[str, int] = {}
        self._doubt: dict[str, tuple[float, int]] = {}
        self._early: dict[str, tuple[float, tuple[Range, ...]]] = {}
        self._reached: dict[str, int] = {}
        self._shipments: list[_Shipment] = []
        self._number = 0

    @property
    def busy(self) -> bool:
        """Whether anything is on the way."""
        return bool(self._shipments)

    def held(self, origin: str) -> int:
        """Up to where the other side is known to have committed this stream, 0 if nothing is known."""
        return self._held.get(origin, 0)

    def believe(self, origin: str, held: int) -> None:
        """Begin with what is known from before, if nothing newer is."""
        self._held.setdefault(origin, held)

    def room(self, *, urgent: bool, credit: int) -> bool:
        """Whether one more frame may be handed to the road; an urgent one also where the window is full."""
        count = sum(shipment.last - shipment.first + 1 for shipment in self._shipments)
        size = sum(shipment.size for shipment in self._shipments)
        extra = FRAME_BYTES if urgent else 0
        return len(self._shipments) < FRAMES + urgent and size < self._pace.window + extra and count < credit

    def next(self, origin: str, seq: int) -> Range | None:
        """The first run of events up to `seq` that has to be sent; None if there is none."""
        taken = [(shipment.first, shipment.last) for shipment in self._shipments if shipment.origin == origin]
        taken += self._early.get(origin, (0.0, ()))[1]
        first = self.held(origin) + 1
        for begin, end in sorted(taken):
            if begin > first:
                return first, min(begin - 1, seq)
            first = max(first, end + 1)
        return (first, seq) if first <= seq else None

    def sent(self, origin: str, first: int, last: int, size: int, now: float) -> None:
        """A frame was handed to the road."""
        self._number += 1
        fresh = first > self._reached.get(origin, 0)
        self._reached[origin] = max(last, self._reached.get(origin, 0))
        self._shipments.append(_Shipment(origin, first, last, size, now, now + self._pace.wait, self._number, fresh))

    def acknowledged(self, origin: str, held: int, now: float, *, sure: bool = False) -> None:
        """The other side has committed this stream up to `held`.

        That may be less than it had, for it may have been put back to an older state; but the word may also be an old
        one that was overtaken. So a lower number is believed after a while, if no higher one comes, or when it is
        `sure`.
        """
        if held < self.held(origin) and not sure:
            self._doubt.setdefault(origin, (now + self._pace.wait, held))
            return
        if held > self.held(origin):
            self._pace.progressed()
        self._held[origin] = held
        self._doubt.pop(origin, None)
        if origin in self._early:
            at, ranges = self._early[origin]
            self._early[origin] = at, tuple(one for one in ranges if one[1] > held)
        self._landed([one for one in self._shipments if one.origin == origin and one.last <= held], now)

    def early(self, origin: str, ranges: tuple[Range, ...], now: float, *, kept: bool = False) -> None:
        """The other side has these in its memory; it may forget them, so they are believed for a while only.

        What it has `kept` in its data file stays there, beside what it told of before. Of what we never sent it can
        have nothing.
        """
        if origin not in self._held and origin not in self._reached:
            return
        if kept and origin in self._early:
            ranges = _joined([*self._early[origin][1], *ranges])
        self._early[origin] = now + _REMEMBERED * self._pace.wait, ranges
        landed = [
            one
            for one in self._shipments
            if one.origin == origin and any(first <= one.first and one.last <= last for first, last in ranges)
        ]
        self._landed(landed, now)

    def expire(self, now: float) -> list[tuple[str, int]]:
        """Take for lost what was not acknowledged in time; the streams of which the other side holds less than it did.

        Those lower numbers were said a while ago, and no higher one came after them.
        """
        for origin in [origin for origin, (until, _) in self._early.items() if until <= now]:
            del self._early[origin]
        lower = [(origin, held) for origin, (until, held) in self._doubt.items() if until <= now]
        for origin, held in lower:
            del self._doubt[origin]
            self._held[origin] = held
        late = [one for one in self._shipments if one.until <= now]
        if late:
            self._pace.stalled()
            self._shipments = [one for one in self._shipments if one.until > now]
        return lower

    def drop(self, origin: str) -> None:
        """All of it is at the other side: nothing need be known of it any more."""
        self.forget(origin)
        for known in (self._held, self._reached, self._doubt):
            known.pop(origin, None)

    def forget(self, origin: str = "") -> None:
        """Nothing is on the way any more: of one stream, or at all."""
        self._shipments = [one for one in self._shipments if origin and one.origin != origin]
        for known in [known for known in self._early if known == origin or not origin]:
            del self._early[known]

    def _landed(self, landed: list[_Shipment], now: float) -> None:
        if not landed:
            return
        for one in landed:
            if one.fresh:  # else we could not tell which of the two was acknowledged
                self._pace.arrived(now - one.sent, one.size)
        left = [one for one in self._shipments if one not in landed]
        for one in left:
            one.passed += sum(one.number < other.number for other in landed)
        self._shipments = [one for one in left if one.passed < _PASSED]


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    """The same places in as few ranges as they need."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
