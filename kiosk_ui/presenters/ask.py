# SPDX-License-Identifier: Apache-2.0
"""Ask: a question, by topic or in the visitor's own words, and what the answer book finds for it."""

from dataclasses import dataclass
from typing import Final

from appliance.errors import InputError
from appliance.text import clean
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import Question
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.inquiring import Inquiring, about
from kiosk_ui.presenters.services import offered
from kiosk_ui.widgets import keys

LONGEST: Final = 300
"""Characters that a question may have here: who has more to tell than to ask has a case."""

_GROUPS: Final = {"service_request": "document", "complaint": "complaint", "inquiry": "hub"}
"""Icon of each group of topics."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to ask, each as (code, icon, title, hint); the first is in their own words."""

    title: str
    ways: tuple[tuple[str, str, str, str], ...]


class AskPresenter(Presenter[Ways]):
    """Offers the topics of the charter, and to write."""

    screen = "ask"

    def view(self) -> Ways:
        """The ways to ask."""
        words = self.words
        icons = {"write": "edit", **_GROUPS}
        return Ways(
            words("kiosk.ask.title"),
            tuple(
                (code, icon, words(f"kiosk.ask.{code}"), words(f"kiosk.ask.{code}.hint"))
                for code, icon in icons.items()
            ),
        )

    def choose(self, code: str) -> None:
        """Write, or look through one group of topics."""
        self.visit.question, self.visit.answer = "", None
        if code == "write":
            return self.kiosk.router.push("asking")
        self.visit.topics = code
        return self.kiosk.router.push("topics")


@dataclass(frozen=True, slots=True)
class Topics:
    """The services of one group, as (id, name)."""

    title: str
    icon: str
    services: tuple[tuple[str, str], ...]


class TopicsPresenter(Presenter[Topics]):
    """Offers what can be asked about."""

    screen = "topics"

    def view(self) -> Topics:
        """The services of the group that was chosen."""
        group = self.visit.topics
        return Topics(self.words(f"kiosk.ask.{group}"), _GROUPS[group], tuple(offered(self.kiosk, group)))

    def choose(self, service: str) -> None:
        """Tell about this service."""
        self.visit.question, self.visit.answer = "", about(service)
        self.kiosk.router.push("answer")


class AskingPresenter(Inquiring[Question]):
    """Takes a question letter by letter, and has the book look it up."""

    screen = "asking"

    def __init__(self, kiosk: Kiosk) -> None:
        """Go on with what was typed before."""
        super().__init__(kiosk)
        self._problem = ""

    def view(self) -> Question:
        """The question as typed so far."""
        words = self.words
        return Question(
            words("kiosk.words.inquiry"),
            "",
            self.visit.question,
            words("kiosk.words.hint"),
            words(self._problem or "kiosk.asking.advice"),
            bool(self._problem),
            words("kiosk.asking.waiting" if self.looking else "kiosk.asking.submit"),
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        if not self.looking:
            self.visit.question = keys.typed(self.visit.question, code, LONGEST)
            self._problem = ""
            self.changed()

    def submit(self) -> None:
        """Look it up."""
        if self.looking:
            return None
        try:
            question = clean(self.visit.question)
        except InputError:
            question = ""
        if not question:
            self._problem = "kiosk.words.empty"
            return self.changed()
        return self.look_up(question)

    def failed(self) -> None:
        """Nothing they typed is lost."""
        self._problem = "kiosk.asking.trouble"
        self.changed()
