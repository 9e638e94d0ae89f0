# SPDX-License-Identifier: Apache-2.0
"""Figures: the reports an office must hand in, and what can be measured."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from appliance import charter, config, report
from appliance.bench import answers as answers_bench
from appliance.bench import store as store_bench
from appliance.box import Box
from appliance.children import tied
from appliance.console.printed import as_json_option, hub_store, ms, show
from appliance.errors import DeviceError
from appliance.logbook import Logbook
from appliance.words import MANILA, local

_ROOT: Final = Path(__file__).parents[2]
"""Of the repository, where there is one: the bad line is a test tool."""


@click.group("report")
def report_group() -> None:
    """Tables for the authorities."""


_DAY: Final = click.DateTime(["%Y-%m-%d"])


@report_group.command("csm")
@click.option("--from", "first", type=_DAY, help="The first day; else the first of this year.")
@click.option("--to", "last", type=_DAY, help="The last day; else today.")
@click.option("--hub", "of_hub", is_flag=True, help="On the hub's machine: over the cases of all halls.")
@as_json_option
@click.pass_obj
def report_csm(path: Path, first: datetime | None, last: datetime | None, of_hub: bool, as_json: bool) -> None:
    """Client satisfaction as ARTA asks for it (MC 2022-05, Annex B): who answered, the charter, the service."""
    settings = config.load(path)
    with hub_store(settings) if of_hub else Box(settings).store() as store:
        today = local(store.clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        if last and last.year > today.year + 1:
            raise click.BadParameter("the last day is too far off")
        start = first.replace(tzinfo=MANILA) if first else today.replace(month=1, day=1)
        end = last.replace(tzinfo=MANILA) if last else today
        if end < start:
            raise click.BadParameter("the last day is before the first")
        found = report.measure(store.ended(ms(start), ms(end + timedelta(days=1))))
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


@click.group("bench")
def bench_group() -> None:
    """Measure, each figure beside its peer in the same run."""


@bench_group.command("store")
@click.option("--cases", default=2000, show_default=True)
@as_json_option
def benchstore_at(cases: int, as_json: bool) -> None:
    """Time a durable commit of a case beside a bare two-row SQLite transaction with the same pragmas."""
    show(store_bench.store(cases), as_json)


@bench_group.command("answers")
@click.option(
    "--questions",
    "folder",
    type=click.Path(path_type=Path),
    default=answers_bench.QUESTIONS,
    show_default=True,
    help="The folder with tune.jsonl and score.jsonl.",
)
@as_json_option
def bench_answers(folder: Path, as_json: bool) -> None:
    """Put the examination's questions to the answer book, and to SQLite's full-text search in the same run."""
    show(answers_bench.answers(folder), as_json)


@bench_group.command("kiosk")
@click.option("--starts", default=7, show_default=True)
@click.option("--taps", default=100, show_default=True)
@click.option("--navigations", default=1000, show_default=True)
@as_json_option
def bench_kiosk(starts: int, taps: int, navigations: int, as_json: bool) -> None:
    """Time the touch screen: its start beside a bare Kivy app, taps, the wait for a slow service; about 3 minutes."""
    numbers = {"--starts": starts, "--taps": taps, "--navigations": navigations}
    options = [part for name, number in numbers.items() for part in (name, str(number))]
    show(_apart("kiosk_ui.bench", *options), as_json)


@bench_group.command("sync")
@as_json_option
def bench_sync(as_json: bool) -> None:
    """Weigh cases on the wire beside JSON, zlib and CBOR + zstd, count data SMS, and time the seal."""
    show(_apart("sync.bench.frames"), as_json)


@bench_group.command("wan")
@click.option("--line", "lines", type=click.Choice(("64k", "40k", "1m")), multiple=True, default=("64k",))
@click.option("--cases", default=1000, show_default=True)
@click.option("--runs", default=3, show_default=True, help="Runs of ours; the middle one counts.")
@click.option("--seed", default=1, show_default=True, help="Of the texts and of what the line loses.")
@click.option("--trial", "trials", multiple=True, help="Only these: outage, paho, wait, pouchdb, urgent.")
@as_json_option
def bench_wan(
    lines: tuple[str, ...], cases: int, runs: int, seed: int, trials: tuple[str, ...], as_json: bool
) -> NoReturn:
    """Carry a backlog over a bad line, beside JSON messages with paho and PouchDB's replication; 15 minutes a line."""
    if not (_ROOT / "tests" / "bench" / "wan.py").exists():
        raise DeviceError("bench wan: the bad line is a test tool; run it from the repository")
    options = [f"--cases={cases}", f"--runs={runs}", f"--seed={seed}", *(f"--line={line}" for line in lines)]
    options += [*(["--trials", *trials] if trials else []), *(["--json"] if as_json else [])]
    # in our place, so that whoever ends us ends the line: the core knows no network
    arguments = [sys.executable, "-m", "tests.bench.wan", *options]
    os.execve(sys.executable, arguments, {**os.environ, "PYTHONPATH": str(_ROOT)})  # noqa: S606 our own program


@bench_group.command("hub")
@click.option("--events", default=20_000, show_default=True)
@click.option("--boxes", default=100, show_default=True)
@click.option("--devices", default=2_000, show_default=True, help="That come back at once; 0 for none.")
@as_json_option
def bench_hub(events: int, boxes: int, devices: int, as_json: bool) -> None:
    """Time the hub's intake with 1, 2 and 4 workers on PostgreSQL, beside SQLite and a transaction an event."""
    numbers = {"--events": events, "--boxes": boxes, "--devices": devices}
    options = [part for name, number in numbers.items() for part in (name, str(number))]
    show(_apart("sync.hub.bench", *options), as_json)


@bench_group.command("sms")
@click.option("--full", is_flag=True, help="Floods of 10,000 and 1,000 kills each way: about an hour.")
@as_json_option
def bench_sms(full: bool, as_json: bool) -> None:
    """Count texts lost and doubled in bursts, floods and kills, beside the bare library, gammu-smsd and smstools3."""
    show(_apart("sms.bench", *["--full"] * full), as_json)


def _apart(module: str, *options: str) -> dict[str, Any]:
    """What a bench prints that is a program of its own, for the core knows neither Kivy nor roads."""
    done = subprocess.run(tied([sys.executable, "-m", module, *options]), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise DeviceError(f"{module} could not measure; what it said is above")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@bench_group.command("voice")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder; else the tests' own.")
@click.option("--tune", is_flag=True, help="On the examples to tune on, not those to report.")
@as_json_option
def bench_voice(model: Path | None, tune: bool, as_json: bool) -> None:
    """Count how often the ears are right, ask, or are wrong, in quiet and noise, on synthetic speech; ten minutes."""
    options = [*(["--model", str(model)] if model else []), *(["--tune"] if tune else [])]
    # a program of its own: the core knows no microphone
    done = subprocess.run([sys.executable, "-m", "voice.bench", *options], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise DeviceError("the ears could not be measured; what it said is above")
    show(json.loads(done.stdout), as_json)


COMMANDS = (report_group, bench_group)
