# SPDX-License-Identifier: Apache-2.0
"""Track: a case asked for by its number and PIN."""

from dataclasses import dataclass
from typing import Final

from appliance.counter import View
from appliance.errors import InputError, Locked, NotFound
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import grouped
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.widgets import keys

_LENGTHS: Final = {"reference": 12, "pin": 4}


@dataclass(frozen=True, slots=True)
class Asked:
    """The two numbers as typed so far; `active` is the one the keys go to."""

    title: str
    reference_label: str
    reference: str
    pin_label: str
    pin: str
    active: str
    advice: str
    wrong: bool
    submit: str
    ready: bool


class TrackPresenter(Presenter[Asked]):
    """Takes the two numbers; they live here only, and are gone when the screen is."""

    screen = "track"

    def __init__(self, kiosk: Kiosk) -> None:
        """Start empty."""
        super().__init__(kiosk)
        self._typed = dict.fromkeys(_LENGTHS, "")
        self._active, self._problem, self._waiting = "reference", "", False

    def view(self) -> Asked:
        """Both numbers, the PIN in the open: it is on the visitor's own slip."""
        words = self.words
        return Asked(
            words("kiosk.track.title"),
            words("kiosk.track.reference"),
            grouped(self._typed["reference"], 4, 4),
            words("kiosk.track.pin"),
            self._typed["pin"],
            self._active,
            words(f"kiosk.track.{self._problem or 'advice'}"),
            bool(self._problem),
            words("kiosk.track.waiting" if self._waiting else "kiosk.track.submit"),
            self._ready(),
        )

    def _ready(self) -> bool:
        return all(len(self._typed[field]) == length for field, length in _LENGTHS.items())

    def focus(self, field: str) -> None:
        """The keys go to this field."""
        self._active = field
        self.changed()

    def key(self, code: str) -> None:
        """A key was pressed; a full reference passes on to the PIN."""
        field = self._active
        if field == "pin" and code == keys.ERASE and not self._typed["pin"]:
            field = self._active = "reference"
        self._typed[field] = keys.typed(self._typed[field], code, _LENGTHS[field])
        self._problem = ""
        if field == "reference" and len(self._typed[field]) == _LENGTHS[field] and code.isdigit():
            self._active = "pin"
        self.changed()

    def submit(self) -> None:
        """Look the case up."""
        if self._waiting:
            return
        if not self._ready():
            self._problem = "incomplete"
            return self.changed()
        self._waiting, self._problem = True, ""
        self.changed()
        number, pin = self._typed["reference"], self._typed["pin"]
        return self.kiosk.run(lambda: self.kiosk.counter.track(number, pin), self._found, self._refused)

    def _found(self, view: View) -> None:
        self.visit.seen, self.visit.pin, self.visit.said = view, self._typed["pin"], ""
        self.kiosk.router.push("case")

    def _refused(self, error: Exception) -> None:
        """A wrong number and a wrong PIN have one answer, so that nobody learns which cases exist."""
        self._waiting = False
        if isinstance(error, Locked):
            self._problem = "locked"
        elif isinstance(error, (InputError, NotFound)):
            self._problem = "not_found"
        else:
            self._problem = "trouble"
        self.changed()
