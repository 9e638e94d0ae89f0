# SPDX-License-Identifier: Apache-2.0
"""The language screen: every language in its own words."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.attract import LanguagePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Tile


class LanguageScreen(Screen):
    """Asks once a visit."""

    patience = 30.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show a tile a language."""
        super().__init__(kiosk)
        presenter = kiosk.present(LanguagePresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        self.body.spacing = metrics.GAP if sizes().large else dp(14)
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
                    language=language.code,
                )
            )
