# SPDX-License-Identifier: Apache-2.0
"""The receipt printer that the configuration describes, or the one that is not there."""

from pathlib import Path

from appliance.config import Printer
from appliance.errors import DeviceError
from appliance.ports import ReceiptPrinter
from appliance.slip import Slip


class AbsentPrinter:
    """A box without a printer: nobody is offered a printed receipt."""

    present = False

    def print(self, slip: Slip) -> None:
        """Raises DeviceError."""
        raise DeviceError("there is no receipt printer")


def open_printer(settings: Printer, emblem: Path) -> ReceiptPrinter:
    """The printer of this box; nothing is sent to it yet. Raises DeviceError.

    `emblem` is a picture: what is white on clear is printed by its shape, anything else as it looks on white.
    """
    if not settings.port:
        return AbsentPrinter()
    # its library is an extra, and slow to import: it reads a table of every printer there is
    try:
        from hardware.printer import roll
    except ImportError as error:
        raise DeviceError("printer.port is set, but python-escpos is missing: install dulog[printer]") from error
    return roll.EscposPrinter(roll.device_at(settings.port), settings.columns, roll.picture(emblem))
