# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.faults.chaos --seed N --seconds S`: real programs, and everything that can go wrong with them.

A box's `sync`, mosquitto and the hub run while cases are filed and answered; they are killed and frozen, the disk
fills up, the clock jumps by ten years, and either data file is put back to an older state. Beside them runs a client
that trusts the broker's PUBACK (`tests.faults.naive`) and goes through the same. At the end all is started once more,
and one JSON object says what was lost and what was doubled on either road.
"""

import argparse
import contextlib
import json
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from appliance import identity
from appliance.box import Box
from appliance.calendar import philippines
from appliance.clock import SystemClock
from appliance.counter import Draft
from appliance.errors import DulogError, StoreError
from appliance.event import Actor
from appliance.office import Office
from appliance.store import HUB, Store, create
from tests.bench.sandbox import inside, ip, sandbox
from tests.faults.naive import opened

TEN_YEARS: Final = 3652 * 24 * 3600.0
PORT: Final = 18830
"""Of the broker, in a network of our own."""

_ENGINEER: Final = Actor("officer", "city-engineering", "Jose Cruz", "Engineer II")
_DISK: Final = 24 * 1024 * 1024
"""Bytes of the disks that are to be filled up."""

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
"""


class Program:
    """One of the programs; `tend` does for it what systemd does on a box."""

    def __init__(self, folder: Path, name: str, *command: str) -> None:
        """Its log goes to `folder`."""
        self._command = [sys.executable, "-m", *command]
        self._log = folder / f"{name}.log"
        self.wrong_by = 0.0
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = 0

    def start(self) -> None:
        """Start it, on the clock of its machine."""
        command = [*self._command[:2], "tests.faults.elsewhen", str(self.wrong_by), *self._command[2:]]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, stdin=subprocess.DEVNULL)

    def kill(self) -> None:
        """Pull its plug."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def tend(self) -> None:
        """Start it again if it ended by itself, as it does when its disk is full."""
        if self.process is not None and self.process.poll() is not None:
            self.ended += 1
            self.start()

    def frozen(self, stopped: bool) -> None:
        """Let it hang, or go on."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP if stopped else signal.SIGCONT)


class Wrong:
    """The machine's clock, wrong by so many seconds. Implements ports.Clock."""

    def __init__(self) -> None:
        """Right at first."""
        self._real = SystemClock()
        self.by = 0.0

    def now(self) -> int:
        """UTC milliseconds, as this machine believes."""
        return self._real.now() + round(1000 * self.by)

    def quality(self) -> str:
        """A clock that may be wrong says so."""
        return "unsynced"


class Campaign:
    """A box, a broker, a hub and the naive pair, and what is expected of them."""

    def __init__(self, folder: Path, seed: int, *, raw: bool = False) -> None:
        """Make the data files and start all programs."""
        self.random, self.folder, self.clock, self.raw = random.Random(seed), folder, Wrong(), raw
        self.disks = _disks(folder)
        me, hub = identity.load(folder / "box"), identity.load(folder / "hub")
        path = folder / "dulog.toml"
        path.write_text(_SETTINGS.format(folder=folder, box=me.id, hub=hub.id, port=PORT), "utf-8")
        self.box_of = Box.at(path)
        self.box_of.clock = self.clock
        self.box_of.create()
        create(folder / "hub", hub.id, HUB)
        config, logs = f"--config={path}", folder / "logs"
        logs.mkdir()
        self.box = Program(logs, "sync", "sync", config)
        self.hub = Program(logs, "hub", "sync.hub", config, "--code=chaos")
        self.broker = Program(logs, "broker", "sync.hub.broker", f"--folder={folder}", f"--port={PORT}")
        self.naive_box = Program(
            logs, "naive-box", "tests.faults.naive", "box", str(folder / "naive-box.db"), str(PORT)
        )
        self.naive_hub = Program(
            logs, "naive-hub", "tests.faults.naive", "hub", str(folder / "naive-hub.db"), str(PORT)
        )
        self.programs = (self.broker, self.hub, self.naive_hub, self.box, self.naive_box)
        self.filed: set[str] = set()
        self.backups: dict[str, Path] = {}
        self.faults: Tally[str] = Tally()
        self.naive_cases = opened(folder / "naive-box.db")
        for program in self.programs:
            program.start()

    # --- what people do

    def life(self, seconds: float) -> None:
        """Let citizens file and officers answer for so long, here and at the naive box."""
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

    def file(self) -> None:
        """One citizen here, who is told that the case is safe, and one there."""
        number = sum(self.faults.values()), len(self.filed), self.random.randrange(10**6)
        words = "Kaso {} {} {}".format(*number)
        kind = "incident" if self.random.random() < 0.1 else "complaint"
        phone = f"+639{self.random.randrange(10**9):09d}"
        with self.box_of.store() as store:
            self.box_of.counter(store).file(Draft(kind, words, "fil", phone=phone, sms=True))
        self.filed.add(words)
        self.naive_cases.execute("INSERT INTO cases (words) VALUES (?)", (words,))

    def answer(self) -> None:
        """An officer at the hub answers a case."""
        with self.hub_store() as store:
            cases = store.queue(limit=50)
            if cases:
                case = self.random.choice(cases)
                Office(store, philippines(), _ENGINEER).reply(case.id, f"Sagot po sa {case.words}")

    def hub_store(self) -> Store:
        """The hub's data file."""
        return Store(self.folder / "hub", SystemClock())

    # --- what goes wrong

    def plug(self, *programs: Program) -> None:
        """Plugs are pulled; after a while somebody puts them in again."""
        for program in programs:
            program.kill()
        self.life(self.random.uniform(0.0, 0.8))
        for program in programs:
            program.start()

    def box_dies(self) -> None:
        """The hall has no power."""
        self.plug(self.box, self.naive_box)

    def hub_dies(self) -> None:
        """The hub's machine falls over."""
        self.plug(self.hub, self.naive_hub)

    def broker_dies(self) -> None:
        """The broker falls over, and forgets everything."""
        self.plug(self.broker)

    def centre_dies(self) -> None:
        """The hub is down, the broker goes on taking in, and then forgets everything."""
        for program in (self.hub, self.naive_hub):
            program.kill()
        self.life(0.5)
        self.plug(self.broker)
        for program in (self.hub, self.naive_hub):
            program.start()

    def link_is_cut(self) -> None:
        """Nothing goes through, and nobody is told."""
        self.broker.frozen(True)
        self.life(self.random.uniform(0.3, 2.0))
        self.broker.frozen(False)

    def disk_is_full(self) -> None:
        """Nothing more can be kept on one side's disk, for a while."""
        with self.disks[self.random.choice(("box", "hub"))](self):
            self.life(self.random.uniform(0.3, 1.0))

    def clock_jumps(self) -> None:
        """The machine wakes up ten years early or late, or right again."""
        self.clock.by = self.box.wrong_by = self.random.choice((-TEN_YEARS, 0.0, TEN_YEARS))
        self.box_dies()

    def put_back(self) -> None:
        """A data file is put back to the copy that was made last; the next copy is made now.

        What only that file held is gone with it, and nobody can be asked for it. Whoever puts a copy back lets the
        file speak under a new name (`Store.renew`), for others have heard what came after it; `raw` does not.
        """
        side = self.random.choice(("box", "hub"))
        program = {"box": self.box, "hub": self.hub}[side]
        copy, file = self.folder / f"{side}.copy", self.folder / side / "dulog.db"
        program.kill()
        if side in self.backups:
            for ending in ("-wal", "-shm"):
                file.with_name(file.name + ending).unlink(missing_ok=True)
            shutil.copyfile(copy, file.with_suffix(".put-back"))
            file.with_suffix(".put-back").replace(file)
            stores = {"box": self.box_of.store, "hub": self.hub_store}
            self.filed &= self._words(stores["box"]) | self._words(stores["hub"])
            if not self.raw:
                with stores[side]() as store:
                    store.renew()
        with contextlib.closing(sqlite3.connect(file)) as db, contextlib.closing(sqlite3.connect(copy)) as into:
            db.backup(into)
        self.backups[side] = copy
        program.start()

    def _words(self, store: Callable[[], Store]) -> set[str]:
        with store() as opened_store:
            return set(_cases(opened_store))

    # --- the end

    def settle(self) -> float:
        """Start everything once more and wait until all has arrived that is to arrive; the seconds it took.

        Without an end to the waiting nobody would learn what was lost: after a while it is what it is.
        """
        self.clock.by = self.box.wrong_by = 0.0
        for program in self.programs:
            program.kill()
        for program in self.programs:
            program.start()
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE:
            for program in self.programs:
                program.tend()
            with self.box_of.store() as box, self.hub_store() as hub:
                missing = self.filed - set(_cases(hub))
                unsent = self.naive_cases.execute("SELECT COUNT(*) FROM cases WHERE NOT sent").fetchone()[0]
                if not (missing or unsent or _untold(box, hub)):
                    break
            time.sleep(0.1)
        return time.monotonic() - began

    def verdict(self) -> dict[str, object]:
        """What was lost and doubled; the programs are to have ended."""
        with self.box_of.store() as box, self.hub_store() as hub:
            at_hub = _cases(hub)
            query = (
                "SELECT 1 FROM texts WHERE case_id IS NOT NULL GROUP BY case_id, cause, sentence HAVING COUNT(*) > 1"
            )
            problems = [problem for store in (box, hub) for problem in store.verify().values() if problem]
            return {
                "filed": len(self.filed),
                "lost": len(self.filed - set(at_hub)),
                "stored twice": sum(count - 1 for count in at_hub.values()),
                "answers lost": len(_untold(box, hub)),
                "texts owed twice": len(box.db.execute(query).fetchall()),
                "problems": problems,
                **self._naive(),
                "faults": dict(self.faults),
                "ended by themselves": sum(program.ended for program in self.programs),
            }

    def _naive(self) -> dict[str, int]:
        with contextlib.closing(opened(self.folder / "naive-hub.db")) as db:
            stored = Tally(words for (words,) in db.execute("SELECT words FROM cases"))
        sent = {words for (words,) in self.naive_cases.execute("SELECT words FROM cases WHERE sent")}
        return {
            "naive: lost": len(sent - set(stored)),
            "naive: stored twice": sum(count - 1 for count in stored.values()),
        }

    def close(self) -> None:
        """End all programs."""
        for program in self.programs:
            program.kill()


def _cases(store: Store) -> Tally[str]:
    """The words of every case, and how often it is there."""
    query = "SELECT fields ->> '$[6].words' FROM events WHERE fields ->> '$[2]' = 'created'"
    return Tally(words for (words,) in store.db.execute(query))


def _untold(box: Store, hub: Store) -> list[str]:
    """The cases whose answer at the hub is not in the hall; one that went with an older file cannot be there."""
    at_box = _cases(box)
    return [
        case.id
        for case in hub.queue(limit=10**6)
        if case.reply and case.words in at_box and box.case(case.id).reply != case.reply
    ]


Disk = Callable[[Campaign], contextlib.AbstractContextManager[None]]


def _disks(folder: Path) -> dict[str, Disk]:
    """A small disk for each side, to be filled up; where none can be mounted, a limit on the size of files instead."""
    disks: dict[str, Disk] = {}
    for side in ("box", "hub"):
        place = folder / side
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "none", str(place)]
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        disks[side] = _filled(place) if mounted else _limited(side)
    return disks


def _filled(place: Path) -> Disk:
    @contextlib.contextmanager
    def full(_campaign: Campaign) -> Iterator[None]:
        ballast = place / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        try:
            yield
        finally:
            ballast.unlink()

    return full


def _limited(side: str) -> Disk:
    @contextlib.contextmanager
    def full(campaign: Campaign) -> Iterator[None]:
        process = {"box": campaign.box, "hub": campaign.hub}[side].process
        if process is None:
            yield
            return
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)

    return full


def run(folder: Path, seed: int, seconds: float, *, raw: bool = False) -> dict[str, object]:
    """Let things go wrong for so long, each kind at least once if there is time."""
    campaign = Campaign(folder, seed, raw=raw)
    try:
        campaign.life(2.0)
        kinds = [
            *(campaign.centre_dies, campaign.box_dies, campaign.hub_dies, campaign.broker_dies),
            *(campaign.link_is_cut, campaign.disk_is_full, campaign.clock_jumps, campaign.put_back, campaign.put_back),
        ]
        began, waiting = time.monotonic(), list[Callable[[], None]]()
        while time.monotonic() - began < seconds:
            if not waiting:
                waiting = [kinds[0], *campaign.random.sample(kinds[1:], len(kinds) - 1)]
            fault = waiting.pop(0)
            campaign.faults[fault.__name__] += 1
            fault()
            campaign.life(campaign.random.uniform(0.1, 0.6))
        settled = campaign.settle()
        campaign.close()
        return {"seed": seed, "settled after": round(settled, 1), **campaign.verdict()}
    finally:
        campaign.close()


def main() -> int:
    """Run one campaign and print its verdict."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--raw", action="store_true", help="put data files back without telling them")
    parser.add_argument("--keep", type=Path, help="copy the data files and logs to this folder in the end")
    options = parser.parse_args()
    try:
        folder = inside()
        if folder is None:
            return sandbox("tests.faults.chaos", sys.argv[1:])
        ip("link set lo up")
        print(json.dumps(run(folder, options.seed, options.seconds, raw=options.raw)))  # noqa: T201 what the tests read
        if options.keep:
            shutil.copytree(folder, options.keep, dirs_exist_ok=True)
    except (DulogError, sqlite3.Error) as error:
        sys.stderr.write(f"chaos: {error}{_cause(error)}\n")
        return 1
    return 0


def _cause(error: BaseException | None) -> str:
    """SQLite's own name of what is behind an error of the store."""
    while error is not None and not isinstance(error, sqlite3.Error):
        error = error.__cause__
    return f" ({error.sqlite_errorname})" if error else ""


if __name__ == "__main__":
    sys.exit(main())
