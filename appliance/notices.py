# SPDX-License-Identifier: Apache-2.0
"""Notices: which texts an event owes the citizen, worded in their language and within an SMS's budget."""

from collections.abc import Callable, Iterable, Mapping

from appliance import reference
from appliance.case import Case, State
from appliance.charter import Charter
from appliance.event import Event, is_time
from appliance.store import Owed
from appliance.words import local, words_in


class _Lazy(dict[str, Callable[[], str]]):
    """Values for a sentence, each made only if the sentence asks for it."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        return super().__getitem__(key)()


class Notices:
    """Implements `store.Owes` for a box: it alone has a modem, so it alone owes texts."""

    def __init__(self, sender: str, charter: Charter, officials: Mapping[str, str] | None = None) -> None:
        """Sign every text with the hall's SMS name: a citizen must see who writes.

        `officials` are the numbers of those whom a missed promise calls, by "officer" and "head".
        """
        self._sender = sender
        self._charter = charter
        self._officials = officials or {}

    def __call__(self, case: Case, event: Event) -> Iterable[Owed]:
        """The texts owed for this event; none to a citizen who did not agree to be texted."""
        if event.kind == "escalated":
            called = self._officials.get(case.escalated_to)
            return (Owed(called, "sms.escalated"),) if called else ()
        worded = _worded(case, event)
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
            meeting=lambda: f"{words.short_date(case.meeting_at or 0)}, {words.time(case.meeting_at or 0)}",
            called=lambda: words(f"escalated.{case.escalated_to or 'officer'}"),
            text=lambda: str(event.body.get("text", "")) if event else "",
        )
        return words.fill(key, values)

    def what(self, case: Case, language: str = "") -> str:
        """The case's service or, for a question and where there is none, its type, short enough for an SMS."""
        if case.service and case.type != "inquiry":
            return self._charter.name(case.service, language or case.language, short=True)
        return words_in(language or case.language)(f"type.{case.type}").lower()


def _worded(case: Case, event: Event) -> str | None:
    """The sentence that an event owes the citizen, if any."""
    if event.kind == "promise_made":
        return _WAITING.get(case.state)
    if event.kind == "due_recomputed":
        was = event.body.get("was")
        if type(was) is int and is_time(was) and local(was).date() == local(event.body["due_at"]).date():
            return None  # nothing that a citizen would notice
        return "sms.complete" if event.body.get("why") == "complete" else "sms.extended"
    return _WORDED.get(event.kind)


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
    "suspended": "sms.suspended",
    "kp_summoned": "sms.kp_meeting",
    "kp_met": "sms.status",
    "kp_pangkat": "sms.status",
    "kp_settled": "sms.status",
    "resumed": "sms.extended",
    "deemed_approved": "sms.deemed_approved",
    "promise_missed": "sms.promise_missed",
}
_WAITING = {
    State.NEEDS_CLIENT: "sms.still_needed",
    State.SUSPENDED: "sms.suspended",
    State.FOR_RELEASE: "sms.ready_for_release",
}
_HUMAN = frozenset({"replied", "needs_client"})
