# SPDX-License-Identifier: Apache-2.0
"""The documents say what the code says."""

import importlib.machinery
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.answers import AnswerBook
from tests.fakes import our_charter

ROOT = Path(__file__).parent.parent


def make_tree():
    loader = importlib.machinery.SourceFileLoader("make_tree", str(ROOT / "script" / "make-tree"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("make_tree", loader))
    loader.exec_module(module)
    return module


def test_every_module_stands_in_the_architecture_page_with_its_own_purpose_line():
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert make_tree().written(page) == page, "run script/make-tree"
    assert page.count("\n- `") > 50


def test_every_module_says_in_one_line_what_it_is_for():
    for line in make_tree().tree().splitlines():
        path, _, purpose = line.partition("` ")
        assert purpose.endswith((".", "?")), path
        assert len(purpose) <= 120, path


def test_every_command_of_the_readme_is_there():
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = set(re.findall(r"^ {4}dulog ((?:[a-z]+ ?)+)", readme, re.MULTILINE))
    assert len(commands) >= 8
    for command in commands:
        words = command.split()
        words = (
            words[:2]
            if words[0] in ("config", "charter", "calendar", "case", "report", "staff", "bench")
            else words[:1]
        )
        run = [sys.executable, "-m", "appliance", *words, "--help"]
        if words[0] in ("kiosk", "sms", "sync", "desk", "hub", "courier"):
            run = [sys.executable, "-m", "appliance", "--help"]
        shown = subprocess.run(run, capture_output=True, text=True, check=True).stdout
        assert words[-1] in shown, command


def test_the_questions_of_the_readme_are_answered_as_it_says():
    shown = re.findall(r'^\$ dulog ask "(.+)"\n((?:[^$`].*\n)+)', (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(shown) == 3
    book = AnswerBook(our_charter())
    for question, answer in shown:
        assert book.ask(question, book.language_of(question)).text == " ".join(answer.split()), question


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_every_file_that_a_document_names_exists(name):
    text = (ROOT / name).read_text("utf-8")
    for path in re.findall(r"`((?:appliance|kiosk_ui|sync|sms|hardware|voice|tests|script)/[\w/.-]+)`", text):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\(([\w/.-]+)\)", text):
        assert (ROOT / path).exists(), path


def test_the_example_configuration_of_the_readme_is_good(tmp_path):
    from appliance import config

    readme = (ROOT / "README.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    path = tmp_path / "dulog.toml"
    path.write_text(example[1], "utf-8")
    assert config.load(path).hall.barangay


CONSOLE = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
EXAMPLES = [
    tuple(example.split("\n", 1)) for block in CONSOLE for example in re.split(r"(?m)^\$ ", block) if example.strip()
]


@pytest.fixture(scope="module")
def example_box(tmp_path_factory):
    """The box of the README's configuration, with a data file of its own."""
    folder = tmp_path_factory.mktemp("readme")
    readme = (ROOT / "README.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)[1]
    (folder / "dulog.toml").write_text(example.replace("/var/lib/", f"{folder}/"), "utf-8")
    environment = {**os.environ, "DULOG_CONFIG": str(folder / "dulog.toml"), "COLUMNS": "100"}
    subprocess.run([sys.executable, "-m", "appliance", "migrate"], env=environment, check=True, capture_output=True)
    return environment


def test_the_readme_shows_what_the_commands_print(example_box):
    # in order, for they are one box's day; "..." stands for what is left out, and lines may be broken anywhere
    assert len(EXAMPLES) >= 3
    for command, expected in EXAMPLES:
        run = [sys.executable, "-m", "appliance", *shlex.split(command.removeprefix("dulog "))]
        shown = subprocess.run(run, env=example_box, capture_output=True, text=True, cwd=ROOT)
        printed = " ".join((shown.stdout + shown.stderr).split())
        pattern = " ?.*? ?".join(re.escape(" ".join(piece.split())) for piece in expected.split("..."))
        assert re.fullmatch(pattern, printed, re.DOTALL), f"$ {command}\n{printed}"
