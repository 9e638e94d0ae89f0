# SPDX-License-Identifier: Apache-2.0
"""Registry: the boxes that the hub knows, which barangay each serves and since when, and their certificates."""

from collections.abc import Container
from typing import Final, NamedTuple

from appliance.errors import EnrolmentError, FrameError
from appliance.identity import Card
from appliance.store import Store

_MOST_NUMBERS: Final = 99_999

_DEVICE: Final = (
    "SELECT id, card, number, psgc, enrolled_at, revoked_at FROM devices "
    "JOIN places ON places.device = devices.id AND valid_to IS NULL WHERE id = ?"
)
_DEVICES: Final = (
    "SELECT id, card, number, psgc, enrolled_at, revoked_at FROM devices "
    "JOIN places ON places.device = devices.id AND valid_to IS NULL ORDER BY number"
)


class Claim(NamedTuple):
    """A code's record: whom it enrols, until when (UTC ms), and the box that has used it. The code is not in it."""

    nonce: str
    psgc: str
    expires_at: int
    device: str


class Device(NamedTuple):
    """A box: `number` is its index for references, `psgc` the barangay it serves now; times are UTC ms."""

    id: str
    card: Card
    number: int
    psgc: str
    enrolled_at: int
    revoked_at: int | None


class Certificate(NamedTuple):
    """One certificate (DER) of a box, and when it ends (UTC ms)."""

    serial: int
    ends_at: int
    data: bytes


class Registry:
    """The hub's list of boxes; each method is one transaction."""

    def __init__(self, store: Store) -> None:
        """Work on the hub's store."""
        self._store = store

    # --- codes

    def announce(self, claim_id: str, claim: Claim) -> None:
        """Expect a box that will come with this code."""
        with self._store.writing():
            query = "INSERT INTO claims (id, nonce, psgc, expires_at, device) VALUES (?, ?, ?, ?, ?)"
            self._store.db.execute(query, (claim_id, *claim))

    def claim(self, claim_id: str) -> Claim | None:
        """A code's record; None for a code that was never given out."""
        query = "SELECT nonce, psgc, expires_at, device FROM claims WHERE id = ?"
        row = self._store.db.execute(query, (claim_id,)).fetchone()
        return Claim(*row) if row else None

    # --- boxes

    def enrol(self, claim_id: str, card: Card) -> Device:
        """Take in the box with this card under a code that nobody has used. Raises EnrolmentError.

        A box that is known already keeps its number, and serves the code's barangay from now on.
        """
        now = self._store.clock.now()
        with self._store.writing():
            claim = self.claim(claim_id)
            if claim is None or claim.device or claim.expires_at <= now:
                raise EnrolmentError("the code is unknown, used or too old")
            known = self.device(card.id)
            if known is None:
                query = "INSERT INTO devices (id, card, number, enrolled_at) VALUES (?, ?, ?, ?)"
                self._store.db.execute(query, (card.id, card.encoded(), self._next_number(), now))
            elif known.revoked_at is not None or known.card != card:
                raise EnrolmentError("the box was revoked or shows another card: make a new key for it")
            if known is None or known.psgc != claim.psgc:
                self._place(card.id, claim.psgc, now)
            query = "UPDATE claims SET device = ? WHERE id = ? AND device = '' RETURNING id"
            if self._store.db.execute(query, (card.id, claim_id)).fetchone() is None:
                raise EnrolmentError("another box was faster with this code")  # on a server two come at once
            device = self.device(card.id)
        if device is None:
            raise EnrolmentError("the box was not stored")
        return device

    def move(self, device: str, psgc: str) -> None:
        """From now on this box serves another barangay, or the same one under a new code. Raises EnrolmentError."""
        with self._store.writing():
            if self.device(device) is None:
                raise EnrolmentError(f"{device}: no such box")
            self._place(device, psgc, self._store.clock.now())

    def device(self, device: str) -> Device | None:
        """A box by its id, revoked ones too."""
        found = self._devices(_DEVICE, device)
        return found[0] if found else None

    def devices(self) -> list[Device]:
        """All boxes by their numbers, revoked ones too."""
        return self._devices(_DEVICES)

    def card(self, device: str) -> Card | None:
        """The card of a box that we believe; None for one that is unknown or revoked, whatever the broker let in."""
        found = self.device(device)
        return found.card if found and found.revoked_at is None else None

    def believes(self, device: str, listed: Container[str] = ()) -> bool:
        """Whether a box was enrolled, or is `listed` by the operator, and is not revoked.

        One look-up, for every frame is asked about.
        """
        row = self._store.db.execute("SELECT revoked_at IS NULL FROM devices WHERE id = ?", (device,)).fetchone()
        return bool(row[0]) if row else device in listed

    def believed(self) -> list[str]:
        """The ids of all boxes that are not revoked."""
        query = "SELECT id FROM devices WHERE revoked_at IS NULL ORDER BY number"
        return [device for (device,) in self._store.db.execute(query).fetchall()]

    def places(self, device: str) -> list[tuple[str, int, int | None]]:
        """The barangays that a box has served: code, from when, and until when (UTC ms; None for now)."""
        query = "SELECT psgc, valid_from, valid_to FROM places WHERE device = ? ORDER BY valid_from"
        return [tuple(row) for row in self._store.db.execute(query, (device,)).fetchall()]

    def revoke(self, device: str) -> None:
        """Believe this box no more, for ever. Raises EnrolmentError for an unknown one."""
        with self._store.writing():
            if self.device(device) is None:
                raise EnrolmentError(f"{device}: no such box")
            query = "UPDATE devices SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
            self._store.db.execute(query, (self._store.clock.now(), device))

    # --- certificates

    def certify(self, device: str, key_hash: str, certificate: Certificate) -> None:
        """Remember a certificate that is about to be given out: none exists that cannot be revoked."""
        with self._store.writing():
            row = (f"{certificate.serial:x}", device, key_hash, certificate.ends_at, certificate.data)
            self._store.db.execute("INSERT INTO certificates VALUES (?, ?, ?, ?, ?)", row)

    def certificate_for(self, device: str, key_hash: str) -> Certificate | None:
        """The certificate that a box has for this TLS key. Raises EnrolmentError when the key is another box's."""
        query = "SELECT device, serial, ends_at, certificate FROM certificates WHERE key_hash = ?"
        row = self._store.db.execute(query, (key_hash,)).fetchone()
        if row is None:
            return None
        if row[0] != device:
            raise EnrolmentError("this TLS key belongs to another box")
        return Certificate(int(row[1], 16), row[2], bytes(row[3]))

    def certificates(self, device: str) -> list[Certificate]:
        """The certificates of a box that have not ended, the one that ends last in front."""
        query = (
            "SELECT serial, ends_at, certificate FROM certificates WHERE device = ? AND ends_at > ? "
            "ORDER BY ends_at DESC"
        )
        rows = self._store.db.execute(query, (device, self._store.clock.now())).fetchall()
        return [Certificate(int(serial, 16), ends_at, bytes(data)) for serial, ends_at, data in rows]

    def revoked_serials(self) -> list[int]:
        """The numbers of all certificates of revoked boxes that have not ended."""
        query = (
            "SELECT serial FROM certificates JOIN devices ON devices.id = certificates.device "
            "WHERE revoked_at IS NOT NULL AND ends_at > ?"
        )
        return [int(serial, 16) for (serial,) in self._store.db.execute(query, (self._store.clock.now(),)).fetchall()]

    # --- inside

    def _devices(self, query: str, *values: str) -> list[Device]:
        try:
            rows = self._store.db.execute(query, values).fetchall()
            return [Device(row[0], Card.decoded(bytes(row[1])), *row[2:]) for row in rows]
        except FrameError as error:
            raise EnrolmentError(f"the registry holds a damaged card: {error}") from error

    def _next_number(self) -> int:
        row = self._store.db.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM devices").fetchone()
        if row[0] > _MOST_NUMBERS:
            raise EnrolmentError("all numbers for boxes are used up")
        return int(row[0])

    def _place(self, device: str, psgc: str, now: int) -> None:
        """End the present place and begin the next; of two within one instant the second counts."""
        self._store.db.execute("DELETE FROM places WHERE device = ? AND valid_from >= ?", (device, now))
        query = "UPDATE places SET valid_to = ? WHERE device = ? AND valid_to IS NULL"
        self._store.db.execute(query, (now, device))
        query = "INSERT INTO places (device, valid_from, psgc) VALUES (?, ?, ?)"
        self._store.db.execute(query, (device, now, psgc))
