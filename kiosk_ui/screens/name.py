# SPDX-License-Identifier: Apache-2.0
"""The name screen: who they are, if they want to say."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.who import NamePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.widgets import keys
from kiosk_ui.widgets.typing import LetterPage


class NameScreen(Screen):
    """A field above a keypad."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was typed before."""
        super().__init__(kiosk)
        presenter = kiosk.present(NamePresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        page = LetterPage(
            "name", kiosk.words, presenter.key, presenter.submit, presenter.skip, capital=keys.starts_name, long=False
        )
        self.typing(page)
        presenter.watch(page.tell)
