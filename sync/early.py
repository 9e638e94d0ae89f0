# SPDX-License-Identifier: Apache-2.0
"""Early: frames that came before what belongs before them. In memory and bounded; losing all of it costs a resend."""

from dataclasses import dataclass, field
from typing import Final

from appliance.event import MAX_DEPTH, MAX_EVENT_BYTES, dump
from sync.frame import Events, Range

_MOST: Final = 16
"""Frames kept of one peer: twice what it may have on the way."""


_MOST_BYTES: Final = 2 * MAX_EVENT_BYTES
"""Of one frame's events as JSON: a small frame may inflate to something that fills the memory."""


@dataclass(slots=True)
class _Gap:
    """What waits of one stream, by the number of its first event, and since when the gap before it is known."""

    since: float
    frames: dict[int, Events] = field(default_factory=dict)


class Early:
    """The frames of one peer that wait for others."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._gaps: dict[str, _Gap] = {}

    @property
    def busy(self) -> bool:
        """Whether anything waits."""
        return bool(self._gaps)

    def keep(self, frame: Events, now: float) -> None:
        """Keep a frame, if there is room, and it is no larger than an honest one."""
        if len(dump([*frame.said], depth=MAX_DEPTH + 2)) > _MOST_BYTES:
            return
        if sum(len(gap.frames) for gap in self._gaps.values()) < _MOST:
            self._gaps.setdefault(frame.origin, _Gap(now)).frames[frame.first] = frame

    def next(self, origin: str, held: int) -> Events | None:
        """A frame that follows on now that events up to `held` are committed; it waits no longer."""
        gap = self._gaps.get(origin)
        if gap is None:
            return None
        for first in sorted(gap.frames):
            frame = gap.frames[first]
            if first > held + 1:
                break
            del gap.frames[first]
            if first + len(frame.said) - 1 > held:
                return frame
        if not gap.frames:
            del self._gaps[origin]
        return None

    def ranges(self, origin: str) -> tuple[Range, ...]:
        """Which events of a stream wait here, joined where they follow on each other."""
        joined: list[Range] = []
        gap = self._gaps.get(origin)
        for first, frame in sorted(gap.frames.items()) if gap else ():
            last = first + len(frame.said) - 1
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return tuple(joined)

    def gaps(self, before: float) -> list[tuple[str, int]]:
        """The streams whose gap is known since before that time, and the first number after it; asked once a time."""
        found = []
        for origin, gap in self._gaps.items():
            if gap.since < before and gap.frames:
                found.append((origin, min(gap.frames)))
        return found

    def asked(self, origin: str, now: float) -> None:
        """The gap was asked about: there is patience again."""
        if origin in self._gaps:
            self._gaps[origin].since = now

    def drop(self, origin: str) -> list[Events]:
        """Forget what waits of a stream; gives it."""
        gap = self._gaps.pop(origin, None)
        return [gap.frames[first] for first in sorted(gap.frames)] if gap else []
