# SPDX-License-Identifier: Apache-2.0
"""Engine: the port of what turns sound into words, what it can do being found out and never assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from appliance.errors import DeviceError
from voice.match import Word

RATE: Final = 16_000
"""Samples a second, of 16 bits, one channel."""

BYTES: Final = 2 * RATE
"""Bytes of sound a second."""


class EngineError(DeviceError):
    """An engine that cannot be started, or ended by itself; the message names it and its model."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What an engine can do with its model.

    `grammar`: it can be told the phrases to expect; `unknown`: and hears that something was none of them; `dictation`:
    it writes down free speech.
    """

    grammar: bool
    unknown: bool
    dictation: bool


class Engine(Protocol):
    """Turns the sound of one utterance into words."""

    @property
    def abilities(self) -> Abilities:
        """What it can do. Raises EngineError."""

    def missing(self, words: Sequence[str]) -> list[str]:
        """Those of these words that it can never hear. Raises EngineError."""

    def begin(self, phrases: Sequence[str] | None, language: str) -> None:
        """Begin an utterance that is one of these phrases, or free speech. Raises EngineError."""

    def feed(self, sound: memoryview) -> str:
        """The next piece of sound; what was understood so far. Raises EngineError."""

    def end(self) -> list[Word]:
        """The words of the utterance, each with its seconds. Raises EngineError."""

    def drop(self) -> None:
        """Forget the utterance, if there is one."""

    def close(self) -> None:
        """Let the model go."""
