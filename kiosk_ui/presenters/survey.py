# SPDX-License-Identifier: Apache-2.0
"""Survey: how the service was, asked one question at a time of who wants to say."""

from dataclasses import dataclass

from appliance.charter import Field
from appliance.survey import FIELDS, NOT_APPLICABLE, SCALE, applies
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter
from kiosk_ui.settle import Settle


@dataclass(frozen=True, slots=True)
class Invitation:
    """What they are asked for, in lines of (icon, text), and the two answers."""

    title: str
    lines: tuple[tuple[str, str], ...]
    start: str
    no: str


class SurveyPresenter(Presenter[Invitation]):
    """Says before the first question how long it takes, that nobody must, and who will see it."""

    screen = "survey"

    def view(self) -> Invitation:
        """The invitation in plain words."""
        words = self.words
        return Invitation(
            words("kiosk.survey.title"),
            (
                ("time", words("kiosk.survey.short", count=len(FIELDS))),
                ("check", words("kiosk.survey.free")),
                ("privacy", words("kiosk.survey.counted")),
            ),
            words("kiosk.survey.start"),
            words("kiosk.survey.no"),
        )

    def start(self) -> None:
        """They want to."""
        self.kiosk.router.push("question")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question; `chosen` where they came back to it."""

    code: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices, "does not apply" apart from them; a `scale` goes from bad to good."""

    title: str
    progress: str
    advice: str
    wrong: bool
    options: tuple[Option, ...]
    apart: Option | None
    scale: bool
    stop: str
    skip: str


class QuestionPresenter(Presenter[Question]):
    """Asks; the answers live here only, and are gone when the screen is, unless they were sent."""

    screen = "question"

    def __init__(self, kiosk: Kiosk) -> None:
        """Begin with the first question about the case that the visit holds."""
        super().__init__(kiosk)
        if self.visit.seen is None:
            raise ValueError("no case to ask about")
        self._case = self.visit.seen.case
        self._field, self._answers = FIELDS[0], dict[str, str]()
        self._state, self._settle = "", Settle(kiosk.clock.now())

    def view(self) -> Question:
        """The question now asked, with what they chose before."""
        words, field, asked = self.words, self._field, self._asked()
        options = {code: self._option(code, label[words.language]) for code, label in field.choices}
        apart = options.pop(NOT_APPLICABLE, None)
        hint = field.hint.get(words.language, "")
        return Question(
            field.label[words.language],
            words("kiosk.progress", step=asked.index(field) + 1, steps=len(asked)),
            words(f"kiosk.survey.{self._state}") if self._state else hint,
            self._state == "not_saved",
            tuple(options.values()),
            apart,
            tuple(options) == SCALE,
            words("kiosk.survey.stop"),
            words("kiosk.survey.skip"),
        )

    def _option(self, code: str, text: str) -> Option:
        if code == NOT_APPLICABLE:
            text = self.words("kiosk.survey.apart", choice=text)
        return Option(code, text, self._answers.get(self._field.code) == code)

    def _asked(self) -> list[Field]:
        return [field for field in FIELDS if applies(field, self._answers)]

    def choose(self, code: str) -> None:
        """That is their answer; the next question, please."""
        if not self._settled():
            return
        self._answers[self._field.code] = code
        self._step(1)

    def skip(self) -> None:
        """They would rather not say."""
        if not self._settled():
            return
        self._answers.pop(self._field.code, None)
        self._step(1)

    def stop(self) -> None:
        """That is enough: what they said so far is sent, and where that is nothing, nothing is."""
        if self._state == "saving":
            return
        if self._answers:
            self._send()
        else:
            self.kiosk.router.back_to("case")

    def back(self) -> None:
        """The question before; from the first one, out of the survey."""
        if self._state == "saving":
            return
        if self._field is FIELDS[0]:
            super().back()
        else:
            self._step(-1)

    def _settled(self) -> bool:
        return self._state != "saving" and self._settle.settled(self.kiosk.clock.now())

    def _step(self, by: int) -> None:
        asked = self._asked()
        place = asked.index(self._field) + by
        if place == len(asked):
            return self._send()
        self._field, self._state = asked[place], ""
        self._settle.again(self.kiosk.clock.now())
        return self.changed()

    def _send(self) -> None:
        if not self._answers:
            return self.kiosk.router.back_to("case")
        self._state = "saving"
        self.changed()
        case, answers = self._case, dict(self._answers)
        return self.kiosk.run(lambda: self.kiosk.counter.rate(case, answers), self._saved, self._refused)

    def _saved(self, _: None) -> None:
        self.kiosk.router.reset("attract", "home", "thanks")

    def _refused(self, error: Exception) -> None:
        """Nothing they said is lost: the last touch may be made again."""
        self._state = "not_saved"
        self._settle.again(self.kiosk.clock.now())
        self.changed()


@dataclass(frozen=True, slots=True)
class Thanks:
    """What became of their answers."""

    title: str
    saved: str
    use: str
    done: str


class ThanksPresenter(Presenter[Thanks]):
    """Thanks them, once the answers are committed on this machine."""

    screen = "thanks"

    def view(self) -> Thanks:
        """Three short sentences."""
        words = self.words
        return Thanks(*(words(f"kiosk.survey.{key}") for key in ("thanks", "saved", "use", "done")))

    def done(self) -> None:
        """Leave."""
        self.kiosk.leave()
