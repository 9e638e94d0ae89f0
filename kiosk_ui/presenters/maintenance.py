# SPDX-License-Identifier: Apache-2.0
"""Maintenance: the apology of a kiosk that can serve nobody now; and its rest between two days."""

from dataclasses import dataclass

from appliance.words import words_in
from kiosk_ui.presenters.answers import grouped
from kiosk_ui.presenters.base import Presenter


@dataclass(frozen=True, slots=True)
class Apology:
    """In every language of the hall: that it is sorry, and the way on."""

    lines: tuple[tuple[str, str], ...]
    emergency: str


class MaintenancePresenter(Presenter[Apology]):
    """Needs no store; the kiosk comes back by itself."""

    screen = "maintenance"

    def view(self) -> Apology:
        """The apology; the number to text where the hall has one."""
        hall = self.kiosk.hall
        way = "kiosk.maintenance.text" if hall.sms_number else "kiosk.maintenance.desk"
        spoken = [words_in(language) for language in hall.languages]
        number = grouped(hall.sms_number, 4, 3, 4)
        lines = tuple((words("kiosk.maintenance.sorry"), words(way, number=number)) for words in spoken)
        return Apology(lines, self.words("kiosk.home.emergency"))

    def emergency(self) -> None:
        """Whom to call."""
        self.kiosk.router.push("emergency")


@dataclass(frozen=True, slots=True)
class Rest:
    """Dim words on a dark screen."""

    title: str
    wake: str
    emergency: str


class RestPresenter(Presenter[Rest]):
    """Waits for a touch, as long as it takes."""

    screen = "rest"

    def view(self) -> Rest:
        """The hall is closed; help is not."""
        words = self.words
        return Rest(words("kiosk.rest.title"), words("kiosk.rest.wake"), words("kiosk.rest.emergency"))

    def wake(self) -> None:
        """Somebody is here."""
        self.kiosk.leave()
