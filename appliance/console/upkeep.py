# SPDX-License-Identifier: Apache-2.0
"""Upkeep: the data file, the configuration, how the box is, and who may work at its kiosk."""

import sys
from pathlib import Path
from typing import Final

import click

from appliance import config, enrolled
from appliance.box import Box
from appliance.console.printed import as_json_option, moment, show, store_at
from appliance.health import look

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
        found = look(store, box.notices, box.config.hall.data)
    certified = enrolled.ends_at(box.config.hall.data)
    report = {
        **found.programs,
        "certified by the hub until": None if certified is None else moment(certified),
        "hub last said hello": None if found.heard_at is None else moment(found.heard_at),
        "events not yet at the hub": found.unsent,
        "promises that have passed": found.missed,
        "texts": found.texts,
        "set aside for a person": found.set_aside,
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


@click.command()
@as_json_option
@click.pass_obj
def verify(path: Path, as_json: bool) -> None:
    """Walk the hash chain of every origin; ends 1 where an event was changed, cut off or lost."""
    with store_at(path) as store:
        problems = store.verify()
    show({origin: problem or "whole" for origin, problem in problems.items()}, as_json)
    sys.exit(1 if any(problems.values()) else 0)


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


COMMANDS = (migrate, config_group, health, maintenance, verify, staff)
