# SPDX-License-Identifier: Apache-2.0
"""Engines: which engine each language has, as the hall's configuration says, and what it cannot hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.charter import Charter
from appliance.config import Voice
from appliance.errors import DeviceError
from appliance.ports import DIGITS
from appliance.words import LANGUAGES
from voice import child, phrases
from voice.apart import ChildEngine
from voice.engine import Engine, EngineError

REFERENCE: Final = "reference"
"""The choice of who says the twelve digits of a case."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One language: its engine and model, what the engine can do, the MB it holds, and the menus' words it is deaf to.

    `problem` says why it hears nothing, empty where it hears.
    """

    language: str
    engine: str
    model: str
    abilities: str = ""
    memory_mb: float = 0.0
    missing: tuple[str, ...] = ()
    problem: str = ""


def engines(settings: Voice) -> dict[str, ChildEngine]:
    """An engine for each language that has one; those with the same model share it."""
    if settings.engine == child.POCKETSPHINX:
        return dict.fromkeys(LANGUAGES, ChildEngine(child.POCKETSPHINX))
    by_folder = {folder: ChildEngine(child.VOSK, str(folder)) for folder in dict.fromkeys(settings.model.values())}
    return {language: by_folder[folder] for language, folder in settings.model.items()}


def everything(charter: Charter, language: str, *, asked: bool) -> dict[str, tuple[str, ...]]:
    """All that can be said anywhere: commands, what one comes for, services, digits; `asked`: questions as well."""
    services = phrases.of_services(charter, language, asked=asked)
    return phrases.merged(phrases.COMMANDS[language], phrases.MATTERS[language], {REFERENCE: (DIGITS,)}, services)


def menu_words(charter: Charter, language: str) -> list[str]:
    """The words of all menus: a screen that shows them must be able to hear them."""
    names = [
        text for service in charter.services.values() for text in (service.name[language], service.short[language])
    ]
    said = [phrases.spoken(name, language) for name in names]
    said += phrases.grammar({**phrases.COMMANDS[language], **phrases.MATTERS[language], REFERENCE: (DIGITS,)}, language)
    return sorted({word for text in said for word in text.split() if word.isalpha()})


def check(settings: Voice, charter: Charter) -> list[Checked]:
    """Start each language's engine and find out how it is."""
    found = []
    for language, engine in engines(settings).items():
        model = str(settings.model.get(language, "its own"))
        try:
            found.append(_checked(language, settings.engine, model, engine, menu_words(charter, language)))
        except EngineError as error:
            found.append(Checked(language, settings.engine, model, problem=str(error)))
        finally:
            engine.close()
    return found


def _checked(language: str, name: str, model: str, engine: ChildEngine, words: Sequence[str]) -> Checked:
    abilities = engine.abilities
    can = {"phrases": abilities.grammar, "the unknown": abilities.unknown, "free speech": abilities.dictation}
    missing = engine.missing(words)
    return Checked(
        language,
        name,
        model,
        ", ".join(what for what, able in can.items() if able),
        memory(engine.pid),
        tuple(missing),
    )


def memory(pid: int) -> float:
    """MB that a process holds in memory; 0 where the machine does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return round(next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0) / 1000, 1)


def engine_for(settings: Voice, language: str) -> Engine:
    """The engine of one language. Raises DeviceError where the configuration gives it none."""
    found = engines(settings)
    if language not in found:
        raise DeviceError(f"voice.model: names no model for {language}; see dulog voice fetch-model")
    return found[language]
