# SPDX-License-Identifier: Apache-2.0
"""Lines: an icon and words beside it; and the four facts of a case, each true or not yet."""

from typing import Any

from kivy.metrics import dp

from kiosk_ui.presenters.facts import Fact
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.widgets.surface import Icon, Space, Surface
from kiosk_ui.widgets.text import FitText, Paragraph


class Line(Surface):
    """An icon and a paragraph, as high as the words need."""

    def __init__(
        self,
        icon: str,
        text: str,
        *,
        name_id: str = "",
        ink: str = "",
        bold: bool = False,
        size: float = metrics.BODY,
        fill: str = "",
        edge: str = "",
    ) -> None:
        """Show `text` beside the icon, or in line with the one above; `fill` paints a card behind them."""
        c = colours()
        self._inset = dp(14) if fill else 0.0
        self._icon = dp(30)
        super().__init__(
            fill=fill, edge=edge, padding=(self._inset, dp(8) if fill else dp(2)), spacing=dp(12), size_hint_y=None
        )
        self.add_widget(Icon(icon, ink=ink or c.action, size=self._icon) if icon else Space(self._icon))
        self.words = Paragraph(text, size=size, bold=bold, ink=ink, name_id=name_id, pos_hint={"center_y": 0.5})
        self.add_widget(self.words)
        self.bind(width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        words = self.words.height_at(width - 2 * self._inset - self._icon - dp(12))
        return float(max(words, self._icon) + 2 * self.padding[1])

    def _measure(self, *_: object) -> None:
        self.height = self.height_at(self.width)


class Source(Paragraph):
    """Where something comes from, small and behind what it is about."""

    def __init__(self, text: str, *, name_id: str) -> None:
        """Show it."""
        super().__init__(text, size=metrics.HINT, ink=colours().ink_soft, name_id=name_id)


class FactLine(Surface):
    """One of the four facts: lit with its time once it is true, grey and in words while it is not yet."""

    def __init__(self, name_id: str, fact: Fact, **kwargs: Any) -> None:
        """Show the fact."""
        super().__init__(fill="", padding=(dp(12), 0), spacing=dp(12), **kwargs)
        self.name_id = name_id
        self._icon = Icon(fact.icon, ink=colours().faint, size=dp(30))
        self._words = FitText("", size=metrics.BODY, face=metrics.BOLD)
        self.add_widget(self._icon)
        self.add_widget(self._words)
        self.tell(fact)

    @property
    def text(self) -> str:
        """What it says."""
        return str(self._words.text)

    def tell(self, fact: Fact) -> None:
        """Show the fact as it is now."""
        c = colours()
        self._icon.tint(c.document if fact.true else c.faint)
        self._words.font_name = metrics.BOLD if fact.true else metrics.REGULAR
        self._words.color = rgba(c.ink if fact.true else c.ink_soft)
        self._words.text = fact.text
