# SPDX-License-Identifier: Apache-2.0
"""A thousand hard lives of a box and a hub: nothing is lost, nothing is doubled, and both sides hold the same."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.service import log
from tests.links import events
from tests.sync.simulator import NaiveWorld, World

SEEDS = int(os.environ.get("DULOG_SEEDS", "1000"))
GROUPS = 20
"""Each group of seeds is one test, so that a failure names its own."""

STEPS = 12


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: what a disk does is tested elsewhere."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory)) if memory.is_dir() else tmp_path / "world"
    level = log.level
    log.setLevel(logging.CRITICAL)
    yield folder
    log.setLevel(level)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("group", range(GROUPS))
def test_whatever_goes_wrong_nothing_is_lost_or_doubled_and_both_sides_hold_the_same(place: Path, group: int) -> None:
    for seed in range(group * SEEDS // GROUPS, (group + 1) * SEEDS // GROUPS):
        world = World(place / str(seed), seed)
        try:
            world.live(STEPS)
            world.rest()
            world.check()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        finally:
            world.close()
        shutil.rmtree(place / str(seed))


def test_a_box_that_believes_the_broker_is_seen_to_lose_in_the_same_world(place: Path) -> None:
    lost = 0
    for seed in range(20):
        world = NaiveWorld(place / str(seed), seed)
        world.live(STEPS)
        world.link.cut, world.link.loss = False, 0.0
        world.run(lambda: False, 600)
        lost += len(set(events(world.box.store)) - set(events(world.hub.store)))
        world.close()
    assert lost > 0
