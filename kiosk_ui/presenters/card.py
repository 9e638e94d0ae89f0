# SPDX-License-Identifier: Apache-2.0
"""Card: what the charter says, in pieces that can be read at a glance, and what may follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from appliance.answers import Answer, wording
from appliance.charter import Service
from appliance.protected import SENSITIVITY
from kiosk_ui import journey
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.emergency import HOTLINES

_ICONS: Final = {
    **{"fee": "fee", "bring": "bring", "time": "time", "law": "time", "hours": "time"},
    **{"where": "place", "who": "person", "steps": "document", "info": "question", "about": "question"},
}
_ALWAYS: Final = ("fee", "time", "where", "bring")
"""What a visitor who stands here wants to know in any case, behind what they asked."""

_TOPIC: Final = ("about",)
"""What is told first to who asked by topic."""

_LONG: Final = 150
"""Characters from which a text is shown sentence by sentence."""

Piece = tuple[str, str, bool]
"""An icon, empty where the piece goes on from the one before; the words; and whether it is what was asked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """The answer, and the question whether it is one, with `yes` and `no`; empty buttons are not offered."""

    title: str
    pieces: tuple[Piece, ...]
    source: str
    ask: str
    yes: str
    no: str
    start: str


class CardPresenter(Presenter[Card]):
    """Tells what was asked for first, and where it comes from."""

    screen = "answer"

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the visit's answer."""
        super().__init__(kiosk)
        if self.visit.answer is None or not self.visit.answer.service:
            raise ValueError("no answer to show")
        self._answer: Answer = self.visit.answer
        self._service: Service = kiosk.counter.charter.get(self._answer.service)

    def view(self) -> Card:
        """The charter's entry, the fact that was asked for first."""
        words, service = self.words, self._service
        discreet = service.sensitivity in wording.DISCREET
        kept = not self._ends
        door = journey.door_of(service.type) if kept else ""
        return Card(
            words("kiosk.card.discreet") if discreet else service.name[words.language],
            tuple(self._pieces()),
            words("kiosk.card.source", date=wording.source(service, words.language)),
            words("kiosk.card.ask") if kept else "",
            words("kiosk.card.yes" if kept else "kiosk.discreet.done"),
            words("kiosk.card.no") if kept else "",
            words(f"kiosk.card.start.{door}") if door else "",
        )

    @property
    def _ends(self) -> bool:
        """Whether nothing more is asked of them: it is private, or they have to call somebody now."""
        return self._service.sensitivity == SENSITIVITY or self._service.id == HOTLINES

    def _pieces(self) -> Iterator[Piece]:
        service, language = self._service, self.words.language
        asked = wording.order(service, self._answer.asks) if self._answer.question else _TOPIC
        discreet = service.sensitivity in wording.DISCREET or not service.steps
        names = wording.order(service, self._answer.asks) if discreet else dict.fromkeys((*asked, *_ALWAYS))
        first, told = True, set[str]()
        for name in names:
            for number, text in enumerate(self._fact(name, language)):
                if text not in told:  # the law's time may be the charter's own
                    yield _ICONS[name] if number == 0 else "", text, first
                    told.add(text)
            first = first and not told
        if service.sensitivity == SENSITIVITY:
            yield "person", self.words("kiosk.discreet.where"), False
            yield "privacy", self.words("kiosk.discreet.kept"), False

    def _fact(self, name: str, language: str) -> list[str]:
        """One fact in as many pieces as are read best."""
        service = self._service
        if name == "bring" and service.requirements and service.type not in wording.REPORTED:
            brought = [
                self.words("kiosk.service.requirement", what=one.what[language], where=one.where[language])
                for one in service.requirements
            ]
            first, *others = (f"• {what}" for what in brought)
            # the heading and the first of them are one, for a page may end between two pieces
            return [f"{self.words('kiosk.service.bring')}\n{first}", *others]
        if name == "steps":
            return [f"{number}. {step.client[language]}" for number, step in enumerate(service.steps, 1)]
        text = wording.fact(self.kiosk.counter.charter, service, name, language)
        return (wording.sentences(text) if len(text) > _LONG else [text]) if text else []

    # --- touches

    def yes(self) -> None:
        """That answered it."""
        if self._ends:
            return self.kiosk.leave()
        return self.kiosk.router.push("glad")

    def no(self) -> None:
        """It did not: an officer is to answer, in a case of its own."""
        if not self._ends:
            pass_on(self, self._service.id)

    def start(self) -> None:
        """Request it, or complain of it: what it takes has just been read."""
        door = journey.door_of(self._service.type)
        if door and not self._ends:
            self.visit.begin(door)
            self.visit.choose(self._service.id, self._service.type)
            self.visit.words = self._answer.question if door == "complaint" else ""
            self.follow(journey.after(journey.Step("service"), self.visit, self.kiosk.form))


def pass_on(presenter: Presenter[Any], service: str = "") -> None:
    """Make a case of what was asked; who asked by topic says first what they want to know."""
    visit = presenter.visit
    question = visit.question
    visit.begin("inquiry")
    visit.choose(service, "inquiry")
    visit.words = question
    step = journey.Step("words")
    presenter.follow(journey.after(step, visit, ()) if question else step)


@dataclass(frozen=True, slots=True)
class Which:
    """Two services that may be meant, as (id, name, what it is), and neither."""

    title: str
    services: tuple[tuple[str, str, str], ...]
    neither: str


class WhichPresenter(Presenter[Which]):
    """Asks rather than guesses."""

    screen = "which"

    def __init__(self, kiosk: Kiosk) -> None:
        """Ask about the visit's answer."""
        super().__init__(kiosk)
        if self.visit.answer is None or not self.visit.answer.also:
            raise ValueError("nothing to choose between")
        self._answer: Answer = self.visit.answer

    def view(self) -> Which:
        """Both by their names."""
        words, charter = self.words, self.kiosk.counter.charter
        both = (self._answer.service, self._answer.also)
        return Which(
            words("kiosk.which.title"),
            tuple(
                (one.id, one.name[words.language], wording.sentences(one.description[words.language])[0])
                for one in map(charter.get, both)
            ),
            words("kiosk.which.neither"),
        )

    def choose(self, service: str) -> None:
        """This one was meant."""
        # who comes back may mean the other one
        both = {self._answer.service, self._answer.also}
        self.visit.answer = replace(self._answer, service=service, also=(both - {service}).pop())
        self.kiosk.router.push("answer")

    def neither(self) -> None:
        """Neither was."""
        self.kiosk.router.push("unknown")


@dataclass(frozen=True, slots=True)
class Unknown:
    """That the book does not know; their question; and two ways on."""

    title: str
    sorry: str
    question: str
    promise: str
    pass_on: str
    again: str


class UnknownPresenter(Presenter[Unknown]):
    """Says so honestly, and offers a person."""

    screen = "unknown"

    def view(self) -> Unknown:
        """The question, and who could answer it."""
        words = self.words
        return Unknown(
            words("kiosk.unknown.title"),
            words("kiosk.unknown.sorry"),
            words("kiosk.unknown.question", question=self.visit.question),
            words("kiosk.unknown.promise"),
            words("kiosk.unknown.pass_on"),
            words("kiosk.unknown.again"),
        )

    def pass_on(self) -> None:
        """A person is to answer."""
        pass_on(self)

    def again(self) -> None:
        """Ask in other words."""
        self.kiosk.router.back_to("asking")


@dataclass(frozen=True, slots=True)
class Glad:
    """A thank-you with two ways on."""

    title: str
    text: str
    more: str
    done: str


class GladPresenter(Presenter[Glad]):
    """Ends a question that was answered."""

    screen = "glad"

    def view(self) -> Glad:
        """One sentence."""
        return Glad(*(self.words(f"kiosk.glad.{key}") for key in ("title", "text", "more", "done")))

    def more(self) -> None:
        """They have another question, or another matter."""
        self.visit.question, self.visit.answer = "", None
        self.kiosk.router.reset("attract", "home")

    def done(self) -> None:
        """Leave."""
        self.kiosk.leave()
