# SPDX-License-Identifier: Apache-2.0
"""What a simulated modem has: a SIM that keeps, settings that a restart forgets, an antenna."""

from dataclasses import dataclass
from typing import Final

PIN, PUK = "1234", "12345678"
"""What opens the simulated SIM."""

_TRIES: Final = 3


@dataclass(slots=True)
class Slot:
    """One place of a memory that is taken."""

    pdu: bytes
    read: bool = False


class Card:
    """Messages in SM, reports in SR; `state` is what AT+CPIN? tells: READY, SIM PIN, SIM PUK or NOT INSERTED."""

    def __init__(self, slots: int) -> None:
        """Make a SIM with that many places for messages, and as many for reports."""
        self.memories: dict[str, list[Slot | None]] = {"SM": [None] * slots, "SR": [None] * slots}
        self.state = "READY"
        self.tries = _TRIES

    def keep(self, memory: str, pdu: bytes) -> int | None:
        """Put a PDU into the first free place and return its index, None when there is none."""
        slots = self.memories[memory]
        if None not in slots:
            return None
        place = slots.index(None)
        slots[place] = Slot(pdu)
        return place + 1

    def used(self, memory: str) -> int:
        """How many places of a memory are taken."""
        return sum(slot is not None for slot in self.memories[memory])

    def unlock(self, codes: list[str]) -> bool:
        """Try a PIN, or the PUK and a new PIN; three wrong PINs leave only the PUK."""
        if codes == [PIN] if self.state == "SIM PIN" else codes[:1] == [PUK] and len(codes) > 1:
            self.state, self.tries = "READY", _TRIES
            return True
        self.tries -= 1
        if self.tries <= 0:
            self.state = "SIM PUK"
        return False


@dataclass(slots=True)
class Settings:
    """What a modem forgets when it restarts; as AT+CNMI, AT+CMEE, AT+CLIP and the rest set it."""

    echo: bool = True
    memory: str = "SM"
    announce: int = 0
    broadcasts: int = 0
    reports: int = 0
    errors: int = 1
    callers: bool = False
    power: str = "1"


@dataclass(slots=True)
class Radio:
    """The antenna's side: the signal (0 to 31, 99 unknown), whether the network lets us in, who is calling."""

    signal: int = 21
    registered: bool = True
    caller: str | None = None
    ussd: str = ""

    def move(self, signal: int, *, registered: bool) -> None:
        """Be somewhere else."""
        self.signal, self.registered = signal, registered

    def serves(self, settings: Settings) -> bool:
        """Whether anything can come in or go out."""
        return self.registered and settings.power == "1"
