# SPDX-License-Identifier: Apache-2.0
"""Speech: espeak-ng's library as a source of spoken test sentences, with the time of every sound in them."""

import ctypes
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from appliance.errors import DeviceError

Samples = npt.NDArray[np.float32]
"""One channel at 16,000 a second, in the range of 16-bit whole numbers."""

RATE: Final = 16_000
_LIBRARY: Final = "libespeak-ng.so.1"
_SYNCHRONOUS: Final = 2
_WITH_PHONEMES: Final = 1
_UTF8_WITH_PHONEMES: Final = 0x101
_A_PHONEME: Final = 7
_SPEED, _PITCH = 1, 3


class _Event(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int),
        ("id", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_Callback: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound, and the sounds of speech in it: each from its second on, by espeak-ng's name for it."""

    samples: Samples
    sounds: tuple[tuple[float, str], ...]


class Speaker:
    """The library, of which a process has one; it does nothing but make sound in memory."""

    def __init__(self) -> None:
        """Open it. Raises DeviceError where it is not installed."""
        try:
            self._library: Any = ctypes.CDLL(_LIBRARY)
        except OSError as error:
            raise DeviceError(f"{_LIBRARY} is missing: install espeak-ng") from error
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _WITH_PHONEMES)
        if self._rate <= 0:
            raise DeviceError("espeak-ng does not start")
        self._pieces: list[bytes] = []
        self._events: list[tuple[float, str]] = []
        # kept, or it would be collected while the library still calls it
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, voice: str, *, rate: int = 150, pitch: int = 50) -> Spoken:
        """One text by one voice, `rate` words a minute, `pitch` from 0 to 99. Raises DeviceError for no such voice."""
        self._pieces.clear()
        self._events.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise DeviceError(f"espeak-ng has no voice {voice!r}")
        self._library.espeak_SetParameter(_SPEED, rate, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        written = text.encode()
        self._library.espeak_Synth(written, len(written) + 1, 0, 1, 0, _UTF8_WITH_PHONEMES, None, None)
        self._library.espeak_Synchronize()
        made = np.frombuffer(b"".join(self._pieces), "<i2").astype(np.float32)
        return Spoken(resampled(made, self._rate), tuple(self._events))

    def _take(self, samples: Any, number: int, events: Any) -> int:
        if number > 0:
            self._pieces.append(ctypes.string_at(samples, 2 * number))
        place = 0
        while events[place].kind:
            if events[place].kind == _A_PHONEME:
                self._events.append((events[place].audio_ms / 1000, events[place].name.decode()))
            place += 1
        return 0


def resampled(samples: Samples, rate: float) -> Samples:
    """Sound of another rate at ours, by its spectrum, cut off where the lower rate ends."""
    wanted = round(len(samples) * RATE / rate)
    if not wanted:
        return samples
    spectrum = np.fft.rfft(samples)[: wanted // 2 + 1]
    return (np.fft.irfft(spectrum, wanted) * (wanted / len(samples))).astype(np.float32)
