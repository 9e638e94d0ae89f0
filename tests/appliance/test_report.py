# SPDX-License-Identifier: Apache-2.0
"""The tables for ARTA: worked out by hand once, never off by a client, and readable on an officer's screen."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import report, survey
from appliance.case import Case
from appliance.report import NO_ANSWER, Tally, band, measure, page, percent

CLEARANCE = "barangay-clearance"
NAMES = {CLEARANCE: "Barangay Clearance"}

# Three clients, an old man who never heard of the charter among them, and two who did not answer.
PLEASED = {"client_type": "citizen", "sex": "female", "age": "20to34", "cc1": "1", "cc2": "1", "cc3": "2"} | {
    f"sqd{number}": "5" for number in range(9)
}
OLD_MAN = {"client_type": "citizen", "sex": "male", "age": "from65", "cc1": "4", "sqd0": "4", "sqd1": "3"} | {
    **{"sqd2": "4", "sqd3": "4", "sqd4": "na", "sqd5": "na", "sqd6": "2", "sqd7": "5"},
}
IN_A_HURRY = {"client_type": "business", "sqd0": "1", "sqd1": "5"}

QUALITY = """
                               Strongly                          Strongly          No
Service quality                   agree  Agree Neither  Disagree disagree  N/A answer  Total   Score
SQD0 Overall satisfaction             1      1       0         0        1    0      0      3  66.67%
SQD1 Responsiveness (time)            2      0       1         0        0    0      0      3  66.67%
SQD2 Reliability (steps kept)         1      1       0         0        0    0      1      3 100.00%
SQD3 Access (steps)                   1      1       0         0        0    0      1      3 100.00%
SQD4 Communication                    1      0       0         0        0    1      1      3 100.00%
SQD5 Costs (fees)                     1      0       0         0        0    1      1      3 100.00%
SQD6 Integrity (fairness)             1      0       0         1        0    0      1      3  50.00%
SQD7 Assurance (courtesy)             2      0       0         0        0    0      1      3 100.00%
SQD8 Outcome                          1      0       0         0        0    0      2      3 100.00%
Overall score (SQD1 to SQD8): 85.71% Satisfactory
"""  # 12 of the 14 answers to SQD1 to SQD8 that are not N/A agree


def ended(service: str = CLEARANCE, answers: dict[str, str] | None = None, box: str = "aaaa") -> Case:
    return Case(f"{box}.00000001/1", service=service, survey=answers or {}, ended_at=1)


def five() -> list[Case]:
    return [
        *(ended(answers=answers) for answers in (PLEASED, OLD_MAN, IN_A_HURRY)),
        ended(),
        ended("", box="bbbb"),
    ]


def lines(cases: list[Case], **boxes: str) -> list[str]:
    return list(page(measure(cases), NAMES, boxes))


def test_the_quality_of_service_is_as_worked_out_by_hand() -> None:
    assert QUALITY in "\n".join(lines(five()))


def test_who_answered_is_set_against_who_was_served() -> None:
    shown = lines(five())
    assert [line.split() for line in shown[1:4]] == [
        ["Barangay", "Clearance", "3", "4", "75.00%", "85.71%", "Satisfactory"],
        ["No", "service", "named", "0", "1", "0.00%", "-"],
        ["All", "services", "3", "5", "60.00%", "85.71%", "Satisfactory"],
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("Citizen", "2", "66.67%"),
        ("65 or older", "1", "33.33%"),
        ("Male", "1", "33.33%"),
        ("I do not know it", "1", "33.33%"),
        ("Somewhat helped", "1", "33.33%"),
        ("Government (employee or office)", "0", "0.00%"),
    ],
)
def test_who_they_are_and_what_they_know_of_the_charter_is_counted(row: tuple[str, str, str]) -> None:
    assert row in {(line[:60].strip(), line[60:70].strip(), line[70:].strip()) for line in lines(five())}


def test_who_does_not_know_the_charter_counts_as_na_where_it_asks_for_more() -> None:
    counts = measure(five()).everything.counts
    for code in ("cc2", "cc3"):
        assert counts[code][survey.NOT_APPLICABLE] == 1
        assert counts[code][NO_ANSWER] == 1


def test_each_service_and_each_hall_has_its_own_figures() -> None:
    found = measure(five())
    assert {service: tally.ended for service, tally in found.services.items()} == {CLEARANCE: 4, "": 1}
    assert {box: tally.surveyed for box, tally in found.boxes.items()} == {"aaaa": 3, "bbbb": 0}
    shown = "\n".join(lines(five(), aaaa="PSGC 0403403014"))
    assert "PSGC 0403403014" in shown
    assert "\nbbbb" in shown
    assert "Hall" not in "\n".join(lines([ended(answers=PLEASED)]))


def test_before_anybody_has_answered_it_says_so() -> None:
    for cases in ([], [ended()]):
        shown = lines(cases)
        assert "No responses yet." in shown
        assert not any("==" in line for line in shown)
    assert "No responses yet." not in lines(five())


def test_services_of_the_same_name_stay_two() -> None:
    found = measure([ended("clearance-1", PLEASED), ended("clearance-2", OLD_MAN)])
    shown = list(page(found, {"clearance-1": "Clearance", "clearance-2": "Clearance"}, {}))
    assert sum(line.startswith("Clearance ") for line in shown) == 2


def test_an_answer_of_a_newer_version_is_no_answer_to_this_one() -> None:
    counts = measure([ended(answers={"sqd0": "7", "sex": "x", "sqd12": "5", "sqd1": "5"})]).everything.counts
    assert (counts["sqd0"][NO_ANSWER], counts["sex"][NO_ANSWER], counts["sqd1"]["5"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("score", "rating"),
    [(100, "Outstanding"), (95, "Outstanding"), (94.99, "Very Satisfactory"), (90, "Very Satisfactory"),
     (89.99, "Satisfactory"), (80, "Satisfactory"), (79.99, "Fair"), (60, "Fair"), (59.99, "Poor"), (0, "Poor"),
     (None, "")],
)  # fmt: skip
def test_a_score_has_the_rating_of_its_band(score: float | None, rating: str) -> None:
    assert band(score) == rating


def test_the_rating_belongs_to_the_figure_that_is_printed() -> None:
    score = percent(94_996, 100_000)
    assert score == 95
    assert band(score) == "Outstanding"


def test_the_figures_are_there_for_programs_too() -> None:
    figures = json.loads(json.dumps(measure(five()).as_json({"aaaa": "0403403014"})))
    assert (figures["ended"], figures["surveyed"], figures["response_rate"], figures["score"]) == (5, 3, 60, 85.71)
    assert figures["scores"]["sqd6"] == 50
    assert figures["services"][""]["scores"]["sqd0"] is None
    assert figures["boxes"]["aaaa"]["psgc"] == "0403403014"
    assert figures["boxes"]["bbbb"]["psgc"] == ""


ANSWERS = st.fixed_dictionaries(
    {}, optional={field.code: st.sampled_from(["", *dict(field.choices)]) for field in survey.FIELDS}
)
CASES = st.lists(
    st.builds(ended, st.sampled_from([CLEARANCE, "", "x" * 60]), ANSWERS, st.sampled_from(["aaaa", "bbbb"])),
    max_size=12,
)


@given(CASES)
def test_nobody_is_counted_twice_or_left_out_and_every_score_is_a_share(cases: list[Case]) -> None:
    found = measure(cases)
    every = found.everything
    assert every.ended == len(cases)
    assert every.surveyed == sum(bool(case.survey) for case in cases)
    for groups in (found.services, found.boxes):
        assert sum(tally.ended for tally in groups.values()) == every.ended
        assert sum(tally.surveyed for tally in groups.values()) == every.surveyed
    for tally in (every, *found.services.values(), *found.boxes.values()):
        assert tally.surveyed <= tally.ended
        assert all(sum(counts.values()) == tally.surveyed for counts in tally.counts.values())
        for score in (tally.overall, tally.response_rate, *map(tally.score, report.DIMENSIONS)):
            assert score is None or 0 <= score <= 100


@given(CASES)
def test_the_page_is_never_wider_than_a_terminal(cases: list[Case]) -> None:
    assert max(map(len, lines(cases))) <= 100


@given(CASES, st.randoms())
def test_the_order_of_the_cases_does_not_matter(cases: list[Case], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = cases.copy()
    chance.shuffle(shuffled)
    assert lines(shuffled) == lines(cases)


def test_the_readme_shows_what_is_printed() -> None:
    shown = (Path(__file__).parents[2] / "README.md").read_text("utf-8").partition("`dulog report csm` prints")[2]
    example = shown.split("```")[1].splitlines()[1:]
    assert len(example) > 10
    assert set(example) <= set(lines(five()[:4]))


def test_a_tally_of_nothing_has_no_score() -> None:
    assert (Tally().overall, Tally().response_rate, band(Tally().overall)) == (None, None, "")
