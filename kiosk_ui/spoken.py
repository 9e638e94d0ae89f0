# SPDX-License-Identifier: Apache-2.0
"""Spoken: what a screen has to say, as plain values, and the sentences for it. Pure."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from appliance.words import Words


class Voice(Enum):
    """How the voice guide treats a text on the screen."""

    TITLE = auto()
    """Names the screen; another title is another page."""
    TOLD = auto()
    """Is read with the page, and told again when it changes."""
    ONCE = auto()
    """Is read with the page only: a clock, a countdown."""
    MUTE = auto()
    """Is not read: it says nothing that is not said elsewhere."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, as it is heard."""

    id: str
    name: str = ""
    key: str = ""
    """The catalogue's key of the name, where the screen shows a picture instead of it."""
    value: str | None = None
    """What was typed into it; None for what takes no typing."""
    state: str = ""
    """On, off, or how far, in words."""
    chosen: bool = False
    possible: bool = True
    types: bool = False
    """Whether it is a key of a keypad: too many to be read with the page."""
    language: str = ""
    """The language of its name; empty for the visitor's."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to read; `told` again when it changes."""

    words: str
    told: bool = True


@dataclass(slots=True)
class Page:
    """What is on show: the title, what there is to read, and what there is to press, in reading order."""

    title: str = ""
    texts: list[Text] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)


SIGNS: Final = {
    **{",": "comma", "'": "apostrophe", "-": "dash", ".": "dot", "?": "question", "@": "at", "#": "number"},
    **{"₱": "peso", "&": "and", "%": "percent", "+": "plus", "=": "equals", "/": "slash", "*": "star"},
    **{":": "colon", "(": "open", ")": "close", '"': "quote", "!": "exclamation", ";": "semicolon"},
    **{"_": "underscore", "ñ": "enye", "á": "a_acute", "í": "i_acute", " ": "space"},
}
"""The names of the signs that have no sound of their own."""


def letter(words: Words, char: str) -> str:
    """A character as it is called."""
    sign = SIGNS.get(char.lower())
    return words(f"kiosk.sign.{sign}") if sign else char


def name(words: Words, control: Control) -> str:
    """What a control is called."""
    if control.types and len(control.name) == 1:
        return letter(words, control.name)
    return words(control.key) if control.key else control.name


def sentence(words: Words, control: Control, *, hushed: bool = False) -> str:
    """A control with its state and value; `hushed`: what was typed is not for others' ears."""
    said = [name(words, control)]
    if control.value is not None and not hushed:
        said.append(control.value or words("kiosk.voice.empty"))
    if control.state:
        said.append(control.state)
    if control.chosen:
        said.append(words("kiosk.voice.chosen"))
    if not control.possible:
        said.append(words("kiosk.voice.impossible"))
    return ". ".join(part.rstrip(".") for part in said) + "."


def typed(words: Words, before: str, now: str) -> str:
    """What happened to a text: the character that was added or erased, or else the whole of it."""
    if now == before + now[-1:] or now.replace(" ", "") == before.replace(" ", "") + now[-1:]:
        return letter(words, now[-1:])
    if before[:-1] == now or before.replace(" ", "")[:-1] == now.replace(" ", ""):
        return words("kiosk.voice.erased", what=letter(words, before[-1:]))
    return now or words("kiosk.voice.empty")
