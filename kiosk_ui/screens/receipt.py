# SPDX-License-Identifier: Apache-2.0
"""The receipt screen: saved on this machine, under this number; and live, how far the case has come."""

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.receipt import ReceiptPresenter, Slip
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.header import tools
from kiosk_ui.widgets.lines import Card, FactLine, Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.qr import Code
from kiosk_ui.widgets.surface import Emblem, Space, Surface
from kiosk_ui.widgets.text import FitText, extent


class Number(BoxLayout):
    """A number to copy down, under its name, or beside it where that is short."""

    def __init__(
        self, label: str, text: str, name_id: str, *, width: float | None = None, beside: bool = False
    ) -> None:
        """`width` of the cell, or as wide as there is room."""
        super().__init__(orientation="horizontal" if beside else "vertical", spacing=dp(14) if beside else 0)
        if width:
            self.size_hint_x, self.width = None, width
        c, hint = colours(), sizes().hint
        name = FitText(label, size=hint, face=metrics.REGULAR, ink=c.ink_soft)
        if beside:
            name.size_hint_x, name.width = None, extent(label, metrics.REGULAR, hint)[0] + dp(8)
        else:
            name.size_hint_y, name.height = None, hint * 1.4
        self.add_widget(name)
        size = sizes().number
        self.add_widget(
            FitText(text, size=size, least=size - dp(2), face=metrics.DISPLAY, ink=c.action, name_id=name_id)
        )
        self._beside = beside

    def height_at(self, width: float) -> float:
        """How high it is in a list of that width."""
        return float(sizes().number * 1.4 + (0 if self._beside else sizes().hint * 1.4))


class _Scan(Surface):
    """The code as a row of a list, with what to do about it beside it."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__(fill="#FFFFFF", padding=dp(8), spacing=dp(16), size_hint_y=None, height=dp(206))
        self.add_widget(Code("receipt.qr", text, size=dp(190)))
        self.add_widget(FitText(what, size=sizes().body, lines=3, ink="#0B1B3B"))

    def height_at(self, width: float) -> float:
        """How high it is in that width."""
        return float(self.height)


class ReceiptScreen(Screen):
    """Shown only once the case is committed."""

    patience = 90.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the slip."""
        super().__init__(kiosk)
        presenter = self._presenter = kiosk.present(ReceiptPresenter)
        view, c = presenter.view(), colours()
        emblem = Emblem(kiosk.hall.seal, size=dp(56))
        self.head(view.title, back=None, fill=c.go if c.card != c.page else "", emblem=emblem, below=view.received)
        self._facts = {fact.key: FactLine(f"receipt.{fact.key}", fact) for fact in view.facts}
        self._pages: Pages | None = None
        if sizes().large:
            self._enlarge(view)
        else:
            self._lay_out(view)
        presenter.watch(self._tell)

    def tools(self) -> list[Push]:
        """Without the button to listen, whose place the name of who received it takes; the panel has the voice too."""
        return tools(self.kiosk, spoken=False)

    def _enlarge(self, view: Slip) -> None:
        """As a list, the numbers first."""
        rows: list[Any] = [
            Card(Number(view.number_label, view.reference, "receipt.reference")),
            Card(Number(view.pin_label, view.pin, "receipt.pin", beside=True)),
            Line("date", view.promise, name_id="receipt.promise", bold=True),
            Line("case", view.following, name_id="receipt.next"),
            *self._facts.values(),
            Line("hub", view.received, name_id="header.below"),
            _Scan(view.reference.replace(" ", ""), view.scan),
        ]
        if view.print:
            rows.insert(2, Row("receipt.print", view.print, self._presenter.print, icon="print", fill=colours().action))
        self._pages = Pages(rows, gap=dp(4))
        self.body.add_widget(self._pages)
        self.body.add_widget(
            self.bar(Push("receipt.done", view.done, self._presenter.done, icon="check", kind="primary", fill_row=True))
        )

    def _lay_out(self, view: Slip) -> None:
        c = colours()
        self.body.orientation = "horizontal"
        self.body.padding, self.body.spacing = (metrics.MARGIN, dp(10)), dp(14)
        left = BoxLayout(orientation="vertical", spacing=dp(6))
        numbers = Surface(
            fill=c.card,
            edge=c.edge,
            shadow=True,
            padding=(dp(16), dp(4)),
            spacing=dp(14),
            size_hint_y=None,
            height=dp(102),
        )
        numbers.add_widget(Number(view.number_label, view.reference, "receipt.reference", width=dp(376)))
        numbers.add_widget(Number(view.pin_label, view.pin, "receipt.pin", width=dp(124)))
        left.add_widget(numbers)
        left.add_widget(Line("date", view.promise, name_id="receipt.promise", bold=True))
        left.add_widget(Line("case", view.following, name_id="receipt.next"))
        left.add_widget(Space())
        left.add_widget(facts_card(self._facts))
        self.body.add_widget(left)
        self.body.add_widget(self._side(view))

    def _side(self, view: Slip) -> BoxLayout:
        c = colours()
        side = BoxLayout(orientation="vertical", spacing=dp(10), size_hint_x=None, width=dp(194))
        card = Surface(
            fill="#FFFFFF", edge=c.edge, orientation="vertical", padding=dp(8), size_hint_y=None, height=dp(226)
        )
        card.add_widget(Code("receipt.qr", view.reference.replace(" ", ""), size=dp(178)))
        card.add_widget(FitText(view.scan, size=sizes().hint, face=metrics.REGULAR, ink="#0B1B3B", halign="center"))
        done = Push(
            "receipt.done", view.done, self._presenter.done, icon="check", kind="primary", fill_row=True, width=dp(194)
        )
        paper = [Push("receipt.print", view.print, self._presenter.print, icon="print", fill_row=True)]
        for part in (card, Space(), *(paper if view.print else []), done):
            side.add_widget(part)
        return side

    def tick(self) -> None:
        """Look whether the case has come further."""
        self._presenter.tick()

    def _tell(self, view: Slip) -> None:
        for fact in view.facts:
            self._facts[fact.key].tell(fact)
        if self._pages:
            # a fact that has become true may need another line
            self._pages.renew()


def facts_card(lines: dict[str, FactLine]) -> Surface:
    """The four facts under one another."""
    c = colours()
    card = Surface(
        fill=c.card, edge=c.edge, orientation="vertical", padding=(0, dp(4)), size_hint_y=None, height=dp(144)
    )
    for line in lines.values():
        card.add_widget(line)
    return card
