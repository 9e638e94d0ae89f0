# SPDX-License-Identifier: Apache-2.0
"""A keyboard plugged in, a planted file, a slow service, a nosy next visitor: none gets anything out of the kiosk."""

import ast
import os
from pathlib import Path

import pytest

import kiosk_ui
from appliance.words import words_in
from tests.kiosk_ui.fakes import LONG_DAY, PIN
from tests.kiosk_ui.keyboard import MODIFIERS, PAD, SCANCODES
from tests.kiosk_ui.test_kiosk_window import Stage, to_review

pytestmark = pytest.mark.window

PLANTED = """
[modules]
inspector =
[input]
other = probesysfs
[kiosk]
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder in which somebody left what Kivy would read."""
    home = tmp_path_factory.mktemp("home")
    (home / ".kivy" / "mods").mkdir(parents=True)
    (home / ".kivy" / "config.ini").write_text(PLANTED)
    (home / ".kivy" / "mods" / "evil.py").write_text("raise SystemExit('read')\n")
    return home


@pytest.fixture(scope="module")
def stage(home):
    os.environ["KCFG_MODULES_INSPECTOR"] = ""
    stage = Stage("800x480", home)
    del os.environ["KCFG_MODULES_INSPECTOR"]
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0


def files_in(home):
    """Every file in the home folder with when it was written, and those where the kiosk was started."""
    written = {path.relative_to(home): path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    return written | {path: 0 for path in Path.cwd().iterdir() if path.is_file()}


@pytest.mark.parametrize("held", MODIFIERS)
def test_no_key_of_any_keyboard_does_anything(stage, home, held):
    to_review(stage)
    names, before = stage.ask(names=True)["names"], files_in(home)
    stage.ask(sweep=MODIFIERS[held], spare=PAD)
    while stage.ask(swept=True)["keys"] < SCANCODES / 2:
        stage.ask(screen=True)
    stage.at("review")
    assert stage.ask(names=True)["names"] == names, "nothing opened, nothing closed"
    assert files_in(home) == before, "no file was written: no log, no picture of the screen"


def test_the_window_cannot_be_closed(stage):
    stage.begin()
    stage.ask(close=True)
    stage.at("home")
    assert stage.process.poll() is None


def test_nothing_that_kivy_finds_in_a_home_folder_or_the_environment_is_read(stage, home):
    kivy = stage.ask(kivy=True)
    assert (kivy["modules"], kivy["input"]) == ([], ["mouse"])


def test_there_is_no_clipboard(stage):
    to_review(stage)
    kivy = stage.ask(kivy=True)
    assert not kivy["clipboard"], "nothing of ours loads one"
    assert kivy["clipboard if any"] == "dummy", "and what Kivy itself might load keeps nothing"


def test_no_screen_reads_markup_whatever_it_shows(stage):
    to_review(stage, "(b)&(color=#ff0000)")
    assert stage.ask(markup=True)["found"] == []
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    assert stage.ask(markup=True)["found"] == []
    sources = sorted(Path(kiosk_ui.__file__).parent.rglob("*.py"))
    assert len(sources) > 60
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = {getattr(node, "arg", ""), getattr(node, "attr", ""), getattr(node, "id", "")}
            assert not named & {"markup", "MarkupLabel", "RstDocument"}, path


def test_a_slow_service_does_not_hold_the_screen(stage):
    to_review(stage)
    stage.ask(slow=True)
    stage.tap("review.submit")
    # as long as the counter does not answer, the screen does
    assert stage.ask(read="review.submit")["text"] == words_in("fil")("kiosk.review.sending")
    stage.ask(skip=500)
    stage.at("review", name="waiting")
    assert "idle.stay" not in stage.ask(names=True)["names"], "nobody is idle who waits for us"
    stage.ask(slow=False)
    stage.ask(wait="receipt.reference")


def test_paper_that_is_not_there_is_said_and_the_receipt_stays(stage):
    words = words_in("fil")
    to_review(stage)
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    number = stage.ask(read="receipt.reference")["text"]
    stage.ask(fail="paper")
    stage.tap("receipt.print", "paper.without")
    stage.ask(wait="paper.what", text=words("kiosk.paper.no_paper"))
    stage.at("paper", name="no paper")
    stage.ask(fail="")
    stage.tap("paper.back")
    assert stage.ask(read="receipt.reference")["text"] == number


def test_after_a_wipe_nothing_of_what_was_typed_seen_or_printed_is_in_memory(stage):
    to_review(stage, "Qwzxkj")
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    number = stage.ask(read="receipt.reference")["text"]
    stage.tap("receipt.print", "paper.with_pin")
    stage.ask(wait="paper.back")
    assert f"PIN: {PIN}" in stage.ask(printed=True)["printed"]
    stage.tap("paper.back", "receipt.done")
    stage.ask(facts=[LONG_DAY, LONG_DAY, LONG_DAY, None], reply="Wvutsr na po ang ilaw")
    stage.tap("attract.start", "language.fil", "home.case")
    stage.ask(type=number.replace(" ", "") + PIN)
    stage.tap("track.submit")
    stage.ask(wait="case.reply", text="Wvutsr")
    # what the fakes remember is not the kiosk's
    stage.ask(forget=True)
    secrets = [secret[::-1] for secret in ("Qwzxkj", "Wvutsr", number, number.replace(" ", ""))]
    assert stage.ask(memory=secrets)["found"], "the probe itself must see what is there"
    stage.ask(skip=500)
    stage.ask(wait="attract.start")
    assert stage.ask(memory=secrets)["found"] == []


def test_after_a_wipe_nothing_of_what_was_spoken_is_in_memory(stage):
    stage.begin()
    stage.ask(hear=[{"transcript": "Zyxwvq ang barangay clearance"}])
    stage.tap("home.talk", "speak.start")
    stage.ask(wait="speak.said", text="Zyxwvq")
    stage.ask(quiet=True)
    stage.ask(wait="speak.yes")
    secrets = ["Zyxwvq"[::-1], "zyxwvq"[::-1]]
    assert stage.ask(memory=secrets)["found"], "the probe itself must see what is there"
    stage.tap("speak.yes")
    stage.ask(wait="card.yes")
    stage.ask(skip=500)
    stage.ask(wait="attract.start")
    assert stage.ask(memory=secrets)["found"] == []
