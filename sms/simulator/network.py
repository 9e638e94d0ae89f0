# SPDX-License-Identifier: Apache-2.0
"""The simulated network: a service centre that keeps what the modem cannot take yet, and the citizens' phones."""

import itertools
from collections import deque
from collections.abc import Callable, Sequence
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
        self.accepted: list[tpdu.Submit] = []
        self.report_statuses: Sequence[int] = (_DELIVERED,)
        self.neighbours: dict[str, tuple[str, Callable[[bytes], None]]] = {}
        self._references = itertools.count(1)
        self._joins = itertools.count(1)
        self._parts: dict[tuple[str, int, int], dict[int, str]] = {}

    def text(self, number: str, text: str, order: Sequence[int] = (), copies: int = 1) -> None:
        """Let a phone send a text: its parts join the backlog, those of long ones under one reference.

        `order` names the parts that come, from 1, in their order: all of them unless it is given. The service centre
        may bring each part in several `copies`.
        """
        parts = gsm7.split(text)
        join = next(self._joins) % 256
        now = datetime.now(MANILA)
        for index in order or range(1, len(parts) + 1):
            concat = (join, len(parts), index) if len(parts) > 1 else None
            self.backlog.extend(copies * [tpdu.deliver(number, parts[index - 1], now, concat)])

    def submit(self, octets: bytes) -> tuple[int, list[bytes]]:
        """Take a TPDU from the modem; return its message reference and the reports, if it asked for any.

        Raises ValueError for what no network would take.
        """
        submit = tpdu.read_submit(octets)
        reference = next(self._references) % 256
        self.accepted.append(submit)
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
        now = datetime.now(MANILA)
        statuses = self.report_statuses if submit.wants_report else ()
        return reference, [tpdu.report(reference, submit.number, now, now, status) for status in statuses]
