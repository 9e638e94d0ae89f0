# SPDX-License-Identifier: Apache-2.0
"""Targets: what bytes from outside reach. Whoever writes a parser adds it here by its name."""

import random

from appliance.errors import FrameError
from sync import dictionary
from sync.channel import Channel, introduced
from sync.frame import MAX_PAYLOAD
from sync.packing import pack, unpack
from sync.packing.reader import Stream
from sync.packing.writer import Writer
from tests.fuzz.campaign import Target, mutated
from tests.fuzz.enrolling import ENROLLING
from tests.sync.test_golden import BOX, FRAMES, GOLDEN, HUB

_KINDS = 10


def _opened() -> list[bytes]:
    """Frames as they are once the seal is off: kind, codec, payload."""
    packed = [pack(frame, BOX.id, HUB.id, (1,)) for frame in FRAMES.values()]
    return [bytes((kind, codec)) + data for kind, codec, data in packed]


def _within(noise: random.Random, data: bytes) -> bytes:
    """A payload changed behind the deflate, where it hurts; sometimes as it lies, or as another kind."""
    if noise.random() < 0.2:
        return mutated(noise, data)
    stream = Stream(data[2:])
    raw, tags = stream.number(), stream.number()
    parts = [stream.take(raw), dictionary.inflate(1, stream.take(stream.left), MAX_PAYLOAD)]
    parts = [parts[0], parts[1][:tags], parts[1][tags:]]
    which = noise.choice((0, 1, 1, 1, 2))
    parts[which] = mutated(noise, parts[which])
    writer, lengths = Writer(("", ""), {}), bytearray()
    writer.number(len(parts[0]), lengths)
    writer.number(len(parts[1]), lengths)
    kind = noise.randrange(_KINDS) if noise.random() < 0.1 else data[0]
    return bytes((kind, data[1])) + lengths + parts[0] + dictionary.deflate(1, parts[1] + parts[2])


def _read(data: bytes) -> object:
    kind, codec = (data + b"\x00\x00")[:2]
    return unpack(kind, codec, data[2:], BOX.id, HUB.id)


_CHANNEL = Channel(HUB, BOX.card)

TARGETS = {
    # as a liar may write it who has a box's key
    "frame": Target(_read, _opened(), (FrameError,), _within),
    # as anybody on the road may write it
    "sealed": Target(_CHANNEL.open, [bytes.fromhex(path.read_text()) for path in sorted(GOLDEN.glob("*-*.hex"))],
                     (FrameError,), mutated),
    "card": Target(introduced, [bytes.fromhex((GOLDEN / "card.hex").read_text())], (FrameError,), mutated),
    **ENROLLING,
}  # fmt: skip
