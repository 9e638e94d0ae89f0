# SPDX-License-Identifier: Apache-2.0
"""Desk: the officers' side of the kiosk, on a store of its own, opened by the thread that first uses it."""

from collections.abc import Callable
from typing import Final

from appliance import health
from appliance.box import Box
from appliance.case import Case
from appliance.counter import Facts
from appliance.errors import NotFound
from appliance.event import Actor
from appliance.health import Day, Health
from appliance.office import Office
from appliance.store import Store
from kiosk_ui.courier import AbsentCourier
from kiosk_ui.ports import Courier
from kiosk_ui.shift import CaseFile

NO_COURIER: Final = AbsentCourier()


class OwnDesk:
    """Implements ports.Desk over a box."""

    def __init__(self, box: Box, courier: Courier = NO_COURIER) -> None:
        """Open nothing yet."""
        self._box, self.courier = box, courier
        self._store: Store | None = None

    def sign_in(self, pin: str) -> Actor:
        """The officer with this PIN."""
        return self._box.officers(self._here()).sign_in(pin)

    def queue(self, officer: Actor) -> list[Case]:
        """The cases, but protected ones: no officer of the hall may read those."""
        services = self._box.charter.services
        sealed = {service.id for service in services.values() if service.sensitivity == "protected"}
        return [case for case in self._office(officer).queue() if case.service not in sealed]

    def open(self, officer: Actor, case_id: str) -> CaseFile:
        """A case to read."""
        return self._file(self._office(officer).open(case_id))

    def act(self, officer: Actor, case_id: str, deed: Callable[[Office], None]) -> CaseFile:
        """Do something with a case, and read it again."""
        deed(self._office(officer))
        return self._file(self._here().case(case_id))

    def health(self) -> Health:
        """How the box is."""
        return health.look(self._here(), self._box.notices, self._box.config.hall.data)

    def verify(self) -> dict[str, str]:
        """Walk every hash chain."""
        return self._here().verify()

    def today(self) -> Day:
        """What the day brought so far."""
        return health.today(self._here())

    def _office(self, officer: Actor) -> Office:
        return Office(self._here(), self._box.calendar, officer)

    def _file(self, case: Case) -> CaseFile:
        hub_at = self._here().hub_at(case.id)
        return CaseFile(case, Facts(case.received_at, hub_at, case.read_at, case.told_at))

    def _here(self) -> Store:
        if self._store is None:
            self._store = self._box.store()
        return self._store


class NoDesk:
    """Implements ports.Desk for a kiosk where no officer works: every PIN is wrong, and nothing follows."""

    courier: Courier = NO_COURIER

    def sign_in(self, pin: str) -> Actor:
        """Nobody has this PIN."""
        raise NotFound("no officer works at this kiosk")

    def queue(self, officer: Actor) -> list[Case]:
        """Nothing."""
        return []

    def open(self, officer: Actor, case_id: str) -> CaseFile:
        """Nothing."""
        raise NotFound("no officer works at this kiosk")

    def act(self, officer: Actor, case_id: str, deed: Callable[[Office], None]) -> CaseFile:
        """Nothing."""
        raise NotFound("no officer works at this kiosk")

    def health(self) -> Health:
        """Nothing."""
        raise NotFound("no officer works at this kiosk")

    def verify(self) -> dict[str, str]:
        """Nothing."""
        return {}

    def today(self) -> Day:
        """Nothing."""
        return Day(0, 0, 0)
