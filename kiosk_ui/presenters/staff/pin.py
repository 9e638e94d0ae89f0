# SPDX-License-Identifier: Apache-2.0
"""The way into staff mode: a PIN of six digits."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.case import Case
from appliance.errors import Locked
from appliance.event import Actor
from appliance.officers import PIN_DIGITS
from appliance.service import log
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.staff.base import locked
from kiosk_ui.shift import Shift
from kiosk_ui.widgets import keys


@dataclass(frozen=True, slots=True)
class Asked:
    """As many dots as digits were typed."""

    title: str
    dots: str
    advice: str
    wrong: bool
    submit: str
    leave: str


class PinPresenter(Presenter[Asked]):
    """Takes the digits; they live here only, and are gone when the screen is."""

    screen = "staff.pin"

    def __init__(self, kiosk: Kiosk) -> None:
        """Start empty."""
        super().__init__(kiosk)
        self._digits, self._problem, self._waiting = "", "", False

    def view(self) -> Asked:
        """The dots, and what became of the last try."""
        words = self.words
        return Asked(
            words("kiosk.staff.pin.title"),
            "•" * len(self._digits),
            words(f"kiosk.staff.pin.{self._problem or 'advice'}"),
            bool(self._problem),
            words("kiosk.staff.pin.waiting" if self._waiting else "kiosk.staff.pin.submit"),
            words("kiosk.staff.pin.leave"),
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        if not self._waiting:
            self._digits, self._problem = keys.typed(self._digits, code, PIN_DIGITS), ""
            self.changed()

    def submit(self) -> None:
        """That is the PIN."""
        if self._waiting:
            return
        if len(self._digits) < PIN_DIGITS:
            self._problem = "incomplete"
            return self.changed()
        desk, pin = self.kiosk.desk, self._digits
        self._waiting, self._digits = True, ""
        self.changed()

        def enter() -> tuple[Actor, Sequence[Case]]:
            officer = desk.sign_in(pin)
            return officer, desk.queue(officer)

        return self.kiosk.run(enter, self._entered, self._refused)

    def _entered(self, found: tuple[Actor, Sequence[Case]]) -> None:
        officer, queue = found
        self.kiosk.shift = Shift(officer, queue)
        self.kiosk.router.reset("attract", "staff")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Locked):
            log.warning("kiosk: staff mode is shut after too many wrong PINs")
        self._waiting, self._problem = False, locked(error)
        self.changed()

    def leave(self) -> None:
        """They are no officer, or have thought better of it."""
        self.kiosk.leave()
