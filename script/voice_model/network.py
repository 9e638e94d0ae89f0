# SPDX-License-Identifier: Apache-2.0
"""Network: which sound each 10 ms is, learned by a small network in numpy from speech whose sounds are known."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.random import Generator
from voice_model.features import COUNT, mfcc

from voice.bench.noise import babble, echoed, loudness, pink
from voice.bench.speech import Samples

SOUNDS: Final = ("SIL", *"a E i o u p b t d k g ? m n N s S h l * w j tS dZ f v z".split())
"""What the network tells apart; the names are those of voice/sounds.py."""

CONTEXT: Final = (-9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9)
"""The frames, each of 10 ms, that it looks at around one."""

_HIDDEN: Final = 448
_BATCH: Final = 1024

_OTHER_NAMES: Final = {
    **{";": "j", "dz": "dZ", "ss": "s", "O": "o", "O2": "o", "e": "E", "I": "i", "I2": "i", "I#": "i", "U": "u"},
    **{"R2": "*", "R": "*", "r": "*", "**": "*", "r-": "*", "B": "b", "D": "d", "Q": "g", "t#": "t", "d#": "d"},
    **{"J": "j", "J^": "j", "e2": "E", "T": "t", "x": "h", "i\\": "i", "u\\": "u", "ts": "tS", "n^": "n", "l^": "l"},
    **{"a#": "a", "A:": "a", "aa": "a", "V": "a", "0": "a", "O:": "o", "i:": "i", "u:": "u", "3": "E*", "3:": "E*"},
    **{"@": "a", "i@": "ja", "i@3": "i*", "A@": "a*", "o@": "o*", "O@": "o*", "e@": "E*", "U@": "u*", "oU": "ow"},
    **{"eI": "Ej", "aI": "aj", "aU": "aw", "OI": "oj", "aI@": "aja", "aI3": "ajE*", "aU@": "aw*", "@L": "El"},
    **{
        "Z": "S",
        "t2": "t",
        "w": "w",
        "E2": "E",
        "o2": "o",
        "@2": "a",
        "@5": "a",
        "L": "l",
        "s;": "S",
        "b#": "b",
        "@-": "a",
    },
}
"""What espeak-ng's voices call sounds that are ours, or two or three of ours one after another."""

_IDS: Final = {name: number for number, name in enumerate(SOUNDS)}


@dataclass(frozen=True, slots=True)
class Network:
    """Weights and biases of each layer, the mean and spread of what goes in, and how frequent each sound is."""

    weights: Sequence[np.ndarray]
    biases: Sequence[np.ndarray]
    mean: np.ndarray
    spread: np.ndarray
    priors: np.ndarray


def worn(samples: Samples, voices: Sequence[Samples], chance: Generator) -> Samples:
    """Speech as a microphone in a hall gets it: echo, tone, noise, distance."""
    level, length = loudness(samples), len(samples)
    if chance.random() < 0.35:
        samples = echoed(samples, chance.uniform(0.15, 0.6), chance.uniform(0.02, 0.09), chance)
    if chance.random() < 0.5:
        samples = samples - np.float32(chance.uniform(-0.5, 0.5)) * np.concatenate([[np.float32(0)], samples[:-1]])
        samples *= level / loudness(samples)
    kind = chance.random()
    if kind < 0.3:
        noise = pink(length, chance)
    elif kind < 0.4:
        noise = chance.standard_normal(length).astype(np.float32)
    else:
        noise = babble(length, voices, chance, talkers=int(chance.integers(3, 9)))
    samples = samples + noise * level / 10 ** (chance.uniform(5, 35) / 20)
    samples += chance.standard_normal(length) * chance.uniform(0.5, 4)
    return np.clip(samples * 10 ** chance.uniform(-0.9, 0.5), -32_767, 32_767).astype(np.float32)


def labels(sounds: Sequence[tuple[float, str]], count: int, unknown: Counter[str]) -> np.ndarray:
    """The sound of each of `count` frames; what no name is known for counts as silence, and is counted."""
    marked = np.zeros(count, np.int64)
    ends = [at for at, _ in sounds[1:]] + [count / 100]
    for (start, name), end in zip(sounds, ends, strict=True):
        parts = _parts(name.strip("'"), unknown)
        edges = np.linspace(start, end, len(parts) + 1)
        for part, first, last in zip(parts, edges[:-1], edges[1:], strict=True):
            marked[round(first * 100) : round(last * 100)] = part
    return marked


def _parts(name: str, unknown: Counter[str]) -> list[int]:
    if name in _IDS:
        return [_IDS[name]]
    if name.startswith("_") or not name:
        return [0]
    if name not in _OTHER_NAMES:
        unknown[name] += 1
        return [0]
    other = _OTHER_NAMES[name]
    return [_IDS[other]] if other in _IDS else [_IDS[letter] for letter in other]


def train(
    utterances: Iterable[tuple[Samples, np.ndarray]], epochs: int, chance: Generator, tell: Callable[[str], None]
) -> Network:
    """Learn from samples and their labels, by Adam with a falling rate; the last twentieth only checks."""
    features, targets = [], []
    for samples, marked in utterances:
        rows = mfcc(samples)
        features.append(rows[: len(marked)])
        targets.append(marked[: len(rows)])
    lengths = [len(rows) for rows in features]
    ends = np.cumsum(lengths)
    first = np.repeat(ends - lengths, lengths)
    last = np.repeat(ends - 1, lengths)
    rows, target = np.concatenate(features), np.concatenate(targets)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    rows = (rows - mean) / spread

    def window(frames: np.ndarray) -> np.ndarray:
        places = np.stack([np.clip(frames + step, first[frames], last[frames]) for step in CONTEXT], axis=1)
        return rows[places].reshape(len(frames), -1)

    kept = int(ends[len(ends) * 19 // 20])
    layers = _begin(chance)
    descent = _Adam(layers)
    for epoch in range(epochs):
        order = chance.permutation(kept)
        for start in range(0, kept - _BATCH, _BATCH):
            frames = order[start : start + _BATCH]
            progress = (epoch + start / kept) / epochs
            rate = 2e-3 * 0.5 * (1 + np.cos(np.pi * progress)) + 2e-5
            descent.step(_gradients(layers, window(frames), target[frames]), rate)
        checked = np.arange(kept, len(rows), 3)
        right = (_forward(layers, window(checked))[-1].argmax(axis=1) == target[checked]).mean()
        tell(f"epoch {epoch + 1} of {epochs}: {right:.1%} of frames right")
    priors = np.bincount(target, minlength=len(SOUNDS)) / len(target)
    return Network(layers[:3], layers[3:], mean, spread, priors)


def _begin(chance: Generator) -> list[np.ndarray]:
    sizes = (COUNT * len(CONTEXT), _HIDDEN, _HIDDEN, len(SOUNDS))
    weights = [chance.standard_normal(pair) * np.sqrt(2 / pair[0]) for pair in pairwise(sizes)]
    return [np.asarray(one, np.float32) for one in (*weights, *(np.zeros(size) for size in sizes[1:]))]


def _forward(layers: Sequence[np.ndarray], rows: np.ndarray) -> list[np.ndarray]:
    """What goes into each layer, and at the end the logarithm of each sound's share."""
    passed = [rows]
    for weight, bias in zip(layers[:2], layers[3:5], strict=True):
        passed.append(np.maximum(passed[-1] @ weight + bias, 0))
    scores = passed[-1] @ layers[2] + layers[5]
    scores -= scores.max(axis=1, keepdims=True)
    return [*passed, scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))]


def _gradients(layers: Sequence[np.ndarray], rows: np.ndarray, target: np.ndarray) -> list[np.ndarray]:
    *passed, shares = _forward(layers, rows)
    slope = np.exp(shares)
    slope[np.arange(len(target)), target] -= 1
    slope /= len(target)
    found: list[np.ndarray] = [slope] * 6
    for layer in (2, 1, 0):
        found[layer] = passed[layer].T @ slope
        found[3 + layer] = slope.sum(axis=0)
        if layer:
            slope = (slope @ layers[layer].T) * (passed[layer] > 0)
    return found


class _Adam:
    """Kingma and Ba's steps, in place."""

    def __init__(self, layers: Sequence[np.ndarray]) -> None:
        self._layers, self._count = layers, 0
        self._means = [np.zeros_like(layer) for layer in layers]
        self._squares = [np.zeros_like(layer) for layer in layers]

    def step(self, gradients: Sequence[np.ndarray], rate: float) -> None:
        self._count += 1
        for layer, slope, mean, square in zip(self._layers, gradients, self._means, self._squares, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            size = np.sqrt(square / (1 - 0.999**self._count)) + 1e-8
            layer -= (rate * (mean / (1 - 0.9**self._count)) / size).astype(np.float32)
