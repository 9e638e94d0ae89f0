# SPDX-License-Identifier: Apache-2.0
"""Microphone: sound in pieces of 50 ms, from the machine's own or from a WAV file. The only one to know PortAudio.

PortAudio fills a queue from a thread of its own, so no sound is lost while an engine thinks.
"""

import queue
import wave
from pathlib import Path
from typing import Any, Final, Protocol

from appliance.errors import DeviceError
from voice.endpoint import FRAME
from voice.engine import BYTES, RATE
from voice.pcm import samples

PIECE: Final = round(BYTES * FRAME)
"""Bytes of each piece."""

_UNPLUGGED_SECONDS: Final = 2.0
"""A microphone that gives nothing for so long is gone."""


class Source(Protocol):
    """Where sound comes from, for one utterance."""

    @property
    def name(self) -> str:
        """What an operator knows it by."""

    def open(self) -> None:
        """Begin to read it. Raises DeviceError naming it."""

    def read(self) -> bytearray:
        """The next piece, to be overwritten by who took it; empty at the end. Raises DeviceError where it was lost."""

    def close(self) -> None:
        """Stop reading it at once."""


class Microphone:
    """A microphone of this machine, through PortAudio; `name` is a part of its name, empty for the usual one."""

    def __init__(self, name: str, portaudio: Any) -> None:
        """`portaudio` is the module sounddevice."""
        self.name = name or "the usual microphone"
        self._device = name or None
        self._portaudio = portaudio
        self._pieces: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
        self._stream: Any = None

    def open(self) -> None:
        """Begin to read it. What was plugged in since the last try is looked for. Raises DeviceError."""
        try:
            self._begin()
        except (self._portaudio.PortAudioError, ValueError):
            # the list of devices is made once, at the start
            self._portaudio._terminate()
            self._portaudio._initialize()
            try:
                self._begin()
            except (self._portaudio.PortAudioError, ValueError) as error:
                raise DeviceError(f"{self.name}: cannot be opened: is it plugged in?") from error

    def read(self) -> bytearray:
        """The next piece. Raises DeviceError where none has come for two seconds."""
        try:
            return self._pieces.get(timeout=_UNPLUGGED_SECONDS)
        except queue.Empty as error:
            raise DeviceError(f"{self.name}: gives no sound any more: is it still plugged in?") from error

    def close(self) -> None:
        """Stop, and overwrite what nobody took."""
        if self._stream is not None:
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)
            self._stream = None
        while not self._pieces.empty():
            piece = self._pieces.get()
            piece[:] = bytes(len(piece))

    def _begin(self) -> None:
        self._stream = self._portaudio.RawInputStream(
            samplerate=RATE, channels=1, dtype="int16", blocksize=PIECE // 2, device=self._device, callback=self._take
        )
        self._stream.start()

    def _take(self, sound: Any, _frames: int, _time: object, _status: object) -> None:
        self._pieces.put(bytearray(sound))


class WavFile:
    """A WAV file, as fast as it is read; the same path as a microphone's."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self.name = str(path)
        self._path = path
        self._sound = b""
        self._place = 0

    def open(self) -> None:
        """Read it. Raises DeviceError for anything but 16-bit PCM."""
        try:
            with wave.open(str(self._path), "rb") as file:
                width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
                sound = file.readframes(file.getnframes())
        except OSError as error:
            raise DeviceError(f"{self.name}: cannot be read: {error.strerror}") from error
        except (wave.Error, EOFError) as error:
            raise DeviceError(f"{self.name}: is not a WAV file of plain PCM") from error
        if width != 2 or not rate:
            raise DeviceError(f"{self.name}: has samples of {8 * width} bits, not 16")
        self._sound, self._place = _converted(sound, channels, rate), 0

    def read(self) -> bytearray:
        """The next piece."""
        piece = bytearray(self._sound[self._place : self._place + PIECE])
        self._place += PIECE
        return piece

    def close(self) -> None:
        """Forget it."""
        self._sound = b""


def open_microphone(name: str) -> Microphone:
    """The microphone of this name. Raises DeviceError where sounddevice or PortAudio is not installed."""
    # an extra, and it looks for PortAudio when it is imported
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise DeviceError("no microphone: install dulog[voice] and libportaudio2") from error
    return Microphone(name, sounddevice)


def _converted(sound: bytes, channels: int, rate: int) -> bytes:
    """The first channel at our rate; between two samples, what lies between them."""
    first = samples(sound)[::channels]
    if rate == RATE or not first:
        return first.tobytes()
    step, last = rate / RATE, len(first) - 1
    made = first[:0]
    for place in range(int(len(first) / step)):
        whole = min(int(place * step), last)
        share = place * step - whole
        made.append(round(first[whole] * (1 - share) + first[min(whole + 1, last)] * share))
    return made.tobytes()
