# SPDX-License-Identifier: Apache-2.0
"""Cases: a text as the box would answer it, and the cases on this box."""

import json
from pathlib import Path
from typing import Any

import click

from appliance import phone, reference
from appliance.box import Box
from appliance.case import TYPES, Case
from appliance.console.printed import as_json_option, moment, show, store_at
from appliance.conversation import Heard
from appliance.counter import Draft
from appliance.errors import NotFound
from appliance.store import Store
from appliance.words import LANGUAGES, local


@click.command()
@click.option("--from", "sender", required=True, help="The citizen's telephone number.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Instead of the one that the citizen would get.")
@click.argument("message")
@click.pass_obj
def text(path: Path, sender: str, language: str | None, message: str) -> None:
    """Take MESSAGE as if it had come by SMS, and print the answer instead of sending it.

    One number's messages are one conversation, here as there: run it again to go on.
    """
    box = Box.at(path)
    with box.store() as store:
        reply = box.conversation(store).answer(Heard(phone.normalise(sender), message, language or ""))
    click.echo(reply.text or "(no answer)")


@click.group()
def case() -> None:
    """The cases on this box."""


@case.command("list")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@as_json_option
@click.pass_obj
def case_list(path: Path, limit: int, as_json: bool) -> None:
    """Open cases by the date on which the citizen must next hear, then closed ones."""
    with store_at(path) as store:
        rows = [_summary(store, found) for found in store.queue(limit=limit)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            f"{row['reference']}  {row['state']:<12} {row['service'] or row['type']:<24} hears by {row['hears by']}"
        )


@case.command("show")
@click.argument("written", metavar="REFERENCE")
@as_json_option
@click.pass_obj
def caseshow(path: Path, written: str, as_json: bool) -> None:
    """One case with its four facts; the citizen's name, number and words are left to the desk."""
    with store_at(path) as store:
        found = store.find(reference.parse(written))
        if found is None:
            raise NotFound(f"no case {written} on this box")
        report = _summary(store, found)
        history = [f"{local(entry.event.at):%Y-%m-%d %H:%M} {entry.event.kind}" for entry in found.history]
    show({**report, "history": history}, as_json)


@case.command("open")
@click.option("--type", "kind", required=True, type=click.Choice(sorted(TYPES)))
@click.option("--service", default="", help="A service of the charter.")
@click.option("--words", required=True, help="What the citizen says.")
@click.option("--phone", "number", default="", help="Their mobile number; giving it here is consent to be texted.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fil", show_default=True)
@as_json_option
@click.pass_obj
def case_open(path: Path, kind: str, service: str, words: str, number: str, language: str, as_json: bool) -> None:
    """File a case for somebody at the desk."""
    box = Box.at(path)
    with box.store() as store:
        draft = Draft(kind, words, language, channel="desk", service=service, phone=number, sms=bool(number))
        receipt = box.counter(store).file(draft)
    due = local(receipt.promise.due_at).isoformat(timespec="minutes")
    show({"reference": reference.show(receipt.reference), "pin": receipt.pin, "hears by": due}, as_json)


def _summary(store: Store, found: Case) -> dict[str, Any]:
    hub_at = store.hub_at(found.id)
    return {
        "reference": reference.show(found.reference),
        "type": found.type,
        "service": found.service,
        "state": str(found.state),
        "held by": found.holder,
        "hears by": local(found.next_update_at).isoformat(timespec="minutes"),
        "saved here": moment(found.received_at),
        "at the hub": moment(hub_at) if hub_at else None,
        "read by an officer": moment(found.read_at) if found.read_at else None,
        "told to the citizen": moment(found.told_at) if found.told_at else None,
        "outcome": found.outcome,
    }


COMMANDS = (text, case)
