# SPDX-License-Identifier: Apache-2.0
"""Trouble: what to say when something broke, above all whether the case was saved."""

from dataclasses import dataclass

from appliance import reference
from kiosk_ui.presenters.base import Presenter


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, what became of the case, and the way on."""

    title: str
    icon: str
    what: str
    kept: str
    again: str
    done: str


class ErrorPresenter(Presenter[Trouble]):
    """Says honestly whether the case was saved; after a failed save nothing typed is lost."""

    screen = "error"

    def view(self) -> Trouble:
        """Not saved and kept to try again; or saved; or nothing to save; or not known."""
        words, kind = self.words, self._kind()
        number = reference.show(self.visit.receipt.reference) if self.visit.receipt else ""
        return Trouble(
            words("kiosk.error.title"),
            "saved" if kind == "saved" else "warning",
            words(f"kiosk.error.{kind}", number=number),
            words(f"kiosk.error.{kind}.next"),
            words("kiosk.error.again") if self._can_return() else "",
            words("kiosk.error.leave" if self._can_return() else "kiosk.error.done"),
        )

    def _kind(self) -> str:
        if self.visit.trouble == "not_saved":
            return "not_saved"
        if self.visit.receipt:
            return "saved"
        return "unsure" if self.visit.trouble == "unsure" else "nothing"

    def _can_return(self) -> bool:
        return self.visit.trouble == "not_saved"

    def again(self) -> None:
        """Back to the review with everything as it was."""
        self.kiosk.router.back_to("review")

    def done(self) -> None:
        """Leave."""
        self.kiosk.leave()
