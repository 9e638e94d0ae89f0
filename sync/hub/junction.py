# SPDX-License-Identifier: Apache-2.0
"""Junction: the roads of all cells as one, on which only boxes that we believe are heard and spoken to."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from appliance.service import log
from sync.frame import PLENTY
from sync.roads import Parcel, Road

_LOOK: Final = 0.02
"""Seconds for which all roads together are waited on before the first is looked at again."""


def credit(busy: float) -> int:
    """How many more events a device may send, after so many seconds without a moment's rest: half for each, to none."""
    return PLENTY >> min(int(busy), PLENTY.bit_length())


class Junction:
    """Implements `sync.roads.Road`. A box is spoken to where it was heard last; before that, on every road.

    `rested_at` is when it last had nothing to bring, on the machine's steady clock.
    """

    def __init__(self, roads: Sequence[Road], believed: Callable[[str], bool]) -> None:
        """`believed` says whether a device is one of ours and not revoked, whatever a broker let in."""
        self._roads = tuple(roads)
        self._believed = believed
        self._heard: dict[str, Road] = {}
        self._next = 0
        self.rested_at = time.monotonic()

    @property
    def open(self) -> bool:
        """Whether any of them leads anywhere."""
        return any(road.open for road in self._roads)

    def send(self, device: str, data: bytes, *, bulk: bool = False) -> None:
        """Carry a frame to this box."""
        if not self._believed(device):
            return
        last = self._heard.get(device)
        for road in [last] if last and last.open else self._roads:
            road.send(device, data, bulk=bulk)

    def receive(self, seconds: float) -> Parcel | None:
        """The next parcel of a box that is believed, each road in its turn, waiting at most this long."""
        end = time.monotonic() + seconds
        while True:
            left = max(0.0, end - time.monotonic())
            for _ in self._roads:
                road = self._roads[self._next % len(self._roads)]
                self._next += 1
                parcel = road.receive(min(left, _LOOK / len(self._roads)))
                if parcel and self._counts(parcel, road):
                    return parcel
            self.rested_at = time.monotonic()
            if not left:
                return None

    def credit(self) -> int:
        """How many more events a box may send, as long as there was no rest."""
        return credit(time.monotonic() - self.rested_at)

    def close(self) -> None:
        """Leave all roads."""
        for road in self._roads:
            road.close()

    def _counts(self, parcel: Parcel, road: Road) -> bool:
        """Whether a parcel is for us; where it came from is where its box is."""
        if parcel.opened:
            return True
        if parcel.unheard:  # elsewhere it may have been heard
            return self._heard.get(parcel.device) is road
        if not self._believed(parcel.device):
            log.warning("hub: a frame of %s was ignored: not enrolled, or revoked", parcel.device[:32])
            self._heard.pop(parcel.device, None)
            parcel.taken()
            return False
        self._heard[parcel.device] = road
        return True
