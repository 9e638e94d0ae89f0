# SPDX-License-Identifier: Apache-2.0
"""The asking screen: a question in the visitor's own words."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.ask import AskingPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.widgets.typing import LetterPage


class AskingScreen(Screen):
    """A field above a keypad."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was typed before."""
        super().__init__(kiosk)
        presenter = kiosk.present(AskingPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        page = LetterPage("asking", kiosk.words, presenter.key, presenter.submit)
        self.typing(page)
        presenter.watch(page.tell)
