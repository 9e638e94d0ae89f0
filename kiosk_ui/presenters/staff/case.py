# SPDX-License-Identifier: Apache-2.0
"""A case as an officer reads it, and what they can do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance import reference
from appliance.case import Case, Entry
from appliance.words import Words
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import grouped
from kiosk_ui.presenters.base import ViewModel
from kiosk_ui.presenters.facts import Fact, four
from kiosk_ui.presenters.staff.base import StaffPresenter
from kiosk_ui.presenters.staff.deeds import DEEDS, SCREENS, fitting
from kiosk_ui.presenters.staff.desk import is_late
from kiosk_ui.shift import CaseFile


class OpenPresenter(StaffPresenter[ViewModel]):
    """Has a case open."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Work on the case that the shift has open."""
        super().__init__(kiosk)
        if self.shift.open is None:
            raise ValueError("no case is open")
        self.file: CaseFile = self.shift.open

    @property
    def case(self) -> Case:
        """The case."""
        return self.file.case

    @property
    def name(self) -> str:
        """What it is about."""
        return self.kiosk.counter.charter.name(self.case.service, self.words.language) or self.words(
            f"type.{self.case.type}"
        )

    def ask_for(self, what: str) -> None:
        """Ask for something that the deed in hand needs."""
        self.shift.asked = what
        self.kiosk.router.push(SCREENS[what])

    def act(self) -> None:
        """Do the deed in hand in the officer's name, and show the case as it then is."""
        desk, officer, case = self.kiosk.desk, self.shift.officer, self.case.id
        deed, given = DEEDS[self.shift.deed], dict(self.shift.given)
        self.work(lambda: desk.act(officer, case, lambda office: deed.do(office, case, given)), self._done)

    def _done(self, file: CaseFile) -> None:
        self.shift.open, self.shift.said, self.shift.given = file, self.shift.deed, {}
        self.kiosk.router.back_to("staff.case")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about a case, in lines of (what, icon, text); `said` is what the officer has just done."""

    title: str
    number: str
    state: str
    late: bool
    said: str
    lines: tuple[tuple[str, str, str], ...]
    facts: tuple[Fact, ...]
    holder: str
    history: tuple[str, ...]
    happened: str
    act: str


class SheetPresenter(OpenPresenter[Sheet]):
    """Shows the citizen's words first."""

    screen = "staff.case"

    def view(self) -> Sheet:
        """The whole case, but how its citizen rated the office."""
        words, case = self.words, self.case
        return Sheet(
            self.name,
            reference.show(case.reference),
            words(f"state.{case.state}"),
            is_late(case, self.kiosk.clock.now()) and case.open,
            words(f"kiosk.staff.said.{self.shift.said}") if self.shift.said else "",
            tuple(self._lines(words, case)),
            self._facts(),
            words("kiosk.case.holder", holder=words.office(case.holder)),
            tuple(_entry(words, entry) for entry in reversed(case.history)),
            words("kiosk.staff.case.happened"),
            words("kiosk.staff.case.act"),
        )

    def _facts(self) -> tuple[Fact, ...]:
        """The four facts; whether the citizen knows is said of them, and not to them."""
        words, case = self.words, self.case
        *others, told = four(words, self.file.facts, self.kiosk.clock.now())
        if case.told_at is not None:
            text = words("kiosk.staff.told", when=words.moment(case.told_at))
        else:
            text = words("kiosk.staff.told.not_yet" if case.reply else "kiosk.staff.refused.no_reply")
        return (*others, replace(told, text=text))

    def _lines(self, words: Words, case: Case) -> list[tuple[str, str, str]]:
        name = case.name or words("kiosk.staff.case.no_name")
        number = _dialled(case.phone) or words("kiosk.staff.case.no_phone")
        if case.phone and not case.sms:
            number = words("kiosk.staff.case.no_texts", number=number)
        language = words(f"kiosk.staff.language.{case.language}")
        said = [("words", "edit", case.words)]
        if case.reply:
            # what they have just written is what they look for
            said.insert(0 if self.shift.said else 1, ("reply", "told", words("kiosk.case.reply", text=case.reply)))
        return [
            *said,
            ("who", "person", f"{name} · {number} · {language}"),
            ("clock", "date", self._clock(words, case)),
        ]

    def _clock(self, words: Words, case: Case) -> str:
        parts = [
            words("kiosk.staff.case.hears", date=words.date(case.next_update_at)),
            words("kiosk.staff.case.due", date=words.date(case.due_at), rule=case.rule),
        ]
        counts = {"extended": case.extensions, "breaches": case.breaches, "missed": case.missed}
        parts += [words(f"kiosk.staff.case.{what}", count=count) for what, count in counts.items() if count]
        return " ".join(parts)

    def act_on(self) -> None:
        """They want to do something."""
        self.kiosk.router.push("staff.deeds")

    def back(self) -> None:
        """To the queue as it is by now."""
        self.work(lambda: self.kiosk.desk.queue(self.shift.officer), self._queued)

    def _queued(self, queue: Sequence[Case]) -> None:
        self.shift.queue = queue
        self.kiosk.router.back_to("staff.queue")


def _dialled(phone: str) -> str:
    """A number as it is dialled here."""
    return grouped(phone.replace("+63", "0"), 4, 3, 4)


def _entry(words: Words, entry: Entry) -> str:
    """One line of the history: when, what, who, and what was written."""
    event = entry.event
    key = f"happened.{event.kind}"
    what = words(key) if words.has(key) else event.kind.replace("_", " ")
    by = event.actor.name or (words.office(event.actor.office) if event.actor.kind == "officer" else "")
    written = event.body.get("text") or event.body.get("reason") or event.body.get("grounds") or ""
    line = f"{words.short_date(event.at)}, {words.time(event.at)} · {what}" + (f" · {by}" if by else "")
    line += f": {written}" if written and event.kind != "created" else ""
    return f"{line} ({words('kiosk.staff.case.refused')})" if entry.refused else line


@dataclass(frozen=True, slots=True)
class Deeds:
    """What can be done, by code with icon and name."""

    title: str
    about: str
    deeds: tuple[tuple[str, str, str], ...]
    problem: str


class DeedsPresenter(OpenPresenter[Deeds]):
    """Offers the deeds that fit; what the rules refuse all the same, it says."""

    screen = "staff.deeds"

    def view(self) -> Deeds:
        """The list, and why the last one was refused."""
        words = self.words
        deeds = tuple((code, DEEDS[code].icon, words(f"kiosk.staff.deed.{code}")) for code in fitting(self.case))
        about = f"{self.name} · {reference.show(self.case.reference)}"
        return Deeds(words("kiosk.staff.case.act"), about, deeds, self.problem)

    def choose(self, deed: str) -> None:
        """Do this; what needs words or a choice is asked for them first."""
        self.shift.deed, self.shift.given = deed, {}
        if asks := DEEDS[deed].asks:
            self.ask_for(asks[0])
        elif deed == "told" and not self.case.reply_id:
            self.problem = self.words("kiosk.staff.refused.no_reply")
            self.changed()
        else:
            self.act()
