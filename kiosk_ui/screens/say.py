# SPDX-License-Identifier: Apache-2.0
"""The say screen: the citizen's own word on their case."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.say import SayPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.widgets.typing import LetterPage


class SayScreen(Screen):
    """A field above a keypad."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Start empty."""
        super().__init__(kiosk)
        presenter = SayPresenter(kiosk)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.padding, self.body.spacing = 0, 0
        page = LetterPage("say", kiosk.words, presenter.key, presenter.submit, presenter.skip)
        self.body.add_widget(page)
        presenter.watch(page.tell)
