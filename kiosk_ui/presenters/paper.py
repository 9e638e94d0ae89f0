# SPDX-License-Identifier: Apache-2.0
"""Paper: the receipt printed for whoever wants it, with their PIN on it only if they say so."""

from dataclasses import dataclass
from typing import Final

from appliance import reference
from appliance.errors import PaperOut
from appliance.slip import Acknowledged, Slip, slip
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.services import fee

_PATIENCE: Final = 20_000
"""Milliseconds after which a printer that says nothing is said not to answer."""


@dataclass(frozen=True, slots=True)
class Printing:
    """What to decide or what came of it, in one bold sentence and one more; empty words are for no button."""

    title: str
    icon: str
    what: str
    more: str
    wrong: bool
    without: str
    with_pin: str
    back: str


class PaperPresenter(Presenter[Printing]):
    """Prints; whatever the printer does, the case is saved and the receipt is still on the screen before this one.

    The PIN is left out unless it is asked for: whoever finds a slip with number and PIN can read the case, and people
    drop slips; but who cannot write it down may want it printed.
    """

    screen = "paper"

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask first."""
        super().__init__(kiosk)
        if self.visit.receipt is None:
            raise ValueError("no receipt to print")
        self._receipt = self.visit.receipt
        self._state, self._since = "ask", 0

    def view(self) -> Printing:
        """The question, the wait, or how it ended."""
        words, state = self.words, self._state
        wrong = state in ("no_paper", "no_answer")
        more = {"ask": words("kiosk.paper.why")}
        if wrong:
            more[state] = words("kiosk.paper.safe", number=reference.show(self._receipt.reference))
        asks = state == "ask"
        return Printing(
            words("kiosk.paper.title"),
            "warning" if wrong else "print",
            words(f"kiosk.paper.{state}"),
            more.get(state, ""),
            wrong,
            words("kiosk.paper.without") if asks else "",
            words("kiosk.paper.with") if asks else "",
            "" if asks or state == "printing" else words("kiosk.paper.back"),
        )

    def print(self, with_pin: bool) -> None:
        """Print once; while another slip hangs in the printer, say so instead."""
        if self._state != "ask":
            return
        if self.kiosk.paper.runner.busy:
            return self._become("no_answer")
        self._since = self.kiosk.clock.now()
        self._become("printing")
        return self.kiosk.print(self._slip(with_pin), lambda _: self._become("printed"), self._refused)

    def tick(self) -> None:
        """Wait no longer than a person would."""
        # a clock that was set back must not hold them here
        if self._state == "printing" and not 0 <= self.kiosk.clock.now() - self._since < _PATIENCE:
            self._become("no_answer")

    def _refused(self, error: Exception) -> None:
        self._become("no_paper" if isinstance(error, PaperOut) else "no_answer")

    def _become(self, state: str) -> None:
        self._state = state
        self.changed()

    def _slip(self, with_pin: bool) -> Slip:
        visit, words, hall = self.visit, self.words, self.kiosk.hall
        what, price = words(f"type.{visit.type}"), ""
        if visit.service:
            charter = self.kiosk.counter.charter
            what = f"{charter.name(visit.service, words.language)} ({what})"
            price = fee(words, charter.get(visit.service).fee) if visit.type == "service_request" else ""
        return slip(
            words,
            Acknowledged(
                office=hall.barangay,
                place=hall.city,
                officer=hall.officer,
                what=what,
                reference=self._receipt.reference,
                at=self._receipt.at,
                promise=self._receipt.promise,
                fee=price,
                texted=bool(visit.sms or (visit.phone and hall.sms_number)),
                number=hall.sms_number,
                pin=self._receipt.pin if with_pin else "",
            ),
        )
