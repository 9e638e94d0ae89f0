# SPDX-License-Identifier: Apache-2.0
"""Audit: a copy of a data file walked and compared with the one in use, without changing either."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from appliance.database import DataFile
from appliance.errors import StoreError
from appliance.store import Store
from appliance.witness import ends_of, parted

_BESIDE: Final = ("", "-wal")
"""A data file and the log of what it has not taken in yet."""


def compared(store: Store, copy: Path) -> dict[str, str]:
    """What is wrong with a copy of this appliance's data file, or with the file in use beside it; by origin.

    The copy may be older: what it ends with must still be in the file in use. Raises StoreError for one that cannot be
    read or is another appliance's.
    """
    source = DataFile(copy).path if copy.is_dir() else copy
    if source.exists() and not source.is_file():  # a pipe would wait for ever, a device fill the disk
        raise StoreError(f"{source}: not a plain file")
    with tempfile.TemporaryDirectory(prefix="dulog-verify-") as folder:
        try:
            for end in _BESIDE:
                beside = source.with_name(source.name + end)
                if not end or beside.exists():
                    shutil.copyfile(beside, f"{DataFile(Path(folder)).path}{end}")
        except OSError as error:
            raise StoreError(f"{source}: cannot be read: {error.strerror}") from error
        with Store(Path(folder), store.clock) as other:
            if other.author != store.author:
                raise StoreError(f"{source}: belongs to {other.author}, not to {store.author}")
            found = {f"copy of {origin}": problem for origin, problem in other.verify().items()}
            found.update(dict.fromkeys((mark[0] for mark in ends_of(other)), ""))
            for origin, problem in parted(store, ends_of(other)).items():
                found[origin] = _first_other(store, other, origin) or problem
    return found


def _first_other(store: Store, other: Store, origin: str) -> str:
    """Where two histories of one origin part; empty if one only goes on longer. Once parted they never meet again."""
    low, high = 0, min(store.stream(origin).seq, other.stream(origin).seq)
    if store.link(origin, high) == other.link(origin, high):
        return ""
    while high - low > 1:
        middle = (low + high) // 2
        same = store.link(origin, middle) == other.link(origin, middle)
        low, high = (middle, high) if same else (low, middle)
    return f"event {high} is not the one in the copy: forked or written anew"
