# SPDX-License-Identifier: Apache-2.0
"""Saying: a reply that was worded for a text message, as it is said to somebody who speaks. Pure."""

import re
from typing import Final

_SAID: Final = {
    "fil": ((r"\bMag-text\b", "Magsalita"), (r"\bI-text\b", "Sabihin"), (r"\bi-text\b", "sabihin")),
    "en": ((r"\bText\b", "Say"), (r"\btext\b", "say")),
    "ceb": ((r"\bPag-text\b", "Sulti"), (r"\bI-text\b", "Isulti"), (r"\bi-text\b", "isulti")),
}
"""What is texted by telephone is said here."""


def aloud(reply: str, sender: str, language: str) -> str:
    """The reply without its signature, for the hall is here, and with "say" for "text"."""
    said = reply.removeprefix(f"{sender}: ")
    for written, spoken in _SAID[language]:
        said = re.sub(written, spoken, said)
    return said
