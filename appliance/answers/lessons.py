# SPDX-License-Identifier: Apache-2.0
"""Lessons: the sentences from which the answer book learns which service they mean. Pure but for one file."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.charter import Service

BEYOND: Final = ""
"""The label of what no service answers."""

_BEYOND_FILE: Final = Path(__file__).parent.parent / "beyond.txt"
_HINT: Final = 0.5
"""Weight of what nobody asks in so many words, a keyword or a description, beside a question's 1."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence, the service it means (or BEYOND), its language ("" if it may be any), and how much it counts."""

    text: str
    label: str
    language: str = ""
    weight: float = 1.0


def of_service(service: Service) -> list[Lesson]:
    """The service's sample questions, keywords, name and description."""
    asked = [Lesson(one, service.id, language) for language, all_ in service.questions.items() for one in all_]
    hints = [Lesson(one, service.id, weight=_HINT) for one in service.keywords]
    texts = (service.name, service.description)
    said = [Lesson(one, service.id, language, _HINT) for text in texts for language, one in text.items()]
    return asked + hints + said


def beyond() -> list[Lesson]:
    """What no service of a barangay answers, one sentence a line of beyond.txt."""
    lines = (line.strip() for line in _BEYOND_FILE.read_text("utf-8").splitlines())
    return [Lesson(line, BEYOND) for line in lines if line and not line.startswith("#")]


def digest(lessons: list[Lesson]) -> str:
    """A short name of exactly these lessons: another one means that they must be learned again."""
    return hashlib.sha256(repr(lessons).encode()).hexdigest()[:16]
