# SPDX-License-Identifier: Apache-2.0
"""The courier's stick, loaded and unloaded by touch."""

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.staff.courier import CourierPresenter, Stick
from kiosk_ui.screens.staff.base import StaffScreen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line


class CourierScreen(StaffScreen):
    """What to do with the stick, and what was done."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was found."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(CourierPresenter)
        self._presenter.watch(self._tell)

    def _tell(self, view: Stick) -> None:
        presenter, c = self._presenter, colours()
        self.clear_widgets()
        self.body.clear_widgets()
        self.head(view.title, back=presenter.back)
        lines = [
            Line(icon, text, size=sizes().lead, ink=c.wrong if wrong else "", name_id=f"staff.courier.{icon}")
            for icon, text, wrong in view.lines
        ]
        self.lines(*lines)
        buttons = [Push("staff.courier.look", view.look, presenter.look, icon="touch", fill_row=True)]
        if view.export:
            bring = Push("staff.courier.bring", view.bring, presenter.bring, icon="told", fill_row=True)
            export = Push(
                "staff.courier.export", view.export, presenter.export, icon="usb", kind="primary", fill_row=True
            )
            buttons = [bring, export]
        self.body.add_widget(self.bar(*buttons))
