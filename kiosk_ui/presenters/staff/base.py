# SPDX-License-Identifier: Apache-2.0
"""The base of staff mode's presenters: the shift, work at the desk, and refusals in plain words."""

from collections.abc import Callable
from typing import Final

from appliance.case import BARANGAY, Case
from appliance.errors import CaseError, InputError, Locked, NotFound
from appliance.words import Words
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.ports import Result
from kiosk_ui.presenters.base import Presenter, ViewModel
from kiosk_ui.shift import Shift

WITHOUT_PEN: Final = frozenset({"reply", "told"})
"""Deeds of which the rules ask no pen: any officer may write to the citizen."""

_TYPED: Final = frozenset({"empty", "too_long", "link", "not_extendable", "lapsed", "time"})


class StaffPresenter(Presenter[ViewModel]):
    """Works in an officer's name; where there is none, nobody sees it."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Present for the shift that is going on."""
        super().__init__(kiosk)
        if kiosk.shift is None:
            raise ValueError("no officer is at work")
        self.shift: Shift = kiosk.shift
        self.problem = ""
        """What went wrong last, in words."""
        self.waiting = False

    def work(self, what: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Do one thing at the desk at a time; what is refused is said."""
        if self.waiting:
            return

        def done(result: Result) -> None:
            self.waiting = False
            then(result)

        self.waiting, self.problem = True, ""
        self.kiosk.run(what, done, self._refused)

    def _refused(self, error: Exception) -> None:
        self.waiting = False
        self.problem = self.explain(error)
        self.changed()

    def explain(self, error: Exception) -> str:
        """An error in an officer's words."""
        opened = self.shift.open
        if isinstance(error, CaseError) and opened is not None:
            return why(self.words, opened.case, self.shift.deed)
        if isinstance(error, InputError) and error.problem in _TYPED:
            return self.words(f"kiosk.staff.refused.{error.problem}")
        return self.words("kiosk.staff.refused.trouble")


def why(words: Words, case: Case, deed: str) -> str:
    """Why the rules of `appliance.case` refuse a deed of the hall's officer in this case."""
    if deed not in WITHOUT_PEN and case.holder != BARANGAY:
        return words("kiosk.staff.refused.pen", holder=words.office(case.holder))
    if deed == "extend" and case.extensions:
        return words("kiosk.staff.refused.once")
    if deed == "close" and case.state == "resolved":
        return words(f"kiosk.staff.refused.{'waiting' if case.reply_told else 'untold'}")
    return words("kiosk.staff.refused.state", state=words(f"state.{case.state}"))


def locked(error: Exception) -> str:
    """Why a PIN opened nothing, as the end of a key."""
    if isinstance(error, Locked):
        return "locked"
    return "wrong" if isinstance(error, NotFound) else "trouble"
