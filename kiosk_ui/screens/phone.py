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
        presenter = PhonePresenter(kiosk)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        self.body.padding = 0
        page = DigitPage("phone", kiosk.words, view, presenter.key, presenter.submit, presenter.skip)
        self.body.add_widget(page)
        presenter.watch(page.tell)
