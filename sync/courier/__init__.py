# SPDX-License-Identifier: Apache-2.0
"""Courier: the road of a stick that somebody carries: what is owed goes on it, what is on it is taken in.

The frames and the intake are those of every other road; only the answers come days later. What a box put on the stick
stays owed until the hub's answer comes back, on this stick or on any other road.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from appliance.errors import BundleError, EventError, FrameError
from appliance.logbook import Logbook
from appliance.service import log
from appliance.store import BOX, Store
from sync.bundle import Heading, Reader, Writer, found_on, opened
from sync.channel import is_hello
from sync.exchange import Exchange

_MOST_REFUSED: Final = 100
"""Unreadable frames after which the rest of a bundle is left: it was made to cost time, or is rubbish."""


_MOST_ANSWERS: Final = 1000
"""Answers kept for the way back: the greeting before them says most of it anyhow."""

_PLENTY: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """What was put on the stick about one box: new `cases` among the `events`; `left` events did not fit.

    Where the two sides have not `met`, only our card travels: nothing can be sealed for a key that is not known.
    """

    device: str
    cases: int
    events: int
    left: int
    met: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one bundle brought: new `cases` and `events`, how many of our own events it `confirmed`.

    `refused` frames could not be used; `problem` is the first thing that was wrong, in words, or empty.
    """

    device: str
    cases: int = 0
    events: int = 0
    confirmed: int = 0
    refused: int = 0
    problem: str = ""


class Courier:
    """One side's end of the courier's road; which side it is, the data file knows."""

    def __init__(self, store: Store, exchange_of: Callable[[str], Exchange | None]) -> None:
        """`exchange_of` gives the talk about a box's cases, None for a box that this side does not know."""
        self._store = store
        self._exchange_of = exchange_of
        self._answers: dict[str, list[bytes]] = {}
        self._speaks, self._hears = ("up", "down") if store.role == BOX else ("down", "up")

    def load(self, folder: Path, devices: Iterable[str]) -> list[Load]:
        """Write a bundle for each of these boxes into `folder`. Raises BundleError when the stick cannot be written."""
        return [self._load(folder, device, found) for device in devices if (found := self._exchange_of(device))]

    def unload(self, folder: Path) -> list[Delivery]:
        """Take in every bundle in `folder` that comes to this side. Raises BundleError if the stick cannot be read."""
        paths = found_on(folder, self._hears)
        if self._store.role == BOX:
            paths = [path for path in paths if path.name == Heading(self._store.author, self._hears).name]
        return [self._unload(path) for path in paths]

    def _load(self, folder: Path, device: str, exchange: Exchange) -> Load:
        cases = events = 0
        with Writer(folder, Heading(device, self._speaks)) as bundle:
            for data in [*self._answers.pop(device, []), *exchange.tally()]:
                bundle.add(data)
            for origin, (first, last), data in exchange.backlog():
                if not bundle.add(data):
                    break
                said, _ = self._store.said_after(origin, first - 1, count=last - first + 1, size=_PLENTY)
                events += len(said)
                cases += _opening(said)
        log.info("courier: %d events of %s are on the stick", events, device)
        return Load(device, cases, events, max(0, self._owed(device) - events), exchange.met)

    def _owed(self, device: str) -> int:
        return sum(stream.seq - stream.acked for stream in self._store.waiting(device))

    def _unload(self, path: Path) -> Delivery:
        device = path.name.removesuffix(".bundle").rpartition("-")[2]
        exchange = self._exchange_of(device)
        if exchange is None:
            return Delivery(device, problem="of a box that is not known here")
        before = {stream.origin: stream.seq for stream in self._store.streams(device, ours=False)}
        owed = self._owed(device)
        refused, problem = 0, ""
        try:
            with opened(path) as file:
                reader = Reader(file)
                if reader.heading != Heading(device, self._hears):
                    raise BundleError("a bundle under another one's name")
                for data in reader.frames():
                    wrong = self._hear(device, exchange, data)
                    refused, problem = refused + bool(wrong), problem or wrong
                    if refused > _MOST_REFUSED:
                        raise BundleError("too many frames that cannot be used; the rest was left")
        except BundleError as error:
            problem = str(error)
        cases, events = self._fresh(device, before)
        log.info("courier: %d events of %s taken in, %d frames refused", events, device, refused)
        return Delivery(device, cases, events, max(0, owed - self._owed(device)), refused, problem)

    def _hear(self, device: str, exchange: Exchange, data: bytes) -> str:
        """Commit one frame as from any road, and keep the answers for the way back; what was wrong with the frame."""
        try:
            answers = exchange.hear(data, 0.0)
        except FrameError as error:
            return str(error)
        except EventError as error:
            log.error("courier: events were set aside: %s", error)
            Logbook(self._store).refuse(f"courier {exchange.peer}", error, data)
            return str(error)
        kept = self._answers.setdefault(device, [])
        kept.extend(answer for answer in answers if not is_hello(answer))
        del kept[:-_MOST_ANSWERS]
        return ""

    def _fresh(self, device: str, before: dict[str, int]) -> tuple[int, int]:
        """How many cases and events of the other side are new since these marks."""
        cases = events = 0
        for stream in self._store.streams(device, ours=False):
            seq = before.get(stream.origin, 0)
            while seq < stream.seq:
                said, _ = self._store.said_after(stream.origin, seq, count=500, size=_PLENTY)
                seq += len(said)
                events += len(said)
                cases += _opening(said)
        return cases, events


def _opening(said: Iterable[list[Any]]) -> int:
    """How many of these events' fields open a case."""
    return sum(not fields[0] and fields[2] == "created" for fields in said)
