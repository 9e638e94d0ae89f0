# SPDX-License-Identifier: Apache-2.0
"""Attached: a file that belongs to a case, as its event names it. Pure; the file itself travels by itself, later."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

ATTACHED: Final = "attached"
"""The kind of an event that names a file."""

MAX_BYTES: Final = 2 * 1024 * 1024
"""The largest file: four minutes on a 64 kbit/s line, when nothing else is to be said."""

DIGEST_BYTES: Final = 32


class Attached(NamedTuple):
    """A file by the SHA-256 of its bytes and their number, its media type and the name that a person gave it."""

    digest: bytes
    size: int
    type: str
    name: str

    def body(self) -> dict[str, Any]:
        """The event's body."""
        return {"digest": self.digest.hex(), "size": self.size, "type": self.type, "name": self.name}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self | None:
        """What `body` wrote; None for anything else."""
        digest, size, kind, name = (body.get(key) for key in ("digest", "size", "type", "name"))
        if not (isinstance(digest, str) and isinstance(kind, str) and isinstance(name, str)):
            return None
        try:
            told = bytes.fromhex(digest)
        except ValueError:
            return None
        if len(told) != DIGEST_BYTES or type(size) is not int or not 0 < size <= MAX_BYTES:
            return None
        return cls(told, size, kind, name)
