# SPDX-License-Identifier: Apache-2.0
"""The `dulog` command as an operator types it: clear answers, one-line errors, nothing of a citizen."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import click.testing
import pytest
from click.testing import CliRunner

from appliance.__main__ import dulog, main
from appliance.box import Box
from appliance.logbook import Logbook
from appliance.office import Office, barangay_officer
from appliance.store import HUB, create

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = ("kiosk", "sms", "sync", "desk", "hub", "enroll", "courier")
WORDS, NUMBER = "May lubak po sa tapat ni Aling Nena", "09171234567"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "dulog.toml"
    path.write_text(
        f"""[hall]
barangay = "Barangay San Isidro"
city = "Biñan"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 1
data = "{tmp_path / "data"}"
"""
    )
    return path


@pytest.fixture
def run(settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type `dulog ...` with this box's settings."""

    def typed(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["dulog", "--config", str(settings), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Result(int(ended.value.code or 0), said.out, said.err)

    return typed


@pytest.fixture
def box(run: Run) -> Run:
    """The same, on a box with a data file."""
    assert run("migrate").code == 0
    return run


@pytest.fixture
def slip(box: Run) -> dict[str, str]:
    """What `dulog case open` gave for Maria's complaint."""
    opened = box("case", "open", "--type", "complaint", "--words", WORDS, "--phone", NUMBER, "--json")
    assert opened.code == 0
    answer: dict[str, str] = opened.json
    return answer


def failed(result: Result, says: str) -> None:
    """One clear line on standard error, nothing else, and exit code 1."""
    assert result.code == 1
    assert result.out == ""
    assert result.err.startswith("dulog: ")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    assert says in result.err


# --- help


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            passed_on = part.context_settings.get("ignore_unknown_options")  # its own program explains itself
            if not passed_on and (path or name not in PROGRAMS):
                yield from commands(part, (*path, name))


@pytest.mark.parametrize("path", list(commands(dulog)), ids=lambda path: " ".join(path) or "dulog")
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    for option in ("--help", "-h"):
        shown = CliRunner().invoke(dulog, [*path, option])
        assert shown.exit_code == 0
        assert "Usage:" in shown.output
        assert len(shown.output.splitlines()) > 4


def test_the_first_page_names_every_command() -> None:
    shown = CliRunner().invoke(dulog, ["--help"]).output
    for name in (
        *PROGRAMS,
        "demo",
        "migrate",
        "config",
        "charter",
        "health",
        "verify",
        "deadline",
        "calendar",
        "text",
        "case",
        "report",
        "staff",
        "maintenance",
        "bench",
    ):
        assert f"\n  {name} " in shown


def test_every_program_explains_itself_too(tmp_path: Path) -> None:
    environment = {**os.environ, "KIVY_HOME": str(tmp_path), "SDL_VIDEODRIVER": "offscreen"}
    started = {
        name: subprocess.Popen(
            [sys.executable, "-m", "appliance", name, "--help"],
            **{"cwd": ROOT, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True},
        )
        for name in PROGRAMS
    }
    for name, process in started.items():
        out, errors = process.communicate(timeout=60)
        assert (name, process.returncode, errors) == (name, 0, "")
        assert "sage: " in out
        assert "--config" in out


def test_a_command_nobody_knows_is_named(run: Run) -> None:
    result = run("dance")
    assert result.code == 2
    assert "No such command 'dance'" in result.err


# --- the data file


def test_a_box_is_made_once_and_keeps_its_name(run: Run, tmp_path: Path) -> None:
    first, second = run("migrate"), run("migrate")
    assert first == second
    assert first.out.startswith(f"{tmp_path / 'data' / 'dulog.db'}: ready; this box is ")


@pytest.mark.parametrize(
    "arguments",
    [["case", "list"], ["case", "show", "670916621886"], ["health"], ["verify"], ["text", "--from", NUMBER, "x"]],
)
def test_without_a_data_file_each_command_says_what_to_do(run: Run, arguments: list[str]) -> None:
    failed(run(*arguments), "no data file; run: dulog migrate")


@pytest.mark.parametrize("arguments", [["migrate"], ["case", "list"], ["health"], ["verify"], ["config", "check"]])
def test_without_settings_each_command_says_what_is_missing(run: Run, settings: Path, arguments: list[str]) -> None:
    settings.unlink()
    failed(run(*arguments), f"{settings}: no such file")


def test_a_wrong_key_is_named(run: Run, settings: Path) -> None:
    assert run("config", "check").out == f"{settings}: good\n"
    settings.write_text(settings.read_text().replace("psgc", "pgsc"))
    failed(run("config", "check"), "dulog.toml: hall.pgsc: unknown key")
    failed(run("case", "list"), "dulog.toml: hall.pgsc: unknown key")


def test_a_data_file_that_is_no_data_file_is_one_line(box: Run, tmp_path: Path) -> None:
    for name in ("dulog.db", "dulog.db-wal", "dulog.db-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
    (tmp_path / "data" / "dulog.db").write_bytes(b"x" * 4096)
    for arguments in (["case", "list"], ["health"], ["verify"]):
        failed(box(*arguments), "not a database")


def test_a_damaged_key_is_one_line(box: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "device.key").write_bytes(b"")
    failed(box("case", "list"), "the device key is damaged")


# --- cases


def test_a_case_filed_at_the_desk_has_a_slip(slip: dict[str, str]) -> None:
    assert set(slip) == {"reference", "pin", "hears by"}
    assert len(slip["reference"]) == 14
    assert len(slip["pin"]) == 4


def test_the_list_shows_where_each_case_stands_and_nothing_of_the_citizen(box: Run, slip: dict[str, str]) -> None:
    for result in (box("case", "list"), box("case", "list", "--json"), box("case", "show", slip["reference"])):
        assert result.code == 0
        assert slip["reference"] in result.out
        for secret in (WORDS, "lubak", "Nena", NUMBER, NUMBER[1:], slip["pin"] + "\n"):
            assert secret not in result.out
    (row,) = box("case", "list", "--json").json
    assert (row["state"], row["type"], row["held by"], row["at the hub"]) == ("received", "complaint", "barangay", None)


def test_an_officers_words_are_not_shown_either(box: Run, slip: dict[str, str], settings: Path) -> None:
    built = Box.at(settings)
    with built.store() as store:
        found = store.queue()[0].id
        Office(store, built.calendar, barangay_officer("Ana Reyes", "Secretary")).reply(found, "Kay Nena po iyan")
    shown = box("case", "show", slip["reference"], "--json")
    assert "Nena" not in shown.out
    assert [line.split()[-1] for line in shown.json["history"]] == ["created", "replied"]


def test_the_four_facts_are_shown_as_four(box: Run, slip: dict[str, str]) -> None:
    shown = box("case", "show", slip["reference"]).out
    for fact in ("saved here", "at the hub", "read by an officer", "told to the citizen"):
        assert fact in shown
    assert shown.count("not yet") == 3


@pytest.mark.parametrize(
    ("typed", "says"),
    [("6709 1662 1887", "reference: check"), ("12", "reference: length"), ("abc", "reference: not digits"),
     ("6929 8863 3744", "no case 6929 8863 3744 on this box")],
)  # fmt: skip
def test_a_reference_that_finds_nothing_is_one_line(box: Run, typed: str, says: str) -> None:
    failed(box("case", "show", typed), says)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--words", ""], "words: empty"),
        (["--words", "x" * 1601], "words: too long"),
        (["--words", WORDS, "--phone", "8888"], "number: not mobile"),
        (["--words", WORDS, "--service", "passport"], "service: unknown"),
    ],
)
def test_what_cannot_be_filed_is_one_line(box: Run, arguments: list[str], says: str) -> None:
    failed(box("case", "open", "--type", "complaint", *arguments), says)
    assert box("case", "list").out == ""


# --- texts


def test_a_text_can_be_tried_without_a_modem(box: Run) -> None:
    answer = box("text", "--from", NUMBER, "Sino po ang nanalo sa eleksyon sa Amerika?")
    assert answer.code == 0
    assert answer.out.startswith("BRGY SAN ISIDRO: ")
    assert answer.out.endswith("i-text: OO\n")
    assert box("case", "list").out == ""
    assert "Natanggap na po" in box("text", "--from", NUMBER, "OO").out, "one number's texts are one conversation"
    assert "natanggap" in box("text", "--from", NUMBER, "STATUS").out
    assert len(box("case", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("number", "says"), [("8888", "number: not mobile"), ("GLOBE", "number: not digits"), ("0917", "number: too short")]
)
def test_a_text_from_no_citizen_is_one_line(box: Run, number: str, says: str) -> None:
    failed(box("text", "--from", number, "STATUS"), says)


# --- dates


@pytest.mark.parametrize(
    ("rule", "start", "due", "provisional"),
    [
        ("WD3", "2026-04-01T09:00", "2026-04-08T17:00:00+08:00", False),
        ("WD3", "2026-04-01", "2026-04-08T17:00:00+08:00", False),
        ("WD3", "2026-03-31T17:00+00:00", "2026-04-08T17:00:00+08:00", False),
        ("H72", "2026-06-05T16:20", "2026-06-08T16:20:00+08:00", False),
        ("WD7", "2026-12-23T09:00", "2027-01-08T17:00:00+08:00", True),
    ],
)
def test_a_date_can_be_asked_for(run: Run, rule: str, start: str, due: str, provisional: bool) -> None:
    asked = run("deadline", "--rule", rule, "--from", start, "--json")
    assert (asked.json["rule"], asked.json["due"], asked.json["provisional"]) == (rule, due, provisional)
    assert due in run("deadline", "--rule", rule, "--from", start).out


def test_a_date_says_which_days_did_not_count(run: Run) -> None:
    asked = run("deadline", "--rule", "WD3", "--from", "2026-04-01", "--off", "2026-04-07", "--json").json
    assert asked["due"] == "2026-04-10T17:00:00+08:00"
    assert asked["not counted"] == [
        "2026-04-02 Maundy Thursday",
        "2026-04-03 Good Friday",
        "2026-04-07 work suspended",
        "2026-04-09 Araw ng Kagitingan",
    ]


@pytest.mark.parametrize(
    ("more", "due"),
    [
        (["--rule", "WD3", "--extended"], "2026-04-14T17:00:00+08:00"),
        (["--rule", "CHARTER_MIN", "--minutes", "20"], "2026-04-01T08:20:00+08:00"),
        (["--rule", "WD7", "--paused", "2026-04-06", "2026-04-08"], "2026-04-17T17:00:00+08:00"),
        (["--rule", "KP_CONCILIATE_D15", "--extended"], "2026-05-01T17:00:00+08:00"),
    ],
)
def test_what_may_happen_to_a_clock_can_be_tried(run: Run, more: list[str], due: str) -> None:
    assert run("deadline", "--from", "2026-04-01", *more, "--json").json["due"] == due


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--rule", "H72", "--extended"], "'H72' cannot be extended"),
        (["--rule", "CHARTER_MIN"], "needs the charter's minutes"),
        (["--rule", "WD3", "--off", "bukas"], "'bukas' is not a time"),
    ],
)
def test_what_the_law_does_not_know_is_explained(run: Run, more: list[str], says: str) -> None:
    refused = run("deadline", "--from", "2026-04-01", *more)
    assert refused.code == 2
    assert says in refused.err


def test_a_suspension_that_the_hall_declares_moves_the_dates_of_this_box(box: Run) -> None:
    before = box("deadline", "--rule", "WD3", "--from", "2026-04-01", "--json").json["due"]
    said = box("calendar", "declare", "2026-04-07", "suspension", "Bagyo", "--by", "Ana Reyes, Kalihim")
    assert said.out == "2026-04-07: suspension, declared on this box\n"
    assert before == "2026-04-08T17:00:00+08:00"
    assert box("deadline", "--rule", "WD3", "--from", "2026-04-01", "--json").json["due"] == "2026-04-10T17:00:00+08:00"
    assert box("calendar", "list", "--year", "2026", "--json").json["2026-04-07"] == "Bagyo"
    assert box("verify").code == 0


def test_a_day_is_not_declared_by_nobody_or_without_a_name(box: Run) -> None:
    failed(box("calendar", "declare", "2026-04-07", "suspension", "Bagyo", "--by", " "), "by: empty")
    failed(box("calendar", "declare", "2026-04-07", "suspension", " ", "--by", "Ana Reyes"), "name: empty")


@pytest.mark.parametrize(
    "arguments", [["--rule", "WD4", "--from", "2026-04-01"], ["--rule", "WD3", "--from", "bukas"], ["--rule", "WD3"]]
)
def test_a_date_that_cannot_be_asked_for_is_explained(run: Run, arguments: list[str]) -> None:
    result = run("deadline", *arguments)
    assert result.code == 2
    assert "Usage:" in result.err
    assert "Traceback" not in result.err


def test_a_date_at_the_end_of_time_is_one_line(run: Run) -> None:
    refused = run("deadline", "--rule", "WD3", "--from", "9999-12-31T09:00")
    assert refused.code == 2
    assert "is not in the years 2000 to 2100" in refused.err


# --- how the box is


def test_a_whole_chain_ends_well_and_a_tampered_one_does_not(box: Run, slip: dict[str, str], tmp_path: Path) -> None:
    whole = box("verify", "--json")
    assert whole.code == 0
    assert list(whole.json.values()) == ["whole"]
    connection = sqlite3.connect(tmp_path / "data" / "dulog.db")
    connection.execute("DROP TRIGGER events_stay")
    connection.execute("UPDATE events SET fields = replace(fields, 'lubak', 'bulaklak')")
    connection.commit()
    connection.close()
    tampered = box("verify")
    assert tampered.code == 1
    assert "event 1 was changed" in tampered.out
    assert "bulaklak" not in tampered.out + tampered.err


def test_the_satisfaction_tables_count_this_years_cases(box: Run, slip: dict[str, str], settings: Path) -> None:
    assert "No responses yet." in box("report", "csm").out
    here = Box.at(settings)
    with here.store() as store:
        case = store.queue()[0].id
        officer = Office(store, here.calendar, barangay_officer("Ana Reyes", "Secretary"))
        officer.resolve(case, "fixed", "Natapalan na po.")
        officer.told_in_person(case)
        here.counter(store).rate(case, {"sqd0": "5", "sqd1": "4", "sqd2": "2"})
    report = box("report", "csm", "--json").json
    assert (report["ended"], report["surveyed"], report["score"], report["rating"]) == (1, 1, 50, "Poor")
    assert report["of"] == "Barangay San Isidro, Biñan (PSGC 0403403014)"
    shown = box("report", "csm").out
    assert shown.startswith("Client satisfaction measurement, ")
    assert "All services: 1 of 1 clients answered" in shown
    past = box("report", "csm", "--from", "2020-01-01", "--to", "2020-12-31", "--json").json
    assert (past["from"], past["to"], past["ended"]) == ("2020-01-01", "2020-12-31", 0)
    assert "csm" not in box("case", "show", slip["reference"]).out


@pytest.mark.parametrize("period", [["--from", "bukas"], ["--from", "2026-02-01", "--to", "2026-01-31"]])
def test_a_period_that_cannot_be_is_explained(box: Run, period: list[str]) -> None:
    result = box("report", "csm", *period)
    assert result.code == 2
    assert "Usage:" in result.err


def test_the_hub_reports_on_all_halls(run: Run, settings: Path, tmp_path: Path) -> None:
    settings.write_text(f'{settings.read_text()}[hub]\ndata = "{tmp_path / "hub"}"\n')
    failed(run("report", "csm", "--hub"), "no data file")
    create(tmp_path / "hub", "hubhubhubhubhubh", HUB)
    assert "all halls of this hub" in run("report", "csm", "--hub").out
    assert not (tmp_path / "data").exists()


def test_a_copy_is_verified_beside_the_file_in_use(box: Run, slip: dict[str, str], tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(tmp_path / "data" / "dulog.db") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    assert box("verify", str(copy)).code == 0
    with sqlite3.connect(copy) as tampered:
        tampered.execute("DROP TRIGGER events_stay")
        tampered.execute("UPDATE events SET fields = replace(fields, 'lubak', 'bulaklak')")
    tampered.close()
    found = box("verify", "--json", str(copy))
    assert found.code == 1
    assert "event 1 was changed" in found.json.values()
    failed(box("verify", str(tmp_path / "nothing.db")), "nothing.db: cannot be read")


def test_an_alarm_is_listed_counted_and_settled_by_a_person(box: Run, settings: Path) -> None:
    with Box.at(settings).store() as store:
        Logbook(store).alarm(store.origin, "forked", 3)
        origin = store.origin
    assert box("health", "--json").json["alarms"] == 1
    assert box("verify").code == 1
    assert box("alarms", "--json").json[origin][0].startswith("forked at event 3")
    assert box("alarms", "--settle", origin).code == 0
    assert box("verify").code == 0
    failed(box("alarms", "--settle", origin), "there is no alarm about")


def test_health_is_for_people_and_programs(box: Run, slip: dict[str, str]) -> None:
    report = box("health", "--json").json
    assert report.pop("free disk space (MB)") > 0
    assert report == {
        "certified by the hub until": None,
        "hub last said hello": None,
        "events not yet at the hub": 1,
        "promises that have passed": 0,
        "texts": {"queued": 1},
        "texts that wait": {"ready": 1},
        "set aside for a person": 0,
        "alarms": 0,
        "kiosk set aside": False,
    }
    assert "1 queued" in box("health").out


def test_health_counts_in_numbers(box: Run, slip: dict[str, str]) -> None:
    lines = [" ".join(line.split()) for line in box("health").out.splitlines()]
    assert "events not yet at the hub 1" in lines
    assert "set aside for a person 0" in lines
    assert "hub last said hello not yet" in lines


def test_the_charter_can_be_checked(run: Run, tmp_path: Path) -> None:
    assert "road-repair" in run("charter", "check").out
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "passport.toml").write_text('id = "passport"')
    failed(run("charter", "check", str(tmp_path / "ours")), "passport.toml: classification: is missing")
    failed(run("charter", "check", str(tmp_path / "none")), "not a folder")


def test_the_bench_puts_our_figure_beside_its_peer(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    figures = run("bench", "store", "--cases", "5", "--json").json
    assert {"case p50 ms", "bare p50 ms", "p50 ratio"} <= set(figures)
    assert [path.name for path in tmp_path.iterdir() if "bench" in path.name] == []


def test_what_nobody_expected_is_one_line_without_its_words(
    box: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "device.key").unlink()
    (tmp_path / "data" / "device.key").mkdir()
    failed(box("case", "list"), "IsADirectoryError at ")


# --- staff and maintenance


def typed_pin(settings: Path, *arguments: str, pins: tuple[str, ...]) -> click.testing.Result:
    """`dulog staff pin` as an officer types it, hidden and twice."""
    arguments = ("--config", str(settings), "staff", "pin", *arguments)
    return CliRunner().invoke(dulog, arguments, input="".join(f"{pin}\n" for pin in pins))


def test_an_officer_is_given_a_pin_at_the_console_and_it_is_never_shown(box: Run, settings: Path) -> None:
    assert box("staff", "list", "--json").json == {}
    given = typed_pin(settings, "Ana Reyes", "--designation", "Barangay Secretary", pins=("480213", "480213"))
    assert given.exit_code == 0
    assert "480213" not in given.output
    assert box("staff", "list", "--json").json == {"Ana Reyes": "Barangay Secretary"}
    opened = Box.at(settings)
    with opened.store() as store:
        assert opened.officers(store).sign_in("480213").name == "Ana Reyes"
    assert box("staff", "remove", "Ana Reyes").code == 0
    failed(box("staff", "remove", "Ana Reyes"), "no officer 'Ana Reyes' has a PIN here")


def test_a_pin_that_anybody_would_guess_is_refused_by_its_name(box: Run) -> None:
    failed(box("staff", "pin", "Ana", "--designation", "Secretary", "--pin", "123456"), "pin: too easy")
    failed(box("staff", "pin", "Ana", "--designation", "Secretary", "--pin", "1234"), "pin: six digits")


def test_the_kiosk_is_set_aside_and_health_says_so(box: Run) -> None:
    assert box("maintenance", "on").out == "the kiosk is set aside\n"
    assert box("health", "--json").json["kiosk set aside"] is True
    assert box("maintenance", "off").out == "the kiosk serves citizens\n"
    assert box("health", "--json").json["kiosk set aside"] is False
