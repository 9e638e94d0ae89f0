# SPDX-License-Identifier: Apache-2.0
"""Cells: many brokers that know nothing of each other. Each box has two; losing one loses nothing and nobody."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance import durable
from appliance.config import address
from appliance.errors import ConfigError
from sync.hub import broker
from sync.hub.authority import Authority

FOLDER: Final = "/etc/dulog-broker"
"""Where a cell's files lie on the machine that it runs on."""

LIST: Final = "cells.json"
"""The list of all brokers, in the folder of a layout."""
_EACH: Final = 2
"""Brokers that a box is given."""

_UNITS: Final = {
    "dulog-broker.service": """[Unit]
Description=Dulog broker
After=network.target

[Service]
ExecStart=/usr/sbin/mosquitto -c {folder}/mosquitto.conf
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
""",
    "dulog-revoked.path": """[Unit]
Description=Watch the list of revoked certificates

[Path]
PathChanged={folder}/{revoked}

[Install]
WantedBy=multi-user.target
""",
    "dulog-revoked.service": """[Unit]
Description=Let the broker read the list of revoked certificates again

[Service]
Type=oneshot
ExecStart=/usr/bin/systemctl reload dulog-broker.service
""",
}

_README: Final = """This folder is one broker (cell "{name}", {address}). On that machine:

    apt-get install mosquitto && systemctl disable --now mosquitto
    install -d -o mosquitto -m 700 {folder}
    install -o mosquitto -m 600 mosquitto.conf topics.acl authority.crt broker.pem {revoked} {folder}/
    install -m 644 dulog-*.service dulog-*.path /etc/systemd/system/
    systemctl daemon-reload && systemctl enable --now dulog-broker.service dulog-revoked.path

After every `dulog hub revoke`, bring {revoked} from the hub to {folder}/ (the hub's copy is beside its
authority.pem); the broker reads it at once. broker.pem is a secret: delete it here when it is installed.
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One broker: its name, and where boxes and hub reach it."""

    name: str
    host: str
    port: int

    @property
    def address(self) -> str:
        """As "host:port"."""
        return f"{self.host}:{self.port}"


def of_device(cells: Sequence[Cell], device: str) -> list[Cell]:
    """The brokers for a box, the one to be called first in front.

    Each box ranks all cells by a hash of its own (rendezvous hashing), so they are loaded evenly, the boxes of a dead
    cell spread over all others, and a new cell takes its share from each and moves nobody else.
    """

    def rank(cell: Cell) -> bytes:
        return hashlib.sha256(f"{device} {cell.name}".encode()).digest()

    return sorted(cells, key=rank, reverse=True)[:_EACH]


def plan(count: int, host: str, port: int) -> list[Cell]:
    """`count` cells: "{n}" in the host is each one's number; without it they share a host on ports that follow."""
    each = [(str(number), host.replace("{n}", str(number))) for number in range(1, count + 1)]
    step = 0 if "{n}" in host else 1
    return [Cell(f"cell-{name}", at, port + step * place) for place, (name, at) in enumerate(each)]


def lay_out(folder: Path, cells: Sequence[Cell], authority: Authority, programs: Iterable[str]) -> None:
    """Write a folder for each cell with all that its machine needs, and the list of all that the hub reads."""
    names = list(programs)
    for cell in cells:
        place = folder / cell.name
        broker.prepare(place, authority, broker.guarded(Path(FOLDER), cell.port), cell.host, names)
        for name, unit in _UNITS.items():
            durable.write(place / name, unit.format(folder=FOLDER, revoked=broker.REVOKED).encode(), 0o644)
        words = _README.format(name=cell.name, address=cell.address, folder=FOLDER, revoked=broker.REVOKED)
        durable.write(place / "README.txt", words.encode(), 0o644)
    listed = {cell.name: cell.address for cell in cells}
    durable.write(folder / LIST, json.dumps(listed, indent=2).encode(), 0o644)


def read(path: Path) -> list[Cell]:
    """The cells in a list that `lay_out` wrote, or an operator. Raises ConfigError."""
    try:
        listed = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: the list of brokers cannot be read") from error
    if not (isinstance(listed, dict) and listed and all(isinstance(value, str) for value in listed.values())):
        raise ConfigError(f'{path}: must be a list such as {{"cell-1": "mqtt1.example.ph:8883"}}')
    return [Cell(name, *address(value, f"{path}: {name}")) for name, value in listed.items()]
