# SPDX-License-Identifier: Apache-2.0
"""Shift: one officer's time in staff mode. Lives in memory only and is dropped when they leave or stand idle."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.case import Case
from appliance.counter import Facts
from appliance.event import Actor
from appliance.health import Day, Health


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its four facts, as an officer reads it."""

    case: Case
    facts: Facts


@dataclass(slots=True)
class Shift:
    """Who is working, and what they have before them."""

    officer: Actor
    queue: Sequence[Case] = ()
    open: CaseFile | None = None
    deed: str = ""
    """What they are about to do with the case that is open."""
    asked: str = ""
    """What they are asked for next, that the deed needs."""
    given: dict[str, str] = field(default_factory=dict)
    """What they chose and wrote for it so far, by what was asked."""
    said: str = ""
    """What they have just done."""
    health: Health | None = None
    whole: dict[str, str] = field(default_factory=dict)
    """What verifying the data file found: a problem by origin, empty where all is whole; nothing until asked."""
    day: Day | None = None
