# SPDX-License-Identifier: Apache-2.0
"""The receipt screen: saved on this machine, under this number; and live, how far the case has come."""

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.receipt import ReceiptPresenter, Slip
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import FactLine, Line
from kiosk_ui.widgets.qr import Code
from kiosk_ui.widgets.surface import Emblem, Space, Surface
from kiosk_ui.widgets.text import FitText


def number(label: str, text: str, name_id: str, width: float) -> BoxLayout:
    """A number to copy down, under its name."""
    c = colours()
    cell = BoxLayout(orientation="vertical", size_hint_x=None, width=width)
    cell.add_widget(
        FitText(label, size=metrics.HINT, face=metrics.REGULAR, ink=c.ink_soft, size_hint_y=None, height=dp(28))
    )
    cell.add_widget(
        FitText(text, size=metrics.NUMBER, least=dp(48), face=metrics.DISPLAY, ink=c.action, name_id=name_id)
    )
    return cell


class ReceiptScreen(Screen):
    """Shown only once the case is committed."""

    patience = 90.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the slip."""
        super().__init__(kiosk)
        presenter = self._presenter = ReceiptPresenter(kiosk)
        view, c = presenter.view(), colours()
        emblem = Emblem(kiosk.hall.seal, size=dp(56))
        self.head(view.title, back=None, fill=c.go if c.card != c.page else "", emblem=emblem, below=view.received)
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
        numbers.add_widget(number(view.number_label, view.reference, "receipt.reference", dp(376)))
        numbers.add_widget(number(view.pin_label, view.pin, "receipt.pin", dp(124)))
        left.add_widget(numbers)
        left.add_widget(Line("date", view.promise, name_id="receipt.promise", bold=True))
        left.add_widget(Line("case", view.following, name_id="receipt.next"))
        left.add_widget(Space())
        self._facts = {fact.key: FactLine(f"receipt.{fact.key}", fact) for fact in view.facts}
        left.add_widget(facts_card(self._facts))
        self.body.add_widget(left)
        self.body.add_widget(self._side(view))
        presenter.watch(self._tell)

    def _side(self, view: Slip) -> BoxLayout:
        c = colours()
        side = BoxLayout(orientation="vertical", spacing=dp(10), size_hint_x=None, width=dp(194))
        card = Surface(
            fill="#FFFFFF", edge=c.edge, orientation="vertical", padding=dp(8), size_hint_y=None, height=dp(226)
        )
        card.add_widget(Code("receipt.qr", view.reference.replace(" ", ""), size=dp(178)))
        card.add_widget(FitText(view.scan, size=metrics.HINT, face=metrics.REGULAR, ink="#0B1B3B", halign="center"))
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


def facts_card(lines: dict[str, FactLine]) -> Surface:
    """The four facts under one another."""
    c = colours()
    card = Surface(
        fill=c.card, edge=c.edge, orientation="vertical", padding=(0, dp(4)), size_hint_y=None, height=dp(144)
    )
    for line in lines.values():
        card.add_widget(line)
    return card
