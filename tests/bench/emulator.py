# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.bench.emulator`: a bad line from this network namespace into a new one, through two TUN devices.

The new namespace has no name and lives as long as this program and what was started in it: nothing is left behind,
however it ends. Needs CAP_NET_ADMIN and /dev/net/tun, but no `sch_netem` in the kernel.
"""

import argparse
import contextlib
import ctypes
import fcntl
import json
import os
import random
import select
import struct
import sys
import time
from pathlib import Path
from typing import Any, Final

from tests.bench.line import Line, Way
from tests.bench.sandbox import SandboxError, ip

FAR: Final = "10.77.0.1"
NEAR: Final = "10.77.0.2"
"""The addresses of the line's ends: the hub's, here, and the box's, in the new namespace."""

_CONGESTION: Final = Path("/proc/sys/net/ipv4/tcp_congestion_control")
_TUN: Final = Path("/dev/net/tun")
_TUNSETIFF: Final = 0x400454CA
_IFF_TUN: Final = 0x0001
_IFF_NO_PI: Final = 0x1000
_CLONE_NEWNET: Final = 0x40000000
_PACKET: Final = 65_536
_IPV4: Final = 4
"""The version in an IP packet's first byte; what the kernel says to its IPv6 neighbours is not ours to count."""


def tun(name: str, address: str, device: Path = _TUN) -> int:
    """A network device in this namespace whose packets are read from and written to the descriptor."""
    try:
        descriptor = os.open(device, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN | _IFF_NO_PI))
    except OSError as error:
        raise SandboxError(f"{device}: {error.strerror}; the line needs it and CAP_NET_ADMIN") from error
    for command in (f"addr add {address}/30 dev {name}", f"link set {name} up", "link set lo up"):
        ip(command)
    _avoid_congestion()
    return descriptor


def _avoid_congestion() -> None:
    """Let TCP do in this network as Debian and Raspberry Pi OS have it, or as nearly as the machine allows.

    One machine's taste is no measure: on a line that loses packets the ways differ.
    """
    for way in ("cubic", "reno"):
        with contextlib.suppress(OSError):
            _CONGESTION.write_text(way, "ascii")
            return


def congestion() -> str:
    """How TCP avoids congestion in this network."""
    return _CONGESTION.read_text("ascii").strip()


def leave_network() -> None:
    """Go on in a network namespace of our own. Raises SandboxError where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        raise SandboxError(
            f"no network namespace of our own: {os.strerror(ctypes.get_errno())}; it needs CAP_SYS_ADMIN"
        )


class Emulator:
    """Takes packets out of either end, treats them as the line does, and puts them into the other."""

    def __init__(self, line: Line, seed: int, near: int, far: int) -> None:
        """`near` and `far` are the descriptors of the two ends."""
        self._ways = {
            near: (far, Way(line, random.Random(f"up {seed}"))),
            far: (near, Way(line, random.Random(f"down {seed}"))),
        }
        self._near, self._far = near, far

    def turn(self, also: int) -> bool:
        """Wait until something happens, and carry what came; whether there is something to read on `also`."""
        now = time.monotonic()
        wait = min(way.next() for _, way in self._ways.values()) - now
        ready, _, _ = select.select([*self._ways, also], [], [], min(max(wait, 0), 1))
        now = time.monotonic()
        for end, (other, way) in self._ways.items():
            if end in ready and (packet := os.read(end, _PACKET))[0] >> 4 == _IPV4:
                way.put(packet, now)
            for packet in way.due(now):
                os.write(other, packet)
        return also in ready

    def obey(self, command: str) -> dict[str, Any]:
        """Cut the line or mend it; what was put on it so far, in bytes and packets."""
        ways = {"up": self._ways[self._near][1], "down": self._ways[self._far][1]}
        if command in ("cut", "mend"):
            for way in ways.values():
                way.cut = command == "cut"
        counts = {name: {"bytes": way.size, "packets": way.packets, "lost": way.lost} for name, way in ways.items()}
        return {"ok": True, **counts}


def main() -> int:
    """Make the line, say that it is there, and carry packets until standard input ends."""
    parser = argparse.ArgumentParser(prog="emulator", description=__doc__)
    for name, kind in (("--rate", int), ("--delay", float), ("--loss", float), ("--queue", int), ("--seed", int)):
        parser.add_argument(name, type=kind, required=True)
    options = parser.parse_args()
    try:
        far = tun("far", FAR)
        leave_network()
        near = tun("near", NEAR)
    except SandboxError as error:
        sys.stderr.write(f"emulator: {error}\n")
        return 1
    emulator = Emulator(Line(options.rate, options.delay, options.loss, options.queue), options.seed, near, far)
    print(json.dumps({"ok": True}), flush=True)  # noqa: T201 what the bench waits for
    while True:
        if emulator.turn(sys.stdin.fileno()):
            command = sys.stdin.readline()
            if not command:
                return 0
            print(json.dumps(emulator.obey(json.loads(command)["do"])), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
