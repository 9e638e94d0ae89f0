# SPDX-License-Identifier: Apache-2.0
"""The services screen: what the matter is about."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.services import ServicesPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.widgets.rows import service_rows


class ServicesScreen(Screen):
    """A row for each service of the charter, and one for everything else."""

    def __init__(self, kiosk: Kiosk) -> None:
        """List the services."""
        super().__init__(kiosk)
        presenter = ServicesPresenter(kiosk)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        looks = {True: (view.icon, getattr(c, view.icon)), False: ("edit", c.action)}
        listed = [(service, name, *looks[bool(service)]) for service, name in view.services]
        self.body.add_widget(service_rows("services", listed, presenter.choose))
