# SPDX-License-Identifier: Apache-2.0
"""Services: which service of the charter a matter is about, and what it takes."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from appliance.words import Words
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.visit import OTHER

PRIVATE: Final = "private"
"""In the list of services: the door to those whose matters are protected."""

_HOUR: Final = 60
_WORKING_DAY: Final = 8 * _HOUR


@dataclass(frozen=True, slots=True)
class Services:
    """The services to choose from, by id; the last ones are what is private and "something else"."""

    title: str
    progress: str
    icon: str
    services: tuple[tuple[str, str], ...]


class ServicesPresenter(Presenter[Services]):
    """Asks what the matter is about."""

    screen = "services"

    def view(self) -> Services:
        """The charter's services of the matter's type, and one for everything else."""
        kind, words = self.visit.type, self.words
        charter = self.kiosk.counter.charter
        # the counter cannot seal protected matters yet and refuses them: none is offered to be refused
        offered = [one for one in charter.of_type(kind) if one.sensitivity != "protected"]
        listed = sorted((charter.name(one.id, words.language), one.id) for one in offered)
        rows = [(service, name) for name, service in listed]
        if kind == "complaint":
            rows.append((PRIVATE, words("kiosk.services.complaint.private")))
        rows.append((OTHER, words(f"kiosk.services.{kind}.other")))
        icon = "complaint" if kind == "complaint" else "document"
        return Services(words(f"kiosk.services.{kind}"), self.progress, icon, tuple(rows))

    def choose(self, service: str) -> None:
        """It is about this service, or about what must not be written here."""
        if service == PRIVATE:
            self.kiosk.router.push("private")
            return
        self.visit.service = service
        self.go_on()


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
