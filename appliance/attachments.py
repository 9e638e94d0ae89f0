# SPDX-License-Identifier: Apache-2.0
"""Attachments: the files of cases, in pieces, each file named by the hash of its bytes and kept once a device."""

import hashlib
from typing import Final

from appliance.attached import ATTACHED, MAX_BYTES, Attached
from appliance.errors import InputError
from appliance.event import Actor, Event, device_of
from appliance.store import Store

PIECE: Final = 4096
"""Bytes of a piece: half a second on a 64 kbit/s line, so that nothing else waits longer than that for one."""

_MOST_MISSING: Final = 4
"""Files about one device that are asked for at a time."""


class Attachments:
    """The files in one data file; each method is one transaction."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        self._store = store

    def attach(self, case: str, actor: Actor, data: bytes, media: str, name: str) -> Event:
        """Add a file to a case: the event and all its bytes, or neither.

        Raises InputError for an empty file or one that is too large, and what `Store.append` raises.
        """
        if not 0 < len(data) <= MAX_BYTES:
            raise InputError("file", "empty" if not data else "too large")
        file = Attached(hashlib.sha256(data).digest(), len(data), media, name)
        with self._store.writing():
            event = self._store.append(case, ATTACHED, actor, file.body())
            for place in range(pieces_of(len(data))):
                self._write(device_of(case), file.digest, place, data[place * PIECE : (place + 1) * PIECE])
            self._done(device_of(case), file.digest)
        return event

    def put(self, device: str, digest: bytes, size: int, offset: int, data: bytes) -> bool:
        """Keep a piece of a file that an event about this device's cases named; False for any other.

        When the last piece is here the whole is compared with its name; where it is another file, all of it is dropped
        and asked for anew.
        """
        place, odd = divmod(offset, PIECE)
        fits = not odd and place < pieces_of(size) and len(data) == min(PIECE, size - offset)
        with self._store.writing():
            if not fits or (digest, size) not in self._incomplete(device):
                return fits and self._is_here(device, digest, size)
            self._write(device, digest, place, data)
            if len(self._places(device, digest)) == pieces_of(size):
                if hashlib.sha256(self._whole(device, digest)).digest() == digest:
                    self._done(device, digest)
                else:
                    self._drop(device, digest)
        return True

    def good(self, device: str, digest: bytes, size: int) -> bool:
        """Whether a file about this device's cases is all here, and still what its name says.

        Where it is not, it was damaged here: it is dropped, and asked for as if it had never come.
        """
        if not self._is_here(device, digest, size):
            return False
        if hashlib.sha256(self._whole(device, digest)).digest() == digest:
            return True
        with self._store.writing():
            self._drop(device, digest)
            query = "UPDATE files SET done = 0 WHERE device = ? AND digest = ?"
            self._store.db.execute(query, (device, digest))
        return False

    def missing(self, device: str) -> list[tuple[bytes, int]]:
        """Files that events about this device's cases named and that are not all here, with their sizes."""
        return self._incomplete(device)[:_MOST_MISSING]

    def ranges(self, device: str, digest: bytes) -> tuple[tuple[int, int], ...]:
        """Which pieces of a file are here, by their numbers from 1; the first and the last of each run."""
        runs: list[tuple[int, int]] = []
        for number in (place + 1 for place in self._places(device, digest)):
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        return tuple(runs)

    def piece(self, device: str, digest: bytes, size: int, place: int) -> bytes | None:
        """A piece of a file about this device's cases, by its number from 1; None unless all of the file is here."""
        query = (
            "SELECT data FROM file_pieces JOIN files USING (device, digest) "
            "WHERE digest = ? AND place = ? AND device = ? AND size = ? AND done = 1"
        )
        row = self._store.db.execute(query, (digest, place - 1, device, size)).fetchone()
        return bytes(row[0]) if row else None

    def read(self, device: str, digest: bytes) -> bytes | None:
        """A file about this device's cases; None while it is still coming."""
        query = "SELECT 1 FROM files WHERE device = ? AND digest = ? AND done = 1"
        row = self._store.db.execute(query, (device, digest)).fetchone()
        return self._whole(device, digest) if row else None

    def of_case(self, case: str) -> list[tuple[Attached, bool]]:
        """The files of a case in the order in which they were named, and whether each is here."""
        named = [Attached.read(event.body) for event in self._store.events_of(case) if event.kind == ATTACHED]
        return [(file, self.read(device_of(case), file.digest) is not None) for file in named if file]

    def _is_here(self, device: str, digest: bytes, size: int) -> bool:
        query = "SELECT 1 FROM files WHERE digest = ? AND device = ? AND size = ? AND done = 1"
        return self._store.db.execute(query, (digest, device, size)).fetchone() is not None

    def _incomplete(self, device: str) -> list[tuple[bytes, int]]:
        query = "SELECT digest, size FROM files WHERE device = ? AND done = 0 ORDER BY digest"
        return [(bytes(digest), size) for digest, size in self._store.db.execute(query, (device,))]

    def _places(self, device: str, digest: bytes) -> list[int]:
        query = "SELECT place FROM file_pieces WHERE device = ? AND digest = ? ORDER BY place"
        return [place for (place,) in self._store.db.execute(query, (device, digest))]

    def _whole(self, device: str, digest: bytes) -> bytes:
        query = "SELECT data FROM file_pieces WHERE device = ? AND digest = ? ORDER BY place"
        return b"".join(bytes(data) for (data,) in self._store.db.execute(query, (device, digest)))

    def _write(self, device: str, digest: bytes, place: int, data: bytes) -> None:
        query = "INSERT INTO file_pieces VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        self._store.db.execute(query, (device, digest, place, data))

    def _drop(self, device: str, digest: bytes) -> None:
        self._store.db.execute("DELETE FROM file_pieces WHERE device = ? AND digest = ?", (device, digest))

    def _done(self, device: str, digest: bytes) -> None:
        self._store.db.execute("UPDATE files SET done = 1 WHERE device = ? AND digest = ?", (device, digest))


def pieces_of(size: int) -> int:
    """How many pieces a file of this size has."""
    return -(-size // PIECE)
