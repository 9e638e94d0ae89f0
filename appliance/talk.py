# SPDX-License-Identifier: Apache-2.0
"""Talk: what a conversation is about between two messages. Pure; kept by `talks`, moved on by `dialogue`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Final, Self

TIMEOUT: Final = 30 * 60 * 1000
"""Milliseconds of silence after which an open question is dropped, with all that was said to it."""


class Asks(StrEnum):
    """What our last message asked.

    WORDS: what the matter is. WHICH: which of two services was meant. OFFER: whether to file with a service.
    PERSON: whether to pass the words on to a person. FIELD: the next question of a form. CONFIRM: whether what was
    summed up is right. WITHDRAW: whether a case shall really be taken back.
    ADVISORIES: whether the hall's advisories are really wanted.
    """

    WORDS = "words"
    WHICH = "which"
    OFFER = "offer"
    PERSON = "person"
    FIELD = "field"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    ADVISORIES = "advisories"


@dataclass(frozen=True, slots=True)
class Pending:
    """An open question and what was said on the way to it; nothing of it is filed yet.

    `words` are the citizen's own first words; `also` is a second service while it is asked which; `case` the identity
    of a case that is to be taken back or, in a form, that is being rated; `misses` counts answers not understood.
    """

    asks: Asks
    language: str
    words: str = ""
    type: str = ""
    service: str = ""
    also: str = ""
    case: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    misses: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """One session's talk: the language chosen (or empty), whether no texts are wanted, the open question, and when."""

    language: str = ""
    quiet: bool = False
    pending: Pending | None = None
    at: int = 0

    def at_time(self, now: int) -> Self:
        """The same talk now: an open question does not outlive the silence, nor a clock that was put back."""
        live = self.pending if 0 <= now - self.at <= TIMEOUT else None
        return replace(self, pending=live, at=now)


def written(pending: Pending | None) -> str:
    """An open question as it is kept: JSON, or an empty text for none."""
    return json.dumps(asdict(pending), ensure_ascii=False, separators=(",", ":")) if pending else ""


def read(text: str) -> Pending | None:
    """What `written` gave; None for what another version wrote, which is as good as a talk that ended."""
    try:
        data = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(data, dict) or set(data) - _NAMES or not {"asks", "language"} <= set(data):
        return None
    return _pending(data)


_NAMES: Final = frozenset(one.name for one in fields(Pending))


def _pending(data: dict[str, Any]) -> Pending | None:
    answers, misses = data.pop("answers", {}), data.pop("misses", 0)
    said = [*data.values(), *(answers if isinstance(answers, dict) else [None])]
    said += answers.values() if isinstance(answers, dict) else []
    if not all(isinstance(one, str) for one in said) or type(misses) is not int or data["asks"] not in list(Asks):
        return None
    return Pending(**{**data, "asks": Asks(data["asks"])}, answers=answers, misses=misses)
