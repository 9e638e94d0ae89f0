# SPDX-License-Identifier: Apache-2.0
"""The services screen: what the matter is about."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.services import ServicesPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Row
from kiosk_ui.widgets.pages import Pages, Pair


class ServicesScreen(Screen):
    """A row for each service of the charter, and one for everything else."""

    def __init__(self, kiosk: Kiosk) -> None:
        """List the services."""
        super().__init__(kiosk)
        presenter = kiosk.present(ServicesPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        fill = getattr(colours(), view.icon)
        rows = [
            Row(
                f"services.{service or 'other'}",
                name,
                partial(presenter.choose, service),
                icon=view.icon if service else "edit",
                fill=fill if service else colours().action,
            )
            for service, name in view.services
        ]
        if sizes().large:
            self.body.add_widget(Pages(rows, gap=dp(9)))
            return
        self.body.add_widget(
            Pages([Pair(rows[first : first + 2], height=rows[0].height) for first in range(0, len(rows), 2)], gap=dp(9))
        )
