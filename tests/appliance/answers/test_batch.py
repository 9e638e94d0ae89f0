# SPDX-License-Identifier: Apache-2.0
"""`dulog ask` as an operator and an examiner type it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from appliance import config
from appliance.__main__ import dulog
from appliance.errors import AnswersError, ConfigError
from tests.fakes import our_charter

CLEARANCE = "san po kuha brgy clearance"


@pytest.fixture(autouse=True)
def nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DULOG_CONFIG", raising=False)
    monkeypatch.setattr(config, "DEFAULT_PATH", tmp_path / "none.toml")


def ask(*arguments: str, given: str | bytes = "", settings: str = "") -> Result:
    path = settings or str(config.DEFAULT_PATH)
    return CliRunner().invoke(dulog, ["--config", path, "ask", *arguments], input=given)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_question_is_answered_without_any_configuration() -> None:
    said = ask(CLEARANCE)
    assert said.exit_code == 0
    assert "Tanggapan ng Kalihim ng Barangay" in said.output
    assert said.output.endswith("2026.\n")


def test_the_answer_is_in_the_questions_language_or_the_wanted_one() -> None:
    assert "Opisina sa Sekretaryo" in ask("asa ko mokuha og barangay clearance").output
    assert "Office of the Barangay Secretary" in ask("asa ko mokuha og barangay clearance", "--language", "en").output


def test_json_is_one_line_with_all_there_is_to_know() -> None:
    (row,) = rows(ask(CLEARANCE, "--json"))
    assert set(row) == {"question", "service", "score", "answer", "also", "asks"}
    assert (row["question"], row["service"], row["also"], row["asks"]) == (
        CLEARANCE,
        "barangay-clearance",
        None,
        "where",
    )
    assert 0.5 <= row["score"] <= 1


def test_a_line_nested_deeper_than_anybody_asks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{CLEARANCE}\n{{"question": {"[" * 100_000}\n', "utf-8")
    said = ask("--batch", str(path))
    assert isinstance(said.exception, AnswersError)
    assert "line 2: not a JSON object" in str(said.exception)


def test_a_batch_gives_a_line_for_each_question(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    lines = [
        CLEARANCE,
        "",
        "🙏",
        '{"question": "how to cook adobo", "language": "en"}',
        '{"question": "hm cedula", "language": 5}',
    ]
    path.write_text("\n".join(lines), "utf-8")
    for result in (ask("--batch", str(path), "--json"), ask("--batch", "-", given=path.read_bytes())):
        found = rows(result)
        assert [row["service"] for row in found] == ["barangay-clearance", None, None, "community-tax-certificate"]
        assert [row["question"] for row in found] == [CLEARANCE, "🙏", "how to cook adobo", "hm cedula"]
        assert found[2]["answer"].startswith("Sorry, I do not know")


@pytest.mark.parametrize("line", ["{nonsense", "{}", '{"question": 5}'])
def test_a_line_that_is_no_question_is_named(line: str) -> None:
    result = ask("--batch", "-", given=f"{CLEARANCE}\n{line}\n")
    assert isinstance(result.exception, AnswersError)
    assert "line 2: " in str(result.exception)


def test_bytes_that_are_no_letters_are_a_question_nobody_knows() -> None:
    assert [row["service"] for row in rows(ask("--batch", "-", given=b"\xff\xfe\x80\n"))] == [None]


def test_either_a_question_or_a_file() -> None:
    for arguments in ([], ["x", "--batch", "-"]):
        assert ask(*arguments).exit_code == 2
    assert "does not exist" in ask("--batch", "/nowhere/questions.txt").output


def test_a_hall_answers_from_its_own_charter(tmp_path: Path) -> None:
    folder = tmp_path / "charter"
    folder.mkdir()
    ours = Path(our_charter().__class__.__module__.replace(".", "/") + "/barangay-clearance.toml").read_text("utf-8")
    (folder / "barangay-clearance.toml").write_text(ours.replace('fee = "50.00"', 'fee = "75.00"'), "utf-8")
    settings = tmp_path / "dulog.toml"
    hall = {
        "barangay": "Barangay Uno",
        "city": "Biñan",
        "sms_name": "BRGY UNO",
        "psgc": "0403403014",
        "data": str(tmp_path),
    }
    lines = [f'{key} = "{value}"' for key, value in hall.items()]
    settings.write_text("\n".join(["[hall]", *lines, "index = 1", f'charter = "{folder}"']), "utf-8")
    assert "75 piso" in ask("magkano po ang barangay clearance", settings=str(settings)).output


def test_a_configuration_that_was_named_but_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = ask(CLEARANCE, settings=str(tmp_path / "other.toml"))
    assert isinstance(result.exception, ConfigError)
