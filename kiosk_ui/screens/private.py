# SPDX-License-Identifier: Apache-2.0
"""The private screens: where to go with what must not be written here, and a way off at once."""

from functools import partial

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.private import DiscreetPresenter, Private, PrivatePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages


class DiscreetScreen(Screen):
    """Nothing was kept; whoever looks over a shoulder, or listens, learns nothing."""

    patience = 45.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Say where to go."""
        super().__init__(kiosk)
        presenter = kiosk.present(DiscreetPresenter)
        view = presenter.view()
        self.head(view.title, back=None, icon="privacy")
        self.body.spacing = dp(16)
        self.lines(*(Line(icon, text, size=sizes().choice, name_id=f"discreet.{icon}") for icon, text in view.lines))
        self.body.add_widget(_leave(presenter, view))


class PrivateScreen(Screen):
    """Its title says nothing to whoever passes by, and it is never read aloud."""

    patience = 60.0
    spoken = False

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the choice."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(PrivatePresenter)
        self._presenter.watch(self._tell)

    def _tell(self, view: Private) -> None:
        presenter, c = self._presenter, colours()
        self.clear_widgets()
        self.body.clear_widgets()
        self.head(view.title, back=presenter.back)
        size = sizes().body if view.choices else sizes().lead
        lines = [Line(icon, text, size=size, bold=not number) for number, (icon, text) in enumerate(view.lines)]
        rows = [
            Row(f"private.{service}", name, partial(presenter.choose, service), icon="privacy", fill=c.action)
            for service, name in view.choices
        ]
        self.body.add_widget(Pages([*lines, *rows], gap=dp(6)))
        self.body.add_widget(_leave(presenter, view))


def _leave(presenter: DiscreetPresenter, view: Private) -> Push:
    return Push(f"{presenter.screen}.leave", view.leave, presenter.leave, icon="close", kind="primary", fill_row=True)
