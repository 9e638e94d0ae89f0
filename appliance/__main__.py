# SPDX-License-Identifier: Apache-2.0
"""The `dulog` command: start a program, look after the data file, ask what the box knows."""

import os
import sys
from pathlib import Path
from typing import Final, NoReturn

import click

from appliance import config, demo
from appliance.console import book, cases, figures, law, speech, upkeep
from appliance.errors import DulogError, InputError
from appliance.service import describe

_PROGRAMS: Final = {
    "kiosk": ("kiosk_ui", "The touch screen."),
    "sms": ("sms", "The GSM modem: answer citizens' texts, send what is owed."),
    "sync": ("sync", "Carry this box's cases to the hub and the answers back."),
    "desk": ("appliance.desk", "The barangay's own pages for its officers."),
    "hub": ("sync.hub", "The national side: take in cases, serve the agencies' pages. `dulog hub claim --help`: more."),
    "enroll": ("sync.enrolment", "Make this box known to the hub, once, with the code from its operator."),
    "courier": (
        "sync.courier",
        "A stick instead of a network: export, import or verify PATH, on a box and at the hub.",
    ),
}

_OPERATORS: Final = {"hub": "sync.hub.console"}
"""Where the commands of a program are that begin with a word, as `dulog hub claim`."""


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
        spoken = bool(options) and not options[0].startswith("-")
        called = _OPERATORS.get(name, module) if spoken else module
        arguments = [sys.executable, "-m", called, "--config", str(path), *options]
        os.execv(sys.executable, arguments)  # noqa: S606 our own program, no shell


for _name, (_module, _purpose) in _PROGRAMS.items():
    _program(_name, _module, _purpose)


@dulog.command("demo")
@click.option("--headless", is_flag=True, help="No window: a guided tour that ends 0 if every step was verified.")
@click.option("--shots", type=click.Path(path_type=Path), help="Save a picture of each screen in this folder.")
def demo_command(headless: bool, shots: Path | None) -> NoReturn:
    """Hub, broker, simulated modem and kiosk on this machine, with made-up data that goes away at the end."""
    sys.exit(demo.run(headless=headless, shots=shots))


for _command in (*upkeep.COMMANDS, *book.COMMANDS, *cases.COMMANDS, *law.COMMANDS, *figures.COMMANDS, *speech.COMMANDS):
    dulog.add_command(_command)


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
