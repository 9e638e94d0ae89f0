# SPDX-License-Identifier: Apache-2.0
"""The GSM modem behind our port: python-gsmmodem-new as serial line and PDU envelope codec, and nothing else of it.

The library loses messages when it is used as its manual shows (ARCHITECTURE.md, Decisions). So the reader thread, the
routing of unsolicited lines and the start-up are ours, in PDU mode only, and nothing is deleted before it is stored.
"""

import re
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

from gsmmodem.exceptions import TimeoutException

from sms import tpdu
from sms.modem.codec import decode, header, submit, submit_octets
from sms.modem.line import FINAL, Line
from sms.ports import (
    AbsentModem,
    Incoming,
    Modem,
    ModemAbsent,
    ModemError,
    ModemHealth,
    ModemRefused,
    ModemSilent,
    ModemState,
    ModemUnknown,
    ModemVanished,
    PduError,
    Report,
    StoredPdu,
)

__all__ = [
    "AbsentModem", "Incoming", "Modem", "ModemAbsent", "ModemError", "ModemHealth", "ModemRefused", "ModemSilent",
    "ModemUnknown", "ModemVanished", "PduError", "Report", "SerialModem", "StoredPdu", "decode", "header", "submit",
    "submit_octets",
]  # fmt: skip

_COMMAND, _LIST, _SEND = 10.0, 30.0, 120.0  # seconds; twice the 60 that the SIM800's manual allows for +CMGS
_BUSY = {14, 515}
_BUSY_TRIES = 6
_NO_SUCH_INDEX = 321
_STATES: dict[int | None, ModemState] = {11: "pin_needed", 12: "puk_locked"}

_LISTED = re.compile(r"\+CMGL: *(\d+) *,.*?(\d+) *")

_PLAIN_SETTINGS = ("ATZ", "ATE0", "AT+CMEE=1", "AT+CREG=0", "AT+CLIP=1", "AT+CMGF=0")
# Phase 2 without "+": reports that come straight on the line then need no acknowledgement.
_SIM_SETTINGS = ("AT+CSMS=0", 'AT+CPMS="SM","SM","SM"')
# The first that the modem takes: reports kept in a memory, else straight on the line, else none.
_ANNOUNCE = ("AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,2", "AT+CNMI=2,1,0,1,0", "AT+CNMI=1,1,0,1,0", "AT+CNMI=2,1")


class SerialModem:
    """A modem on a serial port, as `sms.ports.Modem` describes it."""

    def __init__(
        self,
        port: str,
        *,
        baudrate: int = 115200,
        patience: float = 1.0,
        pin: Callable[[str], str] = lambda card: "",
    ) -> None:
        """Name the port, best a udev by-id link; `patience` scales all time-outs, small in tests.

        `pin` gives the PIN to try on a locked SIM, by the number of its card; an empty one leaves it locked.
        """
        self._pin = pin
        self._port, self._baudrate, self._patience = port, baudrate, patience
        self._line: Line | None = None
        self._direct: deque[str] = deque(maxlen=1000)
        self._memories: list[str] = []
        self._memory = ""
        self._set_up = self._in_step = False

    def open(self) -> None:
        """Take the port and make the modem ready; a missing or locked SIM is no error here, `health` tells."""
        self.close()
        line = Line(self._port, self._baudrate, self._direct)
        try:
            line.connect()
        except (OSError, ValueError) as missing:
            raise ModemVanished(f"{self._port}: {missing}") from missing
        self._line = line
        try:
            with suppress(ModemRefused):
                self._prepare()
        except ModemError:
            self.close()
            raise

    def close(self) -> None:
        """Let the port go."""
        line, self._line = self._line, None
        self._set_up = self._in_step = False
        if line is not None:
            line.close()

    def stored(self) -> list[StoredPdu]:
        """Return all that waits, and delete nothing; raises ModemRefused when the SIM cannot be read."""
        self._prepare()
        self._living().news.clear()
        found = [StoredPdu("", -1, pdu) for pdu in list(self._direct)]
        for memory in self._memories:
            self._select(memory)
            try:
                answer = self._ask("AT+CMGL=4", _LIST)
            except ModemRefused as refused:
                if refused.code != _NO_SUCH_INDEX:
                    raise
                continue
            for index, length, pdu in _pairs(answer):
                found.append(StoredPdu(memory, index, self._whole(index, length, pdu)))
        return found

    def delete(self, stored: StoredPdu) -> None:
        """Forget one message."""
        if not stored.memory:
            with suppress(ValueError):
                self._direct.remove(stored.pdu)
            return
        self._prepare()
        self._select(stored.memory)
        try:
            self._ask(f"AT+CMGD={stored.index}", _LIST)
        except ModemRefused as refused:
            if refused.code != _NO_SUCH_INDEX:
                raise

    def send(self, pdu: str, length: int) -> int:
        """Hand over one part; what fails before the PDU is handed over was not sent and says so by its class."""
        self._prepare()
        self._ask(f"AT+CMGS={length}", prompt="> ")
        try:
            answer = self._exchange(pdu + "\x1a", _SEND)
        except (ModemSilent, ModemVanished) as lost:
            raise ModemUnknown("no answer to a text that was handed over") from lost
        if reference := re.search(r"^\+CMGS: *(\d+)", "\n".join(answer), re.MULTILINE):
            return int(reference[1])
        raise ModemUnknown("the modem took the text and gave no reference")

    def wait(self, seconds: float) -> bool:
        """Return True as soon as the modem announces a message or a restart; raises ModemVanished within the wait."""
        line = self._living()
        announced = line.news.wait(seconds)
        line.news.clear()
        self._living()
        return announced

    def health(self) -> ModemHealth:
        """Ask the modem; only a port that is gone raises (ModemVanished)."""
        try:
            return self._health()
        except ModemSilent:
            return ModemHealth("deaf", None, "")

    def _health(self) -> ModemHealth:
        """Ask for the SIM, the signal and the network; what this modem does not know stays unknown."""
        try:
            self._unlocked()
        except ModemRefused as refused:
            return ModemHealth(_STATES.get(refused.code, "no_sim"), None, "")
        quality = int(self._field("AT+CSQ", r"\+CSQ: *(\d+)") or 99)
        signal = quality if quality <= 31 else None
        operator = self._field("AT+COPS?", r'\+COPS:[^"]*"([^"]*)"')
        found = {self._field(f"AT+{kind}?", rf"\+{kind}: *\d+, *(\d+)") for kind in ("CREG", "CEREG", "CGREG")}
        if found & {"1", "5"}:
            return ModemHealth("storage_full" if self._is_full() else "ready", signal, operator)
        if "3" in found:
            return ModemHealth("denied", signal, operator)
        return ModemHealth("not_registered" if signal else "no_signal", signal, operator)

    def missed(self) -> list[str]:
        """End what rings, so that it costs the caller nothing, and return who rang."""
        line = self._living()
        if line.rings:
            line.rings = False
            any(self._offer(command) for command in ("AT+CHUP", "ATH"))
        return [line.callers.popleft() for _ in range(len(line.callers))]

    def restart(self) -> None:
        """Tell the modem to begin anew; it may be too deaf to hear it, so no answer is waited for."""
        with suppress(ModemError, OSError):
            self.open()
        with suppress(ModemError, OSError):
            self._living().write("\x1bAT+CFUN=1,1\r", waitForResponse=False)
        self.close()

    def _is_full(self) -> bool:
        """Whether the memory for texts is full: the network then keeps what comes."""
        used = self._field("AT+CPMS?", r'\+CPMS: *"\w+", *(\d+, *\d+)')
        return bool(used) and len(set(map(int, used.split(",")))) == 1

    def _prepare(self) -> None:
        """Bring a fresh or restarted modem to the settings we rely on; raises ModemRefused without a usable SIM."""
        line = self._living()
        if self._set_up and not line.restarted:
            return
        line.restarted = self._set_up = False
        self._memory = ""
        for command in _PLAIN_SETTINGS:
            self._offer(command)
        if self._field("AT+CFUN?", r"\+CFUN: *(\d)") == "4":
            self._offer("AT+CFUN=1")
        self._unlocked()
        for command in _SIM_SETTINGS:
            self._offer(command)
        any(self._offer(command) for command in _ANNOUNCE)
        offered = self._field("AT+CPMS=?", r"\+CPMS: *\(([^)]*)\)")
        self._memories = [name for name in ("SM", "ME", "SR") if f'"{name}"' in offered] or ["SM"]
        self._set_up = True

    def _unlocked(self) -> None:
        """Raise ModemRefused unless the SIM is there and open; a PIN that we have is tried on it, a PUK never."""
        answer = " ".join(self._ask("AT+CPIN?"))
        if "READY" in answer:
            return
        if "PUK" not in answer and "PIN" in answer and (pin := self._pin(self._card())):
            self._ask(f'AT+CPIN="{pin}"')
            return
        raise ModemRefused(12 if "PUK" in answer else 11, of_text=False)

    def _card(self) -> str:
        """The number printed on the SIM, which it tells even locked; empty on modems that do not ask it."""
        asked = (self._field(command, r"(\d{18,20})") for command in ("AT+CCID", "AT^ICCID?", "AT+QCCID"))
        return next(filter(None, asked), "")

    def _select(self, memory: str) -> None:
        """Make reading and deleting work on this memory."""
        if memory != self._memory:
            self._memory = ""
            self._ask(f'AT+CPMS="{memory}"')
            self._memory = memory

    def _whole(self, index: int, length: int, pdu: str) -> str:
        """Return the PDU, read once more if the line garbled it; what is garbled in the SIM itself stays so."""
        if _announced_length(pdu) == length:
            return pdu
        with suppress(ModemRefused):
            answer = self._ask(f"AT+CMGR={index}", _LIST)
            return answer[-2] if len(answer) > 1 else pdu
        return pdu

    def _offer(self, command: str) -> bool:
        """Try a setting that some modems do not have."""
        try:
            self._ask(command)
        except ModemRefused:
            return False
        return True

    def _field(self, command: str, pattern: str) -> str:
        """Return the part of the answer that the pattern's group catches, "" if the modem does not tell."""
        try:
            found = re.search(pattern, "\n".join(self._ask(command)))
        except ModemRefused:
            return ""
        return found[1] if found else ""

    def _ask(self, command: str, seconds: float = _COMMAND, prompt: str | None = None) -> list[str]:
        """Return the answer's lines; a busy modem is asked again, but not for ever."""
        if not self._in_step:
            self._resync()
        for _ in range(_BUSY_TRIES - 1):
            with suppress(_Busy):
                return self._exchange(command + "\r", seconds, prompt)
            time.sleep(0.5 * self._patience)
        return self._exchange(command + "\r", seconds, prompt)

    def _exchange(self, data: str, seconds: float, prompt: str | None = None) -> list[str]:
        """Write, and return the lines up to the final result or the prompt; raises ModemRefused for an error."""
        line = self._living()
        line.sending, line.forgot = data.endswith("\x1a"), False
        try:
            answer: list[str] = line.write(data, timeout=seconds * self._patience, expectedResponseTermSeq=prompt)
        except TimeoutException as silence:
            self._in_step = False
            raise ModemSilent(f"no answer in {seconds * self._patience:g} s") from silence
        except OSError as lost:
            line.lose()
            raise ModemVanished(f"{self._port}: {lost}") from lost
        self._living()
        if line.forgot:
            self._in_step = False
            raise ModemSilent("the modem has started anew")
        final = FINAL.fullmatch(answer[-1])
        if final is None or final[0] == "OK":
            return answer
        code = int(final[1]) if (final[1] or "").isdecimal() else None
        of_text = not final[0].startswith("+CME")
        raise _Busy(code, of_text=of_text) if code in _BUSY else ModemRefused(code, of_text=of_text)

    def _resync(self) -> None:
        """Leave a forgotten prompt and swallow late answers, so that the next answer belongs to the next command."""
        for _ in range(3):
            line = self._living()
            try:
                line.write("\x1b\r", waitForResponse=False)
                line.settle(0.3 * self._patience)
                answer = self._exchange("AT\r", 1.0)
            except (ModemSilent, ModemRefused):
                continue
            except OSError as lost:
                line.lose()
                raise ModemVanished(f"{self._port}: {lost}") from lost
            if [said for said in answer if not said.endswith("AT")] == ["OK"]:
                self._in_step = True
                return
        raise ModemSilent("the modem does not answer AT")

    def _living(self) -> Line:
        """Return the open line; raises ModemVanished when there is none any more."""
        if self._line is None or self._line.gone:
            raise ModemVanished(f"{self._port}: not open" if self._line is None else f"{self._port}: gone")
        return self._line


class _Busy(ModemRefused):
    """The modem or its SIM is still starting."""


def _pairs(answer: list[str]) -> list[tuple[int, int, str]]:
    """Return (index, TPDU length, PDU) of a listing, each PDU with its own header: noise must not shift the indexes."""
    return [
        (int(found[1]), int(found[2]), pdu)
        for header, pdu in pairwise(answer)
        if (found := _LISTED.fullmatch(header)) and not pdu.startswith("+CMGL:")
    ]


def _announced_length(pdu: str) -> int:
    """Return the TPDU length that a modem announces for this PDU, -1 when it is not even hexadecimal."""
    try:
        raw = bytes.fromhex(pdu)
        return tpdu.tpdu_length(raw) if raw else -1
    except ValueError:
        return -1
