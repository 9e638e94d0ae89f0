# SPDX-License-Identifier: Apache-2.0
"""Line: how a bad line treats packets: its rate, its delay, its loss and its short queue. Pure: the time is given."""

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Line:
    """The same in both directions: bits a second, seconds one way, share of packets lost, packets that may wait."""

    rate: int
    delay: float
    loss: float
    queue: int = 20

    def __str__(self) -> str:
        return f"{self.rate // 1000} kbit/s, {2000 * self.delay:.0f} ms there and back, {100 * self.loss:g} % lost"


LINES: Final = {
    "64k": Line(64_000, 0.3, 0.03),
    "40k": Line(40_000, 0.5, 0.05),
    "1m": Line(1_000_000, 0.04, 0.005, 50),
}
"""A poor mobile line, a GPRS line on its worst day, and a fair one."""


@dataclass(slots=True)
class Way:
    """One direction of a line. `packets` and `size` (bytes) count what was put on it, `lost` what never arrived."""

    line: Line
    random: random.Random
    cut: bool = False
    packets: int = 0
    size: int = 0
    lost: int = 0
    _free_at: float = 0.0
    _leaving: deque[float] = field(default_factory=deque)
    _on_the_way: deque[tuple[float, bytes]] = field(default_factory=deque)

    def put(self, packet: bytes, now: float) -> None:
        """A packet comes to this end: it waits for its turn, is sent at the line's rate, and may be lost on the way.

        One that finds the queue full is dropped before it was sent, and does not count.
        """
        while self._leaving and self._leaving[0] <= now:
            self._leaving.popleft()
        if self.cut or len(self._leaving) >= self.line.queue:
            self.lost += 1
            return
        self._free_at = max(now, self._free_at) + 8 * len(packet) / self.line.rate
        self._leaving.append(self._free_at)
        self.packets += 1
        self.size += len(packet)
        if self.random.random() < self.line.loss:
            self.lost += 1
            return
        self._on_the_way.append((self._free_at + self.line.delay, packet))

    def due(self, now: float) -> Iterator[bytes]:
        """The packets that have arrived at the other end by now; while the line is cut they are lost."""
        while self._on_the_way and self._on_the_way[0][0] <= now:
            _, packet = self._on_the_way.popleft()
            if self.cut:
                self.lost += 1
            else:
                yield packet

    def next(self) -> float:
        """When the next packet arrives; infinity if none is on the way."""
        return self._on_the_way[0][0] if self._on_the_way else float("inf")
