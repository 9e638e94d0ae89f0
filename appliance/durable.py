# SPDX-License-Identifier: Apache-2.0
"""Durable: small files that are whole after any power cut, the old one or the new, and for their owner alone."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put these bytes in the place of whatever the file held; they are on the disk when this returns."""
    fresh = _fresh(path, data, mode)
    fresh.replace(path)
    _settle(path.parent)


def keep(path: Path, data: bytes, mode: int = 0o600) -> bytes:
    """Make the file unless there is one already; what it holds. Of two programs that try at once, one wins for both."""
    fresh = _fresh(path, data, mode)
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    _settle(path.parent)
    return path.read_bytes()


def _fresh(path: Path, data: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        fresh = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        except OSError:
            fresh.unlink()
            raise
    return fresh


def _settle(folder: Path) -> None:
    """Bring a folder's names to the disk too."""
    directory = os.open(folder, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
