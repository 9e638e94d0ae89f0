# SPDX-License-Identifier: Apache-2.0
"""Batch: questions by the line in, answers as JSON by the line out, for programs and examinations. Pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from appliance.answers import Answer, AnswerBook
from appliance.errors import AnswersError
from appliance.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the language to answer in; "" for its own."""

    text: str
    language: str = ""


def questions(lines: Iterable[str], source: str) -> Iterator[Question]:
    """One question a line: plain, or a JSON object with "question" and, where it is fil, en or ceb, "language".

    Empty lines are skipped. Raises AnswersError naming `source` and the line.
    """
    for number, line in enumerate(lines, 1):
        written = line.strip()
        if written.startswith("{"):
            yield _from_json(written, f"{source}: line {number}")
        elif written:
            yield Question(written)


def answered(book: AnswerBook, question: Question) -> Answer:
    """The book's answer in the question's language, or in Filipino where that cannot be told."""
    return book.ask(question.text, question.language or book.language_of(question.text) or "fil")


def as_json(answer: Answer, asked: str) -> str:
    """One line: the question as it was asked, service null where the book does not know."""
    row = {
        **{"question": asked, "service": answer.service or None, "score": answer.score, "answer": answer.text},
        **{"also": answer.also or None, "asks": answer.asks},
    }
    return json.dumps(row, ensure_ascii=False)


def _from_json(written: str, place: str) -> Question:
    try:
        row: Any = json.loads(written)
    except (ValueError, RecursionError) as error:  # nested a thousand deep is no question either
        raise AnswersError(f"{place}: not a JSON object") from error
    if not isinstance(row.get("question"), str):
        raise AnswersError(f'{place}: "question" is missing or not a text')
    language = row.get("language")
    return Question(row["question"], language if language in LANGUAGES else "")
