# SPDX-License-Identifier: Apache-2.0
"""The words screen: what happened, in the visitor's own words, on our own keypad."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import WordsPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.widgets.typing import LetterPage


class WordsScreen(Screen):
    """A field above a keypad."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was typed before."""
        super().__init__(kiosk)
        presenter = kiosk.present(WordsPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        page = LetterPage("words", kiosk.words, presenter.key, presenter.submit, presenter.skip)
        self.typing(page)
        presenter.watch(page.tell)
