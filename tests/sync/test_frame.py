# SPDX-License-Identifier: Apache-2.0
"""Frames: what goes in comes out, byte for byte, and no bytes whatever do more than be refused."""

import contextlib
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import FrameError
from appliance.event import Actor, Event, dump, from_fields
from sync import dictionary
from sync.frame import MAX_CHUNK, MAX_EVENTS, MAX_FRAME, MAX_PAYLOAD, Ack, Chunk, Events, Have, Hello, Lost, Need
from sync.packing import pack, unpack
from sync.packing.tags import Tag
from sync.packing.writer import Writer

BOX, HUB = "bggeblocd3mbtik4", "7xsq2ljfvm6dkw3e"
ORIGIN, DOWN = f"{BOX}.0000abcd", f"{HUB}.00000001:{BOX}"
AT = 1_775_005_200_123
HOUR = 3_600_000

WORDS = st.sampled_from(dictionary.words(1))
LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
DIGITS = st.text("0123456789", min_size=1, max_size=20)
CHECKED = st.integers(0, 10**16 - 1).map(lambda number: f"{number:010d}{98 - number * 100 % 97:02d}")
"""Digits that check themselves as a reference does, of its length and longer."""

SHORT = WORDS | LETTERS | CHECKED | DIGITS | DIGITS.map("+639{}".format) | st.binary(max_size=70).map(bytes.hex)
NUMBERS = st.integers(0, 2**63 - 1)
SIGNED = st.integers(-(2**63) + 1, 2**63 - 1) | st.integers(-(2**38), 2**38).map(lambda span: AT + span)
HOURS = st.integers(-9999, 9999).map(lambda hours: (AT // HOUR + hours) * HOUR) | st.integers(-99, 99).map(
    lambda hours: AT + hours * HOUR
)
LANES = st.sampled_from(["", "-u", "-2", "-17"])
ORIGINS = st.one_of(
    st.builds("{}.{:08x}{}".format, st.sampled_from([BOX, HUB, "aaaa"]), st.integers(0, 2**32 - 1), LANES),
    st.builds("{}.{:08x}{}:{}".format, st.sampled_from([HUB, BOX]), st.integers(0, 2**32 - 1), LANES, st.just(BOX)),
    LETTERS,
    st.just("<>.00000000<"),
)
IDENTITIES = st.builds("{}/{}".format, ORIGINS, st.integers(0, 2**32))
TEXTS = SHORT | ORIGINS | IDENTITIES
PLAIN = st.recursive(
    st.none() | st.booleans() | SIGNED | HOURS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(TEXTS, PLAIN, max_size=4)
TIMES = st.integers(0, 2**47) | st.integers(-(2**33), 2**33).map(lambda span: AT + span)
SAID = st.tuples(TEXTS, NUMBERS, TEXTS, TIMES, TEXTS, st.lists(TEXTS, min_size=1, max_size=4), BODIES)
MARKS = st.lists(st.tuples(ORIGINS, NUMBERS, TEXTS), max_size=5).map(tuple)
RANGES = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=5).map(tuple)
DIGESTS = st.binary(min_size=32, max_size=32)
PROOFS = st.tuples(DIGESTS, st.none() | st.binary(min_size=64, max_size=64)) | st.tuples(
    st.binary(min_size=8, max_size=8), st.none()
)
BATCHES = st.builds(
    lambda origin, first, said, proof: Events(origin, first, said, *proof),
    ORIGINS, NUMBERS, st.lists(SAID.map(list), min_size=1, max_size=4).map(tuple), PROOFS,
)  # fmt: skip
CLOCKS = st.integers(0, 2**48 - 1)
FRAMES = st.one_of(
    BATCHES,
    st.builds(
        Hello, TEXTS, MARKS, st.booleans(), NUMBERS, st.lists(st.integers(0, 255), max_size=5).map(tuple), CLOCKS
    ),
    st.builds(
        Ack, MARKS, st.lists(st.tuples(ORIGINS, NUMBERS, NUMBERS), max_size=5).map(tuple), MARKS, NUMBERS, CLOCKS
    ),
    st.builds(Need, ORIGINS, RANGES),
    st.builds(Lost, ORIGINS, RANGES, TEXTS),
    st.builds(Chunk, DIGESTS, NUMBERS, NUMBERS, st.binary(max_size=300)),
    st.builds(Have, DIGESTS, NUMBERS, RANGES),
)


def there_and_back(frame, dicts=(1,)):
    return unpack(*pack(frame, BOX, HUB, dicts), BOX, HUB)


@given(FRAMES)
def test_what_goes_in_comes_out(frame):
    assert there_and_back(frame) == frame


@given(BATCHES)
def test_events_come_out_byte_for_byte_for_a_truth_is_not_a_one(frame):
    heard = there_and_back(frame)
    for said, got in zip(frame.said, heard.said, strict=True):
        assert json.dumps(got, sort_keys=True) == json.dumps(said, sort_keys=True)


@given(
    st.builds(
        Event,
        origin=st.just(ORIGIN),
        seq=st.integers(1, 2**32 - 1),
        case=st.builds("{}/{}".format, st.sampled_from([ORIGIN, DOWN, "aaaa.00000000"]), st.integers(1, 2**32 - 1)),
        turn=st.integers(1, 2**31),
        kind=TEXTS.filter(lambda text: len(text) <= 128),
        at=st.integers(0, 2**47),
        clock=st.sampled_from(["ntp", "rtc", "unsynced", "sundial"]),
        actor=st.builds(Actor, TEXTS.filter(bool), TEXTS, TEXTS, TEXTS),
        body=BODIES,
    )
)
def test_whatever_event_can_be_written_keeps_its_hash_on_the_way(event):
    encoded = event.encoded()
    (said,) = there_and_back(Events(ORIGIN, event.seq, (event.fields(),), bytes(32))).said
    assert dump(said) == encoded
    assert from_fields(ORIGIN, event.seq, said).hash(bytes(32), encoded) == event.hash(bytes(32), encoded)


def test_an_event_as_deep_as_events_may_be_fits():
    body: dict = {}
    for _ in range(7):
        body = {"in": body}
    frame = Events(ORIGIN, 1, (["", 1, "noted", AT, "ntp", ["officer"], body],), bytes(32))
    assert there_and_back(frame) == frame


@pytest.mark.parametrize("keys", [1, 5000])
def test_an_event_of_very_many_keys_fits(keys):
    body = {f"{number:x}": None for number in range(keys)}
    frame = Events(ORIGIN, 1, (["", 1, "noted", AT, "ntp", ["officer"], body],), bytes(32))
    assert there_and_back(frame) == frame


ROWS = {
    "no list": {"a": 1},
    "nothing": None,
    "too short": ["", 1, "noted", AT, "ntp", ["officer"]],
    "too long": ["", 1, "noted", AT, "ntp", ["officer"], {}, 5],
    "a truth for a turn": ["", True, "noted", AT, "ntp", ["officer"], {}],
    "a negative turn": ["", -1, "noted", AT, "ntp", ["officer"], {}],
    "a fraction for a time": ["", 1, "noted", 1.5, "ntp", ["officer"], {}],
    "a time before 1970": ["", 1, "noted", -1, "ntp", ["officer"], {}],
    "a kind that is no text": ["", 1, None, AT, "ntp", ["officer"], {}],
    "an actor that is no list": ["", 1, "noted", AT, "ntp", "officer", {}],
    "an actor of numbers": ["", 1, "noted", AT, "ntp", [1], {}],
    "a body that is no object": ["", 1, "noted", AT, "ntp", ["officer"], []],
    "a key that is no text": ["", 1, "noted", AT, "ntp", ["officer"], {1: 1}],
    "a key inside that is no text": ["", 1, "noted", AT, "ntp", ["officer"], {"a": {1: 1}}],
    "a fraction": ["", 1, "noted", AT, "ntp", ["officer"], {"a": 1.5}],
    "half a surrogate pair": ["", 1, "noted", AT, "ntp", ["officer"], {"a": "\ud800"}],
    "a number beyond 64 bits": ["", 1, "noted", AT, "ntp", ["officer"], {"a": 2**64}],
    "a nest": ["", 1, "noted", AT, "ntp", ["officer"], {"a": [[[[[[[[[[[[1]]]]]]]]]]]]}],
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_is_no_event_cannot_even_be_packed(row):
    with pytest.raises(FrameError):
        pack(Events(ORIGIN, 1, (row,), bytes(32)), BOX, HUB, (1,))


SAMPLE = ["", 1, "created", AT, "ntp", ["citizen"], {"words": "Wala pong tubig"}]
UNFIT = {
    "no events": Events(ORIGIN, 1, (), bytes(32)),
    "too many events": Events(ORIGIN, 1, (SAMPLE,) * (MAX_EVENTS + 1), bytes(32)),
    "a head of 9 bytes": Events(ORIGIN, 1, (SAMPLE,), bytes(9)),
    "no head": Events(ORIGIN, 1, (SAMPLE,), b""),
    "a signed half of a head": Events(ORIGIN, 1, (SAMPLE,), bytes(8), bytes(64)),
    "half a signature": Events(ORIGIN, 1, (SAMPLE,), bytes(32), bytes(32)),
    "a negative number": Events(ORIGIN, -1, (SAMPLE,), bytes(32)),
    "a stream's name without end": Need("x" * 129, ()),
    "a short digest": Have(bytes(31), 1, ()),
    "too much of a file": Chunk(bytes(32), 9, 0, bytes(MAX_CHUNK + 1)),
    "marks without number": Ack((("a", 1, ""),) * 1001),
    "dictionaries without number": Hello("", (), answer=True, dicts=(1,) * 17),
    "a clock beyond its six bytes": Hello("", (), answer=True, clock_ms=2**48),
    "more text than a frame inflates to": Events(
        ORIGIN, 1, (["", 1, "noted", AT, "ntp", ["officer"], {"text": "a" * (MAX_PAYLOAD + 1)}],), bytes(32)
    ),
}


@pytest.mark.parametrize("frame", UNFIT.values(), ids=UNFIT)
def test_what_no_reader_would_take_is_not_packed(frame):
    with pytest.raises(FrameError):
        pack(frame, BOX, HUB, (1,))


def payload(tags=b"", raw=b"", text=b"", codec=1):
    """A payload around any three streams."""
    writer = Writer((BOX, HUB), {})
    lengths = bytearray()
    writer.number(len(raw), lengths)
    writer.number(len(tags), lengths)
    return bytes(lengths) + raw + dictionary.deflate(codec, tags + text)


def varint(value):
    writer = Writer((BOX, HUB), {})
    writer.number(value)
    return bytes(writer.tags)


NONE = bytes((Tag.FIRST_WORD,))
"""The empty text."""

STREAM = b"\x00\x01" + NONE
"""A stream of the author's, whose epoch is the first four raw bytes."""

PROOF = b"\x08" + bytes(8) + b"\x00"
"""A short head and no signature, among the raw bytes."""


def events_of(values, *, keys=b"\x01" + NONE, count=1, raw=b"", text=b""):
    """A payload of some events about nothing, with these keys and these values, whatever they are."""
    columns = NONE * 3 * count + b"\x01" * count + b"\x00\x01" + NONE + bytes(count - 1)
    tags = STREAM + b"\x01" + varint(count) + columns + b"\x00" + keys + bytes(count - 1) + values
    return payload(tags, bytes(4) + PROOF + bytes(6 + count - 1) + raw, text)


def test_an_event_about_nothing_is_read():
    assert unpack(2, 1, events_of(b"\x00"), BOX, HUB).said == (["", 1, "", 0, "", [""], {"": None}],)


BROKEN = {
    "nothing": (b"", "ends too early"),
    "lengths and no more": (b"\x05\x05", "ends too early"),
    "no deflate": (b"\x00\x00\xff\xff\xff", "cannot be inflated"),
    "a deflate that is cut off": (payload(b"\x00" * 50)[:-1], "cut off"),
    "something behind the deflate": (payload(b"\x00") + b"x", "followed by something else"),
    "a number without end": (payload(b"\xff" * 20), "too large"),
    "a number beyond 64 bits": (payload(STREAM + b"\xff" * 9 + b"\x7f", bytes(4)), "too large"),
    "a stream that was never named": (payload(b"\x05"), "5 where at most 0"),
    "a way to name a stream that nobody knows": (payload(b"\x00\x09"), "newer version"),
    "no events": (payload(STREAM + b"\x01\x00", bytes(6)), "no events"),
    "2,000 events": (payload(STREAM + b"\x01" + varint(2000), bytes(6)), "at most 1000"),
    "an empty head": (payload(STREAM + b"\x01\x01", bytes(6)), "another length"),
    "a half signature": (payload(STREAM + b"\x01\x01", bytes(4) + b"\x20" + bytes(32) + b"\x20" + bytes(32)), "length"),
    "letters of no script": (payload(b"\x00\x00", b"\x01", b"\xff"), "not valid Unicode"),
    "a name of 200 letters": (payload(b"\x00\x00", varint(200), b"a" * 200), "too long"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "named"), BROKEN.values(), ids=BROKEN)
def test_a_broken_payload_is_refused_and_the_thing_is_named(data, named):
    with pytest.raises(FrameError, match=named):
        unpack(2, 1, data, BOX, HUB)


def test_a_kind_a_dictionary_or_a_word_of_a_newer_version_is_named():
    with pytest.raises(FrameError, match="unknown kind 9"):
        unpack(9, 1, b"", BOX, HUB)
    with pytest.raises(FrameError, match="dictionary 250"):
        unpack(2, 250, b"\x00\x00", BOX, HUB)
    with pytest.raises(FrameError, match="word of another dictionary"):
        unpack(1, 1, payload(bytes((Tag.WORD,)) + varint(5000)), BOX, HUB)


def test_what_is_left_over_is_refused():
    kind, codec, data = pack(Need(ORIGIN, ()), BOX, HUB, (1,))
    raw, tags = data[0], data[1]
    plain = dictionary.inflate(codec, data[2 + raw :], MAX_PAYLOAD)
    for more in (payload(plain + b"\x00", data[2 : 2 + raw]), payload(plain[:tags], data[2 : 2 + raw], b"x")):
        with pytest.raises(FrameError, match="does not end where"):
            unpack(kind, codec, more, BOX, HUB)


def test_without_a_common_dictionary_the_first_one_serves():
    assert pack(Need(ORIGIN, ()), BOX, HUB, ())[1] == 1
    assert pack(Need(ORIGIN, ()), BOX, HUB, (1, 250))[1] == 1


HUNDRED_WORDS = varint(100) + bytes(range(Tag.FIRST_WORD, Tag.FIRST_WORD + 100))
BOMBS = {
    "zeros": payload(bytes(MAX_PAYLOAD)),
    "more zeros than are let in": b"\x00\x00" + dictionary.deflate(1, bytes(50_000_000)),
    "very many empty lists": events_of(b"\x05" + varint(60_000) + b"\x05\x00" * 60_000),
    "very many empty objects": events_of(b"\x05" + varint(60_000) + b"\x06\x00" * 60_000),
    "very many numbers": events_of(b"\x05" + varint(30_000) + b"\x03\xff\xff\x01" * 30_000),
    "lists in lists": events_of(b"\x05\x01" * 250_000),
    "a hundred keys for each of a thousand events": events_of(bytes(100_000), keys=HUNDRED_WORDS, count=1000),
    "keys without values": events_of(b"", keys=HUNDRED_WORDS, count=1000),
    "one long name meant twenty thousand times": events_of(
        b"\x05" + varint(20_000) + b"\x0b\x01\x00" + b"\x0b\x01" * 19_999,
        raw=varint(128) + bytes(20_000),
        text=b"a" * 128,
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_small_frame_that_grows_takes_little_memory(data):
    assert len(data) < MAX_FRAME
    unpack(*pack(Need(ORIGIN, ()), BOX, HUB, (1,)), BOX, HUB)  # the dictionary is read once
    tracemalloc.start()
    with contextlib.suppress(FrameError):
        unpack(2, 1, data, BOX, HUB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # a quarter of the largest payload for most of them: being watched is slow
    assert peak < 10_000_000
