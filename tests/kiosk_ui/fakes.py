# SPDX-License-Identifier: Apache-2.0
"""Fakes: a counter and a clock for the kiosk's tests, implementing its ports."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from appliance import charter, reference
from appliance.case import State
from appliance.counter import Draft, Facts, Line, Receipt, View
from appliance.errors import CaseError, InputError, Locked, NotFound, StoreError
from appliance.promise import Promise

LONG_DAY = 1_790_782_080_000
"""Wednesday, September 30, 2026, 11:28 PM in the Philippines: no day takes more room on the screen."""

DAY = 24 * 3600 * 1000
PIN = "4821"
ROUTES = (
    "attract language home services service words form who name phone notice review receipt ask topics asking which "
    "answer unknown glad discreet track case history say survey question thanks error"
).split()
"""The screens, named without opening a window."""


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: int = LONG_DAY) -> None:
        self.at = at

    def now(self) -> int:
        return self.at

    def quality(self) -> str:
        return "ntp"


class FakeCounter:
    """Keeps cases in a list; can be told to fail, and to let a fact become true."""

    def __init__(self, clock: FakeClock, *folders: Path) -> None:
        self.charter = charter.load(*folders)
        self._clock = clock
        self.filed: list[Draft] = []
        self.failure: Exception | None = None
        self.known = Facts(clock.at, None, None, None)
        self.reply = ""
        self.rated: list[tuple[str, dict[str, str]]] = []
        self.spoken: list[tuple[str, str, str]] = []
        self.state = State.IN_PROGRESS
        self.history: list[Line] = []
        self.missed, self.called = 0, ""

    def file(self, draft: Draft) -> Receipt:
        if self.failure:
            raise self.failure
        self.filed.append(draft)
        due = Promise("H72", self._clock.now() + 3 * DAY, False)
        return Receipt(f"case-{len(self.filed)}", reference.make(7, len(self.filed)), PIN, due)

    def facts(self, case: str) -> Facts:
        return self.known

    def track(self, written: str, pin: str) -> View:
        digits = reference.parse(written)
        if pin == "0000":
            raise Locked(self._clock.now() + DAY)
        numbers = [reference.make(7, count + 1) for count in range(len(self.filed))]
        if digits not in numbers or pin != PIN:
            raise NotFound("no case with this reference and PIN")
        return self._view(digits, self.filed[numbers.index(digits)])

    def _view(self, digits: str, draft: Draft) -> View:
        due = self._clock.now() + 3 * DAY
        return View(
            "case-1",
            digits,
            draft.type,
            draft.service,
            self.state,
            "barangay",
            due,
            False,
            due,
            self.known,
            tuple(self.history),
            self.reply,
            "",
            may_rate=bool(self.reply),
            may=MAY[self.state],
            missed=self.missed,
            called=self.called,
        )

    def speak(self, written: str, pin: str, kind: str, text: str = "") -> View:
        view = self.track(written, pin)
        if self.failure:
            raise self.failure
        self.spoken.append((view.reference, kind, text))
        if kind == "citizen_confirmed":
            return replace(view, may=view.may - {kind})
        self.state = State.IN_PROGRESS
        return self.track(written, pin)

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        if self.failure:
            raise self.failure
        self.rated.append((case, dict(answers)))


MAY = {
    **dict.fromkeys(State, frozenset({"client_supplied"})),
    State.RESOLVED: frozenset({"citizen_confirmed", "citizen_disputed"}),
    State.CLOSED: frozenset({"citizen_disputed"}),
}
"""What a citizen may say of a case in each state, as the real counter has it."""

FAILURES = {
    "store": StoreError("the data file is busy"),
    "input": InputError("service", "protected"),
    "case": CaseError("not possible any more"),
}
