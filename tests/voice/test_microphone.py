# SPDX-License-Identifier: Apache-2.0
"""Where sound comes from: a microphone that may be pulled out, and WAV files as people have them."""

import threading
import wave
from array import array

import pytest

from appliance.errors import DeviceError
from tests.voice.sources import tone
from voice.microphone import PIECE, Microphone, WavFile
from voice.pcm import level, samples


class FakePortAudio:
    """As sounddevice is used: a stream calls back from a thread of its own."""

    class PortAudioError(Exception):
        pass

    def __init__(self, *, plugged=True, pieces=3):
        self.plugged, self.pieces, self.looked, self.seen = plugged, pieces, 0, []
        self.plugged_in_later = False

    def _terminate(self):
        self.looked += 1

    def _initialize(self):
        self.plugged = self.plugged or self.plugged_in_later

    def RawInputStream(self, **settings):
        if not self.plugged:
            raise self.PortAudioError("Invalid device")
        self.seen.append(settings)
        return FakeStream(settings["callback"], self.pieces)


class FakeStream:
    def __init__(self, callback, pieces):
        self._callback, self._pieces = callback, pieces
        self.closed = False

    def start(self):
        thread = threading.Thread(target=self._run)
        thread.start()
        thread.join()

    def _run(self):
        for _ in range(self._pieces):
            self._callback(memoryview(tone(0.05, -20)), PIECE // 2, None, None)

    def abort(self, ignore_errors):
        pass

    def close(self, ignore_errors):
        self.closed = True


def test_a_microphone_is_read_in_pieces_of_a_twentieth_of_a_second():
    portaudio = FakePortAudio()
    microphone = Microphone("Jabra", portaudio)
    microphone.open()
    assert len(microphone.read()) == PIECE
    assert portaudio.seen[0]["device"] == "Jabra"
    microphone.close()


def test_what_nobody_took_is_overwritten():
    microphone = Microphone("", FakePortAudio())
    microphone.open()
    kept = microphone._pieces.get()
    microphone._pieces.put(kept)
    microphone.close()
    assert not any(kept)


def test_a_microphone_that_was_plugged_in_since_is_found():
    portaudio = FakePortAudio(plugged=False)
    portaudio.plugged_in_later = True
    microphone = Microphone("", portaudio)
    microphone.open()
    assert portaudio.looked == 1
    microphone.close()


def test_a_microphone_that_is_not_there_is_named():
    with pytest.raises(DeviceError, match="Jabra: cannot be opened: is it plugged in"):
        Microphone("Jabra", FakePortAudio(plugged=False)).open()


def test_a_microphone_that_falls_silent_for_good_is_named(monkeypatch):
    monkeypatch.setattr("voice.microphone._UNPLUGGED_SECONDS", 0.01)
    microphone = Microphone("Jabra", FakePortAudio(pieces=0))
    microphone.open()
    with pytest.raises(DeviceError, match="Jabra: gives no sound any more"):
        microphone.read()
    microphone.close()


def written(path, sound, *, rate=16_000, channels=1, width=2):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(sound)
    return WavFile(path)


def whole(source):
    source.open()
    pieces = []
    while piece := source.read():
        pieces.append(bytes(piece))
    source.close()
    return b"".join(pieces)


def test_a_wav_file_is_read_to_its_end(tmp_path):
    sound = tone(0.33, -20)
    assert whole(written(tmp_path / "a.wav", sound)) == sound


def test_a_wav_file_of_a_telephone_or_a_studio_is_brought_to_our_rate(tmp_path):
    for rate in (8_000, 44_100, 48_000):
        sound = whole(written(tmp_path / "a.wav", tone(rate / 16_000, -20), rate=rate))
        assert len(sound) == pytest.approx(32_000, abs=4)
        assert level(sound) == pytest.approx(-20, abs=0.5)


def test_of_two_channels_the_first_is_heard(tmp_path):
    left = samples(tone(0.1, -20))
    both = array("h", (number for one in left for number in (one, 0)))
    assert whole(written(tmp_path / "a.wav", both.tobytes(), channels=2)) == left.tobytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is not a WAV file"), (b"RIFF", "is not a WAV file"), (b"OggS" * 20, "is not a WAV file")],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path, content, said):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(DeviceError, match=rf"a\.wav: {said}"):
        WavFile(path).open()


def test_a_file_that_is_missing_or_has_eight_bits_is_refused_by_name(tmp_path):
    with pytest.raises(DeviceError, match=r"a\.wav: cannot be read: No such file"):
        WavFile(tmp_path / "a.wav").open()
    with pytest.raises(DeviceError, match="samples of 8 bits, not 16"):
        written(tmp_path / "b.wav", bytes(100), width=1).open()
