# SPDX-License-Identifier: Apache-2.0
"""Model: a linear model of services and languages over hashed features, read from one file and used without numpy."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from appliance.answers.features import BUCKETS, Features, features
from appliance.answers.lessons import Lesson
from appliance.errors import AnswersError

BUILT: Final = Path(__file__).with_name("model.bin")
"""Made by the build hook: a line of JSON, one byte of rarity a bucket, one signed byte a bucket and column."""

_SHARES: Final = (1.0, 0.5, 1.0)
"""How much roots, pairs and pieces count beside each other, however many there are of each."""

_OWN_SCALE: Final = 30.0
_OWN_BIAS: Final = -1.0
"""Turn likeness to a service's own sentences (0 to 1) into the model's scores; found by training without a service and
then adding it: of eight services' questions 92 % found it again, those of the others lost 0.6 points."""

Vector = dict[int, float]
"""Bucket to weight, of length 1; empty for a text of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Model:
    """Columns of weights: first the labels (services and BEYOND), then the languages.

    `taught` tells from which lessons a service was learned; `bias` has one number a column, `scale` what one step of
    a weight is worth.
    """

    labels: tuple[str, ...]
    languages: tuple[str, ...]
    taught: dict[str, str]
    bias: tuple[float, ...]
    scale: float
    rarity: bytes
    weights: memoryview

    @classmethod
    def load(cls, path: Path = BUILT) -> Self:
        """Read the file. Raises AnswersError."""
        try:
            with path.open("rb") as file:
                head, body = file.readline(), file.read()
            made: dict[str, Any] = json.loads(head)
            columns = len(made["labels"]) + len(made["languages"])
            if made["buckets"] != BUCKETS or len(body) != BUCKETS * (1 + columns):
                raise ValueError("made for other features")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AnswersError(f"{path}: the answer book's model cannot be read; run script/setup ({error})") from error
        view = memoryview(body)
        return cls(
            tuple(made["labels"]),
            tuple(made["languages"]),
            made["taught"],
            tuple(made["bias"]),
            made["scale"],
            bytes(view[:BUCKETS]),
            view[BUCKETS:].cast("b"),
        )

    def vector(self, text: str) -> Vector:
        """The text as the model sees it."""
        return weigh(features(text), self.rarity)

    def scores(self, vector: Vector) -> tuple[dict[str, float], dict[str, float]]:
        """How much the text speaks for each label and for each language; only differences mean something."""
        columns = len(self.bias)
        sums = [0.0] * columns
        for bucket, value in vector.items():
            row = self.weights[bucket * columns : (bucket + 1) * columns]
            sums = [total + value * weight for total, weight in zip(sums, row, strict=True)]
        scored = [bias + self.scale * total for bias, total in zip(self.bias, sums, strict=True)]
        cut = len(self.labels)
        return dict(zip(self.labels, scored[:cut], strict=True)), dict(zip(self.languages, scored[cut:], strict=True))

    def column(self, lessons: Iterable[Lesson]) -> Vector:
        """A column for a service that the model was not taught: what its sentences have in common."""
        total: Vector = {}
        for lesson in lessons:
            for bucket, value in self.vector(lesson.text).items():
                total[bucket] = total.get(bucket, 0.0) + lesson.weight * value
        length = math.hypot(*total.values()) or 1.0
        return {bucket: value / length for bucket, value in total.items()}


def own_score(vector: Vector, column: Vector) -> float:
    """How much a text speaks for a service with such a column, in the measure of `Model.scores`."""
    likeness = sum(value * column.get(bucket, 0.0) for bucket, value in vector.items())
    return _OWN_BIAS + _OWN_SCALE * likeness


def shares(scores: dict[str, float]) -> dict[str, float]:
    """Scores as parts of one: the larger, the surer."""
    highest = max(scores.values(), default=0.0)
    powers = {label: math.exp(score - highest) for label, score in scores.items()}
    total = sum(powers.values())
    return {label: power / total for label, power in powers.items()}


def weigh(found: Features, rarity: Sequence[int]) -> Vector:
    """Rare features count more, repeated ones little more, a long text no more than a short one."""
    vector: Vector = {}
    for buckets, share in zip(found, _SHARES, strict=True):
        part = {
            bucket: (1.0 + math.log(count)) * rarity[bucket]
            for bucket, count in Counter(buckets).items()
            if rarity[bucket]
        }
        length = math.hypot(*part.values())
        for bucket, value in part.items():
            vector[bucket] = vector.get(bucket, 0.0) + share * value / length
    length = math.hypot(*vector.values())
    return {bucket: value / length for bucket, value in vector.items()}
