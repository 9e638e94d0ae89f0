# SPDX-License-Identifier: Apache-2.0
"""Conversation: a citizen's message in, our answer out, the talk kept between; the same for texts and for speech."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from appliance.advisories import Advisories
from appliance.case import Case, refusal
from appliance.counter import Counter
from appliance.dialogue import step
from appliance.emergency import is_emergency
from appliance.errors import InputError, NotFound
from appliance.event import CITIZEN
from appliance.notices import Notices
from appliance.ports import AnswerBook
from appliance.protected import tells
from appliance.replies import ONE, Replies, fitted
from appliance.talk import Talk
from appliance.talks import Talks
from appliance.text import clean
from appliance.turn import Consent, Deed, File, Heard, Known, Rate, Say, Subscribe, Survey, Turn

__all__ = ["Conversation", "Heard", "Reply", "Survey"]

NO_SURVEY: Final = Survey((), lambda case: False, lambda case, answers: None)
"""Where no satisfaction survey is held."""

_URGENT: Final = 6
"""How many more answers than others an emergency gets."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say; an empty text is silence.

    `counts`: it may be one of an endless exchange of two telephones that answer by themselves. `urgent`: a life may
    hang on it.
    """

    text: str
    counts: bool = True
    urgent: bool = False


class Conversation:
    """Answers any message from the box alone. Never asks for a PIN and never names another number's case."""

    def __init__(
        self,
        counter: Counter,
        notices: Notices,
        sender: str,
        book: AnswerBook,
        survey: Survey = NO_SURVEY,
    ) -> None:
        """Act through the counter, word things as the notices do, answer from the book, and hold the survey."""
        self._counter = counter
        self._notices = notices
        self._book = book
        self._survey = survey
        self._replies = Replies(sender, counter.charter)
        self._talks = Talks(counter.store)
        self._advisories = Advisories(counter.store)

    def answer(self, heard: Heard, patience: int = 1) -> Reply:
        """The reply to one message; the talk and what it did to cases are one commit with the caller's transaction.

        `patience` is how many more replies that lead nowhere this session gets: at 0 we say so, below that nothing.
        """
        with self._counter.store.writing():
            talk = self._talks.of(heard.session)
            turn = step(talk, heard, self._known(heard.number))
            free = turn.moves or (turn.urgent and patience > -_URGENT)
            if patience < 1 and not free:
                # what was said of a case is kept, but no new question that nobody hears is left open
                turn = replace(turn, talk=replace(turn.talk, pending=turn.talk.pending and talk.pending))
            text = self._done(heard, turn)
            self._talks.keep(heard.session, turn.talk)
            if patience < 1 and not free:
                language = turn.talk.language or heard.language
                text = "" if patience or not text else self._replies.plain("sms.enough", language)
            return Reply(text, counts=not turn.moves, urgent=turn.urgent)

    def menu(self, number: str) -> str:
        """What to text to somebody who rang and was not answered: what a text can do for them."""
        talk = self._talks.of(number)
        cases = self._counter.store.of_phone(number, limit=1)
        return self._replies.plain("sms.called", talk.language or (cases[0].language if cases else ""))

    def complete(self, number: str, gap: str, runs: Sequence[str]) -> bool:
        """Put the rest of a message that was taken incomplete into what it became: an open talk, or a case.

        `gap` stands in the words for each of the `runs`. False where there is nothing with as many gaps, and where the
        whole tells of a danger or of a protected matter that the part did not tell: then it must be read anew.
        """
        with self._counter.store.writing():
            talk = self._talks.of(number)
            if talk.pending and (whole := _whole(talk.pending.words, gap, runs)):
                self._talks.keep(number, replace(talk, pending=replace(talk.pending, words=whole)))
                return True
            for case in self._counter.store.of_phone(number):
                whole = _whole(case.words, gap, runs)
                if whole and not refusal(case, "client_supplied", CITIZEN, {"text": whole}):
                    self._counter.say(case, "client_supplied", whole)
                    return True
        return False

    def end(self, session: str) -> None:
        """A visit is over: what was said in it and not confirmed is wiped."""
        with self._counter.store.writing():
            self._talks.keep(session, Talk())
        self._counter.store.forget()

    def tidy(self) -> int:
        """Wipe what was said in talks that ended in silence; how many there were."""
        wiped = self._talks.tidy()
        if wiped:
            self._counter.store.forget()
        return wiped

    def _known(self, number: str) -> Known:
        store = self._counter.store
        return Known(
            charter=self._counter.charter,
            book=self._book,
            survey=self._survey,
            replies=self._replies,
            cases=store.of_phone(number) if number else [],
            find=lambda written: self._find(written, number),
            now=store.clock.now(),
            subscribed=self._advisories.has(number),
        )

    def _find(self, written: str, number: str) -> Case | None:
        try:
            return self._counter.find(written, number)
        except NotFound:
            return None

    def _done(self, heard: Heard, turn: Turn) -> str:
        """Do what is to be done, and word the reply as things are then."""
        case_id = self._do(turn.deed, heard.number) or turn.case
        if not turn.about:
            return turn.text
        case = self._counter.store.case(case_id)
        return fitted(self._notices.sentence(turn.about, case, language=_spoken(turn.talk, heard, case)), ONE)

    def _do(self, deed: Deed | None, number: str) -> str:
        """Do it; the identity of a case that was opened."""
        store = self._counter.store
        match deed:
            case File(draft):
                return self._counter.file(draft).case
            case Say(case_id, kind, text):
                self._counter.say(store.case(case_id), kind, text)
            case Consent(given) if number:
                self._counter.consent(number, given=given)
                if not given:
                    self._advisories.leave(number)
            case Subscribe(purok) if number:
                if purok is None:
                    self._advisories.leave(number)
                else:
                    self._advisories.join(number, purok)
            case Rate(case_id, answers):
                self._survey.rate(case_id, answers)
        return ""


def _whole(words: str, gap: str, runs: Sequence[str]) -> str:
    """The words with the gaps filled; empty where there are not as many, or where they must be read anew."""
    pieces = words.split(gap)
    if len(pieces) != len(runs) + 1:
        return ""
    filled = "".join(f"{piece.strip()} {run.strip()} " for piece, run in zip(pieces, [*runs, ""], strict=True))
    try:
        whole = clean(filled)
    except InputError:
        return ""
    return "" if is_emergency(whole) or tells(whole) else whole


def _spoken(talk: Talk, heard: Heard, case: Case) -> str:
    return talk.language or heard.language or case.language
