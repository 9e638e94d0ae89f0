# SPDX-License-Identifier: Apache-2.0
"""Facts: the four different facts of a case in words, none inferred from another."""

from dataclasses import dataclass
from typing import Final

from appliance.counter import Facts
from appliance.words import Words, local

_ICONS: Final = {"saved": "saved", "hub": "hub", "read": "read", "told": "told"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: whether it is true yet, and how to say so."""

    key: str
    icon: str
    true: bool
    text: str


def four(words: Words, facts: Facts | None, now: int) -> tuple[Fact, ...]:
    """Saved, at the hub, read, told, in this order; None where nothing is known yet."""
    times = (facts.saved_at, facts.hub_at, facts.read_at, facts.told_at) if facts else (None,) * 4
    return tuple(_fact(words, key, at, now) for key, at in zip(_ICONS, times, strict=True))


def _fact(words: Words, key: str, at: int | None, now: int) -> Fact:
    if at is None:
        return Fact(key, _ICONS[key], False, words(f"fact.{key}.not_yet"))
    when = words.time(at) if local(at).date() == local(now).date() else words.date(at)
    return Fact(key, _ICONS[key], True, words("kiosk.fact.when", fact=words(f"fact.{key}"), when=when))
