# SPDX-License-Identifier: Apache-2.0
"""The topics screen: the services of one group, to be told about."""

from typing import Final

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.ask import TopicsPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.widgets.rows import Listed, listed_rows

_FILLS: Final = {"hub": "case"}
"""Icons that are not a colour's name."""


class TopicsScreen(Screen):
    """A row a service."""

    patience = 60.0

    def __init__(self, kiosk: Kiosk) -> None:
        """List them."""
        super().__init__(kiosk)
        presenter = kiosk.present(TopicsPresenter)
        view = presenter.view()
        self.head(view.title, back=presenter.back)
        fill = getattr(colours(), _FILLS.get(view.icon, view.icon))
        listed = [Listed(service, name, view.icon, fill) for service, name in view.services]
        self.body.add_widget(listed_rows("topics", listed, presenter.choose))
