# SPDX-License-Identifier: Apache-2.0
"""What a deed asks its officer for, one page at a time: a choice, or words to the citizen."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from appliance.case import BARANGAY
from appliance.office import MAX_REPLY
from appliance.words import local
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import Question
from kiosk_ui.presenters.base import ViewModel
from kiosk_ui.presenters.staff.case import OpenPresenter
from kiosk_ui.presenters.staff.deeds import DEEDS
from kiosk_ui.widgets import keys

_NEAR: Final = 100
"""Characters before the end at which the count appears."""

_OUTCOMES: Final = {
    "complaint": "fixed partly_fixed answered not_our_jurisdiction no_further_action duplicate".split(),
    "inquiry": "answered not_our_jurisdiction duplicate".split(),
    "suggestion": "adopted noted answered duplicate".split(),
    "service_request": "granted answered not_our_jurisdiction duplicate".split(),
    "kp_dispute": "settled no_further_action not_our_jurisdiction duplicate".split(),
}
"""The outcomes that fit each type of case; refusing a request is a deed of its own, with its grounds in law."""

_OTHERWISE: Final = "answered fixed noted not_our_jurisdiction no_further_action duplicate".split()

_DAYS: Final = 14
"""How far ahead a meeting of the parties can be chosen here; the law's mediation lasts 15 days (RA 7160, 410(b))."""

_HOURS: Final = range(8, 18)
"""Hours of the day at which a meeting may begin."""

_DAY_MS: Final = int(timedelta(days=1).total_seconds() * 1000)


class AskedPresenter(OpenPresenter[ViewModel]):
    """Asks for one of the things that the deed in hand needs; after the last one it is done."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask for what the shift is at."""
        super().__init__(kiosk)
        self.asked: str = self.shift.asked
        self._asks = DEEDS[self.shift.deed].asks

    def give(self, value: str) -> None:
        """That is the answer; ask for the next thing, or do it."""
        self.shift.given[self.asked] = value
        place = self._asks.index(self.asked) + 1
        if place < len(self._asks):
            self.ask_for(self._asks[place])
        else:
            self.act()

    @property
    def last(self) -> bool:
        """Whether nothing more is asked for."""
        return self.asked == self._asks[-1]

    def back(self) -> None:
        """To what was asked for before, or to the list of deeds."""
        place = self._asks.index(self.asked)
        self.shift.asked = self._asks[max(0, place - 1)]
        super().back()


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, by code and name; `go_on` once one is chosen."""

    title: str
    options: tuple[tuple[str, str, bool], ...]
    problem: str
    go_on: str
    ready: bool


class ChoosePresenter(AskedPresenter[Choices]):
    """Asks for an outcome, an office, or the day and hour of a meeting."""

    screen = "staff.choose"

    def view(self) -> Choices:
        """The options of what they are about to do."""
        words, chosen = self.words, self.shift.given.get(self.asked, "")
        found = {
            "outcome": self._outcomes,
            "office": self._offices,
            "agency": self._agencies,
            "day": self._days,
            "hour": self._hours,
        }[self.asked]()
        return Choices(
            words(f"kiosk.staff.choose.{self.asked}"),
            tuple((code, name, code == chosen) for code, name in found.items()),
            self.problem,
            words("kiosk.staff.choose.do" if self.last else "kiosk.go_on"),
            bool(chosen),
        )

    def _outcomes(self) -> dict[str, str]:
        codes = _OUTCOMES.get(self.case.type, _OTHERWISE)
        return {code: self.words(f"kiosk.staff.outcome.{code}") for code in codes}

    def _offices(self) -> dict[str, str]:
        services = self.kiosk.counter.charter.services.values()
        codes = sorted({BARANGAY, *(service.holder for service in services)} - {self.case.holder})
        return {code: self.words.office(code) for code in codes}

    def _agencies(self) -> dict[str, str]:
        return {code: name for code, name in self._offices().items() if code != BARANGAY}

    def _days(self) -> dict[str, str]:
        days = [self.kiosk.clock.now() + number * _DAY_MS for number in range(1, _DAYS + 1)]
        return {local(day).date().isoformat(): self.words.date(day) for day in days}

    def _hours(self) -> dict[str, str]:
        return {f"{hour:02}:00": f"{(hour - 1) % 12 + 1}:00 {'AM' if hour < 12 else 'PM'}" for hour in _HOURS}

    def choose(self, code: str) -> None:
        """This one."""
        self.shift.given[self.asked] = code
        self.changed()

    def go_on(self) -> None:
        """It is what they want."""
        if chosen := self.shift.given.get(self.asked):
            self.give(chosen)


class WritePresenter(AskedPresenter[Question]):
    """Takes the officer's words, letter by letter; they live in the shift only, until they are sent."""

    screen = "staff.write"

    def __init__(self, kiosk: Kiosk) -> None:
        """Go on with what was written before."""
        super().__init__(kiosk)
        self._text = self.shift.given.get(self.asked, "")

    def view(self) -> Question:
        """The text, in whose language it should be, and the count near its end."""
        words, left = self.words, MAX_REPLY - len(self._text)
        advice = words("kiosk.staff.write.advice", language=words(f"kiosk.staff.language.{self.case.language}"))
        if left <= _NEAR:
            advice = words("kiosk.words.left", count=left) if left else words("kiosk.words.full", count=MAX_REPLY)
        send = "kiosk.staff.write.send" if self.last else "kiosk.go_on"
        return Question(
            words(f"kiosk.staff.write.{'grounds' if self.asked == 'grounds' else self.shift.deed}"),
            "",
            self._text,
            words("kiosk.staff.write.hint"),
            self.problem or advice,
            bool(self.problem) or left == 0,
            words("kiosk.staff.write.waiting" if self.waiting else send),
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        if not self.waiting:
            self._text, self.problem = keys.typed(self._text, code, MAX_REPLY), ""
            self.changed()

    def submit(self) -> None:
        """That is all; what is refused loses nothing that was typed."""
        if self._text.strip():
            return self.give(self._text)
        self.problem = self.words("kiosk.staff.refused.empty")
        return self.changed()
