# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub.storm`: thousands of boxes that come back at the same moment, each on a connection of its own.

A few processes play them, with no more of MQTT 5 than it takes: connect, subscribe, say our card and a hello, and hear
the hub's hello. Who is not answered asks again.
"""

import argparse
import json
import selectors
import socket
import struct
import sys
import time
from collections.abc import Iterator
from typing import Final

from appliance.children import ChildError, Children
from appliance.errors import FrameError
from appliance.identity import Card, Identity
from sync.channel import introduce, is_card
from sync.frame import Hello
from sync.hub.simulated import Box
from sync.roads import DOWN, TALK, UP

PROCESSES: Final = 4
_PATIENCE: Final = 180.0
_AGAIN: Final = 15.0
_AT_ONCE: Final = 100
"""Connections that one process begins before it looks at what came: a listener's queue is short."""

_CONNACK, _PUBLISH, _SUBACK = 2, 3, 9


class _Caller:
    """One box's connection; `answered_at` once the hub has said hello to it."""

    def __init__(self, number: int, hub: Card, port: int) -> None:
        self.box = Box(number, hub)
        self.answered_at = 0.0
        self.asked = 0
        self.asked_at = 0.0
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._heard = b""
        self._say(0x10, _text("MQTT") + b"\x05\x02" + struct.pack(">HB", 600, 0) + _text(self.box.me.id))

    def hear(self) -> None:
        """Take what has come."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionResetError("the broker hung up")
        self._heard += data
        for kind, packet in self._packets():
            if kind == _CONNACK:
                self._say(0x82, struct.pack(">HB", 1, 0) + _text(DOWN + self.box.me.id) + b"\x00")
            elif kind == _SUBACK:
                self.ask()
            elif kind == _PUBLISH:
                length = struct.unpack_from(">H", packet)[0]
                self._listen(packet[2 + length + 1 + packet[2 + length] :])

    def ask(self) -> None:
        """Say who we are, and hello."""
        hello = self.box.channel.seal(Hello("0403403014", (), answer=True))
        for frame in (introduce(self.box.me, answer=False), hello):
            self._say(0x30, _text(f"{UP}{self.box.me.id}{TALK}") + b"\x00" + frame)
        self.asked += 1
        self.asked_at = time.monotonic()

    def _listen(self, frame: bytes) -> None:
        if not is_card(frame):
            try:
                heard = self.box.channel.open(frame)
            except FrameError:
                return
            if isinstance(heard, Hello) and not heard.answer:
                self.answered_at = self.answered_at or time.monotonic()

    def _packets(self) -> Iterator[tuple[int, bytes]]:
        while True:
            size, used = 0, 1
            while used < len(self._heard):
                byte = self._heard[used]
                size |= (byte & 0x7F) << 7 * (used - 1)
                used += 1
                if byte < 0x80:
                    break
            else:
                return
            if len(self._heard) < used + size:
                return
            kind, packet = self._heard[0] >> 4, self._heard[used : used + size]
            self._heard = self._heard[used + size :]
            yield kind, packet

    def _say(self, kind: int, packet: bytes) -> None:
        size, length = len(packet), b""
        while size >= 0x80:
            length, size = length + bytes((size & 0x7F | 0x80,)), size >> 7
        self.socket.sendall(bytes((kind,)) + length + bytes((size,)) + packet)


def _text(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()


def storm(first: int, count: int, hub: Card, port: int, began: float) -> tuple[list[float], int]:
    """Be these boxes; the seconds until each was answered, and how often one had to ask again."""
    waiting: dict[int, _Caller] = {}
    took: list[float] = []
    again = 0
    numbers = iter(range(first, first + count))
    with selectors.DefaultSelector() as selector:
        while len(took) < count and time.monotonic() - began < _PATIENCE:
            for number in [number for _, number in zip(range(_AT_ONCE), numbers, strict=False)]:
                waiting[number] = _Caller(number, hub, port)
                selector.register(waiting[number].socket, selectors.EVENT_READ, waiting[number])
            for key, _ in selector.select(0.01 if len(waiting) + len(took) < count else 1.0):
                key.data.hear()
            for number, caller in [*waiting.items()]:
                if caller.answered_at:
                    took.append(caller.answered_at - began)
                    again += caller.asked - 1
                    del waiting[number]  # it stays connected, as a box would
                elif caller.asked and time.monotonic() - caller.asked_at > _AGAIN:
                    caller.ask()
    return took, again


def gather(children: Children, port: int, hub: Identity, count: int) -> tuple[list[float], int]:
    """Let `count` boxes come at once to the broker on this port; as `storm`. Raises ChildError."""
    share = -(-count // PROCESSES)
    parts = [range(first, min(first + share, count)) for first in range(0, count, share)]
    callers = [
        children.start(
            f"storm{part.start}",
            "sync.hub.storm",
            [
                *("--first", str(part.start), "--count", str(len(part)), "--port", str(port)),
                *("--hub", hub.card.encoded().hex(), "--at", str(time.monotonic() + 3)),
            ],
        )
        for part in parts
    ]
    took, again = [], 0
    for caller in callers:
        said = caller.hear(_PATIENCE + 30)
        if said is None:
            raise ChildError(f"{caller.name}: no figures")
        took += said["took"]
        again += said["again"]
    if len(took) != count:
        raise ChildError(f"storm: {len(took)} of {count} boxes were answered in {_PATIENCE:.0f} s")
    return took, again


def main() -> int:
    """Play some of the boxes and print one JSON object."""
    parser = argparse.ArgumentParser(prog="storm", description=__doc__)
    for name in ("first", "count", "port"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--hub", required=True, help="the hub's card, in hexadecimal")
    parser.add_argument("--at", type=float, required=True, help="when to begin, on the machine's steady clock")
    arguments = parser.parse_args()
    card = Card.decoded(bytes.fromhex(arguments.hub))
    time.sleep(max(0.0, arguments.at - time.monotonic()))
    took, again = storm(arguments.first, arguments.count, card, arguments.port, time.monotonic())
    sys.stdout.write(json.dumps({"took": took, "again": again}) + "\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
