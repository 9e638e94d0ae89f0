# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub.broker --folder DIR --port N`: write mosquitto's configuration and become mosquitto.

Written for Debian's mosquitto 2.0.11. The broker is a pipe between boxes and hub: it keeps nothing on disk, and lets
nobody in but whom our authority certified, each to topics of their own.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from appliance import durable
from appliance.identity import Identity
from sync.frame import MAX_FRAME
from sync.hub.authority import Authority
from sync.roads import BULK, DOWN, UP

REVOKED: Final = "revoked.pem"
"""The file in a broker's folder that lists the revoked certificates; the broker reads it again on SIGHUP."""

PROCESS: Final = "broker.pid"
"""The file in a broker's folder with its process number, where `python -m sync.hub.broker` started it."""

_PLAIN: Final = """# written by Dulog
listener {port} 127.0.0.1
allow_anonymous true
# it stays who started it: who becomes another user forgets that it was to end with its parent
user root
"""

_GUARDED: Final = """# written by Dulog
listener {port}
# a certificate of our authority, or no word is heard; who you are is what it says, whatever you say
tls_version tlsv1.3
cafile {folder}/authority.crt
certfile {folder}/broker.pem
keyfile {folder}/broker.pem
crlfile {folder}/{revoked}
require_certificate true
use_identity_as_username true
use_username_as_clientid true
allow_anonymous false
acl_file {folder}/topics.acl
max_connections {connections}
user {user}
"""

_LIMITS: Final = """persistence false
retain_available false
persistent_client_expiration 1h
max_keepalive 600
max_packet_size {packet}
max_inflight_messages 20
max_queued_messages 10000
max_queued_bytes 8388608
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
"""

_TOPICS: Final = """# a box speaks under its own name and hears what is said to it
pattern write {up}%u/#
pattern read {down}%u
"""

_HUB_TOPICS: Final = """
user {name}
topic read {up}#
topic write {down}#
"""

_CONNECTIONS: Final = 10_000
"""Most clients of one broker: four times the boxes that a cell is meant for."""


def plain(port: int) -> str:
    """mosquitto's configuration without TLS, on this machine's loopback only: for the demo and for tests."""
    return _PLAIN.format(port=port) + _limits()


def guarded(folder: Path, port: int, user: str = "mosquitto") -> str:
    """mosquitto's configuration with TLS 1.3 and client certificates only; its files lie in `folder`.

    They must be readable for `user`, which mosquitto becomes when root starts it.
    """
    fields = {"folder": folder, "port": port, "user": user, "revoked": REVOKED, "connections": _CONNECTIONS}
    return _GUARDED.format(**fields) + _limits()


def intake(me: Identity) -> str:
    """The subscription that the hub's intake workers share: each frame comes to one of them.

    The group's name is a secret of the hub's: mosquitto lets anybody join a group that they can name, sends them their
    share, finds that they may not read it, and drops it.
    """
    return f"$share/{me.derive('intake group').hex()[:32]}/{UP}+{BULK}"


def topics(programs: Iterable[str]) -> str:
    """mosquitto's access list: a box for itself, and these programs of the hub's for all."""
    hub = "".join(_HUB_TOPICS.format(name=name, up=UP, down=DOWN) for name in programs)
    return _TOPICS.format(up=UP, down=DOWN) + hub


def prepare(folder: Path, authority: Authority, configuration: str, host: str, programs: Iterable[str]) -> None:
    """Write all that a guarded broker needs into `folder`, with a new key; a list of the revoked stays."""
    durable.write(folder / "mosquitto.conf", configuration.encode(), 0o644)
    durable.write(folder / "topics.acl", topics(programs).encode(), 0o644)
    durable.write(folder / "authority.crt", authority.pem, 0o644)
    durable.write(folder / "broker.pem", authority.broker([host]))
    durable.keep(folder / REVOKED, authority.revocations(()), 0o644)


def _limits() -> str:
    return _LIMITS.format(packet=MAX_FRAME + 1024)  # room for the topic and the packet's own header


def main() -> int:
    """Replace this process by mosquitto; 1 with a clear message where it is not installed."""
    parser = argparse.ArgumentParser(prog="broker", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, help="a plain listener on the loopback; without it, what the folder holds")
    arguments = parser.parse_args()
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        sys.stderr.write("broker: mosquitto is not installed; install Debian's package mosquitto\n")
        return 1
    path = arguments.folder / "mosquitto.conf"
    if arguments.port:
        path.write_text(plain(arguments.port), "utf-8")
    durable.write(arguments.folder / PROCESS, str(os.getpid()).encode())
    os.execv(program, [program, "-c", str(path)])  # noqa: S606 our own program, no shell


if __name__ == "__main__":
    sys.exit(main())
