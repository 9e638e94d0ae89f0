# SPDX-License-Identifier: Apache-2.0
"""The talk screen: a meter, what was understood, and whether it is right."""

from functools import partial
from typing import Final

from kivy.metrics import dp

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.talk import Talk, TalkPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import colours
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push, Row
from kiosk_ui.widgets.lines import Line
from kiosk_ui.widgets.meter import Meter
from kiosk_ui.widgets.pages import Pages

_ICONS: Final = {"start": "talk", "stop": "check", "yes": "check", "again": "talk", "type": "edit"}

_LATEST: Final = 90
"""Letters of what is being said that are on show: the last ones, for nobody turns pages while they speak."""


class TalkScreen(Screen):
    """Drawn anew when another thing can be touched; between, only the meter and the words move."""

    patience = 60.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show where the talk is."""
        super().__init__(kiosk)
        self._presenter = kiosk.present(TalkPresenter)
        self._shown: tuple[object, ...] = ()
        self._meter, self._pages, self._said = Meter(), Pages([]), ""
        self._presenter.watch(self._tell)

    def tick(self) -> None:
        """See how listening goes."""
        self._presenter.tick()

    def _tell(self, view: Talk) -> None:
        drawn = (view.state, view.advice, view.buttons)
        if drawn != self._shown:
            self._shown = drawn
            self._draw(view)
        self._meter.tell(view.level, on=view.state == "listening")
        said = _latest(view.said) if view.state != "checking" else view.said
        if said != self._said:
            self._said = said
            self._pages.renew(self._rows(view, said))

    def _draw(self, view: Talk) -> None:
        self.clear_widgets()
        self.body.clear_widgets()
        self.head(view.title, back=self._presenter.back)
        self._meter = Meter()
        self._said = _latest(view.said) if view.state != "checking" else view.said
        self._pages = Pages(self._rows(view, self._said), gap=dp(10))
        self.body.add_widget(self._pages)
        if view.state in ("opening", "listening"):
            self.body.add_widget(self._meter)
        if not self._stacked(view):
            pushes = [
                Push(
                    f"speak.{code}",
                    word,
                    partial(self._presenter.press, code),
                    icon=_ICONS[code],
                    kind="plain" if number else "go",
                    fill_row=True,
                )
                for number, (code, word) in enumerate(view.buttons)
            ]
            self.body.add_widget(self.bar(*pushes[::-1]))

    def _stacked(self, view: Talk) -> bool:
        """Enlarged, three buttons are rows of the list."""
        return sizes().large and view.state == "checking"

    def _rows(self, view: Talk, said: str) -> list[Line | Row]:
        c, rows = colours(), list[Line | Row]()
        if said:
            size = sizes().lead if sizes().large else sizes().title
            rows.append(Line("talk", said, size=size, bold=True, fill=c.card, edge=c.edge, name_id="speak.said"))
        ink, icon = (c.wrong, "warning") if view.wrong else ("", "talk")
        if view.state != "checking" and not (said and sizes().large):
            rows.insert(0, Line(icon, view.advice, size=sizes().lead, ink=ink, name_id="speak.advice"))
        if view.state == "ready" and not view.wrong:
            rows.append(Line("privacy", self.kiosk.words("kiosk.talk.private"), name_id="speak.private"))
        if self._stacked(view):
            rows += [
                Row(f"speak.{code}", word, partial(self._presenter.press, code), icon=_ICONS[code], fill=c.action)
                for code, word in view.buttons
            ]
        return rows


def _latest(said: str) -> str:
    """The end of it, from a whole word on."""
    return said if len(said) <= _LATEST else "… " + said[-_LATEST:].partition(" ")[2]
