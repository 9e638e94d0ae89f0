# SPDX-License-Identifier: Apache-2.0
"""PDUs: the library and our own octets check each other, and no octets whatever break the reader."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from gsmmodem.pdu import decodeSmsPdu, encodeSmsSubmitPdu
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance import gsm7
from sms import tpdu
from sms.modem import Incoming, PduError, Report, decode, submit

steady = settings(deadline=None, derandomize=True)

CITIZEN = "+639171234567"
SENT_AT = datetime(2026, 4, 1, 9, 30, 5, tzinfo=timezone(timedelta(hours=8)))
UTC_MS = round(SENT_AT.timestamp() * 1000)
GSM_LETTERS = gsm7.decode(bytes(code for code in range(128) if code != 0x1B)) + "^{}\\[~]|€"
gsm_parts = st.text(alphabet=GSM_LETTERS, max_size=153).filter(lambda text: len(gsm7.encode(text)) <= 152)
parts = gsm_parts | st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=33)
concats = st.none() | st.tuples(st.integers(0, 0xFFFF), st.just(3), st.integers(1, 3))


def deliver(text: str = "Tulong", concat: tpdu.Concat | None = None, number: str = CITIZEN) -> bytearray:
    return bytearray(tpdu.deliver(number, text, SENT_AT, concat))


@steady
@given(parts, concats)
def test_a_part_that_the_network_brings_reads_as_it_was_written(text: str, concat: tpdu.Concat | None) -> None:
    assert decode(deliver(text, concat).hex()) == Incoming(CITIZEN, text, UTC_MS, concat)


@steady
@given(parts, st.integers(0, 255), st.integers(1, 3))
def test_a_part_that_we_send_reads_as_it_was_written(text: str, reference: int, total: int) -> None:
    pdu, length = submit(CITIZEN, text, reference=reference, total=total, index=total)
    octets = bytes.fromhex(pdu)
    assert length == tpdu.tpdu_length(octets)
    concat = (reference, total, total) if total > 1 else None
    assert tpdu.read_submit(octets[1:]) == tpdu.Submit(CITIZEN, text, concat, wants_report=True)


@steady
@given(gsm_parts.filter(lambda text: not set(text) & set("§\f@")))
def test_the_library_agrees_with_us_where_it_is_right(text: str) -> None:
    pdu, _ = submit(CITIZEN, text, reference=9, total=1, index=1)
    assert pdu == str(encodeSmsSubmitPdu(CITIZEN, text)[0])
    assert decodeSmsPdu(deliver(text))["text"] == text


def test_the_library_still_has_the_defects_that_we_work_around() -> None:
    assert decodeSmsPdu(deliver("Tulong", (0x1234, 2, 1)))["text"] == "ulong"
    assert decodeSmsPdu(deliver("Section § 5"))["text"] == "Section ` 5"
    assert decodeSmsPdu(deliver("juan@ph@"))["text"] == "juan@ph"
    with pytest.raises(ValueError, match="byte must be in range"):
        encodeSmsSubmitPdu(CITIZEN, "😀")


@pytest.mark.parametrize(
    "sender", ["GLOBE", "NDRRMC", "SmartLoad", "TNT-PROMO 1", "8888", "09171234567", "+6591234567"]
)
def test_every_kind_of_sender_is_named(sender: str) -> None:
    read = decode(deliver(number=sender).hex())
    assert isinstance(read, Incoming)
    assert (read.number, read.text) == (sender, "Tulong")


@pytest.mark.parametrize(("coding", "text"), [(0x48, "ñ王"), (0xE0, "ñ王"), (0x08, "😀"), (0x18, "ñ王")])
def test_every_coding_of_ucs2_is_ucs2(coding: int, text: str) -> None:
    pdu = deliver(text + "王")
    pdu[pdu.index(bytes([0, 0x08, 0x62])) + 1] = coding
    read = decode(pdu.hex())
    assert isinstance(read, Incoming)
    assert read.text == text + "王"


def test_half_an_emoji_is_a_replacement_character_and_can_be_stored() -> None:
    pdu = deliver("王😀")
    pdu[-3 - 2 : -4] = b""  # noise in the emoji: what is left is no pair
    with suppress(PduError):
        read = decode(pdu.hex())
        assert isinstance(read, Incoming)
        read.text.encode()
    half = deliver("王王")
    half[-2:] = b"\xd8\x3d"
    assert decode(half.hex()) == Incoming(CITIZEN, "王\ufffd", UTC_MS, None)


@pytest.mark.parametrize("concat", [(5, 0, 0), (5, 2, 0), (5, 2, 3)])
def test_a_part_of_an_impossible_whole_is_a_text_of_its_own(concat: tpdu.Concat) -> None:
    assert decode(deliver("Tulong", concat).hex()) == Incoming(CITIZEN, "Tulong", UTC_MS, None)


def test_a_stamp_that_no_calendar_has_costs_the_time_and_not_the_text() -> None:
    pdu = deliver()
    at = pdu.index(bytes([0x62, 0x40]))
    pdu[at : at + 7] = bytes(7)
    assert decode(pdu.hex()) == Incoming(CITIZEN, "Tulong", None, None)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(0, "delivered"), (1, "delivered"), (0x1F, "delivered"), (0x20, "pending"), (0x30, "pending"), (0x46, "failed"),
     (0x65, "failed"), (0xFF, "failed")],
)  # fmt: skip
def test_a_report_says_what_became_of_a_text(status: int, outcome: str) -> None:
    pdu = tpdu.report(200, CITIZEN, SENT_AT, datetime(2026, 4, 1, tzinfo=UTC), status)
    assert decode(pdu.hex()) == Report(200, CITIZEN, outcome)  # type: ignore[arg-type]


def test_a_report_with_impossible_stamps_still_counts() -> None:
    pdu = bytearray(tpdu.report(7, CITIZEN, SENT_AT, SENT_AT, 0))
    pdu[-15:-1] = bytes(14)
    assert decode(pdu.hex()) == Report(7, CITIZEN, "delivered")


@pytest.mark.parametrize(
    "pdu",
    ["", "00", "zz", "0", "FF", "07913689", "0011000C913689", submit(CITIZEN, "x", reference=0, total=1, index=1)[0]],
)
def test_what_is_no_text_and_no_report_is_a_pdu_error(pdu: str) -> None:
    with pytest.raises(PduError):
        decode(pdu)


def test_a_part_too_long_for_the_air_is_refused_before_it_reaches_the_modem() -> None:
    with pytest.raises(ValueError, match="too long"):
        submit(CITIZEN, "a" * 161, reference=0, total=1, index=1)
    with pytest.raises(ValueError, match="too long"):
        submit(CITIZEN, "a" * 154, reference=0, total=2, index=1)
