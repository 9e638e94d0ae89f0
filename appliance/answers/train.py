# SPDX-License-Identifier: Apache-2.0
"""Train: make the answer book's model from the charter; run by the build, the only place that needs numpy."""

import hashlib
import json
import math
import random
from pathlib import Path
from typing import Any, Final

import numpy as np

from appliance.answers import lessons
from appliance.answers.features import BUCKETS, Features, features
from appliance.answers.lessons import BEYOND, Lesson
from appliance.answers.model import BUILT, weigh
from appliance.charter import Charter
from appliance.words import LANGUAGES

Array = np.ndarray[Any, np.dtype[Any]]

_SEED: Final = 11032
_PASSES: Final = 5
_RATE: Final = 4.0
_DECAY: Final = 4e-6
_RETOLD: Final = 4
"""How often each question is told again, misspelt anew."""

_CHATTER: Final = (
    "maam good am po tanong lang po", "hello po", "sir ask ko lang po", "gud pm po", "maayong buntag mangutana lang ko",
    "hi admin", "pasensya na po sa abala", "good day", "maam", "excuse lang", "tanong ko lang",
)  # fmt: skip
_VOWELS: Final = frozenset("aeiou")
_MOST: Final = 127
_CODE: Final = ("features.py", "lessons.py", "model.py", "train.py", "synonyms.txt")


def build(charter: Charter, path: Path = BUILT) -> bool:
    """Write the model of this charter, unless it is there already; whether it had to be made."""
    key = _key(charter)
    if path.exists() and json.loads(path.read_bytes().partition(b"\n")[0]).get("key") == key:
        return False
    path.write_bytes(train(charter, key))
    return True


def train(charter: Charter, key: str = "") -> bytes:
    """The model's file. The same charter and code give the same bytes on the same kind of machine."""
    by_service = {service.id: lessons.of_service(service) for service in charter.services.values()}
    told = [lesson for taught in by_service.values() for lesson in taught] + lessons.beyond()
    told += _retold(told)
    seen = [features(lesson.text) for lesson in told]
    rarity = _rarity(seen)
    labels = [*by_service, BEYOND]
    weights, bias = _fit(told, [weigh(one, rarity) for one in seen], labels)
    scale = float(np.abs(weights).max()) / _MOST
    head = {
        **{"key": key, "buckets": BUCKETS, "labels": labels, "languages": LANGUAGES},
        **{"scale": scale, "bias": [round(float(one), 4) for one in bias]},
        "taught": {service: lessons.digest(taught) for service, taught in by_service.items()},
    }
    return json.dumps(head).encode() + b"\n" + rarity + np.round(weights / scale).astype(np.int8).tobytes()


def _fit(told: list[Lesson], vectors: list[dict[int, float]], labels: list[str]) -> tuple[Array, Array]:
    """Two softmax regressions in one matrix, labels and languages, by stochastic gradient descent with weight decay."""
    columns, cut = len(labels) + len(LANGUAGES), len(labels)
    weights, bias, shrunk = np.zeros((BUCKETS, columns), np.float32), np.zeros(columns, np.float32), 1.0
    known = [(np.array([*one]), np.array([*one.values()], np.float32)) for one in vectors]
    drawn, step, steps = np.random.default_rng(_SEED), 0, _PASSES * len(told)
    for _ in range(_PASSES):
        for number in drawn.permutation(len(told)):
            lesson, (buckets, values) = told[number], known[number]
            rate, step = _RATE * (1 - step / steps), step + 1
            score = shrunk * (values @ weights[buckets]) + bias
            slope = np.zeros(columns, np.float32)
            slope[:cut] = lesson.weight * _error(score[:cut], labels.index(lesson.label))
            if lesson.language:
                slope[cut:] = lesson.weight * _error(score[cut:], LANGUAGES.index(lesson.language))
            shrunk *= 1 - rate * _DECAY  # decay of all weights at once
            weights[buckets] -= np.outer(values, rate / shrunk * slope)
            bias -= 0.1 * rate * slope
    return weights * np.float32(shrunk), bias


def _error(score: Array, right: int) -> Array:
    """How far each column's share is from the truth."""
    power = np.exp(score - score.max())
    share: Array = power / power.sum()
    share[right] -= 1
    return share


def _rarity(seen: list[Features]) -> bytes:
    """Inverse document frequency as one byte a bucket; 0 for a feature that was never seen."""
    counts = [0] * BUCKETS
    for found in seen:
        for bucket in set().union(*found):
            counts[bucket] += 1
    rarest = math.log((1 + len(seen)) / 2) + 1
    return bytes(
        max(1, round(255 * (math.log((1 + len(seen)) / (1 + count)) + 1) / rarest)) if count else 0 for count in counts
    )


def _retold(told: list[Lesson]) -> list[Lesson]:
    """Every question again as people in a hurry write it."""
    drawn = random.Random(_SEED)  # noqa: S311 the same typing errors at every build
    asked = [lesson for lesson in told if lesson.weight == 1]
    return [
        Lesson(_hurried(lesson.text, drawn), lesson.label, lesson.language) for _ in range(_RETOLD) for lesson in asked
    ]


def _hurried(text: str, drawn: random.Random) -> str:
    """Misspelt words, words left out or run together, chatter in front."""
    spelt = [_misspelt(word, drawn) if drawn.random() < 0.25 else word for word in text.split()]
    kept = [word for word in spelt if len(spelt) < 4 or drawn.random() > 0.1] or spelt
    said = "".join(word if drawn.random() < 0.05 else f" {word}" for word in kept)
    return f"{drawn.choice(_CHATTER)} {said}" if drawn.random() < 0.15 else said


def _misspelt(word: str, drawn: random.Random) -> str:
    """Without its vowels, as in text-speak; two letters exchanged; one left out, doubled, or written as it sounds."""
    if len(word) < 4:
        return word
    way, place = drawn.random(), drawn.randrange(1, len(word) - 1)
    if way < 0.35:
        return word[0] + "".join(c for c in word[1:-1] if c not in _VOWELS or drawn.random() < 0.35) + word[-1]
    if way < 0.55:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if way < 0.75:
        return word[:place] + word[place + 1 :]
    if way < 0.85:
        return word[:place] + word[place] + word[place:]
    return word.replace("o", "u") if drawn.random() < 0.5 else word.replace("i", "e")


def _key(charter: Charter) -> str:
    """Names the charter and the code from which a model is made."""
    code = b"".join(Path(__file__).with_name(name).read_bytes() for name in _CODE)
    told = [lesson for service in charter.services.values() for lesson in lessons.of_service(service)]
    return hashlib.sha256(code + repr(told + lessons.beyond()).encode()).hexdigest()
