# SPDX-License-Identifier: Apache-2.0
"""gammu-smsd and smstools3 on the same simulated modem, tuned to be quick, where they are installed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sms.bench.stage import LATENCY, Late, waited
from sms.simulator import Simulator

NUMBER: Final = "+639179999999"
WORDS: Final = "Opo, natanggap na po namin."

_GAMMU: Final = """
[gammu]
device = {folder}/modem
connection = at115200
[smsd]
service = files
inboxpath = {folder}/in/
outboxpath = {folder}/out/
sentsmspath = {folder}/sent/
errorsmspath = {folder}/failed/
commtimeout = 1
sendtimeout = 10
receivefrequency = 0
statusfrequency = 0
loopsleep = 1
resetfrequency = 0
checksecurity = 0
checkbattery = 0
checksignal = 0
checknetwork = 0
logfile = {folder}/log
"""
_SMSTOOLS: Final = """
devices = GSM1
incoming = {folder}/in
outgoing = {folder}/out
checked = {folder}/checked
sent = {folder}/sent
failed = {folder}/failed
logfile = {folder}/log
infofile = {folder}/info
pidfile = {folder}/pid
delaytime = 1
[GSM1]
device = {folder}/modem
init = ATE0
incoming = yes
baudrate = 115200
rtscts = no
check_network = 0
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A daemon: the name of its program, its settings, and how it is handed a text to send."""

    program: str
    settings: str
    outgoing: str
    message: str
    options: tuple[str, ...] = ()

    @property
    def path(self) -> str | None:
        """Where it is installed, None where it is not."""
        return shutil.which(self.program, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin")

    @contextlib.contextmanager
    def running(self, folder: Path) -> Iterator[None]:
        """Run it with its files in this folder."""
        for name in ("in", "out", "checked", "sent", "failed"):
            (folder / name).mkdir()
        settings = folder / "settings"
        settings.write_text(self.settings.format(folder=folder))
        process = subprocess.Popen(
            [self.path or self.program, "-c", str(settings), *self.options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # smstools3 has a process for each modem
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def send(self, folder: Path) -> None:
        """Hand it a text."""
        fresh = folder / "fresh"
        fresh.write_text(self.message)
        fresh.rename(folder / "out" / self.outgoing)


PEERS: Final = {
    "gammu-smsd": Peer("gammu-smsd", _GAMMU, f"OUTA20260401_090000_00_{NUMBER}_x.txt", WORDS),
    "smstools3": Peer("smsd", _SMSTOOLS, "answer", f"To: {NUMBER[1:]}\n\n{WORDS}", ("-t",)),
}


def burst(count: int, seconds: float) -> dict[str, Any]:
    """A burst of so many texts into each; how many files it wrote, and how many it wrote a second."""
    found: dict[str, Any] = {}
    for name, peer in PEERS.items():
        if peer.path is None:
            found[name] = "not installed"
            continue
        written, took = _burst(peer, count, seconds)
        found[name] = f"{written} of {count} in {took:.1f} s"
        found[f"{name} texts/s"] = round(written / took, 1)
    return found


def _burst(peer: Peer, count: int, seconds: float) -> tuple[int, float]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dulog-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        with Simulator(latency=LATENCY, link=folder / "modem") as sim:
            for number in range(count):
                sim.text_from(f"+63917{number:07d}", f"Magkano po ang clearance? {number}")
            with peer.running(folder), contextlib.suppress(Late):
                waited(lambda: any((folder / "in").iterdir()), 60)  # so that its start is not counted
                began = time.monotonic()
                waited(lambda: not sim.waiting and not sim.in_sim, seconds)
            return len(list((folder / "in").iterdir())), time.monotonic() - began
