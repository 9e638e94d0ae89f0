# SPDX-License-Identifier: Apache-2.0
"""Speech: what the box understands of a recording, and how its models are; programs of their own do the work."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

_PASSED_ON: Final = {"ignore_unknown_options": True, "help_option_names": []}


def _voice(path: Path, *arguments: str) -> None:
    # the core knows no microphone
    done = subprocess.run([sys.executable, "-m", "voice", "--config", str(path), *arguments], check=False)
    sys.exit(done.returncode)


@click.command(context_settings=_PASSED_ON)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def hear(path: Path, options: tuple[str, ...]) -> None:
    """What is understood of a WAV file, on the same path as the microphone's."""
    _voice(path, "hear", *options)


@click.group("voice", invoke_without_command=True)
@click.pass_context
def voice_group(context: click.Context) -> None:
    """The voice terminal, with a button and a light alone; or, by a command, what the box hears with."""
    if context.invoked_subcommand is None:
        os.execv(sys.executable, [sys.executable, "-m", "kiosk_ui.terminal", "--config", str(context.obj)])  # noqa: S606 our own program, no shell


@voice_group.command("check", context_settings=_PASSED_ON)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def voice_check(path: Path, options: tuple[str, ...]) -> None:
    """Name engine, model, memory, microphone, and the words of the menus that cannot be heard."""
    _voice(path, "check", *options)


@voice_group.command("fetch-model", context_settings=_PASSED_ON)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def voice_fetch(path: Path, options: tuple[str, ...]) -> None:
    """Fetch a Vosk model from its official address, or say what to do without internet."""
    _voice(path, "fetch-model", *options)


COMMANDS = (hear, voice_group)
