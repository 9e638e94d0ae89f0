# SPDX-License-Identifier: Apache-2.0
"""The services screen: what the matter is about."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.services import PRIVATE, ServicesPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.visit import OTHER
from kiosk_ui.widgets.button import ROW, Row
from kiosk_ui.widgets.pages import Later, Pages
from kiosk_ui.widgets.surface import Space

_OWN_ICONS: Final = {OTHER: "edit", PRIVATE: "privacy"}
"""Rows that are no services."""


class ServicesScreen(Screen):
    """A row for each service of the charter, and one for everything else."""

    def __init__(self, kiosk: Kiosk) -> None:
        """List the services, two side by side, so that a hall's services fit on few pages."""
        super().__init__(kiosk)
        presenter = self._presenter = ServicesPresenter(kiosk)
        view = self._view = presenter.view()
        self.head(view.title, back=presenter.back, progress=view.progress)
        pairs = [view.services[first : first + 2] for first in range(0, len(view.services), 2)]
        self.body.add_widget(Pages([Later(ROW, partial(self._pair, pair)) for pair in pairs], gap=dp(9)))

    def _pair(self, services: Sequence[tuple[str, str]]) -> BoxLayout:
        pair = BoxLayout(spacing=metrics.GAP, size_hint_y=None, height=ROW)
        for service, name in services:
            pair.add_widget(self._row(service, name))
        if len(services) == 1:
            pair.add_widget(Space())
        return pair

    def _row(self, service: str, name: str) -> Row:
        icon, fill = self._view.icon, getattr(colours(), self._view.icon)
        return Row(
            f"services.{service or 'other'}",
            name,
            partial(self._presenter.choose, service),
            icon=_OWN_ICONS.get(service, icon),
            fill=colours().action if service in _OWN_ICONS else fill,
        )
