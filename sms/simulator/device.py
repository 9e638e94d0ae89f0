# SPDX-License-Identifier: Apache-2.0
"""The simulated modem's line: octets in, commands out of them, answers and announcements back; no time and no port."""

from collections.abc import Callable

from sms import tpdu
from sms.simulator.commands import Commands, Submit
from sms.simulator.faults import PDU
from sms.simulator.state import Card, Settings

_CTRL_Z, _ESCAPE = 0x1A, 0x1B

Answer = Callable[[str, Callable[[], bytes]], None]
"""Say the answer to a command, which is obeyed by asking for its answer; or do what a fault wants instead."""


class Device:
    """A modem with its SIM; how an answer reaches the host, and whether, is the caller's business."""

    def __init__(self, slots: int, submit: Submit, write: Callable[[bytes], None], answer: Answer) -> None:
        """Put in a SIM with that many places; `write` takes what the modem says unasked, and the echo."""
        self.card = Card(slots)
        self.commands = Commands(self.card, submit)
        self.announces_twice = False
        self._write, self._answer = write, answer
        self.restart()

    def restart(self) -> None:
        """Forget every setting, as after a power cut; the SIM keeps its messages."""
        self.commands.settings = Settings()
        self.commands.expected = self.commands.radio.caller = None
        self._typed = bytearray()
        self._was_full = False

    @property
    def serves(self) -> bool:
        """Whether texts can come in."""
        return self.card.state == "READY" and self.commands.radio.serves(self.commands.settings)

    def arrive(self, pdu: bytes) -> bool:
        """Store a text from the network and announce it; False when the SIM is locked or full."""
        announce = self.commands.settings.announce
        if not self.serves:
            return False
        if announce == 2:
            self._say(f"+CMT: ,{tpdu.tpdu_length(pdu)}", pdu.hex().upper())
            return True
        place = self.card.keep("SM", pdu)
        if place is None:
            if announce and not self._was_full:
                self._say('^SMMEMFULL: "SM"')
            self._was_full = True
            return False
        self._was_full = False
        for _ in range((1 + self.announces_twice) * bool(announce)):
            self._say(f'+CMTI: "SM",{place}')
        return True

    def report(self, pdu: bytes) -> bool:
        """Store a delivery report, or say it straight on the line, as AT+CNMI asked; False when there is no room."""
        reports = self.commands.settings.reports
        if not self.serves:
            return False
        if reports == 1:
            self._say(f"+CDS: {tpdu.tpdu_length(pdu)}", pdu.hex().upper())
        elif reports == 2:
            place = self.card.keep("SR", pdu)
            if place is None:
                return False
            self._say(f'+CDSI: "SR",{place}')
        return True

    def broadcast(self, page: bytes) -> None:
        """Say a cell broadcast's page, if AT+CNMI asked for those."""
        if self.commands.settings.broadcasts:
            self._say(f"+CBM: {len(page)}", page.hex().upper())

    def ring(self, number: str) -> None:
        """Ring once: with the caller's number if AT+CLIP asked for it; a call that was ended rings no more."""
        self.commands.radio.caller = number
        self._say("RING")
        if self.commands.settings.callers:
            self._say(f'+CLIP: "{number}",{145 if number.startswith("+") else 129 if number else 128},,,,0')

    def hang_up(self) -> None:
        """The caller gives up."""
        if self.commands.radio.caller is not None:
            self.commands.radio.caller = None
            self._say("NO CARRIER")

    def feed(self, octets: bytes) -> None:
        """Take what the host wrote, whole lines or not."""
        for octet in octets:
            if self.commands.expected is not None:
                self._feed_text(octet)
                continue
            if self.commands.settings.echo:
                self._write(bytes([octet]))
            if octet == ord("\r"):
                line, self._typed = self._typed.decode("ascii", "replace").strip(), bytearray()
                if line:
                    self._answer(line.upper(), lambda line=line: self._obeyed(line))  # type: ignore[misc]
            else:
                self._typed.append(octet)

    def _feed_text(self, octet: int) -> None:
        """Collect the PDU after the prompt."""
        if octet not in {_CTRL_Z, _ESCAPE}:
            self._typed.append(octet)
            return
        typed, self._typed = self._typed.decode("ascii", "replace").strip(), bytearray()
        if octet == _ESCAPE:
            self.commands.expected = None
            self._say("OK")
            return
        self._answer(PDU, lambda: _lines(*self.commands.take(typed)))
        self.commands.expected = None  # also when a fault kept it from being taken

    def _obeyed(self, line: str) -> bytes:
        lines = self.commands.obey(line)
        return _lines(*lines) if lines else b"\r\n> "

    def _say(self, *lines: str) -> None:
        self._write(_lines(*lines))


def _lines(*lines: str) -> bytes:
    return "".join(f"\r\n{line}\r\n" for line in lines).encode()
