# SPDX-License-Identifier: Apache-2.0
"""Frames that were sealed once and must be read for ever: they lie about on sticks and in telephones for years.

One of each kind for each dictionary, in hexadecimal. A new kind or dictionary adds files (`python -m
tests.sync.test_golden` writes those that are missing); none is ever written again.
"""

import hashlib
import re
from pathlib import Path

import pytest

import sync
from appliance.identity import Identity
from sync import dictionary
from sync.channel import OVERHEAD, Channel, introduce, introduced
from sync.frame import (
    MAX_CHUNK,
    MAX_EVENTS,
    MAX_FRAME,
    MAX_LIST,
    MAX_PAYLOAD,
    Ack,
    Chunk,
    Events,
    Have,
    Hello,
    Lost,
    Need,
)
from sync.packing.tags import Tag

GOLDEN = Path(__file__).parent / "golden"
BOX, HUB = Identity(b"b" * 32), Identity(b"h" * 32)
UP, DOWN = f"{BOX.id}.0badcafe", f"{HUB.id}.00c0ffee:{BOX.id}"
AT = 1_775_005_200_123
REPLY = f"{DOWN}/7"
CREATED = {
    "reference": "670916621886",
    "type": "complaint",
    "service": "road-repair",
    "words": "May lubak po sa tapat ng eskwela, ñ at € at 🙂 din.",
    "language": "fil",
    "channel": "kiosk",
    "phone": "+639171234567",
    "name": "Maria Clara",
    "sms": True,
    "notice": "kiosk-2",
    "answers": {"place": "Rizal St.", "damage": "pothole", "danger": "yes"},
    "holder": "city-engineering",
    "rule": "H72",
    "due_at": AT + 72 * 3_600_000,
    "due_provisional": False,
    "minutes": 965,
}
SAID = (
    ["", 1, "created", AT, "ntp", ["citizen"], CREATED],
    [f"{UP}/40", 2, "told", AT + 61_007, "rtc", ["system", "barangay"], {"of": REPLY, "channel": "sms"}],
    [f"{UP}/3", 9, "resolved", AT + 60_000, "sundial",
     ["officer", "barangay", "Ana Reyes", "Barangay Secretary"],
     {"outcome": "fixed", "next_at": 1_775_638_800_000, "x": [None, -5, 2**63 - 1, {"": []}], "hash": "00ff" * 16}],
)  # fmt: skip
HEAD = bytes(range(32))
MARKS = ((DOWN, 12, "00112233aabbccdd"), (f"{HUB.id}.00c0ffee-u:{BOX.id}", 1, "0123456789abcdef"))

FRAMES = {
    "hello": Hello("0403403014", MARKS, answer=True, schema=1, dicts=(1,), clock_ms=AT),
    "events": Events(UP, 40, SAID, HEAD).signed(BOX),
    "events-short": Events(f"{UP}-u", 1, SAID[:1], HEAD[:8]),
    "ack": Ack(MARKS, ((DOWN, 15, 20), (DOWN, 31, 31)), ((DOWN, 5, "event.turn"),), 250, AT),
    "need": Need(DOWN, ((13, 14), (21, 30))),
    "lost": Lost(UP, ((13, 13),), "restored from a backup"),
    "chunk": Chunk(hashlib.sha256(b"a photograph").digest(), 12, 2, b"photograph"),
    "have": Have(hashlib.sha256(b"a photograph").digest(), 12, ((0, 1), (4, 11))),
}
DICTIONARIES = {
    1: (
        "d6ac53920c92272ba4f838ea0f39f4e0b6901cd74def08a71dec6287a9b4d9da",
        "499a791ba9f23bdc9ce710fcae49801fde2eaff6c000b82239912e572ef0690c",
    ),
}
NAMES = [f"{name}-{number}.hex" for number in DICTIONARIES for name in FRAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_of_an_earlier_version_is_still_read(name):
    data = bytes.fromhex((GOLDEN / name).read_text())
    stem, _, number = name.removesuffix(".hex").rpartition("-")
    assert data[2] == int(number)
    assert Channel(HUB, BOX.card).open(data) == FRAMES[stem]


def test_a_card_of_an_earlier_version_is_still_read():
    assert introduced(bytes.fromhex((GOLDEN / "card.hex").read_text())) == (BOX.card, True)


def test_every_golden_frame_is_read_here():
    assert {path.name for path in GOLDEN.iterdir()} == {"card.hex", *NAMES}


@pytest.mark.parametrize("number", DICTIONARIES)
def test_no_dictionary_was_changed(number):
    folder = Path(dictionary.__file__).parent
    found = [hashlib.sha256((folder / f"{number}.{what}").read_bytes()).hexdigest() for what in ("bin", "words")]
    assert tuple(found) == DICTIONARIES[number]


def test_every_dictionary_is_guarded_and_deflate_reaches_all_of_it():
    assert dictionary.ours() == tuple(DICTIONARIES)
    for number in DICTIONARIES:
        assert len((Path(dictionary.__file__).parent / f"{number}.bin").read_bytes()) <= dictionary.WINDOW
        assert len(set(dictionary.words(number))) == len(dictionary.words(number))


def test_the_protocol_page_names_the_limits_and_the_tags():
    page = (Path(sync.__file__).parent / "PROTOCOL.md").read_text("utf-8")
    for limit in (MAX_FRAME, MAX_PAYLOAD, MAX_EVENTS, MAX_CHUNK, dictionary.WINDOW):
        assert f"{limit:,}" in page
    assert MAX_EVENTS == MAX_LIST
    for tag in Tag:
        assert re.search(rf"^\| (?:\d+, )*{tag.value}(?:, \d+)*(?: to \d+)? \|", page, re.MULTILINE), tag
    assert "| 23 | n | encrypted payload |" in page
    assert OVERHEAD == 23


def _write_missing() -> None:
    GOLDEN.mkdir(exist_ok=True)
    made = {"card.hex": introduce(BOX)}
    for number in DICTIONARIES:
        channel = Channel(BOX, HUB.card, (number,))
        made |= {f"{name}-{number}.hex": channel.seal(frame) for name, frame in FRAMES.items()}
    for name, data in made.items():
        path = GOLDEN / name
        if not path.exists():
            path.write_text(data.hex() + "\n")


if __name__ == "__main__":
    _write_missing()
