# SPDX-License-Identifier: Apache-2.0
"""Canaries: each defect of python-gsmmodem-new that `sms/modem` fences off is still there.

When one of these fails after an upgrade, the library has mended it, and the fence that the test names may go.
"""

import threading
import time
from datetime import UTC, datetime

import pytest
from gsmmodem.exceptions import PinRequiredError, TimeoutException
from gsmmodem.modem import GsmModem, SentSms, StatusReport
from gsmmodem.pdu import Concatenation, decodeSmsPdu, encodeGsm7, encodeSmsSubmitPdu
from gsmmodem.serial_comms import SerialComms

from sms import tpdu
from sms.simulator import Fault, Simulator

CITIZEN = "+639171234567"
NOW = datetime(2026, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


def deliver(text: str = "Tulong") -> bytearray:
    return bytearray(tpdu.deliver(CITIZEN, text, NOW))


@pytest.fixture
def library(sim: Simulator):
    """The library as its README shows it, and what it hands over."""
    heard: list[str] = []
    modem = GsmModem(sim.path, smsReceivedCallbackFunc=lambda sms: heard.append(sms.text))
    modem.connect()
    yield modem, heard
    modem.alive = False
    modem.close()


def test_an_announcement_during_a_command_is_lost(sim, library):  # Line._handleLineRead
    modem, heard = library
    sim.interject(b'\r\n+CMTI: "SM",1\r\n', into="AT+CSQ")
    answer = modem.write("AT+CSQ")
    time.sleep(0.3)
    assert '+CMTI: "SM",1' in answer
    assert not heard


def test_one_octet_of_noise_kills_the_reader_and_nobody_is_told(sim, library):  # Line._readLoop
    modem, _ = library
    sim.garbage(b"\xff\r\n")
    modem.rxThread.join(5)
    assert not modem.rxThread.is_alive()
    assert modem.alive


def test_a_line_that_begins_with_ok_ends_an_answer_and_a_refusal_in_words_does_not():  # FINAL
    assert SerialComms.RESPONSE_TERM.match("OKAY LANG PO")
    assert not SerialComms.RESPONSE_TERM.match("+CME ERROR: SIM not inserted")


def test_a_text_is_deleted_before_it_is_handed_over(sim, library):  # stored, then delete
    modem, _ = library
    sim.text_from("GLOBE", "una")
    found = modem.listStoredSms(delete=True)
    assert [sms.text for sms in found] == ["una"]
    assert sim.in_sim == 0


def test_after_an_unreadable_message_the_next_has_the_wrong_place(sim, library):  # _pairs
    modem, _ = library
    modem.smsReceivedCallback = None
    sim.pdu_from_network(b"\x00\x04\xff\xff\xff")
    sim.text_from(CITIZEN, "ikalawa")
    assert [(sms.text, sms.index) for sms in modem.listStoredSms()] != [("ikalawa", 2)]


@pytest.mark.parametrize(
    ("octets", "error"), [(b"\x00\x04", StopIteration), (b"\x00\x04\x01\x91", StopIteration), (b"", StopIteration)]
)
def test_an_unreadable_message_raises_what_no_manual_names(octets, error):  # decode's except
    with pytest.raises(error):
        decodeSmsPdu(bytearray(octets))


def test_a_picture_becomes_halves_that_no_data_file_takes_and_cannot_be_sent():  # read_user_data, user_data
    with pytest.raises(UnicodeEncodeError):
        decodeSmsPdu(deliver("😀"))["text"].encode()
    with pytest.raises(ValueError, match="byte must be in range"):
        encodeSmsSubmitPdu(CITIZEN, "😀")


def test_some_letters_are_wrong():  # gsm7
    assert decodeSmsPdu(deliver("Section § 5"))["text"] == "Section ` 5"
    assert decodeSmsPdu(deliver("juan@ph@"))["text"] == "juan@ph"
    assert decodeSmsPdu(bytearray(tpdu.deliver(CITIZEN, "Tulong", NOW, (0x1234, 2, 1))))["text"] == "ulong"
    with pytest.raises(TypeError):
        encodeGsm7("ÿ")


def test_only_the_last_part_of_a_text_has_a_reference(sim, library):  # one part, one reference
    modem, _ = library
    sent = modem.sendSms(CITIZEN, "Opo. " * 60)
    assert isinstance(sent.reference, int)
    assert len(sim.accepted) == 2


def test_a_report_is_asked_for_whether_wanted_or_not(sim, library):  # submit, submit_octets
    modem, _ = library
    modem.requestDelivery = False
    modem.sendSms(CITIZEN, "Opo")
    assert [part.wants_report for part in sim.accepted] == [True]


def test_a_joining_reference_of_16_bits_cannot_be_written():  # Part.reference
    with pytest.raises(ValueError, match="byte must be in range"):
        encodeSmsSubmitPdu(CITIZEN, "Opo. " * 60, reference=300)


def test_a_text_that_is_still_on_its_way_counts_as_failed(sim):  # codec._report
    sent = SentSms(CITIZEN, "Opo", 1)
    sent.report = StatusReport(GsmModem(sim.path), None, 1, CITIZEN, None, None, 0x30)
    assert sent.status == SentSms.FAILED


def test_after_a_late_answer_every_command_has_the_answer_of_the_one_before(sim, library):  # Line._is_late
    modem, _ = library
    sim.fault(Fault("late", "AT+CSQ", seconds=0.2))
    with pytest.raises(TimeoutException):
        modem.write("AT+CSQ", timeout=0.1)
    time.sleep(0.05)
    sim.fault(Fault("late", "AT+COPS", seconds=0.3))
    assert modem.write("AT+COPS?", timeout=2)[0].startswith("+CSQ")


def test_a_busy_sim_is_asked_again_without_end(sim, library):  # _BUSY_TRIES
    modem, _ = library
    sim.fault(Fault("refuse", "AT+CSQ", times=2, say="+CMS ERROR: 515"))
    asked = threading.Thread(target=modem.write, args=("AT+CSQ",), daemon=True)
    asked.start()
    asked.join(0.5)
    assert asked.is_alive()
    asked.join(10)


def test_a_number_with_spaces_becomes_a_name(sim):  # phone.normalise
    [pdu] = encodeSmsSubmitPdu("0917 123 4567", "Opo")
    assert tpdu.read_submit(bytes(pdu.data)[1:]).number != "09171234567"


def test_octets_of_class_0_are_read_as_letters():  # codec._alphabet
    raw = deliver("Tulong")
    raw[raw.index(bytes([0, 0, 0x62])) + 1] = 0xF5
    assert decodeSmsPdu(raw)["text"] == "Tulong"


def test_a_card_with_a_puk_is_given_the_pin(sim):  # SerialModem._unlocked
    sim.sim_card("SIM PUK")
    modem = GsmModem(sim.path)
    with pytest.raises(Exception, match="CME"):
        modem.connect(pin="1234")
    modem.close()
    sim.sim_card("SIM PIN")
    modem = GsmModem(sim.path)
    with pytest.raises(PinRequiredError):
        modem.connect()
    assert modem.alive, "and its port stays open"
    modem.close()


def test_a_promo_that_says_ring_is_taken_for_a_call(sim, library):  # Line's routing
    modem, _ = library
    called: list[object] = []
    modem.incomingCallCallback = called.append
    sim.ussd("Your promo is EXPIRING")
    end = time.monotonic() + 5
    while not called and time.monotonic() < end:
        time.sleep(0.02)
    assert called


def test_a_concatenation_header_is_left_to_whoever_calls():  # Texting._assemble
    read = decodeSmsPdu(bytearray(tpdu.deliver(CITIZEN, "una", NOW, (7, 2, 1))))
    assert isinstance(read["udh"][0], Concatenation)
    assert read["text"] == "una"
