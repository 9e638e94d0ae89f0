# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.faults.chaos --seed N --seconds S`: real programs, and everything that can go wrong with them.

A box's `sync`, mosquitto and the hub (its workers and PostgreSQL too, with --server) run while cases are filed and
answered; they are killed and frozen, the disk fills up, the clock jumps by ten years, and either side's data is put
back to an older state. Beside them runs a client that trusts the broker's PUBACK (`tests.faults.naive`) and goes
through the same. At the end all is started once more, and one JSON object says what was lost and doubled.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import time
from collections import Counter as Tally
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.errors import DulogError
from tests.bench.sandbox import inside, ip, sandbox
from tests.faults.machines import Program
from tests.faults.scene import Scene

TEN_YEARS: Final = 3652 * 24 * 3600.0


class Faults:
    """What goes wrong in a scene; each method is one thing, and life goes on meanwhile."""

    def __init__(self, scene: Scene, *, raw: bool) -> None:
        """`raw`: whoever puts data back tells nobody."""
        self._scene, self._raw = scene, raw
        self._random = scene.random

    def kinds(self) -> list[Callable[[], None]]:
        """All of them, the likeliest to hurt twice, in any order but that the worst comes first."""
        kinds = [self.box_dies, self.hub_dies, self.broker_dies, self.link_is_cut, self.disk_is_full]
        kinds += [self.clock_jumps, self.put_back, self.put_back]
        if self._scene.workers:
            kinds += [self.worker_dies, self.server_dies]
        return [self.centre_dies, *self._random.sample(kinds, len(kinds))]

    def centre_dies(self) -> None:
        """The hub is down, the broker goes on taking in, and then forgets everything."""
        scene = self._scene
        down = (scene.hub, *scene.workers, scene.naive_hub)
        for program in down:
            program.kill()
        known = scene.naive_sent()
        scene.life(0.5)
        scene.live_until(lambda: scene.naive_sent() - known)  # something is in the broker's hands alone
        self._pull(scene.broker)
        for program in down:
            program.start()

    def box_dies(self) -> None:
        """The hall has no power."""
        self._pull(self._scene.box, self._scene.naive_box)

    def hub_dies(self) -> None:
        """The hub's machine falls over."""
        self._pull(self._scene.hub, *self._scene.workers, self._scene.naive_hub)

    def worker_dies(self) -> None:
        """One of the workers falls over with whatever it has in its hands."""
        self._pull(self._random.choice(self._scene.workers))

    def server_dies(self) -> None:
        """PostgreSQL falls over."""
        self._scene.keeping["hub"].crash()

    def broker_dies(self) -> None:
        """The broker falls over, and forgets everything."""
        self._pull(self._scene.broker)

    def link_is_cut(self) -> None:
        """Nothing goes through, and nobody is told."""
        self._scene.broker.frozen(True)
        self._scene.life(self._random.uniform(0.3, 2.0))
        self._scene.broker.frozen(False)

    def disk_is_full(self) -> None:
        """Nothing more can be kept on one side's disk, for a while."""
        side = self._random.choice(("box", "hub"))
        with self._scene.disks[side](self._program(side)):
            self._scene.life(self._random.uniform(0.3, 1.0))

    def clock_jumps(self) -> None:
        """The box wakes up ten years early or late, or right again."""
        self._scene.clock.by = self._scene.box.wrong_by = self._random.choice((-TEN_YEARS, 0.0, TEN_YEARS))
        self.box_dies()

    def put_back(self) -> None:
        """One side's data is put back to the copy that was made last; the next copy is made now.

        What only that side held is gone with it, and nobody can be asked for it. Whoever puts a copy back lets the
        side speak under a new name (`Store.renew`), for others have heard what came after it; `raw` does not.
        """
        scene, side = self._scene, self._random.choice(("box", "hub"))
        down = [self._program(side), *(scene.workers if side == "hub" else ())]
        for program in down:
            program.kill()
        if scene.keeping[side].put_back():
            scene.filed &= set(scene.words("box")) | set(scene.words("hub"))
            if not self._raw:
                with scene.store(side) as store:
                    store.renew()
        scene.keeping[side].copy()
        for program in down:
            program.start()

    def _program(self, side: str) -> Program:
        return self._scene.box if side == "box" else self._scene.hub

    def _pull(self, *programs: Program) -> None:
        """Plugs are pulled; after a while somebody puts them in again."""
        for program in programs:
            program.kill()
        self._scene.life(self._random.uniform(0.0, 0.8))
        for program in programs:
            program.start()


def run(folder: Path, options: argparse.Namespace) -> dict[str, object]:
    """Let things go wrong for so long, each kind at least once if there is time."""
    scene = Scene(folder, options.seed, server=options.server)
    happened: Tally[str] = Tally()
    try:
        faults = Faults(scene, raw=options.raw)
        scene.live_until(scene.works)
        began, coming = time.monotonic(), list[Callable[[], None]]()
        while time.monotonic() - began < options.seconds:
            coming = coming or faults.kinds()
            fault = coming.pop(0)
            happened[fault.__name__] += 1
            fault()
            scene.life(scene.random.uniform(0.1, 0.6))
        settled = scene.settle()
        found = scene.verdict()
    finally:
        scene.close()
    return {"seed": options.seed, "settled after": round(settled, 1), **found, "faults": dict(happened)}


def main() -> int:
    """Run one campaign in a sandbox and print its verdict."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--server", action="store_true", help="with PostgreSQL and intake workers at the hub")
    parser.add_argument("--raw", action="store_true", help="put data back without telling anybody")
    parser.add_argument("--keep", type=Path, help="copy the data files and logs to this folder in the end")
    options = parser.parse_args()
    try:
        folder = inside()
        if folder is None:
            return sandbox("tests.faults.chaos", sys.argv[1:])
        ip("link set lo up")
        print(json.dumps(run(folder, options)))  # noqa: T201 what the tests read
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
