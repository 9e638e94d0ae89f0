# SPDX-License-Identifier: Apache-2.0
"""Who is asked how the service was, what is asked, and that their answers are kept once and shown to nobody."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import gsm7, survey
from appliance.case import Case
from appliance.charter import Field
from appliance.counter import Counter, Draft
from appliance.errors import CaseError, InputError, NotFound
from appliance.event import CITIZEN
from appliance.office import Office
from appliance.store import Store
from appliance.words import LANGUAGES
from tests.fakes import SYSTEM, carry, our_charter

LONGEST_SENDER = "A" * 20 + ": "
FULL = {"client_type": "citizen", "sex": "female", "age": "from65", "cc1": "1", "cc2": "2", "cc3": "1"} | {
    f"sqd{number}": "5" for number in range(9)
}

Ended = Callable[..., Case]


@pytest.fixture
def ended(counter: Counter, office: Office, box: Store) -> Ended:
    """A case that an officer has ended with a reply which its citizen was told."""

    def case(service: str = "barangay-clearance") -> Case:
        filed = counter.file(Draft("service_request", "Pang-trabaho po", "fil", service=service)).case
        office.resolve(filed, "granted", "Nasa mesa na po ang clearance.")
        office.told_in_person(filed)
        return box.case(filed)

    return case


def offered(case: Case) -> bool:
    return survey.may_offer(case, our_charter())


# --- the questions


def test_the_questions_are_artas_in_artas_order_and_nobody_has_to_answer_any() -> None:
    about, charter = ["client_type", "sex", "age"], ["cc1", "cc2", "cc3"]
    assert [field.code for field in survey.FIELDS] == [*about, *charter, *(f"sqd{number}" for number in range(9))]
    assert not any(field.required for field in survey.FIELDS)


def test_the_service_is_rated_on_five_steps_or_not_at_all() -> None:
    for field in survey.FIELDS[6:]:
        assert [code for code, _ in field.choices] == [*survey.SCALE, survey.NOT_APPLICABLE]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", survey.FIELDS, ids=lambda field: field.code)
def test_a_question_with_its_choices_fits_one_text_message(field: Field, language: str) -> None:
    choices = ", ".join(f"{number}={label[language]}" for number, (_, label) in enumerate(field.choices, 1))
    length = gsm7.septets(f"{LONGEST_SENDER}{field.label[language]} {choices}")
    assert length is not None, "a letter that not every telephone can show"
    assert length <= gsm7.GSM7_ALONE


# --- who is asked


def test_a_citizen_is_asked_once_a_human_ended_the_matter_and_they_were_told(ended: Ended, counter: Counter) -> None:
    case = ended()
    assert offered(case)
    counter.rate(case.id, FULL)
    assert not offered(counter.store.case(case.id))


def test_nobody_is_asked_before_a_human_has_replied(counter: Counter, box: Store) -> None:
    case = counter.file(Draft("complaint", "May lubak po", "fil")).case
    assert not offered(box.case(case))
    with box.writing():
        box.append(case, "acknowledged", SYSTEM, {})
    assert not offered(box.case(case))


def test_nobody_is_asked_before_they_were_told_nor_before_it_is_over(
    counter: Counter, office: Office, box: Store
) -> None:
    told = counter.file(Draft("complaint", "May lubak po", "fil")).case
    office.reply(told, "Pupuntahan po bukas.")
    office.told_in_person(told)
    assert not offered(box.case(told))
    untold = counter.file(Draft("complaint", "May lubak po", "fil")).case
    office.resolve(untold, "fixed", "Natapalan na po.")
    assert not offered(box.case(untold))


def test_who_says_that_it_is_not_settled_is_asked_only_after_the_next_answer(
    ended: Ended, counter: Counter, office: Office, box: Store
) -> None:
    case = ended()
    counter.say(case, "citizen_disputed")
    assert not offered(box.case(case.id))
    office.resolve(case.id, "fixed", "Binalikan na po namin.")
    office.told_in_person(case.id)
    assert offered(box.case(case.id))


@pytest.mark.parametrize(
    ("service", "asked"), [("barangay-clearance", True), ("", True), ("blotter", False), ("no-longer-offered", False)]
)
def test_a_question_never_tells_that_somebody_came_about_a_sensitive_matter(
    ended: Ended, service: str, asked: bool
) -> None:
    case = ended("")
    case.service = service
    assert offered(case) is asked


@pytest.mark.parametrize("service", ["illegal-drugs-report", "vawc-protection-order", "official-misconduct"])
def test_protected_matters_are_never_asked_about(ended: Ended, service: str) -> None:
    case = ended("")
    assert our_charter().get(service).sensitivity == "protected"
    case.service = service
    assert not offered(case)


def test_whoever_looks_their_case_up_sees_whether_they_may_say_how_it_was(counter: Counter, office: Office) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil"))
    assert not counter.track(slip.reference, slip.pin).may_rate
    office.resolve(slip.case, "fixed", "Natapalan na po.")
    assert counter.track(slip.reference, slip.pin).may_rate
    counter.rate(slip.case, {"sqd0": "4"})
    assert not counter.track(slip.reference, slip.pin).may_rate


# --- their answers


def test_the_answers_are_kept_as_given_and_are_the_same_at_the_hub(
    ended: Ended, counter: Counter, box: Store, hub: Store
) -> None:
    case = ended()
    counter.rate(case.id, FULL)
    carry(box, hub)
    assert box.case(case.id).survey == hub.case(case.id).survey == FULL


def test_a_second_answer_changes_nothing(ended: Ended, counter: Counter, box: Store) -> None:
    case = ended()
    counter.rate(case.id, FULL)
    with pytest.raises(CaseError, match="answered already"):
        counter.rate(case.id, {"sqd0": "1"})
    assert box.case(case.id).survey == FULL


def test_answers_that_were_not_asked_for_are_refused(counter: Counter, box: Store) -> None:
    case = counter.file(Draft("complaint", "May lubak po", "fil")).case
    with pytest.raises(CaseError):
        counter.rate(case, FULL)
    with pytest.raises(NotFound):
        counter.rate("no case", FULL)
    assert box.case(case).survey == {}


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"sqd9": "5"}, "sqd9: unknown"),
        ({"sqd0": "6"}, "sqd0: not_offered"),
        ({"sex": "x", "sqd0": "5"}, "sex: not_offered"),
        ({}, "answers: empty"),
        ({"sqd0": "", "cc1": ""}, "answers: empty"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name_and_nothing_is_kept(
    ended: Ended, counter: Counter, box: Store, answers: dict[str, str], problem: str
) -> None:
    case = ended()
    with pytest.raises(InputError, match=problem):
        counter.rate(case.id, answers)
    assert offered(box.case(case.id))


def test_every_question_may_be_skipped(ended: Ended, counter: Counter, box: Store) -> None:
    case = ended()
    counter.rate(case.id, {"sex": "", "sqd3": "na"})
    assert box.case(case.id).survey == {"sqd3": "na"}


def test_who_does_not_know_the_charter_is_not_asked_whether_it_helped() -> None:
    assert survey.checked({"cc1": "4", "cc2": "1", "cc3": "1", "sqd0": "5"}) == {"cc1": "4", "sqd0": "5"}
    assert not survey.applies(survey.FIELDS[4], {"cc1": "4"})
    assert survey.applies(survey.FIELDS[4], {"cc1": "3"})
    assert survey.applies(survey.FIELDS[4], {})


ANSWERS = st.fixed_dictionaries(
    {},
    optional={field.code: st.sampled_from(["", *dict(field.choices)]) for field in survey.FIELDS},
).filter(lambda answers: any(answers.values()))


@given(ANSWERS)
def test_what_was_checked_once_is_taken_again_unchanged_and_in_order(answers: dict[str, str]) -> None:
    kept = survey.checked(answers)
    assert survey.checked(kept) == kept
    assert kept.items() <= answers.items()
    assert list(kept) == [field.code for field in survey.FIELDS if field.code in kept]


# --- and nobody's eyes


def test_an_officer_does_not_see_in_the_history_that_or_how_they_were_rated(
    ended: Ended, counter: Counter, box: Store
) -> None:
    case = ended()
    counter.rate(case.id, FULL)
    kinds = [entry.event.kind for entry in box.case(case.id).history]
    assert kinds == ["created", "replied", "resolved", "told"]
    with box.writing(), pytest.raises(CaseError):
        box.append(case.id, "csm_submitted", CITIZEN, {"answers": {"sqd0": "1"}})
