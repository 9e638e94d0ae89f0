# SPDX-License-Identifier: Apache-2.0
"""Lines: an icon and words beside it; and the four facts of a case, each true or not yet."""

from typing import Any, Final

from kivy.metrics import dp

from kiosk_ui.presenters.facts import Fact
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.surface import Badge, Icon, Space, Surface
from kiosk_ui.widgets.text import FitText, Paragraph, extent, wrap

_MOST_LINES: Final = 3
_WORTH_BEGINNING: Final = 2
"""Lines of a long text that are worth a place at the foot of a page."""


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
        size: float | None = None,
        fill: str = "",
        edge: str = "",
    ) -> None:
        """Show `text` beside the icon, or in line with the one above; `fill` paints a card behind them."""
        c = colours()
        self._look: dict[str, Any] = {"ink": ink, "bold": bold, "size": size, "fill": fill, "edge": edge}
        self._name = icon
        self._inset = dp(14) if fill else 0.0
        self._icon = sizes().lead if sizes().large else dp(30)
        super().__init__(
            fill=fill, edge=edge, padding=(self._inset, dp(8) if fill else dp(2)), spacing=dp(12), size_hint_y=None
        )
        self._mark = Icon(icon, ink=ink or c.action, size=self._icon) if icon else Space(self._icon)
        self.add_widget(self._mark)
        self.words = Paragraph(text, size=size, bold=bold, ink=ink, name_id=name_id, pos_hint={"center_y": 0.5})
        self.add_widget(self.words)
        self.bind(width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        words = self.words.height_at(width - 2 * self._inset - self._icon - dp(12))
        return float(max(words, self._icon) + 2 * self.padding[1])

    def divide(self, width: float, first: float, room: float) -> list["Line"]:
        """The same words in lines of which each fits into its room."""
        words = self.words
        lines = wrap(words.text, words.font_name, words.font_size, width - 2 * self._inset - self._icon - dp(12))
        line = extent("Áy", words.font_name, words.font_size)[1]
        around = 2 * self.padding[1] + dp(4)
        parts, count = [], int((first - around) // line)
        if count < _WORTH_BEGINNING:
            count = int((room - around) // line)
        while lines:
            if len(lines) - count == 1 and count > _WORTH_BEGINNING:
                # no line stands on a page alone
                count -= 1
            parts.append(Line(self._name, " ".join(lines[:count]), name_id=words.name_id, **self._look))
            lines, count = lines[count:], max(1, int((room - around) // line))
        return parts

    def _measure(self, *_: object) -> None:
        self.height = self.height_at(self.width)
        line = extent("Áy", self.words.font_name, self.words.font_size)[1]
        room = self.height - 2 * self.padding[1]
        # beside the first of several lines, where a reader begins
        self._mark.pos_hint = {"center_y": 1 - line / 2 / room if room > 2 * line else 0.5}


class Statement(Surface):
    """The one sentence that a screen is there to say, on a card with a large sign."""

    def __init__(self, icon: str, text: str, *, name_id: str, fill: str) -> None:
        """Say `text` beside the icon on a ground of this colour."""
        c, size = colours(), sizes()
        self._side = size.lead if size.large else dp(76)
        super().__init__(fill=c.card, edge=c.edge, shadow=True, padding=dp(20), spacing=dp(20), size_hint_y=None)
        mark = Icon(icon, ink=c.action, size=self._side)
        self.add_widget(mark if size.large else Badge(icon, fill=fill, ink=c.badge_ink, size=self._side))
        self._words = Paragraph(text, size=size.title, bold=True, name_id=name_id, pos_hint={"center_y": 0.5})
        self.add_widget(self._words)
        self.bind(width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(max(self._words.height_at(width - self._side - dp(60)), self._side) + dp(40))

    def _measure(self, *_: object) -> None:
        self.height = self.height_at(self.width)


class Card(Surface):
    """One widget that knows its own height, as a row of a list."""

    def __init__(self, content: Any, *, fill: str = "") -> None:
        """Put it on a card."""
        c = colours()
        super().__init__(fill=fill or c.card, edge=c.edge, padding=(dp(14), dp(4)), size_hint_y=None)
        self._content = content
        self.add_widget(content)
        self.bind(width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(self._content.height_at(width) + dp(8))

    def _measure(self, *_: object) -> None:
        self.height = self.height_at(self.width)


class Source(Paragraph):
    """Where something comes from, small and behind what it is about."""

    def __init__(self, text: str, *, name_id: str) -> None:
        """Show it."""
        super().__init__(text, size=sizes().hint, ink=colours().ink_soft, name_id=name_id)


class FactLine(Surface):
    """One of the four facts: lit with its time once it is true, grey and in words while it is not yet."""

    def __init__(self, name_id: str, fact: Fact) -> None:
        """Show the fact."""
        super().__init__(fill="", padding=(0 if sizes().large else dp(12), 0), spacing=dp(12))
        self.name_id = name_id
        large = sizes().large
        self._side = sizes().lead if large else dp(30)
        self._icon = Icon(fact.icon, ink=colours().faint, size=self._side)
        self._words = FitText("", size=sizes().body, lines=_MOST_LINES if large else 1)
        self.add_widget(self._icon)
        self.add_widget(self._words)
        self.tell(fact)
        if large:
            self.size_hint_y = None
            self.bind(width=self._measure)

    def height_at(self, width: float) -> float:
        """How high it is as a row of a list, with its words in bold."""
        lines = wrap(self.text, metrics.BOLD, sizes().body, width - dp(12) - self._side)
        return float(len(lines) * extent("Áy", metrics.BOLD, sizes().body)[1])

    def _measure(self, *_: object) -> None:
        self.height = self.height_at(self.width)

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
        if sizes().large:
            self._measure()
