# SPDX-License-Identifier: Apache-2.0
"""Check: what is on a stick walked and compared with the data file, without taking anything in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.errors import BundleError, FrameError
from appliance.event import GENESIS, chained, dump
from appliance.identity import Identity
from appliance.logbook import Logbook
from appliance.store import BOX, Store
from sync.bundle import Reader, found_on, opened
from sync.channel import Channel, author_of, introduced, is_card
from sync.frame import Events

_WAYS: Final = ("up", "down")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one bundle holds: `frames` that were sealed for us or by us, `events` in them, and the first `problem`."""

    name: str
    frames: int
    events: int
    problem: str


def check(folder: Path, store: Store, me: Identity, peer_of: Callable[[str], str]) -> list[Finding]:
    """Every bundle on a stick, both ways; `peer_of` names the other side of a box's talk. Raises BundleError.

    What was sealed for us is opened, its chains are walked and compared with what is held here. What was sealed by us
    nobody but the other side can open: of that the sum and the author are checked.
    """
    paths = [path for way in _WAYS for path in found_on(folder, way)]
    return [_checked(path, store, me, peer_of) for path in paths]


def _checked(path: Path, store: Store, me: Identity, peer_of: Callable[[str], str]) -> Finding:
    walk: _Walk | None = None
    try:
        with opened(path) as file:
            reader = Reader(file)
            peer = peer_of(reader.heading.device)
            card = Logbook(store).card_of(peer)
            to_us = (reader.heading.way == "down") is (store.role == BOX)
            walk = _Walk(store, Channel(me, card) if card and to_us else None, peer if to_us else me.id)
            for data in reader.frames():
                walk.step(data)
    except (BundleError, FrameError) as error:
        found = walk.problem if walk else ""
        return Finding(path.name, walk.frames if walk else 0, walk.events if walk else 0, found or str(error))
    return Finding(path.name, walk.frames, walk.events, walk.problem)


class _Walk:
    """One bundle, frame by frame."""

    def __init__(self, store: Store, channel: Channel | None, author: str) -> None:
        self._store = store
        self._channel = channel
        self._author = author
        self._heads: dict[tuple[str, int], bytes] = {}
        self.frames = self.events = 0
        self.problem = ""

    def step(self, data: bytes) -> None:
        """Look at one frame; the first thing that is wrong is remembered."""
        try:
            problem = self._look(data)
        except FrameError as error:
            problem = f"frame {self.frames + 1}: {error}"
        self.frames += 1
        self.problem = self.problem or problem

    def _look(self, data: bytes) -> str:
        if is_card(data):
            return "" if introduced(data)[0].id == self._author else "a card of somebody else"
        if not self._author.startswith(author_of(data)):
            return f"frame {self.frames + 1}: not from {self._author}"
        heard = self._channel.open(data) if self._channel else None
        if not isinstance(heard, Events):
            return ""
        self.events += len(heard.said)
        return self._chain(heard)

    def _chain(self, heard: Events) -> str:
        """Whether these events follow on and are those that are held here, as far as they are held."""
        origin, first = heard.origin, heard.first
        previous = GENESIS if first == 1 else self._heads.get((origin, first - 1), b"")
        previous = previous or self._store.said_after(origin, first - 2, count=1, size=1)[1]
        if not previous:
            return f"what is before event {first} of {origin} is neither here nor on the stick"
        for place, fields in enumerate(heard.said, first):
            previous = chained(previous, f"{origin}/{place}", dump(fields))
            if self._store.link(origin, place) not in ("", previous[:8].hex()):
                return f"event {place} of {origin} is not the one held here: edited, forked or restored"
        self._heads[origin, first + len(heard.said) - 1] = previous
        if not previous.startswith(heard.head):
            return (
                f"the chain of {origin} does not lead to its head at {first + len(heard.said) - 1}: edited or swapped"
            )
        return ""
