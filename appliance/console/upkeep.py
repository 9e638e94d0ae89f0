# SPDX-License-Identifier: Apache-2.0
"""Upkeep: the data file, the configuration, how the box is, and who may work at its kiosk."""

import sys
from pathlib import Path
from typing import Final

import click

from appliance import config, enrolled
from appliance.audit import compared
from appliance.box import Box
from appliance.clock import SystemClock
from appliance.console.printed import as_json_option, moment, show
from appliance.database import Place, place_of
from appliance.errors import NotFound
from appliance.health import look
from appliance.logbook import Logbook
from appliance.store import Store

_MEGABYTE: Final = 1024 * 1024


@click.command()
@click.pass_obj
def migrate(path: Path) -> None:
    """Make or update this box's data file; run it before the programs, and after every update."""
    box = Box.at(path)
    click.echo(f"{box.create()}: ready; this box is {box.identity.id}")


@click.group("config")
def config_group() -> None:
    """The configuration file."""


@config_group.command("check")
@click.pass_obj
def config_check(path: Path) -> None:
    """Say whether the configuration can be used, naming the first key that cannot."""
    config.load(path)
    click.echo(f"{path}: good")


@click.command()
@as_json_option
@click.pass_obj
def health(path: Path, as_json: bool) -> None:
    """How this box is: programs, roads, queues."""
    box = Box.at(path)
    with box.store() as store:
        found = look(store, box.notices, box.config.hall.data, box.config.sms)
    certified = enrolled.ends_at(box.config.hall.data)
    report = {
        **found.programs,
        "certified by the hub until": None if certified is None else moment(certified),
        "hub last said hello": None if found.heard_at is None else moment(found.heard_at),
        "events not yet at the hub": found.unsent,
        "promises that have passed": found.missed,
        "texts": found.texts,
        "texts that wait": found.waiting,
        "set aside for a person": found.set_aside,
        "alarms": found.alarms,
        "free disk space (MB)": found.free_bytes // _MEGABYTE,
        "kiosk set aside": box.upkeep().aside,
    }
    show(report, as_json)


@click.command()
@click.argument("state", type=click.Choice(("on", "off")))
@click.pass_obj
def maintenance(path: Path, state: str) -> None:
    """Set the kiosk aside: it apologises and serves nobody until this is `off` again. It holds after a restart."""
    Box.at(path).upkeep().set_aside(state == "on")
    click.echo("the kiosk is set aside" if state == "on" else "the kiosk serves citizens")


def _hub(settings: config.Config) -> Place:
    return place_of(settings.hub.data, settings.hub.database)


@click.command()
@click.option("--hub", "at_hub", is_flag=True, help="The hub's data file instead of this box's.")
@click.argument("copy", type=click.Path(path_type=Path), required=False)
@as_json_option
@click.pass_obj
def verify(path: Path, at_hub: bool, copy: Path | None, as_json: bool) -> None:
    """Walk the hash chain of every origin; ends 1 where an event was edited, swapped, deleted, cut off or forked.

    With COPY, a backup of a data file, walk that one and compare the two: each is the other's witness.
    """
    settings = config.load(path)
    store = Store(_hub(settings), SystemClock()) if at_hub else Box(settings).store()
    with store:
        checked = {} if at_hub else Box(settings).witness.problems(store)
        found = {**store.verify(), **checked} if copy is None else compared(store, copy)
        found.update({alarm.origin: f"alarm: {alarm.kind} at event {alarm.seq}" for alarm in Logbook(store).alarms()})
    show({origin: problem or "whole" for origin, problem in found.items()}, as_json)
    sys.exit(1 if any(found.values()) else 0)


@click.command()
@click.option("--hub", "at_hub", is_flag=True, help="At the hub instead of on a box.")
@click.option("--settle", "origin", help="A person has looked into the alarms about this origin.")
@as_json_option
@click.pass_obj
def alarms(path: Path, at_hub: bool, origin: str | None, as_json: bool) -> None:
    """Histories that do not hold: forked (a cloned card, an edited file) or put back to an older state."""
    settings = config.load(path)
    with Store(_hub(settings) if at_hub else settings.hall.data, SystemClock()) as store:
        logbook = Logbook(store)
        if origin is not None and not logbook.settle(origin):
            raise NotFound(f"there is no alarm about {origin}")
        raised: dict[str, list[str]] = {}
        for one in logbook.alarms():
            raised.setdefault(one.origin, []).append(f"{one.kind} at event {one.seq}, last {moment(one.last)}")
    if not raised and not as_json:
        click.echo("none")
    show(raised, as_json)


@click.group()
def staff() -> None:
    """Who may work at the kiosk: hold its upper left corner for three seconds, then type the PIN."""


@staff.command("pin")
@click.argument("name")
@click.option("--designation", required=True, help='As they sign, e.g. "Barangay Secretary".')
@click.option("--pin", prompt="PIN of six digits", hide_input=True, confirmation_prompt=True, help="Better left out.")
@click.pass_obj
def staff_pin(path: Path, name: str, designation: str, pin: str) -> None:
    """Give officer NAME a PIN for the kiosk, or another one; it also ends a lock-out after wrong PINs."""
    box = Box.at(path)
    with box.store() as store:
        officer = box.officers(store).set(name, designation, pin)
    click.echo(f"{officer.name}, {officer.designation}: may work at the kiosk")


@staff.command("remove")
@click.argument("name")
@click.pass_obj
def staff_remove(path: Path, name: str) -> None:
    """Take officer NAME's PIN away."""
    box = Box.at(path)
    with box.store() as store:
        box.officers(store).remove(name)
    click.echo(f"{name}: may no longer work at the kiosk")


@staff.command("list")
@as_json_option
@click.pass_obj
def staff_list(path: Path, as_json: bool) -> None:
    """The officers who have a PIN."""
    box = Box.at(path)
    with box.store() as store:
        show(dict(box.officers(store).all()), as_json)


COMMANDS = (migrate, config_group, health, maintenance, verify, alarms, staff)
