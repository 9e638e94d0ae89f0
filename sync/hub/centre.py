# SPDX-License-Identifier: Apache-2.0
"""Centre: the parts of the hub put together from its configuration, the same for its program and its operators."""

import ssl
from pathlib import Path
from typing import Final, Self

from appliance import config, durable, identity
from appliance.clock import SystemClock
from appliance.config import Broker, Config
from appliance.database import place_of
from appliance.errors import ConfigError
from appliance.ports import Clock
from appliance.store import HUB, Store, create
from sync.hub import broker, cells
from sync.hub.authority import Authority
from sync.hub.cells import Cell
from sync.hub.enrolment import Enrolment
from sync.roads import BULK, TALK, UP, MqttRoad
from sync.tls import calling

WORKERS: Final = 8
"""How many intake workers may be connected to one broker beside the hub's own program."""


class Centre:
    """The hub; each thread opens its own store."""

    def __init__(self, settings: Config, clock: Clock | None = None) -> None:
        """Read the hub's key, and make its data file, or its server's tables, on first use.

        Raises ConfigError, StoreError.
        """
        self.config = settings
        self.folder = settings.hub.data / "authority"
        self.clock = clock or SystemClock(settings.hub.data)
        self.identity = identity.load(settings.hub.data)
        self._place = create(place_of(settings.hub.data, settings.hub.database), self.identity.id, HUB)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The hub that the configuration file describes."""
        return cls(config.load(path))

    def store(self) -> Store:
        """This thread's store. Raises StoreError."""
        return Store(self._place, self.clock)

    def authority(self) -> Authority:
        """The certificate authority, made on first use. Raises ConfigError."""
        return Authority.at(self.folder, self.clock)

    def cells(self) -> list[Cell]:
        """The brokers behind TLS; none in the demo. Raises ConfigError."""
        listed = self.config.hub.cells
        return cells.read(listed) if listed else []

    def enrolment(self, store: Store) -> Enrolment:
        """What takes in boxes. Raises ConfigError where nothing is said that they could be given."""
        for key, said in (("cells", self.config.hub.cells), ("door", self.config.hub.door)):
            if not said:
                raise ConfigError(f"hub.{key}: is missing; see 'Bringing a hall to the hub' in README.md")
        return Enrolment(store, self.identity, self.authority(), self.cells(), self.config.hub.door)

    def programs(self) -> list[str]:
        """The names under which programs of the hub connect to a broker: its own and the workers'."""
        me = self.identity.id
        return [me, *(f"{me}-{number}" for number in range(1, WORKERS + 1))]

    def roads(self, worker: int = 0) -> list[MqttRoad]:
        """The hub's own program, or this intake worker, on every cell's broker; without cells, on this machine's."""
        name = self.programs()[worker]
        hears = [f"{UP}+{TALK}", f"{UP}+{BULK}"]
        if worker:
            hears = [broker.intake(self.identity)]
        elif self.config.hub.intake:
            hears = hears[:1]
        found = self.cells()
        if not found:
            return [MqttRoad(self.config.broker, name=name, hears=hears, up=False)]
        tls = self.calling(name)
        return [MqttRoad(Broker(cell.host, cell.port), name=name, hears=hears, up=False, tls=tls) for cell in found]

    def calling(self, name: str) -> ssl.SSLContext:
        """How one of these programs calls a broker; its key and certificate are made on first use."""
        authority = self.authority()
        own = self.folder / f"{name}.pem"
        if not own.exists():
            durable.keep(own, authority.client(name))
        return calling(authority.pem.decode(), own)
