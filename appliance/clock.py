# SPDX-License-Identifier: Apache-2.0
"""The machine's clock, and how far it can be trusted: a Pi 4 has none of its own and wakes up in the past."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from appliance import durable

_SYNCHRONIZED: Final = Path("/run/systemd/timesync/synchronized")
_RTC: Final = Path("/dev/rtc0")
_FILE: Final = "clock"
_STEP: Final = 3_600_000
_LIFE: Final = 25 * 365 * 86_400_000

TRUSTED: Final = frozenset({"ntp", "nitz", "rtc"})


class SystemClock:
    """Implements ports.Clock over the operating system, and never says a time that is certainly past."""

    def __init__(self, folder: Path | None = None, system: Callable[[], int] = time.time_ns) -> None:
        """`folder` is where `remember` keeps the time; `system` gives nanoseconds. The quality is looked at now and
        again every ten seconds."""
        self._folder = folder
        self._system = system
        self._floor = floor(folder)
        self._began = time.monotonic()
        self._quality = ("", 0.0)

    def now(self) -> int:
        """UTC milliseconds: the system's, unless that is before a time that was; then we count on from there."""
        system = self._system() // 1_000_000
        if self.quality() == "ntp":
            return system
        return max(system, self._counted())

    def quality(self) -> str:
        """ntp where systemd-timesyncd has been answered, rtc where a battery clock exists that is not in the past,
        else unsynced."""
        quality, until = self._quality
        if time.monotonic() >= until:
            self._learn()
            runs = _RTC.exists() and self._system() // 1_000_000 >= self._floor
            quality = "ntp" if _SYNCHRONIZED.exists() else "rtc" if runs else "unsynced"
            self._quality = (quality, time.monotonic() + 10)
        return quality

    def _counted(self) -> int:
        """The latest time that we know was, and what has passed since we learnt it."""
        return self._floor + round(1000 * (time.monotonic() - self._began))

    def _learn(self) -> None:
        """Take over what another program was told meanwhile."""
        told = floor(self._folder)
        if told > self._counted():
            self._floor, self._began = told, time.monotonic()


def floor(folder: Path | None) -> int:
    """Before this it cannot be (UTC ms): the latest of when this program was installed and what is remembered."""
    installed = round(Path(__file__).stat().st_mtime * 1000)
    kept = 0
    if folder is not None:
        with suppress(OSError, ValueError):  # none yet, or damaged: then we do not know it
            kept = int((folder / _FILE).read_bytes()[:20])
    return max(installed, kept)


def remember(folder: Path, at: int) -> None:
    """Keep a time (UTC ms) that somebody trustworthy said: NTP, or the hub. One an hour is enough for the disk,
    and one of another age is nobody's."""
    if floor(folder) + _STEP <= at <= floor(None) + _LIFE:
        with suppress(OSError):  # a full disk must not stop who was told the time
            durable.write(folder / _FILE, str(at).encode())
