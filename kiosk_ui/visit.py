# SPDX-License-Identifier: Apache-2.0
"""Visit: one person's time at the kiosk. Lives in memory only and is replaced, never emptied, when they leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from appliance.answers import Answer
from appliance.counter import Draft, Receipt, View
from kiosk_ui.access import AS_ALWAYS, Access

NOTICE: Final = "kiosk-2"
"""The version of the privacy notice that the NOTICE screen shows."""

OTHER: Final = ""
"""The service of a matter that the charter does not list."""


@dataclass(slots=True)
class Visit:
    """Everything the person said and was shown since they touched the screen."""

    language: str = "fil"
    access: Access = AS_ALWAYS
    """How they want to be served."""
    door: str = ""
    """The type of case they came for; a service may make another type of it."""
    type: str = ""
    service: str = OTHER
    words: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    """What they said to the questions of the service's form, as `appliance.form` keeps it."""
    at_field: str = ""
    """The question of the form that they are at."""
    anonymous: bool | None = None
    """Whether they stay unnamed; None until they were asked, or where it is not asked."""
    name: str | None = None
    """None until they were asked; empty where they gave none."""
    digits: str = ""
    """The mobile number as typed."""
    phone: str = ""
    """The mobile number as kept (E.164), empty where they gave none."""
    sms: bool | None = None
    """Consent to be texted; None until they were asked."""
    reviewing: bool = False
    receipt: Receipt | None = None
    question: str = ""
    """What they asked the answer book."""
    answer: Answer | None = None
    topics: str = ""
    """The group of services whose topics they look at."""
    seen: View | None = None
    """The case they asked about."""
    pin: str = ""
    """The PIN that opened it: whatever they say about the case is said with it."""
    said: str = ""
    """The last thing they said about it, or are about to say: a kind of event."""
    trouble: str = ""
    """What the error screen has to say."""

    def begin(self, door: str) -> None:
        """Start another matter of this type in the same visit."""
        self.door = self.type = door
        self.service, self.words, self.at_field = OTHER, "", ""
        self.answers = {}
        self.anonymous, self.name = None, None
        self.digits, self.phone, self.sms = "", "", None
        self.reviewing, self.receipt = False, None

    def choose(self, service: str, kind: str) -> None:
        """It is about this service, whose cases are of this type; another one asks other questions."""
        if service != self.service:
            self.answers, self.at_field = {}, ""
        if kind != "complaint" and self.anonymous:
            self.anonymous, self.sms = None, None
        self.service, self.type = service, kind

    def introduce(self, willing: bool) -> None:
        """They tell who they are, or stay unnamed; who changes their mind is asked for name and number again."""
        if willing and self.anonymous:
            self.name, self.sms = None, None
        self.anonymous = not willing
        if not willing:
            self.name = ""
            self.give_phone("", "")

    def give_phone(self, digits: str, phone: str) -> None:
        """Take a number, or none; another number needs consent of its own."""
        if phone != self.phone:
            self.sms = None
        self.digits, self.phone = digits, phone
        if not phone:
            self.sms = False

    def draft(self, words: str, answers: Mapping[str, str]) -> Draft:
        """What there is to file: `words` are theirs or, where they need none, a sentence for them."""
        return Draft(
            type=self.type,
            words=words,
            language=self.language,
            service=self.service,
            phone=self.phone,
            name=self.name or "",
            sms=bool(self.sms),
            notice=NOTICE,
            answers=answers,
        )
