# SPDX-License-Identifier: Apache-2.0
"""Attract: the invitation, and the choice of a language."""

from dataclasses import dataclass

from appliance.words import words_in
from kiosk_ui.presenters.base import Presenter


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whose kiosk it is, what time it is, and that one may touch it."""

    barangay: str
    city: str
    time: str
    date: str
    start: str
    others: tuple[str, ...]
    offer: str
    emergency: str


class AttractPresenter(Presenter[Invitation]):
    """Waits for a first touch."""

    screen = "attract"

    def view(self) -> Invitation:
        """The invitation in Filipino, its first line in the other languages too."""
        now, words = self.kiosk.clock.now(), self.words
        start, *others = (words_in(language)("kiosk.attract.start") for language in self.kiosk.hall.languages)
        hall = self.kiosk.hall
        return Invitation(
            hall.barangay,
            hall.city,
            words.time(now),
            words.date(now),
            start,
            tuple(others),
            words("kiosk.attract.offer"),
            words("kiosk.home.emergency"),
        )

    def start(self) -> None:
        """Somebody is here."""
        self.kiosk.router.push("language")

    def emergency(self) -> None:
        """Whom to call; no language is asked for first."""
        self.kiosk.router.push("emergency")


@dataclass(frozen=True, slots=True)
class Language:
    """A language in its own words."""

    code: str
    name: str
    hint: str


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """The languages to choose from."""

    title: str
    languages: tuple[Language, ...]


class LanguagePresenter(Presenter[LanguageChoice]):
    """Asks for the language, in all of them."""

    screen = "language"

    def view(self) -> LanguageChoice:
        """Every language, each in its own words."""
        spoken = [words_in(code) for code in self.kiosk.hall.languages]
        return LanguageChoice(
            " · ".join(words("kiosk.language.title") for words in spoken),
            tuple(Language(w.language, w("kiosk.language.own"), w("kiosk.language.go_on")) for w in spoken),
        )

    def choose(self, language: str) -> None:
        """Speak this language until the visit ends."""
        self.visit.language = language
        self.kiosk.router.reset("attract", "home")
