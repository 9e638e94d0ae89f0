# SPDX-License-Identifier: Apache-2.0
"""Draw the kiosk's icons: white lines on clear, on a grid of 48, tinted when shown. Run it after a change."""

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

GRID: Final = 48
SIZE: Final = 96
_SCALE: Final = SIZE * 6 // GRID
_LINE: Final = 3.2
_WHITE: Final = (255, 255, 255, 255)

Point = tuple[float, float]


class Pen:
    """A round pen on the grid."""

    def __init__(self) -> None:
        """Take a clear sheet."""
        self.image = Image.new("RGBA", (GRID * _SCALE, GRID * _SCALE), (255, 255, 255, 0))
        self._draw = ImageDraw.Draw(self.image)

    def dot(self, x: float, y: float, radius: float = _LINE / 2) -> None:
        """A filled disc."""
        box = [(x - radius) * _SCALE, (y - radius) * _SCALE, (x + radius) * _SCALE, (y + radius) * _SCALE]
        self._draw.ellipse(box, fill=_WHITE)

    def line(self, *points: Point, width: float = _LINE) -> None:
        """Straight strokes with round ends and joints."""
        for (x, y), (to_x, to_y) in itertools.pairwise(points):
            self._draw.line([x * _SCALE, y * _SCALE, to_x * _SCALE, to_y * _SCALE], _WHITE, round(width * _SCALE))
        for x, y in points:
            self.dot(x, y, width / 2)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, flat: float = 1.0) -> None:
        """Part of a circle (degrees clockwise from the right); `flat` squeezes it upright."""
        steps = max(8, int(abs(end - start) / 4))
        turns = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
        self.line(*((x + radius * math.cos(turn), y + radius * flat * math.sin(turn)) for turn in turns))

    def circle(self, x: float, y: float, radius: float) -> None:
        """A circle."""
        self.arc(x, y, radius, 0, 360)

    def box(self, left: float, top: float, right: float, bottom: float, round_by: float = 3) -> None:
        """A box with round corners."""
        r = round_by
        self.line((left + r, top), (right - r, top))
        self.line((left + r, bottom), (right - r, bottom))
        self.line((left, top + r), (left, bottom - r))
        self.line((right, top + r), (right, bottom - r))
        self.arc(left + r, top + r, r, 180, 270)
        self.arc(right - r, top + r, r, 270, 360)
        self.arc(right - r, bottom - r, r, 0, 90)
        self.arc(left + r, bottom - r, r, 90, 180)

    def fill(self, *points: Point) -> None:
        """A filled shape."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=_WHITE)

    def save(self, path: Path) -> None:
        """Write the icon at its final size."""
        self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(path, optimize=True)


def _question(pen: Pen) -> None:
    pen.box(6, 7, 42, 36, 6)
    pen.line((15, 36), (15, 43), (23, 36))
    pen.arc(24, 17.5, 4.6, 180, 390)
    pen.line((27.6, 20.3), (24, 23.4), (24, 25.5))
    pen.dot(24, 31, 1.9)


def _document(pen: Pen) -> None:
    pen.line((28, 5), (12, 5), (10, 7), (10, 41), (12, 43), (36, 43), (38, 41), (38, 15), (28, 5), (28, 15), (38, 15))
    for y in (23, 29, 35):
        pen.line((17, y), (31, y))


def _complaint(pen: Pen) -> None:
    pen.line((9, 20), (9, 29), (16, 29), (34, 38), (34, 10), (16, 20), (9, 20))
    pen.line((16, 29), (18, 40), (23, 40), (21.5, 32))
    pen.arc(34, 24, 7, -50, 50)


def _suggestion(pen: Pen) -> None:
    pen.arc(24, 19, 13, 140, 400)
    pen.line((14, 27.4), (18.5, 33), (29.5, 33), (34, 27.4))
    pen.line((18.5, 38), (29.5, 38))
    pen.line((21.5, 43), (26.5, 43))
    pen.line((20, 20), (24, 24), (28, 20))
    pen.line((24, 24), (24, 32))


def _case(pen: Pen) -> None:
    pen.circle(21, 20, 14)
    pen.line((31.5, 30.5), (42, 41), width=4.4)
    pen.line((14.5, 20.5), (19, 25), (27.5, 15.5))


def _talk(pen: Pen) -> None:
    pen.box(18, 5, 30, 28, 6)
    pen.arc(24, 24, 12, 0, 180)
    pen.line((24, 36), (24, 43))
    pen.line((16, 43), (32, 43))


def _language(pen: Pen) -> None:
    pen.circle(24, 24, 18)
    pen.line((6, 24), (42, 24))
    pen.line((24, 6), (24, 42))
    pen.arc(24, 24, 18, 0, 360, 0.0)
    for side in (-1, 1):
        pen.line(
            *(
                (24 + side * 8.5 * math.cos(math.radians(a)), 24 + 18 * math.sin(math.radians(a)))
                for a in range(-90, 91, 6)
            )
        )


def _back(pen: Pen) -> None:
    pen.line((40, 24), (9, 24))
    pen.line((21, 12), (9, 24), (21, 36))


def _next(pen: Pen) -> None:
    pen.line((8, 24), (39, 24))
    pen.line((27, 12), (39, 24), (27, 36))


def _check(pen: Pen) -> None:
    pen.line((9, 25), (19, 36), (39, 12), width=4.6)


def _close(pen: Pen) -> None:
    pen.line((12, 12), (36, 36), width=4)
    pen.line((36, 12), (12, 36), width=4)


def _saved(pen: Pen) -> None:
    pen.box(6, 8, 42, 32, 4)
    pen.line((24, 32), (24, 40))
    pen.line((14, 41), (34, 41))
    pen.line((16.5, 20), (22, 25.5), (32, 14.5))


def _hub(pen: Pen) -> None:
    pen.line((7, 17), (24, 7), (41, 17), (7, 17))
    for x in (12, 20, 28, 36):
        pen.line((x, 22), (x, 33))
    pen.line((8, 38), (40, 38))
    pen.line((6, 43), (42, 43))


def _read(pen: Pen) -> None:
    for flip in (-1, 1):
        pen.line(
            *(
                (24 + 19 * math.cos(math.radians(a)), 24 + flip * 13 * math.sin(math.radians(a)))
                for a in range(0, 181, 6)
            )
        )
    pen.circle(24, 24, 5.5)


def _told(pen: Pen) -> None:
    pen.box(6, 8, 42, 34, 6)
    pen.line((16, 34), (16, 42), (24, 34))
    pen.line((16.5, 21), (22, 26.5), (32, 15.5))


def _edit(pen: Pen) -> None:
    pen.line((9, 39), (11, 30), (32, 9), (39, 16), (18, 37), (9, 39))
    pen.line((27, 14), (34, 21))


def _date(pen: Pen) -> None:
    pen.box(7, 10, 41, 42, 4)
    pen.line((7, 20), (41, 20))
    pen.line((16, 5), (16, 13))
    pen.line((32, 5), (32, 13))
    pen.line((17, 31), (22, 36), (31, 26))


def _time(pen: Pen) -> None:
    pen.circle(24, 24, 18)
    pen.line((24, 13), (24, 25), (32, 29))


def _fee(pen: Pen) -> None:
    pen.circle(24, 24, 18)
    pen.line((20, 36), (20, 13), (26, 13))
    pen.arc(26, 19, 6, -90, 90)
    pen.line((26, 25), (20, 25))
    pen.line((15, 17), (34, 17), width=2.4)
    pen.line((15, 21.5), (34, 21.5), width=2.4)


def _bring(pen: Pen) -> None:
    pen.box(9, 9, 39, 43, 4)
    pen.line((18, 9), (18, 5), (30, 5), (30, 9))
    for y in (20, 28, 36):
        pen.dot(16.5, y, 1.9)
        pen.line((22, y), (32, y))


def _phone(pen: Pen) -> None:
    pen.box(13, 4, 35, 44, 5)
    pen.line((21, 37.5), (27, 37.5))
    pen.line((13, 32), (35, 32), width=2.4)


def _privacy(pen: Pen) -> None:
    pen.line((24, 5), (39, 10), (39, 24), (37, 31), (32, 37), (24, 43))
    pen.line((24, 5), (9, 10), (9, 24), (11, 31), (16, 37), (24, 43))
    pen.line((17, 23), (22.5, 28.5), (32, 18))


def _warning(pen: Pen) -> None:
    pen.line((24, 7), (43, 40), (5, 40), (24, 7))
    pen.line((24, 19), (24, 28), width=4)
    pen.dot(24, 34.5, 2.2)


def _person(pen: Pen) -> None:
    pen.circle(24, 15, 8.5)
    pen.arc(24, 43, 17, 180, 360)
    pen.line((7, 43), (41, 43))


def _erase(pen: Pen) -> None:
    pen.line((17, 11), (42, 11), (42, 37), (17, 37), (5, 24), (17, 11))
    pen.line((23, 18.5), (34, 29.5))
    pen.line((34, 18.5), (23, 29.5))


def _shift(pen: Pen) -> None:
    pen.line((24, 7), (8, 24), (16, 24), (16, 39), (32, 39), (32, 24), (40, 24), (24, 7))


def _up(pen: Pen) -> None:
    pen.line((10, 31), (24, 16), (38, 31), width=4.6)


def _down(pen: Pen) -> None:
    pen.line((10, 17), (24, 32), (38, 17), width=4.6)


def _touch(pen: Pen) -> None:
    pen.line((20, 30), (20, 13))
    pen.arc(23, 13, 3, 180, 360)
    pen.line((26, 13), (26, 25), (38, 28), (39, 33), (36, 43), (21, 43), (11, 30), (14, 27), (20, 32))
    pen.arc(23, 13, 9.5, 160, 380)


def _sun(pen: Pen) -> None:
    """The product's own emblem: a sun with eight rays over a hall. Not an official seal."""
    for ray in range(9):
        turn = math.radians(180 + ray * 22.5)
        pen.line(
            (24 + 10.5 * math.cos(turn), 19 + 10.5 * math.sin(turn)),
            (24 + 15.5 * math.cos(turn), 19 + 15.5 * math.sin(turn)),
            width=2.6,
        )
    pen.dot(24, 19, 7)
    pen.fill((4, 30), (24, 19.5), (44, 30))
    pen.line((6, 30), (42, 30))
    for x in (11, 19.7, 28.3, 37):
        pen.line((x, 33), (x, 40), width=4)
    pen.line((6, 44), (42, 44))


ICONS: Final[dict[str, Callable[[Pen], None]]] = {
    name.removeprefix("_"): draw for name, draw in list(globals().items()) if name.startswith("_") and callable(draw)
}


def main() -> None:
    """Draw every icon beside this script."""
    folder = Path(__file__).parent / "icons"
    folder.mkdir(exist_ok=True)
    for name, draw in ICONS.items():
        pen = Pen()
        draw(pen)
        pen.save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
