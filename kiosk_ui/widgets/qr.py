# SPDX-License-Identifier: Apache-2.0
"""QR: a square code to photograph, of a reference and never of anything personal."""

import qrcode
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk_ui.theme import rgba

_QUIET: int = 1
"""Modules of white around the code; the surrounding card is white too."""


class Code(Widget):
    """A QR code drawn in whole pixels."""

    def __init__(self, name_id: str, text: str, *, size: float) -> None:
        """Draw `text`, `size` pixels square."""
        super().__init__(size_hint=(None, None), size=(size, size), pos_hint={"center_x": 0.5})
        self.name_id, self.text = name_id, text
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
        code.add_data(text)
        code.make()
        self._modules: list[list[bool]] = code.get_matrix()
        self.bind(pos=self._draw)

    def _draw(self, *_: object) -> None:
        count = len(self._modules) + 2 * _QUIET
        module = int(self.width // count)
        left = int(self.x + (self.width - module * count) / 2) + _QUIET * module
        top = int(self.top - (self.height - module * count) / 2) - _QUIET * module
        self.canvas.clear()
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(pos=self.pos, size=self.size)
            Color(*rgba("#000000"))
            for y, row in enumerate(self._modules):
                for x, dark in enumerate(row):
                    if dark:
                        Rectangle(pos=(left + x * module, top - (y + 1) * module), size=(module, module))
