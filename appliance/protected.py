# SPDX-License-Identifier: Apache-2.0
"""Protected: whether words belong to a matter that must never lie readable on this box. Pure."""

import re
from typing import Final

from appliance.charter import Charter
from appliance.ports import Answered
from appliance.text import tokens

SENSITIVITY: Final = "protected"

SURELY: Final = 0.8
"""How sure the book must be of words that stand beside a matter already named: "tanod" may be a place there."""

TELLING: Final = 3
"""Words that an answer to a form's question must have to be heard as a matter of its own."""

_LETTERS: Final = 6
"""Letters from which a keyword of a protected service tells enough by itself; shorter ones have other meanings too."""


_ROOTS: Final = re.compile(
    r"ahasa|halay|hinalay|ugbog|s[hy]+abu|droga|mari[jh]uana|molest|moles[ty]|lugos|kulata|hipuan"
    r"|\b(?:ni|na|gi|ma|i)?(?:rape|reyp)\w*|\bpushers?\b"
)
"""Roots of words that tell of violence or drugs in whatever form they stand: "ginagahasa", "nagshashabu", "nirape"."""


def tells(words: str) -> bool:
    """Whether a single word tells of such a matter, whatever else is said."""
    return _ROOTS.search(" ".join(tokens(words))) is not None


def protects(charter: Charter, *services: str) -> bool:
    """Whether one of these services of the charter is such a matter."""
    found = [charter.services.get(service) for service in services]
    return any(service is not None and service.sensitivity == SENSITIVITY for service in found)


def is_protected(charter: Charter, words: str, found: Answered, *, least: float = 0.0) -> bool:
    """Whether these words, about which the book `found` this, belong to such a service; `least` is how surely.

    Where the book does not know, a single telling word is enough: an ordinary matter that is asked to come to the
    hall loses little, and a person in danger whose words are found by another may lose everything.
    """
    if found.service:
        return protects(charter, found.service, found.also) and found.score >= least
    if tells(words):
        return True
    said = f" {' '.join(tokens(words))} "
    telling = [
        phrase
        for service in charter.services.values()
        for phrase in service.keywords
        if service.sensitivity == SENSITIVITY and len(phrase) >= _LETTERS
    ]
    return any(f" {' '.join(tokens(phrase))} " in said for phrase in telling)
