# SPDX-License-Identifier: Apache-2.0
"""Guide: says what is on show to those who cannot or would rather not read it. Pure: a mouth is given.

It is shown a page again and again and says by itself what is new: a whole page on arrival, later only what changed.
"""

from collections import deque

from appliance.ports import Mouth
from kiosk_ui import spoken
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.spoken import Control, Page


class Guide:
    """One voice, one sentence after the other; any touch or key cuts it off."""

    def __init__(self, kiosk: Kiosk, mouth: Mouth) -> None:
        """Speak for the visitor at this kiosk."""
        self._kiosk, self._mouth = kiosk, mouth
        self._queue = deque[tuple[str, str]]()
        self._page = Page()
        self._explaining = self._private = False

    @property
    def wanted(self) -> bool:
        """Whether the visitor is to hear anything."""
        return self._kiosk.visit.access.voice and bool(self._mouth.languages)

    @property
    def speaking(self) -> bool:
        """Whether anything is being said or waits to be."""
        return bool(self._queue) or self._mouth.speaking

    def stop(self) -> None:
        """Be silent at once."""
        self._queue.clear()
        self._mouth.stop()

    def look(self, page: Page, *, private: bool = False) -> None:
        """Say what is new since the last look; of a `private` page, that it is one and nothing else."""
        before, self._page = self._page, page
        came, self._private = private and not self._private, private
        if self.wanted:
            if private:
                if came:
                    self.stop()
                    self._say(self._kiosk.words("kiosk.voice.private"))
            elif page.title != before.title:
                self.read()
            else:
                self._tell_changes(before, page)
        self.tick()

    def read(self) -> None:
        """Say the whole page: what it is, what it says, what can be done."""
        self.stop()
        words, page = self._kiosk.words, self._page
        if self._explaining:
            self._explaining = False
            self._say(words("kiosk.voice.keys"))
        if self._kiosk.hushed:
            self._say(words("kiosk.voice.private"))
        else:
            self._say(page.title)
            for text in page.texts:
                self._say(text.words)
        if any(control.types for control in page.controls):
            self._say(words("kiosk.voice.keypad"))
        for control in page.controls:
            if not control.types:
                self._name(control)
        self.tick()

    def explain(self) -> None:
        """Say before the next page how the keys work."""
        self._explaining = True

    def forget(self) -> None:
        """Drop what was seen: what is seen next is all new."""
        self._page, self._private = Page(), False

    def focus(self, control: Control) -> None:
        """Say a control that the keys have come to."""
        self.stop()
        if self.wanted and not self._private:
            self._name(control)
        self.tick()

    def tick(self) -> None:
        """Begin the next sentence when the last one has ended; none while a visitor is listened to."""
        if self._kiosk.attention.listening:
            return self.stop()
        while self._queue and not self._mouth.speaking:
            access = self._kiosk.visit.access
            self._mouth.say(*self._queue.popleft(), rate=access.rate, volume=access.loudness)

    def _tell_changes(self, before: Page, page: Page) -> None:
        known = {control.id: control for control in before.controls}
        for control in page.controls:
            was = known.get(control.id)
            if control == was or control.types:
                continue
            if was is None or control.value is None or was.value is None:
                self._name(control)
            elif not self._kiosk.hushed:
                self._say(spoken.typed(self._kiosk.words, was.value, control.value))
        if not self._kiosk.hushed:
            for text in page.texts:
                if text.told and text not in before.texts:
                    self._say(text.words)

    def _name(self, control: Control) -> None:
        words = self._kiosk.words
        self._say(spoken.sentence(words, control, hushed=self._kiosk.hushed), control.language)

    def _say(self, text: str, language: str = "") -> None:
        if text.strip():
            self._queue.append((text, language or self._kiosk.words.language))
