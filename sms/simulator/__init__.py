# SPDX-License-Identifier: Apache-2.0
"""A GSM modem for those who have none: a device path that answers AT commands, and the phones of a whole barangay.

A test or a demonstration needs no more than this:

    with Simulator() as sim:
        sim.text_from("+639171234567", "Walang tubig sa amin")
        ...  # a program on sim.path reads it and answers
        sim.wait_for("+639171234567")
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from sms import tpdu
from sms.simulator.device import Device
from sms.simulator.engine import Engine
from sms.simulator.faults import PDU, Fault, Faults
from sms.simulator.network import Network, Sent
from sms.simulator.terminal import Terminal

__all__ = ["PDU", "Fault", "Sent", "Simulator"]

_BOOTED = b"\r\nRDY\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n"


class Simulator:
    """The modem, its network and its faults; one thread behind a pseudo terminal, started and stopped by `with`."""

    def __init__(
        self,
        *,
        slots: int = 20,
        report_delay: float = 0.2,
        latency: float = 0.0,
        link: Path | None = None,
        on_sent: Callable[[Sent], None] | None = None,
    ) -> None:
        """Prepare a SIM with `slots` places, reports after `report_delay` seconds, and answers after `latency`.

        `link` is a symbolic link to keep on the device, so that it outlives `unplug`; `on_sent` is called, in the
        simulator's thread, with every text that a phone received.
        """
        self.drop_reports = False
        self._report_delay, self._latency, self._on_sent = report_delay, latency, on_sent
        self._network = Network()
        self._device = Device(slots, self._submit, self._say, self._answer)
        self._faults = Faults()
        self._terminal = Terminal(link)
        self._engine = Engine(self._terminal, self._hear, self._turn)
        self._do = self._engine.do
        self._deaf = False
        self._life = 0

    def __enter__(self) -> Self:
        """Plug the modem in."""
        self._plug()
        self._engine.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Pull it out, remove the link and end the thread; raises RuntimeError if the thread does not end."""
        self._engine.stop()
        self._unplug()

    @property
    def path(self) -> str:
        """The device to open: the link if there is one, else the terminal."""
        return self._terminal.path

    @property
    def outbox(self) -> list[Sent]:
        """What the phones received so far, in order."""
        return list(self._network.outbox)

    @property
    def accepted(self) -> list[tpdu.Submit]:
        """Every part that the network took, in order: one that is there twice went out twice."""
        return list(self._network.accepted)

    @property
    def waiting(self) -> int:
        """How many messages the network holds because the SIM cannot take them."""
        return len(self._network.backlog)

    @property
    def in_sim(self) -> int:
        """How many messages and reports lie in the SIM's memories."""
        return sum(self._device.card.used(memory) for memory in self._device.card.memories)

    def text_from(self, number: str, text: str, *, order: Sequence[int] = (), copies: int = 1) -> None:
        """Let a citizen (or "GLOBE") text the box; a long text comes in parts, letters outside GSM-7 as UCS-2.

        `order` says which parts come and in what order, `copies` how often the service centre brings each.
        """
        self._do(lambda: self._network.text(number, text, order, copies))

    def pdu_from_network(self, pdu: bytes) -> None:
        """Let the network bring exactly these octets (service centre and TPDU), whatever they are."""
        self._do(lambda: self._network.backlog.append(pdu))

    def join(self, number: str, other: "Simulator", other_number: str) -> None:
        """Join two networks: what this modem (at `number`) sends to `other_number` reaches the other, and back."""
        for mine, theirs, here, there in ((self, other, number, other_number), (other, self, other_number, number)):
            mine._network.neighbours[there] = (here, theirs._bring)

    def _bring(self, pdu: bytes) -> None:
        self._engine.ask(lambda: self._network.backlog.append(pdu))

    def wait_for(
        self, number: str, count: int = 1, *, until: Callable[[Sent], bool] = lambda _: True, timeout: float = 5.0
    ) -> list[Sent]:
        """Return what `number` received and `until` accepts as soon as it is `count` texts, or raise TimeoutError."""

        def found() -> list[Sent]:
            return [sent for sent in self._network.outbox if sent.number == number and until(sent)]

        if not self._engine.wait(lambda: len(found()) >= count, timeout):
            raise TimeoutError(f"{len(found())} of {count} texts for {number} in {timeout:g} s")
        return found()

    def later(self, seconds: float, call: Callable[[], object]) -> None:
        """Do one of these things after some seconds, in the simulator's thread."""
        self._do(lambda: self._engine.after(seconds, call))

    def fault(self, fault: Fault) -> None:
        """Let this fault meet the command that it waits for; several may wait."""
        self._do(lambda: self._faults.add(fault))

    def sim_card(self, state: str = "READY") -> None:
        """Set what AT+CPIN? tells: READY, SIM PIN, SIM PUK or NOT INSERTED."""
        self._do(lambda: setattr(self._device.card, "state", state))

    def coverage(self, *, signal: int = 21, registered: bool = True) -> None:
        """Set the signal (0 to 31, 99 unknown) and whether the network lets the modem in."""
        radio = self._device.commands.radio
        self._do(lambda: radio.move(signal, registered=registered))

    def report_status(self, *statuses: int) -> None:
        """Set the TP-Status of each report that a text brings: 0 delivered, 0x30 still trying, 0x46 expired.

        No status is no report; the same one twice is a report that the network repeats.
        """
        self._do(lambda: setattr(self._network, "report_statuses", statuses))

    def quirks(
        self,
        *,
        reports_only_direct: bool = False,
        empty_is_error: bool = False,
        dribbles: bool = False,
        announces_twice: bool = False,
    ) -> None:
        """Be a modem that cannot keep reports (+CDS only), has 321 for an empty memory, speaks octet by octet, or
        says every +CMTI twice.
        """
        habits = {"reports_only_direct": reports_only_direct, "empty_is_error": empty_is_error}
        self._do(lambda: vars(self._device.commands).update(habits))
        self._do(lambda: setattr(self._device, "announces_twice", announces_twice))
        self._terminal.burst = 1 if dribbles else 1024

    def deaf(self, deaf: bool = True) -> None:
        """Stop answering, or answer again; what is written meanwhile is lost."""
        self._do(lambda: setattr(self, "_deaf", deaf))

    def garbage(self, octets: bytes) -> None:
        """Say these octets now."""
        self._do(lambda: self._say(octets))

    def call_from(self, number: str, rings: int = 1, *, pause: float = 1.0) -> None:
        """Ring, `pause` seconds apart, until the call is ended or the caller has waited that often."""
        for ring in range(rings):
            self.later(ring * pause, lambda ring=ring: self._ring(number, first=not ring))  # type: ignore[misc]
        self.later(rings * pause, self._device.hang_up)

    @property
    def caller(self) -> str | None:
        """Who is calling just now."""
        return self._device.commands.radio.caller

    def ussd(self, text: str, kind: int = 2) -> None:
        """Say what a USSD code brings: kind 1 asks for more, 2 ends the talk, 4 knows no such code."""
        coded, scheme = (text, 15) if text.isascii() else (text.encode("utf-16-be").hex().upper(), 72)
        self._do(lambda: self._say(f'\r\n+CUSD: {kind},"{coded}",{scheme}\r\n'.encode()))

    def cell_broadcast(self, text: str, channel: int = 4370) -> None:
        """Let every phone and modem in the cell hear a warning of one page."""
        self._do(lambda: self._device.broadcast(tpdu.cell_broadcast(text, channel)))

    def interject(self, octets: bytes, *, into: str) -> None:
        """Say these octets after the first line of the answer, or the prompt, of the next command beginning `into`."""
        self.fault(Fault("say", into, say=octets.decode("latin-1")))

    def fail_next_send(self, cms_code: int) -> None:
        """Refuse the next text with this +CMS ERROR; it does not go out."""
        self.fault(Fault("refuse", PDU, say=f"+CMS ERROR: {cms_code}"))

    def lose_next_prompt(self) -> None:
        """Wait for the next text without saying so."""
        self.fault(Fault("lost", "AT+CMGS"))

    def lose_next_answer(self) -> None:
        """Let the next text go out and never tell the host."""
        self.fault(Fault("lost", PDU))

    def restart(self, seconds: float = 0.0) -> None:
        """Let the modem crash and start again: its settings are gone, and after some seconds it says RDY."""
        self._do(lambda: self._restart(seconds))

    def unplug(self) -> None:
        """Pull the modem out; the SIM keeps its messages."""
        self._do(self._unplug)

    def replug(self) -> None:
        """Put it in again: a new terminal, behind the same link."""
        self._do(self._plug)

    def _plug(self) -> None:
        self._terminal.plug()
        self._device.restart()

    def _unplug(self) -> None:
        self._life += 1
        self._terminal.unplug()

    def _restart(self, seconds: float) -> None:
        """Be deaf for a while and forget what was being said, then begin anew."""
        self._life += 1
        self._deaf = True
        self._device.restart()
        self._engine.after(seconds, self._boot)

    def _boot(self) -> None:
        self._deaf = False
        self._say(_BOOTED)

    def _ring(self, number: str, *, first: bool) -> None:
        """A call that the box has ended rings no more."""
        if first or self._device.commands.radio.caller == number:
            self._device.ring(number)

    def _answer(self, command: str, obey: Callable[[], bytes]) -> None:
        """Answer a command, or let the fault that it meets have its way."""
        fault = self._faults.meet(command)
        answer = obey() if fault is None or fault.spares else b""
        life = self._life
        for seconds, octets in [(0.0, answer)] if fault is None else fault.spoil(answer):
            self._speak(self._latency + seconds, octets, life)
        if self._device.commands.restarting:
            self._device.commands.restarting = False
            self._engine.after(self._latency, lambda: self._restart(0))
        elif fault is not None and fault.kind == "reboot":
            self._engine.after(self._latency, lambda: self._restart(fault.seconds))
        elif fault is not None and fault.kind == "unplug":
            self._engine.after(self._latency, self._unplug)
            self._engine.after(self._latency + fault.seconds, self._plug)

    def _speak(self, seconds: float, octets: bytes, life: int) -> None:
        """Say octets after some seconds, unless the modem has restarted meanwhile."""
        if seconds:
            self._engine.after(seconds, lambda: self._say(octets) if life == self._life else None)
        else:
            self._say(octets)

    def _submit(self, octets: bytes) -> int:
        """Hand a text to the network and order its report."""
        before = len(self._network.outbox)
        reference, reports = self._network.submit(octets)
        for number, report in enumerate(() if self.drop_reports else reports, 1):
            self._engine.after(number * self._report_delay, lambda report=report: self._network.reports.append(report))  # type: ignore[misc]
        if self._on_sent is not None:
            for sent in self._network.outbox[before:]:
                self._on_sent(sent)
        return reference

    def _say(self, octets: bytes) -> None:
        """Queue octets for the host; a deaf or unplugged modem says nothing."""
        if not self._deaf:
            self._terminal.say(octets)

    def _hear(self, octets: bytes) -> None:
        """Take what the host wrote, unless deaf."""
        if not self._deaf:
            self._device.feed(octets)

    def _turn(self) -> None:
        """Bring what the SIM has room for."""
        for waiting, bring in (
            (self._network.backlog, self._device.arrive),
            (self._network.reports, self._device.report),
        ):
            while self._terminal.end is not None and waiting and bring(waiting[0]):
                waiting.popleft()
