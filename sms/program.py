# SPDX-License-Identifier: Apache-2.0
"""The SMS loop: read what came in, deal with it, send what is owed. The data file is the queue in both directions."""

import time
from typing import Final

from appliance import phone
from appliance.conversation import Conversation, Heard
from appliance.errors import CaseError, EventError, InputError, NumbersUsedUp
from appliance.ledger import Ledger
from appliance.logbook import Logbook
from appliance.service import Stop, log, notify
from appliance.texts import Message, Texts
from sms.modem import decode, header, submit
from sms.ports import Incoming, Modem, ModemError, ModemRefused, ModemUnknown, ModemVanished, PduError, Report
from sms.post import Post

_POLL: Final = 0.5
_SWEEP: Final = 20
"""Turns without news after which the modem's memories are listed all the same: announcements get lost."""

_LEDGER: Final = 30
"""Seconds between two looks at the promises."""

_GAP: Final = " [...] "
"""Stands for parts of a long text that never came."""

_MOST_ANSWERS: Final = 6
"""Answers an hour to one number that lead nowhere; those of a form that goes on do not count."""

_PARTS_MS: Final = 10 * 60 * 1000
"""How long the missing parts of a long text are waited for."""

_NEVER: Final = frozenset({1, 8, 10, 21, 28, 29, 30})
"""Refusals that trying again does not mend: no such number, barred, rejected (3GPP TS 27.005, 3.2.5)."""

_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 10.0
"""Seconds before the modem is opened again, doubling."""


class Texting:
    """One modem's traffic. Every step is durable before the next one, so a kill at any point loses nothing."""

    def __init__(
        self,
        texts: Texts,
        conversation: Conversation | None,
        modem: Modem,
        ledger: Ledger | None,
        post: Post | None = None,
    ) -> None:
        """The queue, what answers, the device, what keeps the promises (with or without a modem), and what carries
        frames; a hub's modem answers no citizen, and its promises are kept elsewhere.
        """
        self._texts = texts
        self._post = post
        self._logbook = Logbook(texts.store)
        self._conversation = conversation
        self._modem = modem
        self._ledger = ledger
        self._next_turn = 0.0
        self._forgotten = self._texts.db.total_changes

    def run(self, stop: Stop) -> None:
        """Run until stopped; a modem that vanishes is opened again."""
        uncertain = self._texts.recover()
        if uncertain:
            log.warning("sms: %d parts were being sent when the power went; they are not sent again", uncertain)
        notify("READY=1")
        wait, problem = _FIRST_WAIT, ""
        while not stop:
            try:
                self._modem.open()
                problem = ""
                state = self._modem.health().state
                log.info("sms: the modem is %s", state)
                self._logbook.report("sms", state)
                wait = _FIRST_WAIT
                self._serve(stop, sends=state != "absent")
            except ModemError as error:
                if str(error) != problem:
                    log.warning("sms: %s; trying again", error)
                problem = str(error)
                self._logbook.report("sms", problem)
                notify("WATCHDOG=1")
                self._keep_promises()
                stop.wait(wait)
                # to look for a port that is not there costs nothing, and whoever plugs it in waits for an answer
                wait = _FIRST_WAIT if isinstance(error, ModemVanished) else min(2 * wait, _LONGEST_WAIT)
            finally:
                self._modem.close()

    def _serve(self, stop: Stop, *, sends: bool) -> None:
        quiet = _SWEEP
        while not stop:
            if quiet >= _SWEEP:
                self.fetch()
                self.tidy()
                quiet = 0
            self.deal()
            self.forget()
            self._keep_promises()
            busy = sends and (self.send() or (self._post is not None and self._post.send()))
            quiet = _SWEEP if self._modem.wait(0 if busy else _POLL) else quiet + 1
            notify("WATCHDOG=1")

    def _keep_promises(self) -> None:
        """Look at the dates that have passed, every half minute."""
        if self._ledger is not None and time.monotonic() >= self._next_turn:
            self._ledger.turn()
            self._next_turn = time.monotonic() + _LEDGER

    def fetch(self) -> None:
        """Keep what the modem holds, each message durably before the modem forgets it."""
        for stored in self._modem.stored():
            self._texts.keep(stored.pdu)
            try:
                self._modem.delete(stored)
            except ModemRefused as error:
                # it is known by its hash when it is listed again, and others must not wait for it
                log.warning("sms: the SIM does not let a message go: %s", error)

    def tidy(self) -> None:
        """Wipe what citizens left unfinished."""
        wiped = 0 if self._conversation is None else self._conversation.tidy()
        if wiped:
            log.info("sms: %d talks ended in silence; what was said in them is wiped", wiped)

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
        for (number, _, total), parts in longer.items():
            self._assemble(number, total, parts)

    def forget(self) -> None:
        """Leave no trace in the data file's log of the messages that were dealt with, which hold people's words."""
        changes = self._texts.db.total_changes
        if changes != self._forgotten and self._texts.store.forget():
            self._forgotten = changes

    def _assemble(self, number: str, total: int, parts: list[tuple[int, Message, Incoming]]) -> None:
        """A long text once all its parts are here, or what there is of it when the rest is too late."""
        pieces = {part: read.text for part, _, read in parts}
        messages = [message for _, message, _ in parts]
        # a clock that was put back makes the first part come from the future
        late = abs(self._texts.store.clock.now() - min(message.at for message in messages)) > _PARTS_MS
        if len(pieces) == total or late:
            text = ""
            for part in range(1, total + 1):
                gap = "" if text.endswith(_GAP) else _GAP
                text += pieces.get(part, gap)
            self._answer(messages, number, text)

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
                # two telephones that answer by themselves would go on for ever, at the barangay's cost
                patience = _MOST_ANSWERS - self._texts.answered(number)
                reply = self._conversation.answer(Heard(number, text), patience)
                if reply.text:
                    self._texts.answer(number, reply.text, counts=reply.counts)
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

    def send(self) -> bool:
        """Send one part that is owed; False when none is."""
        part = self._texts.take()
        if part is None:
            return False
        pdu, length = submit(part.to, part.body, reference=part.reference, total=part.total, index=part.number)
        try:
            self._texts.sent(part, self._modem.send(pdu, length))
            log.info("sms: text %d part %d of %d handed to the network", part.text, part.number, part.total)
        except ModemRefused as error:
            log.warning("sms: text %d part %d: %s", part.text, part.number, error)
            if error.of_text and error.code in _NEVER:
                self._texts.refused(part)
            else:
                self._texts.later(part)
        except ModemUnknown:
            log.warning("sms: text %d part %d: nobody knows whether it went out", part.text, part.number)
            self._texts.unknown(part)
            raise
        except ModemError:
            self._texts.back(part)
            raise
        return True
