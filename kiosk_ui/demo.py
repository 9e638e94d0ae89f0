# SPDX-License-Identifier: Apache-2.0
"""Demo: a whole box in a folder that is thrown away, for a laptop with no configuration and no device."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from appliance import config
from appliance.box import Box
from appliance.case import BARANGAY
from appliance.config import Config
from appliance.counter import Facts, View
from appliance.office import Office, barangay_officer
from appliance.ports import Clock
from appliance.slip import Slip, as_text, lay_out
from appliance.store import Store, exists
from kiosk_ui.counter import OwnCounter
from kiosk_ui.kiosk import Hall

HALL: Final = Hall("Barangay San Isidro", "Lungsod ng Biñan, Laguna", sms_number="09171234567")

PIN: Final = "480213"
"""Opens staff mode here."""

_HUB, _READ, _REPLY = 4_000, 10_000, 20_000
"""Milliseconds after which a case is at a made-up hub, read, and answered."""

_COLUMNS: Final = 48
_OFFICER: Final = ("Ma. Teresa G. Dela Cruz", "Kalihim")
_ANSWER: Final = "Natanggap na po namin ito at ginagawa na. (Halimbawa lang po ito.)"


class DemoBox(Box):
    """The real thing, made when it is first used."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """`folder` is where it keeps everything."""
        hall = config.Hall(HALL.barangay, HALL.city, "BRGY SAN ISIDRO", "0403403014", 1, folder)
        super().__init__(Config(hall), clock)

    def store(self) -> Store:
        """This thread's store; the first one finds an officer with a PIN."""
        if not exists(self.config.hall.data):
            self.create()
            with super().store() as store:
                self.officers(store).set(*_OFFICER, PIN)
        return super().store()


class DemoCounter(OwnCounter):
    """The real counter; an officer who is not there reads and answers, and there is a hub in name only."""

    def facts(self, case: str) -> Facts:
        """True one after the other, as time passes."""
        self._work(case)
        facts, now = super().facts(case), self._box.clock.now()
        reached = facts.saved_at is not None and now >= facts.saved_at + _HUB
        return replace(facts, hub_at=facts.saved_at + _HUB if reached and facts.saved_at else None)

    def track(self, reference: str, pin: str) -> View:
        """A case that was filed since the program started."""
        self._work(super().track(reference, pin).case)
        found = super().track(reference, pin)
        return replace(found, facts=self.facts(found.case))

    def _work(self, case_id: str) -> None:
        """What the officer would have done by now."""
        self._here()
        store = self._store
        if store is None:
            raise ValueError("no store is open")
        office = Office(store, self._box.calendar, barangay_officer(*_OFFICER))
        case, now = store.case(case_id), self._box.clock.now()
        if now >= case.received_at + _READ:
            case = office.open(case_id)
        if now >= case.received_at + _REPLY and not case.reply:
            # what an agency holds, the hall may answer and not end
            office.resolve(case_id, "answered", _ANSWER) if case.holder == BARANGAY else office.reply(case_id, _ANSWER)


class TerminalPrinter:
    """Prints on the terminal what a receipt printer would."""

    present = True

    def print(self, slip: Slip) -> None:
        """Show the slip."""
        sys.stderr.write(f"\n{as_text(lay_out(slip, _COLUMNS), _COLUMNS)}\n\n")
