# SPDX-License-Identifier: Apache-2.0
"""Ports: what the kiosk needs from the rest of the product, as protocols."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from appliance.answers import Answer
from appliance.case import Case
from appliance.charter import Charter
from appliance.counter import Draft, Facts, Receipt, View
from appliance.event import Actor
from appliance.health import Day, Health
from appliance.office import Office
from kiosk_ui.shift import CaseFile

Result = TypeVar("Result")


class Counter(Protocol):
    """What a citizen can do; every method may be slow and is called off the screen's thread."""

    @property
    def charter(self) -> Charter:
        """The services of this hall."""

    def file(self, draft: Draft) -> Receipt:
        """Commit a new case on this machine. Raises InputError, StoreError."""

    def facts(self, case: str) -> Facts:
        """Which of the four facts are true of a case by now."""

    def track(self, reference: str, pin: str) -> View:
        """A case as its citizen may see it. Raises InputError, NotFound, Locked."""

    def speak(self, reference: str, pin: str, kind: str, text: str = "") -> View:
        """Commit the citizen's own word on the case that these two numbers open, and on no other; the case then.

        Raises CaseError, InputError, NotFound, Locked, StoreError.
        """

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        """Commit the answers to the satisfaction survey, once a case. Raises CaseError, InputError, StoreError."""


class Answers(Protocol):
    """The answer book; called off the screen's thread."""

    def ask(self, question: str, language: str) -> Answer:
        """What the charter says to this question, or that it does not know."""

    def forget(self) -> None:
        """Drop what is remembered of the words that were asked."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What one half of a stick's trip moved, in entries of cases: put on it, left for the next time, taken in.

    `whole` unless something on the stick could not be used.
    """

    loaded: int
    left: int
    brought: int
    whole: bool


class Courier(Protocol):
    """A stick between this box and the hub; every method may be slow, may raise DeviceError or OSError."""

    @property
    def present(self) -> bool:
        """Whether this box can load a stick at all."""

    def sticks(self) -> list[Path]:
        """The folders of the sticks that are plugged in."""

    def export(self, folder: Path) -> Trip:
        """Put what the hub does not have on the stick."""

    def bring(self, folder: Path) -> Trip:
        """Take in what the hub put on it, and put on it what the hub does not have."""


class Desk(Protocol):
    """What an officer can do; every method may be slow, may raise StoreError, and is called off the screen's thread."""

    @property
    def courier(self) -> Courier:
        """The stick's way to the hub."""

    def sign_in(self, pin: str) -> Actor:
        """The officer with this PIN. Raises NotFound for a wrong one, Locked after too many."""

    def queue(self, officer: Actor) -> list[Case]:
        """The cases that this officer may see."""

    def open(self, officer: Actor, case_id: str) -> CaseFile:
        """A case to read; the first reading is a fact. Raises NotFound."""

    def act(self, officer: Actor, case_id: str, deed: Callable[[Office], None]) -> CaseFile:
        """Do something with a case in the officer's name; the case after it. Raises CaseError, InputError."""

    def health(self) -> Health:
        """How the box is."""

    def verify(self) -> dict[str, str]:
        """Walk every hash chain; a problem by origin, empty where all is whole."""

    def today(self) -> Day:
        """What the day brought so far."""


Hindrance = Callable[[], str]
"""Why nobody can be served now: `aside`, `disk` or `store`; empty when all is well. May be slow."""


class Runner(Protocol):
    """Runs slow work away from the screen's thread and brings the result back to it."""

    @property
    def busy(self) -> bool:
        """Whether any work has not come back yet."""

    def submit(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run `work`; then call `then` with its result, or `failed` with the error it was refused with."""


Show = Callable[[str], None]
"""Puts the screen of that name before the citizen."""

Post = Callable[[Callable[[], Any]], None]
"""Has something called on the screen's thread."""
