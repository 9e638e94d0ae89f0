# SPDX-License-Identifier: Apache-2.0
"""The pseudo terminal that a modem, simulated, recorded or replayed, is reached through, and the link to it."""

import os
import tty
from pathlib import Path

_BURST = 1024


class Terminal:
    """A device path that can be pulled out and put in again behind the same symbolic link."""

    def __init__(self, link: Path | None = None) -> None:
        """Keep this link on the device while it is in; raises nothing yet."""
        self._link = link
        self._ends: tuple[int, int] | None = None
        self._name = ""
        self._out = bytearray()
        self.burst = _BURST

    @property
    def path(self) -> str:
        """The device to open: the link if there is one, else the terminal."""
        return self._name if self._link is None else str(self._link)

    @property
    def end(self) -> int | None:
        """Our end's file descriptor, None while it is pulled out."""
        return self._ends[0] if self._ends else None

    @property
    def has_more(self) -> bool:
        """Whether something waits to be said."""
        return bool(self._out)

    def plug(self) -> None:
        """Make the terminal and point the link at it; raises FileExistsError where the link is somebody's file."""
        host, device = os.openpty()
        tty.setraw(device)
        os.set_blocking(host, False)
        # The device end stays open here too, so that a program may close and open it without our end hanging up.
        self._ends, self._name = (host, device), os.ttyname(device)
        if self._link is not None:
            if self._link.exists() and not self._link.is_symlink():
                raise FileExistsError(self._link)
            fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
            fresh.symlink_to(self._name)
            fresh.replace(self._link)

    def unplug(self) -> None:
        """Close both ends, which hangs up on whoever has it open, and take the link away."""
        ends, self._ends = self._ends, None
        for end in ends or ():
            os.close(end)
        if ends and self._link is not None:
            self._link.unlink(missing_ok=True)
        self._out.clear()

    def hear(self) -> bytes:
        """What was written to the device; only when `end` is readable."""
        return os.read(self._ends[0], 4096) if self._ends else b""

    def say(self, octets: bytes) -> None:
        """Queue octets for the host; a pulled-out device says nothing."""
        if self._ends is not None:
            self._out += octets

    def flush(self) -> None:
        """Write what waits, as much as goes; only when `end` is writable."""
        if self._ends is not None:
            del self._out[: os.write(self._ends[0], self._out[: self.burst])]
