# SPDX-License-Identifier: Apache-2.0
"""Courier: a stick for the hub, loaded and unloaded by `dulog courier` in a process of its own: programs are walls."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from appliance.errors import DeviceError
from kiosk_ui.ports import Trip

_PLACES: Final = ("/media/", "/run/media/")
"""Where sticks are mounted."""

_PATIENCE: Final = 300
"""Seconds that one half of a trip may take; a slow stick with a year of cases needs about one minute."""

_OCTAL: Final = re.compile(r"\\([0-7]{3})")


class OwnCourier:
    """Implements ports.Courier for the box of one configuration."""

    present = True

    def __init__(self, config: Path, mounts: Path = Path("/proc/mounts")) -> None:
        """`mounts` is the kernel's list of what is mounted where."""
        self._config, self._mounts = config, mounts

    def sticks(self) -> list[Path]:
        """The sticks that are plugged in."""
        places = [line.split(" ")[1] for line in self._mounts.read_text("utf-8").splitlines()]
        # the kernel writes a blank in a name as \040
        named = [_OCTAL.sub(lambda match: chr(int(match[1], 8)), place) for place in places]
        return sorted(Path(place) for place in named if place.startswith(_PLACES))

    def export(self, folder: Path) -> Trip:
        """Put what the hub does not have on the stick."""
        return self._run("export", folder)

    def bring(self, folder: Path) -> Trip:
        """Take in what the hub put on it, and put on it what the hub does not have."""
        return self._run("import", folder)

    def _run(self, do: str, folder: Path) -> Trip:
        command = [sys.executable, "-m", "appliance", "--config", str(self._config)]
        try:
            done = subprocess.run(
                [*command, "courier", do, str(folder), "--json"],
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                check=False,
            )
            return _trip(json.loads(done.stdout))
        except subprocess.TimeoutExpired as error:
            raise DeviceError(f"the stick took more than {_PATIENCE} s") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DeviceError("the courier could not use the stick") from error


def _trip(report: dict[str, Any]) -> Trip:
    """The plain report of what `dulog courier --json` says, one entry a file."""
    brought, loaded = report["brought"], report["loaded"]
    return Trip(
        loaded=sum(int(one["events"]) for one in loaded),
        left=sum(int(one["left"]) for one in loaded),
        brought=sum(int(one["events"]) for one in brought),
        whole=not any(one["problem"] for one in brought),
    )


class AbsentCourier:
    """Implements ports.Courier for a box that has no hub to carry anything to."""

    present = False

    def sticks(self) -> list[Path]:
        """None."""
        return []

    def export(self, folder: Path) -> Trip:
        """Nothing."""
        raise DeviceError("this box has no courier")

    def bring(self, folder: Path) -> Trip:
        """Nothing."""
        raise DeviceError("this box has no courier")
