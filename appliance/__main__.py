# SPDX-License-Identifier: Apache-2.0
"""The `dulog` command: start a program, look after the data file, ask what the box knows."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from appliance import charter, config, demo, phone, reference, report
from appliance.answers import AnswerBook
from appliance.answers.batch import Question, answered, questions
from appliance.answers.batch import as_json as answer_line
from appliance.bench import answers as answers_bench
from appliance.bench import store as store_bench
from appliance.box import Box
from appliance.calendar import DECLARABLE, SUSPENSION, Calendar, Day, philippines
from appliance.case import BARANGAY, TYPES, Case, Pause
from appliance.clock import SystemClock
from appliance.conversation import Heard
from appliance.counter import Draft
from appliance.errors import DeviceError, DulogError, InputError, NotFound
from appliance.event import Actor
from appliance.health import look
from appliance.logbook import Logbook
from appliance.proclamations import calendar_of, declare
from appliance.promise import RULES, not_counted, promise
from appliance.service import describe
from appliance.store import Store, exists
from appliance.text import clean
from appliance.words import LANGUAGES, MANILA, local

_PROGRAMS: Final = {
    "kiosk": ("kiosk_ui", "The touch screen."),
    "sms": ("sms", "The GSM modem: answer citizens' texts, send what is owed."),
    "sync": ("sync", "Carry this box's cases to the hub and the answers back."),
    "desk": ("appliance.desk", "The barangay's own pages for its officers."),
    "hub": ("sync.hub", "The national side: take in cases, serve the agencies' pages."),
}

_MEGABYTE: Final = 1024 * 1024

_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=config.DEFAULT_PATH,
    envvar="DULOG_CONFIG",
    show_default=True,
    show_envvar=True,
    help="The configuration file.",
)
@click.version_option(package_name="dulog")
@click.pass_context
def dulog(context: click.Context, path: Path) -> None:
    """Dulog: a barangay hall's citizen service that works with no internet and tells the citizen the end."""
    context.obj = path


def _program(name: str, module: str, purpose: str) -> None:
    """A command that becomes `python -m module`, with whatever options that one has."""

    @dulog.command(name, help=purpose, context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("options", nargs=-1, type=click.UNPROCESSED)
    @click.pass_obj
    def start(path: Path, options: tuple[str, ...]) -> NoReturn:
        arguments = [sys.executable, "-m", module, "--config", str(path), *options]
        os.execv(sys.executable, arguments)  # noqa: S606 our own program, no shell


for _name, (_module, _purpose) in _PROGRAMS.items():
    _program(_name, _module, _purpose)


@dulog.command("demo")
@click.option("--headless", is_flag=True, help="No window: a guided tour that ends 0 if every step was verified.")
@click.option("--shots", type=click.Path(path_type=Path), help="Save a picture of each screen in this folder.")
def demo_command(headless: bool, shots: Path | None) -> NoReturn:
    """Hub, broker, simulated modem and kiosk on this machine, with made-up data that goes away at the end."""
    sys.exit(demo.run(headless=headless, shots=shots))


@dulog.command()
@click.pass_obj
def migrate(path: Path) -> None:
    """Make or update this box's data file; run it before the programs, and after every update."""
    box = Box.at(path)
    click.echo(f"{box.create()}: ready; this box is {box.identity.id}")


@dulog.group("config")
def config_group() -> None:
    """The configuration file."""


@config_group.command("check")
@click.pass_obj
def config_check(path: Path) -> None:
    """Say whether the configuration can be used, naming the first key that cannot."""
    config.load(path)
    click.echo(f"{path}: good")


@dulog.group("charter")
def charter_group() -> None:
    """The Citizen's Charter: the services this hall offers."""


@charter_group.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def charter_check(folders: tuple[Path, ...]) -> None:
    """Read our services and those in FOLDERS, naming the first file and key that cannot be used."""
    services = charter.load(*folders).services
    click.echo(f"{len(services)} services: {', '.join(services)}")


@dulog.command()
@_as_json
@click.pass_obj
def health(path: Path, as_json: bool) -> None:
    """How this box is: programs, roads, queues."""
    box = Box.at(path)
    with box.store() as store:
        found = look(store, box.notices, box.config.hall.data)
    report = {
        **found.programs,
        "hub last said hello": None if found.heard_at is None else _moment(found.heard_at),
        "events not yet at the hub": found.unsent,
        "promises that have passed": found.missed,
        "texts": found.texts,
        "set aside for a person": found.set_aside,
        "free disk space (MB)": found.free_bytes // _MEGABYTE,
        "kiosk set aside": box.upkeep().aside,
    }
    _show(report, as_json)


@dulog.command()
@click.argument("state", type=click.Choice(("on", "off")))
@click.pass_obj
def maintenance(path: Path, state: str) -> None:
    """Set the kiosk aside: it apologises and serves nobody until this is `off` again. It holds after a restart."""
    Box.at(path).upkeep().set_aside(state == "on")
    click.echo("the kiosk is set aside" if state == "on" else "the kiosk serves citizens")


@dulog.command()
@_as_json
@click.pass_obj
def verify(path: Path, as_json: bool) -> None:
    """Walk the hash chain of every origin; ends 1 where an event was changed, cut off or lost."""
    with _store(path) as store:
        problems = store.verify()
    _show({origin: problem or "whole" for origin, problem in problems.items()}, as_json)
    sys.exit(1 if any(problems.values()) else 0)


@dulog.command()
@click.option("--rule", required=True, type=click.Choice(RULES), help="The legal clock.")
@click.option("--from", "start", required=True, help="When the case began, e.g. 2026-04-01T09:00 (Philippine time).")
@click.option("--minutes", type=click.IntRange(0), default=0, help="For CHARTER_MIN: the charter's processing time.")
@click.option("--extended", is_flag=True, help="It was extended once.")
@click.option("--paused", nargs=2, multiple=True, metavar="FROM TO", help="It was suspended from then to then.")
@click.option("--off", multiple=True, metavar="DATE", help="Work was suspended on this day, e.g. a typhoon.")
@_as_json
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
    calendar = _calendar(path).amended(Day(_time(day).date(), SUSPENSION, "work suspended") for day in off)
    began = _ms(_time(start))
    pauses = [Pause(_ms(_time(begin)), _ms(_time(end))) for begin, end in paused]
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
    _show(report, as_json)


def _calendar(path: Path) -> Calendar:
    """The calendar of the box that the configuration describes; without one, the national one."""
    if not (path.exists() and exists(config.load(path).hall.data)):
        return philippines()
    with _store(path) as store:
        return calendar_of(store, philippines())


def _time(written: str) -> datetime:
    """A time or a day as an operator writes it, in the Philippines unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise click.BadParameter(f"{written!r} is not a time such as 2026-04-01T09:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=MANILA)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@dulog.group("calendar")
def calendar_group() -> None:
    """The days on which government works."""


@calendar_group.command("list")
@click.option("--year", type=click.IntRange(2000, 9999), default=None, help="Of this year only.")
@_as_json
@click.pass_obj
def calendar_list(path: Path, year: int | None, as_json: bool) -> None:
    """The days off, with those declared on this box, and whether a year's proclamations are all known."""
    calendar = _calendar(path)
    days = {str(day): name for day, name in sorted(calendar.holidays.items()) if year in (None, day.year)}
    certain = "all known for " + ", ".join(map(str, sorted(calendar.certain)))
    _show({**days, "proclamations": certain}, as_json)


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
    day = Day(_time(written).date(), what, clean(name, field="name", limit=120))
    by = clean(officer, field="by", limit=80)
    if not (day.name and by):
        raise InputError("name" if by else "by", "empty")
    if not hub:
        with _store(path) as store:
            declare(store, day, Actor("officer", BARANGAY, by))
        click.echo(f"{day.date}: {what}, declared on this box")
        return
    settings = config.load(path)
    with Store(settings.hub.data, SystemClock()) as store:
        codes = Logbook(store).barangays()
        boxes = [box for box in settings.hub.devices if codes.get(box, "").startswith(scope)]
        with store.writing():
            for box in boxes:
                declare(store, day, Actor("officer", "hub", by), box)
    click.echo(f"{day.date}: {what}, declared for {len(boxes)} of {len(settings.hub.devices)} boxes")


@dulog.command()
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


@dulog.command()
@click.option("--language", type=click.Choice(LANGUAGES), help="The language to answer in; else the question's own.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Answer each line of this file (- is standard input), a question or a JSON object, with a JSON line.",
)
@_as_json
@click.argument("question", metavar="TEXT", required=False)
@click.pass_context
def ask(context: click.Context, language: str | None, batch: str | None, as_json: bool, question: str | None) -> None:
    """Answer TEXT from the Citizen's Charter, the hall's own or, where there is no configuration, the one we ship."""
    if (question is None) == (batch is None):
        raise click.UsageError("give either TEXT or --batch FILE")
    book = AnswerBook(_charter(context.obj))
    if batch is None:
        answer = answered(book, Question(question or "", language or ""))
        click.echo(answer_line(answer, question or "") if as_json else answer.text)
        return
    with click.open_file(batch, encoding="utf-8", errors="replace") as lines:
        for one in questions(lines, "standard input" if batch == "-" else batch):
            click.echo(answer_line(answered(book, Question(one.text, one.language or language or "")), one.text))


@dulog.group()
def case() -> None:
    """The cases on this box."""


@case.command("list")
@click.option("--limit", default=50, show_default=True)
@_as_json
@click.pass_obj
def case_list(path: Path, limit: int, as_json: bool) -> None:
    """Open cases by the date on which the citizen must next hear, then closed ones."""
    with _store(path) as store:
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
@_as_json
@click.pass_obj
def case_show(path: Path, written: str, as_json: bool) -> None:
    """One case with its four facts; the citizen's name, number and words are left to the desk."""
    with _store(path) as store:
        found = store.find(reference.parse(written))
        if found is None:
            raise NotFound(f"no case {written} on this box")
        report = _summary(store, found)
        history = [f"{local(entry.event.at):%Y-%m-%d %H:%M} {entry.event.kind}" for entry in found.history]
    _show({**report, "history": history}, as_json)


@case.command("open")
@click.option("--type", "kind", required=True, type=click.Choice(sorted(TYPES)))
@click.option("--service", default="", help="A service of the charter.")
@click.option("--words", required=True, help="What the citizen says.")
@click.option("--phone", "number", default="", help="Their mobile number; giving it here is consent to be texted.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fil", show_default=True)
@_as_json
@click.pass_obj
def case_open(path: Path, kind: str, service: str, words: str, number: str, language: str, as_json: bool) -> None:
    """File a case for somebody at the desk."""
    box = Box.at(path)
    with box.store() as store:
        draft = Draft(kind, words, language, channel="desk", service=service, phone=number, sms=bool(number))
        receipt = box.counter(store).file(draft)
    due = local(receipt.promise.due_at).isoformat(timespec="minutes")
    _show({"reference": reference.show(receipt.reference), "pin": receipt.pin, "hears by": due}, as_json)


@dulog.group()
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
@_as_json
@click.pass_obj
def staff_list(path: Path, as_json: bool) -> None:
    """The officers who have a PIN."""
    box = Box.at(path)
    with box.store() as store:
        _show(dict(box.officers(store).all()), as_json)


@dulog.group("report")
def report_group() -> None:
    """Tables for the authorities."""


_DAY: Final = click.DateTime(["%Y-%m-%d"])


@report_group.command("csm")
@click.option("--from", "first", type=_DAY, help="The first day; else the first of this year.")
@click.option("--to", "last", type=_DAY, help="The last day; else today.")
@click.option("--hub", "of_hub", is_flag=True, help="On the hub's machine: over the cases of all halls.")
@_as_json
@click.pass_obj
def report_csm(path: Path, first: datetime | None, last: datetime | None, of_hub: bool, as_json: bool) -> None:
    """Client satisfaction as ARTA asks for it (MC 2022-05, Annex B): who answered, the charter, the service."""
    settings = config.load(path)
    with Store(settings.hub.data, SystemClock()) if of_hub else Box(settings).store() as store:
        today = local(store.clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        start = first.replace(tzinfo=MANILA) if first else today.replace(month=1, day=1)
        end = last.replace(tzinfo=MANILA) if last else today
        if end < start:
            raise click.BadParameter("the last day is before the first")
        found = report.measure(store.ended(_milliseconds(start), _milliseconds(end + timedelta(days=1))))
        barangays = Logbook(store).barangays()
    hall, days = settings.hall, (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")
    whose = "all halls of this hub" if of_hub else f"{hall.barangay}, {hall.city} (PSGC {hall.psgc})"
    if as_json:
        head = {"of": whose, "from": days[0], "to": days[1]}
        click.echo(json.dumps({**head, **found.as_json(barangays)}, ensure_ascii=False))
        return
    click.echo(f"Client satisfaction measurement, {' to '.join(days)}\n{whose}\n")
    services = charter.load(*([hall.charter] if hall.charter else []))
    names = {service: services.name(service, "en") for service in services.services}
    for line in report.page(found, names, {device: f"PSGC {psgc}" for device, psgc in barangays.items()}):
        click.echo(line)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@dulog.group("bench")
def bench_group() -> None:
    """Measure, each figure beside its peer in the same run."""


@bench_group.command("store")
@click.option("--cases", default=2000, show_default=True)
@_as_json
def bench_store(cases: int, as_json: bool) -> None:
    """Time a durable commit of a case beside a bare two-row SQLite transaction with the same pragmas."""
    _show(store_bench.store(cases), as_json)


@bench_group.command("answers")
@click.option(
    "--questions",
    "folder",
    type=click.Path(path_type=Path),
    default=answers_bench.QUESTIONS,
    show_default=True,
    help="The folder with tune.jsonl and score.jsonl.",
)
@_as_json
def bench_answers(folder: Path, as_json: bool) -> None:
    """Put the examination's questions to the answer book, and to SQLite's full-text search in the same run."""
    _show(answers_bench.answers(folder), as_json)


def _charter(path: Path) -> charter.Charter:
    """The services of the hall that the configuration describes; ours where nobody has written one."""
    if path == config.DEFAULT_PATH and not path.exists():
        return charter.load()
    return charter.of_hall(config.load(path).hall.charter)


@bench_group.command("kiosk")
@click.option("--starts", default=7, show_default=True)
@click.option("--taps", default=100, show_default=True)
@click.option("--navigations", default=1000, show_default=True)
@_as_json
def bench_kiosk(starts: int, taps: int, navigations: int, as_json: bool) -> None:
    """Time the touch screen: its start beside a bare Kivy app, taps, the wait for a slow service; about 3 minutes."""
    numbers = {"--starts": starts, "--taps": taps, "--navigations": navigations}
    options = [part for name, number in numbers.items() for part in (name, str(number))]
    # a program of its own: the core knows no Kivy
    done = subprocess.run([sys.executable, "-m", "kiosk_ui.bench", *options], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise DeviceError("the kiosk could not be measured; what it said is above")
    _show(json.loads(done.stdout), as_json)


def _store(path: Path) -> Store:
    return Box.at(path).store()


def _summary(store: Store, found: Case) -> dict[str, Any]:
    hub_at = store.hub_at(found.id)
    return {
        "reference": reference.show(found.reference),
        "type": found.type,
        "service": found.service,
        "state": str(found.state),
        "held by": found.holder,
        "hears by": local(found.next_update_at).isoformat(timespec="minutes"),
        "saved here": _moment(found.received_at),
        "at the hub": _moment(hub_at) if hub_at else None,
        "read by an officer": _moment(found.read_at) if found.read_at else None,
        "told to the citizen": _moment(found.told_at) if found.told_at else None,
        "outcome": found.outcome,
    }


def _moment(at: int) -> str:
    return local(at).isoformat(timespec="seconds")


def _show(report: dict[str, Any], as_json: bool) -> None:
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


def main() -> NoReturn:
    """Run the command; whatever goes wrong is one clear line, never a traceback."""
    try:
        dulog.main(standalone_mode=True)
    except InputError as error:
        problem = f"{error.field}: {error.problem.replace('_', ' ')}"
    except DulogError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 the last place before the interpreter would print a traceback
        problem = describe(error)
    click.echo(f"dulog: {problem}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
