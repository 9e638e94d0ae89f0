# SPDX-License-Identifier: Apache-2.0
"""A new box: its code, its first case over TLS, a dead broker, a thief's last word; every program and command real."""

import getpass
import json
import re
import subprocess
import sys

import pytest

from appliance.box import Box
from appliance.counter import Draft
from appliance.logbook import Logbook
from appliance.registry import Registry
from sync.hub import broker, cells
from sync.hub.centre import Centre
from tests.links import until
from tests.sync.guarded import free_port, listens

pytestmark = pytest.mark.broker

BOX = """
[hall]
barangay = "Barangay San Isidro"
city = "Lungsod ng Biñan, Laguna"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 0
data = "{folder}/box"
[broker]
host = "mqtt.example.ph"
door = "127.0.0.1:{door}"
"""

HUB = """
[hall]
barangay = "Hub"
city = "Hub"
sms_name = "HUB"
psgc = "0403403014"
index = 0
data = "{folder}/unused"
[hub]
data = "{folder}/hub"
port = {pages}
cells = "{folder}/cells/cells.json"
door = "127.0.0.1:{door}"
door_host = "127.0.0.1"
door_port = {door}
"""


class Machines:
    """The hub's machine, two brokers and a box; every program a process."""

    def __init__(self, folder):
        self.folder = folder
        ports = {"door": free_port(), "pages": free_port()}
        self.door = ports["door"]
        self.hub, self.box = folder / "hub.toml", folder / "box.toml"
        self.hub.write_text(HUB.format(folder=folder, **ports), "utf-8")
        self.box.write_text(BOX.format(folder=folder, **ports), "utf-8")
        self.running = {}

    def dulog(self, config, *words, code=0):
        command = [sys.executable, "-m", "appliance", "--config", str(config), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self, name, *words):
        with (self.folder / f"{name}.log").open("a") as log:
            command = [sys.executable, "-m", *words]
            self.running[name] = subprocess.Popen(command, stderr=log, stdout=log)

    def stop(self, name):
        process = self.running.pop(name)
        process.terminate()
        process.wait(20)

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()

    def start_brokers(self):
        """The layout as it was written, but run from its own folder instead of the one on the cell's machine."""
        self.dulog(self.hub, "hub", "cells", "--regions", "2", "--port", str(self.cell_port()), "--out", self.cells)
        for cell in cells.read(self.folder / "cells" / cells.LIST):
            place = self.folder / "cells" / cell.name
            conf = broker.guarded(place, cell.port, getpass.getuser())
            (place / "mosquitto.conf").write_text(conf)
            self.start(cell.name, "sync.hub.broker", "--folder", str(place))
            until(lambda cell=cell: listens(cell.port), 60)

    @property
    def cells(self):
        return str(self.folder / "cells")

    @staticmethod
    def cell_port():
        """A port that is free together with the one after it."""
        while True:
            port = free_port()
            if port < 65_535 and not listens(port + 1):
                return port

    def code(self):
        return re.search(r"\S{34}", self.dulog(self.hub, "hub", "claim", "0403403014"))[0]


@pytest.fixture
def machines(tmp_path):
    made = Machines(tmp_path)
    yield made
    for name in list(made.running):
        made.stop(name)


def file_case(box, words):
    with box.store() as store:
        return box.counter(store).file(Draft("complaint", words, "fil", notice="1")).case


def at_hub(centre, case):
    with centre.store() as store:
        return bool(store.events_of(case))


def test_a_new_hall_comes_to_the_hub(machines):
    machines.start_brokers()
    machines.start("hub", "sync.hub", "--config", str(machines.hub))
    until(lambda: listens(machines.door), 60)
    machines.dulog(machines.box, "migrate")
    assert "dulog enroll" in machines.dulog(machines.box, "sync", code=1)

    said = machines.dulog(machines.box, "enroll", machines.code())
    assert "number 1 of the hub" in said
    centre, box = Centre.at(machines.hub), Box.at(machines.box)
    (device,) = json.loads(machines.dulog(machines.hub, "hub", "devices", "--json")).values()
    assert (device["number"], device["barangay"], device["revoked"]) == (1, "0403403014", None)

    machines.start("sync", "sync", "--config", str(machines.box))
    first = file_case(box, "May lubak po.")
    until(lambda: at_hub(centre, first), 60)

    main, second = cells.of_device(centre.cells(), box.identity.id)
    machines.stop(main.name)
    later = file_case(box, "May isa pa pong lubak.")
    until(lambda: at_hub(centre, later), 90)

    folder = machines.folder / "cells" / second.name
    told = machines.dulog(machines.hub, "hub", "revoke", box.identity.id, "--brokers", str(folder), code=1)
    assert f"{second.name} ({second.address}): its talk has ended" in told
    assert f"{main.name} ({main.address}): bring the list" in told  # that one is dead
    with centre.store() as store:
        assert not Registry(store).believes(box.identity.id)
    stolen = file_case(box, "Wala nang tatanggap nito.")
    until(lambda: "no road" in road_of(box), 60)
    assert not at_hub(centre, stolen)


def road_of(box):
    with box.store() as store:
        return Logbook(store).reports().get("sync", ("",))[0]


def test_a_hall_without_any_network_is_enrolled_by_a_stick(machines):
    machines.start_brokers()
    machines.dulog(machines.box, "migrate")
    stick = machines.folder / "stick"
    stick.mkdir()
    code = machines.code()
    machines.dulog(machines.box, "enroll", code, "--request", str(stick / "request"))
    machines.dulog(machines.hub, "hub", "answer", str(stick / "request"), str(stick / "answer"))
    said = machines.dulog(machines.box, "enroll", code, "--answer", str(stick / "answer"))
    assert "number 1 of the hub" in said
    (stick / "request").write_bytes(b"nonsense")
    assert "refused" in machines.dulog(
        machines.hub, "hub", "answer", str(stick / "request"), str(stick / "answer2"), code=1
    )


def test_a_mistake_of_the_operators_is_one_clear_line(machines):
    for words in (("hub", "claim", "12"), ("hub", "revoke", "nobody"), ("enroll", "ABCD"), ("hub", "devices")):
        machines.folder.joinpath("cells").mkdir(exist_ok=True)
        (machines.folder / "cells" / "cells.json").write_text('{"cell-1": "127.0.0.1:1"}')
        config = machines.box if words[0] == "enroll" else machines.hub
        said = machines.dulog(config, *words, code=0 if words == ("hub", "devices") else 1)
        assert "Traceback" not in said
        assert len(said.splitlines()) == 1, said
