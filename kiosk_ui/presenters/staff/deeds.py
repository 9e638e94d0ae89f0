# SPDX-License-Identifier: Apache-2.0
"""Deeds: everything an officer can do with a case at the kiosk, what each asks for first, and which fit a case now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from appliance.case import BARANGAY, KINDS, Case
from appliance.office import KP_STEPS, Office
from appliance.promise import EXTENDABLE
from appliance.words import MANILA

Given = Mapping[str, str]
"""What the officer chose and wrote for a deed, by what was asked."""

SCREENS: Final = {
    **dict.fromkeys("outcome office agency day hour".split(), "staff.choose"),
    **dict.fromkeys("text reason grounds".split(), "staff.write"),
}
"""The screen that asks for each of the things that deeds ask for."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One of them: its icon, the kind of event that it makes, what it asks for in order, and how it is done."""

    icon: str
    kind: str
    do: Callable[[Office, str, Given], None]
    asks: tuple[str, ...] = ()


def _at_once(method: Callable[[Office, str], None]) -> Callable[[Office, str, Given], None]:
    return lambda office, case, given: method(office, case)


def _with(method: Callable[..., None], *asks: str) -> Callable[[Office, str, Given], None]:
    return lambda office, case, given: method(office, case, *(given[what] for what in asks))


def _summon(office: Office, case: str, given: Given) -> None:
    meeting = datetime.fromisoformat(f"{given['day']}T{given['hour']}").replace(tzinfo=MANILA)
    office.summon(case, int(meeting.timestamp() * 1000))


def _conciliate(step: str, office: Office, case: str, given: Given) -> None:
    office.conciliate(case, step)


_KP_ICONS: Final = dict(zip(KP_STEPS, ("person", "hub", "face5"), strict=True))

DEEDS: Final = {
    "reply": Deed("edit", "replied", _with(Office.reply, "text"), ("text",)),
    "resolve": Deed("check", "resolved", _with(Office.resolve, "outcome", "text"), ("outcome", "text")),
    "accept": Deed("document", "accepted", _at_once(Office.accept)),
    "ask": Deed("question", "needs_client", _with(Office.ask, "text"), ("text",)),
    "told": Deed("told", "told", _at_once(Office.told_in_person)),
    "ready": Deed("bring", "ready_for_release", _at_once(Office.ready)),
    "release": Deed("person", "released", _with(Office.release, "text"), ("text",)),
    "extend": Deed("time", "extended", _with(Office.extend, "reason"), ("reason",)),
    "suspend": Deed("moon", "suspended", _with(Office.suspend, "reason"), ("reason",)),
    "resume": Deed("next", "resumed", _at_once(Office.resume)),
    "refer": Deed("call", "referred", _with(Office.refer, "agency"), ("agency",)),
    "hand_over": Deed("hub", "handed_over", _with(Office.hand_over, "office"), ("office",)),
    "deny": Deed("close", "denied", _with(Office.deny, "grounds", "text"), ("grounds", "text")),
    "kp_summoned": Deed("date", "kp_summoned", _summon, ("day", "hour")),
    **{step: Deed(icon, step, partial(_conciliate, step)) for step, icon in _KP_ICONS.items()},
    "close": Deed("saved", "closed", _at_once(Office.close)),
}
"""Every deed by its code, in the order in which they are offered."""


def fitting(case: Case) -> list[str]:
    """The deeds that the rule book of `appliance.case` allows the hall's officer now; what it refuses then, it says."""
    return [code for code, deed in DEEDS.items() if _fits(deed, case)]


def _fits(deed: Deed, case: Case) -> bool:
    rule = KINDS[deed.kind]
    if rule.pen and case.holder != BARANGAY:
        return False
    if rule.strict and case.state not in rule.moves:
        return False
    if deed.kind == "extended":
        return case.rule in EXTENDABLE and not case.extensions
    return case.type == "kp_dispute" if deed.kind.startswith("kp_") else True
