# SPDX-License-Identifier: Apache-2.0
"""Inquiring: what a visitor asks is looked up, whether they typed or said it; of a protected matter no word is kept."""

from dataclasses import replace
from typing import TypeVar

from appliance.answers import Answer
from appliance.emergency import is_emergency
from appliance.protected import is_protected
from kiosk_ui.presenters.base import Presenter

ViewModel = TypeVar("ViewModel")


def about(service: str, question: str = "") -> Answer:
    """The answer that a service is, where no book is needed to find it."""
    return Answer(question, service, "", "other", 1.0, "")


class Inquiring(Presenter[ViewModel]):
    """The base of every presenter that takes a question."""

    looking = False
    """Whether it is being looked up: further touches wait."""

    def look_up(self, question: str, service: str = "") -> None:
        """Find the answer; in a danger, at once whom to call. `service` is taken where the book finds none."""
        if is_emergency(question):
            return self.kiosk.router.push("emergency")
        self.looking = True
        self.changed()
        return self.kiosk.run(lambda: self._look(question, service), self._looked, lambda _: self._failed())

    def found(self, answer: Answer) -> None:
        """There is something to show."""
        self.tell(answer)

    def failed(self) -> None:
        """It cannot be looked up now."""

    def tell(self, answer: Answer) -> None:
        """Show what was found, or that nothing was."""
        self.visit.answer, self.visit.question = answer, answer.question
        self.kiosk.router.push("which" if answer.also else "answer" if answer.service else "unknown")

    def _look(self, question: str, service: str) -> tuple[Answer, bool]:
        found = self.kiosk.answers.ask(question, self.visit.language)
        if service and not found.service:
            found = about(service, question)
        return found, is_protected(self.kiosk.counter.charter, question, found)

    def _looked(self, what: tuple[Answer, bool]) -> None:
        found, protected = what
        self.looking = False
        if protected and not found.service:
            self.visit.question = ""
            self.kiosk.router.reset("attract", "home", "discreet")
        elif protected:
            self.tell(replace(found, question=""))
        else:
            self.found(found)

    def _failed(self) -> None:
        self.looking = False
        self.failed()
