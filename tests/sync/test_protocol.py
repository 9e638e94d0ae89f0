# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL.md is enough to read a frame: this reader was written from that page and uses nothing of ours."""

import base64
import hashlib
import zlib
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.sync.test_golden import FRAMES, GOLDEN

SYNC = Path(__file__).parents[2] / "sync"


def derived(secret, size, info):
    return HKDF(hashes.SHA256(), size, None, info).derive(secret)


class Keys:
    """Section 2: what comes of a secret."""

    def __init__(self, secret):
        self.private = X25519PrivateKey.from_private_bytes(derived(secret, 32, b"dulog exchange"))
        self.exchange = self.private.public_key().public_bytes_raw()
        self.public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        self.digest = hashlib.sha256(self.public).digest()
        self.id = base64.b32encode(self.digest[:10]).decode().lower()


class Bytes:
    def __init__(self, data):
        self.data = data

    def take(self, count):
        taken, self.data = self.data[:count], self.data[count:]
        assert len(taken) == count
        return taken

    def varint(self):
        byte = self.take(1)[0]
        return byte if byte < 128 else byte - 128 + 128 * self.varint()

    def signed(self):
        number = self.varint()
        return -(number + 1) // 2 if number % 2 else number // 2


class Page:
    """Sections 4, 5 and 7."""

    def __init__(self, payload, codec, author, addressee):
        whole = Bytes(payload)
        raw, tags = whole.varint(), whole.varint()
        self.raw = Bytes(whole.take(raw))
        inflater = zlib.decompressobj(-15, (SYNC / "dictionary" / f"{codec}.bin").read_bytes())
        plain = inflater.decompress(whole.data)
        self.tags, self.text = Bytes(plain[:tags]), Bytes(plain[tags:])
        self.words = (SYNC / "dictionary" / f"{codec}.words").read_text("utf-8").split("\n")
        self.ids = {1: author, 2: addressee}
        self.streams = []
        self.at = None

    def again(self, table, read):
        place = self.tags.varint()
        if place == len(table):
            table.append(read())
        return table[place]

    def letters(self):
        return self.text.take(self.raw.varint()).decode()

    def stream(self):
        return self.again(self.streams, self.name)

    def name(self):
        tag = self.tags.take(1)[0]
        if tag == 0:
            return self.letters()
        device = self.value() if tag == 3 else self.ids[tag]
        epoch = self.raw.take(4).hex()
        return f"{device}.{epoch}" + self.value().replace("<", self.ids[1]).replace(">", self.ids[2])

    def value(self):
        hour = 3_600_000
        tag = self.tags.take(1)[0]
        if tag >= 24:
            return self.words[tag - 24]
        return {
            0: lambda: None,
            1: lambda: False,
            2: lambda: True,
            3: self.tags.signed,
            4: self.letters,
            5: lambda: [self.value() for _ in range(self.tags.varint())],
            6: lambda: {self.value(): self.value() for _ in range(self.tags.varint())},
            7: lambda: str(self.raw.varint()).zfill(self.tags.varint()),
            8: lambda: checked(int.from_bytes(self.raw.take(5), "big")),
            9: lambda: "+639" + str(int.from_bytes(self.raw.take(4), "big")).zfill(9),
            10: lambda: self.raw.take(self.raw.varint()).hex(),
            11: lambda: f"{self.stream()}/{self.raw.varint()}",
            12: lambda: self.at + self.tags.signed() * hour,
            13: lambda: (self.at // hour + self.tags.signed()) * hour,
            14: lambda: self.at + self.raw.signed(),
            15: lambda: self.words[self.tags.varint() + 232],
        }[tag]()

    def texts(self):
        return [self.value() for _ in range(self.tags.varint())]

    def events(self):
        origin, first, count = self.stream(), self.tags.varint(), self.tags.varint()
        head, signature = self.raw.take(self.raw.varint()), self.raw.take(self.raw.varint())
        times = [int.from_bytes(self.raw.take(6), "big")]
        while len(times) < count:
            times.append(times[-1] + self.raw.signed())
        cases, kinds, clocks = ([self.value() for _ in times] for _ in range(3))
        turns = [self.tags.varint() for _ in times]
        actors, shapes = [], []
        said_by = [self.again(actors, self.texts) for _ in times]
        keys = [self.again(shapes, self.texts) for _ in times]
        bodies = [{} for _ in times]
        for key in sorted({key for shape in shapes for key in shape}):
            for self.at, shape, body in zip(times, keys, bodies, strict=True):
                if key in shape:
                    body[key] = self.value()
        rows = zip(cases, turns, kinds, times, clocks, said_by, bodies, strict=True)
        return origin, first, [list(row) for row in rows], head, signature


def checked(ten):
    """ISO 7064 MOD 97-10: with two digits more the number leaves 1 when it is divided by 97."""
    return next(text for two in range(100) if int(text := f"{ten:010d}{two:02d}") % 97 == 1)


def opened(name):
    """Section 3."""
    author, reader = Keys(b"b" * 32), Keys(b"h" * 32)
    data = bytes.fromhex((GOLDEN / name).read_text())
    assert data[0] == 0xD1
    assert data[3:7] == author.digest[:4]
    secret = reader.private.exchange(X25519PublicKey.from_public_bytes(author.exchange))
    info = b"dulog frame 1\n" + author.public + author.exchange + reader.public + reader.exchange
    payload = AESSIV(derived(secret, 64, info)).decrypt(data[7:], [data[:7]])
    return author, data[1], Page(payload, data[2], author.id, reader.id)


def test_events_can_be_read_from_the_page_alone_and_proven_to_anybody():
    author, kind, page = opened("events-1.hex")
    origin, first, rows, head, signature = page.events()
    frame = FRAMES["events"]
    assert (kind, origin, first, tuple(rows), head) == (2, frame.origin, frame.first, frame.said, frame.head)
    last = first + len(rows) - 1
    Ed25519PublicKey.from_public_bytes(author.public).verify(
        signature, b"dulog head 1\n%b/%d\n%b" % (origin.encode(), last, head)
    )


def test_a_case_on_data_sms_can_be_read_from_the_page_alone():
    _, kind, page = opened("events-short-1.hex")
    frame = FRAMES["events-short"]
    assert (kind, *page.events()) == (2, frame.origin, frame.first, list(frame.said), frame.head, b"")


def test_an_acknowledgement_can_be_read_from_the_page_alone():
    _, kind, page = opened("ack-1.hex")
    tags = page.tags
    marks = tuple((page.stream(), tags.varint(), page.value()) for _ in range(tags.varint()))
    ranges = tuple((page.stream(), tags.varint(), tags.varint()) for _ in range(tags.varint()))
    rejected = tuple((page.stream(), tags.varint(), page.value()) for _ in range(tags.varint()))
    ack = FRAMES["ack"]
    assert (kind, marks, ranges, rejected, tags.varint()) == (3, ack.marks, ack.ranges, ack.rejected, ack.credit)
    assert int.from_bytes(page.raw.take(6), "big") == ack.at
    assert not page.tags.data + page.raw.data + page.text.data


def test_a_card_can_be_read_from_the_page_alone():
    keys = Keys(b"b" * 32)
    data = bytes.fromhex((GOLDEN / "card.hex").read_text())
    assert data[:7] == b"\xd1\x00\x01" + keys.digest[:4]
    assert data[7:71] == keys.public + keys.exchange
    Ed25519PublicKey.from_public_bytes(keys.public).verify(data[71:], b"dulog card 1\n" + data[7:71])
