# SPDX-License-Identifier: Apache-2.0
"""Box: the core of one appliance put together from its configuration, the same for every program."""

from pathlib import Path
from typing import Self

from appliance import charter, config, enrolled, identity, phone, survey
from appliance.answers import AnswerBook
from appliance.calendar import Calendar, philippines
from appliance.clock import SystemClock
from appliance.config import Config
from appliance.conversation import Conversation, Survey
from appliance.counter import Counter
from appliance.database import Place
from appliance.ledger import Ledger
from appliance.notices import Notices
from appliance.officers import Officers
from appliance.ports import Clock
from appliance.store import Store, create
from appliance.upkeep import Upkeep
from appliance.witness import Witness


class Box:
    """The parts that belong together; each thread opens its own store."""

    def __init__(self, settings: Config, clock: Clock | None = None) -> None:
        """Read the key and the charter. Raises ConfigError, CharterError."""
        self.enrolled = enrolled.read(settings.hall.data)
        if self.enrolled:
            settings = self.enrolled.applied(settings)
        self.config = settings
        self.clock = clock or SystemClock(settings.hall.data)
        self.identity = identity.load(settings.hall.data)
        self.charter = charter.of_hall(settings.hall.charter)
        self.calendar: Calendar = philippines()
        called = {"officer": settings.hall.officer_phone, "head": settings.hall.head_phone}
        officials = {who: phone.normalise(number) for who, number in called.items() if number}
        self.notices = Notices(settings.hall.sms_name, self.charter, officials)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The box that the configuration file describes."""
        return cls(config.load(path))

    def create(self) -> Place:
        """Make or update the data file; one that was put back to an older state speaks under a new name from here."""
        path = create(self.config.hall.data, self.identity.id)
        with self.store() as store:
            self.witness.mind(store)
        return path

    def start(self) -> None:
        """Before a program speaks: a file that was put back meanwhile gets a new name. Raises StoreError.

        Whoever puts a file back by hand rarely runs `dulog migrate`; what was filed then under the old name would be
        another history, and never reach the hub.
        """
        with self.store() as store:
            self.witness.mind(store)

    @property
    def witness(self) -> Witness:
        """What the hub has confirmed of this box's history, kept outside the data file."""
        path = self.config.hall.witness or self.config.hall.data / "witness"
        return Witness(path, self.identity.derive("witness"))

    def store(self) -> Store:
        """This thread's store; every event it takes in queues the texts that it owes. Raises StoreError."""
        return Store(self.config.hall.data, self.clock, self.notices)

    def counter(self, store: Store) -> Counter:
        """What a citizen can do."""
        return Counter(store, self.charter, self.calendar, self.config.hall.index, self.identity.derive("pin"))

    def ledger(self, store: Store) -> Ledger:
        """What keeps this box's promises."""
        return Ledger(store, self.charter, self.calendar)

    def officers(self, store: Store) -> Officers:
        """Who may work at the kiosk's staff mode."""
        return Officers(store, self.identity.derive("staff pin"))

    def upkeep(self) -> Upkeep:
        """Whether this box can serve citizens now."""
        return Upkeep(self.config.hall.data, self.store)

    def conversation(self, store: Store) -> Conversation:
        """What a citizen can do by writing."""
        counter = self.counter(store)
        rating = Survey(survey.FIELDS, lambda case: survey.may_offer(case, self.charter), counter.rate)
        book = AnswerBook(self.charter)
        return Conversation(counter, self.notices, self.config.hall.sms_name, book, rating)
