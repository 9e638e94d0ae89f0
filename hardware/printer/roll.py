# SPDX-License-Identifier: Apache-2.0
"""An ESC/POS printer with a roll of paper: on a device file, USB or the network. The only place that knows escpos."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from escpos import capabilities, printer
from escpos.exceptions import Error
from PIL import Image, ImageOps

from appliance.errors import DeviceError, PaperOut
from appliance.slip import Part, Slip, Style, lay_out

# escpos leaves a copy of its table of printers in a temporary folder of its own at every start
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

_PATIENCE: Final = 5
"""Seconds that a printer may take to answer."""

_PICTURE: Final = 160
"""Dots across and high at most for the emblem: 20 mm."""

_MODULE: Final = 7
"""Dots a module of the QR code: 0.9 mm, which any camera reads."""

_RASTER: Final = {"impl": "bitImageRaster", "center": False}
_LPABORT: Final = 0x0604
"""linux/lp.h: a write to a printer without paper ends with ENOSPC, instead of never."""

_LOOKS: Final[dict[Style, dict[str, Any]]] = {
    Style.PLAIN: {"align": "left", "bold": False, "normal_textsize": True},
    Style.RULE: {"align": "left", "bold": False, "normal_textsize": True},
    Style.BOLD: {"align": "left", "bold": True, "normal_textsize": True},
    Style.TITLE: {"align": "center", "bold": True, "normal_textsize": True},
    Style.LARGE: {"align": "center", "bold": True, "double_width": True, "double_height": True},
}


class EscposPrinter:
    """Connects anew for every slip, so that a printer may be unplugged, refilled and plugged in at any time."""

    present = True

    def __init__(self, connect: Callable[[], Any], columns: int, emblem: Image.Image) -> None:
        """`connect` opens one of escpos' printers; `emblem` is in grey."""
        self._connect, self._columns, self._emblem = connect, columns, emblem

    def print(self, slip: Slip) -> None:
        """Print and cut. Raises PaperOut, DeviceError."""
        try:
            with closing(self._connect()) as device:
                _need_paper(device)
                self._write(device, lay_out(slip, self._columns))
                # it may have run out in the middle
                _need_paper(device)
        # pyusb without its library is a RuntimeError or a ValueError
        except (Error, OSError, RuntimeError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise PaperOut("the receipt printer has no paper") from error
            raise DeviceError(f"the receipt printer does not answer: {type(error).__name__}") from error

    def _write(self, device: Any, lines: tuple[Part, ...]) -> None:
        device.hw("INIT")
        # what a printer wakes up with; it has ñ
        device.charcode("CP437")
        for line in lines:
            if line.style is Style.EMBLEM:
                device.set(align="center")
                device.image(self._emblem, **_RASTER)
            elif line.style is Style.CODE:
                device.set(align="center", normal_textsize=True)
                device.qr(line.text, size=_MODULE, image_arguments=dict(_RASTER))
            else:
                device.set(**_LOOKS[line.style])
                device.textln(line.text)
        device.cut()


def device_at(port: str) -> Callable[[], Any]:
    """What opens the printer at a port of the configuration."""
    kind, _, rest = port.partition(":")
    if kind == "usb":
        vendor, product = (int(number, 16) for number in rest.split(":"))
        return lambda: _opened(printer.Usb(vendor, product, timeout=_PATIENCE * 1000))
    if kind == "tcp":
        host, _, number = rest.rpartition(":")
        return lambda: _opened(printer.Network(host, int(number), timeout=_PATIENCE))
    return lambda: _file(Path(port))


def _opened(device: Any) -> Any:
    device.open()
    return device


def _file(path: Path) -> Any:
    if not path.exists():
        # opening it would make a plain file of that name
        raise FileNotFoundError(errno.ENOENT, "no such device")
    device = _opened(printer.File(str(path)))
    # not every device file is a printer's own
    with suppress(OSError):
        fcntl.ioctl(device.device.fileno(), _LPABORT, 1)
    return device


def _need_paper(device: Any) -> None:
    # a printer that cannot be asked, or does not answer, is believed to have paper
    with suppress(NotImplementedError, OSError):
        if device.paper_status() == 0:
            raise PaperOut("the receipt printer has no paper")


def picture(path: Path) -> Image.Image:
    """A picture as it can be printed, in grey on white. Raises DeviceError naming it."""
    try:
        with Image.open(path) as file:
            drawn = file.convert("RGBA")
    except OSError as error:
        raise DeviceError(f"{path}: not a picture that can be printed") from error
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    grey = paper.convert("L")
    if grey.getextrema() == (255, 255):
        grey = ImageOps.invert(drawn.getchannel("A"))
    grey.thumbnail((_PICTURE, _PICTURE))
    return grey
