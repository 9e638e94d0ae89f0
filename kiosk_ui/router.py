# SPDX-License-Identifier: Apache-2.0
"""Router: which screen the citizen is at and how they got there. Pure: showing is the caller's."""

from collections.abc import Collection

from kiosk_ui.ports import Show


class Router:
    """A route table and a history; instant moves, no transitions."""

    def __init__(self, routes: Collection[str], start: str, show: Show) -> None:
        """Begin at `start`; `show` is called with a route's name at every move."""
        self._routes, self._start, self._show = frozenset(routes), start, show
        self._history = [start]
        self.moves = 0
        """Counts up at every move: work begun on an earlier screen can tell that it is late."""

    @property
    def current(self) -> str:
        """The name of the screen on show."""
        return self._history[-1]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen to go back to."""
        return len(self._history) > 1

    def push(self, name: str) -> None:
        """Go to a screen and remember this one."""
        self._go([*self._history, name])

    def replace(self, name: str) -> None:
        """Go to a screen in place of this one."""
        self._go([*self._history[:-1], name])

    def back(self) -> None:
        """Go to the screen before; at the first one, stay."""
        if self.can_go_back:
            self._go(self._history[:-1])

    def back_to(self, name: str) -> None:
        """Go back to the last visit of a screen, or to it anew when it was never visited."""
        if name not in self._history:
            return self.replace(name)
        while self._history[-1] != name:
            self._history.pop()
        return self._go(self._history)

    def reset(self, *names: str) -> None:
        """Forget the history; begin at the start, or at the last of `names` with the others behind it."""
        self._go(list(names) or [self._start])

    def _go(self, history: list[str]) -> None:
        if history[-1] not in self._routes:
            raise ValueError(f"no screen {history[-1]!r}")
        self._history = history
        self.moves += 1
        self._show(self.current)
