# SPDX-License-Identifier: Apache-2.0
"""Presenter: the base of all; a screen watches it, and tells it what was touched."""

from collections.abc import Callable
from typing import Generic, TypeVar

from appliance.words import Words
from kiosk_ui import journey
from kiosk_ui.kiosk import Kiosk

ViewModel = TypeVar("ViewModel")


class Presenter(Generic[ViewModel]):
    """Makes the view-model of one screen from the visit, and carries out what the visitor touches."""

    screen = ""

    def __init__(self, kiosk: Kiosk) -> None:
        """Present for the visit that is going on."""
        self.kiosk, self.visit = kiosk, kiosk.visit
        self._show: Callable[[ViewModel], None] = lambda view: None

    @property
    def words(self) -> Words:
        """The sentences in the visitor's language."""
        return self.kiosk.words

    def view(self) -> ViewModel:
        """What there is to see now."""
        raise NotImplementedError

    def watch(self, show: Callable[[ViewModel], None]) -> None:
        """Show what there is now, and from now on every change."""
        self._show = show
        self.changed()

    def changed(self) -> None:
        """Show what there is now."""
        self._show(self.view())

    def back(self) -> None:
        """Go to the screen before."""
        self.kiosk.router.back()

    def go_on(self) -> None:
        """Go to the next question; after a correction, back to the review."""
        self.follow(journey.after(self.step, self.visit, self.kiosk.form))

    def follow(self, step: journey.Step) -> None:
        """Go to this question."""
        self.visit.at_field = step.field or self.visit.at_field
        if step == journey.REVIEW and self.visit.reviewing:
            self.kiosk.router.back_to(step.screen)
        else:
            self.kiosk.router.push(step.screen)

    @property
    def step(self) -> journey.Step:
        """The question that this screen asks."""
        return journey.Step(self.screen)

    @property
    def progress(self) -> str:
        """Which question of how many, in words; empty outside the questions."""
        step, steps = journey.progress(self.step, self.visit, self.kiosk.form)
        return self.words("kiosk.progress", step=step, steps=steps) if step else ""
