# SPDX-License-Identifier: Apache-2.0
"""Scene: a hall, a broker, a hub and the naive pair beside them; what people do there, and what is found in the end."""

import contextlib
import random
import time
from collections import Counter as Tally
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance import identity
from appliance.box import Box
from appliance.calendar import philippines
from appliance.counter import Draft
from appliance.errors import DulogError, StoreError
from appliance.event import Actor
from appliance.office import Office
from appliance.store import HUB, Store, create
from tests.faults.keeping import File, Keeping, Server
from tests.faults.machines import Program, Wrong, disk
from tests.faults.naive import opened

_PORT: Final = 18830
"""Of the broker, in a network of our own."""

_WORKERS: Final = 2
_ENGINEER: Final = Actor("officer", "city-engineering", "Jose Cruz", "Engineer II")
_ALL: Final = 10**6
_STARTED: Final = 1.0
_PATIENCE: Final = 60.0
"""Seconds for everything to arrive once nothing goes wrong any more."""

_SETTINGS: Final = """
[hall]
barangay = "Barangay San Isidro"
city = "Lungsod ng Biñan, Laguna"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 1
data = "{folder}/box"

[broker]
port = {port}
hub = "{hub}"

[hub]
data = "{folder}/hub"
devices = ["{box}"]
intake = {intake}
"""


class Scene:
    """Everything is started when it is made, and ended by `close`."""

    def __init__(self, folder: Path, seed: int, *, server: bool) -> None:
        """With a `server` the hub keeps its cases on PostgreSQL, and intake workers take them in."""
        self.random, self.clock = random.Random(seed), Wrong()
        self.disks = {side: disk(folder / side) for side in ("box", "hub")}
        self.keeping: dict[str, Keeping] = {"hub": Server() if server else File(folder / "hub", folder)}
        self.keeping["box"] = File(folder / "box", folder)
        path = folder / "dulog.toml"
        me, hub = identity.load(folder / "box"), identity.load(folder / "hub")
        settings = _SETTINGS.format(folder=folder, box=me.id, hub=hub.id, port=_PORT, intake=str(server).lower())
        if self.keeping["hub"].url:
            settings += f'database = "{self.keeping["hub"].url}"\n'
        path.write_text(settings, "utf-8")
        self._box = Box.at(path)
        self._box.clock = self.clock
        self._box.create()
        create(self.keeping["hub"].place, hub.id, HUB)
        self._folder, logs, config = folder, folder / "logs", f"--config={path}"
        logs.mkdir()
        self.box = Program(logs, "sync", "sync", config)
        self.hub = Program(logs, "hub", "sync.hub", config, "--code=chaos")
        count = _WORKERS if server else 0
        self.workers = [
            Program(logs, f"intake{one}", "sync.hub.intake", config, f"--worker={one}") for one in range(1, count + 1)
        ]
        self.broker = Program(logs, "broker", "sync.hub.broker", f"--folder={folder}", f"--port={_PORT}")
        naive = [(f"naive-{side}", "tests.faults.naive", side, f"{folder}/naive-{side}.db") for side in ("box", "hub")]
        self.naive_box, self.naive_hub = (Program(logs, *command, str(_PORT)) for command in naive)
        self.programs = (self.broker, self.hub, *self.workers, self.naive_hub, self.box, self.naive_box)
        self.filed: set[str] = set()
        self._naive_cases = opened(folder / "naive-box.db")
        for program in self.programs:
            program.start()

    def close(self) -> None:
        """End all programs."""
        for program in self.programs:
            program.kill()
        for kept in self.keeping.values():
            kept.close()

    def store(self, side: str) -> Store:
        """One side's data."""
        return self._box.store() if side == "box" else Store(self.keeping["hub"].place, self._box.clock)

    def words(self, side: str) -> Tally[str]:
        """The words of every case at one side, and how often it is there."""
        with self.store(side) as store:
            return Tally(case.words for case in store.queue(limit=_ALL))

    # --- what people do

    def life(self, seconds: float) -> None:
        """Let citizens file and officers answer for so long; what cannot be kept is refused, and not counted."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(StoreError):
                self.file()
            if self.random.random() < 0.2:
                with contextlib.suppress(DulogError):
                    self.answer()
            for program in self.programs:
                program.tend()
            time.sleep(self.random.uniform(0.005, 0.05))

    def live_until(self, ready: Callable[[], object]) -> None:
        """Let life go on until it is so: on a busy machine programs take long to start, and nothing would happen."""
        began = time.monotonic()
        while not ready() and time.monotonic() - began < _PATIENCE:
            self.life(0.3)

    def works(self) -> bool:
        """Whether cases arrive on both roads."""
        return bool(self.words("hub")) and bool(self.naive_arrived())

    def naive_arrived(self) -> Tally[str]:
        """The words of every case at the naive hub, and how often it is there."""
        with contextlib.closing(opened(self._folder / "naive-hub.db")) as db:
            return Tally(words for (words,) in db.execute("SELECT words FROM cases"))

    def naive_sent(self) -> set[str]:
        """The words of every case that the naive box believes to be safe."""
        return {words for (words,) in self._naive_cases.execute("SELECT words FROM cases WHERE sent")}

    def file(self) -> None:
        """A citizen here is told that the case is safe, and one at the naive hall."""
        words = f"Kaso {len(self.filed)} {self.random.randrange(10**9)}"
        if self.random.random() < 0.1:
            words = f"May sunog po dito ngayon! {words}"
        phone = f"+639{self.random.randrange(10**9):09d}"
        with self.store("box") as store:
            self._box.counter(store).file(Draft("complaint", words, "fil", phone=phone, sms=True))
        self.filed.add(words)
        self._naive_cases.execute("INSERT INTO cases (words) VALUES (?)", (words,))

    def answer(self) -> None:
        """An officer at the hub answers a case."""
        with self.store("hub") as store:
            cases = store.queue(limit=50)
            if cases:
                case = self.random.choice(cases)
                Office(store, philippines(), _ENGINEER).reply(case.id, f"Sagot po sa {case.words}")

    # --- the end

    def settle(self) -> float:
        """Start everything once more and wait until all has arrived that is to arrive; the seconds it took.

        The centre first: a box that is told that nobody is there rests for a while before it tries again.
        Without an end to the waiting nobody would learn what was lost: after a while it is what it is.
        """
        self.clock.by = self.box.wrong_by = 0.0
        halls = (self.box, self.naive_box)
        for program in self.programs:
            program.kill()
        for program in (*(one for one in self.programs if one not in halls), *halls):
            if program in halls:
                time.sleep(_STARTED)
            program.start()
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE:
            for program in self.programs:
                program.tend()
            unsent = self._naive_cases.execute("SELECT COUNT(*) FROM cases WHERE NOT sent").fetchone()[0]
            if not (unsent or self.filed - set(self.words("hub")) or self._untold()):
                break
            time.sleep(0.2)
        return time.monotonic() - began

    def verdict(self) -> dict[str, object]:
        """What was lost and doubled."""
        at_hub = self.words("hub")
        with self.store("box") as box, self.store("hub") as hub:
            query = "SELECT 1 FROM texts WHERE cause > '' GROUP BY case_id, cause, sentence HAVING COUNT(*) > 1"
            twice = len(box.db.execute(query).fetchall())
            problems = [problem for store in (box, hub) for problem in store.verify().values() if problem]
        return {
            "filed": len(self.filed),
            "lost": len(self.filed - set(at_hub)),
            "stored twice": sum(count - 1 for count in at_hub.values()),
            "answers lost": len(self._untold()),
            "texts owed twice": twice,
            "problems": problems,
            **self._naive(),
            "ended by themselves": sum(program.ended for program in self.programs),
        }

    def _untold(self) -> list[str]:
        """The cases whose answer at the hub is not in the hall; one that went with an older file cannot be there."""
        at_box = self.words("box")
        with self.store("box") as box, self.store("hub") as hub:
            return [
                case.id
                for case in hub.queue(limit=_ALL)
                if case.reply and case.words in at_box and box.case(case.id).reply != case.reply
            ]

    def _naive(self) -> dict[str, int]:
        stored = self.naive_arrived()
        twice = sum(count - 1 for count in stored.values())
        return {"naive: lost": len(self.naive_sent() - set(stored)), "naive: stored twice": twice}
