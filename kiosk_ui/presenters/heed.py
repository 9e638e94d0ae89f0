# SPDX-License-Identifier: Apache-2.0
"""Heed: what a visitor wrote is looked at before it is kept; of a protected matter nothing is."""

from collections.abc import Callable
from typing import TypeVar

from appliance.protected import SURELY, is_protected
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.visit import OTHER

ViewModel = TypeVar("ViewModel")


class Heeding(Presenter[ViewModel]):
    """The base of every presenter that takes a visitor's own words."""

    heeding = False
    """Whether the words are being looked at: further touches wait."""

    @property
    def least(self) -> float:
        """How surely the words must tell of such a matter: more so where they stand beside one that is named."""
        return 0.0 if self.visit.service == OTHER else SURELY

    def heed(self, text: str, then: Callable[[], None]) -> None:
        """Go on with `then`, unless the words tell of a matter that must not lie readable on this box."""
        if self.heeding:
            return
        self.heeding = True
        kiosk, language = self.kiosk, self.visit.language

        def look() -> bool:
            return is_protected(kiosk.counter.charter, text, kiosk.answers.ask(text, language), least=self.least)

        def looked(protected: bool) -> None:
            self.heeding = False
            self.drop() if protected else then()

        kiosk.run(look, looked, lambda _: looked(False))

    def drop(self) -> None:
        """Nothing of it is kept, not even until they leave, and they are told where to go."""
        self.visit.begin(self.visit.door)
        self.visit.question, self.visit.answer = "", None
        self.kiosk.answers.forget()
        self.kiosk.router.reset("attract", "home", "discreet")
