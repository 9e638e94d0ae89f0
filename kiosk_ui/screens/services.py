# SPDX-License-Identifier: Apache-2.0
"""The services screen: what the matter is about."""

from functools import partial

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.services import ServicesPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.widgets.button import Row
from kiosk_ui.widgets.pages import Pages


class ServicesScreen(Screen):
    """A row for each service of the charter, and one for everything else."""

    def __init__(self, kiosk: Kiosk) -> None:
        """List the services."""
        super().__init__(kiosk)
        presenter = ServicesPresenter(kiosk)
        view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        fill = getattr(colours(), view.icon)
        rows = [
            Row(f"services.{service or 'other'}", name, partial(presenter.choose, service), icon=view.icon, fill=fill)
            for service, name in view.services
        ]
        self.body.add_widget(Pages(rows))
