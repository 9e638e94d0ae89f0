# SPDX-License-Identifier: Apache-2.0
"""Slip: the acknowledgement receipt on paper (RA 11032, section 9), in plain letters on 32 or 48 columns. Pure."""

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from appliance import reference
from appliance.promise import Promise
from appliance.words import Words, local


class Style(Enum):
    """How a part of a slip is printed."""

    PLAIN = auto()
    BOLD = auto()
    TITLE = auto()
    """Bold, in the middle."""
    LARGE = auto()
    """Twice as wide and high, in the middle: half as many columns."""
    EMBLEM = auto()
    """The picture that the printer was given; no text."""
    CODE = auto()
    """The text as a square code to photograph."""
    RULE = auto()
    """A line across the paper; no text."""


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of a slip; once laid out, one line."""

    style: Style
    text: str = ""


Slip = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a slip acknowledges: section 9 asks for office, officer, date and time, and the number of the matter.

    `what` is the service or the kind of matter, `fee` its price in words or empty; `officer` a name and designation,
    empty where the machine received it; `texted` where the citizen can ask by text, at the hall's `number` or, where
    that is not known, by answering its texts; `pin` is empty unless the citizen wanted it on the paper.
    """

    office: str
    place: str
    officer: str
    what: str
    reference: str
    at: int
    promise: Promise
    fee: str = ""
    texted: bool = False
    number: str = ""
    pin: str = ""


_LAWS: Final = {rule: rule for rule in ("WD3", "WD7", "WD20", "H72", "BPO_SAMEDAY", "CHARTER_MIN")}
_KP: Final = "KP"
"""Every clock of the Katarungang Pambarangay has one law."""

_PLAIN: Final = str.maketrans(
    {"₱": "PHP ", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-", "·": "-"}
)
_KEPT: Final = frozenset("ñÑ")
"""Beside ASCII: in the code page that printers wake up with (PC437), and in people's names."""


def slip(words: Words, case: Acknowledged) -> Slip:
    """The slip in the visitor's language, its paragraphs not broken yet."""
    promised = "kiosk.receipt.promise_provisional" if case.promise.provisional else "kiosk.receipt.promise"
    shown = reference.show(case.reference)
    lines = [
        Part(Style.EMBLEM),
        Part(Style.TITLE, case.office),
        Part(Style.TITLE, case.place),
        Part(Style.RULE),
        Part(Style.TITLE, words("slip.title")),
        Part(Style.LARGE, shown),
        Part(Style.CODE, case.reference),
        Part(Style.BOLD, words("slip.what", what=case.what)),
        *([Part(Style.PLAIN, case.fee)] if case.fee else []),
        Part(
            Style.PLAIN, words("slip.at", date=words.date(case.at), year=local(case.at).year, time=words.time(case.at))
        ),
        Part(Style.PLAIN, received(words, case.office, case.officer)),
        Part(Style.RULE),
        Part(Style.BOLD, words(promised, date=words.date(case.promise.due_at))),
        Part(Style.PLAIN, words(f"slip.law.{_LAWS.get(case.promise.rule, _KP)}")),
        Part(Style.RULE),
        Part(Style.BOLD, words("slip.follow")),
        Part(Style.PLAIN, words("slip.follow.kiosk")),
    ]
    if case.texted:
        by = "sms" if case.number else "reply"
        lines.append(Part(Style.PLAIN, words(f"slip.follow.{by}", ref=shown, number=case.number)))
    if case.pin:
        lines += [Part(Style.BOLD, words("slip.pin", pin=case.pin)), Part(Style.PLAIN, words("slip.pin.secret"))]
    else:
        lines.append(Part(Style.PLAIN, words("slip.pin.write")))
    return tuple(lines)


def received(words: Words, office: str, officer: str) -> str:
    """Who received it: an officer with their designation, or the machine; and of which office."""
    return words("slip.officer", officer=officer, office=office) if officer else words("slip.kiosk", office=office)


def plain(text: str) -> str:
    """The text in letters that every receipt printer has: ASCII and ñ; what cannot be said so becomes "?"."""
    text = unicodedata.normalize("NFC", text.translate(_PLAIN))
    return "".join(char if char.isascii() or char in _KEPT else _without_accent(char) for char in text)


def _without_accent(char: str) -> str:
    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return bare or "?"


def lay_out(parts: Iterable[Part], columns: int) -> Slip:
    """Every part on lines of its own that fit the paper; no word is broken that has a line's room."""
    return tuple(line for part in parts for line in _lines(part, columns))


def _lines(part: Part, columns: int) -> list[Part]:
    if part.style in (Style.EMBLEM, Style.CODE):
        return [part]
    if part.style is Style.RULE:
        return [Part(part.style, "-" * columns)]
    room = columns // 2 if part.style is Style.LARGE else columns
    return [Part(part.style, line) for line in textwrap.wrap(plain(part.text), room)]


def as_text(lines: Iterable[Part], columns: int) -> str:
    """A laid out slip as one would read it: for a terminal, and for tests."""
    shown = {Style.EMBLEM: "(emblem)", Style.CODE: "(QR)"}
    middle = {Style.TITLE, Style.LARGE, Style.EMBLEM, Style.CODE}
    written = ((line, f"{shown.get(line.style, '')} {line.text}".strip()) for line in lines)
    return "\n".join(text.center(columns).rstrip() if line.style in middle else text for line, text in written)
