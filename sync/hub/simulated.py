# SPDX-License-Identifier: Apache-2.0
"""Simulated: boxes that are none, for measurements: all that they have to say is sealed beforehand."""

import hashlib
import random
import socket
from typing import Final, NamedTuple

from appliance.event import CITIZEN, GENESIS, Actor, Event
from appliance.identity import Card, Identity
from sync.channel import Channel
from sync.frame import Events

_WORDS: Final = (
    "May malaking lubak po sa tapat ng eskwela, delikado sa mga bata at motor tuwing gabi.",
    "Wala pong ilaw ang poste sa kanto namin, tatlong gabi na po.",
    "Hindi po hinahakot ang basura sa amin ng dalawang linggo na.",
    "Barado po ang kanal sa harap ng palengke kaya bumabaha kahit mahina ang ulan.",
)


class Batch(NamedTuple):
    """A sealed frame of a box's, and the number of its last event."""

    data: bytes
    last: int


class Box:
    """A simulated box: all it has to say, already sealed."""

    def __init__(self, number: int, hub: Card) -> None:
        """The same boxes and the same hub's card make the same frames."""
        self.me = Identity(hashlib.sha256(b"box %d" % number).digest())
        self.channel = Channel(self.me, hub)
        self.origin = f"{self.me.id}.{number:08x}"

    def frames(self, count: int, size: int) -> list[Batch]:
        """`count` events in frames of `size`: cases that are opened, read and answered."""
        noise = random.Random(self.origin)  # noqa: S311 the same each time
        frames, said, head = [], [], GENESIS
        for seq in range(1, count + 1):
            event = self._event(seq, noise)
            head = event.hash(head, event.encoded())
            said.append(event.fields())
            if len(said) == size or seq == count:
                batch = Events(self.origin, seq - len(said) + 1, tuple(said), head).signed(self.me)
                frames.append(Batch(self.channel.seal(batch), seq))
                said = []
        return frames

    def _event(self, seq: int, noise: random.Random) -> Event:
        at = 1_775_000_000_000 + seq * 60_000
        place = (seq - 1) % 3
        case = f"{self.origin}/{seq - place}"
        kalihim = Actor("officer", "barangay", "Ana Reyes", "Barangay Secretary")
        if place == 1:
            return Event(self.origin, seq, case, 2, "read", at, "ntp", kalihim, {})
        if place == 2:
            text = f"Salamat po. {noise.choice(_WORDS)}"
            return Event(self.origin, seq, case, 3, "replied", at, "ntp", kalihim, {"text": text})
        body = {
            **{"reference": f"{noise.randrange(10**12):012d}", "type": "complaint", "service": "road-repair"},
            **{"words": f"{noise.choice(_WORDS)} {seq}", "language": "fil", "channel": "kiosk"},
            **{"phone": f"+639{noise.randrange(10**9):09d}", "sms": True, "holder": "barangay"},
            **{"rule": "H72", "due_at": at + 3 * 86_400_000},
        }
        return Event(self.origin, seq, case, 1, "created", at, "ntp", CITIZEN, body)


def free_port() -> int:
    """A port of this machine's that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
