# SPDX-License-Identifier: Apache-2.0
"""The bench of the answer book: figures over an examination, beside full-text search, and a clear word without one."""

import json
from pathlib import Path

import pytest

from appliance.answers.model import BUILT
from appliance.bench import answers
from appliance.errors import AnswersError

ASKED = [
    ("magkano po ang barangay clearance", "barangay-clearance"),
    ("may lubak po sa kalsada", "road-repair"),
    ("who won the nba finals", None),
    ("xyzzy", None),
]


@pytest.fixture
def examination(tmp_path: Path) -> Path:
    lines = [json.dumps({"question": question, "service": service}) for question, service in ASKED]
    for part in ("tune", "score", "fresh"):
        (tmp_path / f"{part}.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_every_part_is_scored_beside_full_text_search(examination: Path) -> None:
    figures = answers.answers(examination)
    for part in ("tune", "score", "fresh"):
        assert figures[f"{part}: questions"] == 4
        assert figures[f"{part}: top-1 %"] == 100
        assert figures[f"{part}: refused %"] == 0
        assert figures[f"{part}: unknown recall %"] == figures[f"{part}: unknown precision %"] == 100
        assert 0 < figures[f"{part}, bm25: top-1 %"] <= 100
    size = BUILT.stat().st_size / 1e6
    assert size * 0.9 < figures["start MB"] < figures["process peak MB"], "the book was measured after it was gone"


def test_a_folder_without_questions_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match="--questions"):
        answers.answers(tmp_path)


@pytest.mark.parametrize("line", ["{", "{}", "[1]", '{"question": "x"}'])
def test_a_file_that_is_no_examination_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "tune.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(AnswersError, match=r"tune\.jsonl: not an examination"):
        answers.read(path)
