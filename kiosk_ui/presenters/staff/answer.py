# SPDX-License-Identifier: Apache-2.0
"""What an officer writes to the citizen, and the outcome or the office that they choose."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from appliance.case import BARANGAY
from appliance.office import MAX_REPLY, Office
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.case import OpenPresenter
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
"""The outcomes that fit each type of case; refusing a request is the desk's, with its grounds in law."""

_OTHERWISE: Final = "answered fixed noted not_our_jurisdiction no_further_action duplicate".split()


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, by code and name; `go_on` once one is chosen."""

    title: str
    options: tuple[tuple[str, str, bool], ...]
    problem: str
    go_on: str
    ready: bool


class ChoosePresenter(OpenPresenter[Choices]):
    """Asks for the outcome of a case, or for the office that takes it over."""

    screen = "staff.choose"

    def view(self) -> Choices:
        """The options of what they are about to do."""
        words, hands_over = self.words, self.shift.deed == "hand_over"
        found = {code: words.office(code) for code in self._offices()} if hands_over else self._outcomes()
        return Choices(
            words(f"kiosk.staff.choose.{self.shift.deed}"),
            tuple((code, name, code == self.shift.choice) for code, name in found.items()),
            self.problem,
            words("kiosk.staff.choose.give" if hands_over else "kiosk.go_on"),
            bool(self.shift.choice),
        )

    def _offices(self) -> list[str]:
        services = self.kiosk.counter.charter.services.values()
        return sorted({BARANGAY, *(service.holder for service in services)} - {self.case.holder})

    def _outcomes(self) -> dict[str, str]:
        codes = _OUTCOMES.get(self.case.type, _OTHERWISE)
        return {code: self.words(f"kiosk.staff.outcome.{code}") for code in codes}

    def choose(self, code: str) -> None:
        """This one."""
        self.shift.choice = code
        self.changed()

    def go_on(self) -> None:
        """It is what they want."""
        if not self.shift.choice:
            return
        if self.shift.deed == "hand_over":
            self.act(lambda office, case: office.hand_over(case, self.shift.choice))
        else:
            self.kiosk.router.push("staff.write")


@dataclass(frozen=True, slots=True)
class Writing:
    """The text so far; `wrong` where `advice` says what is amiss."""

    title: str
    text: str
    hint: str
    advice: str
    wrong: bool
    send: str


class WritePresenter(OpenPresenter[Writing]):
    """Takes the officer's words, letter by letter; they live here only, until they are sent."""

    screen = "staff.write"

    def __init__(self, kiosk: Kiosk) -> None:
        """Start empty."""
        super().__init__(kiosk)
        self._text = ""

    def view(self) -> Writing:
        """The text, in whose language it should be, and the count near its end."""
        words, left = self.words, MAX_REPLY - len(self._text)
        advice = words("kiosk.staff.write.advice", language=words(f"kiosk.staff.language.{self.case.language}"))
        if left <= _NEAR:
            advice = words("kiosk.words.left", count=left) if left else words("kiosk.words.full", count=MAX_REPLY)
        return Writing(
            words(f"kiosk.staff.write.{self.shift.deed}"),
            self._text,
            words("kiosk.staff.write.hint"),
            self.problem or advice,
            bool(self.problem) or left == 0,
            words("kiosk.staff.write.waiting" if self.waiting else "kiosk.staff.write.send"),
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        if not self.waiting:
            self._text, self.problem = keys.typed(self._text, code, MAX_REPLY), ""
            self.changed()

    def submit(self) -> None:
        """That is all; what is refused loses nothing that was typed."""
        deeds: dict[str, Callable[[Office, str, str], None]] = {
            "reply": Office.reply,
            "ask": Office.ask,
            "extend": Office.extend,
            "resolve": partial(_resolve, self.shift.choice),
        }
        deed, text = deeds[self.shift.deed], self._text
        self.act(lambda office, case: deed(office, case, text))


def _resolve(outcome: str, office: Office, case: str, text: str) -> None:
    office.resolve(case, outcome, text)
