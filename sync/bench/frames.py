# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.bench.frames`: bytes a case on the wire beside JSON, zlib and CBOR + zstd, data SMS, and speed.

The cases are whole ones, as the counter writes them, with sentences that no dictionary was trained on; every figure
of ours counts the sealed frame: header, tag, hash of the chain and signature.
"""

import importlib
import json
import random
import sys
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sync.bench.cases import BOX, HUB, drafts, hall, people
from sync.channel import Channel
from sync.frame import SHORT_HEAD_BYTES, Events

SIZES: Final = (1, 10, 25, 100)
"""Cases a frame."""

ONE_SMS: Final = 140
TWO_SMS: Final = 2 * 133
"""Bytes of user data in one data SMS, and in two parts of one (3GPP TS 23.040, with a header of 7 bytes each)."""

_SEED: Final = 8888
_ROUNDS: Final = 8
_SECONDS: Final = 1.0
_TAG_BYTES: Final = 16
"""What a seal costs: added to nobody else's bytes, and said so."""


def measure() -> dict[str, Any]:
    """Everything, as plain values."""
    chance = random.Random(_SEED)  # noqa: S311 made-up cases
    batches = [filed(chance) for _ in range(_ROUNDS)]
    cases = [event for said, _, _ in batches for event in said]
    words = [len(event[-1]["words"].encode()) for event in cases]
    singles = sorted(_singles(batches))
    return {
        "cases": len(cases),
        "bytes of words a case": round(sum(words) / len(words)),
        "bytes a case": {name: _by_size(batches, pack) for name, pack in _peers().items()},
        "bar": "ours <= 135 at 25 and 100 a frame; 95 % in two data SMS",
        "share in one data SMS": _share(singles, ONE_SMS),
        "share in two data SMS": _share(singles, TWO_SMS),
        "largest case in bytes": singles[-1],
        **_speed(batches[0]),
    }


Batch = tuple[list[list[Any]], list[bytes], str]


def filed(chance: random.Random) -> Batch:
    """One hall's cases: the fields of the events that open them, the chain's hash after each, the origin."""
    with hall(chance) as (store, counter, clock):
        heads = []
        for draft in drafts(people(), chance):
            counter.file(draft)
            heads.append(store.stream(store.origin).head)
            clock.serve()
        return store.said_after(store.origin, 0, count=len(heads), size=sys.maxsize)[0], heads, store.origin


def _ours(said: list[list[Any]], first: int, head: bytes, origin: str) -> bytes:
    return Channel(BOX, HUB.card).seal(Events(origin, first, tuple(said), head).signed(BOX))


def _singles(batches: Sequence[Batch]) -> list[int]:
    """Bytes of each case alone, as it goes by data SMS: unsigned, with the short head."""
    channel = Channel(BOX, HUB.card)
    return [
        len(channel.seal(Events(origin, first, (event,), head[:SHORT_HEAD_BYTES])))
        for said, heads, origin in batches
        for first, (event, head) in enumerate(zip(said, heads, strict=True), 1)
    ]


Pack = Callable[[list[list[Any]], int, bytes, str], bytes]


def _peers() -> dict[str, Pack | None]:
    """Ours first; who is not installed is None."""
    cbor, zstd = _optional("cbor2"), _optional("zstandard")

    def plain(said: list[list[Any]], first: int, head: bytes, origin: str) -> bytes:
        named = [_named(event, origin, number) for number, event in enumerate(said, first)]
        return json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode()

    def both(said: list[list[Any]], first: int, head: bytes, origin: str) -> bytes:
        named = [_named(event, origin, number) for number, event in enumerate(said, first)]
        packed: bytes = zstd.ZstdCompressor(level=19).compress(cbor.dumps(named))
        return packed

    return {
        "ours, sealed and signed": _ours,
        "JSON": plain,
        "JSON + zlib": lambda *batch: zlib.compress(plain(*batch), 9),
        "CBOR + zstd": both if cbor and zstd else None,
    }


def _named(event: list[Any], origin: str, number: int) -> dict[str, Any]:
    """An event as most would send it: an object with its ids."""
    case, turn, kind, at, clock, actor, body = event
    known = {"origin": origin, "seq": number, "case": case or f"{origin}/{number}", "turn": turn, "kind": kind}
    return {**known, "at": at, "clock": clock, "actor": actor[0], "body": body}


def _by_size(batches: Sequence[Batch], pack: Pack | None) -> Mapping[str, float] | str:
    if pack is None:
        return "not installed"
    return {str(size): round(_bytes_a_case(batches, pack, size), 1) for size in SIZES}


def _bytes_a_case(batches: Sequence[Batch], pack: Pack, size: int) -> float:
    sent = cases = 0
    for said, heads, origin in batches:
        for start in range(0, len(said) - size + 1, size):
            sent += len(pack(said[start : start + size], start + 1, heads[start + size - 1], origin))
            cases += size
    return sent / cases


def _share(sizes: Sequence[int], most: int) -> str:
    return f"{100 * sum(size <= most for size in sizes) / len(sizes):.1f} %"


def _speed(batch: Batch) -> dict[str, int]:
    """Frames of 25 cases a second, signed and sealed here, opened and verified there."""
    said, heads, origin = batch
    up, down = Channel(BOX, HUB.card), Channel(HUB, BOX.card)
    frame = Events(origin, 1, tuple(said[:25]), heads[24])
    data = up.seal(frame.signed(BOX))
    return {
        "sealed a second (frames of 25)": _rate(lambda: up.seal(frame.signed(BOX))),
        "opened a second (frames of 25)": _rate(lambda: down.open(data)),
    }


def _rate(work: Callable[[], object]) -> int:
    began, done = time.perf_counter(), 0
    while time.perf_counter() < began + _SECONDS:
        work()
        done += 1
    return round(done / (time.perf_counter() - began))


def _optional(name: str) -> Any:
    """A library for comparison, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
