# SPDX-License-Identifier: Apache-2.0
"""No bytes whatever do more than be refused; `script/fuzz NAME --inputs 1000000` tries more of them."""

import os

import pytest

from tests.fuzz.campaign import Broken, Target, mutated, run
from tests.fuzz.targets import TARGETS

INPUTS = int(os.environ.get("DULOG_MUTATIONS", "20000"))


@pytest.mark.parametrize("name", TARGETS)
def test_changed_bytes_are_read_or_refused_and_nothing_else(name):
    result = run(TARGETS[name], INPUTS, 20260407)
    assert result.read + result.refused == INPUTS
    # else nothing was tried
    assert result.refused > INPUTS / 4


def test_the_campaign_gets_behind_the_seal():
    """Many changed payloads are still frames: else only the first check would be tried."""
    assert run(TARGETS["frame"], 2000, 1).read > 100


def test_the_campaign_names_the_bytes_that_break_a_parser():
    brittle = Target(lambda data: data[3], [b"abcdef"], (ValueError,), mutated)
    with pytest.raises(Broken, match="IndexError") as found:
        run(brittle, 1000, 1)
    assert len(found.value.data) <= 3
