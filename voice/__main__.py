# SPDX-License-Identifier: Apache-2.0
"""`python -m voice`: hear a WAV file as the microphone would be heard, look after the models."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from appliance import charter, config
from appliance.config import Voice
from appliance.errors import DulogError
from appliance.words import LANGUAGES
from voice import engines, fetch
from voice.microphone import WavFile, open_microphone
from voice.utterance import Asked, hear

_SURE, _PERHAPS = 1.0, 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="dulog", description=__doc__)
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH)
    commands = parser.add_subparsers(required=True, dest="command")
    hearing = commands.add_parser("hear", help="what is understood of a WAV file")
    hearing.add_argument("file", type=Path)
    hearing.add_argument("--language", choices=LANGUAGES, default="fil")
    hearing.add_argument("--model", type=Path, help="a folder; else as configured")
    hearing.add_argument("--free", action="store_true", help="take down free speech")
    hearing.add_argument("--json", action="store_true", help="one JSON object, for programs")
    checking = commands.add_parser("check", help="engine, model, memory, and the words that cannot be heard")
    checking.add_argument("--model", type=Path, help="a folder; else as configured")
    checking.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    fetching = commands.add_parser("fetch-model", help="a Vosk model from its official address")
    fetching.add_argument("name", nargs="?", default=fetch.FILIPINO)
    fetching.add_argument("--into", type=Path, default=Path("/var/lib/dulog-voice"), help="the folder of all models")
    options = parser.parse_args(arguments)
    try:
        return {"hear": _hear, "check": _check, "fetch-model": _fetch}[options.command](options)
    except DulogError as error:
        _print(f"dulog: {error}", error=True)
        return 1


def _hear(options: argparse.Namespace) -> int:
    settings, services = _settings(options)
    engine = engines.engine_for(settings, options.language)
    try:
        # what cannot be told the phrases beforehand may as well look for all of them
        choices = engines.everything(services, options.language, asked=not engine.abilities.grammar)
        asked = Asked(options.language, choices, options.free)
        begun = time.perf_counter()
        heard = hear(WavFile(options.file), engine, asked, lambda now: None)
        spent = round(1000 * (time.perf_counter() - begun))
    finally:
        engine.close()
    found = {
        "transcript": heard.transcript,
        "intent": heard.choice,
        "slots": {"digits": heard.digits} if heard.digits else {},
        "confidence": (_SURE if heard.sure else _PERHAPS) if heard.choice else 0.0,
        "ms": spent,
    }
    if options.json:
        _print(json.dumps(found, ensure_ascii=False))
        return 0
    _print(f"{heard.transcript or '-'}: {heard.choice or heard.problem}{'' if heard.sure or not heard.choice else '?'}")
    return 0


def _check(options: argparse.Namespace) -> int:
    settings, services = _settings(options)
    found = engines.check(settings, services)
    for one in found:
        if options.json:
            _print(json.dumps(asdict(one), ensure_ascii=False))
            continue
        _print(f"{one.language}: {one.engine}, {one.model}")
        if one.problem:
            _print(f"    hears nothing: {one.problem}")
            continue
        _print(f"    can hear {one.abilities}; {one.memory_mb:g} MB")
        _print(f"    cannot hear: {', '.join(one.missing)}" if one.missing else "    knows every word of the menus")
    if not found:
        _print("no model: the box does not hear; see dulog voice fetch-model")
    if not options.json:
        _print(f"microphone: {_microphone(settings)}")
    return 1 if any(one.problem for one in found) else 0


def _microphone(settings: Voice) -> str:
    try:
        source = open_microphone(settings.microphone)
        source.open()
    except DulogError as error:
        return str(error)
    source.close()
    return f"{source.name}, works"


def _fetch(options: argparse.Namespace) -> int:
    def tell(done: int, size: int) -> None:
        share = f" of {size / 1e6:.0f} MB, {done / size:.0%}" if size else " MB"
        sys.stderr.write(f"\r{done / 1e6:.0f}{share}   ")
        sys.stderr.flush()

    model = fetch.fetch(options.name, options.into, tell)
    _print(f'\n{model}: ready. In the configuration: [voice] model = {{ fil = "{model}" }}; then dulog voice check')
    return 0


def _settings(options: argparse.Namespace) -> tuple[Voice, charter.Charter]:
    """As configured, or a model named on the line with our own charter."""
    if options.model is not None:
        return Voice(model=dict.fromkeys(LANGUAGES, options.model)), charter.load()
    settings = config.load(options.config)
    return settings.voice, charter.of_hall(settings.hall.charter)


def _print(text: str, *, error: bool = False) -> None:
    (sys.stderr if error else sys.stdout).write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
