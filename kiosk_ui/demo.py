# SPDX-License-Identifier: Apache-2.0
"""Demo: the kiosk's ports on made-up data in memory, for a laptop with no configuration, data file or device."""

import sys
from collections.abc import Mapping
from typing import Final

from appliance import charter, reference
from appliance.calendar import philippines
from appliance.case import BARANGAY, State
from appliance.counter import Draft, Facts, Receipt, View
from appliance.errors import NotFound
from appliance.pins import draw
from appliance.ports import Clock
from appliance.promise import promise
from appliance.slip import Slip, as_text, lay_out
from kiosk_ui.kiosk import Hall

HALL: Final = Hall("Barangay San Isidro", "Lungsod ng Biñan, Laguna", sms_number="09171234567")

_HUB, _READ, _REPLY = 4_000, 10_000, 20_000
"""Milliseconds after which a made-up case is at the hub, read, and answered."""

_DEVICE: Final = 0
_COLUMNS: Final = 48
_ANSWER: Final = "Natanggap na po namin ito at ginagawa na. (Halimbawa lang po ito.)"


class DemoCounter:
    """Keeps cases as long as the program runs; an officer who is not there reads and answers them."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no case."""
        self.charter = charter.load()
        self._clock, self._calendar = clock, philippines()
        self._cases: dict[str, tuple[Draft, Receipt]] = {}
        self._told: dict[str, int] = {}
        self._rated: set[str] = set()

    def file(self, draft: Draft) -> Receipt:
        """Keep the case in memory."""
        number, now = reference.make(_DEVICE, len(self._cases)), self._clock.now()
        rule = self.charter.get(draft.service).rule if draft.service else "WD3"
        receipt = Receipt(number, number, draw(), promise(rule, now, self._calendar), now)
        self._cases[number] = draft, receipt
        return receipt

    def facts(self, case: str) -> Facts:
        """True one after the other, as time passes; told once they have seen the answer."""
        at, now = self._cases[case][1].at, self._clock.now()
        hub, read = (at + delay if now >= at + delay else None for delay in (_HUB, _READ))
        return Facts(at, hub, read, self._told.get(case))

    def track(self, written: str, pin: str) -> View:
        """A case that was filed since the program started."""
        number = reference.parse(written)
        draft, receipt = self._cases.get(number, (None, None))
        if draft is None or receipt is None or receipt.pin != pin:
            raise NotFound("no case with this reference and PIN")
        answered = self._clock.now() >= receipt.at + _REPLY
        if answered:
            self._told.setdefault(number, self._clock.now())
        due = receipt.promise
        return View(
            case=number,
            reference=number,
            type=draft.type,
            service=draft.service,
            state=State.IN_PROGRESS if answered else State.RECEIVED,
            holder=BARANGAY,
            due_at=due.due_at,
            due_provisional=due.provisional,
            next_update_at=due.due_at,
            facts=self.facts(number),
            history=(),
            reply=_ANSWER if answered else "",
            outcome="",
            may_rate=answered and number not in self._rated,
            may=frozenset({"client_supplied"}),
        )

    def speak(self, reference: str, pin: str, kind: str, text: str = "") -> View:
        """Hear it; the officer who is not there says nothing to it."""
        return self.track(reference, pin)

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        """Ask no more."""
        self._rated.add(case)


class TerminalPrinter:
    """Prints on the terminal what a receipt printer would."""

    present = True

    def print(self, slip: Slip) -> None:
        """Show the slip."""
        sys.stderr.write(f"\n{as_text(lay_out(slip, _COLUMNS), _COLUMNS)}\n\n")
