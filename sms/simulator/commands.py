# SPDX-License-Identifier: Apache-2.0
"""The simulated modem's AT commands (3GPP TS 27.005, 27.007): each takes its argument and gives its lines."""

import re
from collections.abc import Callable

from sms import tpdu
from sms.simulator.state import Card, Radio, Settings, Slot

_COMMAND = re.compile(r"AT(?:([+^&]?[A-Z]+?)(\d*|=\?|\?|=.*))?")
_WRONG_PARAMETER, _WRONG_PDU, _NO_SIM_FOR_TEXTS, _SIM_LOCKED, _NO_SUCH_INDEX, _FULL = 302, 304, 310, 311, 321, 322
_WRONG_PASSWORD = 16
_LOCKS = {"NOT INSERTED": 10, "SIM PIN": 11, "SIM PUK": 12}
_WORDS = {10: "SIM not inserted", 11: "SIM PIN required", 12: "SIM PUK required", 16: "incorrect password"}
_FIXED = {
    "": [], "&F": [], "V": [], "+CSMP": [], "+CRC": [], "+CSDH": [], "+CSCB": [], "+CSMS": ["+CSMS: 1,1,1"],
    "+CGMI": ["Dulog"], "+CGMM": ["Simulator"], "+CGMR": ["1"], "+CGSN": ["490154203237518"],
    "+CSCA": [f'+CSCA: "{tpdu.SMSC}",145'], "+CBC": ["+CBC: 0,100"],
}  # fmt: skip
_SIM_TELLS = {"+CIMI": ["515020000000001"], "+CCID": ["+CCID: 8963020000000000018"]}
_READ_ONES = {1: (True,), 2: (True, True), 3: (True, True), 4: (True, False)}

Submit = Callable[[bytes], int]
"""Hand a TPDU to the network; returns the message reference, raises ValueError for one it cannot read."""


class Refused(Exception):
    """A command ends with this result line instead of OK."""

    def __init__(self, line: str = "ERROR") -> None:
        """Remember the line."""
        super().__init__(line)
        self.line = line


class Commands:
    """One modem's commands; `reports_only_direct` and `empty_is_error` are habits of some makes."""

    def __init__(self, card: Card, submit: Submit) -> None:
        """Work on this SIM; texts go out through `submit`."""
        self.card, self.radio, self.settings = card, Radio(), Settings()
        self.reports_only_direct = self.empty_is_error = False
        self.expected: int | None = None
        self.restarting = False
        self._keeps = False
        self._submit = submit
        self._about_texts: dict[str, Callable[[str], list[str]]] = {
            "+CPMS": self._cpms, "+CNMI": self._cnmi, "+CMGL": self._cmgl, "+CMGR": self._cmgr, "+CMGD": self._cmgd,
            "+CMGS": self._cmgs, "+CMGW": self._cmgw, "+CMSS": self._cmss,
        }  # fmt: skip
        self._about_modem: dict[str, Callable[[str], list[str]]] = {
            "E": self._ate, "Z": self._atz, "H": self._ath, "+CHUP": self._ath, "+CMEE": self._cmee,
            "+CMGF": self._cmgf, "+CSCS": self._cscs, "+CFUN": self._cfun, "+CPIN": self._cpin, "+CSQ": self._csq,
            "+COPS": self._cops, "+CLIP": self._clip, "+CUSD": self._cusd, "+CLAC": self._clac,
            "+CREG": lambda asked: self._creg("+CREG", asked), "+CEREG": lambda asked: self._creg("+CEREG", asked),
        }  # fmt: skip

    def obey(self, line: str) -> list[str]:
        """Obey one command line and return its lines, the last of them the result; none when a PDU is expected."""
        self.restarting = False
        try:
            found = _COMMAND.fullmatch(line.upper())
            if found is None:
                raise Refused
            lines = self._run(found[1] or "", found[2] or "")
        except Refused as refused:
            return [self.worded(refused.line)]
        return [] if self.expected is not None else [*lines, "OK"]

    def take(self, typed: str) -> list[str]:
        """Take the PDU that was typed behind the prompt, as strictly as modems do; its lines."""
        length, self.expected = self.expected, None
        try:
            pdu = bytes.fromhex(typed)
            if tpdu.tpdu_length(pdu) != length:
                raise _cms(_WRONG_PDU)
            if self._keeps:
                place = self.card.keep(self.settings.memory, pdu)
                if place is None:
                    raise _cms(_FULL)
                return [f"+CMGW: {place}", "OK"]
            return [f"+CMGS: {self._submit(pdu[1 + pdu[0] :])}", "OK"]
        except Refused as refused:
            return [self.worded(refused.line)]
        except (ValueError, IndexError):
            return [self.worded(_cms(_WRONG_PDU).line)]

    def worded(self, line: str) -> str:
        """An error as AT+CMEE asked for it: none, its number or its name."""
        kind, _, code = line.partition(" ERROR: ")
        if not code or not self.settings.errors:
            return "ERROR" if code else line
        return f"{kind} ERROR: {_WORDS.get(int(code), code)}" if self.settings.errors == 2 else line

    def _run(self, name: str, argument: str) -> list[str]:
        if name in _FIXED:
            return [] if argument.startswith("=") else _FIXED[name]
        if name in self._about_modem:
            return self._about_modem[name](argument)
        if self.card.state != "READY" and name in self._about_texts:
            raise _cms(_NO_SIM_FOR_TEXTS if self.card.state == "NOT INSERTED" else _SIM_LOCKED)
        if self.card.state != "READY" and name in _SIM_TELLS:
            raise _cme(_LOCKS[self.card.state])
        if name in _SIM_TELLS:
            return _SIM_TELLS[name]
        if name in self._about_texts:
            return self._about_texts[name](argument)
        raise Refused

    # --- the modem

    def _ate(self, argument: str) -> list[str]:
        self.settings.echo = argument == "1"
        return []

    def _atz(self, _: str) -> list[str]:
        self.settings = Settings()
        return []

    def _ath(self, _: str) -> list[str]:
        self.radio.caller = None
        return []

    def _cmee(self, argument: str) -> list[str]:
        if argument == "?":
            return [f"+CMEE: {self.settings.errors}"]
        self.settings.errors = _number(argument, {0, 1, 2}) if argument != "=?" else self.settings.errors
        return ["+CMEE: (0-2)"] if argument == "=?" else []

    def _cmgf(self, argument: str) -> list[str]:
        if argument == "=1":
            raise Refused  # text mode garbles what citizens write: there is none
        return {"?": ["+CMGF: 0"], "=?": ["+CMGF: (0)"]}.get(argument, [])

    def _cscs(self, argument: str) -> list[str]:
        return {"=?": ['+CSCS: ("GSM","UCS2")'], "?": ['+CSCS: "GSM"']}.get(argument, [])

    def _cfun(self, argument: str) -> list[str]:
        if argument == "?":
            return [f"+CFUN: {self.settings.power}"]
        self.restarting = argument.endswith(",1")
        self.settings.power = str(_number(argument, {0, 1, 4}))
        return []

    def _cpin(self, argument: str) -> list[str]:
        if self.card.state == "NOT INSERTED":
            raise _cme(_LOCKS[self.card.state])
        if argument == "?":
            return [f"+CPIN: {self.card.state}"]
        if self.card.state == "READY" or not self.card.unlock(re.findall(r"\d+", argument)):
            raise _cme(_WRONG_PASSWORD)
        return []

    def _csq(self, _: str) -> list[str]:
        return [f"+CSQ: {self.radio.signal},99"]

    def _creg(self, name: str, argument: str) -> list[str]:
        return [f"{name}: 0,{1 if self.radio.serves(self.settings) else 2}"] if argument == "?" else []

    def _cops(self, _: str) -> list[str]:
        return ['+COPS: 0,0,"Simulated",7'] if self.radio.serves(self.settings) else ["+COPS: 0"]

    def _clip(self, argument: str) -> list[str]:
        self.settings.callers = argument == "=1"
        return []

    def _cusd(self, argument: str) -> list[str]:
        if asked := re.search(r'"([^"]+)"', argument):
            self.radio.ussd = asked[1]
        return []

    def _clac(self, _: str) -> list[str]:
        return sorted(f"AT{name}" for name in (*_FIXED, *_SIM_TELLS, *self._about_modem, *self._about_texts))

    # --- texts

    def _cpms(self, argument: str) -> list[str]:
        if argument == "=?":
            return ['+CPMS: ("SM","SR"),("SM"),("SM")']
        if argument.startswith("="):
            wanted = re.findall(r'"(\w+)"', argument)
            if not wanted or wanted[0] not in self.card.memories or set(wanted[1:]) - {"SM"}:
                raise _cms(_WRONG_PARAMETER)
            self.settings.memory = wanted[0]
        names = [self.settings.memory, "SM", "SM"]
        used = [f"{self.card.used(name)},{len(self.card.memories[name])}" for name in names]
        if argument == "?":
            return ["+CPMS: " + ",".join(f'"{name}",{count}' for name, count in zip(names, used, strict=True))]
        return ["+CPMS: " + ",".join(used)]

    def _cnmi(self, argument: str) -> list[str]:
        settings = self.settings
        if argument.startswith("=?"):
            return ["+CNMI: (0-2),(0-2),(0,2),(0-2),(0)"]
        if argument == "?":
            return [f"+CNMI: 2,{settings.announce},{settings.broadcasts},{settings.reports},0"]
        wanted = [int(number) for number in re.findall(r"\d+", argument)] + [0, 0, 0, 0]
        reports_kept = wanted[3] == 2 and not self.reports_only_direct
        if wanted[1] > 2 or wanted[2] not in {0, 2} or (wanted[3] > 1 and not reports_kept):
            raise _cms(_WRONG_PARAMETER)
        settings.announce, settings.broadcasts, settings.reports = wanted[1:4]
        return []

    def _cmgl(self, argument: str) -> list[str]:
        lines = []
        for place, slot in enumerate(self._slots, 1):
            if slot is not None and argument.strip("=") in {"4", str(int(slot.read))}:
                lines += [f"+CMGL: {place},{int(slot.read)},,{tpdu.tpdu_length(slot.pdu)}", slot.pdu.hex().upper()]
                slot.read = True
        if not lines and self.empty_is_error:
            raise _cms(_NO_SUCH_INDEX)
        return lines

    def _cmgr(self, argument: str) -> list[str]:
        slot = self._slots[self._place(argument)]
        if slot is None:
            raise _cms(_NO_SUCH_INDEX)
        lines = [f"+CMGR: {int(slot.read)},,{tpdu.tpdu_length(slot.pdu)}", slot.pdu.hex().upper()]
        slot.read = True
        return lines

    def _cmgd(self, argument: str) -> list[str]:
        if argument == "=?":
            return [f"+CMGD: (1-{len(self._slots)}),(0-4)"]
        flag = re.fullmatch(r"=\d+, *([1-4])", argument)
        if flag is None:
            self._slots[self._place(argument)] = None
            return []
        for place, slot in enumerate(self._slots):
            if slot is not None and slot.read in _READ_ONES[int(flag[1])]:
                self._slots[place] = None
        return []

    def _cmgs(self, argument: str) -> list[str]:
        if not argument[1:].isdecimal():
            raise _cms(_WRONG_PARAMETER)
        self.expected, self._keeps = int(argument[1:]), False
        return []

    def _cmgw(self, argument: str) -> list[str]:
        self._cmgs(argument.partition(",")[0])
        self._keeps = True
        return []

    def _cmss(self, argument: str) -> list[str]:
        slot = self._slots[self._place(argument)]
        if slot is None:
            raise _cms(_NO_SUCH_INDEX)
        try:
            return [f"+CMSS: {self._submit(slot.pdu[1 + slot.pdu[0] :])}"]
        except ValueError:
            raise _cms(_WRONG_PDU) from None

    @property
    def _slots(self) -> list[Slot | None]:
        return self.card.memories[self.settings.memory]

    def _place(self, argument: str) -> int:
        """Return the place in the list that an index means."""
        index = re.match(r"=(\d+)", argument)
        if index is None or not 1 <= int(index[1]) <= len(self._slots):
            raise _cms(_NO_SUCH_INDEX)
        return int(index[1]) - 1


def _number(argument: str, allowed: set[int]) -> int:
    """Return the number that an argument begins with."""
    found = re.match(r"=(\d+)", argument)
    if found is None or int(found[1]) not in allowed:
        raise Refused
    return int(found[1])


def _cms(code: int) -> Refused:
    """Return the refusal of the message service with this code."""
    return Refused(f"+CMS ERROR: {code}")


def _cme(code: int) -> Refused:
    """Return the refusal of the modem itself."""
    return Refused(f"+CME ERROR: {code}")
