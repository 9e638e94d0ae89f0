# SPDX-License-Identifier: Apache-2.0
"""Charter: the services of the hall, one TOML file each, after ARTA's Citizen's Charter template (MC 2019-002)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from appliance.case import BARANGAY, MOST_MINUTES, TYPES, is_office
from appliance.errors import CharterError
from appliance.words import LANGUAGES

OURS: Final = Path(__file__).parent / "charter"
"""The services that come with the product; a hall's own folder is read after it and wins by file name."""

CLASSES: Final = {"simple": "WD3", "complex": "WD7", "highly_technical": "WD20"}
"""RA 11032, section 9(b)(1): the ceiling in working days of each classification."""

_CLOCKS: Final = (*CLASSES.values(), "H72", "BPO_SAMEDAY", "KP_SUMMONS_WD1")
"""The legal clocks that a service may begin with; the others are of later stages, or need what a service has not."""

SENSITIVITIES: Final = ("public", "normal", "restricted", "protected")
TRANSACTIONS: Final = ("G2C", "G2B", "G2G")
FIELD_KINDS: Final = ("text", "name", "phone", "date", "choice", "multi_choice", "yes_no", "purok")

Text = Mapping[str, str]
"""The same sentence by language."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing to bring, and where to get it."""

    what: Text
    where: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the charter's table: what the client does, what the office does, fee in pesos, minutes, who."""

    client: Text
    agency: Text
    fee: Decimal
    minutes: int
    responsible: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the service's form; `skip_if` is "code=choice" of an earlier answer that makes it needless."""

    code: str
    kind: str
    required: bool
    label: Text
    hint: Text
    say: Text
    choices: tuple[tuple[str, Text], ...]
    skip_if: str


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the Citizen's Charter; `info` is what there is to know where a service has no steps.

    `keywords` are words and short phrases, in any language, by which people come to the matter. `deemed_approval`: it
    issues a license, clearance, permit, certification or authorization, which the lapse of its time approves (RA 11032,
    section 10).
    """

    id: str
    type: str
    holder: str
    classification: str
    transactions: tuple[str, ...]
    rule: str
    sensitivity: str
    as_of: date
    name: Text
    short: Text
    description: Text
    office: Text
    who: Text
    info: Text
    requirements: tuple[Requirement, ...]
    steps: tuple[Step, ...]
    fields: tuple[Field, ...]
    questions: Mapping[str, tuple[str, ...]]
    keywords: tuple[str, ...]
    deemed_approval: bool

    @property
    def fee(self) -> Decimal:
        """What all steps cost together, in pesos."""
        return sum((step.fee for step in self.steps), Decimal(0))

    @property
    def minutes(self) -> int:
        """The charter's own processing time, all steps together."""
        return sum(step.minutes for step in self.steps)


class Charter:
    """All services by id, in the order of their ids."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        """Keep the services."""
        self.services = dict(sorted(services.items()))

    def get(self, service: str) -> Service:
        """One service. Raises CharterError."""
        if service not in self.services:
            raise CharterError(f"no service {service!r} in the charter")
        return self.services[service]

    def name(self, service: str, language: str, *, short: bool = False) -> str:
        """A service's name, also where a case names one that this charter no longer has."""
        known = self.services.get(service)
        if known is None:
            return service
        return (known.short if short else known.name).get(language) or known.name["en"]

    def of_type(self, *types: str) -> list[Service]:
        """The services whose cases have one of these types."""
        return [service for service in self.services.values() if service.type in types]


def load(*folders: Path) -> Charter:
    """Read our folder and then the hall's own ones. Raises CharterError naming file and key."""
    services: dict[str, Service] = {}
    for folder in (OURS, *folders):
        if not folder.is_dir():
            raise CharterError(f"{folder}: not a folder")
        for path in sorted(folder.glob("[!.]*.toml")):
            services[path.stem] = read(path)
    return Charter(services)


def of_hall(folder: Path | None) -> Charter:
    """Our services and those of the hall's own folder, if it has one. Raises CharterError."""
    return load(*([folder] if folder else []))


def read(path: Path) -> Service:
    """One service from its file. Raises CharterError naming file and key."""
    table = _open(path)
    service = _service(path.stem, table)
    table.done()
    return service


def read_form(path: Path) -> tuple[Field, ...]:
    """The questions of a form that belongs to no service. Raises CharterError naming file and key."""
    table = _open(path)
    fields = _fields(table)
    table.done()
    return fields


def _open(path: Path) -> "_Table":
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))  # Notepad writes a byte order mark
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CharterError(f"{path}: cannot be read: {error}") from error
    return _Table(str(path), "", data)


class _Table:
    """A TOML table that is read key by key; a key that is missing, wrong or left over is refused by name."""

    def __init__(self, file: str, path: str, data: dict[str, Any]) -> None:
        self.file, self.path, self.data = file, path, dict(data)

    def wrong(self, key: str, problem: str) -> CharterError:
        return CharterError(f"{self.file}: {self.path}{key}: {problem}")

    def take(self, key: str, kind: type, default: object = ...) -> Any:
        if key not in self.data:
            if default is ...:
                raise self.wrong(key, "is missing")
            return default
        value = self.data.pop(key)
        if type(value) is not kind:
            raise self.wrong(key, f"is not {_NAMES[kind]}")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.take(key, str)
        if value not in allowed:
            raise self.wrong(key, f"{value!r} is not one of {', '.join(allowed)}")
        return str(value)

    def text(self, key: str, *, optional: bool = False) -> Text:
        table = self.take(key, dict, {} if optional else ...)
        if optional and not table:
            return {}
        for language in LANGUAGES:
            if not isinstance(table.get(language), str) or not table[language].strip():
                raise self.wrong(f"{key}.{language}", "is missing or empty")
        extra = set(table) - set(LANGUAGES)
        if extra:
            raise self.wrong(f"{key}.{min(extra)}", "is not a language we know")
        return {language: " ".join(table[language].split()) for language in LANGUAGES}

    def tables(self, key: str) -> list["_Table"]:
        items = self.take(key, list, [])
        if not all(isinstance(item, dict) for item in items):
            raise self.wrong(key, "is not a list of tables")
        return [_Table(self.file, f"{self.path}{key}[{number}].", item) for number, item in enumerate(items)]

    def done(self) -> None:
        for key in self.data:
            raise self.wrong(key, "is not a key of the charter")


_NAMES: Final = {
    str: "a text",
    int: "a whole number",
    list: "a list",
    dict: "a table",
    date: "a date",
    bool: "true or false",
}
_FEE: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{2})?")


def _service(stem: str, table: _Table) -> Service:
    if table.take("id", str) != stem:
        raise table.wrong("id", f"must be the file's name, {stem!r}")
    keywords = table.take("keywords", list, [])
    if not all(isinstance(word, str) for word in keywords):
        raise table.wrong("keywords", "is not a list of texts")
    classification = table.one_of("classification", tuple(CLASSES))
    transactions = tuple(table.take("transactions", list))
    if not transactions or set(map(str, transactions)) - set(TRANSACTIONS):
        raise table.wrong("transactions", f"is not a list of some of {', '.join(TRANSACTIONS)}")
    holder = table.take("holder", str, BARANGAY)
    if not is_office(holder):
        raise table.wrong("holder", "is not the code of an office, e.g. city-engineering")
    fields = _fields(table)
    questions = table.take("questions", dict, {})
    for language, asked in questions.items():
        if language not in LANGUAGES or not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
            raise table.wrong(f"questions.{language}", "is not a list of questions in a language we know")
    return Service(
        id=stem,
        type=table.one_of("type", tuple(sorted(TYPES))),
        holder=holder,
        classification=classification,
        transactions=transactions,
        rule=table.one_of("rule", _CLOCKS) if "rule" in table.data else CLASSES[classification],
        sensitivity=table.one_of("sensitivity", SENSITIVITIES),
        as_of=table.take("as_of", date),
        name=table.text("name"),
        short=table.text("short"),
        description=table.text("description"),
        office=table.text("office"),
        who=table.text("who"),
        info=table.text("info", optional=True),
        requirements=tuple(_requirement(row) for row in table.tables("requirements")),
        steps=tuple(_step(row) for row in table.tables("steps")),
        fields=fields,
        questions={language: tuple(asked) for language, asked in questions.items()},
        keywords=tuple(keywords),
        deemed_approval=table.take("deemed_approval", bool, False),
    )


def _fields(table: _Table) -> tuple[Field, ...]:
    fields = tuple(_field(row) for row in table.tables("fields"))
    codes = [field.code for field in fields]
    if len(set(codes)) < len(codes):
        raise table.wrong("fields", "two have the same code")
    for number, field in enumerate(fields):
        _check_skip(table, number, field, fields[:number])
    return fields


def _check_skip(table: _Table, number: int, field: Field, earlier: tuple[Field, ...]) -> None:
    """A question may be skipped only for a choice that an earlier one offers."""
    code, _, choice = field.skip_if.partition("=")
    offered = {before.code: {chosen for chosen, _ in before.choices} for before in earlier}
    if field.skip_if and choice not in offered.get(code, set()):
        raise table.wrong(f"fields[{number}].skip_if", 'is not "code=choice" of an earlier question')


def _requirement(row: _Table) -> Requirement:
    requirement = Requirement(row.text("what"), row.text("where"))
    row.done()
    return requirement


def _step(row: _Table) -> Step:
    fee = row.take("fee", str, "0")
    if not _FEE.fullmatch(fee):
        raise row.wrong("fee", 'is not an amount such as "50.00"')
    minutes = row.take("minutes", int)
    if not 0 <= minutes <= MOST_MINUTES:
        raise row.wrong("minutes", f"is not a number from 0 to {MOST_MINUTES}")
    step = Step(row.text("client"), row.text("agency"), Decimal(fee), minutes, row.text("responsible"))
    row.done()
    return step


def _field(row: _Table) -> Field:
    choices = []
    for choice in row.tables("choices"):
        choices.append((choice.take("code", str), choice.text("label")))
        choice.done()
    field = Field(
        code=row.take("code", str),
        kind=row.one_of("kind", FIELD_KINDS),
        required=row.take("required", bool, True),
        label=row.text("label"),
        hint=row.text("hint", optional=True),
        say=row.text("say", optional=True),
        choices=tuple(choices),
        skip_if=row.take("skip_if", str, ""),
    )
    if field.kind in ("choice", "multi_choice") and not choices:
        raise row.wrong("choices", "is missing")
    if field.kind not in ("choice", "multi_choice") and choices:
        raise row.wrong("choices", f"is not for a field of kind {field.kind}")
    if len({code for code, _ in choices}) < len(choices):
        raise row.wrong("choices", "two have the same code")
    row.done()
    return field
