# SPDX-License-Identifier: Apache-2.0
"""The words screen: what happened, in the visitor's own words, on our own keypad."""

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import Question, WordsPresenter
from kiosk_ui.screens.base import Screen
from kiosk_ui.theme import metrics
from kiosk_ui.theme.sizes import sizes
from kiosk_ui.widgets.button import Push
from kiosk_ui.widgets.field import Advice, Field
from kiosk_ui.widgets.keypad import KeyPad


class WordsScreen(Screen):
    """A field above a keypad."""

    patience = 120.0

    def __init__(self, kiosk: Kiosk) -> None:
        """Show what was typed before."""
        super().__init__(kiosk)
        presenter = kiosk.present(WordsPresenter)
        view, large = presenter.view(), sizes().large
        self.head(view.title, back=presenter.back, progress=view.progress)
        self.body.padding, self.body.spacing = 0, 0
        size = sizes().input if large else dp(24)
        self._field = Field("words.field", hint="" if large else view.hint, size=size, top=True, say=view.title)
        self._advice = Advice("words.advice", size_hint_y=None, height=dp(32))
        go_on = Push(
            "words.next",
            view.go_on,
            presenter.submit,
            icon="next",
            kind="primary",
            lead=True,
            width=None if large else dp(164),
            pos_hint={"top": 1},
        )
        go_on.size_hint_y = 1
        row = BoxLayout(spacing=dp(12))
        row.add_widget(self._field)
        row.add_widget(go_on)
        edge = dp(8) if large else dp(2)
        top = BoxLayout(orientation="vertical", padding=(metrics.MARGIN, dp(10), metrics.MARGIN, edge), spacing=dp(2))
        top.add_widget(row)
        if large:
            self._header.steady(2)
        else:
            top.add_widget(self._advice)
        self._keys = KeyPad(kiosk.words, presenter.key)
        self._keys.widget.size_hint_y = None
        self._keys.widget.height = 4 * metrics.TARGET + 5 * dp(5.5)
        self.body.add_widget(top)
        self.body.add_widget(self._keys.widget)
        presenter.watch(self._tell)

    def _tell(self, view: Question) -> None:
        self._field.show(view.text, wrong=view.wrong)
        self.advise(self._advice, view.advice, wrong=view.wrong)
        self._keys.follow(view.text)
