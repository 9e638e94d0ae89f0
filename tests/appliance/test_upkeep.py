# SPDX-License-Identifier: Apache-2.0
"""Whether a box can serve: its data file, its disk, and an operator's word."""

import pytest

from appliance.store import Store
from appliance.upkeep import ASIDE, DISK, STORE, Upkeep


@pytest.fixture
def folder(box, tmp_path):
    return tmp_path / "box"


@pytest.fixture
def upkeep(folder, clock):
    return Upkeep(folder, lambda: Store(folder, clock))


def test_a_sound_box_has_nothing_in_its_way_and_looking_writes_nothing(upkeep, box):
    before = box.db.execute("PRAGMA data_version").fetchone()
    assert upkeep.hindrance() == ""
    assert box.db.execute("PRAGMA data_version").fetchone() == before


def test_an_operator_sets_it_aside_and_back_and_a_restart_changes_nothing(upkeep, folder, clock):
    upkeep.set_aside(True)
    upkeep.set_aside(True)
    assert Upkeep(folder, lambda: Store(folder, clock)).hindrance() == ASIDE
    upkeep.set_aside(False)
    upkeep.set_aside(False)
    assert upkeep.hindrance() == ""


def test_a_disk_that_is_nearly_full_is_seen_before_a_write_fails(folder, clock):
    assert Upkeep(folder, lambda: Store(folder, clock), least=2**60).hindrance() == DISK


def test_a_data_file_that_is_missing_or_damaged_is_seen_and_its_return_too(upkeep, folder, box):
    box.close()
    path = folder / "dulog.db"
    path.rename(folder / "away")
    assert upkeep.hindrance() == STORE
    path.write_bytes(b"x" * 4096)
    assert upkeep.hindrance() == STORE
    (folder / "away").replace(path)
    assert upkeep.hindrance() == ""


def test_a_folder_that_is_gone_is_told_as_such(tmp_path, clock):
    assert Upkeep(tmp_path / "gone", lambda: Store(tmp_path / "gone", clock)).hindrance() == STORE
