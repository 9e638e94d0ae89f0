# SPDX-License-Identifier: Apache-2.0
"""The simulated network: a service centre that keeps what the modem cannot take yet, and the citizens' phones."""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from appliance import gsm7
from sms import tpdu

MANILA = timezone(timedelta(hours=8))
"""The zone in which Philippine networks stamp."""

_DELIVERED = 0x00


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as the phone `number` shows it, parts joined; `reference` is the message reference of the last part."""

    number: str
    text: str
    reference: int


class Network:
    """Everything beyond the modem's antenna. No time passes in here: the caller delivers `backlog` and `reports`."""

    def __init__(self) -> None:
        """Start with no text anywhere."""
        self.backlog: deque[bytes] = deque()
        self.reports: deque[bytes] = deque()
        self.outbox: list[Sent] = []
        self.report_status = _DELIVERED
        self.neighbours: dict[str, tuple[str, Callable[[bytes], None]]] = {}
        self._references = itertools.count(1)
        self._joins = itertools.count(1)
        self._parts: dict[tuple[str, int, int], dict[int, str]] = {}

    def text(self, number: str, text: str) -> None:
        """Let a phone send a text: its parts join the backlog in order, those of long ones under one reference."""
        parts = gsm7.split(text)
        join = next(self._joins) % 256
        now = datetime.now(MANILA)
        for index, part in enumerate(parts, 1):
            concat = (join, len(parts), index) if len(parts) > 1 else None
            self.backlog.append(tpdu.deliver(number, part, now, concat))

    def submit(self, octets: bytes) -> tuple[int, bytes | None]:
        """Take a TPDU from the modem; return its message reference and the report PDU it asked for, if it did.

        Raises ValueError for what no network would take.
        """
        submit = tpdu.read_submit(octets)
        reference = next(self._references) % 256
        if submit.number in self.neighbours:
            our_number, bring = self.neighbours[submit.number]
            bring(tpdu.forwarded(octets, our_number, datetime.now(MANILA)))
        if submit.concat is None:
            self.outbox.append(Sent(submit.number, submit.text, reference))
        else:
            join, total, index = submit.concat
            parts = self._parts.setdefault((submit.number, join, total), {})
            parts[index] = submit.text
            if len(parts) == total:
                whole = "".join(part for _, part in sorted(parts.items()))
                self.outbox.append(Sent(submit.number, whole, reference))
                del self._parts[submit.number, join, total]
        if not submit.wants_report:
            return reference, None
        now = datetime.now(MANILA)
        return reference, tpdu.report(reference, submit.number, now, now, self.report_status)
