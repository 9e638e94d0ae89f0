# SPDX-License-Identifier: Apache-2.0
"""Revocation: a box that is believed no more. Its certificates are listed, its living talks are ended.

mosquitto 2.0 reads the list again on SIGHUP and then refuses the box, but leaves alone a session that lives. The hub
ends that by taking the box's place: a broker lets one client of a name stay, the one that came last.
"""

import os
import signal
import socket
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from appliance import durable
from appliance.config import Broker
from appliance.registry import Registry
from sync.hub.authority import Authority
from sync.hub.broker import PROCESS, REVOKED
from sync.hub.cells import Cell
from sync.roads import DOWN, MqttRoad
from sync.tls import calling

_PLACE: Final = timedelta(minutes=10)
_STAYS: Final = 12.0
"""Seconds for which the hub must keep the box's place undisturbed: a box waits up to ten before it comes back."""


def publish(registry: Registry, authority: Authority, folders: list[Path]) -> None:
    """Write the list of revoked certificates into these folders; brokers of ours that run there read it at once."""
    listed = authority.revocations(registry.revoked_serials())
    for folder in folders:
        durable.write(folder / REVOKED, listed, 0o644)
        with suppress(OSError, ValueError):  # no broker of ours runs from this folder
            number = int((folder / PROCESS).read_text())
            if Path(f"/proc/{number}/comm").read_text().strip() == "mosquitto":
                os.kill(number, signal.SIGHUP)


def take_place(authority: Authority, folder: Path, device: str, cell: Cell, patience: float = 30.0) -> bool:
    """End what a revoked box says on this broker; False where it comes back, or the broker is not to be reached.

    A box comes back where the list has not arrived: then bring it there and do this again.
    """
    try:
        socket.create_connection((cell.host, cell.port), timeout=patience).close()
    except OSError:
        return False
    own = folder / f"place-of-{device}.pem"
    durable.write(own, authority.client(device, _PLACE))
    try:
        tls = calling(authority.pem.decode(), own)
    finally:
        own.unlink()
    road = MqttRoad(Broker(cell.host, cell.port), name=device, hears=[DOWN + device], up=True, tls=tls)
    end = time.monotonic() + patience
    since: float | None = None
    try:
        while (now := time.monotonic()) < end:
            if not road.open:
                since = None
            elif since is None:
                since = now
            elif now - since >= _STAYS:
                return True
            time.sleep(0.05)
        return False
    finally:
        road.close()
