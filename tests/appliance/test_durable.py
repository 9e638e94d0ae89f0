# SPDX-License-Identifier: Apache-2.0
"""A small file is the old one or the new one, and its owner's alone."""

import threading

import pytest

from appliance import durable


def test_what_was_written_is_there_for_its_owner_alone_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "new folder" / "key"
    durable.write(path, b"one")
    durable.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_of_many_who_make_a_file_at_once_one_wins_for_all(tmp_path):
    path, found = tmp_path / "key", []
    threads = [
        threading.Thread(target=lambda who=who: found.append(durable.keep(path, who * 100)))
        for who in (b"a", b"b", b"c", b"d")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {path.read_bytes()}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "key"
    durable.write(path, b"old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
