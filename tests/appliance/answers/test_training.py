# SPDX-License-Identifier: Apache-2.0
"""Training: made once for a charter, the same every time, and no better than what it was told."""

from pathlib import Path

import pytest

from appliance.answers import AnswerBook, train
from appliance.answers.model import Model
from appliance.charter import Charter
from tests.fakes import our_charter

SMALL = Charter({name: our_charter().get(name) for name in ("road-repair", "senior-citizen-id", "noise-complaint")})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answers") / "model.bin"
    assert train.build(SMALL, path)
    return path


def test_the_same_charter_gives_the_same_model_and_is_not_trained_twice(built: Path) -> None:
    before = built.read_bytes()
    assert not train.build(SMALL, built)
    assert train.train(SMALL).partition(b"\n")[2] == before.partition(b"\n")[2]


def test_another_charter_is_trained_again(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(built.read_bytes())
    assert train.build(Charter({"road-repair": our_charter().get("road-repair")}), path)
    assert Model.load(path).labels == ("road-repair", "")


def test_a_trained_book_knows_what_it_was_told(built: Path) -> None:
    book = AnswerBook(SMALL, Model.load(built))
    assert book.ask("lubak po sa kalsada", "fil").service == "road-repair"
    assert book.ask("pano kumuha ng senior id", "fil").service == "senior-citizen-id"
    assert book.ask("how to cook adobo", "en").service == ""
