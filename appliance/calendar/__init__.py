# SPDX-License-Identifier: Apache-2.0
"""Calendar: which days government works, from a data file made by script/make-calendar."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "philippines.csv"


class Calendar:
    """Days off by date; `certain` are the years whose proclaimed holidays are all known."""

    def __init__(self, holidays: Mapping[date, str], certain: range) -> None:
        """Keep the holidays (date -> English name) and the range of certain years."""
        self.holidays = dict(holidays)
        self.certain = certain

    def is_working(self, day: date) -> bool:
        """Whether government offices are open on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def knows(self, day: date) -> bool:
        """Whether that day's year is certain; later years lack Eids and proclamations, so their promises may move."""
        return day.year in self.certain


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
