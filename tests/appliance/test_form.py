# SPDX-License-Identifier: Apache-2.0
"""A form asks one question after another, understands answers as people write them, and keeps each in one way."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import form, kinds
from appliance.charter import Field
from appliance.counter import Counter, Draft
from appliance.errors import InputError
from appliance.store import Store
from tests.fakes import our_charter

TODAY = date(2026, 4, 1)
EVERY = {service.id: service.fields for service in our_charter().services.values() if service.fields}
FIELDS = {field.kind: field for fields in EVERY.values() for field in fields}
PURPOSE, DETAIL, PUROK, FIRST_JOB = EVERY["barangay-clearance"]
HIRE, DAY, *_ = EVERY["facility-borrowing"]
CONFINED = next(field for field in EVERY["medical-assistance"] if field.code == "confined")


def read(field: Field, text: str) -> str:
    return kinds.read(field, text, TODAY)


# --- each kind, as people write


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "work"),
        ("2.", "loan"),
        ("#3", "id"),
        ("no. 4 po", "school"),
        ("2 loan po, salamat", "loan"),
        ("Trabaho", "work"),
        ("para sa trabaho po", "work"),
        ("LOAN", "loan"),
        ("sa bangko", "loan"),
        ("ID", "id"),
        ("scholarship ng anak ko", "school"),
        ("kuryente", "utility"),
        ("iba pa po", "other"),
        ("Electricity", "utility"),
        ("6", "other"),
        ("pang trabaho", "work"),
    ],
)
def test_a_choice_is_made_by_number_or_by_words(text: str, code: str) -> None:
    assert read(PURPOSE, text) == code


@pytest.mark.parametrize(
    "text", ["0", "7", "99", "1 at 3", "trabaho o loan", "ewan", "", "po", "?", "kahit ano", "purok 2"]
)
def test_what_is_no_choice_or_more_than_one_is_asked_again(text: str) -> None:
    with pytest.raises(InputError) as refused:
        read(PURPOSE, text)
    assert (refused.value.field, refused.value.problem) == ("purpose", "choice")


@pytest.mark.parametrize("text", ["1 3", "1,3", "1, 3 po", "13", "3 1", "1 at 3", "1 and 3", "1 & 3", "1\n3", "1 ug 3"])
def test_several_are_chosen_in_any_order(text: str) -> None:
    first, _, third, *_ = [code for code, _ in HIRE.choices]
    assert read(HIRE, text) == f"{first},{third}"


def test_all_may_be_chosen_at_once() -> None:
    assert read(HIRE, "lahat po") == ",".join(code for code, _ in HIRE.choices)


@pytest.mark.parametrize("text", ["1 9", "0", "wala", "ewan ko", "", "1 at kabayo"])
def test_several_with_one_that_there_is_not_are_asked_again(text: str) -> None:
    with pytest.raises(InputError, match="multi_choice"):
        read(HIRE, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("OO", "yes"),
        ("opo", "yes"),
        ("Oo naman po", "yes"),
        ("yes", "yes"),
        ("Y", "yes"),
        ("meron po", "yes"),
        ("naa", "yes"),
        ("1", "yes"),
        ("oo may nahulog na po na bata", "yes"),
        ("HINDI", "no"),
        ("hindi pa po", "no"),
        ("di po", "no"),
        ("No", "no"),
        ("dili", "no"),
        ("wala naman po", "no"),
        ("2", "no"),
        ("ay hindi po", "no"),
    ],
)
def test_yes_and_no_in_three_languages(text: str, value: str) -> None:
    assert read(FIRST_JOB, text) == value


@pytest.mark.parametrize(
    "text", ["hindi ko po alam", "ewan", "baka", "ambot", "not sure", "3", "trabaho", "", "di ako sigurado"]
)
def test_who_is_not_sure_has_said_neither(text: str) -> None:
    with pytest.raises(InputError, match="yes_no"):
        read(FIRST_JOB, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 Dis 2026", "2026-12-25"),
        ("Disyembre 25, 2026", "2026-12-25"),
        ("Dec 25", "2026-12-25"),
        ("2026-12-25", "2026-12-25"),
        ("12/25/2026", "2026-12-25"),
        ("25/12/2026", "2026-12-25"),
        ("12/25", "2026-12-25"),
        ("sa Mayo 3 po", "2026-05-03"),
        ("Marso 3", "2027-03-03"),
        ("04/05/2026", "2026-04-05"),
        ("bukas po", "2026-04-02"),
        ("ugma", "2026-04-02"),
        ("ngayon", "2026-04-01"),
        ("April 1", "2026-04-01"),
        ("Setyembre 9", "2026-09-09"),
        ("Septiyembre 9 1950", "1950-09-09"),
        ("Pebrero 29 2028", "2028-02-29"),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, value: str) -> None:
    assert read(DAY, text) == value


@pytest.mark.parametrize(
    "text", ["Pebrero 30 2026", "13/13/2026", "sa Sabado", "2026", "25", "", "Dis", "1 2 3 4", "Dis 25 9999", "0/0"]
)
def test_what_is_no_day_is_asked_again(text: str) -> None:
    with pytest.raises(InputError, match="date"):
        read(DAY, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "Purok 3"),
        ("purok 3 po", "Purok 3"),
        ("Prk. 12", "Purok 12"),
        ("b", "Purok B"),
        ("Sitio Mabini", "Sitio Mabini"),
    ],
)
def test_a_purok_is_a_number_or_a_name(text: str, value: str) -> None:
    assert read(PUROK, text) == value


def test_a_telephone_number_is_kept_in_one_form() -> None:
    assert read(FIELDS["phone"], "0917 123 4567") == "+639171234567"
    with pytest.raises(InputError, match="phone"):
        read(FIELDS["phone"], "123")


@pytest.mark.parametrize(
    ("kind", "text"), [("name", "J"), ("name", "!!"), ("text", "opo"), ("text", "salamat po"), ("purok", "")]
)
def test_a_courtesy_or_a_blank_answers_nothing(kind: str, text: str) -> None:
    with pytest.raises(InputError):
        read(FIELDS[kind], text)


def test_an_answer_too_long_is_not_cut() -> None:
    with pytest.raises(InputError, match="too_long"):
        read(FIELDS["text"], "x" * 301)


@given(st.sampled_from(sorted(FIELDS)), st.text() | st.from_regex(r"[0-9 ,/-]{0,12}", fullmatch=True))
def test_whatever_is_read_may_be_filed(kind: str, text: str) -> None:
    try:
        value = read(FIELDS[kind], text)
    except InputError:
        return
    assert kinds.holds(FIELDS[kind], value)
    assert read(FIELDS[kind], value) == value or kind in ("choice", "multi_choice")


# --- one question after another

forms = st.sampled_from(sorted(EVERY)).map(EVERY.__getitem__)


def answers_to(field: Field) -> list[str]:
    """Some answers that a person may give to this question."""
    given = {"yes_no": ["OO", "hindi"], "date": ["bukas"], "phone": ["0917 123 4567"], "purok": ["3"]}
    numbers = [str(number) for number in range(1, len(field.choices) + 1)]
    return given.get(field.kind) or numbers or ["sa tabi ng kapilya"]


@given(forms, st.data())
def test_any_form_comes_to_its_end_and_can_be_filed(fields: tuple[Field, ...], data: st.DataObject) -> None:
    answers: dict[str, str] = {}
    asked = 0
    while field := form.next_field(fields, answers):
        asked += 1
        if not field.required and data.draw(st.booleans()):
            answers = form.passed(fields, answers)
        else:
            answers = form.answer(fields, answers, data.draw(st.sampled_from(answers_to(field))), TODAY)
        last = form.previous(fields, answers)
        assert last is not None
        assert last.code == field.code
    assert asked == len(form.asked(fields, answers)) <= len(fields)
    said = form.said(fields, answers)
    assert form.check(fields, answers) == form.check(fields, said) == said
    for field in fields:
        for language in ("fil", "en", "ceb"):
            assert form.shown(field, answers.get(field.code, ""), language)
    with pytest.raises(ValueError, match="complete"):
        form.answer(fields, answers, "1", TODAY)


def test_a_question_made_needless_is_not_asked_and_its_old_answer_is_not_filed() -> None:
    fields = EVERY["medical-assistance"]
    answers = {"need": "hospital", "beneficiary": "self", "confined": "PGH", "purok": "Purok 1"}
    assert set(form.said(fields, answers)) == set(answers)
    assert "confined" not in form.said(fields, {**answers, "need": CONFINED.skip_if.partition("=")[2]})


def test_what_must_be_answered_cannot_be_passed_over() -> None:
    with pytest.raises(InputError, match="purpose: required"):
        form.passed(EVERY["barangay-clearance"], {})


def test_names_and_numbers_are_shown_to_the_officer_alone() -> None:
    name = replace(FIELDS["name"], code="x")
    assert "Juan" not in form.shown(name, "Juan Reyes", "fil")
    assert form.shown(name, "Juan Reyes", "fil", private=False) == "Juan Reyes"


# --- at the counter


def test_the_answers_are_filed_with_the_case(counter: Counter, box: Store) -> None:
    said = {"purpose": "work", "purok": "Purok 3", "first_job": "yes"}
    slip = counter.file(Draft("service_request", "x", "fil", service="barangay-clearance", answers=said))
    assert box.case(slip.case).answers == said
    assert box.events_of(slip.case)[0].body["answers"] == said


def test_a_case_without_answers_says_nothing_of_them(counter: Counter, box: Store) -> None:
    slip = counter.file(
        Draft("service_request", "x", "fil", service="barangay-clearance", answers={"purpose_detail": ""})
    )
    assert box.case(slip.case).answers == {}
    assert "answers" not in box.events_of(slip.case)[0].body


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"colour": "red"}, "colour: unknown"),
        ({"purpose": "marriage"}, "purpose: choice"),
        ({"first_job": "perhaps"}, "first_job: yes_no"),
        ({"purok": "x" * 41}, "purok: purok"),
        ({"purok": " Purok  3\x00"}, "purok: purok"),
        ({"purpose": 1}, "purpose: choice"),
    ],
)
def test_an_answer_that_the_form_does_not_have_is_refused_by_name(counter: Counter, answers, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        counter.file(Draft("service_request", "x", "fil", service="barangay-clearance", answers=answers))


def test_a_case_without_a_service_has_no_form(counter: Counter) -> None:
    with pytest.raises(InputError, match="purok: unknown"):
        counter.file(Draft("complaint", "x", "fil", answers={"purok": "Purok 3"}))


@pytest.mark.parametrize("odd", [None, [], "x", {"a": 1}, {"a": None, "b": "c"}])
def test_a_case_folds_whatever_another_version_wrote_as_answers(box: Store, counter: Counter, odd: object) -> None:
    slip = counter.file(Draft("complaint", "x", "fil"))
    body = {**box.events_of(slip.case)[0].body, "answers": odd, "reference": "692988633744"}
    with box.writing():
        event = box.append("", "created", box.events_of(slip.case)[0].actor, body)
    assert box.case(event.case).answers == ({"b": "c"} if odd == {"a": None, "b": "c"} else {})
