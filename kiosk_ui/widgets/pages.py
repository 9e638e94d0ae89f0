# SPDX-License-Identifier: Apache-2.0
"""Pages: a list in screenfuls with two large arrows, for fingers that do not scroll; no row is ever cut."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.spoken import Control, Voice
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Press
from kiosk_ui.widgets.surface import Icon, Space
from kiosk_ui.widgets.text import FitText

_SETTLED: Final = dp(100)
"""A list lower than this has not been laid out yet."""


class Item(Protocol):
    """What knows its height before it is shown."""

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""


class Later:
    """A row that knows its height before it is built, when its page is turned to: a hall has dozens of services."""

    def __init__(self, height_at: Callable[[float], float], build: Callable[[], Any]) -> None:
        """`height_at` tells how high it will be in a list of a width; `build` makes the widget."""
        self.height_at, self.build = height_at, build


@runtime_checkable
class Divisible(Protocol):
    """An item that can go on over the page."""

    def divide(self, width: float, first: float, room: float) -> Sequence[Any]:
        """Items with the same words, the first no higher than `first` if that is enough, the others than `room`."""


def split(heights: Sequence[float], room: float, gap: float) -> list[list[int]]:
    """The rows of each page, by number; a row higher than the room has a page to itself."""
    pages: list[list[int]] = []
    left = -1.0
    for number, height in enumerate(heights):
        if height > left:
            pages.append([])
            left = room
        pages[-1].append(number)
        left -= height + gap
    return pages


class _Arrow(Press):
    count = ""

    def __init__(self, name_id: str, icon: str, act: Any) -> None:
        c = colours()
        super().__init__(name_id, act, fill=c.card, edge=c.edge)
        self.add_widget(Space())
        self._icon = Icon(icon, ink=c.action, size=dp(38))
        self.add_widget(self._icon)
        self.add_widget(Space())

    def control(self) -> Control:
        """How it is heard."""
        return Control(self.name_id, key=f"kiosk.pages.{self._icon.icon}", state=self.count, possible=not self.disabled)

    def enable(self, possible: bool) -> None:
        c = colours()
        self.disabled = not possible
        self._fill = c.card if possible else c.idle
        self.paint(self._fill, c.edge if possible else "")
        self._icon.tint(c.action if possible else c.edge)


class Abreast(BoxLayout):
    """Widgets side by side as one row of a list."""

    def __init__(self, parts: Sequence[Any], *, columns: int, height: float) -> None:
        """Fewer parts than `columns` leave the rest of the row empty."""
        super().__init__(spacing=metrics.GAP, size_hint_y=None, height=height)
        for part in parts:
            self.add_widget(part)
        for _ in range(columns - len(parts)):
            self.add_widget(Space())

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(self.height)


class Pages(BoxLayout):
    """Rows from the top; arrows at the right where they are more than fit."""

    def __init__(self, rows: Sequence[Any], *, gap: float = metrics.GAP, row: int = 0) -> None:
        """Show the page with that row, by number, first."""
        super().__init__(spacing=metrics.GAP)
        self._given, self._gap, self._page = list(rows), gap, 0
        self._rows, self._begin = self._given, row
        self._split: list[list[int]] = []
        self._list = BoxLayout(orientation="vertical", spacing=gap, size_hint_y=None)
        self._list.bind(minimum_height=self._list.setter("height"))
        room = AnchorLayout(anchor_y="top")
        room.add_widget(self._list)
        self._up, self._down = _Arrow("pages.up", "up", self._back), _Arrow("pages.down", "down", self._next)
        self._count = FitText(
            "",
            size=dp(20),
            least=dp(16),
            face=metrics.REGULAR,
            halign="center",
            size_hint_y=None,
            height=dp(30),
            voice=Voice.MUTE,
        )
        self._arrows = BoxLayout(orientation="vertical", spacing=dp(6), size_hint_x=None, width=metrics.mm(14))
        for part in (self._up, self._count, self._down):
            self._arrows.add_widget(part)
        self.add_widget(room)
        self.bind(size=self._arrange)

    def renew(self, rows: Sequence[Any] | None = None) -> None:
        """Show other rows, or the same ones of which some have changed, on the same page where there is one."""
        if rows is not None:
            self._given = list(rows)
        self._arrange()

    @property
    def row(self) -> int:
        """The number of the first row on show."""
        return self._split[self._page][0] if self._split else 0

    def _arrange(self, *_: object) -> None:
        if self.height <= _SETTLED:
            # the rows would be built for a room that nobody sees
            return
        narrow = self.width - self._arrows.width - metrics.GAP
        for width in (self.width, narrow):
            self._rows = self._flow(width)
            self._split = split([row.height_at(width) for row in self._rows], self.height, self._gap)
            if len(self._split) == 1:
                break
        if (len(self._split) > 1) != (self._arrows.parent is not None):
            (self.add_widget if len(self._split) > 1 else self.remove_widget)(self._arrows)
        if self._begin and self.height > _SETTLED:
            self._page = next((page for page, rows in enumerate(self._split) if self._begin in rows), 0)
            self._begin = 0
        self._turn(0)

    def _flow(self, width: float) -> list[Any]:
        """The rows, of which one that no page holds goes on over the page."""
        flowing, left = [], self.height
        for row in self._given:
            high = row.height_at(width) > self.height > _SETTLED
            parts = row.divide(width, left, self.height) if high and isinstance(row, Divisible) else (row,)
            for part in parts:
                height = part.height_at(width)
                left = (self.height if height > left else left) - height - self._gap
                flowing.append(part)
        return flowing

    def _back(self) -> None:
        self._turn(-1)

    def _next(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        last = len(self._split) - 1
        self._page = max(0, min(self._page + by, last))
        self._list.clear_widgets()
        for number in self._split[self._page] if self._split else []:
            row = self._rows[number]
            if isinstance(row, Later):
                row = self._rows[number] = row.build()
            self._list.add_widget(row)
        self._up.enable(self._page > 0)
        self._down.enable(self._page < last)
        self._count.text = self._up.count = self._down.count = f"{self._page + 1}/{last + 1}"
