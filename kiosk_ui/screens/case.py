# SPDX-License-Identifier: Apache-2.0
"""The case screen: where a case stands, who has it, and what was answered."""

from typing import Final

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.case import CasePresenter, CaseSheet
from kiosk_ui.screens.base import Screen
from kiosk_ui.screens.receipt import facts_card
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.lines import FactLine, Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Surface
from kiosk_ui.widgets.text import FitText

_FIRST: Final = frozenset({"said", "asked", "reply"})
"""Lines that the citizen came for."""


class _Facts(Surface):
    """The four facts as one row of a list."""

    def __init__(self, lines: dict[str, FactLine]) -> None:
        super().__init__(fill="", size_hint_y=None, height=dp(144))
        self.add_widget(facts_card(lines))

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        return float(self.height)


class _Rate(Push):
    """The way to the survey as one row of a list."""

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        return float(self.height)


class CaseScreen(Screen):
    """A case for its citizen."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the case."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(CasePresenter)
        view = presenter.view()
        done = ("case.done", view.done, presenter.done)
        self.head(view.title, back=presenter.back, done=None if sizes().large else done)
        self.body.padding = (metrics.MARGIN, dp(10))
        if not sizes().large:
            self.body.add_widget(self._state(view))
        self._list, self._foot = Pages([], gap=dp(8)), self.bar()
        self.body.add_widget(self._list)
        self.body.add_widget(self._foot)
        if sizes().large:
            self._foot.add_widget(Push(*done, icon="check", kind="primary", fill_row=True))
        presenter.watch(self._tell)

    def _tell(self, view: CaseSheet) -> None:
        lines = [self._line(key, icon, text) for key, icon, text in view.lines]
        facts = {fact.key: FactLine(f"case.{fact.key}", fact) for fact in view.facts}
        if sizes().large:
            state = Line("case", view.state, name_id="case.state", bold=True, size=sizes().choice)
            number = Line("document", view.number, name_id="case.reference")
            self._list.renew([state, *lines, *self._rows(view), *facts.values(), number])
            return
        # a long reply needs the whole screen, so the question how it was comes after it in the list, not below the list
        kind = "plain" if view.yes else "go"
        rate = [_Rate("case.rate", view.rate, self._presenter.rate, icon="face5", kind=kind, fill_row=True)]
        self._list.renew([*lines, *(rate if view.rate else []), _Facts(facts)])
        self._foot.clear_widgets()
        for button in self._buttons(view):
            self._foot.add_widget(button)

    def _buttons(self, view: CaseSheet) -> list[Push]:
        """What has happened; and what they may say now, what is wanted of them last and in colour."""
        presenter = self._presenter
        buttons = [Push("case.history", view.history, presenter.history, icon="time", fill_row=True)]
        if view.add:
            kind = "go" if view.wanted else "plain"
            buttons.append(Push("case.add", view.add, presenter.add, icon="edit", kind=kind, fill_row=True))
        if view.no:
            buttons.append(Push("case.no", view.no, presenter.no, icon="close", fill_row=True))
        if view.yes:
            buttons.append(Push("case.yes", view.yes, presenter.yes, icon="check", kind="go", fill_row=True))
        return buttons

    def _rows(self, view: CaseSheet) -> list[Row]:
        """The same as rows of the list, for enlarged text, what is wanted of them first."""
        presenter, c = self._presenter, colours()
        ways = (
            ("yes", view.yes, presenter.yes, "check", c.go),
            ("no", view.no, presenter.no, "close", c.complaint),
            ("add", view.add, presenter.add, "edit", c.action),
            ("rate", view.rate, presenter.rate, "face5", c.go),
            ("history", view.history, presenter.history, "time", c.action),
        )
        return [Row(f"case.{code}", text, act, icon=icon, fill=fill) for code, text, act, icon, fill in ways if text]

    def _state(self, view: CaseSheet) -> Surface:
        c = colours()
        state = Surface(fill=c.action, padding=(dp(16), 0), spacing=dp(12), size_hint_y=None, height=dp(52))
        state.add_widget(FitText(view.state, size=dp(26), ink=c.action_ink, name_id="case.state"))
        state.add_widget(
            FitText(
                view.number, size=dp(26), ink=c.action_ink, halign="right", name_id="case.reference", size_hint_x=0.7
            )
        )
        return state

    def _line(self, key: str, icon: str, text: str) -> Line:
        c, first = colours(), key.partition(".")[0] in _FIRST
        ink = c.warn if icon == "warning" else ""
        return Line(
            icon,
            text,
            name_id=f"case.{key}",
            bold=first,
            ink=ink,
            fill=c.card if first else "",
            edge=c.edge if first else "",
        )
