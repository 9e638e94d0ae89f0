# SPDX-License-Identifier: Apache-2.0
"""Ports: what the core needs from the world outside, as protocols that devices and fakes implement."""

from typing import Protocol

from appliance.slip import Slip


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


class ReceiptPrinter(Protocol):
    """A printer for receipts on a roll of paper."""

    @property
    def present(self) -> bool:
        """Whether there is one at all: without, nobody is offered a printed receipt."""

    def print(self, slip: Slip) -> None:
        """Print and cut; may take seconds, or hang. Raises PaperOut, DeviceError where it is not all on paper."""
