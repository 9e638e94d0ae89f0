# SPDX-License-Identifier: Apache-2.0
"""Frames: what goes in comes out, and no bytes whatever do more than be refused."""

import json
import os
import random
import struct
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import FrameError
from appliance.identity import Identity
from sync.frame import MAX_FRAME, Ack, Events, Hello, decode, encode, signed_by

BOX, HUB = Identity(b"b" * 32), Identity(b"h" * 32)
MUTATIONS = int(os.environ.get("DULOG_MUTATIONS", "5000"))

SHORT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
NUMBERS = st.integers(0, 2**63 - 1)
MARKS = st.lists(st.tuples(SHORT, NUMBERS, SHORT), max_size=5).map(tuple)
BODIES = st.dictionaries(SHORT, st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | SHORT, max_size=4)
SAID = st.tuples(SHORT, st.integers(1, 9), SHORT, NUMBERS, SHORT, st.lists(SHORT, min_size=1, max_size=4), BODIES)
FRAMES = st.one_of(
    st.builds(Hello, st.binary(min_size=32, max_size=32), SHORT, MARKS, st.booleans()),
    st.builds(
        Events, SHORT, NUMBERS, st.lists(SAID.map(list), min_size=1, max_size=4).map(tuple), st.binary(max_size=40)
    ),
    st.builds(Ack, MARKS, NUMBERS),
)

HELLO = Hello(BOX.public, "0403403014", (("hub.1:box", 3, "00ff00ff00ff00ff"),), answer=True)
EVENTS = Events("box.1", 4, (["", 1, "created", 1, "ntp", ["citizen"], {"words": "Walang tubig po"}],), b"x" * 32)
ACK = Ack((("box.1", 4, "00ff00ff00ff00ff"),), 1_775_520_000_000)
ALL = (HELLO, EVENTS, ACK)


def packed(payload: bytes, *, kind: int = 2, version: int = 1, magic: bytes = b"DLG") -> bytes:
    """A signed frame around any payload."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    signed = struct.pack(">3sBB", magic, version, kind) + packer.compress(payload) + packer.flush()
    return signed + BOX.sign(signed + HUB.id.encode())


@given(FRAMES)
def test_what_goes_in_comes_out_and_is_signed(frame):
    data = encode(frame, BOX, HUB.id)
    assert decode(data) == frame
    assert signed_by(data, BOX.public, HUB.id)


def test_an_events_frame_larger_than_the_roads_take_is_refused_with_its_size():
    noise = random.Random(1)
    said = [
        "",
        1,
        "noted",
        1,
        "ntp",
        ["officer"],
        {"text": "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(50_000))},
    ]
    with pytest.raises(FrameError, match=f"at most {MAX_FRAME}"):
        encode(Events("box.1", 1, (said,), b"x" * 32), BOX, HUB.id)


BROKEN = {
    "nothing at all": (b"", "0 bytes are too few"),
    "a header and no more": (b"DLG\x01\x02", "too few"),
    "one byte too few for a signature": (b"DLG\x01\x02" + bytes(63), "too few"),
    "too many bytes": (b"DLG\x01\x02" + bytes(MAX_FRAME), "at most"),
    "somebody else's frame": (packed(b"[]", magic=b"XYZ"), "not a frame of ours"),
    "a newer version": (packed(b"[]", version=2), "version 2; we read version 1"),
    "an unknown kind": (packed(b"[]", kind=9), "unknown kind 9"),
    "no deflate": (b"DLG\x01\x02" + b"\xff" * 20 + bytes(64), "cannot be inflated"),
    "an empty payload": (b"DLG\x01\x02" + bytes(64), "cut off"),
    "no JSON": (packed(b"Kumusta po"), "not plain JSON"),
    "no UTF-8": (packed(b'["\xff\xfe\xfd"]'), "not plain JSON"),
    "half a surrogate pair": (packed(b'["\\ud800", 1, [1], "00"]'), "not plain JSON"),
    "no array": (packed(b'{"a": 1}'), "not an array"),
    "a float": (packed(b'["box.1", 1.5, [[]], "00"]'), "not plain JSON"),
    "not a number": (packed(b'["box.1", NaN, [[]], "00"]'), "not plain JSON"),
    "infinity": (packed(b'["box.1", 1e999, [[]], "00"]'), "not plain JSON"),
    "a number beyond 64 bits": (packed(b'["box.1", 9223372036854775808, [[]], "00"]'), "not plain JSON"),
    "a number of 6,000 digits": (packed(b"[" + b"9" * 6000 + b"]"), "not plain JSON"),
    "a hundred arrays in each other": (packed(b"[" * 100 + b"]" * 100), "not plain JSON"),
    "a hundred thousand arrays in each other": (packed(b"[" * 100_000 + b"]" * 100_000), "not plain JSON"),
    "too few fields": (packed(b'["box.1", 1, [[]]]'), "kind 2: wrong fields"),
    "too many fields": (packed(b'["box.1", 1, [[]], "00", 5]'), "kind 2: wrong fields"),
    "no events": (packed(b'["box.1", 1, [], "00"]'), "kind 2: wrong fields"),
    "events that are no list": (packed(b'["box.1", 1, "abc", "00"]'), "kind 2: wrong fields"),
    "a head that is no hexadecimal": (packed(b'["box.1", 1, [[]], "zz"]'), "kind 2: wrong fields"),
    "a negative number": (packed(b'["box.1", -1, [[]], "00"]'), "kind 2: wrong fields"),
    "a truth where a number belongs": (packed(b'["box.1", true, [[]], "00"]'), "kind 2: wrong fields"),
    "an origin of 200 letters": (packed(json.dumps(["b" * 200, 1, [[]], "00"]).encode()), "kind 2: wrong fields"),
    "a key of 31 bytes": (
        packed(json.dumps(["00" * 31, "", [], True], separators=(",", ":")).encode(), kind=1),
        "kind 1",
    ),
    "an answer that is no truth": (packed(json.dumps(["00" * 32, "", [], 1]).encode(), kind=1), "kind 1"),
    "marks that are no pairs": (packed(b'[[["a"]], 1]', kind=3), "kind 3: wrong fields"),
    "marks that are numbers": (packed(b"[[1, 2], 1]", kind=3), "kind 3: wrong fields"),
    "ten thousand marks": (packed(json.dumps([[["a", 1]] * 10_000, 1]).encode(), kind=3), "kind 3: wrong fields"),
}


@pytest.mark.parametrize(("data", "named"), BROKEN.values(), ids=BROKEN)
def test_a_broken_frame_is_refused_and_the_thing_is_named(data, named):
    with pytest.raises(FrameError, match=named):
        decode(data)


@pytest.mark.parametrize("frame", ALL, ids=lambda frame: type(frame).__name__)
def test_a_frame_cut_off_anywhere_is_refused_or_not_signed(frame):
    data = encode(frame, BOX, HUB.id)
    for length in range(len(data)):
        short = data[:length]
        try:
            decode(short)
        except FrameError:
            continue
        assert not signed_by(short, BOX.public, HUB.id)


@pytest.mark.parametrize("megabytes", [1, 55, 200])
def test_a_small_frame_that_inflates_to_far_too_much_is_refused_in_little_time_and_memory(megabytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    # deflate presses at most 62 MB into a frame: of 200 MB it is the first part, which claims that more follows
    data = (b"DLG\x01\x02" + bomb)[: MAX_FRAME - 64] + bytes(64)
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(FrameError, match="too large"):
        decode(data)
    took, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 0.5
    assert peak < 4_000_000


def test_many_events_in_one_small_frame_are_no_bomb_either():
    data = packed(
        json.dumps(["box.1", 1, [["", 1, "x", 0, "", ["x"], {}]] * 40_000, "00"], separators=(",", ":")).encode()
    )
    assert len(data) < MAX_FRAME
    with pytest.raises(FrameError, match="too large"):
        decode(data)


@pytest.mark.parametrize("frame", ALL, ids=lambda frame: type(frame).__name__)
def test_a_changed_byte_anywhere_fails_the_signature(frame):
    data = encode(frame, BOX, HUB.id)
    for place in range(len(data)):
        for flip in (0x01, 0x80):
            changed = bytearray(data)
            changed[place] ^= flip
            assert not signed_by(bytes(changed), BOX.public, HUB.id), place


@pytest.mark.parametrize("addressee", [BOX.id, "", HUB.id[:-1], HUB.id + "a", HUB.id.upper()])
def test_a_frame_for_another_addressee_fails_the_signature(addressee):
    assert not signed_by(encode(ACK, BOX, HUB.id), BOX.public, addressee)


@pytest.mark.parametrize("public", [HUB.public, b"", bytes(32), b"\xff" * 32, BOX.public[:31]])
def test_a_frame_of_another_author_fails_the_signature(public):
    assert not signed_by(encode(ACK, BOX, HUB.id), public, HUB.id)


@pytest.mark.parametrize("data", [b"", b"x", bytes(64), bytes(63)])
def test_bytes_too_few_for_a_signature_are_not_signed(data):
    assert not signed_by(data, BOX.public, HUB.id)


def mutated(noise: random.Random, data: bytes) -> bytes:
    """A frame with some of its payload, or of its bytes, changed."""
    if noise.random() < 0.5:  # behind the deflate, where it hurts
        plain = bytearray(zlib.decompress(data[5:-64], -15))
        for _ in range(noise.randrange(1, 4)):
            place = noise.randrange(len(plain))
            choice = noise.randrange(4)
            if choice == 0:
                plain[place] = noise.randrange(256)
            elif choice == 1:
                del plain[place : place + noise.randrange(1, 9)]
            elif choice == 2:
                plain[place:place] = noise.choice(
                    (b"[", b"]", b"{}", b",", b"null", b"1e9", b"-1", b'"', b"\\ud800", b"true", b"0" * 30, b"\x00")
                )
            else:
                plain[place:place] = plain[noise.randrange(len(plain)) :][:20]
            if not plain:
                break
        return packed(bytes(plain), kind=noise.choice((data[4], 1, 2, 3)))
    changed = bytearray(data)
    for _ in range(noise.randrange(1, 5)):
        changed[noise.randrange(len(changed))] = noise.randrange(256)
    return bytes(changed[: noise.randrange(1, len(changed) + 1)] if noise.random() < 0.2 else changed)


def test_no_mutation_of_a_frame_raises_anything_but_a_frame_error():
    noise = random.Random(20260407)
    seeds = [encode(frame, BOX, HUB.id) for frame in ALL]
    read = refused = 0
    for _ in range(MUTATIONS):
        data = mutated(noise, noise.choice(seeds))
        try:
            decode(data)
            read += 1
        except FrameError:
            refused += 1
    # both happen, or this is no test
    assert read > MUTATIONS / 100
    assert refused > MUTATIONS / 4
