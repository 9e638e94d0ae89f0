# SPDX-License-Identifier: Apache-2.0
"""Access: how one visitor wants to be served. Pure; it lives and ends with their visit."""

from dataclasses import dataclass, replace
from typing import Final, Self

SCALES: Final = (100, 150, 200)
"""Percent of the text's usual size."""

_RATES: Final = (100, 120, 145, 175, 210)
_VOLUMES: Final = (20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Access:
    """Text size, colours, voice guide and time."""

    scale: int = 100
    contrast: bool = False
    voice: bool = False
    speed: int = 2
    """A step of the voice's speed, from 0."""
    volume: int = 2
    """A step of the voice's volume, from 0."""
    more_time: bool = False

    @property
    def rate(self) -> int:
        """Words a minute."""
        return _RATES[self.speed]

    @property
    def loudness(self) -> int:
        """Percent of what the loudspeaker can do."""
        return _VOLUMES[self.volume]

    @property
    def stretch(self) -> float:
        """How much longer than usual we wait for the visitor."""
        return 2.0 if self.more_time else 1.0

    def faster(self, steps: int) -> Self:
        """A voice faster by so many steps, or slower; at either end it stays."""
        return replace(self, speed=min(max(self.speed + steps, 0), len(_RATES) - 1))

    def louder(self, steps: int) -> Self:
        """A voice louder by so many steps, or softer; at either end it stays."""
        return replace(self, volume=min(max(self.volume + steps, 0), len(_VOLUMES) - 1))


AS_ALWAYS: Final = Access()
"""As a visitor is served who asked for nothing."""

SPEEDS: Final = len(_RATES)
"""Steps of speed."""

VOLUMES: Final = len(_VOLUMES)
"""Steps of volume."""
