# SPDX-License-Identifier: Apache-2.0
"""Pins: four digits that open a case at the kiosk, with a lock that pulling the plug does not pick."""

import hmac
import secrets
from typing import Final

from appliance.errors import Locked
from appliance.store import Store

MAX_MISSES: Final = 5
LOCK_MS: Final = 15 * 60 * 1000
"""Wrong PINs that are allowed for one reference, and how long it then stays shut."""


def draw() -> str:
    """A new PIN."""
    return f"{secrets.randbelow(10_000):04d}"


class Pins:
    """The PINs of the cases that were opened here.

    Four digits cannot be protected by a slow hash, so the verifier is an HMAC under a device secret that is kept
    outside the data file.
    """

    def __init__(self, store: Store, key: bytes) -> None:
        """`key` is that secret."""
        self._store = store
        self._key = key

    def set(self, case_id: str, pin: str) -> None:
        """Keep what a case's PIN is checked against; inside `writing()`."""
        self._store.db.execute("INSERT INTO pins VALUES (?, ?)", (case_id, self._verifier(case_id, pin)))

    def attempt(self, reference: str) -> None:
        """Count one more try for a reference, durably, before the PIN is looked at. Raises Locked.

        References that do not exist are counted too: the lock must not tell which ones do.
        """
        store, now = self._store, self._store.clock.now()
        with store.writing():
            row = store.db.execute("SELECT failures, at FROM attempts WHERE reference = ?", (reference,)).fetchone()
            failures, at = row or (0, 0)
            # a clock that jumps must not shut the citizen out for years
            if failures >= MAX_MISSES and 0 <= now - at < LOCK_MS:
                raise Locked(at + LOCK_MS)
            failures = 0 if failures >= MAX_MISSES else failures
            store.db.execute("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)", (reference, failures + 1, now))

    def opens(self, case_id: str, pin: str) -> bool:
        """Whether this is the case's PIN."""
        if not pin.strip().isascii():
            return False
        row = self._store.db.execute("SELECT verifier FROM pins WHERE case_id = ?", (case_id,)).fetchone()
        return row is not None and hmac.compare_digest(row[0], self._verifier(case_id, pin.strip()))

    def forgive(self, reference: str) -> None:
        """Forget the misses of a reference; inside `writing()`."""
        self._store.db.execute("DELETE FROM attempts WHERE reference = ?", (reference,))

    def _verifier(self, case_id: str, pin: str) -> bytes:
        return hmac.digest(self._key, f"{case_id} {pin}".encode(), "sha256")
