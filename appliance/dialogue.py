# SPDX-License-Identifier: Apache-2.0
"""Dialogue: one step of a conversation. A talk and a message in; the talk after it, the reply and what to do out. Pure.

Nothing is done here: a step says what is to be done, and `conversation` does it in the transaction that keeps the talk.
What a citizen has not confirmed is in the talk alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from appliance import commands, filling, kinds
from appliance.case import Case, State, refusal
from appliance.charter import Service
from appliance.emergency import is_emergency
from appliance.errors import InputError
from appliance.event import CITIZEN
from appliance.hearing import Hearing
from appliance.ports import Answered
from appliance.protected import tells
from appliance.talk import Asks, Pending, Talk
from appliance.text import MAX_WORDS, clean, tokens
from appliance.turn import Consent, Heard, Known, Say, Subscribe, Turn
from appliance.words import LANGUAGES, words_in

HOTLINES: Final = "emergency-hotlines"
"""The service of the charter that tells whom to call."""

_COMPLAINTS: Final = frozenset({"complaint", "incident", "kp_dispute"})
_REQUESTS: Final = frozenset({"service_request", "registration"})
"""Types of case that a service of the charter opens; a question is answered, and passed on only if that is wished."""

_TYPES: Final = {"question": "inquiry", "complaint": "complaint", "suggestion": "suggestion"}
_TWICE_MS: Final = 10 * 60 * 1000
"""How long the same words are taken for the same message."""

_FEW: Final = 6
"""The most words in an answer to the question which of two services was meant."""

_LACKS: Final = re.compile(r"\W*wala pa\b(?! (?:po |ho )?(?:[rd]in|gihapon)\b)", re.IGNORECASE)
"""What says "not yet" of a repair, and as often that somebody has no such paper yet."""

_SURELY: Final = 0.95
"""How sure the book must be that a "not yet" is about something else than what was said to be done."""

_FOLLOWS: Final = frozenset(
    "po ho ba ang ng sa na yung naman pala eh at ano anong magkano how much is the what are where do i you need to "
    "bring requirements requirement requirments reqs kailangan kelangan dadalhin dala dalhin papeles san saan saang "
    "kukuha kunin gaano katagal tagal ilang ilan araw oras minuto long sino pwede puwede libre may bayad babayaran fee "
    "kailan when paano pano unsa unsaon pila asa kanus kinsa dad on og ug bayranan dugay ka kuhaon".split()
)
"""Words of a question that does not say about what: it goes on from what was asked before."""


def step(talk: Talk, heard: Heard, known: Known) -> Turn:
    """What one message leads to."""
    try:
        hearing = Hearing(talk, heard, known, clean(heard.words, limit=MAX_WORDS))
    except InputError:
        hearing = Hearing(talk, heard, known, "")
        return hearing.reply("sms.too_long", hearing.pending)
    if is_emergency(hearing.message):
        return _emergency(hearing)
    return _anywhere(hearing) or _in_answer(hearing) or _command(hearing) or _matter(hearing, hearing.message)


def _emergency(hearing: Hearing) -> Turn:
    """Whom to call, at once; what was open stays open, and otherwise the hall may be told too."""
    service = hearing.service(HOTLINES)
    info = (service.info or service.description)[hearing.language] if service else ""
    pending, key = hearing.pending, "talk.emergency"
    if pending is None and not hearing.is_protected(hearing.message) and not tells(hearing.message):
        pending, key = Pending(Asks.PERSON, hearing.language, hearing.message, "incident"), "talk.emergency_tell"
    text = hearing.known.replies.hotlines(info, hearing.language, key)
    return Turn(hearing.with_(pending), text, urgent=True)


# --- what is meant whatever was asked


def _anywhere(hearing: Hearing) -> Turn | None:
    if not hearing.message or hearing.alone == "help":
        return hearing.reply("sms.help", hearing.pending)
    if commands.stops_all(hearing.message):
        return _consent(hearing, given=False)
    if (purok := commands.advisories(hearing.message)) is not None:
        return _advisories(hearing, purok)
    if hearing.alone == "stop" and hearing.known.subscribed:
        return Turn(hearing.with_(hearing.pending), hearing.plain("sms.unsubscribed"), deed=Subscribe(None))
    if hearing.alone in ("stop", "start"):
        return _consent(hearing, given=hearing.alone == "start")
    if hearing.alone in LANGUAGES:
        return _speak(hearing, hearing.alone)
    if hearing.command.slip or hearing.alone == "status":
        return _of_case(hearing)
    if hearing.pending and hearing.pending.asks is not Asks.WITHDRAW and commands.calls_off(hearing.message):
        return hearing.reply("sms.cancelled")
    return _cancel(hearing) if hearing.alone == "cancel" else None


def _consent(hearing: Hearing, *, given: bool) -> Turn:
    if hearing.talk.quiet and not given:
        return Turn(hearing.talk)  # it was confirmed once, and no more texts means no more texts
    talk = replace(hearing.talk, quiet=not given, pending=hearing.pending if given else None)
    return Turn(talk, hearing.plain("sms.started" if given else "sms.stopped"), deed=Consent(given))


def _advisories(hearing: Hearing, purok: str) -> Turn:
    """Who asks for advisories is asked once more: a telephone may have been borrowed, or the word meant otherwise."""
    pending = Pending(Asks.ADVISORIES, hearing.language, purok)
    which = purok or words_in(hearing.language)("talk.every_purok")
    return Turn(hearing.with_(pending), hearing.known.replies.plain("sms.advisories", hearing.language, purok=which))


def _subscribed(hearing: Hearing, pending: Pending) -> Turn | None:
    agreed = _agrees(hearing)
    if agreed:
        return Turn(hearing.with_(None), hearing.plain("sms.subscribed"), deed=Subscribe(pending.words))
    return hearing.reply("sms.dropped") if agreed is False else None


def _speak(hearing: Hearing, language: str) -> Turn:
    hearing.language = language
    pending = replace(hearing.pending, language=language) if hearing.pending else None
    again = filling.asked_again(hearing, pending) if pending else ""
    return Turn(replace(hearing.talk, language=language, pending=pending), again or hearing.plain("sms.language"))


def _cancel(hearing: Hearing) -> Turn:
    if hearing.command.digits:
        return hearing.reply("sms.bad_reference", hearing.pending)
    if hearing.pending:
        return hearing.reply("sms.cancelled")
    cases = [case for case in hearing.known.cases if not refusal(case, "withdrawn", CITIZEN, {})]
    if len(cases) > 1:
        return hearing.reply("sms.cancel_which")
    return _withdraw(hearing, cases[0]) if cases else hearing.reply("sms.help")


def _withdraw(hearing: Hearing, case: Case) -> Turn:
    pending = Pending(Asks.WITHDRAW, hearing.language, case=case.id)
    return Turn(hearing.with_(pending), about="sms.withdraw", case=case.id)


# --- a case that is there already


def _of_case(hearing: Hearing) -> Turn | None:
    """What a keyword says about a case; nothing where it turns out to be the beginning of free text."""
    command, pending = hearing.command, hearing.pending
    if not (command.slip or command.alone):
        return None
    answers = not command.name and pending is not None and pending.asks is Asks.FIELD  # a number may be an answer
    if command.digits and not command.slip:
        return hearing.reply("sms.bad_reference", pending)
    try:
        case = hearing.known.find(command.slip) if command.slip else _meant(hearing.known.cases, command.name)
    except InputError:
        return hearing.reply("sms.bad_reference", pending) if command.alone and not answers else None
    if case is None and answers:
        return None
    if case is None:
        if command.slip:
            return hearing.reply("sms.not_found", pending) if command.alone else None
        return hearing.reply("sms.help", pending)
    if hearing.alone == "cancel" and not refusal(case, "withdrawn", CITIZEN, {}):
        return _withdraw(hearing, case)
    return _about(hearing, case)


def _about(hearing: Hearing, case: Case) -> Turn:
    """Record what the citizen says about their case, and say where it stands."""
    talk, text = hearing.with_(hearing.pending), hearing.message
    said = {"yes": "confirmed", "disputed": "disputed", "no": "disputed"}.get(hearing.command.name, "")
    says = said and not refusal(case, f"citizen_{said}", CITIZEN, {})
    if not hearing.command.alone and hearing.is_protected(text):
        return Turn(talk, hearing.plain("sms.protected"), deed=Say(case.id, f"citizen_{said}") if says else None)
    if says:
        rates = said == "confirmed" and hearing.known.survey.may_offer(case)
        thanks = "sms.confirmed_survey" if rates else f"sms.{said}"
        return Turn(talk, "", thanks, case.id, Say(case.id, f"citizen_{said}", text))
    deed = None if hearing.command.alone else Say(case.id, "client_supplied", text)
    waits = case.open and case.state is not State.RESOLVED  # what is said to be done is asked about, not promised
    return Turn(talk, "", "sms.status" if waits else "sms.status_closed", case.id, deed)


def _not_yet(hearing: Hearing) -> Turn | None:
    """A "not yet" with more words: it is about the case that was said to be done, unless the words are about another.

    The citizen has been asked, and a dispute that is taken for a new matter lets the case close as if they were silent.
    """
    done = [case for case in hearing.known.cases if case.state is State.RESOLVED]
    if not done or hearing.command.slip:
        return None
    found = hearing.ask(hearing.message)
    same = [case for case in done if case.service and case.service == found.service]
    last = _meant(same or done, "disputed")
    if last is None or (not same and (_LACKS.match(hearing.message) or _is_other(hearing, last, found))):
        return None
    return _about(hearing, last)


def _is_other(hearing: Hearing, case: Case, found: Answered) -> bool:
    """Whether what the book found is surely another matter than this case."""
    service = hearing.service(found.service)
    if service is None or found.also or found.score < _SURELY or service.id == HOTLINES or hearing.protects(service.id):
        return False
    return bool(case.service) or service.type not in _COMPLAINTS


def _meant(cases: Sequence[Case], command: str) -> Case | None:
    """The case that a keyword without a reference is about: for yes and no, the one that was said to be done."""
    done = [case for case in cases if case.state is State.RESOLVED]
    if command != "status" and done:
        return max(done, key=lambda case: case.reply_at or 0)
    return cases[0] if cases else None


# --- an answer to what was asked


def _in_answer(hearing: Hearing) -> Turn | None:
    return _ANSWERED[hearing.pending.asks](hearing, hearing.pending) if hearing.pending else None


def _described(hearing: Hearing, pending: Pending) -> Turn | None:
    """What the matter is: anything but a keyword."""
    return None if hearing.alone else _matter(hearing, hearing.message, pending.type)


def _picked(hearing: Hearing, pending: Pending) -> Turn | None:
    """One of two services, or neither."""
    said = tokens(hearing.message)
    if len(said) > _FEW:
        return None
    if said[:1] == ["0"] or kinds.agrees(hearing.message) is False:
        return _offer_person(hearing, pending)
    if kinds.says_nothing(hearing.message) and not any(map(str.isdecimal, said)):
        again = hearing.known.replies.which(pending.service, pending.also, hearing.language)
        return Turn(hearing.with_(pending), again)
    services = [hearing.known.charter.get(service) for service in (pending.service, pending.also)]
    picked = kinds.chosen([(service.id, service.name) for service in services], hearing.message)
    if not picked:
        return None
    service = hearing.known.charter.get(picked)
    found = hearing.ask(f"{service.name[hearing.language]} {pending.words}")
    sure = found.service == picked and not found.also
    return _offer(hearing, service, found.text if sure else service.description[hearing.language], pending.words)


def _offered(hearing: Hearing, pending: Pending) -> Turn | None:
    """Yes begins the form; no may mean that we got it wrong."""
    agreed = _agrees(hearing)
    if agreed:
        return replace(filling.go_on(hearing, pending), moves=True)
    return _offer_person(hearing, pending) if agreed is False else None


def _passed_on(hearing: Hearing, pending: Pending) -> Turn | None:
    """Yes files the citizen's own words as they are."""
    agreed = _agrees(hearing)
    if agreed:
        return filling.file(hearing, pending)
    return hearing.reply("sms.dropped") if agreed is False else None


def _taken_back(hearing: Hearing, pending: Pending) -> Turn | None:
    """Only a plain yes takes a case back."""
    agreed = _agrees(hearing)
    case = next((case for case in hearing.known.cases if case.id == pending.case), None)
    if case is None or agreed is None:
        return None
    if agreed and not refusal(case, "withdrawn", CITIZEN, {}):
        return Turn(hearing.with_(None), "", "sms.withdrawn", case.id, Say(case.id, "withdrawn"))
    return Turn(hearing.with_(None), "", "sms.kept" if case.open else "sms.status_closed", case.id)


def _agrees(hearing: Hearing) -> bool | None:
    """A plain yes or no; a sentence that only begins with one is free text, and so is NOT YET."""
    return kinds.plainly(hearing.message) if hearing.command.name != "disputed" else None


_ANSWERED: Final[Mapping[Asks, Callable[[Hearing, Pending], Turn | None]]] = {
    Asks.WORDS: _described,
    Asks.WHICH: _picked,
    Asks.OFFER: _offered,
    Asks.PERSON: _passed_on,
    Asks.FIELD: filling.filled,
    Asks.CONFIRM: filling.confirmed,
    Asks.WITHDRAW: _taken_back,
    Asks.ADVISORIES: _subscribed,
}


# --- a new matter


def _command(hearing: Hearing) -> Turn | None:
    name, alone = hearing.command.name, hearing.command.alone
    resolved = any(case.state is State.RESOLVED for case in hearing.known.cases)
    if name == "disputed" and not alone:
        return _not_yet(hearing)
    if name in ("yes", "disputed") or (name == "no" and resolved):
        return _of_case(hearing)
    if hearing.alone == "survey":
        return _survey(hearing)
    if name in _TYPES and not alone:
        return None if name == "question" else _matter(hearing, hearing.message, _TYPES[name])
    if name in _TYPES:
        return hearing.reply(f"sms.ask_{_TYPES[name]}", Pending(Asks.WORDS, hearing.language, type=_TYPES[name]))
    return hearing.reply("sms.help") if hearing.alone else None


def _survey(hearing: Hearing) -> Turn:
    case = next((case for case in hearing.known.cases if hearing.known.survey.may_offer(case)), None)
    if case is None:
        return hearing.reply("sms.no_survey")
    return filling.go_on(hearing, Pending(Asks.FIELD, hearing.language, case=case.id))


def _matter(hearing: Hearing, words: str, kind: str = "") -> Turn:
    """Free text: what the charter says about it, and whether it shall be filed. `kind` is what it was said to be."""
    if sum(char.isalpha() for char in words) < 3 or kinds.says_nothing(words):
        thanks = {"salamat", "thanks", "thank"} & set(tokens(words))
        return hearing.reply("sms.thanks" if thanks else "sms.help")
    for case in hearing.known.cases:
        if case.open and case.words == words and _is_again(hearing, case):
            return Turn(hearing.with_(None), "", "sms.status", case.id)
    found, words = _looked_up(hearing, words)
    if found.service == HOTLINES:  # what no word of danger told, the book may know
        return _emergency(hearing)
    if hearing.is_protected(words, found):
        return hearing.reply("sms.protected")
    service = hearing.service(found.service)
    if kind in ("complaint", "suggestion"):
        fits = service if service and kind == "complaint" and service.type in _COMPLAINTS else None
        begun = Pending(Asks.FIELD, hearing.language, words, fits.type if fits else kind, fits.id if fits else "")
        return filling.go_on(hearing, begun)
    if service is None:
        text = hearing.known.replies.pages(found.text, hearing.language, "talk.offer_unknown")
        return Turn(hearing.with_(Pending(Asks.PERSON, hearing.language, words, "inquiry")), text)
    if hearing.service(found.also):
        pending = Pending(Asks.WHICH, hearing.language, words, "inquiry", service.id, found.also)
        return Turn(hearing.with_(pending), hearing.known.replies.which(service.id, found.also, hearing.language))
    return _offer(hearing, service, found.text, words)


def _is_again(hearing: Hearing, case: Case) -> bool:
    """Whether the words of an open case come once more: people press twice, and telephones answer by themselves.

    A complaint that is repeated asks what became of it; a question that is asked again days later wants its answer.
    """
    return case.type in _COMPLAINTS or 0 <= hearing.known.now - case.received_at <= _TWICE_MS


def _looked_up(hearing: Hearing, words: str) -> tuple[Answered, str]:
    """What the book says, and the words so far: "magkano po?" after an answer is about the same service."""
    before = hearing.pending
    service = hearing.service(before.service) if before and before.asks is not Asks.WHICH else None
    if before is None or service is None or not _FOLLOWS.issuperset(tokens(words)):
        return hearing.ask(words), words
    return hearing.ask(f"{service.name[hearing.language]} {words}"), f"{before.words}\n{words}"[:MAX_WORDS]


def _offer(hearing: Hearing, service: Service, text: str, words: str) -> Turn:
    """The answer and, behind it, what may follow from it."""
    offer = "complaint" if service.type in _COMPLAINTS else "request" if service.type in _REQUESTS else "person"
    asks, kind = (Asks.PERSON, "inquiry") if offer == "person" else (Asks.OFFER, service.type)
    pending = Pending(asks, hearing.language, words, kind, service.id)
    return Turn(hearing.with_(pending), hearing.known.replies.pages(text, hearing.language, f"talk.offer_{offer}"))


def _offer_person(hearing: Hearing, pending: Pending) -> Turn:
    return hearing.reply("sms.pass_on", Pending(Asks.PERSON, hearing.language, pending.words, "inquiry"))
