# SPDX-License-Identifier: Apache-2.0
"""The courier's stick: cases to the hub and answers back where there is no network."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.ports import Trip
from kiosk_ui.presenters.staff.base import StaffPresenter


@dataclass(frozen=True, slots=True)
class Stick:
    """What to do next, in lines of (icon, text, whether it needs somebody); empty buttons where no stick is in."""

    title: str
    lines: tuple[tuple[str, str, bool], ...]
    export: str
    bring: str
    look: str


class CourierPresenter(StaffPresenter[Stick]):
    """Loads and unloads the stick that is plugged in."""

    screen = "staff.courier"

    def __init__(self, kiosk: Kiosk) -> None:
        """Look for a stick."""
        super().__init__(kiosk)
        self._courier = kiosk.desk.courier
        self._sticks: list[Path] = []
        self._said: tuple[tuple[str, str, bool], ...] = ()
        self.look()

    def view(self) -> Stick:
        """What was found, and after a trip what it moved."""
        words = self.words
        ready = len(self._sticks) == 1 and not self.waiting
        return Stick(
            words("kiosk.staff.courier"),
            self._lines(),
            words("kiosk.staff.courier.export") if ready else "",
            words("kiosk.staff.courier.bring") if ready else "",
            words("kiosk.staff.courier.look"),
        )

    def _lines(self) -> tuple[tuple[str, str, bool], ...]:
        words, count = self.words, len(self._sticks)
        if self.waiting:
            return (("time", words("kiosk.staff.courier.waiting"), False),)
        if self.problem:
            return (("warning", words("kiosk.staff.courier.trouble"), True),)
        if self._said:
            return self._said
        if count == 1:
            return (
                ("usb", words("kiosk.staff.courier.found", name=self._sticks[0].name), False),
                ("privacy", words("kiosk.staff.courier.sealed"), False),
            )
        return (("usb", words("kiosk.staff.courier.several" if count else "kiosk.staff.courier.none"), count > 1),)

    def look(self) -> None:
        """Is there a stick by now?"""
        self._said = ()
        self.work(self._courier.sticks, self._found)

    def _found(self, sticks: list[Path]) -> None:
        self._sticks = sticks
        self.changed()

    def export(self) -> None:
        """Put what the hub does not have on the stick."""
        self._go(self._courier.export)

    def bring(self) -> None:
        """Take in the hub's answers."""
        self._go(self._courier.bring)

    def _go(self, trip: Callable[[Path], Trip]) -> None:
        if self.waiting or len(self._sticks) != 1:
            return
        folder = self._sticks[0]
        self.work(lambda: trip(folder), self._arrived)
        self.changed()

    def _arrived(self, trip: Trip) -> None:
        words = self.words
        said = [("usb", words("kiosk.staff.courier.loaded", count=trip.loaded), False)]
        if trip.left:
            said.append(("time", words("kiosk.staff.courier.left", count=trip.left), False))
        if trip.brought:
            said.insert(0, ("told", words("kiosk.staff.courier.brought", count=trip.brought), False))
        if not trip.whole:
            said.append(("warning", words("kiosk.staff.courier.torn"), True))
        self._said = (*said, ("check", words("kiosk.staff.courier.kept"), False))
        self.changed()
