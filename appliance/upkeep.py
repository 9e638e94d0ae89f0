# SPDX-License-Identifier: Apache-2.0
"""Upkeep: whether this box can serve citizens now, and if not, why; an operator may set its kiosk aside."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.errors import StoreError
from appliance.store import Store

ASIDE: Final = "aside"
DISK: Final = "disk"
STORE: Final = "store"

LEAST_FREE: Final = 16 * 1024 * 1024
"""Bytes that must be free: below it no case is begun, so that what is under way can still be written."""

_FLAG: Final = "kiosk-aside"


class Upkeep:
    """Looks at the data file and its disk as a program that is about to write would."""

    def __init__(self, folder: Path, opened: Callable[[], Store], *, least: int = LEAST_FREE) -> None:
        """`opened` opens the store in `folder`; `least` bytes must be free there."""
        self._flag = folder / _FLAG
        self._opened, self._least = opened, least

    @property
    def aside(self) -> bool:
        """Whether an operator set the kiosk aside."""
        return self._flag.exists()

    def set_aside(self, aside: bool) -> None:
        """Set the kiosk aside, or back to work; it also holds after a restart."""
        if aside:
            self._flag.touch()
        else:
            self._flag.unlink(missing_ok=True)

    def hindrance(self) -> str:
        """Why nobody can be served now: `aside`, `disk` or `store`; empty when all is well."""
        if self.aside:
            return ASIDE
        try:
            if shutil.disk_usage(self._flag.parent).free < self._least:
                return DISK
            with self._opened() as store, store.writing():
                return ""
        except (OSError, StoreError):
            return STORE
