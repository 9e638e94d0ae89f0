# SPDX-License-Identifier: Apache-2.0
"""Filling: a form in a conversation, from its first question to the yes that files it. Pure."""

from dataclasses import replace
from typing import Final

from appliance import form, kinds
from appliance.counter import Draft
from appliance.errors import InputError
from appliance.hearing import Hearing
from appliance.protected import SURELY, TELLING, tells
from appliance.talk import Asks, Pending
from appliance.text import tokens
from appliance.turn import File, Rate, Turn

OTHER_MATTERS: Final = frozenset({"question", "complaint", "suggestion", "survey"})
"""Keywords that leave a form for something else."""

_WRONG: Final = frozenset(
    "mali maling kulang baguhin babaguhin ibahin palitan papalitan itama usbon usba usabon ilisan sayop wrong change "
    "incorrect mistake".split()
)
"""Words of an answer to the summary that ask for a change."""

_MISSES: Final = 3
"""Answers not understood after which a person is offered instead of the question."""


def go_on(hearing: Hearing, pending: Pending) -> Turn:
    """The next question or, after the last one, what the answers lead to."""
    if form.next_field(hearing.fields(pending), pending.answers):
        return _question(hearing, pending)
    return file(hearing, pending) if pending.case else _summed_up(hearing, pending)


def filled(hearing: Hearing, pending: Pending) -> Turn | None:
    """An answer to a question: anything but a keyword is one."""
    fields = hearing.fields(pending)
    if hearing.alone in OTHER_MATTERS:
        return None
    if hearing.alone == "back":
        last = form.previous(fields, pending.answers)
        answers = form.without(pending.answers, last.code) if last else pending.answers
        return _question(hearing, replace(pending, answers=answers))
    try:
        if hearing.alone == "skip":
            answers = form.passed(fields, pending.answers)
        else:
            answers = form.answer(fields, pending.answers, hearing.message, hearing.known.today)
    except InputError as error:
        return _missed(hearing, pending, error.problem)
    # "tanod" or "Purok 3" is a place to a form and may be a matter to the book: only what is surely one is turned away
    surely = len(tokens(hearing.message)) >= TELLING and hearing.is_protected(hearing.message, least=SURELY)
    if surely or tells(hearing.message):
        return hearing.reply("sms.protected", pending)
    return replace(go_on(hearing, replace(pending, answers=answers, misses=0)), moves=True)


def confirmed(hearing: Hearing, pending: Pending) -> Turn | None:
    """An answer to the summary: a plain yes files, a number or a step back changes one, all else is asked again."""
    if hearing.alone in OTHER_MATTERS:
        return None
    asked = form.asked(hearing.fields(pending), pending.answers)
    said = tokens(hearing.message)
    place = int(said[0]) if said and said[0].isascii() and said[0].isdecimal() and len(said[0]) < 3 else 0
    if asked and (0 < place <= len(asked) or hearing.alone == "back"):
        changed = asked[place - 1]  # a step back is to the last one
        return _question(hearing, replace(pending, answers=form.without(pending.answers, changed.code)))
    agreed = kinds.plainly(hearing.message)
    if agreed:
        return file(hearing, pending)
    wrong = agreed is False or (_WRONG & set(said) and not kinds.NO & set(said))
    return hearing.reply("sms.change", pending) if wrong and asked else _summed_up(hearing, pending)


def asked_again(hearing: Hearing, pending: Pending) -> str:
    """The open question of a form in the language of `pending`; empty where no form is open."""
    if pending.asks is Asks.FIELD:
        return hearing.known.replies.question(hearing.fields(pending), pending)
    return _summary(hearing, pending) if pending.asks is Asks.CONFIRM else ""


def file(hearing: Hearing, pending: Pending) -> Turn:
    """What was confirmed is to be done: the one place where a talk becomes a case."""
    if pending.case:
        return _rated(hearing, pending)
    number = hearing.heard.number
    draft = Draft(
        pending.type,
        pending.words,
        pending.language,
        channel=hearing.heard.channel,
        service=pending.service,
        phone=number,
        # whoever texts us has chosen this road: answering on it needs no further consent
        sms=bool(number) and not hearing.talk.quiet,
        answers=form.said(hearing.fields(pending), pending.answers),
    )
    return Turn(hearing.with_(None), about="sms.created", deed=File(draft), moves=True)


def _rated(hearing: Hearing, pending: Pending) -> Turn:
    """The end of the survey; who passed everything over has said nothing, and a case is rated once at any door."""
    answers = form.said(hearing.fields(pending), pending.answers)
    if not answers:
        return hearing.reply("sms.cancelled")
    if not any(case.id == pending.case and hearing.known.survey.may_offer(case) for case in hearing.known.cases):
        return hearing.reply("sms.no_survey")
    return Turn(hearing.with_(None), hearing.plain("sms.rated"), deed=Rate(pending.case, answers), moves=True)


def _missed(hearing: Hearing, pending: Pending, problem: str) -> Turn:
    pending = replace(pending, misses=pending.misses + 1)
    if pending.misses >= _MISSES and not pending.case:
        return hearing.reply("sms.stuck", replace(pending, asks=Asks.PERSON))
    return _question(hearing, pending, problem)


def _question(hearing: Hearing, pending: Pending, problem: str = "") -> Turn:
    pending = replace(pending, asks=Asks.FIELD)
    text = hearing.known.replies.question(hearing.fields(pending), pending, problem)
    return Turn(hearing.with_(pending), text)


def _summed_up(hearing: Hearing, pending: Pending) -> Turn:
    pending = replace(pending, asks=Asks.CONFIRM)
    return Turn(hearing.with_(pending), _summary(hearing, pending))


def _summary(hearing: Hearing, pending: Pending) -> str:
    service = hearing.service(pending.service)
    private = service is not None and service.sensitivity == "restricted"
    return hearing.known.replies.summary(hearing.fields(pending), pending, private=private)
