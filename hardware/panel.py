# SPDX-License-Identifier: Apache-2.0
"""The front panel: one light and one button on GPIO pins. The only place that knows gpiozero."""

from typing import Final

from gpiozero import LED, Button
from gpiozero.exc import GPIOZeroError

from appliance.config import Pins
from appliance.errors import DeviceError
from appliance.ports import Panel

REST: Final = "rest"
"""The light is out: the hall is closed."""

_BLINKS: Final = {
    "ready": (1.0, 0.0),
    "saved": (0.2, 0.2),
    "offline": (0.5, 2.0),
    "trouble": (0.1, 0.1),
    "recording": (0.8, 0.2),
}
"""Seconds on and off for each state; told apart without colour."""


class GpioPanel:
    """A light and a button on BCM pins, through whatever pin factory gpiozero finds (or its mock one)."""

    def __init__(self, pins: Pins) -> None:
        """Take the pins. Raises DeviceError naming what is wrong with them."""
        self._pressed = False
        try:
            self._light = LED(pins.light)
            self._button = Button(pins.button, bounce_time=0.05) if pins.button else None
        except GPIOZeroError as error:
            raise DeviceError(f"front panel on pins {pins.light} and {pins.button}: {error}") from error
        if self._button is not None:
            self._button.when_pressed = self._on_press

    def show(self, light: str) -> None:
        """Set the light: ready, saved, recording, offline, trouble or, for the night, rest."""
        if light == REST:
            self._light.off()
            return
        on, off = _BLINKS[light]
        if off:
            self._light.blink(on, off, background=True)
        else:
            self._light.on()

    def pressed(self) -> bool:
        """Whether the button was pressed since the last call."""
        pressed, self._pressed = self._pressed, False
        return pressed

    def close(self) -> None:
        """Give the pins back."""
        self._light.close()
        if self._button is not None:
            self._button.close()

    def _on_press(self) -> None:
        self._pressed = True


class AbsentPanel:
    """A box without a front panel: it shows nothing and is never pressed."""

    def show(self, light: str) -> None:
        """Do nothing."""

    def pressed(self) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """Do nothing."""


def open_panel(pins: Pins) -> Panel:
    """The panel that the configuration describes, or the absent one. Raises DeviceError."""
    return GpioPanel(pins) if pins.light else AbsentPanel()
