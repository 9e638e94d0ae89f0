# SPDX-License-Identifier: Apache-2.0
"""Cases: made-up people who file their matters at a real counter, in a data file that goes away."""

import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from appliance import charter
from appliance.calendar import philippines
from appliance.charter import Charter, Field
from appliance.counter import Counter, Draft
from appliance.identity import Identity
from appliance.store import Store, create

BOX: Final = Identity(b"made-up box for measuring frames")
HUB: Final = Identity(b"made-up hub for measuring frames")
_HERE: Final = Path(__file__).parent
_MOMENT: Final = 1_775_005_200_000
"""1 April 2026, 9:00 in Manila, as UTC ms."""

_SERVED: Final = (60, 900)
"""Seconds between two citizens."""


class Matter(NamedTuple):
    """What somebody brings: a service of the charter or a type of case, the language, their words."""

    about: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class People:
    """Who files, where they live, and with what."""

    matters: Sequence[Matter]
    names: Sequence[str]
    places: Sequence[str]


class Ticking:
    """Implements ports.Clock: some minutes pass between two citizens."""

    def __init__(self, chance: random.Random) -> None:
        """Begin on an ordinary morning."""
        self._chance = chance
        self._now = _MOMENT

    def now(self) -> int:
        """UTC ms."""
        return self._now

    def quality(self) -> str:
        """As of a box that the network told the time."""
        return "ntp"

    def serve(self) -> None:
        """Let the next citizen come."""
        self._now += self._chance.randrange(1000 * _SERVED[0], 1000 * _SERVED[1])


def people(folder: Path = _HERE) -> People:
    """Those whose words, names and places lie in this folder."""
    matters = [Matter(*line.split(" ", 2)) for line in lines(folder / "cases.txt")]
    return People(matters, lines(folder / "names.txt"), lines(folder / "places.txt"))


def lines(path: Path) -> list[str]:
    """A file's lines but for remarks."""
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@contextmanager
def hall(chance: random.Random) -> Iterator[tuple[Store, Counter, Ticking]]:
    """A hall's data file and counter, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="dulog-bench-") as folder:
        create(Path(folder), BOX.id)
        clock = Ticking(chance)
        with Store(Path(folder), clock) as store:
            yield store, Counter(store, charter.load(), philippines(), 4021, b"bench"), clock


def drafts(who: People, chance: random.Random) -> Iterator[Draft]:
    """Each matter once, in an order of chance, as the kiosk or a text would file it."""
    services = charter.load()
    for matter in chance.sample(who.matters, len(who.matters)):
        service = matter.about if matter.about in services.services else ""
        by_text = chance.random() < 0.3
        given = chance.random() < 0.8
        yield Draft(
            type=services.get(service).type if service else matter.about,
            words=matter.words,
            language=matter.language,
            channel="sms" if by_text else "kiosk",
            service=service,
            phone=f"+639{chance.randrange(10**9):09d}" if by_text or given else "",
            name=chance.choice(who.names) if chance.random() < 0.7 else "",
            sms=by_text or given,
            notice="" if by_text else "kiosk-2",
            answers=_answers(services, service, who, chance),
        )


def _answers(services: Charter, service: str, who: People, chance: random.Random) -> dict[str, str]:
    """An answer to every question of the service's form."""
    asked = services.get(service).fields if service else ()
    return {field.code: _answer(field, who, chance) for field in asked}


def _answer(field: Field, who: People, chance: random.Random) -> str:
    match field.kind:
        case "choice" | "multi_choice":
            return chance.choice(field.choices)[0]
        case "yes_no":
            return chance.choice(("yes", "no"))
        case "purok":
            return f"Purok {chance.randrange(1, 9)}"
        case "name":
            return chance.choice(who.names)
        case "phone":
            return f"+639{chance.randrange(10**9):09d}"
        case "date":
            return f"2026-{chance.randrange(4, 7):02d}-{chance.randrange(1, 29):02d}"
        case _:
            return chance.choice(who.places)


def endless(who: People, chance: random.Random) -> Iterator[Draft]:
    """As many drafts as anybody wants."""
    return itertools.chain.from_iterable(drafts(who, chance) for _ in itertools.count())
