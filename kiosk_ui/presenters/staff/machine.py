# SPDX-License-Identifier: Apache-2.0
"""The machine for its officer: roads, queues and the data file; whether each touch counts once; and the day's end."""

import re
from dataclasses import dataclass, field
from typing import Final

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.base import StaffPresenter

_MEGABYTE: Final = 1024 * 1024
_OWED: Final = ("queued", "sending")
_LOST: Final = ("failed", "uncertain")


@dataclass(frozen=True, slots=True)
class HealthSheet:
    """How the box is, in lines of (what, icon, text, whether it needs somebody)."""

    title: str
    lines: tuple[tuple[str, str, str, bool], ...]
    verify: str


class HealthPresenter(StaffPresenter[HealthSheet]):
    """Shows what `dulog health` does, and walks the hash chains when asked."""

    screen = "staff.health"

    def view(self) -> HealthSheet:
        """What was found when they turned to it."""
        words, verify = self.words, "kiosk.staff.verify.waiting" if self.waiting else "kiosk.staff.verify"
        return HealthSheet(words("kiosk.staff.health"), tuple(self._lines()), words(verify))

    def _lines(self) -> list[tuple[str, str, str, bool]]:
        words, health = self.words, self.shift.health
        if health is None:
            raise ValueError("nobody looked how the box is")
        heard = words.moment(health.heard_at) if health.heard_at else words("kiosk.staff.health.never")
        owed, lost = (sum(health.texts.get(state, 0) for state in states) for states in (_OWED, _LOST))
        free = health.free_bytes // _MEGABYTE
        lines = [
            ("road", "hub", self._said("sync"), "sync" not in health.programs),
            ("heard", "time", words("kiosk.staff.health.heard", when=heard), health.heard_at is None),
            ("unsent", "saved", words("kiosk.staff.health.unsent", count=health.unsent), False),
            ("modem", "phone", self._said("sms"), health.programs.get("sms") not in ("ready", "absent")),
            ("texts", "told", words("kiosk.staff.health.texts", owed=owed, lost=lost), lost > 0),
            ("missed", "date", words("kiosk.staff.health.missed", count=health.missed), health.missed > 0),
            ("aside", "question", words("kiosk.staff.health.aside", count=health.set_aside), health.set_aside > 0),
            ("disk", "document", words("kiosk.staff.health.disk", count=f"{free:,}"), free < 1024),
        ]
        return [*self._verified(), *lines]

    def _said(self, program: str) -> str:
        """What a program last said, in words where we have some."""
        words, health = self.words, self.shift.health
        state = health.programs.get(program, "") if health else ""
        code = re.sub(r"\W+", "_", state.lower()).strip("_") or "silent"
        key = f"kiosk.staff.state.{code}"
        return words(f"kiosk.staff.health.{program}", state=words(key) if words.has(key) else state)

    def _verified(self) -> list[tuple[str, str, str, bool]]:
        words, found = self.words, self.shift.whole
        if self.problem:
            return [("verify", "warning", self.problem, True)]
        if not found:
            return []
        broken = [origin for origin, problem in found.items() if problem]
        if broken:
            return [("verify", "warning", words("kiosk.staff.verify.broken", count=len(broken)), True)]
        return [("verify", "check", words("kiosk.staff.verify.whole"), False)]

    def verify(self) -> None:
        """Was anything changed, cut off or lost?"""
        self.work(self.kiosk.desk.verify, self._walked)
        self.changed()

    def _walked(self, found: dict[str, str]) -> None:
        # a box that has said nothing yet has no chain, and nothing broken
        self.shift.whole = found or {"": ""}
        self.changed()


DOTS: Final = ((0.07, 0.85), (0.93, 0.85), (0.5, 0.5), (0.07, 0.15), (0.93, 0.15))
"""Where the five dots are, as parts of the area's width and height from its lower left corner."""

_NEAR: Final = (0.06, 0.15)
"""How far from a dot's middle a touch may be, in the same parts."""

_TWICE_MS: Final = 250
"""Two touches of one dot within this time are one finger counted twice: nobody taps so fast."""


@dataclass(frozen=True, slots=True)
class Dots:
    """How often each dot was touched, and what that means."""

    title: str
    counts: tuple[int, ...]
    twice: tuple[bool, ...]
    verdict: str
    wrong: bool
    again: str


@dataclass(slots=True)
class _Dot:
    count: int = 0
    last: int = 0
    twice: set[str] = field(default_factory=set)


class TouchPresenter(StaffPresenter[Dots]):
    """Counts touches: a panel that two drivers read counts each finger twice (kivy #8494), and this names them."""

    screen = "staff.touch"

    def __init__(self, kiosk: Kiosk) -> None:
        """Nothing was touched yet."""
        super().__init__(kiosk)
        self._dots, self._missed, self._device = [_Dot() for _ in DOTS], 0, ""

    def view(self) -> Dots:
        """The dots and the verdict so far."""
        words, dots = self.words, self._dots
        sources = sorted({name for dot in dots for name in dot.twice})
        if sources:
            numbers = ", ".join(str(number) for number, dot in enumerate(dots, 1) if dot.twice)
            verdict = words("kiosk.staff.touch.twice", dots=numbers, sources=" + ".join(sources))
        elif all(dot.count for dot in dots):
            verdict = words("kiosk.staff.touch.good")
        elif self._missed:
            verdict = words("kiosk.staff.touch.missed", count=self._missed)
        else:
            verdict = words("kiosk.staff.touch.advice")
        return Dots(
            words("kiosk.staff.touch"),
            tuple(dot.count for dot in dots),
            tuple(bool(dot.twice) for dot in dots),
            verdict,
            bool(sources),
            words("kiosk.staff.touch.again"),
        )

    def touched(self, x: float, y: float, at: int, device: str) -> None:
        """A finger came down there (parts of the area), at that time (ms), told by that input device."""
        near = [dot for dot, place in zip(self._dots, DOTS, strict=True) if _near(place, x, y)]
        if not near:
            self._missed += 1
            return self.changed()
        dot = near[0]
        if dot.count and abs(at - dot.last) < _TWICE_MS:
            dot.twice |= {device, self._device}
        dot.count, dot.last, self._device = dot.count + 1, at, device
        return self.changed()

    def again(self) -> None:
        """Begin anew."""
        self._dots, self._missed = [_Dot() for _ in DOTS], 0
        self.changed()


def _near(place: tuple[float, float], x: float, y: float) -> bool:
    return abs(place[0] - x) <= _NEAR[0] and abs(place[1] - y) <= _NEAR[1]


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What the day brought, in (code, count, name), and the way to rest."""

    title: str
    date: str
    counts: tuple[tuple[str, int, str], ...]
    advice: str
    rest: str


class DayPresenter(StaffPresenter[DaySheet]):
    """Ends the day: the figures, then the light goes out and the screen rests."""

    screen = "staff.day"

    def view(self) -> DaySheet:
        """The figures as they were when they turned to it."""
        words, day = self.words, self.shift.day
        if day is None:
            raise ValueError("nobody counted the day")
        counts = {"filed": day.filed, "answered": day.answered, "overdue": day.overdue}
        return DaySheet(
            words("kiosk.staff.day"),
            words.date(self.kiosk.clock.now()),
            tuple((code, count, words(f"kiosk.staff.day.{code}")) for code, count in counts.items()),
            words("kiosk.staff.day.advice" if day.overdue else "kiosk.staff.day.good"),
            words("kiosk.staff.day.rest"),
        )

    def rest(self) -> None:
        """Good night."""
        self.kiosk.leave()
        self.kiosk.router.reset("rest")
