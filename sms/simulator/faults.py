# SPDX-License-Identifier: Apache-2.0
"""Faults: what goes wrong with the answer to one command, chosen by its name and its turn."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["silence", "lost", "late", "slow", "split", "cut", "say", "refuse", "reboot", "unplug"]
"""`silence`: not even heard. `lost`: obeyed, and never answered. `late`: answered after `seconds`. `slow`: octet by
octet, `seconds` apart. `split`: a pause of `seconds` after `octet`. `cut`: the answer ends after `octet`. `say`: the
octets `say` come in its middle. `refuse`: not obeyed, the line `say` instead. `reboot`, `unplug`: obeyed, the answer
ends after `octet`, and the modem is back after `seconds`."""

PDU: Final = "PDU"
"""The name of what follows the prompt of AT+CMGS, as a command of its own."""

Piece = tuple[float, bytes]
"""Octets, and after how many seconds they are said."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: it meets the command that begins with `at` ("" for any) after `skip` such, `times` times.

    `octet` counts those of the answer, None for the end of its first line; `say` holds octets as Latin-1 has them.
    """

    kind: Kind
    at: str = ""
    skip: int = 0
    times: int = 1
    octet: int | None = None
    seconds: float = 0.0
    say: str = "ERROR"

    def __post_init__(self) -> None:
        """Raise ValueError for what is no fault: scripts are written by hand."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"there is no fault {self.kind!r}, but {', '.join(get_args(Kind))}")
        if self.skip < 0 or self.times < 1 or self.seconds < 0 or (self.octet or 0) < 0:
            raise ValueError("a fault's skip, octet and seconds are 0 or more, its times 1 or more")
        self.say.encode("latin-1")

    @property
    def spares(self) -> bool:
        """Whether the command is obeyed all the same."""
        return self.kind not in {"silence", "refuse"}

    def spoil(self, answer: bytes) -> list[Piece]:
        """Return what is said instead of this answer, and when."""
        at = _first_line(answer) if self.octet is None else self.octet
        match self.kind:
            case "silence" | "lost":
                return []
            case "late":
                return [(self.seconds, answer)]
            case "slow":
                return [(number * self.seconds, answer[number : number + 1]) for number in range(len(answer))]
            case "split":
                return [(0, answer[:at]), (self.seconds, answer[at:])]
            case "say":
                return [(0, answer[:at] + self.say.encode("latin-1") + answer[at:])]
            case "refuse":
                return [(0, f"\r\n{self.say}\r\n".encode("latin-1"))]
            case "cut" | "reboot" | "unplug":
                return [(0, answer[: self.octet or 0])]


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        """None yet."""
        self._waiting: list[tuple[Fault, int, int]] = []

    def add(self, fault: Fault) -> None:
        """Let this fault come, beside those that wait."""
        self._waiting.append((fault, fault.skip, fault.times))

    def meet(self, command: str) -> Fault | None:
        """Return the fault that this command meets, if any; every fault that waits for such a command counts it."""
        met: Fault | None = None
        left = []
        for fault, skip, times in self._waiting:
            if not command.startswith(fault.at) or (met is not None and not skip):
                left.append((fault, skip, times))
            elif skip:
                left.append((fault, skip - 1, times))
            else:
                met = fault
                if times > 1:
                    left.append((fault, 0, times - 1))
        self._waiting = left
        return met


def _first_line(answer: bytes) -> int:
    """Return where the first line of an answer ends; a prompt has no line, and ends where it ends."""
    end = answer.find(b"\r\n", 2)
    return len(answer) if end < 0 else end + 2
