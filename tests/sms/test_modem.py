# SPDX-License-Identifier: Apache-2.0
"""The driver on a real terminal: what a barangay's modem does on a good day and on a bad one."""

import random
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import gsm7
from sms import tpdu
from sms.modem import (
    AbsentModem,
    Incoming,
    Modem,
    ModemAbsent,
    ModemHealth,
    ModemRefused,
    ModemSilent,
    ModemUnknown,
    ModemVanished,
    PduError,
    Report,
    SerialModem,
    StoredPdu,
    decode,
    submit,
)
from sms.simulator import PDU, Fault, Simulator

CITIZEN = "+639171234567"
LONG = "Magandang umaga po. Tatlong araw nang walang tubig sa Purok 5 at may maliliit na bata kami. " * 4


def incoming(modem: Modem, expected: int, *, timeout: float = 5.0) -> list[Incoming]:
    """Take texts as the program does, waiting for the modem's announcements and deleting what was read."""
    texts: list[Incoming] = []
    end = time.monotonic() + timeout
    while len(texts) < expected and time.monotonic() < end:
        for stored in modem.stored():
            read = decode(stored.pdu)
            if isinstance(read, Incoming):
                texts.append(read)
            modem.delete(stored)
        if len(texts) < expected:
            modem.wait(0.5)
    return texts


def report(modem: Modem) -> Report:
    """Wait for one delivery report and delete it."""
    for _ in range(10):
        for stored in modem.stored():
            read = decode(stored.pdu)
            if isinstance(read, Report):
                modem.delete(stored)
                return read
        modem.wait(0.2)
    raise AssertionError("no report came")


def send(modem: Modem, text: str) -> list[int]:
    """Send a text of any length; return the references of its parts."""
    parts = gsm7.split(text)
    return [
        modem.send(*submit(CITIZEN, part, reference=77, total=len(parts), index=index))
        for index, part in enumerate(parts, 1)
    ]


def test_a_citizens_text_arrives(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "Señor, ₱500 ba talaga? 😀")
    assert modem.wait(2)
    [text] = incoming(modem, 1)
    assert (text.number, text.text, text.concat) == (CITIZEN, "Señor, ₱500 ba talaga? 😀", None)
    assert text.sent_at is not None
    assert abs(text.sent_at / 1000 - datetime.now(UTC).timestamp()) < 5
    assert sim.in_sim == 0


def test_reading_deletes_nothing(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "isa")
    sim.text_from(CITIZEN, "dalawa")
    assert modem.stored() == modem.stored()
    assert [stored.index for stored in modem.stored()] == [1, 2]
    modem.delete(modem.stored()[0])
    assert [stored.index for stored in modem.stored()] == [2]


def test_deleting_twice_is_fine(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "isa")
    [stored] = modem.stored()
    modem.delete(stored)
    modem.delete(stored)


def test_a_long_text_from_a_citizen_arrives_in_its_parts(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, LONG)
    texts = incoming(modem, len(gsm7.split(LONG)))
    assert "".join(text.text for text in texts) == LONG
    assert [text.concat and text.concat[1:] for text in texts] == [(3, 1), (3, 2), (3, 3)]


def test_a_text_goes_out_and_its_report_comes_back(sim: Simulator, modem: SerialModem) -> None:
    [reference] = send(modem, "Natanggap na po ang reklamo.")
    [sent] = sim.wait_for(CITIZEN)
    assert (sent.text, sent.reference) == ("Natanggap na po ang reklamo.", reference)
    assert report(modem) == Report(reference, CITIZEN, "delivered")
    assert sim.in_sim == 0


@pytest.mark.parametrize("text", [LONG, "王" * 100 + "😀" * 20, "[" * 153])
def test_a_text_of_several_pages_arrives_as_one_message(sim: Simulator, modem: SerialModem, text: str) -> None:
    references = send(modem, text)
    assert len(references) > 1
    assert [sent.text for sent in sim.wait_for(CITIZEN)] == [text]


def test_a_report_that_cannot_be_kept_in_the_sim_waits_until_it_is_deleted(sim: Simulator) -> None:
    sim.quirks(reports_only_direct=True)
    modem = SerialModem(sim.path, patience=0.5)
    modem.open()
    [reference] = send(modem, "Opo")
    assert modem.wait(2)
    [stored] = modem.stored()
    assert (stored.memory, stored.index) == ("", -1)
    assert decode(stored.pdu) == Report(reference, CITIZEN, "delivered")
    modem.open()
    assert modem.stored() == [stored]
    modem.delete(stored)
    assert modem.stored() == []
    modem.close()


def test_a_burst_into_a_full_sim_loses_nothing(sim: Simulator, modem: SerialModem) -> None:
    wanted = [f"text {number}" for number in range(100)]
    for text in wanted:
        sim.text_from(CITIZEN, text)
    assert sim.waiting == 80
    assert [text.text for text in incoming(modem, 100)] == wanted


def test_texts_that_arrive_while_we_send_are_noticed(sim: Simulator, modem: SerialModem) -> None:
    for number in range(15):
        sim.text_from(CITIZEN, f"text {number}")
        send(modem, f"sagot {number}")
    assert len(incoming(modem, 15)) == 15
    assert len(sim.wait_for(CITIZEN, 15)) == 15


def test_an_announcement_right_behind_the_prompt_does_not_hide_it(sim: Simulator, modem: SerialModem) -> None:
    sim.interject(b'\r\n+CMTI: "SM",9\r\n', into="AT+CMGS")
    send(modem, "sagot")
    assert modem.wait(1)
    assert len(sim.wait_for(CITIZEN)) == 1


def test_an_announcement_in_the_middle_of_an_answer_harms_neither(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "isa")
    modem.wait(1)
    sim.interject(b'\r\n+CMTI: "SM",9\r\nRING\r\n', into="AT+CMGL")
    [stored] = modem.stored()
    assert isinstance(decode(stored.pdu), Incoming)
    assert modem.wait(1)


def test_a_report_in_the_middle_of_a_listing_harms_neither(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "isa")
    now = datetime.now(UTC)
    pdu = tpdu.report(5, CITIZEN, now, now, 0)
    sim.interject(f"\r\n+CDS: {tpdu.tpdu_length(pdu)}\r\n{pdu.hex().upper()}\r\n".encode(), into="AT+CMGL")
    modem.stored()
    kinds = sorted(type(decode(stored.pdu)).__name__ for stored in modem.stored())
    assert kinds == ["Incoming", "Report"]


def test_noise_on_the_line_does_not_kill_the_reader(sim: Simulator, modem: SerialModem) -> None:
    sim.garbage(b"\xff\xfe\x00\r\n\xff" + b"x" * 10_000)
    sim.garbage(b"\r\n")
    sim.text_from(CITIZEN, "buhay pa")
    assert [text.text for text in incoming(modem, 1)] == ["buhay pa"]


def test_random_octets_on_the_line_do_not_kill_the_reader(sim: Simulator, modem: SerialModem) -> None:
    dice = random.Random(2026)
    for _ in range(200):
        sim.garbage(dice.randbytes(dice.randint(1, 300)))
    sim.garbage(b"\r\n")
    assert modem.health().state == "ready"


def test_a_modem_that_speaks_octet_by_octet_is_understood(sim: Simulator, modem: SerialModem) -> None:
    sim.quirks(dribbles=True)
    sim.text_from(CITIZEN, LONG)
    send(modem, LONG)
    assert "".join(text.text for text in incoming(modem, 3)) == LONG
    assert [sent.text for sent in sim.wait_for(CITIZEN)] == [LONG]


def test_noise_right_before_an_answers_end_does_not_hide_it(sim: Simulator, modem: SerialModem) -> None:
    sim.lose_next_answer()
    answer = threading.Timer(0.05, lambda: sim.garbage(b"\r\n+CMGS: 7\r\n\r\n\xffOK\r\n"))
    answer.start()
    assert send(modem, "Opo") == [7]
    answer.join()


def test_the_late_answer_to_a_text_does_not_end_another_command(sim: Simulator, modem: SerialModem) -> None:
    for text in ("isa", "dalawa", "tatlo"):
        sim.text_from(CITIZEN, text)
    sim.interject(b"\r\n+CMGS: 9\r\n\r\nOK\r\n", into="AT+CMGL")
    assert len(modem.stored()) == 3


def test_a_prompt_that_was_not_seen_does_not_swallow_the_next_command(sim: Simulator, modem: SerialModem) -> None:
    sim.lose_next_prompt()
    with pytest.raises(ModemSilent):
        send(modem, "hindi aalis")
    assert modem.health().state == "ready"
    assert sim.outbox == []


def test_endless_noise_is_no_prompt(sim: Simulator, modem: SerialModem) -> None:
    sim.interject(b"y" * 5000, into="AT+CPMS")
    modem.stored()
    sim.deaf()
    noise = threading.Timer(0.05, lambda: (sim.deaf(False), sim.garbage(b"x" * 5000)))
    noise.start()
    with pytest.raises(ModemSilent):
        send(modem, "hindi aalis")
    noise.join()
    assert sim.outbox == []
    assert modem.health().state == "ready"


def test_an_announced_report_that_never_comes_does_not_eat_an_answer(sim: Simulator, modem: SerialModem) -> None:
    sim.interject(b"\r\n+CDS: 25\r\n", into="AT+CSQ")
    assert modem.health().state == "ready"
    assert modem.stored() == []


def test_an_unreadable_message_does_not_shift_the_others(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "isa")
    sim.pdu_from_network(b"\x00\x04\xff\xff\xff")
    sim.text_from(CITIZEN, "tatlo")
    first, poison, third = modem.stored()
    assert [first.index, poison.index, third.index] == [1, 2, 3]
    with pytest.raises(PduError):
        decode(poison.pdu)
    modem.delete(poison)
    assert [text.text for text in incoming(modem, 2)] == ["isa", "tatlo"]


def test_a_pdu_that_noise_hit_on_the_line_is_read_again(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "isa")
    sim.interject(b"\r\n07\xff\xff", into="AT+CMGL")
    assert [text.text for text in incoming(modem, 1)] == ["isa"]


def test_an_empty_memory_may_be_an_error(sim: Simulator, modem: SerialModem) -> None:
    sim.quirks(empty_is_error=True)
    assert modem.stored() == []


def test_a_refused_text_was_not_sent_and_the_next_one_goes_out(sim: Simulator, modem: SerialModem) -> None:
    sim.fail_next_send(38)
    with pytest.raises(ModemRefused) as refused:
        send(modem, "una")
    assert refused.value.code == 38
    send(modem, "ikalawa")
    assert [sent.text for sent in sim.wait_for(CITIZEN)] == ["ikalawa"]


def test_a_missing_sim_is_no_barred_number_though_both_are_10(sim: Simulator, modem: SerialModem) -> None:
    for said, of_text in (("+CMS ERROR: 10", True), ("+CME ERROR: 10", False)):
        sim.fault(Fault("refuse", PDU, say=said))
        with pytest.raises(ModemRefused) as refused:
            send(modem, "una")
        assert (refused.value.code, refused.value.of_text) == (10, of_text)


def test_a_busy_modem_is_asked_again(sim: Simulator, modem: SerialModem) -> None:
    sim.interject(b"\r\n+CMS ERROR: 515\r\n", into="AT+CPIN")
    assert modem.health().state == "ready"


def test_a_text_whose_answer_is_lost_may_have_gone_out(sim: Simulator) -> None:
    modem = SerialModem(sim.path, patience=0.05)
    modem.open()
    sim.lose_next_answer()
    with pytest.raises(ModemUnknown):
        send(modem, "una")
    send(modem, "ikalawa")
    assert [sent.text for sent in sim.wait_for(CITIZEN, 2)] == ["una", "ikalawa"]
    modem.close()


def test_a_deaf_modem_is_told_from_an_absent_one_and_comes_back(sim: Simulator) -> None:
    modem = SerialModem(sim.path, patience=0.05)
    modem.open()
    sim.deaf()
    assert modem.health() == ModemHealth("deaf", None, "")
    with pytest.raises(ModemSilent):
        modem.stored()
    with pytest.raises(ModemSilent):
        send(modem, "hindi aalis")
    sim.text_from(CITIZEN, "habang bingi")
    sim.deaf(False)
    assert [text.text for text in incoming(modem, 1)] == ["habang bingi"]
    assert modem.health().state == "ready"
    assert sim.outbox == []
    modem.close()


def test_a_forgotten_prompt_does_not_swallow_commands(sim: Simulator, modem: SerialModem) -> None:
    modem.close()
    with Path(sim.path).open("wb", buffering=0) as other:
        other.write(b"AT+CMGS=20\r")
    modem.open()
    assert modem.health().state == "ready"
    assert sim.outbox == []


def test_an_unplugged_modem_is_noticed_by_every_call(sim: Simulator, modem: SerialModem) -> None:
    sim.unplug()
    began = time.monotonic()
    calls = [
        modem.stored, modem.health, lambda: modem.wait(30), lambda: send(modem, "x"),
        lambda: modem.delete(StoredPdu("SM", 1, "00")),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(ModemVanished):
            call()
    with pytest.raises(ModemVanished):
        modem.open()
    assert time.monotonic() - began < 2


def test_whoever_waits_learns_at_once_that_the_modem_was_pulled_out(sim: Simulator, modem: SerialModem) -> None:
    pull = threading.Timer(0.05, sim.unplug)
    pull.start()
    began = time.monotonic()
    with pytest.raises(ModemVanished):
        modem.wait(30)
    assert time.monotonic() - began < 1
    pull.join()


def test_a_text_in_flight_when_the_modem_is_pulled_out_may_have_gone_out(sim: Simulator, modem: SerialModem) -> None:
    sim.lose_next_answer()
    pull = threading.Timer(0.05, sim.unplug)
    pull.start()
    began = time.monotonic()
    with pytest.raises(ModemUnknown):
        send(modem, "una")
    assert time.monotonic() - began < 1
    pull.join()


def test_plugged_in_again_it_works_again_and_nothing_is_lost(sim: Simulator, modem: SerialModem) -> None:
    sim.text_from(CITIZEN, "bago")
    sim.unplug()
    sim.text_from(CITIZEN, "habang wala")
    sim.replug()
    modem.open()
    assert [text.text for text in incoming(modem, 2)] == ["bago", "habang wala"]


def test_a_modem_that_restarts_by_itself_is_set_up_again(sim: Simulator, modem: SerialModem) -> None:
    sim.restart()
    assert modem.wait(1)
    assert modem.stored() == []
    sim.text_from(CITIZEN, "narito pa")
    assert modem.wait(1)
    assert len(incoming(modem, 1)) == 1


def test_a_modem_that_restarts_in_the_middle_of_a_command_is_not_waited_for(sim: Simulator) -> None:
    modem = SerialModem(sim.path, patience=1)
    modem.open()
    sim.fault(Fault("reboot", PDU, octet=4, seconds=0.05))
    began = time.monotonic()
    with pytest.raises(ModemUnknown):
        send(modem, "una")
    assert time.monotonic() - began < 30, "it waited for the answer, which takes two minutes"
    assert modem.health().state == "ready"
    assert [part.text for part in sim.accepted] == ["una"]
    modem.close()


@pytest.mark.parametrize(
    ("sim_card", "state", "code"),
    [("NOT INSERTED", "no_sim", 10), ("SIM PIN", "pin_needed", 11), ("SIM PUK", "puk_locked", 12)],
)
def test_a_sim_that_cannot_be_used_is_a_state(sim: Simulator, sim_card: str, state: str, code: int) -> None:
    sim.sim_card(sim_card)
    modem = SerialModem(sim.path, patience=0.5)
    modem.open()
    assert modem.health().state == state
    with pytest.raises(ModemRefused) as refused:
        send(modem, "x")
    assert refused.value.code == code
    sim.sim_card("READY")
    send(modem, "x")
    assert modem.health().state == "ready"
    modem.close()


def test_the_network_is_a_state(sim: Simulator, modem: SerialModem) -> None:
    assert modem.health() == ModemHealth("ready", 21, "Simulated")
    sim.coverage(signal=15, registered=False)
    assert modem.health() == ModemHealth("not_registered", 15, "")
    sim.coverage(signal=99, registered=False)
    assert modem.health() == ModemHealth("no_signal", None, "")


def test_a_port_that_is_not_there_has_vanished(tmp_path: Path) -> None:
    modem = SerialModem(str(tmp_path / "none"))
    with pytest.raises(ModemVanished):
        modem.open()
    with pytest.raises(ModemVanished):
        modem.stored()
    modem.close()


def test_two_programs_cannot_have_one_modem(sim: Simulator, modem: SerialModem) -> None:
    with pytest.raises(ModemVanished, match="lock"):
        SerialModem(sim.path).open()
    assert modem.health().state == "ready"


def test_a_box_without_a_modem_works_and_says_so() -> None:
    modem: Modem = AbsentModem()
    modem.open()
    assert modem.stored() == []
    assert not modem.wait(0.001)
    assert modem.health().state == "absent"
    with pytest.raises(ModemAbsent):
        modem.send("00", 1)
    modem.close()
