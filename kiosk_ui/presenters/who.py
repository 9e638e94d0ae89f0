# SPDX-License-Identifier: Apache-2.0
"""Who: whether a complaint has a name under it, and which."""

from dataclasses import dataclass

from appliance.errors import InputError
from appliance.kinds import LIMITS
from appliance.text import clean
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import Question
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.widgets import keys


@dataclass(frozen=True, slots=True)
class Who:
    """Two ways, each as (code, icon, title, what it means), and what staying unnamed asks of them."""

    title: str
    progress: str
    ways: tuple[tuple[str, str, str, str], ...]
    warning: str


class WhoPresenter(Presenter[Who]):
    """Asks for no name before it is clear that none is needed."""

    screen = "who"

    def view(self) -> Who:
        """Both ways with what follows from them."""
        words = self.words
        icons = {"known": "person", "anonymous": "privacy"}
        return Who(
            words("kiosk.who.title"),
            self.progress,
            tuple(
                (code, icon, words(f"kiosk.who.{code}"), words(f"kiosk.who.{code}.hint"))
                for code, icon in icons.items()
            ),
            words("kiosk.who.warning"),
        )

    def choose(self, code: str) -> None:
        """They tell who they are, or not."""
        self.visit.introduce(code == "known")
        self.go_on()


class NamePresenter(Presenter[Question]):
    """Takes a name, or none."""

    screen = "name"

    def __init__(self, kiosk: Kiosk) -> None:
        """Go on with what was typed before."""
        super().__init__(kiosk)
        self._typed, self._problem = self.visit.name or "", ""

    def view(self) -> Question:
        """The name as typed so far."""
        words, door = self.words, "document" if self.visit.door == "service_request" else "other"
        return Question(
            words("kiosk.name.title"),
            self.progress,
            self._typed,
            words("kiosk.name.hint"),
            words(f"kiosk.name.{self._problem or door}"),
            bool(self._problem),
            words("kiosk.go_on"),
            words("kiosk.form.skip"),
        )

    def key(self, code: str) -> None:
        """A key was pressed."""
        self._typed, self._problem = keys.typed(self._typed, code, LIMITS["name"]), ""
        self.changed()

    def submit(self) -> None:
        """That is the name; kindly refused while it is not one."""
        try:
            name = clean(self._typed, field="name", limit=LIMITS["name"])
        except InputError:
            name = ""
        if sum(char.isalpha() for char in name) < 2:
            self._problem = "wrong"
            return self.changed()
        self.visit.name = name
        return self.go_on()

    def skip(self) -> None:
        """They would rather not say."""
        self.visit.name = ""
        self.go_on()
