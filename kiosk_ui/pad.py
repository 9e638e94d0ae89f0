# SPDX-License-Identifier: Apache-2.0
"""Pad: five tactile keys, or a keyboard's arrows and Enter, move a ring through the controls and press them."""

from typing import Any, Final

from kivy.uix.floatlayout import FloatLayout

from kiosk_ui.guide import Guide
from kiosk_ui.widgets import reading

LEFT: Final = 276
RIGHT: Final = 275
UP: Final = 273
DOWN: Final = 274
ENTER: Final = frozenset({13, 271})
"""The codes that the window gives to its keys; Enter is also on the number pad."""

KEYS: Final = frozenset({LEFT, RIGHT, UP, DOWN}) | ENTER

_STEPS: Final = {LEFT: -1, RIGHT: 1}
_ROWS: Final = {UP: 1, DOWN: -1}


class Pad:
    """Left and right go through everything in reading order; up and down go to the row above or below.

    The ring is where it was by its control's name, so it survives that a screen is drawn anew or covered for a while.
    """

    def __init__(self, root: FloatLayout, guide: Guide) -> None:
        """Steer what is on top of `root`; `guide` tells where the ring is."""
        self._root, self._guide = root, guide
        self._names: dict[int, str] = {}
        self._ringed: Any = None
        self._held: set[int] = set()

    @property
    def in_use(self) -> bool:
        """Whether this visitor has used the keys."""
        return bool(self._names)

    def forget(self) -> None:
        """Another visitor: no ring until a key is pressed."""
        self._names.clear()
        self._ringed = None

    def start(self) -> None:
        """Put the ring on the first thing to do."""
        self._names = {self._depth: ""}
        self.settle()

    def arrive(self) -> None:
        """Another screen: where the keys are in use, the ring is on the first thing to do."""
        if self._names:
            self._names = {1: ""}

    def press(self, code: int) -> None:
        """A key went down; one that is held does nothing more."""
        if code in self._held:
            return
        self._held.add(code)
        here = self._here()
        if here is None:
            return
        if code in ENTER:
            if here.control().possible:
                here.press()
            else:
                self._guide.focus(here.control())
        elif code in _STEPS:
            stops = reading.stops(self._top)
            self._move(stops[(stops.index(here) + _STEPS[code]) % len(stops)])
        elif code in _ROWS:
            self._move(self._beyond(here, _ROWS[code]))

    def release(self, code: int) -> None:
        """A key went up."""
        self._held.discard(code)

    def settle(self) -> None:
        """Draw the ring where it belongs, also after the screen under it became another."""
        if not self._names:
            here = None
        else:
            self._names = {depth: name for depth, name in self._names.items() if depth <= self._depth}
            here = self._here()
        if here is not self._ringed:
            if self._ringed is not None:
                self._ringed.ring(False)
            self._ringed = here
            if here is not None:
                here.ring(True)

    @property
    def _top(self) -> Any:
        return self._root.children[0]

    @property
    def _depth(self) -> int:
        return len(self._root.children)

    def _here(self) -> Any | None:
        stops, name = reading.stops(self._top), self._names.get(self._depth)
        found = next((stop for stop in stops if stop.name_id == name), None)
        if found is None:
            # a key that types something else by now is still that key
            found = self._ringed if name and self._ringed in stops else reading.first(self._top)
            self._names[self._depth] = found.name_id if found else ""
        return found

    def _move(self, to: Any) -> None:
        self._names[self._depth] = to.name_id
        self.settle()
        self._guide.focus(to.control())

    def _beyond(self, here: Any, way: int) -> Any:
        """The nearest control in the next row up (1) or down (-1); from the last row, the first one of the screen."""
        x, y = here.to_window(*here.center)
        ahead = []
        for stop in reading.stops(self._top):
            to_x, to_y = stop.to_window(*stop.center)
            rise = way * (to_y - y)
            if rise > min(here.height, stop.height) / 2 and not stop.see_through:
                ahead.append((rise, abs(to_x - x), stop))
        if not ahead:
            return here
        nearest = min(ahead, key=lambda one: one[0])
        row = [one for one in ahead if one[0] <= nearest[0] + nearest[2].height / 2]
        return min(row, key=lambda one: one[1])[2]
