# SPDX-License-Identifier: Apache-2.0
"""Report: the tables of ARTA's client satisfaction report (MC 2022-05, Annex B) from cases that ended. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from appliance.case import Case
from appliance.charter import Field
from appliance.event import device_of
from appliance.survey import FIELDS, NOT_APPLICABLE, SCALE, applies

DIMENSIONS: Final[Mapping[str, str]] = {
    "sqd0": "Overall satisfaction",
    "sqd1": "Responsiveness (time)",
    "sqd2": "Reliability (steps kept)",
    "sqd3": "Access (steps)",
    "sqd4": "Communication",
    "sqd5": "Costs (fees)",
    "sqd6": "Integrity (fairness)",
    "sqd7": "Assurance (courtesy)",
    "sqd8": "Outcome",
}
"""The service quality dimensions by question."""

# Believed to be those of the circular's annex; to be confirmed there before a report is handed in.
BANDS: Final = ((95, "Outstanding"), (90, "Very Satisfactory"), (80, "Satisfactory"), (60, "Fair"), (0, "Poor"))
"""The adjectival rating from this score upwards, in per cent."""

NO_ANSWER: Final = ""
"""The choice of a citizen who answered the survey but not this question."""

_AGREE: Final = SCALE[3:]
_SCORED: Final = [code for code in DIMENSIONS if code != "sqd0"]
_BY_CODE: Final = {item.code: item for item in FIELDS}
_CHOICES: Final = {item.code: (*dict(item.choices), NO_ANSWER) for item in FIELDS}


def _none_yet() -> dict[str, dict[str, int]]:
    return {code: dict.fromkeys(choices, 0) for code, choices in _CHOICES.items()}


@dataclass(slots=True)
class Tally:
    """What was counted of a group of cases: how many ended, how many citizens answered, and each choice's count."""

    ended: int = 0
    surveyed: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=_none_yet)

    def add(self, case: Case) -> None:
        """Count a case that has ended."""
        self.ended += 1
        if case.survey:
            self.surveyed += 1
            for item in FIELDS:
                self.counts[item.code][_choice(item, case.survey)] += 1

    @property
    def response_rate(self) -> float | None:
        """Per cent of the ended cases; None where none ended."""
        return percent(self.surveyed, self.ended)

    def score(self, *codes: str) -> float | None:
        """Per cent who agreed, of all answers to these questions but N/A; None where there are none."""
        agreed = sum(self.counts[code][choice] for code in codes for choice in _AGREE)
        return percent(agreed, sum(self.counts[code][choice] for code in codes for choice in SCALE))

    @property
    def overall(self) -> float | None:
        """The score of SQD1 to SQD8 together; SQD0 stands for itself."""
        return self.score(*_SCORED)

    def as_json(self) -> dict[str, Any]:
        """The figures as plain JSON; the count of those who gave no answer is under the empty choice."""
        return {
            "ended": self.ended,
            "surveyed": self.surveyed,
            "response_rate": self.response_rate,
            "score": self.overall,
            "rating": band(self.overall),
            "scores": {code: self.score(code) for code in DIMENSIONS},
            "counts": self.counts,
        }


def _choice(item: Field, answers: Mapping[str, str]) -> str:
    """What a citizen chose; a choice that this version does not know is no answer."""
    if not applies(item, answers):
        return NOT_APPLICABLE
    answer = answers.get(item.code, NO_ANSWER)
    return answer if answer in _CHOICES[item.code] else NO_ANSWER


@dataclass(slots=True)
class Measurement:
    """All cases of a period, and the same by service and by the box that they came from."""

    everything: Tally = field(default_factory=Tally)
    services: dict[str, Tally] = field(default_factory=dict)
    boxes: dict[str, Tally] = field(default_factory=dict)

    def as_json(self, barangays: Mapping[str, str]) -> dict[str, Any]:
        """The figures as plain JSON, the boxes with the barangays (PSGC codes) they serve."""
        return {
            **self.everything.as_json(),
            "services": {service: tally.as_json() for service, tally in sorted(self.services.items())},
            "boxes": {
                box: {"psgc": barangays.get(box, ""), **tally.as_json()} for box, tally in sorted(self.boxes.items())
            },
        }


def measure(cases: Iterable[Case]) -> Measurement:
    """Count cases that ended, one at a time: a hub has more of them than memory."""
    found = Measurement()
    for case in cases:
        by_service = found.services.setdefault(case.service, Tally())
        by_box = found.boxes.setdefault(device_of(case.id), Tally())
        for group in (found.everything, by_service, by_box):
            group.add(case)
    return found


def percent(part: int, whole: int) -> float | None:
    """A share in per cent, rounded as it is printed so that a rating never belies its figure; None of nothing."""
    return round(100 * part / whole, 2) if whole else None


def band(score: float | None) -> str:
    """The adjectival rating of a score; empty where there is none."""
    return "" if score is None else next(name for least, name in BANDS if score >= least)


# --- as a page of letters, at most 100 wide

_METHOD: Final = (
    "Method",
    "  Questionnaire  ARTA MC 2022-05 in substance (CC1 to CC3, SQD0 to SQD8), in Filipino, English or",
    "                 Cebuano, shortened to fit a text message.",
    "  Asked          The citizen of each case, once, after an officer's reply had ended it and reached",
    "                 them, at the hall's touch screen or by text. Nobody has to answer, and any question",
    "                 may be skipped. Clients of restricted or protected services are not asked.",
    "  Counted        Cases that first had an outcome within the period (Philippine time), whatever it",
    "                 was, with what their citizens have answered until now.",
    "  CC2, CC3       N/A for those who do not know the Citizen's Charter: they are not asked.",
    "  Score          (Agree + Strongly agree) / (all answers but N/A); overall, SQD1 to SQD8 together.",
    f"  Rating         from {', '.join(f'{least}% {name}' for least, name in BANDS)}.",
)


def page(found: Measurement, services: Mapping[str, str], boxes: Mapping[str, str]) -> Iterator[str]:
    """The report line by line; `services` and `boxes` are the names to call them by, where there are any."""
    everything = ("All services", found.everything)
    by_service = _named(found.services, {**services, "": "No service named"})
    yield from _overview("Service", [*by_service, everything])
    yield ""
    if len(found.boxes) > 1:
        yield from _overview("Hall", _named(found.boxes, boxes))
        yield ""
    for name, tally in [everything, *by_service]:
        if tally.surveyed:
            yield from _section(name, tally)
    if not found.everything.surveyed:
        yield "No responses yet."
        yield ""
    yield from _METHOD


_Groups = list[tuple[str, Tally]]


def _named(groups: Mapping[str, Tally], names: Mapping[str, str]) -> _Groups:
    return sorted(((names.get(code) or code, tally) for code, tally in groups.items()), key=lambda group: group[0])


def _overview(title: str, groups: _Groups) -> Iterator[str]:
    yield f"{title:<42}{'Surveyed':>10}{'Ended':>8}{'Rate':>9}{'Score':>9}  Rating"
    for name, tally in groups:
        rate, score = _share(tally.response_rate), _share(tally.overall)
        line = f"{name:<42.41}{tally.surveyed:>10}{tally.ended:>8}{rate:>9}{score:>9}  {band(tally.overall)}"
        yield line.rstrip()


def _section(name: str, tally: Tally) -> Iterator[str]:
    yield f"== {name}: {tally.surveyed} of {tally.ended} clients answered =="
    for code, counts in tally.counts.items():
        if code not in DIMENSIONS:
            yield from _question(code, counts, tally.surveyed)
    yield ""
    yield f"{'':<30}{'Strongly':>9}{'':<25}{'Strongly':>9}{'':>5}{'No':>7}"
    heads = ("agree", 9), ("Agree", 7), ("Neither", 8), ("Disagree", 10), ("disagree", 9), ("N/A", 5), ("answer", 7)
    yield "Service quality".ljust(30) + "".join(f"{head:>{width}}" for head, width in heads) + "  Total   Score"
    for code, dimension in DIMENSIONS.items():
        counts = tally.counts[code]
        cells = zip((*reversed(SCALE), NOT_APPLICABLE, NO_ANSWER), heads, strict=True)
        row = "".join(f"{counts[choice]:>{width}}" for choice, (_, width) in cells)
        label = f"{code.upper()} {dimension}"
        yield f"{label:<30.29}{row}{sum(counts.values()):>7}{_share(tally.score(code)):>8}"
    yield f"Overall score (SQD1 to SQD8): {_share(tally.overall)} {band(tally.overall)}".rstrip()
    yield ""


def _question(code: str, counts: Mapping[str, int], surveyed: int) -> Iterator[str]:
    item = _BY_CODE[code]
    title = f"{code.upper()} {item.label['en']}" if code.startswith("cc") else code.replace("_", " ").capitalize()
    yield ""
    yield f"{title:<60}{'Clients':>10}{'Share':>9}"
    for choice, label in [*((choice, text["en"]) for choice, text in item.choices), (NO_ANSWER, "No answer")]:
        yield f"  {label:<58}{counts[choice]:>10}{_share(percent(counts[choice], surveyed)):>9}"


def _share(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.2f}%"
