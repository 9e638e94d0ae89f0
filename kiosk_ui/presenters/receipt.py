# SPDX-License-Identifier: Apache-2.0
"""Receipt: proof that the case is saved on this machine, and which of the four facts are true by now."""

from dataclasses import dataclass
from typing import Final

from appliance import reference, slip
from appliance.counter import Facts
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.facts import Fact, four

_EVERY: Final = 1000
"""Milliseconds between two looks at the facts."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a citizen takes away; `print` where there is a printer."""

    title: str
    number_label: str
    reference: str
    pin_label: str
    pin: str
    promise: str
    following: str
    scan: str
    received: str
    facts: tuple[Fact, ...]
    print: str
    done: str


class ReceiptPresenter(Presenter[Slip]):
    """Shows the receipt of a committed case and follows its facts."""

    screen = "receipt"

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the visit's receipt, which exists only after the commit."""
        super().__init__(kiosk)
        if self.visit.receipt is None:
            raise ValueError("no receipt to show")
        self._receipt = self.visit.receipt
        self._facts: Facts | None = None
        self._asked, self._waiting = 0, False

    def view(self) -> Slip:
        """The numbers, the promised date, and the facts as last looked up."""
        words, receipt, visit = self.words, self._receipt, self.visit
        # the commit itself is what brought the receipt: no look-up is needed to say so
        facts = self._facts or Facts(receipt.at, None, None, None)
        key = "kiosk.receipt.promise_provisional" if receipt.promise.provisional else "kiosk.receipt.promise"
        following = "next_sms" if visit.sms else "next_anonymous" if visit.anonymous else "next"
        return Slip(
            words("kiosk.receipt.title"),
            f"{words('kiosk.receipt.number')} · {words.short_date(receipt.at)}, {words.time(receipt.at)}",
            reference.show(receipt.reference),
            words("kiosk.receipt.pin"),
            receipt.pin,
            words(key, date=_on_one_line(words.date(receipt.promise.due_at))),
            words(f"kiosk.receipt.{following}"),
            words("kiosk.receipt.scan"),
            slip.received(words, self.kiosk.hall.barangay, self.kiosk.hall.officer),
            four(words, facts, self.kiosk.clock.now()),
            words("kiosk.receipt.print") if self.kiosk.paper.printer.present else "",
            words("kiosk.receipt.done"),
        )

    def tick(self) -> None:
        """Look the facts up again now and then."""
        now = self.kiosk.clock.now()
        if not self._waiting and now - self._asked >= _EVERY:
            self._waiting, self._asked = True, now
            case = self._receipt.case
            self.kiosk.run(lambda: self.kiosk.counter.facts(case), self._looked_up, self._failed)

    def _looked_up(self, facts: Facts) -> None:
        self._waiting = False
        if facts != self._facts:
            self._facts = facts
            self.changed()

    def _failed(self, error: Exception) -> None:
        # the receipt stays true; the facts stay as last known
        self._waiting = False

    def print(self) -> None:
        """They want it on paper."""
        self.kiosk.router.push("paper")

    def done(self) -> None:
        """They have it; the kiosk forgets them."""
        self.kiosk.leave()


def _on_one_line(date: str) -> str:
    """A date whose day never stands on a line without its month."""
    return "\N{NO-BREAK SPACE}".join(date.rsplit(" ", 1))
