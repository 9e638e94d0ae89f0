# SPDX-License-Identifier: Apache-2.0
"""Entry: what is typed or touched for one question of a form until it is answered. Pure.

Whatever was touched is written as a citizen would text it, so that one reader (`appliance.form`) serves every door.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from appliance.charter import Field
from appliance.form import PASSED
from appliance.kinds import LIMITS
from kiosk_ui.widgets import keys

_LONGEST_NUMBER: Final = 13
_LONGEST_PUROK: Final = 3
_PARTS: Final = {"day": 2, "month": 2, "year": 4}
"""The parts of a date and how many digits each may have."""

_FULL: Final = {"day": 4, "month": 2, "year": 10}
"""The first digit from which no second one can follow."""

_NEAR: Final = {"today": 0, "tomorrow": 1}
_PUROK: Final = re.compile(rf"Purok (\d{{1,{_LONGEST_PUROK}}})")


@dataclass(slots=True)
class Typed:
    """Letters or digits, one after the other; `pad` is the keypad they come from."""

    pad: str
    limit: int
    text: str = ""

    def key(self, code: str) -> None:
        """A key was pressed."""
        self.text = keys.typed(self.text, code, self.limit)

    @property
    def written(self) -> str:
        """The answer as one would text it."""
        return self.text


class Dated:
    """A day, a month and a year in digits; `active` is the part that the next digit goes to."""

    pad: Final = "date"

    def __init__(self, value: str) -> None:
        """Start with a kept date (2026-12-25), or empty."""
        self._set(value)

    def _set(self, value: str) -> None:
        year, month, day = value.split("-") if value else ("", "", "")
        self.parts = {"day": day, "month": month, "year": year}
        self.active = "day"

    def key(self, code: str) -> None:
        """A key was pressed: a part that is full passes on to the next, an erased empty one to the one before."""
        names = list(_PARTS)
        place = names.index(self.active)
        if code == keys.CLEAR:
            return self._set("")
        if code == keys.ERASE and not self.parts[self.active] and place:
            self.active = names[place - 1]
        text = self.parts[self.active] = keys.typed(self.parts[self.active], code, _PARTS[self.active])
        full = len(text) == _PARTS[self.active] or (len(text) == 1 and int(text) >= _FULL[self.active])
        if code.isdigit() and full and place < len(names) - 1:
            self.active = names[place + 1]
        return None

    def focus(self, part: str) -> None:
        """The keys go to this part, which is typed anew."""
        self.active, self.parts[part] = part, ""

    def near(self, which: str, today: date) -> None:
        """It is "today" or "tomorrow"."""
        self._set((today + timedelta(days=_NEAR[which])).isoformat())

    @property
    def text(self) -> str:
        """What was typed."""
        return "".join(self.parts.values())

    @property
    def written(self) -> str:
        """The date as one would text it; empty where there is no such day."""
        try:
            return date(*(int(self.parts[part]) for part in ("year", "month", "day"))).isoformat()
        except ValueError:
            return ""


class Picked:
    """One of several choices, or `several` of them, by their codes."""

    pad: Final = "tiles"

    def __init__(self, field: Field, value: str) -> None:
        """Start with what was chosen before."""
        self._codes = ["yes", "no"] if field.kind == "yes_no" else [code for code, _ in field.choices]
        self.several = field.kind == "multi_choice"
        self.chosen = set(value.split(",")) & set(self._codes)

    def key(self, code: str) -> None:
        """A choice was touched: one that was chosen among several is taken back."""
        self.chosen = self.chosen ^ {code} if self.several else {code}

    @property
    def text(self) -> str:
        """Whether anything was chosen."""
        return self.written

    @property
    def written(self) -> str:
        """The choices as one would text them: by their numbers, yes and no as words."""
        if self._codes == ["yes", "no"]:
            return "".join(self.chosen)
        return ",".join(str(number) for number, code in enumerate(self._codes, 1) if code in self.chosen)


Entry = Typed | Dated | Picked


def entry_for(field: Field, value: str) -> Entry:
    """The entry for a question, beginning with the value that was kept for it, if any."""
    if field.kind in ("choice", "multi_choice", "yes_no"):
        return Picked(field, value)
    if field.kind == "date":
        return Dated(value)
    if field.kind == "phone":
        return Typed("digits", _LONGEST_NUMBER, value.replace("+63", "0", 1))
    numbered = _PUROK.fullmatch(value)
    if field.kind == "purok" and (numbered or value == PASSED):
        return Typed("digits", _LONGEST_PUROK, numbered[1] if numbered else "")
    return Typed("letters", LIMITS[field.kind], value)


def other_pad(field: Field, entry: Entry) -> Entry | None:
    """The same question on the other keypad, where it has two: a purok has a number or a name."""
    if field.kind != "purok":
        return None
    letters = entry.pad == "digits"
    return Typed("letters", LIMITS["purok"]) if letters else Typed("digits", _LONGEST_PUROK)
