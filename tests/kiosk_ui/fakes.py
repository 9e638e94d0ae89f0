# SPDX-License-Identifier: Apache-2.0
"""Fakes: a counter and a clock for the kiosk's tests, implementing its ports."""

from collections.abc import Mapping
from pathlib import Path

from appliance import charter, reference
from appliance.case import State
from appliance.counter import Draft, Facts, Receipt, View
from appliance.errors import InputError, Locked, NotFound, StoreError
from appliance.promise import Promise
from appliance.words import LANGUAGES
from voice.numbers import in_words

LONG_DAY = 1_790_782_080_000
"""Wednesday, September 30, 2026, 11:28 PM in the Philippines: no day takes more room on the screen."""

DAY = 24 * 3600 * 1000
PIN = "4821"


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
        draft = self.filed[numbers.index(digits)]
        due = self._clock.now() + 3 * DAY
        return View(
            "case-1",
            digits,
            draft.type,
            draft.service,
            State.IN_PROGRESS,
            "barangay",
            due,
            False,
            due,
            self.known,
            (),
            self.reply,
            "",
            may_rate=bool(self.reply),
        )

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        if self.failure:
            raise self.failure
        self.rated.append((case, dict(answers)))


class FakeMouth:
    """Remembers what it says as it would be heard, with every number in words; `slow`: each sentence goes on and on."""

    def __init__(self, languages=LANGUAGES):
        self.languages = frozenset(languages)
        self.speaking = self.slow = False
        self.heard: list[str] = []
        self.settings = (0, 0)

    def say(self, text: str, language: str, *, rate: int, volume: int) -> None:
        self.heard.append(in_words(text, language))
        self.settings = (rate, volume)
        self.speaking = self.slow

    def stop(self) -> None:
        self.speaking = False


FAILURES = {"store": StoreError("the data file is busy"), "input": InputError("service", "protected")}
