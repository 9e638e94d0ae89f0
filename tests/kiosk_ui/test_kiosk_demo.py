# SPDX-License-Identifier: Apache-2.0
"""`dulog kiosk --demo` on a laptop: no configuration, no data file, no device; and the bench that walks through it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.children import Children
from appliance.counter import Draft
from appliance.errors import NotFound
from appliance.words import words_in
from kiosk_ui.demo import PIN, DemoBox, DemoCounter
from kiosk_ui.desk import OwnDesk
from tests.kiosk_ui.fakes import FakeClock

ROOT = Path(__file__).parents[2]
LUBAK = Draft("complaint", "May lubak po", "fil", service="drainage-flooding")


def test_a_made_up_case_goes_its_way_while_one_watches(tmp_path):
    clock = FakeClock()
    counter = DemoCounter(DemoBox(tmp_path, clock))
    receipt = counter.file(LUBAK)
    facts = counter.facts(receipt.case)
    assert (facts.saved_at, facts.hub_at, facts.read_at, facts.told_at) == (clock.at, None, None, None)
    with pytest.raises(NotFound):
        counter.track(receipt.reference, str(int(receipt.pin) ^ 1).zfill(4))
    assert counter.track(receipt.reference, receipt.pin).reply == ""
    clock.at += 60_000
    seen = counter.track(receipt.reference, receipt.pin)
    assert seen.reply
    assert seen.facts.hub_at < seen.facts.read_at <= seen.facts.told_at
    assert seen.may_rate
    counter.rate(receipt.case, {"sqd0": "5"})
    assert not counter.track(receipt.reference, receipt.pin).may_rate


def test_the_demo_has_an_officer_who_finds_the_case(tmp_path):
    box = DemoBox(tmp_path, FakeClock())
    desk = OwnDesk(box)
    officer = desk.sign_in(PIN)
    DemoCounter(box).file(LUBAK)
    assert [case.words for case in desk.queue(officer)] == [LUBAK.words]


@pytest.mark.window
def test_the_demo_needs_nothing_and_speaks_and_looks_as_it_was_told(tmp_path, monkeypatch):
    for name in ("DISPLAY", "SDL_VIDEODRIVER", "DULOG_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    words = words_in("ceb")
    with Children(tmp_path) as children:
        # as `dulog kiosk` starts it, with a configuration that is not there
        options = ["--config", str(tmp_path / "none.toml"), "--demo", "--drive", "--size", "1024x600"]
        kiosk = children.start("kiosk", "kiosk_ui", [*options, "--language", "ceb", "--theme", "high-contrast"])
        said = kiosk.ask({"wait": "attract.invitation", "seconds": 30}, 40)["text"]
        assert said == words("kiosk.attract.start")
        for name in ("attract.start", "language.ceb", "home.suggestion"):
            kiosk.ask({"tap": name})
        kiosk.ask({"type": "Suga"})
        for name in ("words.next", "phone.none", "notice.next", "review.submit"):
            kiosk.ask({"tap": name})
        number = kiosk.ask({"wait": "receipt.reference"})["text"]
        for name in ("receipt.print", "paper.without"):
            kiosk.ask({"tap": name})
        kiosk.ask({"wait": "paper.back"})
        log = kiosk.log.read_text()
    assert words("slip.title") in log, "the slip is printed on the terminal"
    assert number in log
    assert "window 1024x600" in log
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.log"]


@pytest.mark.window
def test_the_bench_puts_the_kiosk_beside_a_bare_app_and_names_its_bars():
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "SDL_VIDEODRIVER"}}
    command = [
        sys.executable,
        "-m",
        "appliance",
        "bench",
        "kiosk",
        "--starts=1",
        "--taps=1",
        "--navigations=1",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    bars = [bar.partition(" <= ") for bar in figures["bars"]]
    assert len(bars) == 6
    for name, _, bar in bars:
        # a figure that is over its bar is named, and only that
        missed = any(one.startswith(name) for one in figures["missed"])
        assert missed == (figures[name] > float(bar)), name
    assert figures["bare Kivy app ms"] > 0
    assert "llvmpipe" in figures["drawn by"] or "GL" in figures["drawn by"]
