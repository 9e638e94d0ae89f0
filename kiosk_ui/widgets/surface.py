# SPDX-License-Identifier: Apache-2.0
"""Surface: a rounded panel with an edge and a soft shadow; and icons, tinted from one white set."""

from typing import Any

from kivy.graphics import BoxShadow, Color, SmoothLine, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.image import Image
from kivy.uix.widget import Widget

from kiosk_ui.theme import colours, metrics, rgba


class Surface(BoxLayout):
    """A box of children on a painted ground."""

    def __init__(
        self, *, fill: str, edge: str = "", radius: float = metrics.RADIUS, shadow: bool = False, **kwargs: Any
    ) -> None:
        """Paint in `fill` with a line in `edge`, either empty for none."""
        super().__init__(**kwargs)
        self._radius = radius
        with self.canvas.before:
            self._shadow = self._cast() if shadow and colours().card != colours().page else None
            self._ground = Color(*(rgba(fill) if fill else (0, 0, 0, 0)))
            self._body = SmoothRoundedRectangle(radius=[radius])
            self._rim = Color(*(rgba(edge) if edge else (0, 0, 0, 0)))
            self._line = SmoothLine(width=dp(1.1))
        self.bind(pos=self._place, size=self._place)

    def paint(self, fill: str, edge: str = "") -> None:
        """Change the colours."""
        self._ground.rgba = rgba(fill) if fill else (0, 0, 0, 0)
        self._rim.rgba = rgba(edge) if edge else (0, 0, 0, 0)

    def _cast(self) -> BoxShadow:
        Color(*rgba(colours().shade, 0.16))
        return BoxShadow(offset=(0, -dp(2)), blur_radius=dp(9), border_radius=[self._radius] * 4)

    def _place(self, *_: object) -> None:
        self._body.pos, self._body.size = self.pos, self.size
        self._line.rounded_rectangle = (*self.pos, *self.size, self._radius)
        if self._shadow:
            self._shadow.pos, self._shadow.size = self.pos, self.size


class Icon(Image):
    """One of our icons in one colour."""

    def __init__(self, name: str, *, ink: str, size: float, **kwargs: Any) -> None:
        """Show the icon called `name`, `size` pixels square."""
        self.icon = name
        super().__init__(
            source=str(metrics.ASSETS / "icons" / f"{name}.png"),
            mipmap=True,
            color=rgba(ink),
            size_hint=(None, None),
            size=(size, size),
            pos_hint={"center_y": 0.5},
            **kwargs,
        )

    def tint(self, ink: str) -> None:
        """Change the colour."""
        self.color = rgba(ink)


class Emblem(Icon):
    """The hall's own seal or, without one, our sun."""

    def __init__(self, seal: str, *, size: float) -> None:
        """Show the picture at the path `seal`, if there is one."""
        super().__init__("sun", ink=colours().sun, size=size)
        if seal:
            self.source, self.color = seal, (1, 1, 1, 1)


class Badge(Surface):
    """An icon on a coloured square, the mark of a kind of matter."""

    def __init__(self, name: str, *, fill: str, ink: str, size: float) -> None:
        """Show the icon called `name`."""
        super().__init__(
            fill=fill,
            radius=size * 0.24,
            size_hint=(None, None),
            size=(size, size),
            padding=size * 0.15,
            pos_hint={"center_y": 0.5},
        )
        self.add_widget(Icon(name, ink=ink, size=size * 0.7))


class Space(Widget):
    """Room that is left empty; takes what is over unless it has a size."""

    def __init__(self, size: float | None = None) -> None:
        """Leave `size` pixels in either direction, or all that is over."""
        if size is None:
            super().__init__()
        else:
            super().__init__(size_hint=(None, None), size=(size, size))
