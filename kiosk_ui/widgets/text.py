# SPDX-License-Identifier: Apache-2.0
"""Text: labels that never break a word, and the measuring that lets them. Nothing here reads markup."""

from functools import lru_cache
from typing import Any, Final

from kivy.core.text import Label as Drawn
from kivy.uix.label import Label

from kiosk_ui.spoken import Voice
from kiosk_ui.theme import colours, metrics, rgba
from kiosk_ui.theme.sizes import sizes

_SLACK: Final = 2.0
"""Pixels left free, for Kivy rounds each word on its own."""

_STEP: Final = 1.0


@lru_cache(maxsize=4096)
def extent(text: str, face: str, size: float) -> tuple[float, float]:
    """Width and height of one line of text."""
    width, height = Drawn(font_name=face, font_size=size).get_extents(text)
    return float(width), float(height)


def forget() -> None:
    """Drop what was measured: it holds a visitor's own words."""
    extent.cache_clear()


def wrap(text: str, face: str, size: float, width: float) -> list[str]:
    """The lines of a text; a word wider than `width` is broken, and only then."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and extent(longer, face, size)[0] > width - _SLACK:
                lines.append(line)
                longer = word
            while extent(longer, face, size)[0] > width - _SLACK and len(longer) > 1:
                cut = _fitting(longer, face, size, width)
                lines.append(longer[:cut])
                longer = longer[cut:]
            line = longer
        lines.append(line)
    return lines


def _fitting(word: str, face: str, size: float, width: float) -> int:
    cut = len(word) - 1
    while cut > 1 and extent(word[:cut], face, size)[0] > width - _SLACK:
        cut -= 1
    return cut


def tail(text: str, face: str, size: float, width: float) -> str:
    """As much of the end of a text as fits into one line."""
    start = 0
    while start < len(text) - 1 and extent(text[start:], face, size)[0] > width - _SLACK:
        start += 1
    return text[start:]


def whole(text: str, face: str, size: float, width: float) -> bool:
    """Whether every word fits into the width."""
    return all(extent(word, face, size)[0] <= width - _SLACK for word in text.split())


def fit(text: str, face: str, box: tuple[float, float], largest: float, least: float, lines: int) -> float:
    """The largest size at which no word is split and at most `lines` lines fit into the box; `least` if none is."""
    size = largest
    while size > least:
        if whole(text, face, size, box[0]):
            wrapped = len(wrap(text, face, size, box[0]))
            if wrapped <= lines and wrapped * extent("Áy", face, size)[1] <= box[1]:
                return size
        size -= _STEP
    return least


class Paragraph(Label):
    """Text of one size that wraps at words and takes the height it needs."""

    def __init__(
        self,
        text: str,
        *,
        size: float | None = None,
        bold: bool = False,
        ink: str = "",
        name_id: str = "",
        halign: str = "left",
        **kwargs: Any,
    ) -> None:
        """Show `text`; `ink` is a colour, the theme's ink if empty."""
        self.name_id = name_id
        self.voice, self.said = Voice.TOLD, ""
        super().__init__(
            text=text,
            font_name=metrics.BOLD if bold else metrics.REGULAR,
            font_size=size or sizes().body,
            halign=halign,
            color=rgba(ink or colours().ink),
            size_hint_y=None,
            **kwargs,
        )
        self.bind(width=self._wrap, text=self._wrap)
        self._wrap()

    def height_at(self, width: float) -> float:
        """How high it will be in that width."""
        lines = len(wrap(self.text, self.font_name, self.font_size, width))
        return lines * extent("Áy", self.font_name, self.font_size)[1] + _SLACK

    def _wrap(self, *_: object) -> None:
        self.text_size = (self.width, None)
        self.height = self.height_at(self.width) if self.text else 0


class FitText(Label):
    """Text at the largest size at which it stays whole in the room it is given."""

    def __init__(
        self,
        text: str,
        *,
        size: float,
        least: float | None = None,
        lines: int = 1,
        face: str = metrics.BOLD,
        ink: str = "",
        name_id: str = "",
        halign: str = "left",
        valign: str = "middle",
        voice: Voice = Voice.TOLD,
        said: str = "",
        **kwargs: Any,
    ) -> None:
        """Show `text` at `size` or, where that does not fit, smaller down to `least`, a hint's size if None.

        `said` is what the voice guide says instead of the text.
        """
        self.name_id, self.voice, self.said = name_id, voice, said
        self._largest, self._least, self._lines = size, sizes().hint if least is None else least, lines
        super().__init__(
            text=text,
            font_name=face,
            font_size=size,
            halign=halign,
            valign=valign,
            color=rgba(ink or colours().ink),
            **kwargs,
        )
        self.bind(size=self._refit, text=self._refit)

    def _refit(self, *_: object) -> None:
        self.text_size = self.size
        self.font_size = fit(
            self.text, self.font_name, (self.width, self.height), self._largest, self._least, self._lines
        )
