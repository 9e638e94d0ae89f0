# SPDX-License-Identifier: Apache-2.0
"""Fakes: a counter and a clock for the kiosk's tests, implementing its ports."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from appliance import charter, reference
from appliance.box import Box
from appliance.case import State
from appliance.config import Config, Hall
from appliance.counter import Draft, Facts, Line, Receipt, View
from appliance.errors import CaseError, DeviceError, InputError, Locked, NotFound, PaperOut, StoreError
from appliance.promise import Promise
from appliance.slip import Slip, as_text, lay_out
from appliance.words import LANGUAGES
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.ports import Trip
from voice.numbers import in_words

OFFICER = ("Maria Concepcion Villanueva-Reyes", "Barangay Secretary")
OFFICER_PIN = "480213"
LONG_WORDS = "Tatlong araw na pong walang tubig sa Purok 3, at may mga bata at matanda po kami sa bahay. " * 4

LONG_DAY = 1_790_782_080_000
"""Wednesday, September 30, 2026, 11:28 PM in the Philippines: no day takes more room on the screen."""

DAY = 24 * 3600 * 1000
PIN = "4821"
ROUTES = (
    "attract language home services service words form who name phone notice review receipt ask topics asking which "
    "answer unknown glad discreet track case history say survey question thanks talk "
    "error emergency"
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


class SlowRunner:
    """Once it is told to hold, keeps the work until it is let go."""

    def __init__(self, *, holds=False):
        self.waiting, self.holds = [], holds

    @property
    def busy(self):
        return bool(self.waiting)

    def submit(self, work, then, failed):
        if self.holds:
            self.waiting.append((work, then, failed))
        else:
            InlineRunner().submit(work, then, failed)

    def go(self):
        work, then, failed = self.waiting.pop(0)
        InlineRunner().submit(work, then, failed)


class FakePrinter:
    """Keeps the slips; can be told to fail."""

    present = True

    def __init__(self) -> None:
        self.printed: list[Slip] = []
        self.failure: Exception | None = None

    def print(self, slip: Slip) -> None:
        if self.failure:
            raise self.failure
        self.printed.append(slip)

    def text(self, columns: int = 48) -> str:
        """The last slip as one would read it."""
        return as_text(lay_out(self.printed[-1], columns), columns)


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
        self.gate = threading.Event()
        self.gate.set()
        self.spoken: list[tuple[str, str, str]] = []
        self.state = State.IN_PROGRESS
        self.history: list[Line] = []
        self.missed, self.called = 0, ""

    def file(self, draft: Draft) -> Receipt:
        self.gate.wait()
        if self.failure:
            raise self.failure
        self.filed.append(draft)
        due = Promise("H72", self._clock.now() + 3 * DAY, False)
        return Receipt(f"case-{len(self.filed)}", reference.make(7, len(self.filed)), PIN, due, self._clock.now())

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


class FakeCourier:
    """Finds the sticks that it is told of; they take twelve entries and bring five, one of them torn."""

    present = True

    def __init__(self, *plugged: str) -> None:
        self.plugged, self.broken = list(plugged), False

    def sticks(self) -> list[Path]:
        return [Path("/media/kiosk", name) for name in self.plugged]

    def export(self, folder: Path) -> Trip:
        if self.broken:
            raise DeviceError("pulled out")
        return Trip(12, 3, 0, True)

    def bring(self, folder: Path) -> Trip:
        return Trip(2, 0, 5, False)


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


def hall_with_officers(clock: FakeClock, folder: Path) -> Box:
    """A real box with an officer who has a PIN and with cases in its queue, one of them long overdue."""
    box = Box(Config(Hall("Barangay San Isidro", "Biñan", "BRGY SAN ISIDRO", "0403403014", 1, folder)), clock)
    box.create()
    with box.store() as store:
        box.officers(store).set(*OFFICER, OFFICER_PIN)
        counter, at = box.counter(store), clock.at
        clock.at = at - 20 * DAY
        counter.file(Draft("complaint", LONG_WORDS, "fil", service="drainage-flooding", phone="09171234567", sms=True))
        clock.at = at
        for service in ("barangay-clearance", "road-repair", "certificate-of-indigency", "first-time-jobseeker"):
            kind = box.charter.get(service).type
            counter.file(Draft(kind, "Kailangan po para sa trabaho.", "ceb", service=service))
        counter.file(Draft("inquiry", "Anong oras po bukas ang barangay hall tuwing Sabado?", "en"))
        counter.file(Draft("suggestion", "Sana po may upuan sa labas.", "fil", phone="09171234567"))
    return box


MAY = {
    **dict.fromkeys(State, frozenset({"client_supplied"})),
    State.RESOLVED: frozenset({"citizen_confirmed", "citizen_disputed"}),
    State.CLOSED: frozenset({"citizen_disputed"}),
}
"""What a citizen may say of a case in each state, as the real counter has it."""

HISTORY = [
    ("created", ""),
    ("read", ""),
    ("needs_client", "Pakidala po ang litrato ng kalsada at ang pinakamalapit na palatandaan."),
    ("client_supplied", "Nadala ko na po kahapon."),
    ("promise_missed", ""),
    ("handed_over", ""),
    ("replied", "Natapalan na po ang lubak kaninang umaga. Pasensiya na po sa tagal, umulan nang tatlong araw. " * 4),
    ("resolved", ""),
    ("told", ""),
]
"""What has happened to a case, as (kind of event, words)."""

FAILURES = {
    "store": StoreError("the data file is busy"),
    "input": InputError("service", "protected"),
    "paper": PaperOut("no paper"),
    "printer": DeviceError("unplugged"),
    "case": CaseError("not possible any more"),
}
