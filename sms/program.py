# SPDX-License-Identifier: Apache-2.0
"""The SMS loop: read what came in, deal with it, send what is owed. The data file is the queue in both directions."""

import time
from collections.abc import Callable
from typing import Final

from appliance import phone
from appliance.conversation import Conversation
from appliance.errors import InputError
from appliance.ledger import Ledger
from appliance.logbook import Logbook
from appliance.reminders import Reminders
from appliance.service import Stop, log, notify
from appliance.texts import Texts
from sms.circuit import Circuit
from sms.modem import submit
from sms.ports import Modem, ModemError, ModemRefused, ModemSilent, ModemUnknown, ModemVanished
from sms.post import Post
from sms.reading import Reading

_POLL: Final = 0.5
_SWEEP: Final = 20
"""Turns without news after which the modem's memories are listed all the same: announcements get lost."""

_LEDGER: Final = 30
"""Seconds between two looks at the promises."""

_NEVER: Final = frozenset({1, 8, 10, 21, 28, 29, 30})
"""Refusals that trying again does not mend: no such number, barred, rejected (3GPP TS 27.005, 3.2.5)."""

_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 10.0
"""Seconds before the modem is opened again, doubling."""

_WELL, _UNWELL = 60.0, 2.0
"""Seconds between two looks at how the modem is, when it is well and when it is not."""

_SILENT: Final = 3
"""Times that a modem may not answer before it is told to begin anew."""

_UNREACHED: Final = 600.0
"""Seconds without a network after which it is told so too."""


class Texting:
    """One modem's traffic. Every step is durable before the next one, so a kill at any point loses nothing."""

    def __init__(
        self,
        texts: Texts,
        conversation: Conversation | None,
        modem: Modem,
        ledger: Ledger | None,
        post: Post | None = None,
        *,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """The queue, what answers, the device, what keeps the promises (with or without a modem), and what carries
        frames; a hub's modem answers no citizen, and its promises are kept elsewhere.
        """
        self._texts = texts
        self._post = post
        self._logbook = Logbook(texts.store)
        self._conversation = conversation
        self._reading = Reading(texts, conversation, post)
        self._modem = modem
        self._ledger = ledger
        self._reminders = Reminders(texts.store)
        self._ticks = ticks
        self._circuit = Circuit(ticks)
        self._name = "sms" if texts.modem == 1 else f"sms {texts.modem}"
        self._state = ""
        self._sends = False
        self._next_turn = self._next_look = 0.0
        self._unreached_since: float | None = None
        self._silences = 0
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
                self._state = ""
                self.look()
                wait = _FIRST_WAIT
                self._serve(stop)
            except ModemError as error:
                if str(error) != problem:
                    log.warning("sms: %s; trying again", error)
                problem = str(error)
                self._logbook.report(self._name, "absent" if isinstance(error, ModemVanished) else "deaf")
                notify("WATCHDOG=1")
                self._keep_promises()
                self._mend(error)
                stop.wait(wait)
                # to look for a port that is not there costs nothing, and whoever plugs it in waits for an answer
                wait = _FIRST_WAIT if isinstance(error, ModemVanished) else min(2 * wait, _LONGEST_WAIT)
            finally:
                self._modem.close()

    def _mend(self, error: ModemError) -> None:
        """A modem that is there and says nothing, three times in a row, is told to begin anew."""
        self._silences = self._silences + 1 if isinstance(error, ModemSilent) else 0
        if self._silences >= _SILENT:
            log.warning("sms: the modem does not answer; it is told to begin anew")
            self._modem.restart()
            self._silences = 0

    def _serve(self, stop: Stop) -> None:
        quiet = _SWEEP
        while not stop:
            if quiet >= _SWEEP:
                self.fetch()
                self.tidy()
                self._silences = quiet = 0
            self.call_back()
            self.deal()
            self.forget()
            self._keep_promises()
            if self._ticks() >= self._next_look:
                self.look()
            busy = self._sends and (self.send() or (self._post is not None and self._post.send()))
            quiet = _SWEEP if self._modem.wait(0 if busy else _POLL) else quiet + 1
            notify("WATCHDOG=1")

    def look(self) -> None:
        """See how the modem is, and say so where an operator and an officer look."""
        health = self._modem.health()
        now = self._ticks()
        self._sends = health.sends
        self._next_look = now + (_WELL if health.sends or health.state == "absent" else _UNWELL)
        state = "no_credit" if health.sends and self._circuit.is_open else health.state
        if state != self._state:
            log.info("sms: the modem is %s", state)
            self._logbook.report(self._name, state)
            self._state = state
        if health.state not in ("not_registered", "no_signal"):
            self._unreached_since = None
        elif self._unreached_since is None:
            self._unreached_since = now
        elif now - self._unreached_since >= _UNREACHED:
            log.warning("sms: no network for ten minutes; the modem is told to begin anew")
            self._unreached_since = None
            self._modem.restart()
            raise ModemVanished("the modem begins anew")

    def _keep_promises(self) -> None:
        """Look at the dates that have passed, every half minute."""
        if self._ledger is not None and time.monotonic() >= self._next_turn:
            self._ledger.turn()
            self._reminders.turn()
            self._next_turn = time.monotonic() + _LEDGER

    def fetch(self) -> None:
        """Keep what the modem holds, all of it durably before the modem forgets any."""
        listed = self._modem.stored()
        if not listed:
            return
        with self._texts.store.writing():
            for stored in listed:
                self._texts.keep(stored.pdu)
        for stored in listed:
            try:
                self._modem.delete(stored)
            except ModemRefused as error:
                # it is known by its hash when it is listed again, and others must not wait for it
                log.warning("sms: the SIM does not let a message go: %s", error)

    def tidy(self) -> None:
        """Wipe what citizens left unfinished, and say again what may not have arrived and does no harm twice."""
        wiped = 0 if self._conversation is None else self._conversation.tidy()
        if wiped:
            log.info("sms: %d talks ended in silence; what was said in them is wiped", wiped)
        self._texts.wipe()
        self._texts.repeat()

    def call_back(self) -> None:
        """Who rang gets a text: a call that is not taken costs them nothing."""
        for caller in self._modem.missed():
            if self._conversation is None or not phone.is_citizen(caller):
                continue
            try:
                number = phone.normalise(caller)
            except InputError:
                continue
            with self._texts.store.writing():
                if not self._texts.rang(number):
                    self._texts.answer(number, self._conversation.menu(number))
                    log.info("sms: a call was ended and is answered by text")

    def deal(self) -> None:
        """Deal with every message that was kept."""
        self._reading.deal()

    def forget(self) -> None:
        """Leave no trace in the data file's log of the messages that were dealt with, which hold people's words."""
        changes = self._texts.db.total_changes
        if changes != self._forgotten and self._texts.store.forget():
            self._forgotten = changes

    def send(self) -> bool:
        """Send one part that is owed; False when none may go now."""
        part = self._texts.take() if self._circuit.lets else None
        if part is None:
            return False
        pdu, length = submit(part.to, part.body, reference=part.reference, total=part.total, index=part.number)
        try:
            self._texts.sent(part, self._modem.send(pdu, length))
            self._circuit.closed()
            log.info("sms: text %d part %d of %d handed to the network", part.text, part.number, part.total)
        except ModemRefused as error:
            log.warning("sms: text %d part %d: %s", part.text, part.number, error)
            if error.of_text and error.code in _NEVER:
                self._texts.refused(part)
            elif error.of_text and self._circuit.refused(error.code):
                # that is not about this text: it loses no attempt, and an officer must see it at once
                self._texts.back(part)
                self._next_look = 0.0
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
