# SPDX-License-Identifier: Apache-2.0
"""What stands in for the world outside (a clock), and short ways to real boxes and hubs on real SQLite files."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from appliance import charter
from appliance.answers import AnswerBook
from appliance.calendar import philippines
from appliance.charter import Charter
from appliance.conversation import Conversation, Heard, Survey
from appliance.counter import Counter
from appliance.database import Place
from appliance.event import Actor
from appliance.identity import Identity
from appliance.notices import Notices
from appliance.office import barangay_officer
from appliance.store import HUB, Owes, Store, create
from appliance.texts import Texts
from appliance.words import MANILA

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000

DEVICE = Identity(bytes(range(32)))
CENTRE = Identity(bytes(range(32, 64)))
SENDER = "BRGY SAN ISIDRO"
MARIA, PEDRO = "+639171234567", "+639989876543"

KALIHIM = barangay_officer("Ana Reyes", "Barangay Secretary")
ENGINEER = Actor("officer", "city-engineering", "Jose Cruz", "Engineer II")
SYSTEM = Actor("system", "barangay")


def manila(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> int:
    """A time on the wall in the Philippines as UTC milliseconds."""
    return int(datetime(year, month, day, hour, minute, tzinfo=MANILA).timestamp() * 1000)


class FakeClock:
    """Implements ports.Clock: stands still until it is told to move. Begins on Wednesday, 1 April 2026, 9:00."""

    def __init__(self, now: int = manila(2026, 4, 1), quality: str = "ntp") -> None:
        self.time = now
        self.trust = quality

    def now(self) -> int:
        return self.time

    def quality(self) -> str:
        return self.trust

    def pass_(self, milliseconds: int) -> None:
        """Let that much time go by."""
        self.time += milliseconds


def box_store(folder: Path | Place, clock: FakeClock, owes: Owes | None = None, identity: Identity = DEVICE) -> Store:
    """A box's data, made on first use, and a connection to it; the caller closes it."""
    create(folder, identity.id)
    return Store(folder, clock, owes)


def hub_store(folder: Path | Place, clock: FakeClock) -> Store:
    """The hub's data, made on first use, and a connection to it; the caller closes it."""
    create(folder, CENTRE.id, HUB)
    return Store(folder, clock)


@cache
def our_charter() -> Charter:
    """The services that come with the product."""
    return charter.load()


def notices(services: Charter | None = None, sender: str = SENDER) -> Notices:
    """The texts of a hall with our own charter."""
    return Notices(sender, services or our_charter())


def counter_of(store: Store, services: Charter | None = None) -> Counter:
    """A citizen's counter over this store."""
    return Counter(store, services or our_charter(), philippines(), 1, DEVICE.derive("pin"))


@cache
def answer_book() -> AnswerBook:
    """The one of our own charter."""
    return AnswerBook(our_charter())


def conversation_of(store: Store, services: Charter | None = None, survey: Survey | None = None) -> Conversation:
    """The conversation of a hall with this charter and the answer book of it."""
    more = {"survey": survey} if survey else {}
    book = AnswerBook(services) if services else answer_book()
    return Conversation(counter_of(store, services), notices(services), SENDER, book, **more)


class Phone:
    """A citizen's telephone: what it sends, and what comes back."""

    def __init__(self, conversation: Conversation, number: str = MARIA) -> None:
        self.conversation, self.number = conversation, number
        self.heard: list[str] = []

    def text(self, *messages: str) -> str:
        """Send these messages one after another; the answer to the last one."""
        for message in messages:
            self.heard.append(self.conversation.answer(Heard(self.number, message)).text)
        return self.heard[-1]


def reference_in(reply: str) -> str:
    """The reference that a reply names."""
    found = re.search(r"\d{4} \d{4} \d{4}", reply)
    assert found, reply
    return found[0]


class PowerCut(BaseException):
    """The plug was pulled."""


def cut_short(store: Store, work: Callable[[], object]) -> None:
    """Do this work in a transaction, and pull the plug before its commit."""
    with store.writing():
        work()
        raise PowerCut


def carry(sender: Store, receiver: Store, origins: Iterable[str] = ()) -> int:
    """Bring the receiver what it lacks of the sender's streams, and the sender the receipt; how many events went."""
    carried = 0
    for origin in origins or [stream.origin for stream in sender.streams(ours=True)]:
        held = receiver.stream(origin).seq
        said, head = sender.said_after(origin, held, count=10_000, size=10_000_000)
        if said:
            carried += len(receiver.accept(origin, held + 1, said, head))
            sender.acknowledge(origin, held + len(said))
    return carried


def texted(texts: Texts) -> list[str]:
    """Send everything that waits; the texts as their telephones put them together."""
    bodies: dict[int, str] = {}
    while part := texts.take():
        bodies[part.text] = bodies.get(part.text, "") + part.body
        texts.sent(part, part.text)
    return list(bodies.values())
