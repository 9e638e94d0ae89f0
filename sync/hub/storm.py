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
from collections.abc import Iterator, Sequence
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
"""Seconds after which a box that was not answered asks again; it doubles, as with real ones."""

_AT_ONCE: Final = 20
"""Connections that one process begins before it looks at what came: a listener's queue is short."""

_READY: Final = 3.0
"""Seconds for the processes to start, and for each thousand boxes to be made: a real one has a processor of its own."""

_CONNACK, _PUBLISH, _SUBACK = 2, 3, 9


class _Caller:
    """One box's connection; `answered_at` once the hub has said hello to it."""

    def __init__(self, box: Box, port: int) -> None:
        self.box = box
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
        self.asked += 1
        for number, frame in enumerate((introduce(self.box.me, answer=False), hello), 2 * self.asked):
            topic = _text(f"{UP}{self.box.me.id}{TALK}")
            self._say(0x32, topic + struct.pack(">HB", number, 0) + frame)  # QoS 1, as boxes do
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


def storm(boxes: Sequence[Box], port: int, began: float) -> tuple[list[float], int]:
    """Be these boxes; the seconds until each was answered, and how often one had to ask again."""
    callers: list[_Caller] = []  # who was answered stays connected, as a box would
    look_at = began
    with selectors.DefaultSelector() as selector:
        while (now := time.monotonic()) - began < _PATIENCE:
            for box in boxes[len(callers) : len(callers) + _AT_ONCE]:
                callers.append(_Caller(box, port))
                selector.register(callers[-1].socket, selectors.EVENT_READ, callers[-1])
            for key, _ in selector.select(0 if len(callers) < len(boxes) else 0.1):
                key.data.hear()
            if now < look_at:
                continue
            look_at = now + 0.1
            waiting = [caller for caller in callers if not caller.answered_at]
            if not waiting and len(callers) == len(boxes):
                break
            for caller in waiting:
                if caller.asked and now - caller.asked_at > _AGAIN * 2 ** (caller.asked - 1):
                    caller.ask()
    answered = [caller for caller in callers if caller.answered_at]
    return [caller.answered_at - began for caller in answered], sum(max(0, one.asked - 1) for one in callers)


def gather(children: Children, port: int, hub: Identity, count: int) -> tuple[list[float], int]:
    """Let `count` boxes come at once to the broker on this port; as `storm`. Raises ChildError."""
    share = -(-count // PROCESSES)
    at = time.monotonic() + _READY * (1 + count / 1000)
    parts = [range(first, min(first + share, count)) for first in range(0, count, share)]
    callers = [
        children.start(
            f"storm{part.start}",
            "sync.hub.storm",
            [
                *("--first", str(part.start), "--count", str(len(part)), "--port", str(port)),
                *("--hub", hub.card.encoded().hex(), "--at", str(at)),
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
    boxes = [Box(number, card) for number in range(arguments.first, arguments.first + arguments.count)]
    time.sleep(max(0.0, arguments.at - time.monotonic()))
    took, again = storm(boxes, arguments.port, time.monotonic())
    sys.stdout.write(json.dumps({"took": took, "again": again}) + "\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
