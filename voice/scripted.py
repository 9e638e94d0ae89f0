# SPDX-License-Identifier: Apache-2.0
"""Scripted: ears that hear what a script says, for tests and demonstrations without a microphone."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from appliance.ports import Heard, Listening


class ScriptedEars:
    """Hears the next line of its script each time the visitor has ended; when that is over, silence.

    `asked` keeps what each listening was for: language, choices, whether speech was free.
    """

    def __init__(self, *script: Heard, languages: Iterable[str] = ("fil", "en", "ceb")) -> None:
        """Hear these, one after the other."""
        self.languages = frozenset(languages)
        self.asked: list[tuple[str, Mapping[str, Sequence[str]], bool]] = []
        self._script = deque(script)
        self._now = Listening()

    def script(self, *script: Heard) -> None:
        """Hear these from now on."""
        self._script = deque(script)

    def listen(self, language: str, choices: Mapping[str, Sequence[str]], *, free: bool = False) -> None:
        """Begin to listen: half loud, and the next line's words as far as they came."""
        self.asked.append((language, choices, free))
        self._now = Listening(on=True, level=0.5, partial=self._script[0].transcript if self._script else "")

    def finish(self) -> None:
        """Hear the next line."""
        if self._now.on:
            self._now = Listening(heard=self._script.popleft() if self._script else Heard(problem="silence"))

    def cancel(self) -> None:
        """Forget what was going on; the line stays in the script."""
        self._now = Listening()

    def now(self) -> Listening:
        """How it goes."""
        return self._now

    def close(self) -> None:
        """Stop."""
        self.cancel()
