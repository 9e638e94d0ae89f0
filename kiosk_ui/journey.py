# SPDX-License-Identifier: Apache-2.0
"""Journey: the order of the questions for each matter a citizen may bring. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from appliance import form
from appliance.charter import Charter, Field
from kiosk_ui.visit import OTHER, Visit

DOORS: Final = {
    "complaint": ("complaint", "incident", "kp_dispute"),
    "service_request": ("service_request", "registration"),
    "inquiry": ("inquiry",),
}
"""The types of services behind each way in; a suggestion is about none of them."""

CHOOSES_SERVICE: Final = frozenset({"complaint", "service_request"})
"""Ways in that begin with the charter's list of services."""


class Step(NamedTuple):
    """One question: the screen that asks it and, for a question of a service's form, the field's code."""

    screen: str
    field: str = ""


REVIEW: Final = Step("review")


def first(door: str) -> str:
    """The first screen of a matter that comes in this way."""
    return "services" if door in CHOOSES_SERVICE else "words"


def door_of(kind: str) -> str:
    """The way in for services of this type; empty where nothing is filed for them."""
    return next((door for door, kinds in DOORS.items() if kind in kinds and door in CHOOSES_SERVICE), "")


def form_of(visit: Visit, charter: Charter) -> Sequence[Field]:
    """The questions that this matter's service asks; a question about a service is answered without them."""
    service = charter.services.get(visit.service) if visit.door in CHOOSES_SERVICE else None
    return service.fields if service else ()


def steps(visit: Visit, fields: Sequence[Field]) -> list[Step]:
    """Every question of the visit's matter in order, answered or not, as far as the answers tell by now."""
    asked = [Step("services"), *([Step("service")] if visit.service else [])] if visit.door in CHOOSES_SERVICE else []
    # what a document is asked for is in its form; who wants to add a word can do so at the review
    if visit.door != "service_request" or visit.service == OTHER:
        asked.append(Step("words"))
    asked += [Step("form", field.code) for field in form.asked(fields, visit.answers)]
    if may_be_anonymous(visit):
        asked.append(Step("who"))
    if not visit.anonymous:
        asked += [Step("name"), Step("phone")] if visit.door in CHOOSES_SERVICE else [Step("phone")]
    return [*asked, Step("notice"), REVIEW]


def may_be_anonymous(visit: Visit) -> bool:
    """Whether nobody needs to know who they are: a complaint, but neither a blotter nor a dispute of two sides."""
    return visit.type == "complaint"


def missing(visit: Visit, fields: Sequence[Field]) -> Step | None:
    """The first question that still has no answer."""
    return next((step for step in steps(visit, fields) if not _done(step, visit)), None)


def after(step: Step, visit: Visit, fields: Sequence[Field]) -> Step:
    """What follows once `step` is answered; after a correction, what the correction made necessary, or the review."""
    if visit.reviewing:
        return missing(visit, fields) or REVIEW
    asked = steps(visit, fields)
    return asked[asked.index(step) + 1]


def progress(step: Step, visit: Visit, fields: Sequence[Field]) -> tuple[int, int]:
    """Which question of how many this is; (0, 0) for a screen outside the count."""
    counted = [one for one in steps(visit, fields) if one.screen != "service"]
    step = Step("services") if step.screen == "service" else step
    return (counted.index(step) + 1, len(counted)) if step in counted else (0, 0)


def _done(step: Step, visit: Visit) -> bool:
    if step.screen == "form":
        return step.field in visit.answers
    return {
        "words": bool(visit.words),
        "who": visit.anonymous is not None,
        "name": visit.name is not None,
        "phone": bool(visit.phone) or visit.sms is not None,
        "notice": visit.sms is not None,
    }.get(step.screen, True)
