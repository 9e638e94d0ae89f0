# SPDX-License-Identifier: Apache-2.0
"""Services: which service of the charter a matter is about, and what it takes."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from appliance.protected import SENSITIVITY
from appliance.words import Words
from kiosk_ui import journey
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.visit import OTHER

PRIVATE: Final = "private"
"""In the list of services: the door to those whose matters are protected."""

_HOUR: Final = 60
_WORKING_DAY: Final = 8 * _HOUR


@dataclass(frozen=True, slots=True)
class Services:
    """The services to choose from, by id; the first ones are "something else" and what is private."""

    title: str
    progress: str
    icon: str
    services: tuple[tuple[str, str], ...]


class ServicesPresenter(Presenter[Services]):
    """Asks what the matter is about."""

    screen = "services"

    def view(self) -> Services:
        """The charter's services of the matter's type, and one for everything else."""
        door, words = self.visit.door, self.words
        # first, and so on the first page: what is not in the list, and what must not be written here
        rows = [(OTHER, words(f"kiosk.services.{door}.other"))]
        if door == "complaint":
            rows.append((PRIVATE, words("kiosk.services.complaint.private")))
        rows += offered(self.kiosk, door)
        icon = "complaint" if door == "complaint" else "document"
        return Services(words(f"kiosk.services.{door}"), self.progress, icon, tuple(rows))

    def choose(self, service: str) -> None:
        """It is about this service, or about what must not be written here."""
        if service == PRIVATE:
            self.kiosk.router.push("private")
            return
        known = self.kiosk.counter.charter.services.get(service)
        self.visit.choose(service, known.type if known else self.visit.door)
        self.go_on()


def offered(kiosk: Kiosk, door: str) -> list[tuple[str, str]]:
    """The services behind a way in, by name, as (id, name).

    The counter cannot seal protected matters and refuses them: none is offered to be refused, or for others to see.
    """
    charter = kiosk.counter.charter
    found = [one for one in charter.of_type(*journey.DOORS[door]) if one.sensitivity != SENSITIVITY]
    return sorted(((one.id, charter.name(one.id, kiosk.words.language)) for one in found), key=lambda one: one[1])


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """What one service takes."""

    title: str
    progress: str
    fee: str
    time: str
    bring: str
    requirements: tuple[str, ...]
    go_on: str


class ServicePresenter(Presenter[ServiceSheet]):
    """Says what to bring, what it costs and how long it takes, before anybody types."""

    screen = "service"

    def view(self) -> ServiceSheet:
        """The charter's entry, short."""
        words, language = self.words, self.words.language
        service = self.kiosk.counter.charter.get(self.visit.service)
        requirements = tuple(
            words("kiosk.service.requirement", what=one.what[language], where=one.where[language])
            for one in service.requirements
        )
        return ServiceSheet(
            service.name[language],
            self.progress,
            fee(words, service.fee),
            _duration(words, service.minutes),
            words("kiosk.service.bring" if requirements else "kiosk.service.bring_nothing"),
            requirements,
            words("kiosk.go_on"),
        )


def fee(words: Words, pesos: Decimal) -> str:
    """What it costs, as people say it."""
    return words("kiosk.service.fee", amount=f"₱{pesos:,.2f}") if pesos else words("kiosk.service.free")


def _duration(words: Words, minutes: int) -> str:
    """Rounded up: a promise must not be shorter than the charter's."""
    if minutes < _HOUR:
        return words("kiosk.service.minutes", count=minutes)
    if minutes < _WORKING_DAY:
        hours = math.ceil(minutes / _HOUR)
        return words("kiosk.service.hour") if hours == 1 else words("kiosk.service.hours", count=hours)
    days = math.ceil(minutes / _WORKING_DAY)
    return words("kiosk.service.day") if days == 1 else words("kiosk.service.days", count=days)
