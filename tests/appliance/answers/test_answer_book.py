# SPDX-License-Identifier: Apache-2.0
"""The answer book: the right service from a question as people type it, or an honest "I do not know"."""

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import gsm7
from appliance.answers import KNOWS, AnswerBook, lessons
from appliance.answers.model import Model
from appliance.charter import Charter
from appliance.errors import AnswersError
from appliance.words import LANGUAGES
from tests.fakes import our_charter

TUNE = Path(__file__).parent.parent.parent / "answers" / "tune.jsonl"


@cache
def book() -> AnswerBook:
    return AnswerBook(our_charter())


@cache
def tuned() -> list[tuple[dict[str, str], str, str]]:
    """Each question to tune on with the service and the fact that the book found."""
    rows = [json.loads(line) for line in TUNE.read_text("utf-8").splitlines()]
    answers = [book().ask(row["question"], "fil") for row in rows]
    return [(row, answer.service, answer.asks) for row, answer in zip(rows, answers, strict=True)]


# --- what it finds


@pytest.mark.parametrize(
    ("question", "service"),
    [
        ("san po kuha brgy clearance", "barangay-clearance"),
        ("HM PO CEDULA", "community-tax-certificate"),
        ("pno mgpa rehistro ng baby d2", "birth-registration"),
        ("gikulata ko sa akong bana tabang", "vawc-protection-order"),
        ("the street lamp on our corner is dead", "streetlight-repair"),
        ("nangangagat po yung asong gala sa kanto", "stray-animals"),
        ("maam good am po pasensya na sa abala tanong lang po sana kung magkano ang barangay id", "barangay-id"),
    ],
)
def test_a_question_finds_its_service(question: str, service: str) -> None:
    assert book().ask(question, "fil").service == service


@pytest.mark.parametrize(
    "question", ["anong ulam natin mamaya", "who won the nba finals", "unsay lyrics sa matud nila"]
)
def test_what_no_service_answers_is_not_answered(question: str) -> None:
    answer = book().ask(question, "fil")
    assert (answer.service, answer.also) == ("", "")
    assert answer.score < KNOWS
    assert "Gusto po ba ninyong ipasa" in answer.text


def test_every_sample_question_of_the_charter_finds_its_own_service() -> None:
    asked = [lesson for service in our_charter().services.values() for lesson in lessons.of_service(service)]
    asked = [lesson for lesson in asked if lesson.weight == 1][::4]
    hits = sum(book().ask(lesson.text, "fil").service == lesson.label for lesson in asked)
    assert hits >= 0.98 * len(asked)


def test_the_questions_to_tune_on_are_answered_as_well_as_ever() -> None:
    """A floor, two or three questions below what was measured; the sealed part is for `dulog bench answers` alone."""
    ours = [(row["service"], found) for row, found, _ in tuned() if row["service"]]
    beyond = [found for row, found, _ in tuned() if not row["service"]]
    assert sum(found == service for service, found in ours) >= 0.94 * len(ours)
    assert sum(not found for _, found in ours) <= 0.03 * len(ours)
    assert sum(not found for found in beyond) >= 0.92 * len(beyond)


def test_no_kind_of_language_is_left_behind() -> None:
    asked = Counter(row["language"] for row, _, _ in tuned() if row["service"])
    found = Counter(row["language"] for row, service, _ in tuned() if row["service"] and service == row["service"])
    assert all(found[language] >= 0.9 * count for language, count in asked.items())


def test_the_fact_that_is_asked_for_is_mostly_heard() -> None:
    heard = [row["asks"] == fact for row, _, fact in tuned() if row["service"]]
    assert sum(heard) >= 0.7 * len(heard)


def test_two_services_as_good_as_each_other_are_both_named() -> None:
    asking = [answer for answer in (book().ask(row["question"], "en") for row, _, _ in tuned()) if answer.also]
    assert len(asking) >= 3
    for answer in asking:
        for service in (answer.service, answer.also):
            assert our_charter().name(service, "en") in answer.text
            assert our_charter().get(service).sensitivity not in ("protected", "restricted")
        assert answer.text.endswith("?")


# --- languages


@pytest.mark.parametrize(
    "question",
    [
        "may malaking lubak po sa kalsada namin number po ng bumbero",
        "may naaksidente na motor dahil sa lubak nahimatay po ang tatay ko",
    ],
)
def test_danger_as_likely_as_another_matter_is_answered_and_not_asked_about(question: str) -> None:
    found = book().ask(question, "fil")
    assert (found.service, found.also) == ("emergency-hotlines", "")


def test_the_language_is_told_by_its_words() -> None:
    assert book().language_of("magkano po ang kumuha ng clearance dito") == "fil"
    assert book().language_of("how much do I pay for a clearance") == "en"
    assert book().language_of("pila man ang bayad sa pagkuha og clearance diri") == "ceb"
    assert book().language_of("kuha clearance") == book().language_of("senior id") == "", "two words say little"
    assert book().language_of("how much") == "en"
    assert book().language_of("") == book().language_of("???") == book().language_of("12345") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_in_the_language_that_was_wanted(language: str) -> None:
    office = our_charter().get("barangay-clearance").office[language]
    answer = book().ask("where do i get a barangay clearance", language)
    assert office in answer.text
    assert answer.asks == "where"


# --- anything may be typed


@pytest.mark.parametrize(
    "question",
    ["", " ", "?!...", "🙏🙏🙏", "\x00\x1b[2J", "a" * 10_000, "magkano " * 1_250, "{}", "\u202egnihton", "1", "\ud800"],
)
def test_hostile_questions_get_an_honest_answer(question: str) -> None:
    for budget in (0, 138):
        answer = book().ask(question, "fil", budget=budget)
        assert answer.text
        assert 0 <= answer.score <= 1


@given(st.text(max_size=200), st.sampled_from(LANGUAGES), st.sampled_from([0, 138, 160, 306]))
def test_whatever_is_asked_the_answer_fits(question: str, language: str, budget: int) -> None:
    answer = book().ask(question, language, budget=budget)
    assert answer.text
    assert not budget or 0 < (gsm7.septets(answer.text) or 999) <= budget
    assert bool(answer.service) == (answer.score >= KNOWS)
    assert book().language_of(question) in ("", *LANGUAGES)


# --- a hall's own services


def own_service(**changes: object) -> Charter:
    """Our charter with a karaoke permit beside it, and whatever a hall changes."""
    permit = replace(
        our_charter().get("barangay-clearance"),
        id="videoke-permit",
        name=dict.fromkeys(LANGUAGES, "Videoke Permit"),
        description=dict.fromkeys(LANGUAGES, "Permit para sa videoke o sound system sa handaan."),
        questions={
            "fil": ("paano po kumuha ng permit sa videoke", "pahingi po ng permit para sa sound system sa birthday"),
            "en": ("i need a videoke permit for our party",),
            "ceb": ("unsaon pagkuha og permit sa videoke",),
        },
        keywords=("videoke permit", "permit sa sound system"),
    )
    changed = replace(our_charter().get("barangay-id"), **changes)  # type: ignore[arg-type]
    return Charter({**our_charter().services, "videoke-permit": permit, "barangay-id": changed})


def test_a_halls_own_service_is_found_and_the_others_still_are() -> None:
    own = AnswerBook(own_service())
    assert own.ask("kukuha po sana ako ng permit sa videoke para sa kasal", "fil").service == "videoke-permit"
    assert own.ask("unsay requirements sa permit sa videoke", "ceb").service == "videoke-permit"
    assert own.ask("ang ingay po ng videoke ng kapitbahay hindi kami makatulog", "fil").service == "noise-complaint"
    assert own.ask("san po kuha brgy clearance", "fil").service == "barangay-clearance"
    assert own.ask("who won the nba finals", "en").service == ""


def test_a_service_that_a_hall_asks_for_otherwise_is_found_both_ways() -> None:
    own = AnswerBook(own_service(questions={"fil": ("paano kumuha ng kard ng taga San Isidro",)}, keywords=("kard",)))
    assert own.ask("pano kumuha ng kard ng taga san isidro", "fil").service == "barangay-id"
    assert own.ask("pano po kumuha ng barangay id", "fil").service == "barangay-id"


def test_a_charter_of_one_service_knows_only_that_one() -> None:
    alone = AnswerBook(Charter({"road-repair": our_charter().get("road-repair")}))
    assert alone.ask("may malaking lubak po sa kalsada namin", "fil").service == "road-repair"
    assert alone.ask("magkano po ang cedula", "fil").service in ("", "road-repair")


def test_an_empty_charter_knows_nothing() -> None:
    assert AnswerBook(Charter({})).ask("magkano po ang cedula", "fil").service == ""


# --- the model's file


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"\xff\xff", b'{"buckets": 1, "labels": [], "languages": []}\nxx', b"[]\n"]
)
def test_a_model_that_cannot_be_used_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    for one in (path, tmp_path / "none.bin"):
        with pytest.raises(AnswersError, match="run script/setup"):
            Model.load(one)


def test_the_model_was_made_from_this_charter() -> None:
    taught = {one.id: lessons.digest(lessons.of_service(one)) for one in our_charter().services.values()}
    assert Model.load().taught == taught, "train again: script/setup"
