# SPDX-License-Identifier: Apache-2.0
"""The review screen: everything once more, each answer with a way to change it."""

from functools import partial
from typing import Any, Final

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.review import Answer, Review, ReviewPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Surface
from kiosk_ui.widgets.text import FitText, Paragraph, wrap

_LINES: Final = {100: 4, 150: 4, 200: 3}
"""At each scale, lines of the visitor's words on show; the rest is where they were typed."""


class _Answer(Surface):
    """What was asked, what was said, and a button."""

    def __init__(self, answer: Answer, change: str, act: Any) -> None:
        c = colours()
        super().__init__(
            fill=c.card, edge=c.edge, padding=(dp(14), dp(5), dp(6), dp(5)), spacing=dp(10), size_hint_y=None
        )
        words = BoxLayout(orientation="vertical", padding=0)
        label = FitText(
            answer.label,
            size=sizes().hint,
            face=metrics.REGULAR,
            ink=c.ink_soft,
            size_hint_y=None,
            height=sizes().hint * 1.4,
        )
        self._full = answer.text
        self._said = Paragraph(answer.text, bold=True, name_id=f"review.{answer.change or 'service'}.text")
        words.add_widget(label)
        words.add_widget(self._said)
        self.add_widget(words)
        self._button = Push(
            f"review.{answer.change}",
            change,
            act,
            icon="edit",
            bare=sizes().large,
            say=f"{change}: {answer.label}",
            pos_hint={"center_y": 0.5},
        )
        if answer.change:
            self.add_widget(self._button)

    def height_at(self, width: float) -> float:
        """How high it is in that width, once long words are cut to their beginning."""
        room = width - dp(20) - (self._button.width + dp(10) if self._button.parent else 0)
        lines = wrap(self._full, metrics.BOLD, sizes().body, room)
        most = _LINES[sizes().scale]
        shown = self._full if len(lines) <= most else " ".join(lines[:most]).rstrip()[:-2] + "…"
        if self._said.text != shown:
            self._said.text = shown
        self.height = max(self._said.height_at(room) + sizes().hint * 1.4 + dp(12), metrics.TARGET + dp(11))
        return float(self.height)


class ReviewScreen(Screen):
    """The last look before the case is filed."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the answers."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(ReviewPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        rows = [_Answer(answer, view.change, partial(presenter.change, answer.change)) for answer in view.answers]
        self.body.add_widget(Pages(rows, gap=dp(6)))
        self._foot = self.bar()
        self.body.add_widget(self._foot)
        presenter.watch(self._tell)

    def _tell(self, view: Review) -> None:
        self._foot.clear_widgets()
        self._foot.add_widget(
            Push(
                "review.submit",
                view.submit,
                self._presenter.submit,
                icon="" if view.sending else "check",
                kind="go",
                fill_row=True,
                disabled=view.sending,
            )
        )
