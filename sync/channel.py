# SPDX-License-Identifier: Apache-2.0
"""Channel: frames sealed between two keys, so that no road can read or change them; and the cards it begins with.

Layout (big-endian): protocol 1 byte · kind 1 byte · codec 1 byte · beginning of the author's key hash 4 bytes ·
AES-SIV (RFC 5297) of the packed frame, which authenticates those 7 bytes too. A card travels in clear.
"""

import base64
import hashlib
import struct
from collections.abc import Iterable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.errors import FrameError
from appliance.identity import Card, Identity, verify
from sync import dictionary, packing
from sync.frame import MAX_FRAME, VERSION, Events, Frame

_PROTOCOL: Final = 0xD0 | VERSION
_CARD: Final = 0
_HELLO: Final = 1
_BULK: Final = (2, 6)
_HEADER: Final = struct.Struct(">BBB4s")
_TAG_BYTES: Final = 16
_KEY_BYTES: Final = 64

OVERHEAD: Final = _HEADER.size + _TAG_BYTES
"""What every frame costs beside its contents, in bytes."""


class Channel:
    """Frames between us and the holder of one card. Raises FrameError when nobody can agree on a key with it."""

    def __init__(self, me: Identity, peer: Card, dicts: Iterable[int] = dictionary.FIRST) -> None:
        """`dicts` are the dictionaries that the peer is known to read (see `Hello`); the first is known to all."""
        self.peer = peer
        self.dicts = tuple(dicts)
        self._me = me
        secret = me.agree(peer.exchange)
        self._out = _key(secret, me.card, peer)
        self._in = _key(secret, peer, me.card)

    def seal(self, frame: Frame) -> bytes:
        """The frame's bytes, for the peer alone. Raises FrameError when they are too many or cannot be packed."""
        kind, codec, packed = packing.pack(frame, self._me.id, self.peer.id, self.dicts)
        header = _HEADER.pack(_PROTOCOL, kind, codec, _beginning(self._me.public))
        if _HEADER.size + _TAG_BYTES + len(packed) > MAX_FRAME:
            raise FrameError(f"frame of {OVERHEAD + len(packed)} bytes; at most {MAX_FRAME} are allowed")
        return header + self._out.encrypt(packed, [header])

    def open(self, data: bytes) -> Frame:
        """The frame in these bytes, which the peer sealed for us. Raises FrameError and nothing else."""
        kind, codec, author = _header(data)
        if kind == _CARD:
            raise FrameError("a card where a sealed frame was expected")
        if author != _beginning(self.peer.public):
            raise FrameError(f"not sealed by {self.peer.id}")
        try:
            packed = self._in.decrypt(data[_HEADER.size :], [data[: _HEADER.size]])
        except InvalidTag as error:
            raise FrameError(f"not sealed by {self.peer.id} for us") from error
        frame = packing.unpack(kind, codec, packed, self.peer.id, self._me.id)
        match frame:
            case Events(signature=bytes(signature)):
                ours = frame.origin.partition(".")[0] == self._me.id  # what we said ourselves comes back
                signer = self._me.card if ours else self.peer
                if not verify(signer.public, signature, frame.statement()):
                    raise FrameError(f"events whose head is not signed by {signer.id}")
        return frame


def introduce(me: Identity, *, answer: bool = True) -> bytes:
    """Our card as a frame in clear; with `answer` the other side is asked for its own."""
    return _HEADER.pack(_PROTOCOL, _CARD, int(answer), _beginning(me.public)) + me.card.encoded()


def introduced(data: bytes) -> tuple[Card, bool]:
    """The card that `introduce` wrote, its signature verified, and whether ours is asked for. Raises FrameError.

    Whether its holder is anybody we know is for the caller to see: its `id` is the hash of its key.
    """
    kind, answer, author = _header(data)
    if kind != _CARD:
        raise FrameError("a sealed frame where a card was expected")
    card = Card.decoded(data[_HEADER.size :])
    if author != _beginning(card.public) or answer > 1:
        raise FrameError("a card under a wrong header")
    return card, bool(answer)


def is_card(data: bytes) -> bool:
    """Whether these bytes claim to be a card in clear, and not a sealed frame."""
    return data[:2] == bytes((_PROTOCOL, _CARD))


def author_of(data: bytes) -> str:
    """The beginning of the id of whom a frame claims to be from: six letters. Raises FrameError."""
    return base64.b32encode(_header(data)[2]).decode().lower()[:6]


def is_hello(data: bytes) -> bool:
    """Whether these bytes are a hello, which is true only while it is fresh."""
    return len(data) > 1 and data[1] == _HELLO


def is_bulk(data: bytes) -> bool:
    """Whether these bytes are events or a piece of an attachment: any intake worker may take them."""
    return len(data) > 1 and data[1] in _BULK


def _header(data: bytes) -> tuple[int, int, bytes]:
    """Kind, codec and the beginning of the author's key hash. Raises FrameError."""
    if len(data) > MAX_FRAME:
        raise FrameError(f"{len(data)} bytes; at most {MAX_FRAME} are allowed")
    if len(data) < OVERHEAD:
        raise FrameError(f"{len(data)} bytes are too few for a frame")
    protocol, kind, codec, author = _HEADER.unpack_from(data)
    if protocol & 0xF0 != _PROTOCOL & 0xF0:
        raise FrameError("not a frame of ours")
    if protocol != _PROTOCOL:
        raise FrameError(f"version {protocol & 0x0F}; we read version {VERSION}")
    return kind, codec, author


def _beginning(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:4]


def _key(secret: bytes, author: Card, addressee: Card) -> AESSIV:
    """The key of one direction: HKDF-SHA256 (RFC 5869) of the common secret, bound to who speaks to whom."""
    names = author.public + author.exchange + addressee.public + addressee.exchange
    info = b"dulog frame %d\n" % VERSION + names
    return AESSIV(HKDF(hashes.SHA256(), _KEY_BYTES, None, info).derive(secret))
