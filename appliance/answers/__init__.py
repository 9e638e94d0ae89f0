# SPDX-License-Identifier: Apache-2.0
"""Answers: the answer book finds the service that a question means, and answers from the charter or says it cannot."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from appliance.answers import features, lessons, wording
from appliance.answers.facts import asked
from appliance.answers.lessons import BEYOND
from appliance.answers.model import Model, Vector, own_score, shares
from appliance.charter import Charter
from appliance.errors import InputError
from appliance.text import MAX_WORDS, clean, tokens

KNOWS: Final = 0.5
"""Score from which the book answers: it is likelier that the best service is meant than that none is."""

_CLOSE: Final = 0.6
"""Part of the first service's share from which the second is as good: there, either was meant equally often."""

_URGENT: Final = "emergency-hotlines"

_CLEARLY: Final = 0.6
"""Share that a language must have before we answer in it unasked."""

_FEW: Final = 5
_CLEARLY_IN_FEW: Final = 0.85
"""The share it must have in fewer words than that: two words say little, and most people here write Filipino."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the book says: `service` is "" when it does not know; with `also` the text asks which of the two is meant.

    `asks` is the fact that the question wants (one of `facts.FACTS`). `score`, from 0 to 1, weighs the service against
    all that no service answers: a question between two services is not an unknown one.
    """

    question: str
    service: str
    also: str
    asks: str
    score: float
    text: str


class _Found(NamedTuple):
    """A service's share of the likelihood, and that of what is beyond all services."""

    service: str
    share: float
    beyond: float


class AnswerBook:
    """Answers a citizen's question from the charter alone, with no network, in a few milliseconds."""

    def __init__(self, charter: Charter, model: Model | None = None) -> None:
        """Read the trained model; a hall's own services, which it was not taught, are learned here by their sentences.

        Raises AnswersError where the model is not built.
        """
        self._charter = charter
        self._model = model or Model.load()
        self._own: dict[str, Vector] = {}
        for service in charter.services.values():
            taught = lessons.of_service(service)
            if self._model.taught.get(service.id) != lessons.digest(taught):
                self._own[service.id] = self._model.column(taught)

    def ask(self, question: str, language: str, *, budget: int = 0) -> Answer:
        """The answer in that language; with a budget its text fits so many septets (at least 120) of GSM-7."""
        try:
            cleaned = clean(question)
        except InputError:
            cleaned = ""  # nobody asks ten pages: a person must read that
        vector = self._model.vector(cleaned)
        found = self._urgent_first(self._found(vector)[:2] if vector else [])
        score = round(_score(found), 4)
        if score < KNOWS:
            return Answer(cleaned, "", "", asked(cleaned), score, wording.unknown(language, budget))
        service = self._charter.get(found[0].service)
        wants = asked(cleaned, reported=service.type in wording.REPORTED)
        second = self._second(found)
        if second:
            text = wording.which(service, self._charter.get(second), language, budget)
        else:
            text = wording.answer(self._charter, service, wants, language, budget)
        return Answer(cleaned, service.id, second, wants, score, text)

    def forget(self) -> None:
        """Drop what is remembered of the words that were asked, for whoever asks where others come after them."""
        features.forget()

    def language_of(self, text: str) -> str:
        """The language of a text: fil, en or ceb, or "" where it cannot be told."""
        vector = self._model.vector(text[:MAX_WORDS])
        likely = shares(self._model.scores(vector)[1])
        best = max(likely, key=lambda language: likely[language])
        enough = _CLEARLY if len(tokens(text)) >= _FEW else _CLEARLY_IN_FEW
        return best if vector and likely[best] >= enough else ""

    def _found(self, vector: Vector) -> list[_Found]:
        """The services, the likeliest first."""
        scores, _ = self._model.scores(vector)
        known = {label: score for label, score in scores.items() if label in self._charter.services or label == BEYOND}
        for service, column in self._own.items():
            score = own_score(vector, column)
            known[service] = max(score, known.get(service, score))
        likely = shares(known)
        beyond = likely.pop(BEYOND)
        found = [_Found(service, share, beyond) for service, share in likely.items()]
        return sorted(found, key=lambda one: one.share, reverse=True)

    def _urgent_first(self, found: list[_Found]) -> list[_Found]:
        """Where danger is as likely as what is likeliest, danger is answered, unless the other must not be told."""
        if self._are_close(found) and found[1].service == _URGENT and not self._discreet(found):
            return found[::-1]
        return found

    def _second(self, found: list[_Found]) -> str:
        """A second service as good as the first; none where asking which would tell too much or cost time."""
        if not self._are_close(found) or found[0].service == _URGENT or self._discreet(found):
            return ""
        return found[1].service

    def _are_close(self, found: list[_Found]) -> bool:
        return len(found) > 1 and found[1].share >= _CLOSE * found[0].share

    def _discreet(self, found: list[_Found]) -> bool:
        return any(self._charter.get(one.service).sensitivity in wording.DISCREET for one in found)


def _score(found: list[_Found]) -> float:
    return found[0].share / (found[0].share + found[0].beyond) if found else 0.0
