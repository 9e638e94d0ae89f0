# SPDX-License-Identifier: Apache-2.0
"""Form: the questions of a service, one a page; values and errors are those of the form that every door asks."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from appliance import form
from appliance.charter import Field
from appliance.errors import InputError
from appliance.kinds import LIMITS
from appliance.protected import TELLING
from appliance.text import tokens
from appliance.words import local
from kiosk_ui import journey
from kiosk_ui.entry import Dated, Picked, Typed, entry_for, other_pad
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.answers import Question, grouped
from kiosk_ui.presenters.heed import Heeding
from kiosk_ui.presenters.survey import Option
from kiosk_ui.settle import Settle

_HINTS: Final = {
    "multi_choice": "kiosk.form.several",
    "phone": "kiosk.phone.hint",
    "purok": "kiosk.form.number",
    "text": "kiosk.words.hint",
    "name": "kiosk.name.hint",
}
"""What an empty field shows by the kind of question, and what is told where several choices are possible."""

_PAST: Final = "birth"
"""How the code of a question begins whose date has long passed: nobody was born tomorrow."""


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as typed so far: its parts by code, label and digits; the part the keys go to; and the days near by."""

    parts: tuple[tuple[str, str, str], ...]
    active: str
    near: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """One question. `pad` is how it is answered: letters, digits, date or tiles (`options`, perhaps `several`).

    `switch` is the word on the way to the other keypad, empty where there is only one.
    """

    code: str
    kind: str
    pad: str
    asked: Question
    options: tuple[Option, ...]
    several: bool
    date: DateParts | None
    switch: str


class FormPresenter(Heeding[FormPage]):
    """Asks; every answer shows the next question in the same place."""

    screen = "form"

    def __init__(self, kiosk: Kiosk) -> None:
        """Begin with the question that the visit is at."""
        super().__init__(kiosk)
        asked = self._asked()
        if not asked:
            raise ValueError("no question to ask")
        self._settle = Settle(kiosk.clock.now())
        self._put(next((field for field in asked if field.code == self.visit.at_field), asked[0]))

    @property
    def step(self) -> journey.Step:
        """The question that is on show."""
        return journey.Step(self.screen, self._field.code)

    def _asked(self) -> list[Field]:
        return form.asked(self.kiosk.form, self.visit.answers)

    def _put(self, field: Field) -> None:
        self._field, self._problem = field, ""
        self._entry = entry_for(field, self.visit.answers.get(field.code, form.PASSED))
        self.visit.at_field = field.code
        self._settle.again(self.kiosk.clock.now())

    def view(self) -> FormPage:
        """The question with what was typed or chosen so far."""
        words, field, entry = self.words, self._field, self._entry
        hint = field.hint.get(words.language, "")
        if isinstance(entry, Dated) and entry.written:
            hint = form.shown(field, entry.written, words.language)
        several = isinstance(entry, Picked) and entry.several
        other = other_pad(field, entry)
        hinted = "kiosk.form.letters" if other and entry.pad == "letters" else _HINTS.get(field.kind, "")
        typed = grouped(entry.text, 4, 3, 4) if field.kind == "phone" else entry.text
        asked = Question(
            field.label[words.language],
            self.progress,
            f"Purok {typed}" if field.kind == "purok" and entry.pad == "digits" and typed else typed,
            words(hinted) if hinted else "",
            words(f"kiosk.form.{self._problem}") if self._problem else hint,
            bool(self._problem),
            words("kiosk.go_on"),
            "" if field.required else words("kiosk.form.skip"),
        )
        return FormPage(
            field.code,
            field.kind,
            entry.pad,
            asked,
            self._options(),
            several,
            self._date(),
            words(f"kiosk.form.{other.pad}") if other else "",
        )

    def _options(self) -> tuple[Option, ...]:
        if not isinstance(self._entry, Picked):
            return ()
        words, chosen = self.words, self._entry.chosen
        labels = [(code, label[words.language]) for code, label in self._field.choices]
        labels = labels or [(code, words(f"talk.{code}")) for code in ("yes", "no")]
        return tuple(Option(code, text, code in chosen) for code, text in labels)

    def _date(self) -> DateParts | None:
        if not isinstance(self._entry, Dated):
            return None
        words, entry = self.words, self._entry
        near = () if self._field.code.startswith(_PAST) else ("today", "tomorrow")
        return DateParts(
            tuple((part, words(f"kiosk.form.{part}"), digits) for part, digits in entry.parts.items()),
            entry.active,
            tuple((day, words(f"kiosk.form.{day}")) for day in near),
        )

    # --- touches

    def key(self, code: str) -> None:
        """A key was pressed."""
        self._entry.key(code)
        self._problem = ""
        self.changed()

    def choose(self, code: str) -> None:
        """A choice was touched: the only one is the answer at once."""
        if not (isinstance(self._entry, Picked) and self._settled()):
            return None
        self.key(code)
        return None if self._entry.several else self.submit()

    def focus(self, part: str) -> None:
        """The keys go to this part of the date."""
        if isinstance(self._entry, Dated):
            self._entry.focus(part)
            self.changed()

    def near(self, day: str) -> None:
        """It is today, or tomorrow."""
        if isinstance(self._entry, Dated):
            self._entry.near(day, self._today())
            self._problem = ""
            self.changed()

    def switch(self) -> None:
        """Answer on the other keypad."""
        self._entry, self._problem = other_pad(self._field, self._entry) or self._entry, ""
        self.changed()

    def submit(self) -> None:
        """That is the answer; kindly refused, and kept to be mended, while it is none."""
        if self.heeding or not (self._entry.text or self._settled()):
            return
        fields, others = self.kiosk.form, form.without(self.visit.answers, self._field.code)
        written = self._entry.written
        try:
            answers = form.answer(fields, others, written, self._today())
        except InputError as error:
            self._problem = error.problem
            return self.changed()
        if self._entry.pad == "letters" and len(tokens(written)) >= TELLING:
            return self.heed(written, lambda: self._answered(answers))
        return self._answered(answers)

    def drop(self) -> None:
        """This answer is not kept, those before it are, and the question stays: a place may sound like a matter."""
        self._entry, self._problem = Typed(self._entry.pad, LIMITS[self._field.kind]), "protected"
        self.kiosk.answers.forget()
        self.changed()

    def skip(self) -> None:
        """They would rather not say."""
        if self.heeding or self._field.required or not self._settled():
            return
        self._answered(form.passed(self.kiosk.form, form.without(self.visit.answers, self._field.code)))

    def back(self) -> None:
        """The question before; from the first one, or from a correction, to the screen before."""
        asked = self._asked()
        place = asked.index(self._field)
        if self.visit.reviewing or place == 0:
            return super().back()
        self._put(asked[place - 1])
        return self.changed()

    def _answered(self, answers: dict[str, str]) -> None:
        self.visit.answers = answers
        step = journey.after(self.step, self.visit, self.kiosk.form)
        if step.screen != self.screen:
            # who comes back from the next screen comes back to the last question
            self.visit.at_field = self._asked()[-1].code
            return self.follow(step)
        self._put(next(field for field in self._asked() if field.code == step.field))
        return self.changed()

    def _settled(self) -> bool:
        return self._settle.settled(self.kiosk.clock.now())

    def _today(self) -> date:
        return local(self.kiosk.clock.now()).date()
