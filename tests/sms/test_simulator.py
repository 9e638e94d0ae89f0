# SPDX-License-Identifier: Apache-2.0
"""The simulated modem as others see it: a strict device, and a program that speaks JSON lines."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import serial
from gsmmodem.modem import GsmModem

from sms.modem import Incoming, SerialModem, decode, submit
from sms.simulator import Sent, Simulator

CITIZEN = "+639171234567"


def talk(port: serial.Serial, data: bytes, until: bytes = b"OK\r\n") -> bytes:
    port.write(data)
    answer: bytes = port.read_until(until)
    return answer


def test_it_checks_what_a_real_modem_checks(sim: Simulator) -> None:
    pdu, length = submit(CITIZEN, "Opo", reference=0, total=1, index=1)
    with serial.Serial(sim.path, timeout=2) as port:
        assert talk(port, b"AT\r") == b"AT\r\r\nOK\r\n"
        talk(port, b"ATE0\r")
        assert talk(port, b"AT+NONSENSE=1\r", b"ERROR\r\n") == b"\r\nERROR\r\n"
        assert talk(port, b"AT+CMGR=3\r", b"321\r\n") == b"\r\n+CMS ERROR: 321\r\n"
        assert talk(port, b"AT+CMGS=%d\r" % (length + 1), b"> ") == b"\r\n> "
        assert talk(port, pdu.encode() + b"\x1a", b"304\r\n") == b"\r\n+CMS ERROR: 304\r\n"
        talk(port, b"AT+CMGS=%d\r" % length, b"> ")
        assert talk(port, b"\x1b") == b"\r\nOK\r\n"
        talk(port, b"AT+CMGS=%d\r" % length, b"> ")
        assert talk(port, pdu.encode() + b"\x1a") == b"\r\n+CMGS: 1\r\n\r\nOK\r\n"
    assert sim.outbox == [Sent(CITIZEN, "Opo", 1)]


def test_the_library_can_use_it_as_its_manual_shows(sim: Simulator) -> None:
    sim.drop_reports = True  # the library answers each announcement with a thread of its own, which may outlive it
    sim.text_from(CITIZEN, "Salamat")
    library = GsmModem(sim.path)
    library.connect()
    assert library.signalStrength == 21
    assert [sms.text for sms in library.listStoredSms()] == ["Salamat"]
    assert library.sendSms(CITIZEN, "Opo. " * 40).reference == 2
    library.close()
    assert [sent.text for sent in sim.outbox] == ["Opo. " * 40]


def test_waiting_for_what_does_not_come_says_what_came(sim: Simulator) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 texts"):
        sim.wait_for(CITIZEN, timeout=0.01)


def test_it_removes_its_link_and_never_somebodys_file(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    with Simulator(link=link) as sim:
        assert link.is_symlink()
        assert sim.path == str(link)
    assert not link.is_symlink()
    link.write_text("mine")
    with pytest.raises(FileExistsError), Simulator(link=link):
        pass
    assert link.read_text() == "mine"


@pytest.mark.parametrize("how", ["end of input", "SIGTERM"])
def test_as_a_program_it_speaks_json_lines_and_ends_0(tmp_path: Path, how: str) -> None:
    link = tmp_path / "modem"
    command = [sys.executable, "-W", "ignore", "-m", "sms.simulator", "--link", str(link)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert json.loads(program.stdout.readline()) == {"device": str(link)}
        program.stdin.write('nonsense\n{"text": {"from": "+639171234567", "message": "Tulong, ñ 😀"}}\n')
        program.stdin.flush()
        assert "error" in json.loads(program.stdout.readline())
        modem = SerialModem(str(link), patience=0.2)
        modem.open()
        [stored] = modem.stored() or (modem.wait(5) and modem.stored())
        read = decode(stored.pdu)
        assert isinstance(read, Incoming)
        assert read.text == "Tulong, ñ 😀"
        modem.send(*submit(CITIZEN, "Opo", reference=0, total=1, index=1))
        assert json.loads(program.stdout.readline()) == {"sent": {"to": CITIZEN, "message": "Opo", "reference": 1}}
        modem.close()
        if how == "SIGTERM":
            os.kill(program.pid, signal.SIGTERM)
        else:
            program.stdin.close()
        assert program.wait(5) == 0
    assert not link.is_symlink()
