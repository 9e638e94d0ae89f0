# SPDX-License-Identifier: Apache-2.0
"""Noise: what a hall adds to speech: hiss, other people talking, and the echo of its walls. Pure: chance is given."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from voice.bench.speech import RATE, Samples


def loudness(samples: Samples) -> float:
    """The root mean square of what is not silence."""
    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = (frames**2).mean(axis=1)
    loud = power[power > power.max(initial=0.0) * 1e-3]
    return float(np.sqrt(loud.mean())) if len(loud) else 1e-9


def pink(length: int, chance: Generator) -> Samples:
    """Noise with the same power in every octave, as loud as 1."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    places = np.arange(len(spectrum))
    places[0] = 1
    return _unit(np.fft.irfft(spectrum / np.sqrt(places), length).astype(np.float32))


def babble(length: int, voices: Sequence[Samples], chance: Generator, talkers: int = 6) -> Samples:
    """Several people talking at once, as loud as 1."""
    mixed = np.zeros(length, np.float32)
    for _ in range(talkers):
        talk = np.zeros(0, np.float32)
        while len(talk) < length + RATE:
            one = voices[int(chance.integers(len(voices)))]
            talk = np.concatenate([talk, one / loudness(one)])
        start = int(chance.integers(0, len(talk) - length))
        mixed += talk[start : start + length] * chance.uniform(0.5, 1.2)
    return _unit(mixed)


def echoed(samples: Samples, seconds: float, share: float, chance: Generator) -> Samples:
    """With the echo of a room that dies away in so many seconds."""
    tail = round(seconds * RATE)
    answer = chance.standard_normal(tail) * np.exp(-np.arange(tail) / RATE * 6.9 / seconds) * share
    answer[0] = 1.0
    size = 1 << (len(samples) + tail).bit_length()
    heard = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(answer, size), size)[: len(samples)]
    return np.asarray(heard * loudness(samples) / loudness(np.asarray(heard, np.float32)), np.float32)


def mixed(samples: Samples, noise: Samples, decibels: float) -> Samples:
    """Speech so many decibels above a noise of the same length."""
    return np.asarray(samples + noise * loudness(samples) / 10 ** (decibels / 20), np.float32)


def _unit(samples: Samples) -> Samples:
    return np.asarray(samples / np.sqrt((samples.astype(np.float64) ** 2).mean()), np.float32)
