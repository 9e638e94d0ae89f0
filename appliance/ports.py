# SPDX-License-Identifier: Apache-2.0
"""Ports: what the core needs from the world outside, as protocols that devices and fakes implement."""

from typing import Protocol

from appliance.slip import Slip


class Answered(Protocol):
    """What the answer book says to a question.

    `service` is the charter's id, empty when it does not know; `also` a second service that fits as well, empty if
    none; `score` how sure it is, from 0 to 1; `text` a complete answer or, when it does not know, the sentence that
    says so and asks whether to pass the question on.
    """

    @property
    def service(self) -> str:
        """The service that was asked about, or an empty text."""

    @property
    def also(self) -> str:
        """Another service that may have been meant, or an empty text."""

    @property
    def score(self) -> float:
        """How sure the book is of the service."""

    @property
    def text(self) -> str:
        """The answer in words."""


class AnswerBook(Protocol):
    """Answers questions from the charter alone."""

    def ask(self, question: str, language: str, *, budget: int = 0) -> Answered:
        """The answer in this language; with a budget, in at most that many septets of the GSM alphabet."""

    def language_of(self, text: str) -> str:
        """The language a person wrote in: fil, en, ceb, or empty when nobody could tell."""


class Clock(Protocol):
    """The time, and how far it can be trusted."""

    def now(self) -> int:
        """UTC milliseconds."""

    def quality(self) -> str:
        """One of ntp, nitz (from the GSM network), rtc or unsynced."""


class Panel(Protocol):
    """The physical front: one light that tells what the box is doing, one button for help."""

    def show(self, light: str) -> None:
        """Set the light: ready, saved, offline, trouble or, for the night, rest."""

    def pressed(self) -> bool:
        """Whether the button was pressed since the last call."""

    def close(self) -> None:
        """Give the pins back."""


class ReceiptPrinter(Protocol):
    """A printer for receipts on a roll of paper."""

    @property
    def present(self) -> bool:
        """Whether there is one at all: without, nobody is offered a printed receipt."""

    def print(self, slip: Slip) -> None:
        """Print and cut; may take seconds, or hang. Raises PaperOut, DeviceError where it is not all on paper."""


class Mouth(Protocol):
    """A voice. It says one thing at a time."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages it speaks (fil, en, ceb); none where there is no voice."""

    @property
    def speaking(self) -> bool:
        """Whether it has not ended yet."""

    def say(self, text: str, language: str, *, rate: int, volume: int) -> None:
        """Begin to say a text, `rate` words a minute, at `volume` percent; whatever is being said is cut off."""

    def stop(self) -> None:
        """Be silent at once."""
