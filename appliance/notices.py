# SPDX-License-Identifier: Apache-2.0
"""Notices: which texts an event owes the citizen, worded in their language and within an SMS's budget."""

from collections.abc import Callable, Iterable

from appliance import reference
from appliance.case import Case
from appliance.charter import Charter
from appliance.event import Event
from appliance.store import Owed
from appliance.words import words_in


class _Lazy(dict[str, Callable[[], str]]):
    """Values for a sentence, each made only if the sentence asks for it."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        return super().__getitem__(key)()


class Notices:
    """Implements `store.Owes` for a box: it alone has a modem, so it alone owes texts."""

    def __init__(self, sender: str, charter: Charter) -> None:
        """Sign every text with the hall's SMS name: a citizen must see who writes."""
        self._sender = sender
        self._charter = charter

    def __call__(self, case: Case, event: Event) -> Iterable[Owed]:
        """The texts owed for this event; none to a citizen who did not agree to be texted."""
        worded = _WORDED.get(event.kind)
        if worded is None or not (case.sms and case.phone):
            return ()
        if event.kind == "created" and case.channel == "sms":
            return ()  # the conversation itself answers the message that opened the case
        return (Owed(case.phone, worded, event.kind in _HUMAN),)

    def sentence(self, key: str, case: Case, event: Event | None = None, language: str = "") -> str:
        """One sentence about a case with all its names and dates, in the case's language unless another is named."""
        words = words_in(language or case.language)
        values = _Lazy(
            sender=lambda: self._sender,
            ref=lambda: reference.show(case.reference),
            what=lambda: self.what(case, words.language),
            date=lambda: words.short_date(case.next_update_at),
            state=lambda: words(f"state.{case.state}").lower(),
            holder=lambda: words.office(_agency(event) or case.holder),
            text=lambda: str(event.body.get("text", "")) if event else "",
        )
        return words.fill(key, values)

    def what(self, case: Case, language: str = "") -> str:
        """The case's service or, for a question and where there is none, its type, short enough for an SMS."""
        if case.service and case.type != "inquiry":
            return self._charter.name(case.service, language or case.language, short=True)
        return words_in(language or case.language)(f"type.{case.type}").lower()


def _agency(event: Event | None) -> str:
    """Another agency that an event sends the case to, while the pen stays where it is."""
    return str(event.body["agency"])[:20] if event and event.kind == "referred" else ""


_WORDED = {
    "created": "sms.created",
    "replied": "sms.replied",
    "resolved": "sms.resolved",
    "denied": "sms.resolved",
    "needs_client": "sms.needs_client",
    "handed_over": "sms.handed_over",
    "ready_for_release": "sms.ready_for_release",
    "referred": "sms.handed_over",
    "reopened": "sms.reopened",
    "extended": "sms.extended",
    "promise_missed": "sms.promise_missed",
    "due_recomputed": "sms.extended",
}
_HUMAN = frozenset({"replied", "needs_client"})
