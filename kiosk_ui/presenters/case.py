# SPDX-License-Identifier: Apache-2.0
"""Case: what its citizen may see of a case, and say about it, once its number and PIN have opened it."""

from dataclasses import dataclass
from typing import Final

from appliance import reference
from appliance.case import State
from appliance.counter import View
from appliance.errors import CaseError
from appliance.text import parts
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.presenters.facts import Fact, four

_ASKED: Final = "needs_client"
_ENDED: Final = frozenset({State.RESOLVED, State.CLOSED})


_CARD: Final = 240
"""Characters of an officer's words in one piece, so that they can be turned over page by page."""


def _long(what: str, icon: str, text: str) -> list[tuple[str, str, str]]:
    """An officer's words in as many lines as they need; those after the first have no icon."""
    first, *others = parts(text, _CARD)
    return [(what, icon, first), *((f"{what}.{number}", "", one) for number, one in enumerate(others, 2))]


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """A case for its citizen: lines of (what, icon, text), the four facts, and what they may do.

    Empty words are not offered: `rate` where they may say how it was, `yes` and `no` where it is said to be done, `add`
    where they may add words, which are `wanted` where an officer asked for them.
    """

    title: str
    number: str
    state: str
    lines: tuple[tuple[str, str, str], ...]
    facts: tuple[Fact, ...]
    rate: str
    history: str
    yes: str
    no: str
    add: str
    wanted: bool
    done: str


class CasePresenter(Presenter[CaseSheet]):
    """Shows the case that was asked for."""

    screen = "case"

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the case that the visit holds."""
        super().__init__(kiosk)
        if self.visit.seen is None:
            raise ValueError("no case to show")
        self._case: View = self.visit.seen
        self._waiting, self._problem = False, ""

    def view(self) -> CaseSheet:
        """State, holder, promise, facts and replies."""
        words, case = self.words, self._case
        name = self.kiosk.counter.charter.name(case.service, words.language) if case.service else ""
        return CaseSheet(
            name or words(f"type.{case.type}"),
            reference.show(case.reference),
            words(f"state.{case.state}"),
            tuple(self._lines()),
            four(words, case.facts, self.kiosk.clock.now()),
            words("kiosk.case.rate") if case.may_rate else "",
            words("kiosk.case.history"),
            words("kiosk.case.yes") if "citizen_confirmed" in case.may else "",
            words("kiosk.case.no") if "citizen_disputed" in case.may else "",
            words("kiosk.case.add") if "client_supplied" in case.may else "",
            case.state is State.NEEDS_CLIENT,
            words("kiosk.case.done"),
        )

    def _lines(self) -> list[tuple[str, str, str]]:
        """What was just said; what they are asked; the reply; the date; and who has it."""
        words, case = self.words, self._case
        lines = []
        if self._problem:
            lines.append(("said", "warning", words(f"kiosk.say.{self._problem}")))
        elif self.visit.said:
            lines.append(("said", "check", words(f"kiosk.said.{self.visit.said}")))
        asked = [line.text for line in case.history if line.key == _ASKED]
        if case.state is State.NEEDS_CLIENT and asked:
            lines += _long("asked", "bring", words("kiosk.case.asked", text=asked[-1]))
        elif case.reply:
            lines += _long("reply", "told", words("kiosk.case.reply", text=case.reply))
        else:
            lines.append(("reply", "told", words("kiosk.case.no_reply")))
        holder = words("kiosk.case.holder", holder=words.office(case.holder))
        return [*lines, *self._promise(), ("holder", "person", holder)]

    def _promise(self) -> list[tuple[str, str, str]]:
        """The date they will hear by; where one has passed, that it has, and who was called about it."""
        words, case = self.words, self._case
        if case.state in _ENDED:
            return []
        at = case.next_update_at or case.due_at
        lines = []
        if case.missed and case.called:
            called = words(f"escalated.{case.called}")
            lines.append(("missed", "warning", words("kiosk.case.missed", called=called)))
        if at < self.kiosk.clock.now():
            return [*lines, ("promise", "warning", words("kiosk.case.passed", date=words.date(at)))]
        key = "kiosk.case.promise_provisional" if case.due_provisional else "kiosk.case.promise"
        return [*lines, ("promise", "date", words(key, date=words.date(at)))]

    # --- touches

    def history(self) -> None:
        """They want to see what has happened."""
        self.kiosk.router.push("history")

    def yes(self) -> None:
        """It is settled."""
        if self._waiting or "citizen_confirmed" not in self._case.may:
            return
        self._waiting = True
        number, pin = self._case.reference, self.visit.pin
        self.kiosk.run(
            lambda: self.kiosk.counter.speak(number, pin, "citizen_confirmed"), self._confirmed, self._refused
        )

    def _confirmed(self, view: View) -> None:
        self.visit.seen, self.visit.said = view, "citizen_confirmed"
        self.kiosk.router.replace("case")

    def _refused(self, error: Exception) -> None:
        self._waiting, self._problem = False, "moved" if isinstance(error, CaseError) else "trouble"
        self.changed()

    def no(self) -> None:
        """It is not settled."""
        self._say("citizen_disputed")

    def add(self) -> None:
        """They have something to add, or to answer."""
        self._say("client_supplied")

    def _say(self, kind: str) -> None:
        if not self._waiting and kind in self._case.may:
            self.visit.said = kind
            self.kiosk.router.push("say")

    def rate(self) -> None:
        """They want to say how the service was."""
        self.kiosk.router.push("survey")

    def done(self) -> None:
        """They have seen it; the kiosk forgets them."""
        self.kiosk.leave()
