# SPDX-License-Identifier: Apache-2.0
"""Staff mode's first page, and its queue."""

from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.desk import Front, FrontPresenter, Item, Queue, QueuePresenter
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Act, Press, Tile
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Badge
from kiosk_ui.widgets.text import FitText


class FrontScreen(StaffScreen):
    """Six tiles under the officer's name."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the tiles."""
        super().__init__(kiosk)
        presenter = kiosk.present(FrontPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=None, icon="lock")
        self._advice = Advice("staff.who", size_hint_y=None, height=sizes().hint * 1.5)
        self.body.add_widget(self._advice)
        tiles = GridLayout(cols=3, spacing=dp(12))
        fills = {"queue": c.case, "health": c.document, "touch": c.question, "day": c.suggestion, "leave": c.complaint}
        for choice in view.choices:
            tiles.add_widget(
                Tile(
                    f"staff.{choice.code}",
                    choice.title,
                    choice.hint,
                    partial(presenter.choose, choice.code),
                    icon=choice.icon,
                    fill=fills.get(choice.code, c.talk),
                    disabled=not choice.possible,
                )
            )
        self.body.add_widget(tiles)
        presenter.watch(self._tell)

    def _tell(self, view: Front) -> None:
        self._advice.say(view.problem or view.who, wrong=bool(view.problem))


class _CaseRow(Press):
    """A case in one row: what it is about, its number and state; and until when its citizen waits."""

    def __init__(self, item: Item, act: Act) -> None:
        c = colours()
        self.text = item.title
        super().__init__(
            f"staff.case.{item.case}",
            act,
            fill=c.card,
            edge=c.wrong if item.late else c.edge,
            padding=(dp(10), dp(3), dp(14), dp(3)),
            spacing=dp(12),
            size_hint_y=None,
            height=dp(68),
        )
        icon, fill = ("warning", c.complaint) if item.late else ("case", c.case if item.ours else c.talk)
        self.add_widget(Badge(icon, fill=fill, ink=c.badge_ink, size=dp(48)))
        words = BoxLayout(orientation="vertical")
        words.add_widget(FitText(item.title, size=sizes().lead, valign="bottom"))
        below = f"{item.number} · {item.state}"
        words.add_widget(FitText(below, size=sizes().hint, face=metrics.REGULAR, ink=c.ink_soft, valign="top"))
        self.add_widget(words)
        self.add_widget(
            FitText(
                item.hears,
                size=sizes().body,
                lines=2,
                ink=c.wrong if item.late else c.ink,
                halign="right",
                size_hint_x=None,
                width=dp(150),
            )
        )

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(self.height)


class QueueScreen(StaffScreen):
    """A row a case, the most pressing first."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the rows."""
        super().__init__(kiosk)
        presenter = kiosk.present(QueuePresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self._pages = Pages(self._rows(presenter, view), gap=dp(7))
        self.body.padding = (metrics.MARGIN, dp(10))
        self.body.add_widget(self._pages)
        self._problem = ""
        presenter.watch(partial(self._tell, presenter))

    def _rows(self, presenter: QueuePresenter, view: Queue) -> list[Line | _CaseRow]:
        rows: list[Line | _CaseRow] = [_CaseRow(item, partial(presenter.choose, item.case)) for item in view.items]
        if view.empty:
            rows.append(Line("check", view.empty, size=sizes().lead, name_id="staff.queue.empty"))
        if view.problem:
            rows.insert(0, Line("warning", view.problem, bold=True, ink=colours().wrong, name_id="staff.problem"))
        return rows

    def _tell(self, presenter: QueuePresenter, view: Queue) -> None:
        if view.problem != self._problem:
            self._problem = view.problem
            self._pages.renew(self._rows(presenter, view))
