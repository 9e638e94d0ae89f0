# SPDX-License-Identifier: Apache-2.0
"""Options: one choice of a question, in words or as a face with the words below it."""

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout

from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Act, Press
from kiosk_ui.widgets.surface import Icon
from kiosk_ui.widgets.text import FitText


class WordOption(Press):
    """A choice in words, as high as there is room."""

    def __init__(self, name_id: str, text: str, act: Act, *, chosen: bool, icon: str = "") -> None:
        """Where they come back to it, what was `chosen` is painted as pressed in; an `icon` is for yes and no."""
        c = colours()
        self.text = text
        super().__init__(
            name_id,
            act,
            fill=c.action if chosen else c.card,
            edge=c.edge,
            shadow=not chosen,
            padding=(dp(18), dp(4)),
            spacing=dp(16),
        )
        if icon:
            self.add_widget(Icon(icon, ink=c.action_ink if chosen else c.action, size=dp(44)))
        self.add_widget(FitText(text, size=dp(26), lines=2, ink=c.action_ink if chosen else c.ink))


class FaceOption(Press):
    """A choice on a scale: a face that shows it to those who do not read, and the words."""

    def __init__(self, name_id: str, text: str, act: Act, *, icon: str, ink: str, chosen: bool) -> None:
        """The face is drawn in `ink`, unless it was `chosen` before."""
        c = colours()
        self.text = text
        super().__init__(
            name_id,
            act,
            fill=c.action if chosen else c.card,
            edge=c.edge,
            shadow=not chosen,
            orientation="vertical",
            padding=(dp(6), dp(10)),
            spacing=dp(4),
        )
        face = AnchorLayout()
        face.add_widget(Icon(icon, ink=c.action_ink if chosen else ink, size=dp(84), fit_mode="contain"))
        self.add_widget(face)
        self.add_widget(
            FitText(
                text,
                size=dp(23),
                lines=3,
                ink=c.action_ink if chosen else c.ink,
                halign="center",
                valign="top",
                size_hint_y=None,
                height=3 * metrics.HINT * 1.4,
            )
        )
