# SPDX-License-Identifier: Apache-2.0
"""Access: the panel in which a visitor says how they want to be served."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk_ui.access import SCALES, SPEEDS, VOLUMES, Access
from kiosk_ui.presenters.base import Presenter


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a setting: its id, the word on it, what it is called and how it stands aloud, what it does."""

    code: str
    text: str
    say: str
    state: str
    act: Callable[[], None]
    lit: bool = False
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the panel; `state` in words, where its buttons only go up and down."""

    icon: str
    label: str
    choices: tuple[Choice, ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """All there is to set, and a word where there is no voice."""

    title: str
    settings: tuple[Setting, ...]
    absent: str
    done: str


class AccessPresenter(Presenter[Panel]):
    """Every touch takes effect at once; all of it ends with the visit."""

    screen = "access"

    def view(self) -> Panel:
        """The settings as they are."""
        words, access = self.words, self.visit.access
        settings = [self._size(access), self._toggle("contrast", "contrast", access.contrast)]
        if self.kiosk.speaks:
            settings.append(self._toggle("voice", "listen", access.voice))
            if access.voice:
                settings.append(self._steps("speed", "speed", access.speed, SPEEDS, access.faster))
                settings.append(self._steps("volume", "volume", access.volume, VOLUMES, access.louder))
        settings.append(self._toggle("more_time", "time", access.more_time))
        return Panel(
            words("kiosk.access.title"),
            tuple(settings),
            "" if self.kiosk.speaks else words("kiosk.access.absent"),
            words("kiosk.access.done"),
        )

    def close(self) -> None:
        """Back to what they were doing."""
        self.kiosk.ask_access(False)

    def _size(self, access: Access) -> Setting:
        words = self.words
        choices = tuple(
            Choice(
                f"scale.{scale}",
                f"{scale}%",
                words("kiosk.access.scale.say", percent=scale),
                words("kiosk.voice.chosen") if access.scale == scale else "",
                self._change(replace(access, scale=scale)),
                lit=access.scale == scale,
            )
            for scale in SCALES
        )
        return Setting("access", words("kiosk.access.scale"), choices)

    def _toggle(self, code: str, icon: str, on: bool) -> Setting:
        words = self.words
        label = words(f"kiosk.access.{code}")
        changed = replace(self.visit.access, **{code: not on})
        state = words("kiosk.access.on" if on else "kiosk.access.off")
        choice = Choice(code, state, label, state, self._change(changed), lit=on)
        return Setting(icon, label, (choice,))

    def _steps(self, code: str, icon: str, step: int, steps: int, change: Callable[[int], Access]) -> Setting:
        words = self.words
        state = words("kiosk.access.step", step=step + 1, steps=steps)
        less, more = (
            Choice(
                f"{code}.{way}",
                sign,
                words(f"kiosk.access.{code}.{way}"),
                state,
                self._change(change(by)),
                possible=change(by) != self.visit.access,
            )
            for way, sign, by in (("less", "–", -1), ("more", "+", 1))
        )
        return Setting(icon, words(f"kiosk.access.{code}"), (less, more), state)

    def _change(self, access: Access) -> Callable[[], None]:
        return lambda: self.kiosk.adjust(access)
