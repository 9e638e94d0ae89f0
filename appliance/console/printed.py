# SPDX-License-Identifier: Apache-2.0
"""Printed: what every command shares: a report for people or as JSON, times as they are typed, the box's store."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from appliance.box import Box
from appliance.clock import SystemClock
from appliance.config import Config
from appliance.database import place_of
from appliance.store import Store
from appliance.words import MANILA, local

_YEARS: Final = range(2000, 2101)

as_json_option: Final = click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
"""The option `--json` of every command that prints a report."""


def store_at(path: Path) -> Store:
    """This box's store."""
    return Box.at(path).store()


def hub_store(settings: Config) -> Store:
    """The hub's store, on the hub's machine."""
    return Store(place_of(settings.hub.data, settings.hub.database), SystemClock())


def time_of(written: str) -> datetime:
    """A time or a day as an operator writes it, in the Philippines unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise click.BadParameter(f"{written!r} is not a time such as 2026-04-01T09:00") from error
    if moment.year not in _YEARS:
        raise click.BadParameter(f"{written!r} is not in the years {_YEARS[0]} to {_YEARS[-1]}")
    return moment if moment.tzinfo else moment.replace(tzinfo=MANILA)


def ms(moment: datetime) -> int:
    """UTC milliseconds."""
    return round(moment.timestamp() * 1000)


def moment(at: int) -> str:
    """A time (UTC ms) as a program reads it and a person may."""
    return local(at).isoformat(timespec="seconds")


def show(report: dict[str, Any], as_json: bool) -> None:
    """Print a report, a line for each name, or as JSON."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        for number, line in enumerate(value if isinstance(value, list) else [value]):
            click.echo(f"{'' if number else name:<26} {_plain(line)}")


def _plain(value: object) -> str:
    """A value as a person would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items()) or "none"
    return "not yet" if value is None else str(value) or "-"
