# SPDX-License-Identifier: Apache-2.0
"""Campaign: throw changed bytes at a parser; it may read or refuse them, and do nothing else.

A new parser becomes a `Target` in `targets.py`; the default run takes a sample of each, `script/fuzz` as many as
wanted.
"""

import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LONGEST = 20.0
"""Seconds after which an input hangs its parser, on however busy a machine; honest ones take milliseconds."""

MOST_MEMORY = 40_000_000
"""Bytes that no input may take beside its own."""

_TRACED = 100
"""Every so many inputs one is watched for memory, for watching is slow."""

Mutate = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """A parser, whole inputs to begin with, the errors that it declares, and a way to change inputs that fits it."""

    parse: Callable[[bytes], object]
    seeds: Sequence[bytes]
    errors: tuple[type[Exception], ...]
    mutate: Mutate


@dataclass(slots=True)
class Result:
    """How many inputs were read and refused, and what the dearest one cost."""

    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    memory: int = 0

    def __str__(self) -> str:
        """As a line for a terminal."""
        return (
            f"{self.read} read, {self.refused} refused, slowest {self.seconds * 1000:.0f} ms, "
            f"dearest of those watched {self.memory / 1e6:.1f} MB"
        )


class Broken(AssertionError):
    """An input that did what none may do; `data` is the input."""

    def __init__(self, what: str, data: bytes) -> None:
        """Name what it did and show the bytes."""
        super().__init__(f"{what}: {data.hex()}")
        self.data = data


def run(target: Target, inputs: int, seed: int) -> Result:
    """Try so many inputs; the same seed tries the same ones. Raises Broken with the first that does harm."""
    noise, result = random.Random(seed), Result()
    for number in range(inputs):
        data = target.mutate(noise, noise.choice(target.seeds))
        watched = number % _TRACED == 0
        if watched:
            tracemalloc.start()
        began = time.perf_counter()
        try:
            target.parse(data)
            result.read += 1
        except target.errors:
            result.refused += 1
        except Exception as error:
            raise Broken(f"{type(error).__name__}: {error}", data) from error
        took = time.perf_counter() - began
        if watched:
            result.memory = max(result.memory, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        else:
            result.seconds = max(result.seconds, took)
        if result.seconds > LONGEST or result.memory > MOST_MEMORY:
            raise Broken(f"took {took:.1f} s, {result.memory} bytes", data)
    return result


_TELLING = (
    b"\x00",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xff\xff\xff\xff",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
    b"[",
    b"{}",
)


def mutated(noise: random.Random, data: bytes) -> bytes:
    """Bytes with one to four changes: one flipped, some cut out, some put in, some said twice, or the end cut off."""
    changed = bytearray(data)
    for _ in range(noise.randrange(1, 5)):
        place = noise.randrange(len(changed) + 1)
        match noise.randrange(6):
            case 0:
                changed[place : place + 1] = bytes((noise.randrange(256),))
            case 1:
                changed[place : place + 1] = (
                    bytes((changed[place] ^ 1 << noise.randrange(8),)) if changed[place:] else b""
                )
            case 2:
                del changed[place : place + noise.randrange(1, 9)]
            case 3:
                changed[place:place] = noise.choice(_TELLING)
            case 4:
                changed[place:place] = changed[noise.randrange(len(changed) + 1) :][: noise.randrange(1, 40)]
            case _:
                if noise.random() < 0.2:
                    del changed[place:]
    return bytes(changed)
