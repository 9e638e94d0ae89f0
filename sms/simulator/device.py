# SPDX-License-Identifier: Apache-2.0
"""The simulated modem: AT commands in PDU mode (3GPP TS 27.005, 27.007), octets in, octets out, no time and no port."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sms import tpdu

_CTRL_Z, _ESCAPE = 0x1A, 0x1B
_COMMAND = re.compile(r"AT(?:([+^&]?[A-Z]+?)(\d*|=\?|\?|=.*))?")
_WRONG_PARAMETER, _WRONG_PDU, _NO_SIM_FOR_TEXTS, _SIM_LOCKED, _NO_SUCH_INDEX = 302, 304, 310, 311, 321
_LOCKS = {"NOT INSERTED": 10, "SIM PIN": 11, "SIM PUK": 12}
_FIXED = {
    "": [], "Z": [], "+CMEE": [], "+CSMP": [], "+CLIP": [], "+CMGF": [], "+CSMS": ["+CSMS: 1,1,1"],
    "+CGMI": ["Dulog"], "+CGMM": ["Simulator"], "+CGMR": ["1"], "+CGSN": ["490154203237518"], "+CFUN": ["+CFUN: 1"],
    "+CSCA": [f'+CSCA: "{tpdu.SMSC}",145'],
}  # fmt: skip

Submit = Callable[[bytes], int]
"""Hand a TPDU to the network; returns the message reference, raises ValueError for one it cannot read."""


class Refused(Exception):
    """A command ends with this result line instead of OK."""

    def __init__(self, line: str = "ERROR") -> None:
        """Remember the line."""
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class Slot:
    """One place of a memory that is taken."""

    pdu: bytes
    read: bool = False


class Device:
    """A modem with its SIM; the switches that a test may turn are plain attributes."""

    def __init__(self, slots: int, submit: Submit, write: Callable[[bytes], None]) -> None:
        """Put in a SIM with that many places; `write` takes what the modem says."""
        self.memories: dict[str, list[Slot | None]] = {"SM": [None] * slots, "SR": [None] * slots}
        self.pin, self.signal, self.registered = "READY", 21, True
        self.reports_only_direct = self.empty_is_error = False
        self.next_send_fails: int | None = None
        self.next_prompt_lost = self.next_answer_lost = False
        self.interjection = ("", b"")
        self._submit, self._write = submit, write
        self._about_texts: dict[str, Callable[[str], list[str]]] = {
            "+CPMS": self._cpms, "+CNMI": self._cnmi, "+CMGL": self._cmgl, "+CMGR": self._cmgr, "+CMGD": self._cmgd,
            "+CMGS": self._cmgs,
        }  # fmt: skip
        self._about_modem: dict[str, Callable[[str], list[str]]] = {
            "E": self._ate, "+CSCS": self._cscs, "+CPIN": self._cpin, "+CSQ": self._csq, "+COPS": self._cops,
            "+CIMI": self._cimi, "+CREG": lambda asked: self._creg("+CREG", asked),
            "+CEREG": lambda asked: self._creg("+CEREG", asked),
        }  # fmt: skip
        self.restart()

    def restart(self) -> None:
        """Forget every setting, as after a power cut; the SIM keeps its messages."""
        self._echo, self._memory = True, "SM"
        self._announce = self._reports = 0
        self._typed = bytearray()
        self._expected: int | None = None

    def arrive(self, pdu: bytes) -> bool:
        """Store a text from the network and announce it; False when the SIM is locked or full."""
        place = self._keep("SM", pdu) if self.pin == "READY" and self.registered else None
        if place is None:
            return False
        if self._announce:
            self._say(f'+CMTI: "SM",{place}')
        return True

    def report(self, pdu: bytes) -> bool:
        """Store a delivery report, or say it straight on the line, as AT+CNMI asked; False when there is no room."""
        if self._reports == 1:
            self._say(f"+CDS: {tpdu.tpdu_length(pdu)}", pdu.hex().upper())
        elif self._reports == 2:
            place = self._keep("SR", pdu)
            if place is None:
                return False
            self._say(f'+CDSI: "SR",{place}')
        return True

    def feed(self, octets: bytes) -> None:
        """Take what the host wrote, whole lines or not."""
        for octet in octets:
            if self._expected is not None:
                self._feed_text(octet)
                continue
            if self._echo:
                self._write(bytes([octet]))
            if octet == ord("\r"):
                line, self._typed = self._typed.decode("ascii", "replace").strip(), bytearray()
                if line:
                    self._obey(line)
            else:
                self._typed.append(octet)

    def _feed_text(self, octet: int) -> None:
        """Collect the PDU after the prompt."""
        if octet not in {_CTRL_Z, _ESCAPE}:
            self._typed.append(octet)
            return
        length, self._expected = self._expected, None
        typed, self._typed = self._typed.decode("ascii", "replace").strip(), bytearray()
        if octet == _ESCAPE:
            self._say("OK")
            return
        try:
            answer = [f"+CMGS: {self._send(typed, length or 0)}", "OK"]
        except Refused as refused:
            answer = [refused.line]
        if self.next_answer_lost:
            self.next_answer_lost = False
        else:
            self._answer(answer)

    def _send(self, typed: str, length: int) -> int:
        """Check a PDU as strictly as modems do and hand it to the network."""
        code, self.next_send_fails = self.next_send_fails, None
        if code is not None:
            raise _cms(code)
        try:
            pdu = bytes.fromhex(typed)
            if tpdu.tpdu_length(pdu) != length:
                raise _cms(_WRONG_PDU)
            return self._submit(pdu[1 + pdu[0] :])
        except (ValueError, IndexError):
            raise _cms(_WRONG_PDU) from None

    def _obey(self, line: str) -> None:
        """Answer one command line."""
        try:
            found = _COMMAND.fullmatch(line.upper())
            if found is None:
                raise Refused
            answer = self._run(found[1] or "", found[2] or "")
        except Refused as refused:
            self._answer([refused.line], line)
            return
        if self._expected is None:
            self._answer([*answer, "OK"], line)
        elif self.next_prompt_lost:
            self.next_prompt_lost = False
        else:
            self._write(b"\r\n> " + self._interjected(line))

    def _run(self, name: str, argument: str) -> list[str]:
        """Run a command and return its lines."""
        if name in _FIXED:
            if name == "Z":
                self.restart()
            return _FIXED[name]
        if name in self._about_texts:
            if self.pin != "READY":
                raise _cms(_NO_SIM_FOR_TEXTS if self.pin == "NOT INSERTED" else _SIM_LOCKED)
            return self._about_texts[name](argument)
        if name in self._about_modem:
            return self._about_modem[name](argument)
        raise Refused

    def _ate(self, argument: str) -> list[str]:
        self._echo = argument == "1"
        return []

    def _cscs(self, argument: str) -> list[str]:
        return {"=?": ['+CSCS: ("GSM","UCS2")'], "?": ['+CSCS: "GSM"']}.get(argument, [])

    def _cpin(self, _: str) -> list[str]:
        if self.pin == "NOT INSERTED":
            raise Refused(f"+CME ERROR: {_LOCKS[self.pin]}")
        return [f"+CPIN: {self.pin}"]

    def _cimi(self, _: str) -> list[str]:
        if self.pin != "READY":
            raise Refused(f"+CME ERROR: {_LOCKS[self.pin]}")
        return ["515020000000001"]

    def _csq(self, _: str) -> list[str]:
        return [f"+CSQ: {self.signal},99"]

    def _creg(self, name: str, argument: str) -> list[str]:
        return [f"{name}: 0,{1 if self.registered else 2}"] if argument == "?" else []

    def _cops(self, _: str) -> list[str]:
        return ['+COPS: 0,0,"Simulated",7'] if self.registered else ["+COPS: 0"]

    def _cpms(self, argument: str) -> list[str]:
        if argument == "=?":
            return ['+CPMS: ("SM","SR"),("SM"),("SM")']
        if argument.startswith("="):
            wanted = re.findall(r'"(\w+)"', argument)
            if not wanted or wanted[0] not in self.memories or set(wanted[1:]) - {"SM"}:
                raise _cms(_WRONG_PARAMETER)
            self._memory = wanted[0]
        names = [self._memory, "SM", "SM"]
        used = [f"{sum(map(bool, self.memories[name]))},{len(self.memories[name])}" for name in names]
        if argument == "?":
            return ["+CPMS: " + ",".join(f'"{name}",{count}' for name, count in zip(names, used, strict=True))]
        return ["+CPMS: " + ",".join(used)]

    def _cnmi(self, argument: str) -> list[str]:
        if argument.startswith("=?"):
            return ["+CNMI: (0-2),(0,1),(0),(0-2),(0)"]
        if argument == "?":
            return [f"+CNMI: 2,{self._announce},0,{self._reports},0"]
        wanted = [int(number) for number in re.findall(r"\d+", argument)] + [0, 0, 0, 0]
        if wanted[1] > 1 or wanted[3] > 2 or (wanted[3] == 2 and self.reports_only_direct):
            raise _cms(_WRONG_PARAMETER)
        self._announce, self._reports = wanted[1], wanted[3]
        return []

    def _cmgl(self, argument: str) -> list[str]:
        lines = []
        for place, slot in enumerate(self.memories[self._memory], 1):
            if slot is not None and argument.strip("=") in {"4", str(int(slot.read))}:
                lines += [f"+CMGL: {place},{int(slot.read)},,{tpdu.tpdu_length(slot.pdu)}", slot.pdu.hex().upper()]
                slot.read = True
        if not lines and self.empty_is_error:
            raise _cms(_NO_SUCH_INDEX)
        return lines

    def _cmgr(self, argument: str) -> list[str]:
        slot = self.memories[self._memory][self._place(argument)]
        if slot is None:
            raise _cms(_NO_SUCH_INDEX)
        lines = [f"+CMGR: {int(slot.read)},,{tpdu.tpdu_length(slot.pdu)}", slot.pdu.hex().upper()]
        slot.read = True
        return lines

    def _cmgd(self, argument: str) -> list[str]:
        memory = self.memories[self._memory]
        if argument.endswith(",4"):
            memory[:] = [None] * len(memory)
        else:
            memory[self._place(argument)] = None
        return []

    def _cmgs(self, argument: str) -> list[str]:
        if not argument[1:].isdecimal():
            raise _cms(_WRONG_PARAMETER)
        self._expected = int(argument[1:])
        return []

    def _place(self, argument: str) -> int:
        """Return the place in the list that an index means."""
        index = re.match(r"=(\d+)", argument)
        if index is None or not 1 <= int(index[1]) <= len(self.memories[self._memory]):
            raise _cms(_NO_SUCH_INDEX)
        return int(index[1]) - 1

    def _keep(self, memory: str, pdu: bytes) -> int | None:
        """Put a PDU into the first free place and return its index, None when there is none."""
        slots = self.memories[memory]
        if None not in slots:
            return None
        place = slots.index(None)
        slots[place] = Slot(pdu)
        return place + 1

    def _answer(self, lines: list[str], command: str = "") -> None:
        """Say the lines of an answer, and the test's interjection after the first of them."""
        self._say(lines[0])
        self._write(self._interjected(command))
        self._say(*lines[1:])

    def _interjected(self, command: str) -> bytes:
        into, octets = self.interjection
        if not octets or not command.startswith(into):
            return b""
        self.interjection = ("", b"")
        return octets

    def _say(self, *lines: str) -> None:
        self._write("".join(f"\r\n{line}\r\n" for line in lines).encode())


def _cms(code: int) -> Refused:
    """Return the refusal of the message service with this code."""
    return Refused(f"+CMS ERROR: {code}")
