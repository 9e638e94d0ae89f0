# SPDX-License-Identifier: Apache-2.0
"""Counter: the citizens' side of the kiosk, on a store of its own, opened by the thread that first uses it."""

from collections.abc import Mapping

from appliance.box import Box
from appliance.charter import Charter
from appliance.counter import Counter, Draft, Facts, Receipt, View
from appliance.store import Store


class OwnCounter:
    """Implements ports.Counter over a box: a connection has one thread."""

    def __init__(self, box: Box) -> None:
        """Open nothing yet."""
        self._box = box
        self._store: Store | None = None

    @property
    def charter(self) -> Charter:
        """The services of this hall."""
        return self._box.charter

    def file(self, draft: Draft) -> Receipt:
        """Commit a new case."""
        return self._here().file(draft)

    def facts(self, case: str) -> Facts:
        """Which facts are true by now."""
        return self._here().facts(case)

    def track(self, reference: str, pin: str) -> View:
        """A case as its citizen may see it."""
        return self._here().track(reference, pin)

    def speak(self, reference: str, pin: str, kind: str, text: str = "") -> View:
        """Commit the citizen's own word on the case that these two numbers open."""
        return self._here().speak(reference, pin, kind, text)

    def rate(self, case: str, answers: Mapping[str, str]) -> None:
        """Commit the answers to the survey."""
        self._here().rate(case, answers)

    def _here(self) -> Counter:
        if self._store is None:
            self._store = self._box.store()
        return self._box.counter(self._store)
