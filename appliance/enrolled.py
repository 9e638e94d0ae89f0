# SPDX-License-Identifier: Apache-2.0
"""Enrolled: what the hub gave this box when it was enrolled; it goes before what the configuration file says."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from appliance import clock, durable
from appliance.config import Config, address
from appliance.errors import ConfigError, FrameError
from appliance.identity import Card

_FILE: Final = "enrolled.json"
_OWN: Final = "road.pem"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`brokers` ("host:port") lead to the hub, the first is to be called first; `door` is where to renew.

    `authority` is the certificate (PEM) by which brokers are checked, `hub` the hub's card in hexadecimal, `number`
    the index for this box's references, `psgc` the barangay it serves, `at` the hub's time then (UTC ms).
    """

    hub: str
    authority: str
    brokers: tuple[str, ...]
    door: str
    number: int
    psgc: str
    at: int

    @property
    def card(self) -> Card:
        """The hub's card. Raises FrameError."""
        return Card.decoded(bytes.fromhex(self.hub))

    def addresses(self) -> list[tuple[str, int]]:
        """Host and port of each broker. Raises ConfigError."""
        return [address(broker, _FILE) for broker in self.brokers]

    def applied(self, settings: Config) -> Config:
        """The configuration with what the hub says put in."""
        host, port = self.addresses()[0]
        hall = replace(settings.hall, psgc=self.psgc, index=self.number)
        broker = replace(settings.broker, host=host, port=port, hub=self.card.id, door=self.door)
        return replace(settings, hall=hall, broker=broker)


def own(folder: Path) -> Path:
    """The file with this box's TLS key and certificate (PEM)."""
    return folder / _OWN


def ends_at(folder: Path) -> int | None:
    """When this box's certificate ends (UTC ms), None for a box without one. Raises ConfigError for a damaged file."""
    path = own(folder)
    try:
        return round(x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc.timestamp() * 1000)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: the certificate cannot be read; enrol the box again") from error


def keep(folder: Path, found: Enrolled, pem: bytes) -> None:
    """Store what the hub gave durably, the key and certificate first: the box is enrolled once both are there."""
    durable.write(own(folder), pem)
    durable.write(folder / _FILE, json.dumps(asdict(found), indent=2).encode())
    clock.remember(folder, found.at)


def read(folder: Path) -> Enrolled | None:
    """What the hub gave this box; None for one that was not enrolled. Raises ConfigError for a damaged file."""
    path = folder / _FILE
    try:
        found: Any = json.loads(path.read_text("utf-8"))
        enrolled = Enrolled(**{**found, "brokers": tuple(found["brokers"])})
        return enrolled if enrolled.card and enrolled.addresses() else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, FrameError) as error:
        raise ConfigError(f"{path}: cannot be read; enrol the box again") from error
