# SPDX-License-Identifier: Apache-2.0
"""The law: by when a citizen must have been answered, and the days that do not count."""

from pathlib import Path

import click

from appliance import config
from appliance.calendar import DECLARABLE, SUSPENSION, Calendar, Day, philippines
from appliance.case import BARANGAY, MOST_MINUTES, Pause
from appliance.console.printed import as_json_option, hub_store, ms, show, store_at, time_of
from appliance.errors import InputError, StoreError
from appliance.event import Actor
from appliance.logbook import Logbook
from appliance.proclamations import calendar_of, declare
from appliance.promise import RULES, not_counted, promise
from appliance.store import exists
from appliance.text import clean
from appliance.words import local


@click.command()
@click.option("--rule", required=True, type=click.Choice(RULES), help="The legal clock.")
@click.option("--from", "start", required=True, help="When the case began, e.g. 2026-04-01T09:00 (Philippine time).")
@click.option(
    "--minutes", type=click.IntRange(0, MOST_MINUTES), default=0, help="For CHARTER_MIN: the charter's processing time."
)
@click.option("--extended", is_flag=True, help="It was extended once.")
@click.option("--paused", nargs=2, multiple=True, metavar="FROM TO", help="It was suspended from then to then.")
@click.option("--off", multiple=True, metavar="DATE", help="Work was suspended on this day, e.g. a typhoon.")
@as_json_option
@click.pass_obj
def deadline(
    path: Path,
    rule: str,
    start: str,
    minutes: int,
    extended: bool,
    paused: tuple[tuple[str, str], ...],
    off: tuple[str, ...],
    as_json: bool,
) -> None:
    """By when a citizen must have been answered, by the law's calendar and, on a box, the days declared there."""
    calendar = _calendar(path).amended(Day(time_of(day).date(), SUSPENSION, "work suspended") for day in off)
    began = ms(time_of(start))
    pauses = [Pause(ms(time_of(begin)), ms(time_of(end))) for begin, end in paused]
    if any(end < begin for begin, end in pauses):
        raise click.UsageError("--paused: it ends before it begins")
    try:
        due = promise(rule, began, calendar, minutes=minutes, extended=extended, pauses=pauses)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    report = {
        "rule": rule,
        "due": local(due.due_at).isoformat(),
        "provisional": due.provisional,
        "not counted": [f"{day} {name}" for day, name in not_counted(rule, began, due.due_at, calendar)],
    }
    show(report, as_json)


def _calendar(path: Path) -> Calendar:
    """The calendar of the box that the configuration describes; without one, the national one."""
    if not (path.exists() and exists(config.load(path).hall.data)):
        return philippines()
    with store_at(path) as store:
        return calendar_of(store, philippines())


@click.group("calendar")
def calendar_group() -> None:
    """The days on which government works."""


@calendar_group.command("list")
@click.option("--year", type=click.IntRange(2000, 9999), default=None, help="Of this year only.")
@as_json_option
@click.pass_obj
def calendar_list(path: Path, year: int | None, as_json: bool) -> None:
    """The days off, with those declared on this box, and whether a year's proclamations are all known."""
    calendar = _calendar(path)
    days = {str(day): name for day, name in sorted(calendar.holidays.items()) if year in (None, day.year)}
    certain = "all known for " + ", ".join(map(str, sorted(calendar.certain)))
    show({**days, "proclamations": certain}, as_json)


@calendar_group.command("declare")
@click.argument("written", metavar="DATE")
@click.argument("what", type=click.Choice(DECLARABLE))
@click.argument("name")
@click.option("--by", "officer", required=True, help="Who declares it: name and office, kept for good.")
@click.option("--hub", is_flag=True, help="At the hub, for its boxes.")
@click.option("--scope", default="", help="At the hub: only for boxes whose PSGC code begins so, e.g. 04034.")
@click.pass_obj
def calendar_declare(path: Path, written: str, what: str, name: str, officer: str, hub: bool, scope: str) -> None:
    """Declare what a DATE is: a holiday, a suspension of work, a working day after all, or its year complete.

    Open cases' dates are reckoned anew, and citizens whose date changes are told.
    """
    day = Day(time_of(written).date(), what, clean(name, field="name", limit=120))
    by = clean(officer, field="by", limit=80)
    if not (day.name and by):
        raise InputError("name" if by else "by", "empty")
    if not hub:
        with store_at(path) as store:
            declare(store, day, Actor("officer", BARANGAY, by))
        click.echo(f"{day.date}: {what}, declared on this box")
        return
    settings = config.load(path)
    if not (settings.hub.database or exists(settings.hub.data)):
        raise StoreError(f"{settings.hub.data}: no data file of a hub; start it first: dulog hub")
    with hub_store(settings) as store:
        codes = Logbook(store).barangays()
        boxes = [box for box in settings.hub.devices if codes.get(box, "").startswith(scope)]
        with store.writing():
            for box in boxes:
                declare(store, day, Actor("officer", "hub", by), box)
    click.echo(f"{day.date}: {what}, declared for {len(boxes)} of {len(settings.hub.devices)} boxes")


COMMANDS = (deadline, calendar_group)
