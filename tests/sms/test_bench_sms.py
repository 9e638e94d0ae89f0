# SPDX-License-Identifier: Apache-2.0
"""The bench itself, small: it counts what it says it counts, and names the bars that were missed."""

from sms.bench import inbound, library, peers
from sms.bench.__main__ import BARS


def test_a_burst_and_a_flood_are_counted():
    found = inbound.burst(30)
    assert (found["burst texts"], found["burst lost"], found["burst doubled"]) == (30, 0, 0)
    found = inbound.flood(40, 2)
    assert found["flood from 2 unheard"] == 0
    assert found["flood from 2 most answers"] == 7, "six an hour, and one that says so"


def test_ours_misses_nothing_where_the_bare_library_misses_everything():
    assert inbound.while_sending(2)["while sending missed"] == 0
    assert library.while_sending(2)["library missed"] == 2


def test_a_daemon_that_is_not_installed_is_said_to_be_so(monkeypatch):
    absent = {name: peers.Peer("no-such-daemon", "", "", "") for name in peers.PEERS}
    monkeypatch.setattr(peers, "PEERS", absent)
    assert peers.burst(1, 1) == dict.fromkeys(absent, "not installed")


def test_every_bar_is_about_a_figure_that_is_measured():
    figures = inbound.recovery() | inbound.replug(1)
    assert {name for name in BARS if name.startswith(("longest", "re-plug"))} <= figures.keys()
    assert figures["longest recovery s"] >= 0
