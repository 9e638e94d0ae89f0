# SPDX-License-Identifier: Apache-2.0
"""Keeping: where a side's cases are kept, and how that is copied, put back and knocked over."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Final, Protocol

from appliance.database import Place, place_of
from sync.hub.cluster import Cluster

_NAME: Final = "hub"
_COPY: Final = "copy"


class Keeping(Protocol):
    """One side's data, while none of its programs runs."""

    place: Place
    url: str

    def copy(self) -> None:
        """Remember how it is now."""

    def put_back(self) -> bool:
        """Let it be as it was when it was last copied; False if it never was."""

    def crash(self) -> None:
        """Whatever serves the data dies and starts again."""

    def close(self) -> None:
        """End it."""


class File:
    """A data file of SQLite's."""

    def __init__(self, folder: Path, copies: Path) -> None:
        """Copies go to another disk."""
        self.place: Place = place_of(folder)
        self.url = ""
        self._file, self._copy = folder / "dulog.db", copies / f"{folder.name}.copy"

    def copy(self) -> None:
        """By SQLite's own means."""
        into = contextlib.closing(sqlite3.connect(self._copy))
        with contextlib.closing(sqlite3.connect(self._file)) as db, into as copy:
            db.backup(copy)

    def put_back(self) -> bool:
        """In one step, as every restore should."""
        if not self._copy.exists():
            return False
        for ending in ("-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        fresh = self._file.with_suffix(".put-back")
        fresh.write_bytes(self._copy.read_bytes())
        fresh.replace(self._file)
        return True

    def crash(self) -> None:
        """Nothing serves a file."""

    def close(self) -> None:
        """There is nothing to end."""


class Server:
    """A database on a PostgreSQL server of our own."""

    def __init__(self) -> None:
        """Start the server. Raises StoreError where it is not installed."""
        self._cluster = Cluster()
        self.url = self._cluster.create(_NAME)
        self.place = place_of(Path(), self.url)
        self._copied = False

    def copy(self) -> None:
        """By using the database as a template."""
        if self._copied:
            self._cluster.drop(_COPY)
        self._cluster.create(_COPY, template=_NAME)
        self._copied = True

    def put_back(self) -> bool:
        """Whoever is still connected is thrown out."""
        if self._copied:
            self._cluster.drop(_NAME)
            self._cluster.create(_NAME, template=_COPY)
        return self._copied

    def crash(self) -> None:
        """The server ends at once, writes nothing any more, and recovers from its log."""
        self._cluster.crash()

    def close(self) -> None:
        """End the server."""
        self._cluster.close()
