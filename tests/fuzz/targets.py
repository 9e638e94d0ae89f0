# SPDX-License-Identifier: Apache-2.0
"""Targets: what bytes from outside reach. Whoever writes a parser adds it here by its name."""

import random
from datetime import UTC, datetime

from appliance.errors import FrameError
from sms import tpdu
from sms.modem import PduError, decode, header
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


_SENT = datetime(2026, 4, 1, 1, 30, tzinfo=UTC)
_TEXTS = (
    tpdu.deliver("+639171234567", "Walang tubig sa amin", _SENT), tpdu.deliver("+639171234567", "ñ王😀", _SENT),
    tpdu.deliver("09171234567", "mahaba", _SENT, (7, 3, 2)), tpdu.deliver("8888", "x", _SENT, (777, 3, 2)),
    tpdu.deliver("GLOBE", "Promo [50]", _SENT), tpdu.report(9, "+639171234567", _SENT, _SENT, 0),
)  # fmt: skip


def _text(data: bytes) -> object:
    """A PDU as a modem lists it; what was read can be stored, and be set aside without its words."""
    read = decode(data.hex())
    header(data.hex())
    return [str(getattr(read, field)).encode() for field in read.__slots__]


_CHANNEL = Channel(HUB, BOX.card)

TARGETS = {
    # as a liar may write it who has a box's key
    "frame": Target(_read, _opened(), (FrameError,), _within),
    # as anybody on the road may write it
    "sealed": Target(_CHANNEL.open, [bytes.fromhex(path.read_text()) for path in sorted(GOLDEN.glob("*-*.hex"))],
                     (FrameError,), mutated),
    # as anybody may text it who has a telephone that lets him
    "pdu": Target(_text, _TEXTS, (PduError,), mutated),
    "card": Target(introduced, [bytes.fromhex((GOLDEN / "card.hex").read_text())], (FrameError,), mutated),
    **ENROLLING,
}  # fmt: skip
