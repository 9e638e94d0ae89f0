# SPDX-License-Identifier: Apache-2.0
"""Visit: one person's time at the kiosk. Lives in memory only and is replaced, never emptied, when they leave."""

from dataclasses import dataclass
from typing import Final

from appliance.counter import Draft, Receipt, View
from kiosk_ui.access import Access

NOTICE: Final = "kiosk-1"
"""The version of the privacy notice that the NOTICE screen shows."""

OTHER: Final = ""
"""The service of a matter that the charter does not list."""


@dataclass(slots=True)
class Visit:
    """Everything the person said and was shown since they touched the screen."""

    language: str = "fil"
    access: Access = Access()
    """How they want to be served."""
    type: str = ""
    service: str = OTHER
    words: str = ""
    digits: str = ""
    """The mobile number as typed."""
    phone: str = ""
    """The mobile number as kept (E.164), empty where they gave none."""
    sms: bool | None = None
    """Consent to be texted; None until they were asked."""
    reviewing: bool = False
    receipt: Receipt | None = None
    seen: View | None = None
    """The case they asked about."""
    trouble: str = ""
    """What the error screen has to say."""

    def begin(self, kind: str) -> None:
        """Start another matter of this type in the same visit."""
        self.type, self.service, self.words = kind, OTHER, ""
        self.digits, self.phone, self.sms = "", "", None
        self.reviewing, self.receipt = False, None

    def give_phone(self, digits: str, phone: str) -> None:
        """Take a number, or none; another number needs consent of its own."""
        if phone != self.phone:
            self.sms = None
        self.digits, self.phone = digits, phone
        if not phone:
            self.sms = False

    def draft(self) -> Draft:
        """What there is to file."""
        return Draft(
            type=self.type,
            words=self.words,
            language=self.language,
            service=self.service,
            phone=self.phone,
            sms=bool(self.sms),
            notice=NOTICE,
        )
