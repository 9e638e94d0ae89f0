# SPDX-License-Identifier: Apache-2.0
"""The stage of every trial: a hall's data file, a simulated modem, and the real program between them."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from appliance import config
from appliance.bench.traffic import Traffic, look
from appliance.box import Box
from appliance.children import Child, Children
from appliance.errors import DulogError
from appliance.logbook import Logbook
from appliance.store import Store
from appliance.texts import Texts
from sms.simulator import Simulator

LATENCY: Final = 0.005
"""Seconds that the simulated modem takes for each answer; a real one takes longer."""

_SETTINGS: Final = """
[hall]
barangay = "Barangay San Isidro"
city = "Lungsod ng Biñan"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 1
data = "{folder}/box"

[modem]
port = "{folder}/modem"

[sms]
seconds_between = 0
daily_parts = 100000
quiet_from = 0
quiet_until = 0
"""


class Late(DulogError):
    """Something did not happen in its time."""


class Stage:
    """A hall in a folder of its own; the program runs as `python -m sms`, as it does on a box."""

    def __init__(self, folder: Path, children: Children) -> None:
        """Make the data file; nothing runs yet."""
        self.folder, self._children = folder, children
        self.path, self.link = folder / "dulog.toml", folder / "modem"
        self.path.write_text(_SETTINGS.format(folder=folder), "utf-8")
        self.box = Box(config.load(self.path))
        self.box.create()

    def start(self) -> Child:
        """Start the program and wait until it serves the modem."""
        child = self._children.start("sms", "sms", ["--config", str(self.path)])
        with self.box.store() as store:
            waited(lambda: Logbook(store).reports().get("sms", ("",))[0] == "ready", 30)
        return child

    def traffic(self) -> Traffic:
        """What the data file holds."""
        with self.box.store() as store:
            return look(store)

    def owe(self, store: Store, number: str, text: str) -> None:
        """Owe a citizen an answer."""
        with store.writing():
            Texts(store, self.box.notices).answer(number, text)


def waited(ready: Callable[[], bool], seconds: float) -> float:
    """Wait until it is so; the seconds it took. Raises Late."""
    began = time.monotonic()
    while not ready():
        if time.monotonic() - began > seconds:
            raise Late(f"not so after {seconds:.0f} s")
        time.sleep(0.01)
    return time.monotonic() - began


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """A stage that is cleared away afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="dulog-bench-", dir=Path.cwd()) as folder,
        Children(Path(folder)) as children,
    ):
        yield Stage(Path(folder), children)


def simulator(made: Stage, *, latency: float = LATENCY, slots: int = 20) -> Simulator:
    """The modem that the stage's program looks for."""
    return Simulator(slots=slots, report_delay=0.05, latency=latency, link=made.link)


def peak(child: Child) -> float:
    """The most memory that a program has had, in MB."""
    status = Path(f"/proc/{child.process.pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
