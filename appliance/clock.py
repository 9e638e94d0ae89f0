# SPDX-License-Identifier: Apache-2.0
"""The machine's clock, and how far it can be trusted: a Pi 4 has none of its own and wakes up in the past."""

import time
from pathlib import Path
from typing import Final

_SYNCHRONIZED: Final = Path("/run/systemd/timesync/synchronized")
_RTC: Final = Path("/dev/rtc0")

TRUSTED: Final = frozenset({"ntp", "nitz", "rtc"})


class SystemClock:
    """Implements ports.Clock over the operating system."""

    def __init__(self) -> None:
        """Look at the quality now; it is looked at again every ten seconds."""
        self._quality = ("", 0.0)

    def now(self) -> int:
        """UTC milliseconds."""
        return time.time_ns() // 1_000_000

    def quality(self) -> str:
        """ntp where systemd-timesyncd has been answered, rtc where a battery clock exists, else unsynced."""
        quality, until = self._quality
        if time.monotonic() >= until:
            quality = "ntp" if _SYNCHRONIZED.exists() else "rtc" if _RTC.exists() else "unsynced"
            self._quality = (quality, time.monotonic() + 10)
        return quality
