# SPDX-License-Identifier: Apache-2.0
"""Bundle: the file in which a courier carries one box's frames, one way, on a stick.

Layout (big-endian): "DLGB" · version 1 byte · "U" up to the hub or "D" down to the box · the box's id, 16 letters ·
each frame as its length in 4 bytes and its bytes · 4 zero bytes · SHA-256 of all before it.

The frames are sealed one by one, and the sum only tells an accident from a whole file: it proves nothing. So what is
whole before (or beside) a damaged place is used, as on any road that loses frames, and the damage is named.
"""

import errno
import hashlib
import os
import re
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from appliance.errors import BundleError
from sync.frame import MAX_FRAME

VERSION: Final = 1
MAX_BUNDLE: Final = 64 * 1024 * 1024
"""Largest bundle in bytes: some 400,000 cases, written or read in pieces of one frame. The rest goes next time."""

MOST_ON_A_STICK: Final = 2000
"""The most bundles that are looked at on one stick: a province's boxes, both ways."""

_MAGIC: Final = b"DLGB"
_DEVICE: Final = re.compile(r"[a-z2-7]{16}")
_HEADING: Final = struct.Struct(">4sBc16s")
_LENGTH: Final = struct.Struct(">I")
_SUM: Final = hashlib.sha256().digest_size
_WAYS: Final = {b"U": "up", b"D": "down"}


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose frames these are, and which `way` they go: "up" to the hub or "down" to the box."""

    device: str
    way: str

    @property
    def name(self) -> str:
        """The file's name on the stick; each export replaces the one before it."""
        return f"dulog-{self.way}-{self.device}.bundle"

    def encoded(self) -> bytes:
        """The first bytes of the file."""
        return _HEADING.pack(_MAGIC, VERSION, self.way[:1].upper().encode(), self.device.encode())


class Writer:
    """Writes one bundle as a `with` block: under another name, made durable, and only then under its own.

    Whoever pulls the stick out in the middle never leaves half a bundle under a bundle's name. Raises BundleError.
    """

    def __init__(self, folder: Path, heading: Heading) -> None:
        """Begin a file in `folder`."""
        self._path = folder / heading.name
        self._sum = hashlib.sha256()
        self._size = 0
        # always the same other name: what was left by a stick that was pulled out is written over
        self._part = folder / f".{heading.name}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            self._file: BinaryIO = os.fdopen(os.open(self._part, flags, 0o644), "wb")
        except OSError as error:
            raise BundleError(f"{folder}: cannot be written: {error.strerror}") from error
        self._write(heading.encoded())

    def add(self, frame: bytes) -> bool:
        """Write one frame; False if the bundle is full."""
        if not 0 < len(frame) <= MAX_FRAME:
            raise BundleError(f"a frame of {len(frame)} bytes does not go into a bundle")
        if self._size + 2 * _LENGTH.size + len(frame) + _SUM > MAX_BUNDLE:
            return False
        self._write(_LENGTH.pack(len(frame)) + frame)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if error is not None:
            self._drop()
            return
        self._write(_LENGTH.pack(0))
        self._write(self._sum.digest())
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
            _settle(self._path.parent)
        except OSError as failed:
            self._drop()
            raise BundleError(f"{self._path}: cannot be finished: {failed.strerror}") from failed

    def _write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            self._drop()
            raise BundleError(f"{self._path}: cannot be written: {error.strerror}") from error
        self._sum.update(data)
        self._size += len(data)

    def _drop(self) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._part.unlink()


def found_on(folder: Path, way: str) -> list[Path]:
    """The bundles that go this way on a stick, by name. Raises BundleError when the folder cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if _named(entry.name, way))
    except OSError as error:
        raise BundleError(f"{folder}: cannot be read: {error.strerror}") from error
    return [folder / name for name in names[:MOST_ON_A_STICK]]


def _named(name: str, way: str) -> bool:
    start, end = f"dulog-{way}-", ".bundle"
    return name.startswith(start) and name.endswith(end) and bool(_DEVICE.fullmatch(name[len(start) : -len(end)]))


def opened(path: Path) -> BinaryIO:
    """A bundle's file, open for reading: a plain one, and no larger than a bundle may be. Raises BundleError."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise BundleError(f"{path.name}: cannot be read: {error.strerror}") from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BUNDLE:
        os.close(handle)
        raise BundleError(f"{path.name}: not a plain file of at most {MAX_BUNDLE} bytes")
    return os.fdopen(handle, "rb")


class Reader:
    """Reads one bundle from an open file, a frame at a time. Raises BundleError and nothing else."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the heading."""
        self._file = file
        self._sum = hashlib.sha256()
        self._size = 0
        magic, version, way, device = _HEADING.unpack(self._take(_HEADING.size, "its heading"))
        if magic != _MAGIC:
            raise BundleError("not a bundle of ours")
        if version != VERSION:
            raise BundleError(f"a bundle of version {version}; we read version {VERSION}")
        name = device.decode("latin-1")
        if way not in _WAYS or not _DEVICE.fullmatch(name):
            raise BundleError("a bundle whose heading names no box or no way")
        self.heading = Heading(name, _WAYS[way])

    def frames(self) -> Iterator[bytes]:
        """The frames, whole as far as the lengths tell; raises at the end of what can be used if that is not all."""
        number = 1
        while True:
            (length,) = _LENGTH.unpack(self._take(_LENGTH.size, f"frame {number}"))
            if length == 0:
                break
            if length > MAX_FRAME:
                raise BundleError(f"frame {number}: a length of {length} bytes; the rest cannot be read")
            yield self._take(length, f"frame {number}")
            number += 1
        expected = self._sum.digest()
        if self._take(_SUM, "its sum") != expected:
            raise BundleError("the sum does not fit: it was damaged or changed on the way")
        if self._read(1):
            raise BundleError("there is something behind the end")

    def _take(self, count: int, what: str) -> bytes:
        data = self._read(count)
        if len(data) < count:
            raise BundleError(f"cut off at {what}")
        self._sum.update(data)
        self._size += count
        if self._size > MAX_BUNDLE:
            raise BundleError(f"longer than {MAX_BUNDLE} bytes")
        return data

    def _read(self, count: int) -> bytes:
        try:
            return self._file.read(count)
        except OSError as error:
            raise BundleError(f"the stick cannot be read any further: {error.strerror}") from error


def _settle(folder: Path) -> None:
    """Make the new name durable, where the file system can."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(directory)
