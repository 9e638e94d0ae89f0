# SPDX-License-Identifier: Apache-2.0
"""Files: one side's half of the talk about attachments. They travel last, and go on where they stopped.

Whoever lacks a file that an event named says how much of it is there; that alone makes the other side send the rest. So
nothing need be remembered by the sender, and a restart at either end repeats at most what was on the way.
"""

from collections.abc import Iterator
from typing import Final

from appliance.attached import MAX_BYTES
from appliance.attachments import PIECE, Attachments, pieces_of
from appliance.store import Store
from sync.flight import Flight
from sync.frame import Chunk, Have

_MOST_WISHES: Final = 16


class Files:
    """The attachments of one device's cases, between two sides. Times are seconds of a steady clock."""

    def __init__(self, store: Store, device: str, flight: Flight) -> None:
        """What is on the way counts in this `flight`, like everything else."""
        self._attachments = Attachments(store)
        self._device = device
        self._flight = flight
        self._wishes: dict[bytes, int] = {}
        self._asked: dict[bytes, float] = {}
        self._lacking = True

    @property
    def busy(self) -> bool:
        """Whether the other side lacks something of a file that is here."""
        return bool(self._wishes)

    @property
    def restless(self) -> bool:
        """Whether there may be something to say about files: one lacks there, or here."""
        return self.busy or self._lacking

    def named(self) -> None:
        """An event named a file, which may not be here."""
        self._lacking = True

    def take(self, chunk: Chunk) -> list[Have]:
        """Keep a piece that came; how much is here now, or nothing for a file that nobody named or that was wrong."""
        fits = self._attachments.put(self._device, chunk.digest, chunk.size, chunk.offset, chunk.data)
        said = have(self._attachments, self._device, chunk.digest, chunk.size)
        return [said] if fits and said.ranges else []

    def wish(self, said: Have, now: float) -> None:
        """The other side told how much of a file it has."""
        if not 0 < said.size <= MAX_BYTES or (len(self._wishes) >= _MOST_WISHES and said.digest not in self._wishes):
            return
        name, held = said.digest.hex(), 0
        ranges = sorted((first, last) for first, last in said.ranges if first <= last < said.size)
        runs = tuple((first // PIECE + 1, last // PIECE + 1) for first, last in ranges)
        for first, last in runs:
            held = last if first == held + 1 else held
        if held >= pieces_of(said.size):
            self._wishes.pop(said.digest, None)
            self._flight.drop(name)
            return
        if said.digest not in self._wishes and not self._attachments.good(self._device, said.digest, said.size):
            return
        self._wishes[said.digest] = said.size
        self._flight.acknowledged(name, held, now)
        self._flight.early(name, tuple(run for run in runs if run[0] > held), now, kept=True)

    def next(self, credit: int) -> Chunk | None:
        """The next piece to send, if there is room on the road."""
        for digest, size in list(self._wishes.items()):
            places = self._flight.next(digest.hex(), pieces_of(size))
            if places is None:
                continue
            if not self._flight.room(urgent=False, credit=credit):
                return None
            data = self._attachments.piece(self._device, digest, size, places[0])
            if data is not None:
                return Chunk(digest, size, (places[0] - 1) * PIECE, data)
            del self._wishes[digest]
        return None

    def sent(self, chunk: Chunk, size: int, now: float) -> None:
        """A piece was handed to the road, in a frame of `size` bytes."""
        number = chunk.offset // PIECE + 1
        self._flight.sent(chunk.digest.hex(), number, number, size, now)

    def questions(self, before: float, now: float) -> Iterator[Have]:
        """How much is here of the files that were named and are not complete, if it was not said since `before`."""
        missing = self._attachments.missing(self._device)
        self._lacking = bool(missing)
        for digest, size in missing:
            if self._asked.get(digest, before) <= before:
                self._asked[digest] = now
                yield have(self._attachments, self._device, digest, size)


def have(attachments: Attachments, device: str, digest: bytes, size: int) -> Have:
    """How much of a file is here."""
    runs = attachments.ranges(device, digest)
    return Have(digest, size, tuple(((first - 1) * PIECE, min(last * PIECE, size) - 1) for first, last in runs))
