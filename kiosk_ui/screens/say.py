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
        presenter = kiosk.present(SayPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        page = LetterPage("say", kiosk.words, presenter.key, presenter.submit, presenter.skip)
        self.typing(page)
        presenter.watch(page.tell)
