# SPDX-License-Identifier: Apache-2.0
"""What `dulog bench sync` claims: bytes do not depend on the machine, so they are held here."""

import sys

import pytest

from sync.bench import frames


@pytest.fixture(scope="module")
def figures():
    return frames.measure(rounds=1, seconds=0.01)


def test_a_case_takes_at_most_135_bytes_in_batches(figures):
    ours = figures["ours, sealed and signed, bytes a case"]
    assert ours["at 100"] < ours["at 25"] <= 135


def test_almost_every_case_fits_two_data_sms(figures):
    assert float(figures["in two data SMS"].removesuffix(" %")) >= 95
    assert figures["largest case in bytes"] <= frames.TWO_SMS


def test_the_peers_stand_beside_it_in_the_same_run_and_who_is_absent_is_named(figures, monkeypatch):
    ours = figures["ours, sealed and signed, bytes a case"]
    for peer in ("JSON", "JSON + zlib", "CBOR + zstd", "CBOR + zstd + our dictionary"):
        assert figures[f"{peer}, bytes a case"]["at 25"] > ours["at 25"]
    monkeypatch.setitem(sys.modules, "zstandard", None)  # as if it were not installed
    assert frames.measure(rounds=1, seconds=0.01)["CBOR + zstd, bytes a case"] == "not installed"


def test_the_speed_is_there(figures):
    assert figures["frames of 25 sealed a second"] > 0
    assert figures["frames of 25 opened a second"] > 0
