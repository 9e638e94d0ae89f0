# SPDX-License-Identifier: Apache-2.0
"""Blot: what is left of a line between host and modem when numbers and words must not leave the box."""

import re
from typing import Final

from appliance import gsm7
from sms import tpdu

_PDU: Final = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
_LONG_NUMBER: Final = re.compile(r"\d{5,}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_SECRET: Final = re.compile(r"(?:AT)?\+(?:CUSD|CPIN|CPWD|CLCK|CPBR|CPBF|CNUM|CLIP|CLCC|CSCA)[=:]", re.IGNORECASE)
_PLAIN: Final = re.compile(r"(\+CPIN: (?:READY|SIM PIN|SIM PUK|NOT INSERTED|NOT READY))")
_DELIVER, _SUBMIT, _REPORT = 0, 1, 2
_STAMP: Final = 7
_VALIDITY: Final = {0x00: 0, 0x10: 1, 0x08: 7, 0x18: 7}


def blot(line: str) -> str:
    """The line without telephone numbers, words, PINs and identities of cards, but as long and of the same kind."""
    stripped = line.strip("\r\n\x1a")
    if _PDU.fullmatch(stripped):
        return line.replace(stripped, _pdu(bytes.fromhex(stripped)).hex().upper())
    if _PLAIN.match(stripped):
        return line
    if secret := _SECRET.match(stripped):
        head = line.index(secret[0]) + len(secret[0])
        rest = _QUOTED.sub(lambda quoted: _worn(quoted[0]), line[head:])
        if secret[0].upper().endswith(("CPIN=", "CPWD=", "CLCK=")):
            rest = _worn(rest)
        line = line[:head] + rest
    return _LONG_NUMBER.sub(lambda number: "0" * len(number[0]), line)


def _worn(text: str) -> str:
    """Every digit a 0, every letter an x."""
    return "".join("0" if letter.isdigit() else "x" if letter.isalpha() else letter for letter in text)


def _pdu(raw: bytes) -> bytes:
    """A message whose numbers are all ones and whose words are all x; what is no message becomes zeros."""
    try:
        return _blotted(raw)
    except (IndexError, ValueError):
        return bytes(len(raw))


def _blotted(raw: bytes) -> bytes:
    out, start = bytearray(raw), 1 + raw[0]
    kind = raw[start] & 3
    _hide_digits(out, 2, start)
    address = start + {_DELIVER: 1, _SUBMIT: 2, _REPORT: 2}.get(kind, len(raw))
    end = address + 2 + (raw[address] + 1) // 2
    _hide_digits(out, address + 2, end)
    if kind == _REPORT:
        return bytes(out)
    more = _STAMP if kind == _DELIVER else _VALIDITY[raw[start] & 0x18]
    coding, length_at = raw[end + 1], end + 2 + more
    length, data = raw[length_at], raw[length_at + 1 :]
    header = data[: 1 + data[0]] if raw[start] & tpdu.HEADER_FLAG and data else b""
    if coding & 0x0C == tpdu.GSM7:
        septets = -(-8 * len(header) // 7)
        hidden = gsm7.pack(gsm7.encode("x") * (length - septets), 7 * septets - 8 * len(header))
    elif coding & 0x0C == tpdu.UCS2:
        hidden = "x".encode("utf-16-be") * ((length - len(header)) // 2)
    else:
        hidden = bytes(length - len(header))
    whole = bytes(out[: length_at + 1]) + header + hidden
    return whole[: len(raw)].ljust(len(raw), b"\0")


def _hide_digits(out: bytearray, begin: int, end: int) -> None:
    """Make every digit of an address a 1, but leave the F that fills an odd one."""
    for place in range(begin, end):
        out[place] = 0x11 if out[place] >> 4 != 0xF else 0xF1
