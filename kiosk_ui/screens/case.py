# SPDX-License-Identifier: Apache-2.0
"""The case screen: where a case stands, who has it, and what was answered."""

from typing import Any

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.track import CasePresenter, CaseSheet
from kiosk_ui.screens.base import Screen
from kiosk_ui.screens.receipt import facts_card
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Press, Push, Row
from kiosk_ui.widgets.lines import FactLine, Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Surface
from kiosk_ui.widgets.text import FitText


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
        presenter = kiosk.present(CasePresenter)
        view = presenter.view()
        done = ("case.done", view.done, presenter.done)
        self.head(view.title, back=presenter.back, done=None if sizes().large else done)
        self.body.padding = (metrics.MARGIN, dp(10))
        lines = {key: self._line(key, icon, text) for key, icon, text in view.lines}
        facts = {fact.key: FactLine(f"case.{fact.key}", fact) for fact in view.facts}
        # a long reply needs the whole screen, so the question how it was comes after it in the list, not below the list
        rate = [self._rate(view, presenter)]
        rows: list[Any] = [lines["reply"], *(rate if view.rate else []), lines["promise"], lines["holder"]]
        if sizes().large:
            state = Line("case", view.state, name_id="case.state", bold=True, size=sizes().choice)
            rows = [state, *rows, *facts.values(), Line("document", view.number, name_id="case.reference")]
        else:
            self.body.add_widget(self._state(view))
            rows.append(_Facts(facts))
        self.body.add_widget(Pages(rows, gap=dp(8)))
        if sizes().large:
            self.body.add_widget(self.bar(Push(*done, icon="check", kind="primary", fill_row=True)))

    def _rate(self, view: CaseSheet, presenter: CasePresenter) -> Press:
        if sizes().large:
            return Row("case.rate", view.rate, presenter.rate, icon="face5", fill=colours().go)
        return _Rate("case.rate", view.rate, presenter.rate, icon="face5", kind="go", fill_row=True)

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
        c, reply = colours(), key == "reply"
        return Line(
            icon, text, name_id=f"case.{key}", bold=reply, fill=c.card if reply else "", edge=c.edge if reply else ""
        )
