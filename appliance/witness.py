# SPDX-License-Identifier: Apache-2.0
"""Witness: how far the hub has confirmed this box's history, kept outside the data file it is to be compared with.

A data file alone cannot tell that it is an old copy of itself, or was written anew from some event on: it is whole.
Whoever holds the box's key can write the witness too; to them only the hub is a witness. See SECURITY.md.
"""

import hmac
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from appliance.errors import StoreError
from appliance.event import dump
from appliance.logbook import PUT_BACK, Logbook
from appliance.service import log
from appliance.store import Store

Mark = tuple[str, int, str]
"""An origin, the number of an event of its history, and the beginning of that event's hash."""

_LARGEST: Final = 4 * 1024 * 1024


def marks_of(store: Store) -> list[Mark]:
    """How far the other side has confirmed each of our histories."""
    streams = store.streams(ours=True)
    return [
        (stream.origin, stream.acked, store.link(stream.origin, stream.acked)) for stream in streams if stream.acked
    ]


def ends_of(store: Store) -> list[Mark]:
    """The last event of every history in a data file, ours and others'."""
    streams = [*store.streams(ours=True), *store.streams(ours=False)]
    return [(stream.origin, stream.seq, stream.head[:8].hex()) for stream in streams]


def parted(store: Store, marks: Iterable[Mark]) -> dict[str, str]:
    """Where a store does not hold the history that these marks are of; a problem by origin, none where it does."""
    problems = {}
    for origin, seq, link in marks:
        ours = store.stream(origin).seq
        if ours < seq:
            problems[origin] = f"the chain ends at {ours}, but {seq} events are known: rolled back or cut off"
        elif store.link(origin, seq) != link:
            problems[origin] = f"event {seq} is not the one that is known: forked or written anew"
    return problems


class Witness:
    """The file of marks, beside the data file or better on another disk, under a MAC of the box's own."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Keep it at `path`; `key` is a secret of this device."""
        self._path = path
        self._key = key

    def marks(self) -> list[Mark]:
        """What is kept, nothing if there is no file. Raises StoreError for one that is damaged or another device's."""
        try:
            data = self._path.read_bytes() if self._path.stat().st_size <= _LARGEST else b""
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {error.strerror}") from error
        mac, _, content = data.partition(b"\n")
        if not hmac.compare_digest(mac, self._mac(content)):
            raise StoreError(f"{self._path}: the witness was changed, is damaged or is another device's")
        return [(origin, seq, link) for origin, seq, link in json.loads(content)]

    def keep(self, store: Store) -> bool:
        """Write down what has been confirmed since, durably; never less than was known. False if nothing is new."""
        known = {mark[0]: mark for mark in self.marks()}
        fresh = [mark for mark in marks_of(store) if mark[1] > known.get(mark[0], mark)[1] or mark[0] not in known]
        if not fresh:
            return False
        known.update({mark[0]: mark for mark in fresh})
        content = dump([list(mark) for mark in known.values()], "witness")
        part = self._path.with_name(f".{self._path.name}.part")
        try:
            with part.open("wb") as file:
                file.write(self._mac(content) + b"\n" + content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written: {error.strerror}") from error
        return True

    def turn(self, store: Store) -> None:
        """As `keep`, for a program that must go on without: where it cannot be kept, an operator is told."""
        try:
            self.keep(store)
            Logbook(store).report("witness", "kept")
        except StoreError as error:
            log.error("the witness is not kept: %s", error)
            Logbook(store).report("witness", str(error))

    def problems(self, store: Store) -> dict[str, str]:
        """Where the data file is not the one that the hub confirmed; a problem by origin, or of the witness itself."""
        try:
            return parted(store, self.marks())
        except StoreError as error:
            return {"witness": str(error)}

    def mind(self, store: Store) -> bool:
        """Before any program speaks: a file that was put back gets a new name, so that it never says two histories.

        True if it was put back; an operator is told by an alarm.
        """
        spoken = {
            origin: problem for origin, problem in self.problems(store).items() if origin.startswith(store.origin)
        }
        for origin in spoken:
            Logbook(store).alarm(origin, PUT_BACK, store.stream(origin).seq)
        if spoken:
            store.renew()
        return bool(spoken)

    def _mac(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256").hex().encode()
