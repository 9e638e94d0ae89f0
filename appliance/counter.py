# SPDX-License-Identifier: Apache-2.0
"""Counter: what a citizen can do, at any door (touch, voice, SMS), with no network."""

from dataclasses import dataclass

from appliance.case import State
from appliance.promise import Promise


@dataclass(frozen=True, slots=True)
class Draft:
    """What a citizen wants to file. `type` is a case type, `service` a charter id or empty, `phone` E.164 or empty.

    `sms` is the citizen's separate consent to be texted; `notice` the version of the privacy notice they saw.
    """

    type: str
    words: str
    language: str
    channel: str = "kiosk"
    service: str = ""
    phone: str = ""
    name: str = ""
    sms: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that the case is committed on this machine: given out only after the commit."""

    case: str
    reference: str
    pin: str
    promise: Promise


@dataclass(frozen=True, slots=True)
class Facts:
    """The four different facts of a case, each with its own time (UTC ms) or None where it has not happened.

    saved: on this machine; hub: the hub has committed the case; read: an officer opened it; told: the citizen has
    the latest human reply.
    """

    saved_at: int
    hub_at: int | None
    read_at: int | None
    told_at: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's history that a citizen may see: `key` is the event's kind, `text` its words if any."""

    at: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """A case as its citizen may see it."""

    case: str
    reference: str
    type: str
    service: str
    state: State
    holder: str
    due_at: int
    due_provisional: bool
    next_update_at: int
    facts: Facts
    history: tuple[Line, ...]
    reply: str
    outcome: str
