# SPDX-License-Identifier: Apache-2.0
"""Options: one choice of a question, in words, as a face with the words below it, or as one row of a list."""

from typing import Any

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout

from kiosk_ui.spoken import Control
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Act, Press
from kiosk_ui.widgets.surface import Icon
from kiosk_ui.widgets.text import FitText, extent, wrap


class _Option(Press):
    """Where they come back to it, what was chosen is painted as pressed in."""

    def __init__(self, name_id: str, text: str, act: Act, *, chosen: bool, **kwargs: Any) -> None:
        c = colours()
        self.text, self._chosen = text, chosen
        self.ink = c.action_ink if chosen else c.ink
        super().__init__(name_id, act, fill=c.action if chosen else c.card, edge=c.edge, shadow=not chosen, **kwargs)

    def control(self) -> Control:
        """How it is heard."""
        return Control(self.name_id, self.text, chosen=self._chosen)


class WordOption(_Option):
    """A choice in words, as high as there is room."""

    def __init__(self, name_id: str, text: str, act: Act, *, chosen: bool, icon: str = "") -> None:
        """Show the words; an `icon` is for yes and no."""
        super().__init__(name_id, text, act, chosen=chosen, padding=(dp(18), dp(4)), spacing=dp(16))
        if icon:
            self.add_widget(Icon(icon, ink=self.ink if chosen else colours().action, size=dp(44)))
        self.add_widget(FitText(text, size=dp(26), lines=2, ink=self.ink, halign="left" if icon else "center"))


class FaceOption(_Option):
    """A choice on a scale: a face that shows it to those who do not read, and the words."""

    def __init__(self, name_id: str, text: str, act: Act, *, icon: str, ink: str, chosen: bool) -> None:
        """The face is drawn in `ink`, unless it was `chosen` before."""
        super().__init__(
            name_id, text, act, chosen=chosen, orientation="vertical", padding=(dp(6), dp(10)), spacing=dp(4)
        )
        face = AnchorLayout()
        face.add_widget(Icon(icon, ink=self.ink if chosen else ink, size=dp(84), fit_mode="contain"))
        self.add_widget(face)
        self.add_widget(
            FitText(
                text,
                size=dp(23),
                lines=3,
                ink=self.ink,
                halign="center",
                valign="top",
                size_hint_y=None,
                height=3 * sizes().hint * 1.4,
            )
        )


class RowOption(_Option):
    """A choice as one row of a list, for enlarged text; with a face where it is one on a scale."""

    def __init__(self, name_id: str, text: str, act: Act, *, icon: str = "", ink: str = "", chosen: bool) -> None:
        """The face is drawn in `ink`, unless it was `chosen` before."""
        super().__init__(name_id, text, act, chosen=chosen, padding=(dp(14), dp(3)), spacing=dp(12), size_hint_y=None)
        self._beside = dp(28) + (dp(52 + 12) if icon else 0)
        if icon:
            self.add_widget(Icon(icon, ink=self.ink if chosen else ink, size=dp(52)))
        self.add_widget(FitText(text, size=sizes().choice, least=sizes().firm, lines=3, ink=self.ink))
        self.bind(width=self._grow)

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        lines = len(wrap(self.text, metrics.BOLD, sizes().firm, width - self._beside))
        return float(max(metrics.mm(15), lines * extent("Áy", metrics.BOLD, sizes().firm)[1] + dp(10)))

    def _grow(self, *_: object) -> None:
        self.height = self.height_at(self.width)
