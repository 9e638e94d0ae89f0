# SPDX-License-Identifier: Apache-2.0
"""Everything goes wrong at once between a hall and the hub: nothing is lost, nothing is there twice.

The campaign itself is `tests.faults.chaos`; script/nightly runs many of them for long.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.hub.cluster import programs
from tests.faults.chaos import TEN_YEARS

FIRST = int(os.environ.get("DULOG_SEED", "1"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("DULOG_CHAOS_SEEDS", "1")))
SECONDS = float(os.environ.get("DULOG_CHAOS_SECONDS", "5"))
ROOT = Path(__file__).parents[2]

HUBS = ["a hub with a data file"]
if "DULOG_CHAOS_SEEDS" in os.environ:  # at night; by day test_hub_programs.py kills workers on it
    HUBS.append("a hub with PostgreSQL and workers")

pytestmark = [pytest.mark.faults, pytest.mark.broker]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hub", HUBS)
def test_no_case_is_lost_or_doubled_whatever_dies_while_the_naive_client_loses(hub, seed):
    command = [sys.executable, "-m", "tests.faults.chaos", f"--seed={seed}", f"--seconds={SECONDS}"]
    if "PostgreSQL" in hub:
        if programs() is None:
            pytest.skip("PostgreSQL is not installed; script/setup --test installs it")
        command.append("--server")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS + 240)
    if "CAP_" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["filed"] > 20, "the machine was so busy that hardly anything happened"
    assert found["faults"]["centre_dies"] >= 1
    bad = {name: found[name] for name in ("lost", "stored twice", "answers lost", "texts owed twice", "problems")}
    assert not any(bad.values()), found
    assert found["naive: lost"] > 0, "the faults do not bite: even a client that trusts the PUBACK comes through"


def test_a_program_can_be_run_ten_years_late():
    script = (
        "from tests.faults.elsewhen import shift; shift({}); import appliance.clock as c; print(c.SystemClock().now())"
    )
    said = [
        int(subprocess.run([sys.executable, "-c", script.format(by)], cwd=ROOT, capture_output=True, check=True).stdout)
        for by in (0.0, TEN_YEARS)
    ]
    assert said[1] - said[0] == pytest.approx(1000 * TEN_YEARS, abs=60_000)
