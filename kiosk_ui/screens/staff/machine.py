# SPDX-License-Identifier: Apache-2.0
"""The machine for its officer: how it is, the touch test, and the end of the day."""

from typing import Any

from kivy.graphics import Color, Ellipse, SmoothLine
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.machine import (
    DOTS,
    DayPresenter,
    Dots,
    HealthPresenter,
    HealthSheet,
    TouchPresenter,
)
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Surface
from kiosk_ui.widgets.text import FitText


class HealthScreen(StaffScreen):
    """A line for each thing; what needs somebody is in the colour of what is wrong."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the lines."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(HealthPresenter)
        self._presenter.watch(self._tell)

    def _tell(self, view: HealthSheet) -> None:
        presenter, c = self._presenter, colours()
        self.clear_widgets()
        self.body.clear_widgets()
        self.head(view.title, back=presenter.back)
        rows = [
            Line(icon, text, bold=wrong, ink=c.wrong if wrong else c.ink, name_id=f"staff.health.{key}")
            for key, icon, text, wrong in view.lines
        ]
        self.body.add_widget(Pages(rows, gap=dp(3)))
        verify = Push("staff.verify", view.verify, presenter.verify, icon="privacy", kind="primary", fill_row=True)
        self.body.add_widget(self.bar(verify))


class _Area(Widget):
    """Five dots; every touch that arrives here is told, whichever device it came by."""

    def __init__(self, presenter: TouchPresenter) -> None:
        super().__init__()
        self._presenter, self._view = presenter, presenter.view()
        self._numbers = [FitText("", size=dp(30), face=metrics.DISPLAY, halign="center") for _ in DOTS]
        for number, label in enumerate(self._numbers, 1):
            label.size_hint, label.size, label.name_id = (None, None), (dp(64), dp(64)), f"staff.dot.{number}"
            self.add_widget(label)
        self.bind(pos=self._draw, size=self._draw)

    def tell(self, view: Dots) -> None:
        self._view = view
        self._draw()

    def on_touch_down(self, touch: Any) -> bool:
        """Count it, and keep it from nobody."""
        if self.collide_point(*touch.pos):
            place = (touch.x - self.x) / self.width, (touch.y - self.y) / self.height
            self._presenter.touched(*place, int(touch.time_start * 1000), touch.device)
        return bool(super().on_touch_down(touch))

    def _draw(self, *_: object) -> None:
        c, side = colours(), dp(64)
        self.canvas.before.clear()
        for place, count, twice, label in zip(DOTS, self._view.counts, self._view.twice, self._numbers, strict=True):
            label.pos = self.x + self.width * place[0] - side / 2, self.y + self.height * place[1] - side / 2
            label.text = str(count)
            fill, ink = (c.card, c.ink) if not count else (c.complaint, c.badge_ink) if twice else (c.go, c.go_ink)
            label.color = rgba(ink)
            with self.canvas.before:
                Color(*rgba(fill))
                Ellipse(pos=label.pos, size=(side, side))
                Color(*rgba(c.edge))
                SmoothLine(ellipse=(*label.pos, side, side), width=dp(1.2))


class TouchScreen(StaffScreen):
    """Five dots and a verdict."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show untouched dots."""
        super().__init__(kiosk)
        presenter = kiosk.present(TouchPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self._advice = Advice("staff.touch.verdict", lines=2, size_hint_y=None, height=2 * sizes().body * 1.4)
        self._area = _Area(presenter)
        self.body.add_widget(self._advice)
        self.body.add_widget(self._area)
        self.body.add_widget(self.bar(Push("staff.touch.again", view.again, presenter.again, fill_row=True)))
        presenter.watch(self._tell)

    def _tell(self, view: Dots) -> None:
        self._advice.say(view.verdict, wrong=view.wrong)
        self._area.tell(view)


class DayScreen(StaffScreen):
    """Three figures, and good night."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the figures."""
        super().__init__(kiosk)
        presenter = kiosk.present(DayPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress="")
        self.body.add_widget(FitText(view.date, size=sizes().lead, size_hint_y=None, height=dp(36)))
        figures = BoxLayout(spacing=metrics.GAP)
        for code, count, name in view.counts:
            card = Surface(fill=c.card, edge=c.edge, shadow=True, orientation="vertical", padding=dp(12))
            ink = c.wrong if code == "overdue" and count else c.action
            card.add_widget(
                FitText(
                    str(count), size=dp(80), face=metrics.DISPLAY, ink=ink, halign="center", name_id=f"staff.day.{code}"
                )
            )
            card.add_widget(FitText(name, size=sizes().lead, lines=2, halign="center", size_hint_y=None, height=dp(68)))
            figures.add_widget(card)
        self.body.add_widget(figures)
        advice = Advice("staff.day.advice", lines=2, size_hint_y=None, height=2 * sizes().body * 1.4)
        advice.say(view.advice)
        self.body.add_widget(advice)
        self.body.add_widget(
            self.bar(Push("staff.day.rest", view.rest, presenter.rest, icon="moon", kind="primary", fill_row=True))
        )
