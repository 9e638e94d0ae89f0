# SPDX-License-Identifier: Apache-2.0
"""The language screen: every language in its own words."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.attract import LanguagePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.widgets.button import Tile


class LanguageScreen(Screen):
    """Asks once a visit."""

    patience = 30.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show a tile a language."""
        super().__init__(kiosk)
        presenter = LanguagePresenter(kiosk)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.spacing = dp(14)
        for language in view.languages:
            act = partial(presenter.choose, language.code)
            self.body.add_widget(
                Tile(
                    f"language.{language.code}",
                    language.name,
                    language.hint,
                    act,
                    icon="language",
                    fill=colours().action,
                    title_size=dp(38),
                    lines=1,
                )
            )
