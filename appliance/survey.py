# SPDX-License-Identifier: Apache-2.0
"""Survey: ARTA's client satisfaction questionnaire (MC 2022-05), and who may be asked to answer it. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from appliance.case import Case
from appliance.charter import Charter, Field, read_form
from appliance.errors import InputError

FIELDS: Final = read_form(Path(__file__).parent / "survey.toml")
"""The questions in ARTA's order. None is required: a respondent may refuse any of them, and stop at any time."""

SCALE: Final = ("1", "2", "3", "4", "5")
"""The choices of SQD0 to SQD8, from "strongly disagree" to "strongly agree"."""

NOT_APPLICABLE: Final = "na"

_NEVER_ASKED: Final = frozenset({"restricted", "protected"})
"""Sensitivities whose clients are left in peace: a question about the service would tell what they came for."""


def may_offer(case: Case, charter: Charter) -> bool:
    """Whether this case's citizen may be asked: once, after a human's reply ended the matter and was told.

    An automatic acknowledgement is no reply. A service that the charter no longer knows may have been a sensitive one.
    """
    if case.survey or not (case.reply_id and case.reply_told and case.outcome):
        return False
    service = charter.services.get(case.service)
    return service.sensitivity not in _NEVER_ASKED if service else not case.service


def applies(field: Field, answers: Mapping[str, str]) -> bool:
    """Whether a question is still to be asked after these answers: who does not know the charter is not asked of it."""
    code, _, choice = field.skip_if.partition("=")
    return not code or answers.get(code) != choice


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are kept: in the form's order, without those that were skipped or do not apply.

    Raises InputError naming the question whose answer was not among its choices, or that nobody asked.
    """
    for code in sorted(answers.keys() - {field.code for field in FIELDS}):
        raise InputError(code, "unknown")
    kept: dict[str, str] = {}
    for field in FIELDS:
        answer = answers.get(field.code, "")
        if answer and answer not in dict(field.choices):
            raise InputError(field.code, "not_offered")
        if answer and applies(field, kept):
            kept[field.code] = answer
    if not kept:
        raise InputError("answers", "empty")
    return kept
