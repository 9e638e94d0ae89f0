# SPDX-License-Identifier: Apache-2.0
"""Attention: the kiosk listens to one visitor, and is silent while it does. Pure: ears and the time are given."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from appliance.ports import Ears, Heard, Listening

MOST: Final = 90.0
"""Seconds after which ears that tell nothing are taken for broken: nobody's words stay on the screen for them."""


class Attention:
    """One utterance at a time, from a visitor's touch to what was heard."""

    def __init__(self, ears: Ears, begin: Callable[[], None], now: Callable[[], float]) -> None:
        """`begin` is called before anything is listened to: it makes the kiosk silent. `now` is in seconds."""
        self._ears, self._begin, self._now = ears, begin, now
        self._since: float | None = None

    @property
    def languages(self) -> frozenset[str]:
        """The languages that are understood."""
        return self._ears.languages

    @property
    def listening(self) -> bool:
        """Whether a visitor speaks or waits to be understood: they are not idle, and nobody talks over them."""
        return self._since is not None

    def listen(self, language: str, choices: Mapping[str, Sequence[str]], *, free: bool = False) -> None:
        """Be silent, and listen."""
        self._since = self._now()
        self._begin()
        self._ears.listen(language, choices, free=free)

    def finish(self) -> None:
        """The visitor has ended."""
        if self.listening:
            self._ears.finish()

    def cancel(self) -> None:
        """Hear no more, and forget what was heard."""
        self._since = None
        self._ears.cancel()

    def now(self) -> Listening:
        """How it goes; what was heard is told once and then forgotten here."""
        if self._since is None:
            return Listening()
        now = self._ears.now()
        if now.heard is None and self._now() - self._since > MOST:
            now = Listening(heard=Heard(problem="failed"))
        if now.heard is not None:
            self.cancel()
        return now
