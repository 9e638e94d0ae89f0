# SPDX-License-Identifier: Apache-2.0
"""Product: the real programs of a box and a hub at the ends of a bad line, with a backlog in the box's data file."""

import json
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance import config, identity
from appliance.box import Box
from appliance.children import ChildError
from appliance.clock import SystemClock
from appliance.counter import Draft
from appliance.logbook import Logbook
from appliance.store import HUB, Store, create
from sync.frame import MAX_FRAME
from tests.bench.emulator import FAR
from tests.bench.ends import Ends
from tests.bench.texts import draft

PORT: Final = 1883
_LOADED: Final = 60.0
"""Seconds that a program may take to start."""

_FIELDS: Final = ("case", "turn", "kind", "at", "clock", "actor", "body")
_URGENT: Final = Draft("incident", "May sunog po sa Purok 2, kumakalat na!", "fil", phone="+639170000001", sms=True)

_SETTINGS: Final = """
[hall]
barangay = "Barangay San Isidro"
city = "Lungsod ng Biñan, Laguna"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 1
data = "{folder}/box"

[broker]
host = "{host}"
in_clear = true
port = {port}
hub = "{hub}"

[hub]
data = "{folder}/hub"
devices = ["{box}"]
"""

_BROKER: Final = """# as the hub's own broker, but at the end of the line
listener {port} {host}
allow_anonymous true
persistence false
max_packet_size {packet}
max_inflight_messages 20
max_queued_messages 10000
"""


def backlog(folder: Path, cases: int, seed: int) -> Path:
    """A folder with a box that has filed so many cases, all of them unsent, and a hub that knows it."""
    path = _settings(folder)
    box = Box.at(path)
    box.create()
    with box.store() as store:
        counter = box.counter(store)
        for number in range(cases):
            counter.file(draft(number, seed))
    return folder


def documents(folder: Path, file: Path, count: int) -> Path:
    """The first events of a backlog with their names, one JSON document a line: what the others are to carry."""
    with Box.at(folder / "dulog.toml").store() as store, file.open("w") as out:
        for stream in store.streams(ours=True):
            said, _ = store.said_after(stream.origin, 0, count=count, size=2**40)
            for seq, fields in enumerate(said, 1):
                document = {"origin": stream.origin, "seq": seq, **dict(zip(_FIELDS, fields, strict=True))}
                document["case"] = document["case"] or f"{stream.origin}/{seq}"
                out.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
            count -= len(said)
    if count:
        raise ChildError(f"{count} cases of the backlog are missing")
    return file


def broker(ends: Ends, folder: Path) -> None:
    """Start mosquitto at the hub's end."""
    path = folder / "mosquitto.conf"
    path.write_text(_BROKER.format(host=FAR, port=PORT, packet=MAX_FRAME + 1024), "utf-8")
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        raise ChildError("mosquitto is not installed; install Debian's package mosquitto")
    ends.far("broker", program, "-c", str(path))
    until(ends, "the broker listens", _listens, 30)


class Product:
    """A box with a backlog at one end, a broker and a hub at the other; the block's end closes the data files."""

    def __init__(self, prepared: Path, folder: Path, ends: Ends) -> None:
        """Copy what `backlog` prepared, and start all but the box's `sync`."""
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        self._ends, self.path = ends, _settings(folder)
        self._box = Box.at(self.path)
        broker(ends, folder)
        create(self._box.config.hub.data, identity.load(folder / "hub").id, HUB)
        ends.far("hub", sys.executable, "-m", "sync.hub", "--config", str(self.path), "--code=bench")
        self._hub = Store(self._box.config.hub.data, SystemClock())
        until(ends, "the hub is there", lambda: Logbook(self._hub).reports().get("sync", ("",))[0].endswith("open"), 30)

    def start(self) -> None:
        """Start the box's `sync` program and wait until it is loaded, as it tells systemd: from then on it counts."""
        place = self.path.with_name("up")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(str(place))
            ready.settimeout(_LOADED)
            where = f"NOTIFY_SOCKET={place}"
            self._ends.near("sync", "env", where, sys.executable, "-m", "sync", "--config", str(self.path))
            try:
                ready.recv(64)
            except TimeoutError as error:
                raise ChildError("the box's sync program does not start") from error

    def committed(self) -> int:
        """How many cases the hub has."""
        return int(self._hub.db.execute("SELECT COUNT(*) FROM cases").fetchone()[0])

    def file_urgent(self) -> Callable[[], bool]:
        """File a case that cannot wait; whether the hub has it."""
        with self._box.store() as store:
            reference = self._box.counter(store).file(_URGENT).reference.replace(" ", "")
        return lambda: self._hub.find(reference) is not None

    def close(self) -> None:
        """Close the data files."""
        self._hub.close()


def until(ends: Ends, what: str, ready: Callable[[], bool], seconds: float) -> float:
    """Wait until it is so; the seconds it took. Raises ChildError naming what did not happen, or who ended."""
    started = time.monotonic()
    while not ready():
        ends.check()
        if time.monotonic() - started > seconds:
            raise ChildError(f"after {seconds:.0f} s still not: {what}")
        time.sleep(0.05)
    return time.monotonic() - started


def _settings(folder: Path) -> Path:
    me, hub = identity.load(folder / "box"), identity.load(folder / "hub")
    path = folder / "dulog.toml"
    path.write_text(_SETTINGS.format(folder=folder, host=FAR, port=PORT, box=me.id, hub=hub.id), "utf-8")
    config.load(path)
    return path


def _listens() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((FAR, PORT)) == 0
