# SPDX-License-Identifier: Apache-2.0
"""What the SMS channel asks of a modem, what a modem may answer, and the modem that is not there."""

import time
from dataclasses import dataclass
from typing import Literal, Protocol

from appliance.errors import DulogError

ModemState = Literal[
    "ready", "no_sim", "pin_needed", "puk_locked", "no_signal", "not_registered", "denied", "storage_full", "no_credit",
    "absent", "deaf",
]  # fmt: skip
"""Why texts can or cannot go out now; `deaf` is a modem that is plugged in and does not answer.

`denied` is a SIM that the network shuts out. `no_credit` is never a modem's own word: the network refuses one text
after another though the signal is good.
"""


class PduError(DulogError):
    """A stored message that is not a text or a report we can read; keep the raw PDU for a person to see."""


class ModemError(DulogError):
    """Base of what can go wrong with a modem. Unless it is a ModemUnknown, nothing was sent."""


class ModemAbsent(ModemError):
    """This box has no modem."""


class ModemVanished(ModemError):
    """The port is gone, or not open: close, wait, open again."""


class ModemSilent(ModemError):
    """The modem is there and does not answer."""


class ModemRefused(ModemError):
    """The modem or the network said no; `code` is the +CMS/+CME number (TS 27.005, 27.007), None for a bare ERROR.

    The two count apart: 10 is a barred number `of_text` (+CMS), and a missing SIM of the modem itself (+CME).
    """

    def __init__(self, code: int | None, *, of_text: bool = True) -> None:
        """Remember the code, and whether it is about the text."""
        super().__init__("the modem refused" if code is None else f"the modem refused with error {code}")
        self.code, self.of_text = code, of_text


class ModemUnknown(ModemError):
    """The text was handed over and no answer came: it may have gone out. Only a delivery report can tell."""


@dataclass(frozen=True, slots=True)
class StoredPdu:
    """A message waiting in the modem, as it came, in hexadecimal; (`memory`, `index`) is its place.

    A report that never touched a memory has memory "" and index -1: it waits in this process only.
    """

    memory: str
    index: int
    pdu: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One part of a citizen's text. `sent_at` is the network's stamp in UTC ms, None when unreadable.

    `concat` is (reference, total, part) of a longer text, its parts counted from 1; None when the text is whole.
    `octets` says that it is no text: its data stand in `text` one for one, as Latin-1 has them.
    """

    number: str
    text: str
    sent_at: int | None
    concat: tuple[int, int, int] | None
    octets: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the text that was sent to `number` under the message reference `reference` (0 to 255)."""

    reference: int
    number: str
    outcome: Literal["delivered", "pending", "failed"]


@dataclass(frozen=True, slots=True)
class ModemHealth:
    """The modem's state; `signal` is 0 to 31 as AT+CSQ tells it, None when unknown; `operator` may be empty."""

    state: ModemState
    signal: int | None
    operator: str

    @property
    def sends(self) -> bool:
        """Whether a text that is handed over now can go out; a full memory keeps texts out, not in."""
        return self.state in ("ready", "storage_full")


class Modem(Protocol):
    """A GSM modem owned by one thread. Every call may raise ModemVanished or ModemSilent."""

    def open(self) -> None:
        """Take the port and make the modem ready; may be called again after `close`."""

    def close(self) -> None:
        """Let the port go; never fails and may be called twice."""

    def stored(self) -> list[StoredPdu]:
        """Return all that waits in the modem's memories, and delete nothing."""

    def delete(self, stored: StoredPdu) -> None:
        """Forget one message of the latest `stored`, once it is safe in the data file; already gone is fine.

        After a new `open` list again first: another SIM may be in, with another message in the same place.
        """

    def send(self, pdu: str, length: int) -> int:
        """Hand over one part and return its message reference, 0 to 255; raises ModemRefused or ModemUnknown."""

    def wait(self, seconds: float) -> bool:
        """Return True as soon as the modem announces something, False after `seconds` without."""

    def health(self) -> ModemHealth:
        """Ask how the modem, the SIM and the network are."""

    def missed(self) -> list[str]:
        """End whatever rings, and return who rang since the last time; a hidden number rings for nobody."""

    def restart(self) -> None:
        """Let the modem begin anew, as if it had been unplugged; `open` it again afterwards."""


class AbsentModem:
    """The modem of a box without one: everything works and says so."""

    def open(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    def stored(self) -> list[StoredPdu]:
        """Return nothing, as nothing can come in."""
        return []

    def delete(self, stored: StoredPdu) -> None:
        """Do nothing."""

    def send(self, pdu: str, length: int) -> int:
        """Raise ModemAbsent."""
        raise ModemAbsent("this box has no modem")

    def wait(self, seconds: float) -> bool:
        """Sleep and return False."""
        time.sleep(seconds)
        return False

    def health(self) -> ModemHealth:
        """Return the state `absent`."""
        return ModemHealth("absent", None, "")

    def missed(self) -> list[str]:
        """Return nobody."""
        return []

    def restart(self) -> None:
        """Do nothing."""
