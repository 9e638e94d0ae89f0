# SPDX-License-Identifier: Apache-2.0
"""The charter: our own services are complete and fit, and a file that is not is refused by file and key."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from appliance import charter, gsm7
from appliance.case import BARANGAY
from appliance.charter import Charter, Requirement, Service, Step
from appliance.errors import CharterError
from appliance.words import LANGUAGES

SERVICES = sorted(path.stem for path in charter.OURS.glob("*.toml"))
WRITTEN = {
    "barangay-clearance",
    "barangay-id",
    "certificate-of-indigency",
    "certificate-of-residency",
    "drainage-flooding",
    "first-time-jobseeker",
    "garbage-collection",
    "noise-complaint",
    "road-repair",
    "stray-animals",
    "streetlight-repair",
}
OURS = charter.load()
LINK = re.compile(r"://|www\.|\b[\w-]+\.(com|ph|gov|org|net|info|ly|me)\b", re.IGNORECASE)

MINIMAL = """
id = "library-card"
type = "service_request"
classification = "simple"
transactions = ["G2C"]
sensitivity = "normal"
as_of = 2026-01-05
name = { fil = "Library Card", en = "Library Card", ceb = "Library Card" }
short = { fil = "Library Card", en = "Library Card", ceb = "Library Card" }
description = { fil = "Para po makahiram.", en = "To borrow books.", ceb = "Aron makahulam." }
office = { fil = "Aklatan", en = "Library", ceb = "Librarya" }
who = { fil = "Lahat po", en = "Everyone", ceb = "Tanan" }

[[requirements]]
what = { fil = "Valid ID", en = "Valid ID", ceb = "Valid ID" }
where = { fil = "Dalhin po", en = "Bring it", ceb = "Dad-a" }

[[steps]]
client = { fil = "Magpalista po", en = "Sign up", ceb = "Palista" }
agency = { fil = "Ililista", en = "Enters the name", ceb = "Ilista" }
fee = "12.50"
minutes = 5
responsible = { fil = "Kalihim", en = "Secretary", ceb = "Sekretaryo" }

[[fields]]
code = "reader"
kind = "choice"
label = { fil = "Sino po?", en = "Who?", ceb = "Kinsa?" }
choices = [{ code = "child", label = { fil = "Bata", en = "Child", ceb = "Bata" } }]

[questions]
en = ["how do i borrow a book"]
"""


def write(folder: Path, text: str, name: str = "library-card.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def changed(old: str, new: str) -> str:
    assert MINIMAL.count(old) == 1, f"the test changes {old!r}, which must stand once in MINIMAL"
    return MINIMAL.replace(old, new)


def texts(service: Service) -> list[tuple[str, charter.Text]]:
    """Every text of a service that a person sees or hears, with its place in the file."""
    found = [
        ("name", service.name),
        ("short", service.short),
        ("description", service.description),
        ("office", service.office),
        ("who", service.who),
    ]
    for number, requirement in enumerate(service.requirements):
        found += [(f"requirements[{number}].{key}", getattr(requirement, key)) for key in ("what", "where")]
    for number, step in enumerate(service.steps):
        found += [(f"steps[{number}].{key}", getattr(step, key)) for key in ("client", "agency", "responsible")]
    for number, field in enumerate(service.fields):
        found += [(f"fields[{number}].{key}", getattr(field, key)) for key in ("label", "hint", "say")]
        found += [(f"fields[{number}].choices.{code}", label) for code, label in field.choices]
    return found


def too_long(service: Service, pattern: str, limit: int) -> list[str]:
    return [
        f"{place}.{language} has {len(text)}: {text}"
        for place, by_language in texts(service)
        if re.fullmatch(pattern, place)
        for language, text in by_language.items()
        if len(text) > limit
    ]


# Our own services


def test_the_services_people_ask_for_most_are_all_there():
    assert set(OURS.services) >= WRITTEN


def test_services_come_in_the_order_of_their_ids():
    assert list(OURS.services) == SERVICES


@pytest.mark.parametrize("service", OURS.services.values(), ids=SERVICES)
class TestEveryServiceOfOurs:
    def test_has_every_text_in_every_language(self, service):
        missing = [
            f"{place}.{language}"
            for place, by_language in texts(service)
            for language in LANGUAGES
            if not by_language.get(language, "").strip()
        ]
        assert not missing

    def test_has_a_short_name_that_fits_its_place_in_a_text_message(self, service):
        for language, short in service.short.items():
            length = gsm7.septets(short)
            assert length is not None, f"{language}: {short!r} has a letter that is not in the GSM alphabet"
            assert length <= 18, f"{language}: {short!r}"

    def test_has_only_letters_that_a_text_message_can_carry(self, service):
        foreign = [
            f"{place}.{language}: {text}"
            for place, by_language in texts(service)
            for language, text in by_language.items()
            if gsm7.is_ucs2(text)
        ]
        assert not foreign

    @pytest.mark.parametrize(
        ("pattern", "limit"),
        [
            (r"name", 28),
            (r"description|who", 120),
            (r"office", 60),
            (r"requirements.*", 70),
            (r"steps.*\.(client|agency)", 110),
            (r"steps.*\.responsible", 50),
            (r"fields.*\.label", 45),
            (r"fields.*\.(hint|say)", 100),
            (r"fields.*\.choices\..*", 30),
        ],
    )
    def test_has_texts_that_fit_the_screen(self, service, pattern, limit):
        assert not too_long(service, pattern, limit)

    def test_names_no_address_on_the_internet(self, service):
        every = [text for _, by_language in texts(service) for text in by_language.values()]
        every += [question for asked in service.questions.values() for question in asked]
        assert [text for text in every if LINK.search(text)] == []

    def test_says_where_to_get_what_to_bring_and_who_is_responsible_for_how_long(self, service):
        assert all(requirement.where["en"] for requirement in service.requirements)
        assert service.steps
        assert all(step.minutes > 0 for step in service.steps)
        assert all(step.fee == step.fee.quantize(Decimal("0.01")) for step in service.steps)

    def test_promises_nothing_slower_than_the_law(self, service):
        working_days = {"WD3": 3, "WD7": 7, "WD20": 20, "H72": 3, "BPO_SAMEDAY": 1, "KP_SUMMONS_WD1": 1}[service.rule]
        assert 0 < service.minutes <= working_days * 8 * 60

    def test_asks_little_and_nothing_twice(self, service):
        codes = [field.code for field in service.fields]
        assert len(codes) <= 4
        assert len(set(codes)) == len(codes)
        for field in service.fields:
            options = [code for code, _ in field.choices]
            assert len(set(options)) == len(options)

    def test_knows_how_people_ask_for_it_in_every_language(self, service):
        assert set(service.questions) == set(LANGUAGES)
        for language, asked in service.questions.items():
            assert len(asked) >= 8, language
            assert len(set(asked)) == len(asked), language


def test_no_question_belongs_to_two_services():
    owners: dict[str, set[str]] = {}
    for service in OURS.services.values():
        for asked in service.questions.values():
            for question in asked:
                owners.setdefault(question.casefold(), set()).add(service.id)
    assert {question: ids for question, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_services_have_the_same_name(language):
    for kind in ("name", "short"):
        names = [getattr(service, kind)[language] for service in OURS.services.values()]
        assert len(set(names)) == len(names)


def test_a_complaint_is_answered_within_72_hours_and_costs_nothing():
    complaints = [service for service in OURS.of_type("complaint") if service.id in WRITTEN]
    assert len(complaints) == 6
    assert {service.rule for service in complaints} == {"H72"}
    assert {service.fee for service in complaints} == {Decimal(0)}


def test_a_simple_request_is_answered_within_three_working_days():
    requests = [service for service in OURS.of_type("service_request") if service.id in WRITTEN]
    assert len(requests) == 5
    assert {service.rule for service in requests} == {"WD3"}


def test_indigency_and_the_first_job_are_free():
    assert OURS.get("certificate-of-indigency").fee == 0
    assert OURS.get("first-time-jobseeker").fee == 0


def test_a_broken_road_is_for_the_city_engineer_and_the_rest_stays_at_the_hall():
    elsewhere = {service.id for service in OURS.services.values() if service.holder != BARANGAY}
    assert OURS.get("road-repair").holder == "city-engineering"
    assert elsewhere & WRITTEN == {"road-repair"}


# The charter itself


def test_the_fee_and_the_minutes_are_those_of_all_steps_together(tmp_path):
    second_step = """
[[steps]]
client = { fil = "Kunin po", en = "Take it", ceb = "Kuhaa" }
agency = { fil = "Ibibigay", en = "Gives it", ceb = "Ihatag" }
fee = "20"
minutes = 10
responsible = { fil = "Kalihim", en = "Secretary", ceb = "Sekretaryo" }
"""
    service = charter.read(write(tmp_path, MINIMAL + second_step))
    assert service.fee == Decimal("32.50")
    assert service.minutes == 15


def test_a_step_without_a_fee_is_free(tmp_path):
    assert charter.read(write(tmp_path, changed('fee = "12.50"\n', ""))).fee == 0


def test_a_file_is_read_as_it_is_written(tmp_path):
    service = charter.read(write(tmp_path, MINIMAL))
    assert service.id == "library-card"
    assert service.holder == BARANGAY
    assert service.rule == "WD3"
    assert service.transactions == ("G2C",)
    assert service.requirements == (
        Requirement(
            {"fil": "Valid ID", "en": "Valid ID", "ceb": "Valid ID"},
            {"fil": "Dalhin po", "en": "Bring it", "ceb": "Dad-a"},
        ),
    )
    assert service.steps == (
        Step(
            {"fil": "Magpalista po", "en": "Sign up", "ceb": "Palista"},
            {"fil": "Ililista", "en": "Enters the name", "ceb": "Ilista"},
            Decimal("12.50"),
            5,
            {"fil": "Kalihim", "en": "Secretary", "ceb": "Sekretaryo"},
        ),
    )
    assert service.fields[0].required
    assert service.fields[0].hint == {}
    assert service.fields[0].choices == (("child", {"fil": "Bata", "en": "Child", "ceb": "Bata"}),)
    assert service.questions == {"en": ("how do i borrow a book",)}


@pytest.mark.parametrize(
    ("classification", "rule"), [("simple", "WD3"), ("complex", "WD7"), ("highly_technical", "WD20")]
)
def test_without_its_own_rule_a_service_has_the_days_of_its_class(tmp_path, classification, rule):
    text = changed('classification = "simple"', f'classification = "{classification}"')
    assert charter.read(write(tmp_path, text)).rule == rule


def test_line_breaks_and_double_spaces_in_a_text_are_tidied(tmp_path):
    text = changed('en = "To borrow books."', 'en = "To   borrow \\n books."')
    assert charter.read(write(tmp_path, text)).description["en"] == "To borrow books."


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('type = "service_request"\n', "", "type"),
        ("as_of = 2026-01-05\n", "", "as_of"),
        ('sensitivity = "normal"\n', "", "sensitivity"),
        ('transactions = ["G2C"]\n', "", "transactions"),
        ('who = { fil = "Lahat po", en = "Everyone", ceb = "Tanan" }\n', "", "who"),
        ('en = "Everyone", ', "", "who.en"),
        ('en = "Everyone"', 'en = "  "', "who.en"),
        ("minutes = 5\n", "", "steps[0].minutes"),
        ('where = { fil = "Dalhin po", en = "Bring it", ceb = "Dad-a" }\n', "", "requirements[0].where"),
        ('code = "reader"\n', "", "fields[0].code"),
        ('{ code = "child", label', "{ label", "fields[0].choices[0].code"),
    ],
)
def test_a_missing_key_is_named_with_its_file(tmp_path, old, new, key):
    with pytest.raises(CharterError, match=re.escape(f"library-card.toml: {key}: is missing")):
        charter.read(write(tmp_path, changed(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("as_of = 2026-01-05", 'as_of = "2026-01-05"', "as_of"),
        ('transactions = ["G2C"]', 'transactions = "G2C"', "transactions"),
        ("minutes = 5", 'minutes = "5"', "steps[0].minutes"),
        ("minutes = 5", "minutes = 2.5", "steps[0].minutes"),
        ("minutes = 5", "minutes = true", "steps[0].minutes"),
        ('fee = "12.50"', "fee = 12.50", "steps[0].fee"),
        ('code = "reader"', 'code = "reader"\nrequired = "yes"', "fields[0].required"),
        ('id = "library-card"', "id = 7", "id"),
        ('who = { fil = "Lahat po", en = "Everyone", ceb = "Tanan" }', 'who = "Everyone"', "who"),
        ('id = "library-card"', 'id = "library-card"\nholder = 1', "holder"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_file(tmp_path, old, new, key):
    with pytest.raises(CharterError, match=re.escape(f"library-card.toml: {key}: is not ")):
        charter.read(write(tmp_path, changed(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('type = "service_request"', 'type = "ticket"', "type"),
        ('classification = "simple"', 'classification = "easy"', "classification"),
        ('sensitivity = "normal"', 'sensitivity = "secret"', "sensitivity"),
        ('id = "library-card"', 'id = "library-card"\nrule = "WD4"', "rule"),
        ('kind = "choice"', 'kind = "slider"', "fields[0].kind"),
    ],
)
def test_a_word_that_is_not_among_the_allowed_ones_is_named_with_its_file(tmp_path, old, new, key):
    with pytest.raises(CharterError, match=re.escape(f"library-card.toml: {key}: ") + ".* is not one of "):
        charter.read(write(tmp_path, changed(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "library-card"', 'id = "library-card"\nfees = "5.00"', "fees"),
        ("minutes = 5", "minutes = 5\nhours = 1", "steps[0].hours"),
        ('code = "reader"', 'code = "reader"\nmaximum = 3', "fields[0].maximum"),
        ('what = { fil = "Valid ID"', 'copies = 2\nwhat = { fil = "Valid ID"', "requirements[0].copies"),
        ('{ code = "child",', '{ code = "child", price = 1,', "fields[0].choices[0].price"),
    ],
)
def test_a_key_we_do_not_know_is_refused_by_name(tmp_path, old, new, key):
    with pytest.raises(CharterError, match=re.escape(f"library-card.toml: {key}: is not a key of the charter")):
        charter.read(write(tmp_path, changed(old, new)))


@pytest.mark.parametrize("fee", ["free", "", "P50", "-5.00", "NaN", "Infinity", "1,000.00"])
def test_a_fee_that_is_no_amount_is_refused(tmp_path, fee):
    with pytest.raises(CharterError, match=re.escape("library-card.toml: steps[0].fee: is not an amount")):
        charter.read(write(tmp_path, changed('fee = "12.50"', f'fee = "{fee}"')))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('en = "Everyone"', 'en = "Everyone", ilo = "Amin"', "who.ilo"),
        ('en = "Enters the name"', 'en = "Enters the name", tl = "Ililista"', "steps[0].agency.tl"),
        ('en = ["how do i borrow a book"]', 'war = ["kay-ano"]', "questions.war"),
        ('en = ["how do i borrow a book"]', 'en = "how do i borrow a book"', "questions.en"),
        ('en = ["how do i borrow a book"]', "en = [1, 2]", "questions.en"),
    ],
)
def test_a_language_we_do_not_know_is_refused_by_name(tmp_path, old, new, key):
    with pytest.raises(CharterError, match=re.escape(f"library-card.toml: {key}: ") + ".*language"):
        charter.read(write(tmp_path, changed(old, new)))


@pytest.mark.parametrize("kind", ["choice", "multi_choice"])
def test_a_choice_without_choices_is_refused(tmp_path, kind):
    choices = 'choices = [{ code = "child", label = { fil = "Bata", en = "Child", ceb = "Bata" } }]\n'
    text = changed(choices, "").replace('kind = "choice"', f'kind = "{kind}"')
    with pytest.raises(CharterError, match=re.escape("library-card.toml: fields[0].choices: is missing")):
        charter.read(write(tmp_path, text))


@pytest.mark.parametrize("key", ["requirements", "steps", "fields"])
def test_a_list_that_holds_no_tables_is_refused(tmp_path, key):
    first, _, rest = MINIMAL.partition(f"[[{key}]]")
    after = rest.partition("\n[")
    text = f'{key} = ["one"]\n' + first + after[1] + after[2]
    with pytest.raises(CharterError, match=re.escape(f"library-card.toml: {key}: is not a list of tables")):
        charter.read(write(tmp_path, text))


def test_a_file_whose_id_is_not_its_name_is_refused(tmp_path):
    with pytest.raises(CharterError, match=re.escape("swimming-pool.toml: id: must be the file's name")):
        charter.read(write(tmp_path, MINIMAL, "swimming-pool.toml"))


@pytest.mark.parametrize("octets", [b'name = "Ni\xf1o"\n', b"\xff\xfe", b"name = ", b"[[steps]\n", b"a = 1\na = 2\n"])
def test_a_file_that_is_not_utf_8_or_not_toml_is_refused_by_name(tmp_path, octets):
    path = tmp_path / "library-card.toml"
    path.write_bytes(octets)
    with pytest.raises(CharterError, match=re.escape("library-card.toml: cannot be read")):
        charter.read(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(CharterError, match=re.escape("library-card.toml: cannot be read")):
        charter.read(tmp_path / "library-card.toml")


# A hall's own folder


def test_a_hall_changes_one_service_and_adds_another_and_ours_stay(tmp_path):
    before = {path.name: path.read_bytes() for path in charter.OURS.glob("*.toml")}
    ours = (charter.OURS / "barangay-clearance.toml").read_text("utf-8")
    assert ours.count('"50.00"') == 1
    write(tmp_path, ours.replace('"50.00"', '"75.00"'), "barangay-clearance.toml")
    write(tmp_path, MINIMAL)

    hall = charter.load(tmp_path)

    assert hall.get("barangay-clearance").fee == Decimal("75.00")
    assert hall.get("library-card").name["en"] == "Library Card"
    assert list(hall.services) == sorted([*SERVICES, "library-card"])
    untouched = set(SERVICES) - {"barangay-clearance"}
    assert {name: hall.get(name) for name in untouched} == {name: OURS.get(name) for name in untouched}
    assert charter.load().services == OURS.services
    assert {path.name: path.read_bytes() for path in charter.OURS.glob("*.toml")} == before


def test_of_two_folders_the_later_one_wins(tmp_path):
    folders = [tmp_path / "city", tmp_path / "hall"]
    for folder, fee in zip(folders, ("1.00", "2.00"), strict=True):
        folder.mkdir()
        write(folder, changed('fee = "12.50"', f'fee = "{fee}"'))
    assert charter.load(*folders).get("library-card").fee == 2


def test_one_bad_file_in_a_halls_folder_is_not_passed_over(tmp_path):
    write(tmp_path, changed("minutes = 5\n", ""))
    with pytest.raises(CharterError, match=re.escape("library-card.toml: steps[0].minutes")):
        charter.load(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CharterError, match="halls-own: not a folder"):
        charter.load(tmp_path / "halls-own")


def test_files_that_are_not_services_are_left_alone(tmp_path):
    write(tmp_path, "not a service", "README.md")
    assert charter.load(tmp_path).services == OURS.services


# Asking it


def test_a_service_that_is_not_in_the_charter_is_an_error_by_its_name():
    with pytest.raises(CharterError, match="'fortune-telling'"):
        OURS.get("fortune-telling")


def test_a_case_of_a_service_we_no_longer_have_is_still_called_something():
    assert OURS.name("fortune-telling", "fil") == "fortune-telling"


def test_a_service_is_called_by_its_name_in_the_citizens_language():
    assert OURS.name("road-repair", "fil") == "Sirang Kalsada"
    assert OURS.name("drainage-flooding", "en") == "Drainage and Flooding"
    assert OURS.name("drainage-flooding", "en", short=True) == "Drainage/Flood"
    assert OURS.name("road-repair", "war") == "Road Repair"


def test_only_services_of_the_asked_types_are_offered(tmp_path):
    assert {service.type for service in OURS.of_type("complaint")} == {"complaint"}
    both = OURS.of_type("complaint", "service_request")
    assert {service.id for service in both} >= WRITTEN
    assert Charter({}).of_type("complaint") == []
