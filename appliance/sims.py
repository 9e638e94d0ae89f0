# SPDX-License-Identifier: Apache-2.0
"""SIMs: a PIN is tried once on a card, however often the box starts: three wrong ones would lock it for good."""

import hashlib
from typing import Final

from appliance.store import Store

_TRIED: Final = "sim tried "


class Sims:
    """Which PINs were tried on which cards; only a hash of both is kept."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store

    def try_once(self, card: str, pin: str) -> bool:
        """Whether this PIN was never tried on this card; from now on it was, whatever comes of it."""
        digest = hashlib.sha256(f"{card}\n{pin}".encode()).hexdigest()
        with self._store.writing():
            query = "INSERT OR IGNORE INTO meta VALUES (?, ?)"
            return self._store.db.execute(query, (_TRIED + digest, str(self._store.clock.now()))).rowcount == 1
