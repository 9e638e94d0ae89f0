# SPDX-License-Identifier: Apache-2.0
"""A GSM modem for those who have none: a device path that answers AT commands, and the phones of a whole barangay.

A test or a demonstration needs no more than this:

    with Simulator() as sim:
        sim.text_from("+639171234567", "Walang tubig sa amin")
        ...  # a program on sim.path reads it and answers
        sim.wait_for("+639171234567")
"""

import heapq
import itertools
import os
import queue
import select
import threading
import time
import tty
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Self

from sms.simulator.device import Device
from sms.simulator.network import Network, Sent

__all__ = ["Sent", "Simulator"]

_PATIENCE = 5.0  # seconds for a call into our own thread, which never blocks
_BURST = 1024


class Simulator:
    """The modem, its network and its faults; one thread behind a pseudo terminal, started and stopped by `with`."""

    def __init__(
        self,
        *,
        slots: int = 20,
        report_delay: float = 0.2,
        link: Path | None = None,
        on_sent: Callable[[Sent], None] | None = None,
    ) -> None:
        """Prepare a SIM with `slots` places and reports after `report_delay` seconds.

        `link` is a symbolic link to keep on the device, so that it outlives `unplug`; `on_sent` is called, in the
        simulator's thread, with every text that a phone received.
        """
        self.drop_reports = False
        self._link, self._report_delay, self._on_sent = link, report_delay, on_sent
        self._network = Network()
        self._device = Device(slots, self._submit, self._say)
        self._deaf = self._stopping = self._ended = False
        self._burst = _BURST
        self._ends: tuple[int, int] | None = None
        self._pts = ""
        self._out = bytearray()
        self._calls: queue.SimpleQueue[tuple[Callable[[], object], Future[None]]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._ticket = itertools.count()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="modem simulator", daemon=True)

    def __enter__(self) -> Self:
        """Plug the modem in."""
        self._plug()
        self._waking, self._wake = os.pipe()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Pull it out, remove the link and end the thread; raises RuntimeError if the thread does not end."""
        self._stopping = True
        os.write(self._wake, b"!")
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError("the modem simulator does not end")
        self._unplug()
        os.close(self._waking)
        os.close(self._wake)

    @property
    def path(self) -> str:
        """The device to open: the link if there is one, else the terminal."""
        return self._pts if self._link is None else str(self._link)

    @property
    def outbox(self) -> list[Sent]:
        """What the phones received so far, in order."""
        return list(self._network.outbox)

    @property
    def waiting(self) -> int:
        """How many messages the network holds because the SIM cannot take them."""
        return len(self._network.backlog)

    @property
    def in_sim(self) -> int:
        """How many messages and reports lie in the SIM's memories."""
        return sum(slot is not None for slots in self._device.memories.values() for slot in slots)

    def text_from(self, number: str, text: str) -> None:
        """Let a citizen (or "GLOBE") text the box; a long text comes in parts, letters outside GSM-7 as UCS-2."""
        self._do(lambda: self._network.text(number, text))

    def pdu_from_network(self, pdu: bytes) -> None:
        """Let the network bring exactly these octets (service centre and TPDU), whatever they are."""
        self._do(lambda: self._network.backlog.append(pdu))

    def join(self, number: str, other: "Simulator", other_number: str) -> None:
        """Join two networks: what this modem (at `number`) sends to `other_number` reaches the other, and back."""
        for mine, theirs, here, there in ((self, other, number, other_number), (other, self, other_number, number)):
            mine._network.neighbours[there] = (here, theirs._bring)

    def _bring(self, pdu: bytes) -> None:
        """As `pdu_from_network`, without waiting: two modems that wait for each other would wait for ever."""
        self._calls.put((lambda: self._network.backlog.append(pdu), Future()))
        os.write(self._wake, b"!")

    def wait_for(
        self, number: str, count: int = 1, *, until: Callable[[Sent], bool] = lambda _: True, timeout: float = 5.0
    ) -> list[Sent]:
        """Return what `number` received and `until` accepts as soon as it is `count` texts, or raise TimeoutError."""
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                found = [sent for sent in self._network.outbox if sent.number == number and until(sent)]
                if len(found) >= count:
                    return found
                if self._ended or not self._changed.wait(end - time.monotonic()):
                    raise TimeoutError(f"{len(found)} of {count} texts for {number} in {timeout:g} s")

    def sim_card(self, state: str = "READY") -> None:
        """Set what AT+CPIN? tells: READY, SIM PIN, SIM PUK or NOT INSERTED."""
        self._do(lambda: setattr(self._device, "pin", state))

    def coverage(self, *, signal: int = 21, registered: bool = True) -> None:
        """Set the signal (0 to 31, 99 unknown) and whether the network lets the modem in."""
        self._do(lambda: vars(self._device).update(signal=signal, registered=registered))

    def report_status(self, status: int) -> None:
        """Set the TP-Status of the reports to come: 0 delivered, 0x30 still trying, 0x46 expired."""
        self._do(lambda: setattr(self._network, "report_status", status))

    def quirks(
        self, *, reports_only_direct: bool = False, empty_is_error: bool = False, dribbles: bool = False
    ) -> None:
        """Be a modem that cannot keep reports (+CDS only), has 321 for an empty memory, or speaks octet by octet."""
        self._burst = 1 if dribbles else _BURST
        self._do(
            lambda: vars(self._device).update(reports_only_direct=reports_only_direct, empty_is_error=empty_is_error)
        )

    def deaf(self, deaf: bool = True) -> None:
        """Stop answering, or answer again; what is written meanwhile is lost."""
        self._do(lambda: setattr(self, "_deaf", deaf))

    def garbage(self, octets: bytes) -> None:
        """Say these octets now."""
        self._do(lambda: self._say(octets))

    def interject(self, octets: bytes, *, into: str) -> None:
        """Say these octets after the first line of the answer, or the prompt, of the next command beginning `into`."""
        self._do(lambda: setattr(self._device, "interjection", (into, octets)))

    def fail_next_send(self, cms_code: int) -> None:
        """Refuse the next text with this +CMS ERROR; it does not go out."""
        self._do(lambda: setattr(self._device, "next_send_fails", cms_code))

    def lose_next_prompt(self) -> None:
        """Wait for the next text without saying so."""
        self._do(lambda: setattr(self._device, "next_prompt_lost", True))

    def lose_next_answer(self) -> None:
        """Let the next text go out and never tell the host."""
        self._do(lambda: setattr(self._device, "next_answer_lost", True))

    def restart(self) -> None:
        """Let the modem crash and start again: its settings are gone, it says RDY."""
        self._do(self._device.restart)
        self.garbage(b"\r\nRDY\r\n")

    def unplug(self) -> None:
        """Pull the modem out; the SIM keeps its messages."""
        self._do(self._unplug)

    def replug(self) -> None:
        """Put it in again: a new terminal, behind the same link."""
        self._do(self._plug)

    def _plug(self) -> None:
        """Make the terminal and point the link at it."""
        host, device = os.openpty()
        tty.setraw(device)
        os.set_blocking(host, False)
        # The device end stays open here too, so that a program may close and open it without our end hanging up.
        self._ends, self._pts = (host, device), os.ttyname(device)
        self._device.restart()
        if self._link is not None:
            if self._link.exists() and not self._link.is_symlink():
                raise FileExistsError(self._link)
            fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
            fresh.symlink_to(self._pts)
            fresh.replace(self._link)

    def _unplug(self) -> None:
        """Close both ends, which hangs up on whoever has it open, and take the link away."""
        ends, self._ends = self._ends, None
        for end in ends or ():
            os.close(end)
        if ends and self._link is not None:
            self._link.unlink(missing_ok=True)
        self._out.clear()

    def _submit(self, octets: bytes) -> int:
        """Hand a text to the network and order its report."""
        before = len(self._network.outbox)
        reference, report = self._network.submit(octets)
        if report is not None and not self.drop_reports:
            due = time.monotonic() + self._report_delay
            heapq.heappush(self._timers, (due, next(self._ticket), lambda: self._network.reports.append(report)))
        if self._on_sent is not None:
            for sent in self._network.outbox[before:]:
                self._on_sent(sent)
        return reference

    def _say(self, octets: bytes) -> None:
        """Queue octets for the host; a deaf or unplugged modem says nothing."""
        if not self._deaf and self._ends is not None:
            self._out += octets

    def _do(self, call: Callable[[], object]) -> None:
        """Run a call in the simulator's thread and come back when it is done, with its error if it has one."""
        if self._ended or not self._thread.is_alive():
            raise RuntimeError("the modem simulator is not running")
        done: Future[None] = Future()
        self._calls.put((call, done))
        os.write(self._wake, b"!")
        done.result(_PATIENCE)

    def _run(self) -> None:
        """Serve until stopped; whoever waits learns of the end, whatever it was."""
        try:
            while not self._stopping:
                self._serve()
                self._turn()
                with self._changed:
                    self._changed.notify_all()
        finally:
            self._ended = True
            with self._changed:
                self._changed.notify_all()

    def _serve(self) -> None:
        """Wait for the terminal, a call or a timer, and move octets either way."""
        host = [self._ends[0]] if self._ends else []
        pause = max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None
        readable, writable, _ = select.select([self._waking, *host], host if self._out else [], [], pause)
        if self._waking in readable:
            os.read(self._waking, 4096)
        for end in host:
            if end in readable:
                heard = os.read(end, 4096)
                if not self._deaf:
                    self._device.feed(heard)
            if end in writable:
                del self._out[: os.write(end, self._out[: self._burst])]

    def _turn(self) -> None:
        """Do what was asked from outside, what is due, and bring what the SIM has room for."""
        while not self._calls.empty():
            call, done = self._calls.get()
            try:
                call()
            except (OSError, ValueError) as failed:
                done.set_exception(failed)
            else:
                done.set_result(None)
        while self._timers and self._timers[0][0] <= time.monotonic():
            heapq.heappop(self._timers)[2]()
        for waiting, bring in (
            (self._network.backlog, self._device.arrive),
            (self._network.reports, self._device.report),
        ):
            while self._ends and waiting and bring(waiting[0]):
                waiting.popleft()
