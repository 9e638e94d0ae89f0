# SPDX-License-Identifier: Apache-2.0
"""Sending: which text goes before which, and what holds one back: the hour, the pace, the day's money. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

from appliance.words import local


class Rank(IntEnum):
    """Who goes first. What a citizen has asked for just now goes before what we say of ourselves.

    EMERGENCY: whom to call, and warnings that two officers have let go. ANSWER: to a text that came. RECEIPT: of a case
    that was filed just now. REPLY: an officer's words, and calls to officers. NOTICE: what else became of a case.
    REMINDER: of a date that comes. BROADCAST: to everybody who asked for the hall's news.
    """

    EMERGENCY = 0
    ANSWER = 1
    RECEIPT = 2
    REPLY = 3
    NOTICE = 4
    REMINDER = 5
    BROADCAST = 6


Reason = Literal["", "night", "pace", "day", "number"]
"""Why a text waits: the quiet hours, the time between two parts, the day's parts, or what one number had in a day."""

DAY_MS: Final = 24 * 3600 * 1000
BURST: Final = 10
"""Parts of answers that may go at once before the pace holds them."""

_RESERVE: Final = 5
"""One part in so many of a day is kept for emergencies."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one day and one citizen may get; a telephone company shuts the SIM of who sends without measure.

    A part every `seconds_between` seconds (0: as fast as they go; answers may go ten at once), `daily_parts` a day, of
    them a fifth for emergencies alone; to one number `daily_texts` a day, of them `daily_notices` of what it did not
    ask for. Between the hours `quiet_from` and `quiet_until` only answers and emergencies go (NTC MC 03-03-2005);
    the same hour twice means never.
    """

    seconds_between: int = 6
    daily_parts: int = 800
    daily_texts: int = 60
    daily_notices: int = 3
    quiet_from: int = 21
    quiet_until: int = 7

    def is_quiet(self, at: int) -> bool:
        """Whether this moment (UTC ms) lies in the quiet hours."""
        hour = local(at).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


UNLIMITED: Final = Limits(0, 10**9, 10**9, 10**9, 0, 0)
"""For who counts for themselves."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What went out within 24 hours: parts in all, those within the time of a burst, and when the last one (UTC ms)."""

    parts: int = 0
    recent: int = 0
    last_at: int = 0


@dataclass(frozen=True, slots=True)
class Had:
    """How many texts one number had within 24 hours, and how many of them it did not ask for."""

    texts: int = 0
    notices: int = 0


def window(limits: Limits) -> int:
    """The time of a burst, in ms."""
    return BURST * limits.seconds_between * 1000


def held(rank: Rank, usage: Usage, limits: Limits, now: int, *, begun: bool = False) -> Reason:
    """Why no text of this rank may go now, whoever it is for; the rest of one that was `begun` goes at any hour.

    What holds a rank holds all that go after it.
    """
    reserve = limits.daily_parts // _RESERVE if rank > Rank.EMERGENCY else 0
    if not begun and rank > Rank.RECEIPT and limits.is_quiet(now):
        return "night"
    if not begun and usage.parts >= limits.daily_parts - reserve:
        return "day"
    if rank == Rank.EMERGENCY or not limits.seconds_between:
        return ""
    one_by_one = rank > Rank.RECEIPT and 0 <= now - usage.last_at < limits.seconds_between * 1000
    return "pace" if one_by_one or usage.recent >= BURST else ""


def lowest(usage: Usage, limits: Limits, now: int, *, begun: bool = False) -> int:
    """The last rank of which a text may go now; -1 for none."""
    return max((rank for rank in Rank if not held(rank, usage, limits, now, begun=begun)), default=-1)


def had_enough(rank: Rank, had: Had, limits: Limits) -> bool:
    """Whether a number gets no more texts of this rank today; an emergency is told whatever was told before."""
    if rank == Rank.EMERGENCY:
        return False
    return had.texts >= limits.daily_texts or (rank >= Rank.NOTICE and had.notices >= limits.daily_notices)


_RANKS: Final[Mapping[str, Rank]] = {
    "sms.created": Rank.RECEIPT,
    "sms.replied": Rank.REPLY,
    "sms.resolved": Rank.REPLY,
    "sms.needs_client": Rank.REPLY,
    "sms.escalated": Rank.REPLY,
    "sms.still_needed": Rank.REMINDER,
    "sms.meeting_soon": Rank.REMINDER,
}


def rank_of(sentence: str) -> Rank:
    """The rank of a text by the sentence that an event owes."""
    return _RANKS.get(sentence, Rank.NOTICE)


REPEATED: Final = frozenset({Rank.EMERGENCY, Rank.RECEIPT})
"""What is said again, once and marked as said again, when nobody knows whether it went out: it does no harm twice."""
