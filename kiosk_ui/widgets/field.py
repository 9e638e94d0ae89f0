# SPDX-License-Identifier: Apache-2.0
"""Field: what was typed so far, with the place where the next character goes."""

from typing import Any

from kivy.metrics import dp

from kiosk_ui.spoken import Control
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Act, Press
from kiosk_ui.widgets.text import FitText, Paragraph, fit, tail, wrap


class Field(Press):
    """Shows a text; typing is the keypad's. Of a long text the last lines are on show."""

    def __init__(
        self,
        name_id: str,
        *,
        hint: str = "",
        size: float | None = None,
        say: str = "",
        top: bool = False,
        act: Act | None = None,
        **kwargs: Any,
    ) -> None:
        """`hint` is shown while it is empty; `top` begins at the top edge; `act` is called when it is touched.

        `say` is what the voice guide calls it.
        """
        c = colours()
        self.hint, self._size = hint, size or sizes().input
        self._typed, self._active = "", True
        super().__init__(
            name_id, act or (lambda: None), fill=c.card, edge=c.action, padding=(dp(14), dp(6)), say=say, **kwargs
        )
        self._shown = Paragraph("", size=self._size, pos_hint={"top": 1} if top else {"center_y": 0.5})
        self.add_widget(self._shown)
        self.bind(size=self._show)

    @property
    def text(self) -> str:
        """What was typed."""
        return self._typed

    def control(self) -> Control:
        """How it is heard: with what was typed into it."""
        return Control(self.name_id, self.say or self.hint, value=self._typed)

    def show(self, text: str, *, active: bool = True, wrong: bool = False) -> None:
        """Show what was typed; `active` where the next key goes."""
        c = colours()
        self._typed, self._active = text, active
        self._edge = c.wrong if wrong else c.action if active else c.edge
        self._line.width = dp(2.2) if active or wrong else dp(1.1)
        self.paint(self._fill, self._edge)
        self._show()

    def _show(self, *_: object) -> None:
        c = colours()
        room = (self.width - dp(28), self.height - dp(12))
        if not self._typed and self.hint:
            lines = max(1, int(room[1] // (sizes().body * 1.37)))
            self._shown.font_size = fit(self.hint, metrics.REGULAR, room, sizes().body, dp(20), lines)
            self._shown.color = rgba(c.ink_soft)
            self._shown.text = self.hint
            return
        self._shown.font_size, self._shown.color = self._size, rgba(c.ink)
        typed = self._typed + ("|" if self._active else "")
        fitting = int(room[1] // (self._size * 1.37))
        if fitting > 1:
            self._shown.text = "\n".join(wrap(typed, metrics.REGULAR, self._size, room[0])[-fitting:])
        else:
            self._shown.text = tail(typed, metrics.REGULAR, self._size, room[0])


class Advice(FitText):
    """The line under a field: a hint, or in another colour and place-holding the same room, what is wrong."""

    def __init__(self, name_id: str, *, lines: int = 1, **kwargs: Any) -> None:
        """Start empty."""
        super().__init__("", size=sizes().body, lines=lines, face=metrics.BOLD, name_id=name_id, **kwargs)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a hint, or a problem."""
        c = colours()
        self.font_name = metrics.BOLD if wrong else metrics.REGULAR
        self.color = rgba(c.wrong if wrong else c.ink_soft)
        self.text = text
