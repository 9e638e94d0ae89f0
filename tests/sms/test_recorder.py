# SPDX-License-Identifier: Apache-2.0
"""A hall's modem misbehaves: what it says is recorded there, without a number or a word, and played again elsewhere."""

import io
import json
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms import tpdu
from sms.modem import Incoming, ModemHealth, Report, SerialModem, decode, submit
from sms.recorder import Recorder, Replay, blot
from sms.simulator import Simulator

CITIZEN = "+639171234567"
LONG = "Sikreto po ito: si Kagawad ang may sala, tulungan po ninyo kami sa Purok 5. " * 4
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def talk(modem: SerialModem, sim: Simulator) -> list[int]:
    """What a program does with a modem in a minute."""
    modem.open()
    sim.text_from(CITIZEN, LONG)
    sim.text_from("GLOBE", "Balanse: ₱50 🙏")
    for stored in modem.stored():
        modem.delete(stored)
    parts = ("Opo. " * 30, "Salamat po.")
    sent = [
        modem.send(*submit(CITIZEN, part, reference=9, total=2, index=index)) for index, part in enumerate(parts, 1)
    ]
    sim.wait_for(CITIZEN)
    while not modem.stored():
        modem.wait(0.2)
    modem.stored()
    modem.health()
    modem.close()
    return sent


@pytest.fixture
def transcript(sim, tmp_path):
    """The talk of a program with a simulated modem."""
    out, over = io.StringIO(), threading.Event()

    def pass_on() -> None:
        while not over.is_set():
            recorder.pass_on(0.05)

    with Recorder(sim.path, tmp_path / "recorded", out) as recorder:
        thread = threading.Thread(target=pass_on)
        thread.start()
        try:
            talk(SerialModem(str(tmp_path / "recorded"), patience=0.5), sim)
        finally:
            over.set()
            thread.join()
    return out.getvalue().splitlines()


def test_no_number_and_no_word_is_in_a_transcript(transcript):
    whole = "\n".join(transcript)
    swapped = "".join(a + b for a, b in zip("9171234567"[1::2], "9171234567"[::2], strict=True))
    for secret in (CITIZEN[1:], CITIZEN[3:], swapped, "1971325476", "515020000000001", tpdu.SMSC[1:]):
        assert secret not in whole
    words = tpdu.user_data(LONG[:150])[2].hex().upper()
    assert words[20:60] not in whole
    assert {json.loads(line)["by"] for line in transcript} == {"host", "modem"}
    assert any("+CMGL" in line for line in transcript)


def test_a_transcript_can_be_played_again_to_the_same_driver(transcript):
    with Replay(transcript) as replay:
        modem = SerialModem(replay.path, patience=0.2)
        modem.open()
        read = [decode(stored.pdu) for stored in modem.stored()]
        assert [text.concat and text.concat[1:] for text in read if isinstance(text, Incoming)] == [
            (2, 1), (2, 2), None,
        ]  # fmt: skip
        assert {letter for text in read if isinstance(text, Incoming) for letter in text.text} == {"x"}
        assert [modem.send(*submit(CITIZEN, "Opo", reference=1, total=1, index=1)) for _ in range(2)] == [1, 2]
        assert any(isinstance(decode(stored.pdu), Report) for _ in range(4) for stored in modem.stored())
        assert modem.health() == ModemHealth("ready", 21, "Simulated")
        modem.close()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("AT+CPIN=1234\r", "AT+CPIN=0000\r"), ("+CPIN: SIM PUK\r\n", "+CPIN: SIM PUK\r\n"),
        ('+CLIP: "09171234567",129\r\n', '+CLIP: "00000000000",129\r\n'),
        ("515020000000001\r\n", "000000000000000\r\n"),
        ('+CUSD: 2,"Balanse: P50.25",15\r\n', '+CUSD: 2,"xxxxxxx: x00.00",15\r\n'),
        ("+CSQ: 21,99\r\n", "+CSQ: 21,99\r\n"),
        ('AT+CUSD=1,"*143#",15\r', 'AT+CUSD=1,"*000#",15\r'), ('+CMTI: "SM",3\r\n', '+CMTI: "SM",3\r\n'),
        ('+COPS: 0,0,"SMART",7\r\n', '+COPS: 0,0,"SMART",7\r\n'), ("00" * 4 + "FF" * 8 + "\r\n", "00" * 12 + "\r\n"),
    ],
)  # fmt: skip
def test_every_line_keeps_its_kind_and_loses_its_secret(said, left):
    assert blot(said) == left


@given(st.text(max_size=60), st.none() | st.tuples(st.integers(0, 999), st.just(3), st.integers(1, 3)))
def test_a_blotted_message_is_as_long_and_says_nothing(text, concat):
    pdu = tpdu.deliver(CITIZEN, text.encode("utf-8", "ignore").decode(), NOW, concat)
    left = bytes.fromhex(blot(pdu.hex()))
    assert len(left) == len(pdu)
    read = decode(left.hex())
    assert isinstance(read, Incoming)
    assert (read.number, set(read.text) - {"x"}, read.concat) == ("+" + 12 * "1", set(), concat)


@given(st.binary(min_size=8, max_size=60))
def test_whatever_the_octets_are_blotting_does_not_fail(octets):
    assert len(blot(octets.hex())) == 2 * len(octets)
    blot(octets.decode("latin-1"))


def test_as_a_program_it_records_until_it_is_stopped_and_overwrites_nothing(sim, tmp_path):
    link, out = tmp_path / "recorded", tmp_path / "transcript.jsonl"
    command = [sys.executable, "-m", "sms.recorder", "--port", sim.path, "--link", str(link), str(out)]
    with subprocess.Popen(command) as program:
        end = time.monotonic() + 20
        while not link.is_symlink():
            assert time.monotonic() < end
            time.sleep(0.02)
        modem = SerialModem(str(link), patience=0.5)
        modem.open()
        assert modem.health().state == "ready"
        modem.close()
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    assert "AT+CSQ" in out.read_text()
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 1
    assert "exists" in again.stderr
