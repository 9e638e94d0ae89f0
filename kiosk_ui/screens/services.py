# SPDX-License-Identifier: Apache-2.0
"""The services screen: what the matter is about."""

from typing import Final

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.services import PRIVATE, ServicesPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.visit import OTHER
from kiosk_ui.widgets.rows import Listed, listed_rows

_OWN_ICONS: Final = {OTHER: "edit", PRIVATE: "privacy"}
"""Rows that are no services."""


class ServicesScreen(Screen):
    """A row for each service of the charter, and one for everything else."""

    def __init__(self, kiosk: Kiosk) -> None:
        """List the services, two side by side, so that a hall's services fit on few pages."""
        super().__init__(kiosk)
        presenter = kiosk.present(ServicesPresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        look = view.icon, getattr(c, view.icon)
        listed = [
            Listed(service, name, *((_OWN_ICONS[service], c.action) if service in _OWN_ICONS else look))
            for service, name in view.services
        ]
        self.body.padding = metrics.MARGIN, dp(10)
        self.body.add_widget(listed_rows("services", listed, presenter.choose))
