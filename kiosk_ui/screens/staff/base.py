# SPDX-License-Identifier: Apache-2.0
"""The base of staff mode's screens: they lock after a minute, and nobody hears them."""

from kiosk_ui.idle import WARNING
from kiosk_ui.screens.base import Screen
from kiosk_ui.widgets.button import Push


class StaffScreen(Screen):
    """An officer's screen; unattended it would show citizens' words to the next one."""

    patience = 60.0 - WARNING
    patient = False
    spoken = False
    scales = False

    def tools(self) -> list[Push]:
        """Nothing: what a visitor asked for ended with their visit."""
        return []
