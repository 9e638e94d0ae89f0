# SPDX-License-Identifier: Apache-2.0
"""Typing: a field with a keypad, for letters, for digits and for a date; the same on every screen that asks."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from appliance.words import Words
from kiosk_ui.presenters.answers import Question
from kiosk_ui.presenters.form import DateParts
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets import keys
from kiosk_ui.widgets.bar import Bar
from kiosk_ui.widgets.button import Act, Push
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import DigitPad, KeyPad, Typed
from kiosk_ui.widgets.surface import Space
from kiosk_ui.widgets.text import FitText

_SIDE: Final = dp(172)
_WIDEST: Final = dp(330)
"""Of the way on in enlarged text."""

Note = Callable[[str], None]
"""Shows in the title's place what is wrong, or with an empty text the title again."""

_ON: Final[dict[str, Any]] = {"icon": "next", "lead": True, "fill_row": True}


def _nowhere(text: str) -> None:
    """Until a screen gives its title's place."""


class LetterPage(BoxLayout):
    """A field above letters. Where nothing needs to be typed, the way on says so until something is."""

    def __init__(
        self,
        name: str,
        words: Words,
        typed: Typed,
        submit: Act,
        skip: Act | None = None,
        *,
        capital: Callable[[str], bool] = keys.starts_sentence,
        long: bool = True,
        switch: tuple[str, Act] | None = None,
    ) -> None:
        """Widgets are called after `name`; a `long` text is small and begins at the top; `switch` is another keypad."""
        super().__init__(orientation="vertical")
        self._name, self._submit, self._skip, self._switch = name, submit, skip, switch
        self.note: Note = _nowhere
        large = sizes().large
        self._field = Field(f"{name}.field", size=dp(24) if long and not large else sizes().input, top=long)
        self._advice = Advice(f"{name}.advice", size_hint_y=None, height=dp(32))
        self._side = BoxLayout(spacing=dp(12), size_hint_x=None, width=2 * _SIDE + dp(12) if switch else _SIDE)
        self._offered: tuple[str, bool] | None = None
        row = BoxLayout(spacing=dp(12))
        row.add_widget(self._field)
        row.add_widget(self._side)
        edge = dp(8) if large else dp(2)
        top = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, dp(10), metrics.MARGIN, edge), spacing=dp(2))
        top.add_widget(row)
        if not large:
            top.add_widget(self._advice)
        self._keys = KeyPad(words, typed, capital=capital)
        self._keys.widget.size_hint_y = None
        self._keys.widget.height = 4 * metrics.TARGET + 5 * dp(5.5)
        self.add_widget(top)
        self.add_widget(self._keys.widget)

    def tell(self, asked: Question) -> None:
        """Show what was typed."""
        self._field.say = asked.title
        self._field.hint = "" if sizes().large else asked.hint
        self._field.show(asked.text, wrong=asked.wrong)
        self._advice.say(asked.advice, wrong=asked.wrong)
        self.note(asked.advice if asked.wrong and sizes().large else "")
        self._keys.follow(asked.text)
        skips = bool(asked.skip and not asked.text)
        label = asked.skip if skips else asked.go_on
        if (label, skips) == self._offered:
            return
        self._offered = label, skips
        self._side.clear_widgets()
        if self._switch:
            switch = Push(f"{self._name}.switch", *self._switch, icon="edit", bare=sizes().large, fill_row=True)
            switch.size_hint_y = 1
            self._side.add_widget(switch)
        act, kind = (self._skip or self._submit, "plain") if skips else (self._submit, "primary")
        go_on = Push(
            f"{self._name}.{'skip' if skips else 'next'}",
            label,
            act,
            kind=kind,
            **_ON,
        )
        go_on.size_hint_y = 1
        if sizes().large:
            go_on.drop_icon()
            beside = metrics.TARGET + dp(12) if self._switch else 0
            self._side.width = min(go_on.natural(), _WIDEST) + beside
        self._side.add_widget(go_on)


class DigitPage(BoxLayout):
    """The field at the left, large digits at the right."""

    def __init__(
        self,
        name: str,
        words: Words,
        asked: Question,
        typed: Typed,
        submit: Act,
        skip: Act | None = None,
        *,
        switch: tuple[str, Act] | None = None,
    ) -> None:
        """Widgets are called after `name`; `switch` leads to another keypad."""
        super().__init__()
        self.note: Note = _nowhere
        large = sizes().large
        edge = metrics.MARGIN if not large else metrics.GAP
        self._left = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, edge), spacing=dp(12))
        self._fields(name, asked)
        self._advice = Advice(f"{name}.advice", lines=4, size_hint_y=None, height=dp(122), valign="top")
        if not large:
            self._left.add_widget(self._advice)
        self._left.add_widget(Space())
        buttons = [Push(f"{name}.switch", *switch, icon="edit", fill_row=True)] if switch else []
        if asked.skip and skip:
            buttons.append(Push(f"{name}.none", asked.skip, skip, icon="close", fill_row=True))
        self._foot([*buttons, Push(f"{name}.next", asked.go_on, submit, kind="primary", **_ON)])
        pad = DigitPad(words, typed)
        pad.widget.size_hint_x = 0.8 if large else 1.1
        self.add_widget(self._left)
        self.add_widget(pad.widget)

    def _fields(self, name: str, asked: Question) -> None:
        # enlarged, the example would not fit, and the title asks already
        hint = "" if sizes().large else asked.hint
        self._field = Field(f"{name}.field", hint=hint, say=asked.title, size_hint_y=None, height=dp(72))
        self._left.add_widget(self._field)

    def _foot(self, buttons: list[Push]) -> None:
        for button in buttons:
            self._left.add_widget(button)

    def tell(self, asked: Question) -> None:
        """Show what was typed."""
        self._field.show(asked.text, wrong=asked.wrong)
        self._advise(asked)

    def _advise(self, asked: Question) -> None:
        self._advice.say(asked.advice, wrong=asked.wrong)
        self.note(asked.advice if asked.wrong and sizes().large else "")


class DatePage(DigitPage):
    """The same with a field for the day, the month and the year, and the days near by as buttons."""

    def __init__(
        self,
        name: str,
        words: Words,
        asked: Question,
        date: DateParts,
        typed: Typed,
        submit: Act,
        skip: Act | None,
        focus: Callable[[str], None],
        near: Callable[[str], None],
    ) -> None:
        """`focus` is told the part that was touched, `near` the day."""
        self._date, self._focus, self._near = date, focus, near
        super().__init__(name, words, asked, typed, submit, skip)
        self._advice.height = dp(94)

    def _fields(self, name: str, asked: Question) -> None:
        row = BoxLayout(spacing=dp(10), size_hint_y=None, height=dp(104))
        self._parts: dict[str, Field] = {}
        large = sizes().large
        if large:
            # three names would not fit beside each other: the part that is typed is named above all
            row.height = dp(72)
            self._part = FitText("", size=sizes().body, ink=colours().ink, size_hint_y=None, height=sizes().body * 1.4)
            self._left.add_widget(self._part)
        for code, label, _ in self._date.parts:
            cell = BoxLayout(orientation="vertical", spacing=dp(4), size_hint_x=1.5 if code == "year" else 1)
            if not large:
                cell.add_widget(FitText(label, size=sizes().body, ink=colours().ink, size_hint_y=None, height=dp(30)))
            self._parts[code] = Field(f"{name}.{code}", say=label, act=partial(self._focus, code))
            cell.add_widget(self._parts[code])
            row.add_widget(cell)
        self._left.add_widget(row)
        if self._date.near:
            days = BoxLayout(spacing=dp(10), size_hint_y=None, height=sizes().button if large else metrics.TARGET)
            for code, label in self._date.near:
                days.add_widget(Push(f"{name}.{code}", label, partial(self._near, code), fill_row=True))
            self._left.add_widget(days)

    def _foot(self, buttons: list[Push]) -> None:
        if sizes().large:
            self._left.add_widget(Bar(*buttons))
            return
        row = BoxLayout(spacing=dp(10), size_hint_y=None, height=metrics.TARGET)
        for button in buttons:
            row.add_widget(button)
        self._left.add_widget(row)

    def show(self, date: DateParts, asked: Question) -> None:
        """Show what was typed."""
        for code, label, digits in date.parts:
            if code == date.active and sizes().large:
                self._part.text = label
            self._parts[code].show(digits, active=code == date.active, wrong=asked.wrong)
        self._advise(asked)
