# SPDX-License-Identifier: Apache-2.0
"""App: the window around the kiosk; it shows screens, keeps the idle time, and survives what breaks."""

import math
import time
from collections.abc import Callable
from typing import Any, Final

from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout

from appliance.ports import Clock as WallClock
from appliance.ports import Ears, Mouth, ReceiptPrinter
from appliance.service import describe, log, notify
from kiosk_ui import theme
from kiosk_ui.access import Access
from kiosk_ui.bridge import Worker
from kiosk_ui.corner import DOORS, Corner
from kiosk_ui.guide import Guide
from kiosk_ui.idle import Idle, IdleTimer
from kiosk_ui.kiosk import Hall, Kiosk, Paper
from kiosk_ui.pad import KEYS, Pad
from kiosk_ui.ports import Answers, Counter, Desk, Hindrance
from kiosk_ui.screens import ROUTES
from kiosk_ui.spoken import Page
from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import USUAL, enlarge
from kiosk_ui.theme.tokens import HIGH_CONTRAST, STANDARD
from kiosk_ui.tidy import Tidy
from kiosk_ui.widgets import reading, text
from kiosk_ui.widgets.access import AccessPanel
from kiosk_ui.widgets.arrange import arrange
from kiosk_ui.widgets.overlay import StillThere
from voice.ears import AbsentEars
from voice.mouth import AbsentMouth

_TICK: Final = 0.25
_HEARKEN: Final = 0.05
"""Seconds between two looks at who is speaking: the light and the meter follow the microphone."""

_SOON: Final = 0.06
"""Seconds until what was just drawn is laid out and can be read."""

_SILENT: Final = AbsentMouth()
_DEAF: Final = AbsentEars()
_WIPED: Final = frozenset({"attract", "discreet"})
"""Screens before which every trace of what was typed is dropped."""

_LIGHTS: Final = {"receipt": "saved", "error": "trouble", "maintenance": "trouble", "rest": "rest"}
_CORNER: Final = metrics.mm(14)
"""The side of the hidden corner."""


def _post(call: Callable[[], Any]) -> None:
    Clock.schedule_once(lambda _: call(), 0)


class KioskApp(App):
    """One window, one kiosk, one citizen at a time."""

    def __init__(
        self,
        hall: Hall,
        counter: Counter,
        answers: Answers,
        clock: WallClock,
        printer: ReceiptPrinter,
        *,
        patience: float = 1.0,
        locked: bool = True,
        now: Callable[[], float] = time.monotonic,
        ended: Callable[[], bool] = lambda: False,
        light: Callable[[str], None] = lambda _: None,
        mouth: Mouth = _SILENT,
        ears: Ears = _DEAF,
        desk: Desk | None = None,
        hindrance: Hindrance = lambda: "",
    ) -> None:
        """`patience` multiplies every screen's idle limit; `locked`: nobody can close the window, but `ended()` can.

        `light` is told the state of the panel's light: ready, saved, recording, trouble or rest. `mouth` is the
        voice guide's, `ears` are the visitor's to speak to; `desk` is the officers' side.
        """
        super().__init__()
        self.failed = False
        self._now, self._patience, self._ended, self._locked = now, patience, ended, locked
        self._light = light
        self._worker = Worker(_post, self._worker_died)
        self._press = Worker(_post, self._worker_died)
        self.kiosk = Kiosk(
            hall,
            counter,
            answers,
            self._worker,
            clock,
            ROUTES,
            self._show,
            Paper(printer, self._press),
            desk=desk,
            hindrance=hindrance,
            access=Access(contrast=theme.colours() is HIGH_CONTRAST),
            speaks=bool(mouth.languages),
            redraw=self._redraw,
            read=lambda: self._guide.forget(),
            ears=ears,
            hush=self._hush,
            now=now,
        )
        self._guide = Guide(self.kiosk, mouth)
        self._ears, self._lit = ears, ""
        self._panel: AccessPanel | None = None
        self._idle = IdleTimer(now())
        self._tidy, self._touched_at = Tidy(), now()
        self._unseen = True
        self._corner = Corner()
        self._finger: Any = None
        self._warning: StillThere | None = None

    def build(self) -> FloatLayout:
        """Make the window ready; Kivy calls this once."""
        self.root = FloatLayout()
        self._pad = Pad(self.root, self._guide)
        ExceptionManager.add_handler(_Fault(self))
        Window.bind(on_touch_down=self._touched, on_keyboard=self._key_down, on_key_up=self._key_up)
        Window.bind(on_touch_down=self._pressed, on_touch_move=self._slid, on_touch_up=self._lifted)
        Window.bind(on_flip=self._seen)
        if self._locked:
            Window.bind(on_request_close=_ignore)
        self._worker.start()
        self._press.start()
        self.kiosk.router.reset()
        self._tick()
        notify("READY=1")
        return self.root

    def on_stop(self) -> None:
        """Fall silent, hear no more, and let the work in hand finish."""
        self._guide.stop()
        self._ears.close()
        self._worker.close()
        # what hangs in a printer cannot be waited for
        self._press.close(patience=0.0)

    def open_settings(self, *_: object) -> bool:
        """Kivy's own settings are not for citizens."""
        return False

    def _show(self, name: str) -> None:
        if name in _WIPED:
            text.forget()
            self._guide.forget()
        if name == "attract":
            if self.failed:
                # what broke is mended by a fresh start, now that nobody is in the middle of anything
                self.stop()
                return
            self._pad.forget()
        self._pad.arrive()
        self._glow()
        self.kiosk.adjusting = False
        self._guide.stop()
        self._draw()
        self._wait()

    def _draw(self) -> None:
        """Draw the screen and what lies over it as this visitor wants them."""
        access = self.kiosk.visit.access
        theme.use(HIGH_CONTRAST if access.contrast else STANDARD)
        enlarge(access.scale)
        row = self._panel.pages.row if self._panel else 0
        # drawn before the one on show is taken away, so that nobody sees an empty moment
        route = ROUTES[self.kiosk.router.current]
        enlarge(access.scale if route.scales else USUAL)
        self._screen = route(self.kiosk)
        self._panel = None
        if self.kiosk.adjusting:
            enlarge(access.scale)
            self._panel = AccessPanel(self.kiosk, row)
        self._warning = None
        self.root.clear_widgets()
        self._tidy.left()
        self.root.add_widget(self._screen)
        if self._panel:
            self.root.add_widget(self._panel)
        elif not self._screen.spoken:
            self._guide.look(Page(), private=True)
        arrange(self.root)
        self._unseen = True
        Clock.schedule_once(lambda _: self._look(), _SOON)

    def _seen(self, *_: object) -> None:
        self._unseen = False

    def _redraw(self) -> None:
        self._draw()
        self._wait()

    def _wait(self) -> None:
        screen, limit = self._screen, self._screen.patience
        if limit is not None and screen.patient:
            limit *= self._patience
        self._idle.watch(self._now(), limit, self.kiosk.visit.access.stretch if screen.patient else 1.0)

    def _look(self) -> None:
        """Let the guide see, and the ring be, what is on top."""
        self._pad.settle()
        top = self.root.children[0]
        private = top is self._screen and not self._screen.spoken
        self._guide.look(Page() if private else reading.page(top), private=private)

    def _hush(self) -> None:
        """Somebody is about to speak: the guide is silent, and the light follows the microphone."""
        self._guide.stop()
        Clock.schedule_once(self._hearken, 0)

    def _hearken(self, *_: object) -> None:
        self._glow()
        if self.kiosk.attention.listening:
            Clock.schedule_once(self._hearken, _HEARKEN)
            self._screen.tick()

    def _glow(self) -> None:
        """The panel's light: what this screen means, and recording exactly while sound is read."""
        light = "recording" if self._ears.now().on else _LIGHTS.get(self.kiosk.router.current, "ready")
        if light != self._lit:
            self._lit = light
            self._light(light)

    def _touched(self, *_: object) -> None:
        self._touched_at = self._now()
        self._idle.touched(self._touched_at)
        self._guide.stop()

    def _pressed(self, _: object, touch: Any) -> None:
        inside = self.kiosk.router.current in DOORS and _in_corner(touch)
        self._corner.down(self._now(), inside=inside)
        self._finger = touch if inside else None

    def _slid(self, _: object, touch: Any) -> None:
        if touch is self._finger and not _in_corner(touch):
            self._lifted()

    def _lifted(self, *_: object) -> None:
        self._corner.up()
        self._finger = None

    def _knock(self) -> None:
        # the button under the finger is gone: it must not act when the finger is lifted
        self._finger.grab_list.clear()
        self._finger = None
        self.kiosk.knock()

    def _key_down(self, _: object, code: int, *__: object) -> bool:
        """Arrows and Enter are the pad's; no other key does anything, Escape and F1 least of all."""
        if code in KEYS:
            self._touched()
            if self._warning is not None:
                self._stay()
            elif self._pad.in_use:
                self._pad.press(code)
            else:
                self._begin_with_keys()
            Clock.schedule_once(lambda _: self._look(), _SOON)
        return True

    def _key_up(self, _: object, code: int, *__: object) -> None:
        self._pad.release(code)

    def _begin_with_keys(self) -> None:
        # whoever uses the keys may not see the button that turns the voice on
        if self.kiosk.speaks and self._screen.spoken:
            self.kiosk.listen()
            self._guide.explain()
        self._pad.start()

    def _stay(self) -> None:
        self._touched()
        self._warn(False, 0)

    def _tick(self, *_: object) -> None:
        # first of all, and not as an interval: Kivy cancels one whose callback raises
        Clock.schedule_once(self._tick, _TICK)
        notify("WATCHDOG=1")
        if self._ended() and not (self.failed or self._worker.dead):
            self.stop()
            return
        now = self._now()
        if self._corner.held(now):
            self._knock()
            return
        self.kiosk.look_after()
        heeded = self.kiosk.busy or self.kiosk.attention.listening
        if heeded or (self._guide.speaking and self._warning is None):
            self._idle.touched(now)
        state = self._idle.state(now)
        # the warning itself, read aloud, is heard to its end
        if state is Idle.RESET and not self._guide.speaking:
            self.kiosk.leave()
            return
        self._warn(state is Idle.WARN, math.ceil(self._idle.seconds_left(now)))
        self._screen.tick()
        self._look()
        self._tidy.quiet(now - self._touched_at, waiting=self._unseen or self.kiosk.busy)

    def _warn(self, wanted: bool, seconds: int) -> None:
        if wanted and self._warning is None:
            self._warning = StillThere(self.kiosk.words, self._stay)
            self.root.add_widget(self._warning)
        if self._warning is not None:
            if wanted:
                self._warning.count(seconds)
            else:
                self.root.remove_widget(self._warning)
                self._warning = None

    def fault(self, error: BaseException) -> None:
        """Something of ours broke: log its class and place, and tell the citizen what became of their case."""
        log.error("kiosk: %s", describe(error))
        if self.failed or self.kiosk.router.current == "error":
            self.failed = True
            self.stop()
        else:
            _post(self._apologise)

    def _worker_died(self) -> None:
        log.error("kiosk: the worker died")
        self.failed = True
        self._apologise()

    def _apologise(self) -> None:
        visit = self.kiosk.visit
        visit.trouble = "unsure" if self.kiosk.busy and not visit.receipt else ""
        self.kiosk.router.reset("attract", "error")


def _in_corner(touch: Any) -> bool:
    return bool(touch.x <= _CORNER and touch.y >= Window.height - _CORNER)


class _Fault(ExceptionHandler):
    def __init__(self, app: KioskApp) -> None:
        self._app = app

    def handle_exception(self, inst: BaseException) -> int:
        if not isinstance(inst, Exception):
            return int(ExceptionManager.RAISE)
        self._app.fault(inst)
        return int(ExceptionManager.PASS)


def _ignore(*_: object, **__: object) -> bool:
    """Escape, F1 and a window manager's close button are not for citizens."""
    return True
