# SPDX-License-Identifier: Apache-2.0
"""Features: Kaldi's MFCC as conf/mfcc.conf of the model asks for it, so that training sees what Vosk will see. Pure."""

from typing import Final

import numpy as np
import numpy.typing as npt

RATE: Final = 16_000
STEP: Final = RATE // 100
COUNT: Final = 40
"""Cepstra a frame, and mel bands."""

SETTINGS: Final = (
    "--sample-frequency=16000\n--use-energy=false\n--num-mel-bins=40\n--num-ceps=40\n--low-freq=20\n"
    "--high-freq=-400\n--dither=0\n--snip-edges=false\n"
)
"""conf/mfcc.conf."""

_WINDOW: Final = 400
_FFT: Final = 512
_LOW, _HIGH = 20.0, 7600.0
_LIFTER: Final = 22.0


def mfcc(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """One row of 40 numbers for every 10 ms."""
    count = (len(samples) + STEP // 2) // STEP
    starts = np.arange(count) * STEP + STEP // 2 - _WINDOW // 2
    places = starts[:, None] + np.arange(_WINDOW)
    # mirrored at both ends
    places = np.where(places < 0, -places - 1, places)
    places = np.where(places >= len(samples), 2 * len(samples) - 1 - places, places)
    frames = samples.astype(np.float64)[np.clip(places, 0, len(samples) - 1)]
    frames -= frames.mean(axis=1, keepdims=True)
    frames -= 0.97 * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft(frames * _POVEY, _FFT)) ** 2
    bands = np.log(np.maximum(power[:, : _FFT // 2] @ _BANDS.T, np.finfo(np.float32).eps))
    return (bands @ _COSINES.T * _LIFTS).astype(np.float32)


def _mel(hertz: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))


def _bands() -> npt.NDArray[np.float64]:
    edges = np.linspace(_mel(_LOW), _mel(_HIGH), COUNT + 2)
    mels = _mel(np.arange(_FFT // 2) * RATE / _FFT)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.maximum(0.0, np.minimum((mels - low) / (middle - low), (high - mels) / (high - middle)))


def _cosines() -> npt.NDArray[np.float64]:
    rows = np.cos(np.pi / COUNT * (np.arange(COUNT) + 0.5)[None] * np.arange(COUNT)[:, None]) * np.sqrt(2.0 / COUNT)
    rows[0] = np.sqrt(1.0 / COUNT)
    return np.asarray(rows)


_POVEY: Final = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / (_WINDOW - 1))) ** 0.85
_BANDS: Final = _bands()
_COSINES: Final = _cosines()
_LIFTS: Final = 1.0 + 0.5 * _LIFTER * np.sin(np.pi * np.arange(COUNT) / _LIFTER)
