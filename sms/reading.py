# SPDX-License-Identifier: Apache-2.0
"""Reading: what came in is understood and answered, each message in one transaction, and none stops the next."""

from typing import Final

from appliance import phone
from appliance.conversation import Conversation, Heard
from appliance.errors import CaseError, EventError, InputError, NumbersUsedUp
from appliance.logbook import Logbook
from appliance.service import log
from appliance.texts import Message, Texts
from sms.modem import decode, header
from sms.ports import Incoming, PduError, Report
from sms.post import Post

_MOST_ANSWERS: Final = 6
"""Answers an hour to one number that lead nowhere; those of a form that goes on do not count."""

_PARTS_MS: Final = 10 * 60 * 1000
"""How long the missing parts of a long text are waited for."""

GAP: Final = "[...]"
"""Stands for parts of a long text that have not come."""

_GAP: Final = f" {GAP} "

Parts = list[tuple[int, Message, Incoming]]


class Reading:
    """The messages of one modem."""

    def __init__(self, texts: Texts, conversation: Conversation | None, post: Post | None) -> None:
        """What keeps them, what answers (nothing at the hub), and what takes the frames among them."""
        self._texts = texts
        self._conversation = conversation
        self._post = post
        self._logbook = Logbook(texts.store)

    def deal(self) -> None:
        """Deal with every message that was kept; what cannot be read is set aside and never blocks the rest."""
        incoming: list[tuple[Message, Incoming]] = []
        frames: list[tuple[Message, Incoming]] = []
        for message in self._texts.unread():
            try:
                read = decode(message.pdu)
            except PduError as error:
                self._aside([message], str(error))
                continue
            if isinstance(read, Report):
                self._reported(message, read)
            elif self._post is not None and self._post.hears(read):
                frames.append((message, read))
            else:
                incoming.append((message, read))
        if self._post is not None:
            self._post.take(frames)
        # a modem lists its places, not its mail: an answer must not be read before what it follows
        incoming.sort(key=lambda one: one[1].sent_at or 0)
        longer: dict[tuple[str, int, int], list[tuple[int, Message, Incoming]]] = {}
        for message, read in incoming:
            if read.concat is None:
                self._answer([message], read.number, read.text)
            else:
                reference, total, part = read.concat
                longer.setdefault((read.number, reference, total), []).append((part, message, read))
        for (number, reference, total), parts in longer.items():
            self._assemble(number, reference, total, parts)

    def _assemble(self, number: str, reference: int, total: int, parts: Parts) -> None:
        """A long text once all its parts are here, or what there is of it when the rest is too late.

        What comes later still is put where it was missing.
        """
        pieces = {part: read.text for part, _, read in parts}
        messages = [message for _, message, _ in parts]
        # a clock that was put back makes the first part come from the future
        late = abs(self._texts.store.clock.now() - min(message.at for message in messages)) > _PARTS_MS
        missing = self._texts.missing(number, reference, total)
        if missing and set(missing) <= pieces.keys():
            self._patch(messages, number, _runs(missing, pieces))
            with self._texts.store.writing():
                self._texts.found(number, reference, total)
        elif len(pieces) == total or late:
            text = ""
            for part in range(1, total + 1):
                gap = "" if text.endswith(_GAP) else _GAP
                text += pieces.get(part, gap)
            absent = [part for part in range(1, total + 1) if part not in pieces]
            with self._texts.store.writing():
                if absent and not missing:
                    self._texts.miss(number, reference, total, absent)
                self._answer(messages, number, text)

    def _patch(self, messages: list[Message], sender: str, runs: list[str]) -> None:
        """Put the rest of an incomplete text where it belongs; where that is gone, it is a text of its own."""
        if self._conversation is not None and phone.is_citizen(sender):
            with self._texts.store.writing():
                if self._conversation.complete(phone.normalise(sender), GAP, runs):
                    self._texts.done(messages)
                    log.info("sms: the rest of an incomplete text came")
                    return
        self._answer(messages, sender, _GAP.join(runs))

    def _answer(self, messages: list[Message], sender: str, text: str) -> None:
        """Answer a citizen; the case, the answer and the end of the message are one transaction."""
        if self._conversation is None:
            self._aside(messages, "a text to the hub's modem, which answers nobody", wordless=True)
            return
        if not phone.is_citizen(sender):
            self._aside(messages, "from a short code or a name, which is never answered", wordless=True)
            return
        try:
            number = phone.normalise(sender)
        except InputError:
            self._aside(messages, "from a number that is not a Philippine mobile number", wordless=True)
            return
        try:
            with self._texts.store.writing():
                if self._texts.again(number, text):
                    log.info("sms: the network brought a text twice")
                    self._texts.done(messages)
                    return
                # two telephones that answer by themselves would go on for ever, at the barangay's cost
                patience = _MOST_ANSWERS - self._texts.answered(number)
                reply = self._conversation.answer(Heard(number, text), patience)
                if reply.text:
                    self._texts.answer(number, reply.text, counts=reply.counts, urgent=reply.urgent)
                self._texts.done(messages)
        except (NumbersUsedUp, InputError, CaseError, EventError) as error:
            # a message that cannot be dealt with must not come back at every start
            self._aside(messages, str(error))

    def _reported(self, message: Message, report: Report) -> None:
        with self._texts.store.writing():
            if report.outcome != "pending":
                state = self._texts.report(report.reference, report.number, report.outcome == "delivered")
                log.info("sms: a delivery report: %s", state or "for nothing of ours")
            self._texts.done([message])

    def _aside(self, messages: list[Message], problem: str, *, wordless: bool = False) -> None:
        """Set messages aside for a person; `wordless` keeps of each only from whom and when it came."""
        log.warning("sms: a message was set aside: %s", problem)
        with self._texts.store.writing():
            for message in messages:
                kept = header(message.pdu) if wordless else message.pdu
                self._logbook.set_aside("sms", problem, kept.encode())
            self._texts.done(messages)


def _runs(missing: list[int], pieces: dict[int, str]) -> list[str]:
    """What was missing, one piece for each gap: neighbours were missing as one."""
    runs: list[str] = []
    for place, part in enumerate(missing):
        if place and missing[place - 1] == part - 1:
            runs[-1] += pieces[part]
        else:
            runs.append(pieces[part])
    return runs
