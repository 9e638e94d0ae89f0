# SPDX-License-Identifier: Apache-2.0
"""Private: where to go with what must not be written here, asked for or told to who wrote it. Both keep nothing."""

from dataclasses import dataclass

from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.emergency import sentences


@dataclass(frozen=True, slots=True)
class Private:
    """Lines of (icon, text), the matters to choose from if there are any, and the way out."""

    title: str
    lines: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    leave: str


class DiscreetPresenter(Presenter[Private]):
    """Says, without naming the matter, that nothing of what was written is kept, and who can help."""

    screen = "discreet"

    def view(self) -> Private:
        """Three short sentences."""
        words = self.words
        icons = {"kept": "privacy", "where": "person", "danger": "phone"}
        lines = tuple((icon, words(f"kiosk.discreet.{key}")) for key, icon in icons.items())
        return Private(words("kiosk.discreet.title"), lines, (), words("kiosk.discreet.done"))

    def leave(self) -> None:
        """Away from here at once."""
        self.kiosk.leave()


class PrivatePresenter(DiscreetPresenter):
    """Tells where to go now; nothing can be written here, for such words must never lie readable on this box.

    What they chose lives here only, and is gone when the screen is.
    """

    screen = "private"
    _chosen = ""

    def view(self) -> Private:
        """The protected services by their short names, or what one of them says, without its name."""
        words, charter = self.words, self.kiosk.counter.charter
        language, leave = words.language, words("kiosk.private.leave")
        if not self._chosen:
            protected = [one for one in charter.services.values() if one.sensitivity == "protected"]
            choices = tuple((one.id, charter.name(one.id, language, short=True)) for one in protected)
            return Private(words("kiosk.private.title"), (("privacy", words("kiosk.private.how")),), choices, leave)
        service = charter.get(self._chosen)
        told = sentences(service.info.get(language, ""))
        lines = [("person", service.office[language]), *(("next", sentence) for sentence in told)]
        return Private(words("kiosk.private.where"), (*lines, ("privacy", service.who[language])), (), leave)

    def choose(self, service: str) -> None:
        """It is about this."""
        self._chosen = service
        self.changed()

    def back(self) -> None:
        """To the choice, or out."""
        if self._chosen:
            self._chosen = ""
            self.changed()
        else:
            super().back()
