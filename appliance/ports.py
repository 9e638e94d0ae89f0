# SPDX-License-Identifier: Apache-2.0
"""Ports: what the core needs from the world outside, as protocols that devices and fakes implement."""

from typing import Protocol


class Clock(Protocol):
    """The time, and how far it can be trusted."""

    def now(self) -> int:
        """UTC milliseconds."""

    def quality(self) -> str:
        """One of ntp, nitz (from the GSM network), rtc or unsynced."""


class Panel(Protocol):
    """The physical front: one light that tells what the box is doing, one button for help."""

    def show(self, light: str) -> None:
        """Set the light: ready, saved, offline or trouble."""

    def pressed(self) -> bool:
        """Whether the button was pressed since the last call."""

    def close(self) -> None:
        """Give the pins back."""


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
