# SPDX-License-Identifier: Apache-2.0
"""Staff mode's first page and its queue: the open cases by the date on which their citizens must hear."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance import reference
from appliance.case import BARANGAY, Case
from appliance.health import Day, Health
from appliance.words import Words
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.base import StaffPresenter
from kiosk_ui.shift import CaseFile


@dataclass(frozen=True, slots=True)
class Choice:
    """One tile."""

    code: str
    icon: str
    title: str
    hint: str
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Front:
    """What an officer can turn to."""

    title: str
    who: str
    choices: tuple[Choice, ...]
    problem: str


class FrontPresenter(StaffPresenter[Front]):
    """Says how many cases wait, and offers the rest."""

    screen = "staff"

    def view(self) -> Front:
        """The tiles; what this box does not have yet says so."""
        words = self.words
        waiting = ordered(self.shift.queue, self.kiosk.clock.now())
        late = sum(is_late(case, self.kiosk.clock.now()) for case in waiting)
        hint = words("kiosk.staff.queue.late", count=late) if late else words("kiosk.staff.queue.none_late")
        icons = {"queue": "case", "health": "pulse", "touch": "touch", "day": "moon", "courier": "usb", "leave": "lock"}
        hints = {"queue": words("kiosk.staff.queue.open", count=len(waiting)) + "\n" + hint}
        carries = self.kiosk.desk.courier.present
        if not carries:
            hints["courier"] = words("kiosk.staff.tile.courier.absent")
        return Front(
            words("kiosk.staff.title"),
            f"{self.shift.officer.name}, {self.shift.officer.designation}",
            tuple(
                Choice(
                    code,
                    icon,
                    words(f"kiosk.staff.tile.{code}"),
                    hints.get(code) or words(f"kiosk.staff.tile.{code}.hint"),
                    carries or code != "courier",
                )
                for code, icon in icons.items()
            ),
            self.problem,
        )

    def choose(self, code: str) -> None:
        """Turn to it."""
        desk = self.kiosk.desk
        if code == "queue":
            self.work(lambda: desk.queue(self.shift.officer), self._queued)
        elif code == "health":
            self.work(desk.health, self._looked)
        elif code == "day":
            self.work(desk.today, self._counted)
        elif code == "touch" or (code == "courier" and desk.courier.present):
            self.kiosk.router.push(f"staff.{code}")
        elif code == "leave":
            self.kiosk.leave()

    def _queued(self, queue: Sequence[Case]) -> None:
        self.shift.queue = queue
        self.kiosk.router.push("staff.queue")

    def _looked(self, health: Health) -> None:
        self.shift.health, self.shift.whole = health, {}
        self.kiosk.router.push("staff.health")

    def _counted(self, day: Day) -> None:
        self.shift.day = day
        self.kiosk.router.push("staff.day")


@dataclass(frozen=True, slots=True)
class Item:
    """A case in the queue, with its state or, where it is not ours, who holds it.

    `late` where its citizen should have heard by now, or the law was broken.
    """

    case: str
    title: str
    number: str
    state: str
    hears: str
    late: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The cases, the most pressing first."""

    title: str
    items: tuple[Item, ...]
    empty: str
    problem: str


class QueuePresenter(StaffPresenter[Queue]):
    """Lists what is open."""

    screen = "staff.queue"

    def __init__(self, kiosk: Kiosk) -> None:
        """Nothing is open yet."""
        super().__init__(kiosk)
        self.shift.open, self.shift.said = None, ""

    def view(self) -> Queue:
        """The queue as it was when they turned to it."""
        words, now = self.words, self.kiosk.clock.now()
        waiting = ordered(self.shift.queue, now)
        return Queue(
            words("kiosk.staff.queue"),
            tuple(self._item(words, case, now) for case in waiting),
            "" if waiting else words("kiosk.staff.queue.empty"),
            self.problem,
        )

    def _item(self, words: Words, case: Case, now: int) -> Item:
        late, ours = is_late(case, now), case.holder == BARANGAY
        when = words.short_date(case.next_update_at)
        state = words(f"state.{case.state}") if ours else words.office(case.holder)
        return Item(
            case.id,
            self.kiosk.counter.charter.name(case.service, words.language) or words(f"type.{case.type}"),
            reference.show(case.reference),
            state,
            words("kiosk.staff.queue.was_due" if late else "kiosk.staff.queue.due", date=when),
            late,
            ours,
        )

    def choose(self, case: str) -> None:
        """Read this one."""
        desk, officer = self.kiosk.desk, self.shift.officer
        self.work(lambda: desk.open(officer, case), self._opened)

    def _opened(self, found: CaseFile) -> None:
        self.shift.open = found
        self.kiosk.router.push("staff.case")


def is_late(case: Case, now: int) -> bool:
    """Whether its citizen should have heard by now, or a breach of the law is on record."""
    return case.next_update_at < now or case.breaches > 0


def ordered(queue: Sequence[Case], now: int) -> list[Case]:
    """The open ones: the hall's own first, in them the late ones, then by the date on which the citizen must hear."""
    waiting = [case for case in queue if case.open]
    return sorted(waiting, key=lambda case: (case.holder != BARANGAY, not is_late(case, now), case.next_update_at))
