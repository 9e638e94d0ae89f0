# SPDX-License-Identifier: Apache-2.0
"""Officers: who may work at the kiosk's staff mode, by a PIN of six digits, with a lock that outlives the plug."""

import hmac
import re
from typing import Final, NamedTuple

from appliance.case import BARANGAY
from appliance.errors import InputError, Locked, NotFound
from appliance.event import Actor
from appliance.store import Store
from appliance.text import clean

PIN_DIGITS: Final = 6
MAX_MISSES: Final = 5
WAIT_MS: Final = 15 * 60 * 1000
"""After that many wrong PINs, whoever they were for, one more try every quarter of an hour until one is right."""

LOCKED_OUT: Final = "staff_locked_out"
"""The kind of an event that is about no case: staff mode was shut after wrong PINs."""

_ATTEMPTS: Final = "staff"
"""The row of their count among those of the references, which are all digits."""

_MISSES: Final = "SELECT failures, at FROM attempts WHERE reference = ?"
_LONGEST_NAME: Final = 80
_RUNS: Final = "01234567890 09876543210"


class Officer(NamedTuple):
    """An officer of the hall as they sign."""

    name: str
    designation: str


class Officers:
    """The officers who have a PIN; there is none until one is set.

    As with the citizens' PINs (`appliance.pins`) the verifier is an HMAC under a device secret kept outside the data
    file, here bound to the officer's name.
    """

    def __init__(self, store: Store, key: bytes) -> None:
        """`key` is that secret."""
        self._store = store
        self._key = key

    def all(self) -> list[Officer]:
        """Everybody who has a PIN."""
        rows = self._store.db.execute("SELECT name, designation FROM officers ORDER BY name")
        return [Officer(*row) for row in rows]

    def set(self, name: str, designation: str, pin: str) -> Officer:
        """Give an officer a PIN, or another one; it also ends a lock-out. Raises InputError naming what is wrong."""
        officer = Officer(_filled(name, "name"), _filled(designation, "designation"))
        _check(pin)
        with self._store.writing():
            holder = self._holder(pin)
            if holder is not None and holder.name != officer.name:
                raise InputError("pin", "taken")
            row = (*officer, self._verifier(officer.name, pin))
            self._store.db.execute("INSERT OR REPLACE INTO officers VALUES (?, ?, ?)", row)
            self._forgive()
        return officer

    def remove(self, name: str) -> None:
        """Take an officer's PIN away. Raises NotFound."""
        with self._store.writing():
            if not self._store.db.execute("DELETE FROM officers WHERE name = ?", (name,)).rowcount:
                raise NotFound(f"no officer {name!r} has a PIN here")

    def sign_in(self, pin: str) -> Actor:
        """The officer with this PIN, to act in their name. Raises NotFound for a wrong one, Locked after too many."""
        misses = self._attempt()
        officer = self._holder(pin)
        with self._store.writing():
            if officer is not None:
                self._forgive()
            elif misses >= MAX_MISSES:
                self._store.declare(LOCKED_OUT, Actor("system", BARANGAY), {"misses": misses})
        if officer is None:
            raise NotFound("no officer with this PIN")
        return Actor("officer", BARANGAY, *officer)

    def _attempt(self) -> int:
        """Count one more try, durably, before the PIN is looked at; how many that makes. Raises Locked.

        A clock that is set back begins the wait anew: it neither opens the lock nor shuts it for years.
        """
        store, now = self._store, self._store.clock.now()
        with store.writing():
            misses, at = store.db.execute(_MISSES, (_ATTEMPTS,)).fetchone() or (0, now)
            shut = misses >= MAX_MISSES and now - at < WAIT_MS
            misses, since = (misses, min(at, now)) if shut else (misses + 1, now)
            store.db.execute("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)", (_ATTEMPTS, misses, since))
        if shut:
            raise Locked(since + WAIT_MS)
        return int(misses)

    def _forgive(self) -> None:
        self._store.db.execute("DELETE FROM attempts WHERE reference = ?", (_ATTEMPTS,))

    def _holder(self, pin: str) -> Officer | None:
        found = None
        for name, designation, verifier in self._store.db.execute("SELECT name, designation, verifier FROM officers"):
            if hmac.compare_digest(verifier, self._verifier(name, pin)):
                found = Officer(name, designation)
        return found

    def _verifier(self, name: str, pin: str) -> bytes:
        return hmac.digest(self._key, f"{name}\n{pin}".encode(), "sha256")


def _filled(text: str, field: str) -> str:
    text = clean(text, field=field, limit=_LONGEST_NAME).replace("\n", " ")
    if not text:
        raise InputError(field, "empty")
    return text


def _check(pin: str) -> None:
    if not re.fullmatch(f"[0-9]{{{PIN_DIGITS}}}", pin):
        raise InputError("pin", "six_digits")
    if len(set(pin)) == 1 or pin in _RUNS:
        raise InputError("pin", "too_easy")
