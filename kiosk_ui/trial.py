# SPDX-License-Identifier: Apache-2.0
"""Trial: one measured run of the kiosk on made-up data, in a process of its own; prints a JSON object."""

import argparse
import ctypes
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from appliance.answers import AnswerBook
from appliance.clock import SystemClock
from appliance.counter import Draft, Receipt
from appliance.service import start_logging
from appliance.words import LANGUAGES
from hardware.printer import AbsentPrinter
from kiosk_ui import bootstrap
from kiosk_ui.demo import HALL, DemoBox, DemoCounter

Figures = dict[str, Any]

_SLOW: Final = 3.0
"""Seconds that a slow service takes."""

_FRAME: Final = 1 / bootstrap.FRAMES

_PACE: Final = 0.6
"""Seconds between two taps of a person who is quick."""

_TYPED: Final = "Tubig"
_STEPS: Final = (
    *("attract.start", "language.{language}", "home.complaint", "services.road-repair", "header.back"),
    *("services.other", "words.next", "who.known", "name.next", "phone.next", "notice.yes"),
    *("review.submit", "receipt.done"),
    *("attract.start", "language.{language}", "home.document", "services.barangay-clearance", "header.back"),
    *("services.other", "words.next", "name.skip", "phone.none", "notice.next", "review.submit", "receipt.done"),
    *("attract.start", "language.{language}", "home.question", "header.back", "home.case", "header.back", "home.done"),
)
"""From the invitation to a receipt, twice, and around; every one shows another screen."""

_ROUND: Final = len(_STEPS) * len(LANGUAGES)
"""Navigations until all was seen in every language, and the walk is back where it began."""


class SlowCounter(DemoCounter):
    """Takes its time to file a case, once it is told to."""

    delay = 0.0

    def file(self, draft: Draft) -> Receipt:
        """Keep the case after a while."""
        time.sleep(self.delay)
        return super().file(draft)


def _kiosk(folder: Path) -> tuple[Any, SlowCounter]:
    from kiosk_ui.app import KioskApp

    box = DemoBox(folder, SystemClock())
    counter = SlowCounter(box)
    return KioskApp(HALL, counter, AnswerBook(counter.charter), box.clock, AbsentPrinter()), counter


def kiosk(options: argparse.Namespace) -> Figures:
    """When our first frame was drawn."""
    bootstrap.prepare(*bootstrap.MINIMUM)
    return _first_frame(_kiosk(options.folder)[0])


def bare(_: argparse.Namespace) -> Figures:
    """When the first frame of an app of one label was drawn."""
    bootstrap.prepare(*bootstrap.MINIMUM)

    from kivy.app import App
    from kivy.uix.label import Label

    class Bare(App):
        def build(self) -> Label:
            return Label(text=HALL.barangay)

    return _first_frame(Bare())


def _first_frame(app: Any) -> Figures:
    from kivy.clock import Clock
    from kivy.core.window import Window

    drawn: list[float] = []

    def shown(_: float) -> None:
        drawn.append(time.monotonic())
        app.stop()

    def on_flip(*_: object) -> None:
        if not drawn:
            # the next tick begins when this frame is out
            Clock.schedule_once(shown, 0)

    Window.bind(on_flip=on_flip)
    app.run()
    return {"first frame": drawn[0]}


def idle(options: argparse.Namespace) -> Figures:
    """What the invitation costs while nobody is there, and how large the process is."""
    bootstrap.prepare(*bootstrap.MINIMUM)
    app = _kiosk(options.folder)[0]

    from kivy.clock import Clock

    from kiosk_ui import selfcheck

    used: list[tuple[float, float]] = []

    def note(_: float) -> None:
        used.append((time.process_time(), time.monotonic()))
        if len(used) == 2:
            app.stop()

    Clock.schedule_once(note, 2)
    Clock.schedule_once(note, 2 + options.seconds)
    app.run()
    (cpu, wall), (cpu_then, wall_then) = used
    return {
        "idle cpu %": round((cpu_then - cpu) / (wall_then - wall) * 100, 1),
        "rss MB": round(_rss(), 1),
        "drawn by": selfcheck.look().renderer,
    }


def walk(options: argparse.Namespace) -> Figures:
    """Taps to the next screen, the wait for a slow service, the switch of language, and what many visits leave."""
    bootstrap.prepare(*bootstrap.MINIMUM, frames=0)
    app, counter = _kiosk(options.folder)

    from kivy.base import EventLoop, runTouchApp

    from kiosk_ui.driver import Driver

    app._run_prepare()
    runTouchApp(embedded=True)
    walker = Walker(app, Driver(app), EventLoop.idle)
    steps = walker.steps()
    for _ in range(_ROUND):
        # every screen is seen once before anything is measured, and Python's caches are full
        next(steps)
    hurried: list[Tap] = []
    levels: list[float] = []
    while len(levels) < 2 or len(hurried) < options.navigations:
        hurried += [next(steps) for _ in range(_ROUND)]
        levels.append(_rss())
    walker.pace = _PACE
    taps = [next(steps) for _ in range(options.taps)]
    walker.pace, counter.delay = 0.0, _SLOW
    slowest = max(taps, key=lambda tap: tap.wall)
    return {
        "tap p50 ms": _quantile(0.5, (tap.wall for tap in taps)),
        "tap p95 ms": _quantile(0.95, (tap.wall for tap in taps)),
        "tap p95 cpu ms": _quantile(0.95, (tap.cpu for tap in taps)),
        "hurried tap p95 ms": _quantile(0.95, (tap.wall for tap in hurried)),
        "slowest tap": f"{slowest.name}, {slowest.wall * 1000:.0f} ms",
        "language switch p95 ms": _quantile(0.95, (tap.wall for tap in taps if tap.name.startswith("language."))),
        "rss growth MB": round(_growth(levels), 2),
        "longest stall ms": round(walker.stall(steps) * 1000, 1),
    }


@dataclass(frozen=True, slots=True)
class Tap:
    """What was tapped, and the seconds until the next screen was drawn: by the clock, and of this process alone."""

    name: str
    wall: float
    cpu: float


class Walker:
    """Walks through the screens by touch, and times what it takes until the next one is drawn."""

    def __init__(self, app: Any, driver: Any, frame: Any) -> None:
        """`frame` runs one turn of the loop: input, layout, drawing."""
        self._app, self._driver, self._frame = app, driver, frame
        self.pace = 0.0

    def steps(self) -> Iterator[Tap]:
        """One tap after the other, in one language after the other, for ever."""
        while True:
            for language in LANGUAGES:
                for step in _STEPS:
                    name = step.format(language=language)
                    self._read()
                    self._prepare(name)
                    yield self.tap(name)

    def _read(self) -> None:
        """Look at the screen for a while."""
        end = time.perf_counter() + self.pace
        self._frame()
        while time.perf_counter() < end:
            time.sleep(_FRAME)
            self._frame()

    def _prepare(self, name: str) -> None:
        """Type what the screen asks for, and turn to the page that has the choice."""
        if name in ("words.next", "name.next"):
            self._type(_TYPED)
        elif name == "phone.next":
            self._type("09171234567")
        while name not in self._driver.names():
            self._driver.tap("pages.down")
            self._frame()

    def _type(self, text: str) -> None:
        for char in text:
            for key in self._driver.keys(char):
                self._driver.tap(key)
                self._frame()

    def tap(self, name: str) -> Tap:
        """Tap, and wait until another screen is drawn."""
        moves, started, cpu = self._app.kiosk.router.moves, time.perf_counter(), time.process_time()
        self._driver.tap(name)
        while self._app.kiosk.router.moves == moves:
            self._frame()
        self._frame()
        return Tap(name, time.perf_counter() - started, time.process_time() - cpu)

    def stall(self, steps: Iterator[Tap]) -> float:
        """The longest time between two frames while a slow service files a case."""
        while self._app.kiosk.router.current != "review":
            next(steps)
        longest, last = 0.0, time.perf_counter()
        self._driver.tap("review.submit")
        while self._app.kiosk.router.current == "review":
            self._frame()
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        return longest


def _quantile(part: float, seconds: Iterable[float]) -> float:
    """In milliseconds."""
    values = sorted(seconds)
    return round(values[int(len(values) * part)] * 1000, 1) if values else 0.0


def _growth(levels: Sequence[float]) -> float:
    """What the floor rose over the whole walk: one level alone goes up and down with how full the heap's pages are.

    The floors are those of either half, and so half a walk apart.
    """
    half = len(levels) // 2
    return 2 * (min(levels[half:]) - min(levels[:half]))


def _rss() -> float:
    """Resident megabytes of this process, once what it no longer uses is given back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / (1024 * 1024)


def main() -> int:
    """Run one trial and print its figures."""
    trials = {trial.__name__: trial for trial in (kiosk, bare, idle, walk)}
    parser = argparse.ArgumentParser(prog="kiosk_ui.trial", description=__doc__)
    parser.add_argument("trial", choices=trials)
    parser.add_argument("--taps", type=int, default=100)
    parser.add_argument("--navigations", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    start_logging("trial")
    with tempfile.TemporaryDirectory(prefix="dulog-trial-") as folder:
        options.folder = Path(folder)
        sys.stdout.write(json.dumps(trials[options.trial](options)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
