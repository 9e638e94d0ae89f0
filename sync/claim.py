# SPDX-License-Identifier: Apache-2.0
"""Claim: what a box and the hub say to each other when one is enrolled or its certificate renewed. Pure.

Both sides authenticate from the first byte, whatever road carries it (HTTP, a USB stick): at first by the secret in
the code that a person carried, later by the key on which box and hub agree. So this works where TLS cannot: before
there is a certificate, after it has ended, and with a clock that nobody set.

Layout (big-endian): "DLE" · version 1 byte · kind 1 byte · name 16 bytes · sealed fields (AES-SIV, RFC 5297; each field
two bytes of length and its octets). The header is authenticated with them, in an answer the request too.
"""

import hashlib
import struct
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.errors import EnrolmentError, FrameError, InputError
from appliance.identity import SIGNATURE_BYTES, Card, Identity, verify

SECRET_BYTES: Final = 16
"""The secret in a code: 128 bits."""

MOST_BYTES: Final = 8192
"""Largest request or answer."""

PATH: Final = "/enrolment"
"""Where the hub's door takes requests (HTTP POST)."""

BY_CODE: Final = 1
BY_CARD: Final = 2
_ANSWER: Final = 3
_REFUSAL: Final = 4

_HEADER: Final = struct.Struct(">3sBB16s")
_MAGIC: Final = b"DLE"
_VERSION: Final = 1
_LENGTH: Final = struct.Struct(">H")
_SIGNED: Final = b"dulog enrol 1\n"

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are taken for others."""

_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_CODE_LETTERS: Final = 28
_CHECK_BITS: Final = 12


def written(secret: bytes) -> str:
    """A code as people type it: seven groups of four, the last letters checking the others."""
    number = int.from_bytes(secret) << _CHECK_BITS | _check(secret)
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_CODE_LETTERS)))
    return "-".join(letters[start : start + 4] for start in range(0, _CODE_LETTERS, 4))


def typed(code: str) -> bytes:
    """The secret in a code as somebody typed it. Raises InputError when a letter is wrong or missing."""
    letters = code.upper().translate(_MISREAD)
    if len(letters) != _CODE_LETTERS or set(letters) - set(_LETTERS):
        raise InputError("code", "must_have_28_letters_and_digits")
    number = 0
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES)
    if number & (1 << _CHECK_BITS) - 1 != _check(secret):
        raise InputError("code", "was_mistyped")
    return secret


def name_of(secret: bytes) -> bytes:
    """Under which name a code is known; nobody finds the code from it."""
    return hashlib.sha256(b"dulog claim 1\n" + secret).digest()[:16]


@dataclass(frozen=True, slots=True)
class Request:
    """A box asks to be certified: its card, and a signing request (DER) made with its TLS key."""

    card: Card
    csr: bytes


@dataclass(frozen=True, slots=True)
class Grant:
    """The hub's answer: the box's certificate and the authority's (DER), the hub's card, the brokers that lead to it
    ("host:port", the first is to be called first), where to renew, and which number and barangay the box has.

    `at` is the hub's time in UTC ms.
    """

    certificate: bytes
    authority: bytes
    hub: Card
    brokers: tuple[str, ...]
    door: str
    number: int
    psgc: str
    at: int


@dataclass(frozen=True, slots=True)
class Seal:
    """The two keys between one box and the hub: one for what is asked, another for what is answered."""

    kind: int
    name: bytes
    secret: bytes

    @classmethod
    def of_code(cls, secret: bytes) -> "Seal":
        """By a code that both sides know."""
        return cls(BY_CODE, name_of(secret), secret)

    @classmethod
    def between(cls, me: Identity, peer: Card, device: str) -> "Seal":
        """By the identities of this box and the hub. Raises EnrolmentError for a card that cannot be used."""
        try:
            return cls(BY_CARD, device.encode(), me.agree(peer.exchange))
        except FrameError as error:
            raise EnrolmentError(str(error)) from error

    def ask(self, me: Identity, csr: bytes) -> bytes:
        """A request's bytes: signed too, so that nobody asks for a certificate in the name of another's card."""
        header = _HEADER.pack(_MAGIC, _VERSION, self.kind, self.name)
        card = me.card.encoded()
        fields = (card, csr, me.sign(_SIGNED + header + card + csr))
        return header + self._key("up").encrypt(_packed(fields), [header])

    def asked(self, data: bytes) -> Request:
        """Read a request. Raises EnrolmentError."""
        header, sealed = data[: _HEADER.size], data[_HEADER.size :]
        card, csr, signature = _unpacked(self._opened("up", sealed, [header]), 3)
        try:
            found = Card.decoded(card)
        except FrameError as error:
            raise EnrolmentError(str(error)) from error
        if len(signature) != SIGNATURE_BYTES or not verify(found.public, signature, _SIGNED + header + card + csr):
            raise EnrolmentError("a request that the holder of its card did not sign")
        return Request(found, csr)

    def grant(self, request: bytes, grant: Grant) -> bytes:
        """An answer's bytes, good for this request alone."""
        header = _HEADER.pack(_MAGIC, _VERSION, _ANSWER, self.name)
        texts = ("\n".join(grant.brokers), grant.door, str(grant.number), grant.psgc, str(grant.at))
        fields = (grant.certificate, grant.authority, grant.hub.encoded(), *(text.encode() for text in texts))
        return header + self._key("down").encrypt(_packed(fields), [header, request])

    def granted(self, request: bytes, data: bytes) -> Grant:
        """Read the answer to this request. Raises EnrolmentError, also for a refusal."""
        kind, name = addressed(data)
        if kind == _REFUSAL:
            raise EnrolmentError("the hub refused; ask its operator for a new code")
        if kind != _ANSWER or name != self.name:
            raise EnrolmentError("not an answer to this request")
        opened = self._opened("down", data[_HEADER.size :], [data[: _HEADER.size], request])
        certificate, authority, hub, *texts = _unpacked(opened, 8)
        try:
            brokers, door, number, psgc, at = (text.decode() for text in texts)
            return Grant(
                certificate, authority, Card.decoded(hub), tuple(brokers.split("\n")), door, int(number), psgc, int(at)
            )
        except (ValueError, FrameError) as error:
            raise EnrolmentError("an answer of the hub's that we cannot read: update Dulog") from error

    def _key(self, way: str) -> AESSIV:
        info = b"dulog enrol 1 %b %d " % (way.encode(), self.kind) + self.name
        return AESSIV(HKDF(hashes.SHA256(), 64, None, info).derive(self.secret))

    def _opened(self, way: str, sealed: bytes, beside: list[bytes]) -> bytes:
        try:
            return self._key(way).decrypt(sealed, beside)
        except (InvalidTag, ValueError) as error:
            raise EnrolmentError("sealed with another code or for another box, or changed on the way") from error


def addressed(data: bytes) -> tuple[int, bytes]:
    """The kind and the name in a header. Raises EnrolmentError for bytes that are none of ours."""
    if not _HEADER.size <= len(data) <= MOST_BYTES:
        raise EnrolmentError(f"{len(data)} bytes are no request and no answer")
    magic, version, kind, name = _HEADER.unpack_from(data)
    if magic != _MAGIC:
        raise EnrolmentError("neither a request nor an answer of ours")
    if version != _VERSION:
        raise EnrolmentError(f"version {version}; we read version {_VERSION}")
    return kind, bytes(name)


def refusal(data: bytes) -> bytes:
    """What a request that cannot be granted is answered with: it says no more than that."""
    name = data[_HEADER.size - 16 : _HEADER.size].ljust(16, b"\0")
    return _HEADER.pack(_MAGIC, _VERSION, _REFUSAL, name)


def _check(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"dulog code 1\n" + secret).digest()[:2]) >> 16 - _CHECK_BITS


def _packed(fields: tuple[bytes, ...]) -> bytes:
    return b"".join(_LENGTH.pack(len(field)) + field for field in fields)


def _unpacked(data: bytes, count: int) -> list[bytes]:
    fields: list[bytes] = []
    rest = data
    while rest and len(fields) < count:
        if len(rest) < _LENGTH.size:
            break
        length = _LENGTH.unpack_from(rest)[0]
        field, rest = rest[_LENGTH.size : _LENGTH.size + length], rest[_LENGTH.size + length :]
        if len(field) != length:
            raise EnrolmentError("a field is cut off")
        fields.append(field)
    if rest or len(fields) != count:
        raise EnrolmentError("not the fields that it should have")
    return fields
