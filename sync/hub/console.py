# SPDX-License-Identifier: Apache-2.0
"""Console: `dulog hub claim|answer|devices|move|revoke|cells`, for whoever looks after the hub."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from appliance import durable
from appliance.config import DEFAULT_PATH
from appliance.console.printed import as_json_option, moment, show
from appliance.errors import DulogError, EnrolmentError, InputError
from appliance.logbook import Logbook
from appliance.registry import Registry
from sync.bundle import opened
from sync.claim import MOST_BYTES
from sync.hub import cells as layout
from sync.hub.centre import Centre
from sync.hub.enrolment import CODE_DAYS
from sync.hub.revocation import publish, take_place


@click.group("hub", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, hidden=True)
@click.pass_context
def hub(context: click.Context, path: Path) -> None:
    """The hub's boxes and brokers. Without a command: the hub itself, in the foreground."""
    context.obj = path


@hub.command()
@click.argument("psgc")
@click.option("--days", type=click.IntRange(1, 90), default=CODE_DAYS, show_default=True, help="How long it is good.")
@click.pass_obj
def claim(path: Path, psgc: str, days: int) -> None:
    """Make a code for one box of barangay PSGC. Read it out, or send it sealed: who has it can be that barangay."""
    centre = Centre.at(path)
    with centre.store() as store:
        code = centre.enrolment(store).code(psgc, days)
    click.echo(f"{code}\nGood once, for {days} days. On the box: dulog enroll {code}")


@hub.command()
@click.argument("request", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("answer", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def answer(path: Path, request: Path, answer: Path) -> None:
    """Answer a REQUEST that came as a file, e.g. on a USB stick, into the file ANSWER."""
    centre = Centre.at(path)
    with opened(request) as file:
        asked = file.read(MOST_BYTES + 1)
    with centre.store() as store:
        granted = centre.enrolment(store).answer(asked)
    durable.write(answer, granted)
    click.echo(f"{answer}: bring it to the box, for: dulog enroll --answer FILE")


@hub.command()
@as_json_option
@click.pass_obj
def devices(path: Path, as_json: bool) -> None:
    """The boxes that were enrolled: number, barangay, when last heard, until when they are certified."""
    centre = Centre.at(path)
    report: dict[str, Any] = {}
    with centre.store() as store:
        registry, heard_at = Registry(store), Logbook(store).heard_at()
        for device in registry.devices():
            certificates = registry.certificates(device.id)
            report[device.id] = {
                "number": device.number,
                "barangay": device.psgc,
                "enrolled": moment(device.enrolled_at),
                "last heard": moment(heard_at[device.id]) if device.id in heard_at else None,
                "certified until": moment(certificates[0].ends_at) if certificates else None,
                "revoked": None if device.revoked_at is None else moment(device.revoked_at),
            }
    if as_json:
        click.echo(json.dumps(report))
        return
    show({name: _line(about) for name, about in report.items()} or {"boxes": "none"}, as_json=False)


def _line(about: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in about.items() if value is not None)


@hub.command()
@click.argument("device")
@click.argument("psgc")
@click.pass_obj
def move(path: Path, device: str, psgc: str) -> None:
    """From now on DEVICE serves barangay PSGC: it moved, or the code of its barangay changed."""
    centre = Centre.at(path)
    with centre.store() as store:
        Registry(store).move(device, psgc)
    click.echo(f"{device}: serves barangay {psgc} from now on; the box learns it at its next renewal")


@hub.command()
@click.argument("device")
@click.option("--brokers", type=click.Path(path_type=Path), multiple=True, help="A folder of a broker on this machine.")
@click.pass_obj
def revoke(path: Path, device: str, brokers: tuple[Path, ...]) -> None:
    """Believe DEVICE no more, for ever: refuse its frames and certificates, and end what it is saying now."""
    centre = Centre.at(path)
    authority = centre.authority()
    with centre.store() as store:
        registry = Registry(store)
        registry.revoke(device)
        publish(registry, authority, [centre.folder, *brokers])
    click.echo(f"{device}: revoked; the hub believes it no more")
    reached = True
    for cell in layout.of_device(centre.cells(), device):
        ended = take_place(authority, centre.folder, device, cell)
        reached = reached and ended
        words = "its talk has ended" if ended else "bring the list of the revoked there, then revoke it again"
        click.echo(f"{cell.name} ({cell.address}): {words}")
    sys.exit(0 if reached else 1)


@hub.command()
@click.option("--regions", type=click.IntRange(1, 1000), required=True, help="How many brokers, e.g. one for a region.")
@click.option("--host", default="127.0.0.1", show_default=True, help='Where they are; "{n}" is the number of each.')
@click.option("--port", type=click.IntRange(1, 65_535), default=8883, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write.")
@click.pass_obj
def cells(path: Path, regions: int, host: str, port: int, out: Path) -> None:
    """Write a folder for each broker: its configuration, topics, key, units, and how to install them."""
    centre = Centre.at(path)
    planned = layout.plan(regions, host, port)
    layout.lay_out(out, planned, centre.authority(), centre.programs())
    with centre.store() as store:
        publish(Registry(store), centre.authority(), [out / cell.name for cell in planned])
    for cell in planned:
        click.echo(f"{cell.name:<12} {cell.address}")
    click.echo(f'{out}: written. In the hub\'s configuration: [hub] cells = "{(out / layout.LIST).resolve()}"')


def main() -> NoReturn:
    """Run the command; whatever goes wrong is one clear line."""
    try:
        hub.main(prog_name="dulog hub")
    except InputError as error:
        problem = f"{error.field}: {error.problem.replace('_', ' ')}"
    except EnrolmentError as error:
        problem = f"refused: {error}"
    except (DulogError, OSError) as error:
        problem = str(error)
    click.echo(f"dulog: {problem}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
