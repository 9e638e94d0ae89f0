# SPDX-License-Identifier: Apache-2.0
"""Screens of staff mode, and the table that names them."""

from typing import Final

from kiosk_ui.screens.base import Screen
from kiosk_ui.screens.staff.answer import ChooseScreen, WriteScreen
from kiosk_ui.screens.staff.case import DeedsScreen, SheetScreen
from kiosk_ui.screens.staff.courier import CourierScreen
from kiosk_ui.screens.staff.desk import FrontScreen, QueueScreen
from kiosk_ui.screens.staff.machine import DayScreen, HealthScreen, TouchScreen
from kiosk_ui.screens.staff.pin import PinScreen

STAFF_ROUTES: Final[dict[str, type[Screen]]] = {
    "staff.pin": PinScreen,
    "staff": FrontScreen,
    "staff.queue": QueueScreen,
    "staff.case": SheetScreen,
    "staff.deeds": DeedsScreen,
    "staff.choose": ChooseScreen,
    "staff.write": WriteScreen,
    "staff.health": HealthScreen,
    "staff.touch": TouchScreen,
    "staff.day": DayScreen,
    "staff.courier": CourierScreen,
}
"""Every one of them by the name that the router knows it by."""
