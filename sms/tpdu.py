# SPDX-License-Identifier: Apache-2.0
"""Text messages octet by octet (3GPP TS 23.040, 9.2): the letters both ways, and the network's side of the envelope.

The simulator writes and reads whole messages through this. The product takes only the letters from here: its envelopes
are the modem library's, so that each side checks the other.
"""

from dataclasses import dataclass
from datetime import datetime

from appliance import gsm7

GSM7, OCTETS, UCS2 = 0x00, 0x04, 0x08
"""TP-Data-Coding-Scheme of the three alphabets."""

MOST_OCTETS = 140
"""The user data of one message, with their header."""

HEADER_FLAG = 0x40
"""Bit of a message's first octet (TP-UDHI): its user data begin with a header."""

SMSC = "+639170000130"
"""The service centre that the simulated network writes on what it delivers."""

_UNKNOWN_TYPE, _INTERNATIONAL, _ALPHANUMERIC = 0x81, 0x91, 0xD0
_REPORT_FLAG = 0x20
_PAGE = 82
_CONCAT_8, _CONCAT_16 = 0x00, 0x08

Concat = tuple[int, int, int]
"""Reference, total and number (from 1) of one part of a longer text."""


@dataclass(frozen=True, slots=True)
class Submit:
    """A text on its way from the modem to the network."""

    number: str
    text: str
    concat: Concat | None
    wants_report: bool


def read_submit(tpdu: bytes) -> Submit:
    """Return the text that this SMS-SUBMIT (without service centre) carries; raises ValueError when it is not one.

    The octets of an 8-bit message stand in the text one for one, as Latin-1 has them.
    """
    first, number, coding, length, data = _submitted(tpdu)
    text, concat = read_user_data(coding, length, data, has_header=bool(first & HEADER_FLAG))
    return Submit(number, text, concat, bool(first & _REPORT_FLAG))


def forwarded(tpdu: bytes, sender: str, at: datetime) -> bytes:
    """Return the service centre and SMS-DELIVER octets with which the network brings another modem's SMS-SUBMIT."""
    first, _, coding, length, data = _submitted(tpdu)
    kind = 0x04 | (first & HEADER_FLAG)
    return _centre() + bytes([kind]) + _number(sender) + bytes([0, coding]) + _stamp(at) + bytes([length]) + data


def _submitted(tpdu: bytes) -> tuple[int, str, int, int, bytes]:
    """Return an SMS-SUBMIT's first octet, number, alphabet, length and user data; raises ValueError."""
    try:
        first, digits, kind = tpdu[0], tpdu[2], tpdu[3]
        at = 4 + (digits + 1) // 2
        number, coding = _address(tpdu[4:at], digits, kind), tpdu[at + 1]
        at += 2 + {0x00: 0, 0x10: 1, 0x08: 7, 0x18: 7}[first & 0x18]
        length, data = tpdu[at], tpdu[at + 1 :]
    except IndexError:
        raise ValueError("the PDU ends early") from None
    if first & 0x03 != 0x01:
        raise ValueError("not an SMS-SUBMIT")
    return first, number, coding, length, data


def deliver(number: str, text: str, at: datetime, concat: Concat | None = None) -> bytes:
    """Return the service centre and SMS-DELIVER octets with which the network brings one part of a text."""
    coding, length, data = user_data(text, concat)
    first = 0x04 | (0 if concat is None else HEADER_FLAG)
    return _centre() + bytes([first]) + _number(number) + bytes([0, coding]) + _stamp(at) + bytes([length]) + data


def report(reference: int, number: str, sent: datetime, done: datetime, status: int) -> bytes:
    """Return the service centre and SMS-STATUS-REPORT octets; `status` is the TP-Status, 0 for delivered."""
    return _centre() + bytes([0x06, reference]) + _number(number) + _stamp(sent) + _stamp(done) + bytes([status])


def cell_broadcast(text: str, channel: int) -> bytes:
    """Return the one page of a cell broadcast (TS 23.041, 9.4.1.2): serial number, channel, alphabet, page, letters.

    Raises ValueError when the text is longer than a page.
    """
    wide = gsm7.is_ucs2(text)
    _, _, data = user_data(text.ljust(_PAGE // 2 if wide else _PAGE * 8 // 7, "\r"))
    if len(data) > _PAGE:
        raise ValueError("too long for one page")
    return bytes([0x40, 0x00]) + channel.to_bytes(2, "big") + bytes([0x48 if wide else 0x0F, 0x11]) + data


def tpdu_length(pdu: bytes) -> int:
    """Return the length that AT commands announce: all octets but the service centre's."""
    return len(pdu) - 1 - pdu[0]


def user_data(text: str, concat: Concat | None = None) -> tuple[int, int, bytes]:
    """Return TP-Data-Coding-Scheme, TP-User-Data-Length and the user data of one part, GSM-7 if its letters allow."""
    header = b"" if concat is None else _concat_header(concat)
    if gsm7.is_ucs2(text):
        data = header + text.encode("utf-16-be")
        return UCS2, len(data), data
    codes = gsm7.encode(text)
    header_septets, fill = _in_septets(header)
    return GSM7, header_septets + len(codes), header + gsm7.pack(codes, fill)


def octets(data: bytes, concat: Concat | None = None) -> tuple[int, int, bytes]:
    """Return the same for one part of a message of plain octets."""
    data = (b"" if concat is None else _concat_header(concat)) + data
    return OCTETS, len(data), data


def read_user_data(coding: int, length: int, data: bytes, *, has_header: bool) -> tuple[str, Concat | None]:
    """Return the letters and the joining element of the user data; halves of a surrogate pair become U+FFFD.

    Raises ValueError for another alphabet than the three, and for data shorter than `length` says.
    """
    header = data[: 1 + data[0]] if has_header and data else b""
    if coding not in {GSM7, OCTETS, UCS2}:
        raise ValueError(f"alphabet {coding:#04x} is not used here")
    if len(data) < ((7 * length + 7) // 8 if coding == GSM7 else length):
        raise ValueError("the user data ends early")
    if coding == GSM7:
        header_septets, _ = _in_septets(header)
        text = gsm7.decode(gsm7.unpack(data, length)[header_septets:])
    else:
        text = data[len(header) : length].decode("utf-16-be" if coding == UCS2 else "latin-1", "replace")
    return text, _concat(header[1:])


def _in_septets(header: bytes) -> tuple[int, int]:
    """Return how many septets the header takes, and the empty bits that fill its last one."""
    count = -(-8 * len(header) // 7)
    return count, 7 * count - 8 * len(header)


def _concat_header(concat: Concat) -> bytes:
    """Return the user data header that joins parts; a reference above 255 takes the 16-bit form."""
    reference, total, part = concat
    if reference > 0xFF:
        return bytes([6, _CONCAT_16, 4, *reference.to_bytes(2, "big"), total, part])
    return bytes([5, _CONCAT_8, 3, reference, total, part])


def _concat(header: bytes) -> Concat | None:
    """Return the joining element of a user data header, if it has one that makes sense."""
    while len(header) > 1:
        kind, body, header = header[0], header[2 : 2 + header[1]], header[2 + header[1] :]
        if (kind, len(body)) in {(_CONCAT_8, 3), (_CONCAT_16, 4)} and 1 <= body[-1] <= body[-2]:
            return int.from_bytes(body[:-2], "big"), body[-2], body[-1]
    return None


def _number(number: str) -> bytes:
    """Return an address field: length, type, digits or letters."""
    digits = number.removeprefix("+")
    if not digits.isdecimal():
        packed = gsm7.pack(gsm7.encode(number))
        return bytes([-(-7 * len(number) // 4), _ALPHANUMERIC]) + packed
    return bytes([len(digits), _INTERNATIONAL if number != digits else _UNKNOWN_TYPE]) + _swapped(digits)


def _address(octets: bytes, digits: int, kind: int) -> str:
    """Return the number of an address field."""
    if kind & 0x70 == 0x50:
        return gsm7.decode(gsm7.unpack(octets, digits * 4 // 7))
    return ("+" if kind & 0x70 == 0x10 else "") + "".join(f"{octet & 15:X}{octet >> 4:X}" for octet in octets)[:digits]


def _centre() -> bytes:
    """Return the service centre's field, whose length counts octets, unlike other addresses."""
    digits = _swapped(SMSC[1:])
    return bytes([1 + len(digits), _INTERNATIONAL]) + digits


def _swapped(digits: str) -> bytes:
    """Return the digits two an octet, the first in the low half, an odd one filled with F."""
    padded = digits + "F" * (len(digits) % 2)
    return bytes.fromhex("".join(padded[i + 1] + padded[i] for i in range(0, len(padded), 2)))


def _stamp(at: datetime) -> bytes:
    """Return a time stamp with its zone in quarter hours; bit 3 of the zone says west."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a time stamp needs its zone")
    quarters = round(offset.total_seconds() / 900)
    zone = _swapped(f"{abs(quarters):02}")[0] | (0x08 if quarters < 0 else 0)
    return _swapped(f"{at:%y%m%d%H%M%S}") + bytes([zone])
