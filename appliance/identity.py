# SPDX-License-Identifier: Apache-2.0
"""Identity: the key pair that an appliance or a hub makes for itself; its name is the hash of the public half."""

import base64
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.errors import ConfigError, FrameError

SIGNATURE_BYTES: Final = 64
PUBLIC_BYTES: Final = 32
CARD_BYTES: Final = 2 * PUBLIC_BYTES + SIGNATURE_BYTES

_CARD: Final = b"dulog card 1\n"
"""What a card's signature begins with, so that no signature of another purpose can be taken for one."""


@dataclass(frozen=True, slots=True)
class Card:
    """What one side must know of the other; no secret, so it may be shown to anybody.

    `public` verifies signatures (Ed25519) and gives the id, `exchange` agrees on secrets (X25519), `signature` by the
    former over both says that they belong to one holder.
    """

    public: bytes
    exchange: bytes
    signature: bytes

    @property
    def id(self) -> str:
        """The id of its holder."""
        return id_of(self.public)

    def encoded(self) -> bytes:
        """128 bytes: the two keys and the signature."""
        return self.public + self.exchange + self.signature

    @classmethod
    def decoded(cls, data: bytes) -> "Card":
        """Read what `encoded` wrote. Raises FrameError when it is none or its signature does not hold."""
        if len(data) != CARD_BYTES:
            raise FrameError(f"a card of {len(data)} bytes; it must be {CARD_BYTES}")
        card = cls(data[:PUBLIC_BYTES], data[PUBLIC_BYTES : 2 * PUBLIC_BYTES], data[2 * PUBLIC_BYTES :])
        if not verify(card.public, card.signature, _CARD + data[: 2 * PUBLIC_BYTES]):
            raise FrameError("a card whose signature does not hold")
        return card


class Identity:
    """An Ed25519 key pair (RFC 8032), the id made from it, and the X25519 pair (RFC 7748) derived from its secret."""

    def __init__(self, secret: bytes) -> None:
        """Take the 32 secret bytes. Raises ConfigError when they are not 32."""
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(secret)
        except ValueError as error:
            raise ConfigError("the device key is damaged: it must be 32 bytes") from error
        self._secret = secret
        self.public = self._key.public_key().public_bytes_raw()
        self.id = id_of(self.public)
        self._exchange = X25519PrivateKey.from_private_bytes(self.derive("exchange"))
        exchange = self._exchange.public_key().public_bytes_raw()
        self.card = Card(self.public, exchange, self.sign(_CARD + self.public + exchange))

    def agree(self, exchange: bytes) -> bytes:
        """The 32-byte secret that only we and the holder of this X25519 key can compute. Raises FrameError."""
        try:
            return self._exchange.exchange(X25519PublicKey.from_public_bytes(exchange))
        except ValueError as error:
            raise FrameError("a card with a key on which nobody can agree") from error

    def sign(self, data: bytes) -> bytes:
        """64 signature bytes."""
        return self._key.sign(data)

    def derive(self, purpose: str) -> bytes:
        """A 32-byte secret of this device for one purpose, e.g. PIN verifiers (HKDF, RFC 5869)."""
        return HKDF(hashes.SHA256(), 32, None, f"dulog {purpose}".encode()).derive(self._secret)


def id_of(public: bytes) -> str:
    """The id of a public key: 80 bits of its SHA-256 in base32, lower case, 16 characters."""
    return base64.b32encode(hashlib.sha256(public).digest()[:10]).decode().lower()


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the holder of this public key signed the data."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def load(folder: Path) -> Identity:
    """The identity kept in `folder`, made and stored durably on first use, readable by its owner only."""
    path = folder / "device.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".device.key.", delete=False) as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        fresh = Path(file.name)
        # link() refuses to replace: of two programs that start at once, one key wins for both
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
        directory = os.open(folder, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    return Identity(path.read_bytes())
