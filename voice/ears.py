# SPDX-License-Identifier: Apache-2.0
"""Ears: the box without a microphone, which understands no language and says so."""

from collections.abc import Mapping, Sequence

from appliance.ports import Heard, Listening


class AbsentEars:
    """A box that hears nothing."""

    languages: frozenset[str] = frozenset()

    def listen(self, language: str, choices: Mapping[str, Sequence[str]], *, free: bool = False) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""

    def cancel(self) -> None:
        """Do nothing."""

    def now(self) -> Listening:
        """It failed to hear, whatever was asked of it."""
        return Listening(heard=Heard(problem="failed"))

    def close(self) -> None:
        """Do nothing."""
