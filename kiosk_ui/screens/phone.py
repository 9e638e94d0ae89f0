# SPDX-License-Identifier: Apache-2.0
"""The phone screen: a mobile number, which nobody has to give."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import PhonePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.widgets.typing import DigitPage


class PhoneScreen(Screen):
    """The question at the left, large digits at the right."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was typed before."""
        super().__init__(kiosk)
        presenter = kiosk.present(PhonePresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        page = DigitPage("phone", kiosk.words, view, presenter.key, presenter.submit, presenter.skip)
        self.typing(page)
        presenter.watch(page.tell)
