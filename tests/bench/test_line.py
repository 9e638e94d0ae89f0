# SPDX-License-Identifier: Apache-2.0
"""The bad line does to packets what it says, leaves nothing behind, and says clearly where it cannot be made."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench import texts
from tests.bench.emulator import tun
from tests.bench.line import Line, Way
from tests.bench.sandbox import SandboxError

ROOT = Path(__file__).parents[2]
PERFECT = Line(8_000, 0.5, 0.0, queue=3)
"""A thousand bytes a second, and half a second on the way."""


def way(line, seed=1):
    return Way(line, random.Random(seed))


def test_packets_leave_one_after_another_at_the_lines_rate_and_arrive_after_its_delay():
    road = way(PERFECT)
    road.put(bytes(1000), 10.0)
    road.put(bytes(500), 10.0)
    assert road.next() == 11.5
    assert list(road.due(11.4)) == []
    assert [len(packet) for packet in road.due(11.5)] == [1000]
    assert [len(packet) for packet in road.due(12.0)] == [500]
    assert road.next() == float("inf")
    assert (road.packets, road.size, road.lost) == (2, 1500, 0)


def test_a_packet_that_finds_the_queue_full_is_dropped_and_was_never_on_the_line():
    road = way(PERFECT)
    for _ in range(5):
        road.put(bytes(1000), 0.0)
    assert (road.packets, road.lost) == (3, 2)
    road.put(bytes(1000), 1.0)  # one has left
    assert (road.packets, road.lost) == (4, 2)


def test_the_line_loses_the_share_that_it_says_and_the_same_packets_every_time():
    line = Line(10**9, 0.0, 0.03)

    def lost(seed):
        road, arrived = way(line, seed), []
        for number in range(20_000):
            road.put(number.to_bytes(4), float(number))
            arrived += road.due(float(number) + 1e-3)
        return set(range(20_000)) - {int.from_bytes(packet) for packet in arrived}

    assert 500 < len(lost(1)) < 700
    assert lost(1) == lost(1) != lost(2)


def test_nothing_arrives_over_a_line_that_is_cut_and_nothing_is_late_when_it_is_mended():
    road = way(PERFECT)
    road.put(b"on the way", 0.0)
    road.cut = True
    road.put(b"put on a cut line", 0.1)
    assert list(road.due(10.0)) == []
    road.cut = False
    road.put(b"mended", 10.0)
    assert list(road.due(20.0)) == [b"mended"]


def test_the_generated_texts_differ_and_are_the_same_every_time():
    made = [texts.draft(number).words for number in range(1000)]
    assert len(set(made)) > 950
    assert made == [texts.draft(number).words for number in range(1000)]
    assert 120 < sum(map(len, made)) / 1000 < 220


def test_without_the_device_the_line_says_what_it_needs(tmp_path):
    with pytest.raises(SandboxError, match="CAP_NET_ADMIN"):
        tun("near", "10.77.0.2", tmp_path / "no-such-device")


def bench(*options):
    return [sys.executable, "-m", "appliance", "bench", "wan", "--json", *options]


def refused(said):
    """Skip where the machine does not allow what the bench needs; that it says so is asserted."""
    if "CAP_" in said:
        pytest.skip(said.strip())


@pytest.mark.broker
def test_the_bench_carries_cases_over_the_line_beside_its_peers():
    short = ("--line=1m", "--cases=20", "--runs=1", "--trial=paho", "--trial=wait")
    done = subprocess.run(bench(*short), cwd=ROOT, capture_output=True, text=True, timeout=120)
    refused(done.stderr)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["cases"] == 20
    for name in ("dulog", "paho", "wait_for_publish (from 20)"):
        assert figures[f"{name} s"] > 0
        assert figures[f"{name} bytes a case, up"] > figures[f"{name} bytes a case, down"] > 0
    assert figures["paho ratio"] > 0


def ours():
    """The command lines of all programs of a bench."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = place.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if "tests.bench." in command:
            found.append(command)
    return found


@pytest.mark.broker
def test_a_bench_that_is_killed_leaves_no_program_network_or_file(tmp_path):
    marker = f"--seed={random.randrange(10**6, 10**7)}"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = bench("--line=64k", "--cases=400", "--runs=1", "--trial=paho", f"{marker}0")
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while not any("tests.bench.emulator" in line and marker in line for line in ours()):
            if running.poll() is not None:
                refused(running.stderr.read().decode())
            assert running.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        assert list(tmp_path.iterdir())
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stderr.close()
    end = time.monotonic() + 20
    while any(marker in line for line in ours()) or list(tmp_path.iterdir()):
        assert time.monotonic() < end, (ours(), list(tmp_path.iterdir()))
        time.sleep(0.05)
