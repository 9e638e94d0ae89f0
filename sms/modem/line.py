# SPDX-License-Identifier: Apache-2.0
"""The serial line to a modem: the library's write-and-wait, with a reader and a routing of our own."""

import re
import threading
import time
from collections import deque
from contextlib import suppress

import serial
from gsmmodem.serial_comms import SerialComms

FINAL = re.compile(r"OK|ERROR|\+CM[ES] ERROR: *(.*)|COMMAND NOT SUPPORT")
"""The line that ends an answer; group 1 is the error's number, or its name on modems that insist on words."""

_LONGEST_LINE = 4096
_ANNOUNCED = ("+CMTI:", "+CDSI:", "+CDS:", "+CMT:", "^SMMEMFULL")
_RESTARTED = ("RDY", "Call Ready", "SMS Ready", "SMS DONE", "PB DONE")
_BEGINS = "RDY"
"""Before this line a modem has forgotten whatever it was asked: nobody need wait for that answer."""

_CHATTER = (
    "RING", "+CRING:", "+CLIP:", "NO CARRIER", "+CBM:", "+CUSD:", "+CIEV:", "^RSSI:", "^HCSQ:", "^MODE:", "^BOOT:",
    "^SIMST:", "^SRVST:", "^NWTIME:", "^STIN:", "+PSUTTZ:", "+CTZV:", "DST:", "*PSUTTZ:",
)  # fmt: skip
_FOLLOWED_BY_PDU = ("+CDS:", "+CMT:", "+CBM:")
_PDU = re.compile(r"[0-9A-Fa-f]+")
_CALLER = re.compile(r'\+CLIP: *"([^"]+)"')
_MOST_CALLERS = 1000


class Line(SerialComms):  # type: ignore[misc]
    """The library's serial line with a reader that cannot die unseen and that keeps announcements out of answers."""

    def __init__(self, port: str, baudrate: int, direct: deque[str]) -> None:
        """Take the port's name; PDUs that come straight on the line, past every memory, are put into `direct`."""
        super().__init__(port, baudrate)
        self.news = threading.Event()
        self.gone = self.restarted = self.sending = self.forgot = False
        self.callers: deque[str] = deque(maxlen=_MOST_CALLERS)
        self.rings = False
        self._direct = direct
        self._pdu_of = ""
        self._is_late = False
        self._heard = 0.0

    def connect(self) -> None:
        """Open without flow control, which a three-wire HAT lacks, and alone: a second program would steal answers."""
        self.serial = serial.Serial(self.port, self.baudrate, timeout=1, write_timeout=2, exclusive=True)
        self.alive = True
        self.rxThread = threading.Thread(target=self._readLoop, name="modem line", daemon=True)
        self.rxThread.start()

    def close(self) -> None:
        """Stop the reader, then the port, which may be gone already."""
        self.alive = False
        with suppress(OSError, TypeError, AttributeError):
            self.serial.cancel_read()
        self.rxThread.join(timeout=3)
        with suppress(OSError):
            self.serial.close()

    def lose(self) -> None:
        """Mark the port as gone and wake whoever waits for it."""
        self.gone = True
        self.alive = False
        self.news.set()
        if (waiting := self._responseEvent) is not None:
            waiting.set()

    def settle(self, quiet: float) -> None:
        """Wait until the line was quiet for that many seconds, at most 2 s."""
        end = time.monotonic() + 2
        self._heard = time.monotonic()
        while time.monotonic() < min(end, self._heard + quiet):
            time.sleep(quiet / 5)

    def _readLoop(self) -> None:
        """Read lines until closed; however this ends, nobody waits for it in vain."""
        buffer = bytearray()
        try:
            while self.alive:
                buffer += self.serial.read(self.serial.in_waiting or 1)
                self._heard = time.monotonic()
                *lines, buffer = buffer.split(b"\n")
                prompt = self._expectResponseTermSeq
                for line in lines:
                    # an announcement right behind the prompt makes a whole line of it
                    self._take(line, is_prompt=bool(prompt) and line.rstrip(b"\r") == prompt)
                if prompt and buffer.endswith(prompt):
                    self._take(buffer, is_prompt=True)
                    buffer = bytearray()
                elif len(buffer) > _LONGEST_LINE:
                    buffer = bytearray()
        except OSError:
            pass  # Unplugged: lose() tells it to the thread that can do something about it.
        finally:
            self.lose()

    def _take(self, octets: bytearray, *, is_prompt: bool = False) -> None:
        """Hand on one line. In PDU mode all that a modem says is ASCII; the rest is noise, and OK beside it is OK."""
        if line := octets.decode("ascii", errors="ignore").strip("\r\n\0"):
            self._handleLineRead(line, checkForResponseTerm=not is_prompt)

    def _handleLineRead(self, line: str, checkForResponseTerm: bool = True) -> None:
        """Send announcements one way and answers the other; an answer that nobody waits for any more is dropped."""
        pdu_of, self._pdu_of = self._pdu_of, ""
        if pdu_of and _PDU.fullmatch(line):
            if pdu_of != "+CBM:":
                self._direct.append(line)
                self.news.set()
        elif line.startswith(_ANNOUNCED + _CHATTER) or line in _RESTARTED:
            self._pdu_of = next((kind for kind in _FOLLOWED_BY_PDU if line.startswith(kind)), "")
            self.restarted = self.restarted or line in _RESTARTED
            if line == _BEGINS and (waiting := self._responseEvent) is not None:
                self.forgot = True
                waiting.set()
            if caller := _CALLER.match(line):
                self.callers.append(caller[1])
            self.rings = self.rings or line.startswith(("RING", "+CRING:"))
            if caller or not line.startswith(_CHATTER):
                self.news.set()
        elif self._is_late or (line.startswith("+CMGS:") and not self.sending):
            # The answer to a text that we gave up: its OK would end the command that runs now.
            self._is_late = FINAL.fullmatch(line) is None
        # The waiting thread takes the event away at a time-out: look at it once.
        elif (waiting := self._responseEvent) is not None and not waiting.is_set():
            self._response.append(line)
            if not checkForResponseTerm or FINAL.fullmatch(line):
                waiting.set()
