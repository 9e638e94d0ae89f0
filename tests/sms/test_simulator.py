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

from sms.modem import Incoming, ModemUnknown, SerialModem, decode, submit
from sms.simulator import PDU, Fault, Sent, Simulator, script

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


def test_it_knows_what_modems_know(sim: Simulator) -> None:
    sim.sim_card("SIM PIN")
    with serial.Serial(sim.path, timeout=2) as port:
        talk(port, b"ATE0\r")
        for command, answer in {
            "AT+CPIN?": "+CPIN: SIM PIN|OK", "AT+CMGL=4": "+CMS ERROR: 311", "AT+CIMI": "+CME ERROR: 11",
            "AT+CPIN=9999": "+CME ERROR: 16", "AT+CPIN=1234": "OK", "AT+CIMI ": "515020000000001|OK",
            "AT+CMEE=2": "OK", "AT+CPIN=1": "+CME ERROR: incorrect password", "AT+CMEE=0": "OK", "AT+CPIN=2": "ERROR",
            "AT+CFUN=4": "OK", "AT+CREG?": "+CREG: 0,2|OK", "AT+CFUN=1": "OK", "AT+CREG?;": "ERROR",
            "AT+CMGF=1": "ERROR", "AT+CMGF?": "+CMGF: 0|OK", "AT+CLIP=1": "OK", "AT+CNMI=2,2,2,1": "OK",
            "AT+CNMI?": "+CNMI: 2,2,2,1,0|OK", "AT+CUSD=1,\"*143#\",15": "OK", "AT+CMGD=?": "+CMGD: (1-20),(0-4)|OK",
        }.items():  # fmt: skip
            expected = "".join(f"\r\n{line}\r\n" for line in answer.split("|")).encode()
            assert talk(port, f"{command}\r".encode(), expected) == expected, command


def test_it_says_what_happens_by_itself(sim: Simulator) -> None:
    with serial.Serial(sim.path, timeout=2) as port:
        talk(port, b"ATE0\rAT+CLIP=1\rAT+CNMI=2,2,2,1\r", b"OK\r\n\r\nOK\r\n\r\nOK\r\n")
        sim.call_from("09171234567", 3, pause=0.02)
        rings = port.read_until(b"NO CARRIER\r\n")
        assert rings.count(b"RING\r\n") == 3
        assert rings.count(b'+CLIP: "09171234567",129') == 3
        sim.call_from(CITIZEN, 50, pause=0.02)
        port.read_until(b'"+639171234567",145')
        assert sim.caller == CITIZEN
        talk(port, b"ATH\r")
        assert sim.caller is None
        sim.ussd("Ang balanse po ninyo: ₱50")
        assert b'+CUSD: 2,"0041006E0067' in port.read_until(b",72\r\n")
        sim.cell_broadcast("NDRRMC: Baha")
        assert b"+CBM: 88\r\n\r\n400011120F11" in port.read_until(b"D\r\n")
        sim.text_from(CITIZEN, "Diretso")
        assert b"+CMT: ,26\r\n" in port.read_until(b"\r\n0791")


def test_texts_come_as_networks_bring_them(sim: Simulator, modem: SerialModem) -> None:
    long = "Tatlong araw na po kaming walang tubig. " * 8
    sim.text_from(CITIZEN, long, order=(3, 1))
    sim.text_from(CITIZEN, "Dalawang beses", copies=2)
    read = [decode(stored.pdu) for stored in modem.stored()]
    assert [text.concat and text.concat[2] for text in read if isinstance(text, Incoming)] == [3, 1, None, None]


def raw(sim: Simulator, fault: Fault, command: bytes = b"AT+CSQ\r", until: bytes = b"OK\r\n") -> bytes:
    """What a command brings that meets this fault."""
    with serial.Serial(sim.path, timeout=0.3) as port:
        talk(port, b"ATE0\r")
        sim.fault(fault)
        return talk(port, command, until)


WHOLE = b"\r\n+CSQ: 21,99\r\n\r\nOK\r\n"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("silence", "AT+CSQ"), b""), (Fault("lost"), b""), (Fault("late", seconds=0.05), WHOLE),
        (Fault("slow", seconds=0.001), WHOLE), (Fault("split", octet=7, seconds=0.05), WHOLE),
        (Fault("cut", octet=9), WHOLE[:9]), (Fault("say", octet=3, say="\xff?"), WHOLE[:3] + b"\xff?" + WHOLE[3:]),
        (Fault("say", say="\r\nRING\r\n"), WHOLE[:15] + b"\r\nRING\r\n" + WHOLE[15:]),
        (Fault("refuse", say="+CME ERROR: 100"), b"\r\n+CME ERROR: 100\r\n"), (Fault("late", "AT+CMGS"), WHOLE),
        (Fault("refuse", skip=1), WHOLE), (Fault("reboot", octet=4, seconds=5), WHOLE[:4]),
    ],
)  # fmt: skip
def test_a_fault_meets_the_command_it_waits_for(sim: Simulator, fault: Fault, said: bytes) -> None:
    assert raw(sim, fault) == said


def test_a_fault_may_come_again_and_others_wait_for_their_turn(sim: Simulator) -> None:
    with serial.Serial(sim.path, timeout=2) as port:
        talk(port, b"ATE0\r")
        sim.fault(Fault("refuse", "AT+CSQ", times=2))
        sim.fault(Fault("refuse", "AT", skip=2, say="+CME ERROR: 3"))
        answers = [talk(port, b"AT+CSQ\r", end) for end in (b"ERROR\r\n", b"ERROR\r\n", b" 3\r\n", b"OK\r\n")]
    assert answers == [b"\r\nERROR\r\n", b"\r\nERROR\r\n", b"\r\n+CME ERROR: 3\r\n", WHOLE]


def test_a_reboot_forgets_every_setting_and_says_so(sim: Simulator) -> None:
    said = raw(sim, Fault("reboot", "AT+CSQ", octet=2), until=b"SMS Ready\r\n")
    assert said == b"\r\n\r\nRDY\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n"
    with serial.Serial(sim.path, timeout=2) as port:
        assert talk(port, b"AT\r").startswith(b"AT\r"), "it echoes again"


def test_a_text_that_is_taken_and_not_answered_went_out(sim: Simulator, modem: SerialModem) -> None:
    sim.fault(Fault("unplug", PDU, seconds=0.05))
    with pytest.raises(ModemUnknown):
        modem.send(*submit(CITIZEN, "Opo", reference=0, total=1, index=1))
    assert [part.text for part in sim.accepted] == ["Opo"]


@pytest.mark.parametrize("wrong", [{"kind": "fire"}, {"kind": "late", "seconds": -1}, {"kind": "say", "say": "₱"}])
def test_what_is_no_fault_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"fault|latin-1"):
        Fault(**wrong)


def test_a_line_of_json_can_do_all_of_it(sim: Simulator) -> None:
    refused: list[str] = []
    orders = [
        {"text": {"from": CITIZEN, "message": "Po", "copies": 2}}, {"coverage": {"signal": 3}}, {"reports": [48, 0]},
        {"fault": {"kind": "late", "at": "AT+CSQ", "seconds": 1}}, {"quirks": {"dribbles": True}}, {"deaf": False},
        {"call": {"from": CITIZEN}}, {"ussd": "Balanse"}, {"broadcast": "Baha"}, {"say": "\u00ff"}, {"pdu": "0004"},
        {"card": "SIM PUK"}, {"after": 0.01, "unplug": True}, {"after": 0.02, "replug": True}, {"restart": 0},
    ]  # fmt: skip
    for order in orders:
        script.obey(sim, order, refused.append)
    assert not refused
    assert sim.in_sim == 3
    wrong = [
        None,
        {},
        {"text": {}},
        {"fault": {"kind": "fire"}},
        {"fly": 1},
        {"pdu": "zz"},
        {"after": "x", "deaf": True},
    ]
    for order in wrong:
        script.obey(sim, order, refused.append)
    assert len(refused) == len(wrong)


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
