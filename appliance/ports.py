# SPDX-License-Identifier: Apache-2.0
"""Ports: what the core needs from the world outside, as protocols that devices and fakes implement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

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
        """Set the light: ready, saved, recording, offline, trouble or, for the night, rest."""

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


DIGITS: Final = "#"
"""Among a choice's phrases: any digits said one by one, as a reference is."""

PROBLEMS: Final = ("silence", "noise", "unclear", "cut", "failed")
"""Why nothing was understood: nobody spoke; too loud around them; not one of the choices; the time was up in the middle
of a word; the microphone or the engine does not work."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood of one utterance. It is never written down: no log, no disk.

    `choice` is the id of what was understood, empty for none. `sure`: it may be taken as said; else the visitor is
    asked whether it is right ("Ito po ba?"). Even what is sure files, sends or cancels nothing without an explicit yes.
    `digits` are those of a choice that asked for them. `problem` is one of PROBLEMS, empty where there is a choice or,
    of free speech, a transcript.
    """

    transcript: str = ""
    choice: str = ""
    sure: bool = False
    digits: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Listening:
    """How listening goes. `on`: audio is being read, and the light must say so; before, the model may still be loading,
    and after it, what was said is being understood. `level` is from 0 to 1, for a meter.

    `partial` is what was understood so far, which may still change. `heard` stands once it has ended, until the next
    `listen` or `cancel`.
    """

    on: bool = False
    level: float = 0.0
    partial: str = ""
    heard: Heard | None = None


class Ears(Protocol):
    """A microphone and what understands it. One utterance at a time, and only while somebody asked for it."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages it understands (fil, en, ceb); none where there are no ears."""

    def listen(self, language: str, choices: Mapping[str, Sequence[str]], *, free: bool = False) -> None:
        """Begin to listen for one of these choices, each with the phrases that mean it; what was going on is dropped.

        `free`: take down whatever is said where it is none of the choices. Never blocks; what goes wrong is in `now`.
        """

    def finish(self) -> None:
        """The visitor has ended (the button again): understand what there is. Does nothing where nobody listens."""

    def cancel(self) -> None:
        """Stop listening at once and overwrite what was said."""

    def now(self) -> Listening:
        """How it goes; polled several times a second."""

    def close(self) -> None:
        """Let the microphone and the engine go."""
