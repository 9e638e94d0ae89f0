# SPDX-License-Identifier: Apache-2.0
"""Calendar: which days government works, from a data file made by script/make-calendar and what is declared later."""

import csv
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).parent / "philippines.csv"

HOLIDAY, SUSPENSION, WORKING, COMPLETE = "holiday", "suspension", "working", "complete"
DECLARABLE: Final = (HOLIDAY, SUSPENSION, WORKING, COMPLETE)
"""What may be declared of a day: a holiday; work suspended (a typhoon); a working day after all (a holiday was moved);
and, whatever the day, that all holidays of its year are known by now."""

_LONGEST_NAME: Final = 120


class Day(NamedTuple):
    """What was declared of one day, and its name for people."""

    date: date
    what: str
    name: str

    def body(self) -> dict[str, str]:
        """As an event says it; read by `read_day`."""
        return {"date": self.date.isoformat(), "what": self.what, "name": self.name}


def read_day(body: Mapping[str, Any]) -> Day | None:
    """What an event declares, or nothing where it makes no sense to this version."""
    day, what, name = body.get("date"), body.get("what"), body.get("name")
    if not (isinstance(day, str) and what in DECLARABLE and isinstance(name, str) and len(name) <= _LONGEST_NAME):
        return None
    try:
        return Day(date.fromisoformat(day), str(what), name)
    except ValueError:
        return None


class Calendar:
    """Days off by date; `certain` are the years whose proclaimed holidays are all known."""

    def __init__(self, holidays: Mapping[date, str], certain: Collection[int]) -> None:
        """Keep the days off (date -> English name) and the certain years."""
        self.holidays = dict(holidays)
        self.certain = certain

    def is_working(self, day: date) -> bool:
        """Whether government offices are open on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def knows(self, day: date) -> bool:
        """Whether that day's year is certain; later years lack Eids and proclamations, so their promises may move."""
        return day.year in self.certain

    def amended(self, days: Iterable[Day]) -> "Calendar":
        """This calendar with what was declared since, in that order."""
        holidays, certain = dict(self.holidays), set(self.certain)
        for day in days:
            if day.what == COMPLETE:
                certain.add(day.date.year)
            elif day.what == WORKING:
                holidays.pop(day.date, None)
            else:
                holidays[day.date] = day.name
        return Calendar(holidays, certain)


@cache
def philippines() -> Calendar:
    """The national calendar that comes with the product."""
    holidays: dict[date, str] = {}
    estimated: set[int] = set()
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            holidays[day] = row["name"]
            if row["certainty"] != "proclaimed":
                estimated.add(day.year)
    years = sorted({day.year for day in holidays} - estimated)
    return Calendar(holidays, range(years[0], years[-1] + 1))
