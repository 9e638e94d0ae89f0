# SPDX-License-Identifier: Apache-2.0
"""Review: the privacy notice with its own consent for texts, and everything once more before it is filed."""

from dataclasses import dataclass, replace

from appliance import form
from appliance.charter import Field
from appliance.counter import Draft, Receipt
from appliance.phone import masked
from kiosk_ui import journey
from kiosk_ui.kiosk import Kiosk
from kiosk_ui.presenters.base import Presenter


@dataclass(frozen=True, slots=True)
class Notice:
    """What is kept, why, how long and who sees it; `ask` and its two answers where there is a number to text."""

    title: str
    progress: str
    lines: tuple[tuple[str, str], ...]
    ask: str
    yes: str
    no: str
    go_on: str


class NoticePresenter(Presenter[Notice]):
    """Tells what becomes of the visitor's data, and asks whether they may be texted."""

    screen = "notice"

    def view(self) -> Notice:
        """The notice in plain words."""
        words, asks = self.words, bool(self.visit.phone)
        icons = {"kept": "document", "why": "told", "who": "person", "long": "time"}
        return Notice(
            words("kiosk.notice.title"),
            self.progress,
            tuple((icon, words(f"kiosk.notice.{key}")) for key, icon in icons.items()),
            words("kiosk.notice.ask", number=masked(self.visit.phone).replace(" ", "\u00a0")) if asks else "",
            words("kiosk.notice.yes"),
            words("kiosk.notice.no"),
            words("kiosk.notice.go_on"),
        )

    def answer(self, sms: bool) -> None:
        """They want to be texted, or not."""
        self.visit.sms = sms and bool(self.visit.phone)
        self.go_on()


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing they said; `change` names the screen that asked and its question ("form.purpose"), or is empty."""

    label: str
    text: str
    change: str


@dataclass(frozen=True, slots=True)
class Review:
    """Everything they said, to be filed; `sending` once they let it go."""

    title: str
    progress: str
    answers: tuple[Answer, ...]
    change: str
    submit: str
    sending: bool


class ReviewPresenter(Presenter[Review]):
    """Shows what will be filed, and files it once."""

    screen = "review"

    def __init__(self, kiosk: Kiosk) -> None:
        """Review; whatever is changed from here comes back here."""
        super().__init__(kiosk)
        self.visit.reviewing = True
        self._sending = False

    def view(self) -> Review:
        """The answers, each with the screen that asked."""
        words = self.words
        return Review(
            words("kiosk.review.title"),
            self.progress,
            tuple(self._answers()),
            words("kiosk.review.change"),
            words("kiosk.review.sending" if self._sending else "kiosk.review.submit"),
            self._sending,
        )

    def _answers(self) -> list[Answer]:
        visit, words = self.visit, self.words
        matter = words(f"type.{visit.type}")
        if visit.service:
            matter = self.kiosk.counter.charter.name(visit.service, words.language)
        about = "services" if visit.door in journey.CHOOSES_SERVICE else ""
        said = Answer(words(f"kiosk.review.{'words' if self._needs_words() else 'more'}"), visit.words, "words")
        answers = [Answer(words("kiosk.review.service"), matter, about)]
        answers += [said] if self._needs_words() else []
        answers += [self._of_form(field) for field in form.asked(self.kiosk.form, visit.answers)]
        answers += [] if self._needs_words() else [replace(said, text=visit.words or words("kiosk.review.nothing"))]
        return [*answers, *self._person()]

    def _needs_words(self) -> bool:
        return journey.Step("words") in journey.steps(self.visit, self.kiosk.form)

    def _of_form(self, field: Field) -> Answer:
        value, language = self.visit.answers.get(field.code, form.PASSED), self.words.language
        if value == form.PASSED:
            text = self.words("kiosk.review.nothing")
        else:
            text = masked(value) if field.kind == "phone" else form.shown(field, value, language, private=False)
        return Answer(field.label[language], text, f"form.{field.code}")

    def _person(self) -> list[Answer]:
        """Who they are, as far as they wanted to say."""
        visit, words = self.visit, self.words
        said = []
        if journey.may_be_anonymous(visit):
            said.append(
                Answer(words("kiosk.review.who"), words(f"kiosk.review.{'un' if visit.anonymous else ''}named"), "who")
            )
        if visit.anonymous:
            return said
        if visit.name is not None:
            said.append(Answer(words("kiosk.review.name"), visit.name or words("kiosk.review.no_phone"), "name"))
        number = masked(visit.phone) if visit.phone else words("kiosk.review.no_phone")
        said.append(Answer(words("kiosk.review.phone"), number, "phone"))
        if visit.phone:
            agreed = words(f"kiosk.review.sms_{'yes' if visit.sms else 'no'}")
            said.append(Answer(words("kiosk.review.sms"), agreed, "notice"))
        return said

    def change(self, what: str) -> None:
        """Say it again."""
        if not self._sending:
            screen, _, field = what.partition(".")
            self.follow(journey.Step(screen, field))

    def back(self) -> None:
        """Go back to the questions."""
        if not self._sending:
            self.visit.reviewing = False
            super().back()

    def submit(self) -> None:
        """File it; a second touch of the same button does nothing."""
        if self._sending:
            return
        missing = journey.missing(self.visit, self.kiosk.form)
        if missing:
            # a correction made another question needed, and they came back from it without an answer
            return self.follow(missing)
        self._sending = True
        self.changed()
        draft = self._draft()
        return self.kiosk.run(lambda: self.kiosk.counter.file(draft), self._filed, self._refused)

    def _draft(self) -> Draft:
        """Who asks for a document needs no words: the officer reads what is asked for."""
        visit, words = self.visit, self.words
        said = visit.words
        if not said:
            name = self.kiosk.counter.charter.name(visit.service, words.language)
            said = words("kiosk.words.asks_for", service=name)
        return visit.draft(said, form.said(self.kiosk.form, visit.answers))

    def _filed(self, receipt: Receipt) -> None:
        self.visit.receipt = receipt
        self.kiosk.router.reset("attract", "home", "receipt")

    def _refused(self, error: Exception) -> None:
        self._sending = False
        self.visit.trouble = "not_saved"
        self.kiosk.router.push("error")
