# SPDX-License-Identifier: Apache-2.0
"""Form: a list of questions, one after another: which is next, which need not be asked, what was answered. Pure.

Answers are a mapping from a field's code to its value; an optional question that was passed over has an empty one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from appliance import kinds, phone
from appliance.charter import Field
from appliance.errors import InputError
from appliance.words import MANILA, words_in

Answers = Mapping[str, str]

PASSED: Final = ""
"""The value of an optional question that the citizen passed over."""

_PRIVATE: Final = frozenset({"name", "phone"})
"""Kinds whose answers name a person: kept for the officer, never texted back."""


def asked(fields: Sequence[Field], answers: Answers) -> list[Field]:
    """The questions that these answers leave to be asked, in order, answered or not."""
    found: list[Field] = []
    open_codes: set[str] = set()
    for field in fields:
        code, _, choice = field.skip_if.partition("=")
        if not (code in open_codes and choice in answers.get(code, PASSED).split(",")):
            found.append(field)
            open_codes.add(field.code)
    return found


def next_field(fields: Sequence[Field], answers: Answers) -> Field | None:
    """The first question without an answer; None when the form is complete."""
    return next((field for field in asked(fields, answers) if field.code not in answers), None)


def previous(fields: Sequence[Field], answers: Answers) -> Field | None:
    """The last question that was answered before the next one; None at the beginning."""
    done: Field | None = None
    for field in asked(fields, answers):
        if field.code not in answers:
            break
        done = field
    return done


def answer(fields: Sequence[Field], answers: Answers, text: str, today: date) -> dict[str, str]:
    """The answers with what a person wrote to the next question. Raises InputError; ValueError when there is none."""
    field = next_field(fields, answers)
    if field is None:
        raise ValueError("the form is complete")
    return {**answers, field.code: kinds.read(field, text, today)}


def passed(fields: Sequence[Field], answers: Answers) -> dict[str, str]:
    """The answers with the next question passed over. Raises InputError("required") where it must be answered."""
    field = next_field(fields, answers)
    if field is None:
        raise ValueError("the form is complete")
    if field.required:
        raise InputError(field.code, "required")
    return {**answers, field.code: PASSED}


def without(answers: Answers, code: str) -> dict[str, str]:
    """The answers without one of them, so that its question is asked again."""
    return {name: value for name, value in answers.items() if name != code}


def said(fields: Sequence[Field], answers: Answers) -> dict[str, str]:
    """What is filed: the answers that were given to questions that are asked, and nothing else."""
    codes = [field.code for field in asked(fields, answers)]
    return {code: answers[code] for code in codes if answers.get(code)}


def check(fields: Sequence[Field], answers: Answers) -> dict[str, str]:
    """The answers as they may be filed. Raises InputError naming a question that has no such value.

    What is missing an officer may ask for; it is no reason to turn anybody away.
    """
    known = {field.code: field for field in fields}
    for code, value in answers.items():
        if code not in known:
            raise InputError(str(code), "unknown")
        if value != PASSED and not kinds.holds(known[code], value):
            raise InputError(code, known[code].kind)
    return said(fields, answers)


def shown(field: Field, value: str, language: str, *, private: bool = True) -> str:
    """An answer as people read it; `private` keeps names and telephone numbers back."""
    words = words_in(language)
    labels = {code: label[language] for code, label in field.choices}
    if value == PASSED:
        return words("talk.passed")
    if private and field.kind in _PRIVATE:
        return words("talk.private")
    if field.kind in ("choice", "multi_choice"):
        return ", ".join(labels.get(code, code) for code in value.split(","))
    if field.kind == "yes_no":
        return words(f"talk.{value}") if value in ("yes", "no") else value
    if field.kind == "phone":
        return phone.masked(value) if private else value
    if field.kind == "date":
        return _day(value, language)
    return value


def listed(fields: Sequence[Field], answers: Answers, language: str) -> list[tuple[str, str]]:
    """Every answer beside its question, for an officer; one whose question the charter no longer has by its code."""
    known = {field.code: field for field in fields}
    ours = [(one.label[language], shown(one, answers[one.code], language, private=False)) for one in fields
            if one.code in answers]  # fmt: skip
    return [*ours, *((code, value) for code, value in answers.items() if code not in known)]


def _day(value: str, language: str) -> str:
    try:
        day = datetime.combine(date.fromisoformat(value), time(12), MANILA)
    except ValueError:
        return value
    return f"{words_in(language).short_date(int(day.timestamp() * 1000))}, {day.year}"
