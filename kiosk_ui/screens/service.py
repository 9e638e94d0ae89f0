# SPDX-License-Identifier: Apache-2.0
"""The service screen: what to bring, what it costs, how long it takes."""

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.services import ServicePresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours, metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.pages import Pages
from kiosk_ui.widgets.surface import Icon, Surface
from kiosk_ui.widgets.text import FitText


class ServiceScreen(Screen):
    """The charter's entry before anybody types."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Show the entry."""
        super().__init__(kiosk)
        presenter = kiosk.present(ServicePresenter)
        view, c = presenter.view(), colours()
        self.head(view.title, back=presenter.back, progress=view.progress)
        rows = [Line("bring", view.bring, bold=True, size=sizes().lead)]
        rows += [Line("check", one, ink=c.ink) for one in view.requirements]
        facts = (("service.fee", "fee", view.fee), ("service.time", "time", view.time))
        if sizes().large:
            rows = [Line(icon, text, bold=True, name_id=name_id) for name_id, icon, text in facts] + rows
        else:
            row = self.bar(*(_fact(*fact) for fact in facts))
            row.height = metrics.TARGET
            self.body.padding = metrics.MARGIN, dp(10)
            self.body.add_widget(row)
        self.body.add_widget(Pages(rows, gap=dp(4)))
        self.body.add_widget(
            self.bar(
                Push("service.next", view.go_on, presenter.go_on, icon="next", kind="primary", lead=True, fill_row=True)
            )
        )


def _fact(name_id: str, icon: str, text: str) -> Surface:
    c = colours()
    card = Surface(fill=c.card, edge=c.edge, padding=(dp(14), dp(4)), spacing=dp(12))
    card.add_widget(Icon(icon, ink=c.action, size=dp(34)))
    card.add_widget(FitText(text, size=sizes().lead, lines=2, name_id=name_id))
    return card
