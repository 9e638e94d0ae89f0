# SPDX-License-Identifier: Apache-2.0
"""Turn: what goes into one step of a conversation and what comes out of it, as plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from appliance.case import Case
from appliance.charter import Charter, Field
from appliance.counter import Draft
from appliance.ports import AnswerBook
from appliance.replies import Replies
from appliance.talk import Talk
from appliance.words import local


@dataclass(frozen=True, slots=True)
class Heard:
    """One message. `session` is the sender's number in E.164 (a hint, not an identity) or a visit's name.

    `language` is the one to answer in; without it, the one chosen before, that of the number's latest case, or the one
    that the message is in.
    """

    session: str
    words: str
    language: str = ""
    channel: str = "sms"

    @property
    def number(self) -> str:
        """The telephone number, or an empty text for a visit at the voice terminal."""
        return self.session if self.session.startswith("+") else ""


@dataclass(frozen=True, slots=True)
class Survey:
    """The satisfaction survey: its questions, whether a case may be rated now, and how its rating is recorded."""

    fields: Sequence[Field]
    may_offer: Callable[[Case], bool]
    rate: Callable[[str, Mapping[str, str]], object]


@dataclass(frozen=True, slots=True)
class Known:
    """What the hall knows when a message comes: `cases` are the sender's own, open ones first, then the latest.

    `find` looks up one more of the sender's own by a reference as written; it raises InputError for what is no
    reference, and gives None for another's case as for none. `now` is in UTC milliseconds. `subscribed`: the
    sender gets the hall's advisories.
    """

    charter: Charter
    book: AnswerBook
    survey: Survey
    replies: Replies
    cases: Sequence[Case]
    find: Callable[[str], Case | None]
    now: int
    subscribed: bool = False

    @property
    def today(self) -> date:
        """The day in the Philippines."""
        return local(self.now).date()


@dataclass(frozen=True, slots=True)
class File:
    """To do: open a case."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Say:
    """To do: record the citizen's own word on one of their cases."""

    case: str
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """To do: text this number about its cases, or text it no more."""

    given: bool


@dataclass(frozen=True, slots=True)
class Subscribe:
    """To do: send this number the hall's advisories about a purok (empty: about all), or none any more (None)."""

    purok: str | None


@dataclass(frozen=True, slots=True)
class Rate:
    """To do: record the answers to the satisfaction survey."""

    case: str
    answers: Mapping[str, str]


Deed = File | Say | Consent | Subscribe | Rate


@dataclass(frozen=True, slots=True)
class Turn:
    """The talk after a message, the reply, and what is to be done.

    The reply is `text` or, where it tells of a case as it is after the deed, the sentence `about` it (`case` is its
    identity, empty for the one that the deed opens). Neither is silence. `moves`: a form went on, which cannot go on
    for ever. `urgent`: a life may hang on it.
    """

    talk: Talk
    text: str = ""
    about: str = ""
    case: str = ""
    deed: Deed | None = None
    moves: bool = False
    urgent: bool = False
