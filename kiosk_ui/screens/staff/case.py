# SPDX-License-Identifier: Apache-2.0
"""A case as an officer reads it, and the list of what can be done with it."""

from typing import Any

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.case import Deeds, DeedsPresenter, Sheet, SheetPresenter
from kiosk_ui.screens.receipt import facts_card
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.lines import FactLine, Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.rows import Listed, listed_rows
from kiosk_ui.widgets.surface import Surface
from kiosk_ui.widgets.text import FitText


class _Facts(Surface):
    """The four facts as one row of a list."""

    def __init__(self, view: Sheet) -> None:
        super().__init__(fill="", size_hint_y=None, height=dp(144))
        self.add_widget(facts_card({fact.key: FactLine(f"staff.{fact.key}", fact) for fact in view.facts}))

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        return float(self.height)


class SheetScreen(StaffScreen):
    """The citizen's words, then the clock, the facts and what happened."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the case."""
        super().__init__(kiosk)
        presenter = kiosk.present(SheetPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back)
        self.body.padding = (metrics.MARGIN, dp(10))
        bar = Surface(
            fill=c.complaint if view.late else c.action,
            padding=(dp(16), 0),
            spacing=dp(12),
            size_hint_y=None,
            height=dp(46),
        )
        ink = c.badge_ink if view.late else c.action_ink
        bar.add_widget(FitText(view.state, size=sizes().lead, ink=ink, name_id="staff.state"))
        bar.add_widget(
            FitText(view.number, size=sizes().lead, ink=ink, halign="right", name_id="staff.number", size_hint_x=0.8)
        )
        self.body.add_widget(bar)
        self.body.add_widget(Pages(self._rows(view), gap=dp(7)))
        act = Push("staff.act", view.act, presenter.act_on, icon="edit", kind="primary", fill_row=True)
        self.body.add_widget(self.bar(act))

    def _rows(self, view: Sheet) -> list[Any]:
        c = colours()
        rows: list[Any] = [
            Line(
                icon,
                text,
                name_id=f"staff.{key}",
                bold=key in ("words", "reply"),
                fill=c.card if key in ("words", "reply") else "",
                edge=c.edge if key in ("words", "reply") else "",
            )
            for key, icon, text in view.lines
        ]
        if view.said:
            rows.insert(0, Line("check", view.said, bold=True, ink=c.document, name_id="staff.said"))
        holder = Line("hub", view.holder, name_id="staff.holder")
        rows += [_Facts(view), holder, Line("time", view.happened, bold=True)]
        return rows + [Line("next", entry, size=sizes().hint) for entry in view.history]


class DeedsScreen(StaffScreen):
    """Every deed, and where the last one was refused, why."""

    def __init__(self, kiosk: Kiosk) -> None:
        """List the deeds."""
        super().__init__(kiosk)
        presenter = kiosk.present(DeedsPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back)
        self.body.padding, self.body.spacing = (metrics.MARGIN, dp(8)), dp(4)
        listed = [Listed(code, name, icon, c.action) for code, icon, name in view.deeds]
        self._advice = Advice("staff.problem", lines=2, size_hint_y=None, height=dp(56))
        self.body.add_widget(self._advice)
        self.body.add_widget(listed_rows("staff.deed", listed, presenter.choose))
        presenter.watch(self._tell)

    def _tell(self, view: Deeds) -> None:
        self._advice.say(view.problem or view.about, wrong=bool(view.problem))
