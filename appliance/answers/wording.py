# SPDX-License-Identifier: Apache-2.0
"""Wording: what the charter says about a service, the fact that was asked for first, in whole sentences. Pure."""

import math
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from appliance import gsm7
from appliance.charter import Charter, Service
from appliance.words import Words, words_in

LEAST_BUDGET: Final = 120
"""Septets below which a whole sentence with its source has no room; an SMS without its sender's name has 138."""

REPORTED: Final = frozenset({"complaint", "incident", "kp_dispute"})
"""Types of services to which one comes with a matter: one tells something, rather than brings something."""

DISCREET: Final = frozenset({"protected", "restricted"})
"""Services that are worded without their name: someone else may read the screen or the telephone."""

_OFFICE_HOURS: Final = "office-hours"
_SENTENCES: Final = re.compile(r"(?<=[.!?])(?<!Sec\.) (?=[A-Z0-9])")

Fact = tuple[str, ...]
"""One thing to say, the fullest wording first; empty where the charter does not say it."""

_ORDER: Final = {
    "fee": ("fee", "info", "bring", "time", "where"),
    "requirements": ("bring", "fee", "where", "time"),
    "time": ("time", "law", "info", "fee", "where"),
    "where": ("where", "info", "bring", "hours"),
    "who": ("who", "info", "bring", "where"),
    "how": ("steps", "bring", "fee", "where"),
    "hours": ("hours", "where", "info"),
    "report": ("steps", "law", "where"),
    "other": ("about", "bring", "fee", "where"),
}
"""What is told, in this order, to each question."""

_INQUIRY: Final = {fact: ("about", "where") for fact in ("fee", "time", "how", "hours", "report", "other")}
"""A service that only answers questions has its answer in its own text, whatever is asked."""


def answer(charter: Charter, service: Service, asks: str, language: str, budget: int) -> str:
    """The service's answer, the charter's date as its source at the end; within `budget` septets unless that is 0."""
    words = words_in(language)
    told = _Told(charter, service, words)
    leads = ("",) if service.sensitivity in DISCREET else (service.name[language], service.short[language], "")
    facts = [fact for fact in (told.fact(name) for name in order(service, asks)) if fact]
    day = _day(words, service.as_of)
    if not budget:
        said = _named(words, leads[0], " ".join(fact[0] for fact in facts))
        return words("answer.sourced", answer=said, date=day)
    return _within(budget, words, leads[-2:], facts, day)


def order(service: Service, asks: str) -> tuple[str, ...]:
    """The names of the facts that answer a question, the one that was asked for first."""
    if service.sensitivity in DISCREET:
        return ("fee", "info") if asks == "fee" else ("info",)
    return _INQUIRY.get(asks, _ORDER[asks]) if service.type == "inquiry" else _ORDER[asks]


def fact(charter: Charter, service: Service, name: str, language: str) -> str:
    """One fact of a service in its fullest wording; empty where the charter does not say it."""
    said = _Told(charter, service, words_in(language)).fact(name)
    return said[0] if said else ""


def sentences(text: str) -> list[str]:
    """The sentences of a text, so that a screen can show them apart."""
    return _SENTENCES.split(text)


def source(service: Service, language: str) -> str:
    """The date of the charter's entry, as people say it."""
    return _day(words_in(language), service.as_of)


def which(one: Service, other: Service, language: str, budget: int) -> str:
    """Ask which of two services is meant, naming both."""
    names = [service.short[language] if budget else service.name[language] for service in (one, other)]
    sentence = words_in(language)("answer.which", one=names[0], other=names[1])
    return plain(sentence) if budget else sentence


def unknown(language: str, budget: int) -> str:
    """Say honestly that the book does not know, and offer to pass the question on to a person."""
    sentence = words_in(language)("answer.unknown")
    return plain(sentence) if budget else sentence


def plain(text: str) -> str:
    """The text in letters that every telephone has."""
    return "".join(letter for letter in gsm7.transliterate(text) if gsm7.septets(letter))


class _Told:
    """The facts of one service in one language."""

    def __init__(self, charter: Charter, service: Service, words: Words) -> None:
        self.charter, self.service, self.words, self.language = charter, service, words, words.language

    def fact(self, name: str) -> Fact:
        """One of the facts named in `_ORDER`."""
        by_name: dict[str, Callable[[], Fact]] = {
            **{"fee": self.fee, "bring": self.bring, "time": self.time, "law": self.law, "steps": self.steps},
            **{"where": self.where, "who": self.who, "hours": self.hours, "info": self.info, "about": self.about},
        }
        return by_name[name]()

    def fee(self) -> Fact:
        paid = [step for step in self.service.steps if step.fee]
        if not self.service.steps:
            return ()
        if not paid:
            return (self.words("answer.free"),)
        amount = f"{self.service.fee:,.2f}".removesuffix(".00")
        sentence = self.words("answer.fee", amount=amount)
        return (" ".join([sentence, *(step.client[self.language] for step in paid)]), sentence)

    def bring(self) -> Fact:
        verb = "tell" if self.service.type in REPORTED else "bring"
        brought = self.service.requirements
        if not brought:
            return (self.words("answer.bring_nothing"),) if verb == "bring" else ()
        what = [one.what[self.language].rstrip(".") for one in brought]
        where = [f"{name} ({one.where[self.language].rstrip('.')})" for name, one in zip(what, brought, strict=True)]
        every, more = f"answer.{verb}", f"answer.{verb}_more"
        shorter = (self.words(more, list="; ".join(what[:count])) for count in range(len(what) - 1, 0, -1))
        return (self.words(every, list="; ".join(where)), self.words(every, list="; ".join(what)), *shorter)

    def time(self) -> Fact:
        minutes = self.service.minutes
        if not minutes or minutes > 8 * 60 or self.service.type in REPORTED:
            return self.law()
        if minutes < 2 * 60:
            return (self.words("answer.minutes", count=minutes),)
        return (self.words("answer.hours", count=math.ceil(minutes / 60)),)

    def law(self) -> Fact:
        rule = self.service.rule
        if rule.startswith("WD"):
            return (self.words("answer.working_days", count=rule.removeprefix("WD")),)
        other = {"H72": "within_72_hours", "BPO_SAMEDAY": "same_day", "KP_SUMMONS_WD1": "summons"}
        return (self.words(f"answer.{other[rule]}"),) if rule in other else ()

    def steps(self) -> Fact:
        done = [
            self.words("answer.step", number=number, step=step.client[self.language])
            for number, step in enumerate(self.service.steps, 1)
        ]
        if len(done) == 1:
            done = [self.service.steps[0].client[self.language]]
        return _shortening(done)

    def where(self) -> Fact:
        return (self.words("answer.where", office=self.service.office[self.language].rstrip(".")),)

    def who(self) -> Fact:
        return (self.words("answer.who", who=self.service.who[self.language]),)

    def hours(self) -> Fact:
        hall = self.charter.services.get(_OFFICE_HOURS)
        return (hall.description[self.language],) if hall else ()

    def info(self) -> Fact:
        if not self.service.info:
            return (self.service.description[self.language],) if self.service.sensitivity in DISCREET else ()
        return _shortening(_SENTENCES.split(self.service.info[self.language]))

    def about(self) -> Fact:
        """What the service is, and what else there is to know."""
        described = _SENTENCES.split(self.service.description[self.language])
        known = self.service.info.get(self.language, "")
        both = _shortening([*described, *(_SENTENCES.split(known) if known else [])])
        # where the service is nothing but information, its text says all that its description does
        return (known, *both) if known and self.service.type == "inquiry" else both


def _shortening(sentences: list[str]) -> Fact:
    """All of them, then fewer and fewer from the end."""
    return tuple(" ".join(sentences[:count]) for count in range(len(sentences), 0, -1))


def _within(budget: int, words: Words, leads: Iterable[str], facts: list[Fact], day: str) -> str:
    """As many facts as there is room for; the service's name gives way to the fact that was asked for."""
    if budget < LEAST_BUDGET:
        raise ValueError(f"an answer needs {LEAST_BUDGET} septets, not {budget}")

    def whole(lead: str, said: list[str]) -> str:
        return plain(words("answer.sourced_short", answer=_named(words, lead, " ".join(said)), date=day))

    def fits(lead: str, said: list[str]) -> bool:
        return (gsm7.septets(whole(lead, said)) or 0) <= budget

    best = ""
    for lead in leads:
        said: list[str] = []
        for fact in facts:
            said += next(([wording] for wording in fact if fits(lead, [*said, wording])), [])
        first = bool(facts) and bool(said) and said[0] in facts[0]
        if said and (first or not best):
            best = whole(lead, said)
        if first:
            break
    return best or unknown(words.language, budget)


def _named(words: Words, name: str, said: str) -> str:
    return words("answer.named", name=name, answer=said) if name else said


def _day(words: Words, day: date) -> str:
    return words("date.year", month=words(f"month.{day.month}"), day=day.day, year=day.year)
