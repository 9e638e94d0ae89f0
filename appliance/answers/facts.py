# SPDX-License-Identifier: Apache-2.0
"""Facts: which fact a question wants: the fee, what to bring, how long, where, who, how, or the hours. Pure."""

import re
from typing import Final

from appliance.answers.features import words

FACTS: Final = ("requirements", "fee", "time", "where", "how", "hours", "who", "report", "other")
"""What may be asked; `report` is a matter that is told rather than asked about, `other` the rest."""

_SMALL: Final = "(?:po |ba |pa |na |ang |lang |rin |ra )*"
"""Words that may stand between the others without changing what is asked."""

_RULES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    # an amount that is given, not paid
    ("other", (
        "(?:magkano|how much|pila) .*(?:tulong|ayuda|tabang|allowance|assistance|receive|gives?|get|i?hatag|madawat)",
        "(?:magkano|how much|pila) .*(?:matatanggap|natatanggap|makukuha|ibibigay|binibigay)",
    )),
    ("fee", (
        "magkan[ou]|mgkano|mkano|hm|how much|tagpila|tagpilay|presyo|singil|costs?|charge|fees?|pay|penalty|multa",
        "bayad|byad|babayaran|bayaran|bayranan|bayrunon",
        f"pila {_SMALL}(?:man )?(?:ang|akong|imong|bayad|kwarta)",
        f"(?:libre|free) {_SMALL}ba|(?:is|are) (?:it|the|my|this|that|\\w+ id) (?:\\w+ ){{0,2}}free",
    )),
    ("hours", (
        "what time|ano(?:ng)? (?:po )?oras|unsang? orasa?|hanggang anong oras|hangtod unsa\\w*|office hours|cut off",
        "ano(?:ng)? araw|unsang? adlawa?|(?:which|what) days?|schedule|sched|sked|iskedyul|noon break|may pasok",
        "bukas (?:po |pa )*(?:ba|kayo)|abli|open (?:on|ba|now|today|every|during|through)",
        "(?:are you|is the (?:\\w+ ){1,3})open",
    )),
    ("requirements", (
        "reqs?|requirements?|requirments?|rqmts|rekwayrments?|papel|papeles|papers?|dokumento|documents?",
        "dadalhin|dalhin|dadon|dad on|dalhon|bring|proof|valid id|xerox|photocopy|ipasa|ipapasa",
        "(?:unsay?|ano(?:ng)?|what) id|what .{0,30}is required",
        "(?:ano(?:ng)?|anu|unsay?|what) .{0,14}(?:need|needed|kailangan\\w*|kelangan|kinahanglan\\w*)",
        "what .{0,40}(?:needed|do i need|does \\w+ need)|kailangan (?:po )*ba|kinahanglan ba",
    )),
    ("time", (
        "ga?a?no katagal|ilang (?:araw|oras|minuto|linggo|buwan|taon)|matagal|dugay|processing time",
        "how long|how many (?:days|hours|minutes|weeks|months|years)|pila ka (?:adlaw|oras|minuto|semana|bulan|tuig)",
        "kailan|kelan|kaylan|kanus|when|expire[sd]?|validity",
    )),
    ("how", (
        "paano|pano|panu|pnu|papaano|how|unsaon|giunsa|proseso|process|procedure|steps?|hakbang|paraan|apply",
    )),
    ("who", (f"(?:sino|kinsay?|who) {_SMALL}(?:pwede|puwede|pwedi|maaari|can|may|qualified|kwalipikado)",)),
    ("where", ("saan|san|sn|asan|nasaan|where|asa|diin|which office|anong opisina|kanino|(?:dyan|dito|diri) ba",)),
    ("who", (
        "sino|sinu|sno|who|kinsay?|qualified|eligible|kwalipikado|sakop|kasali|apil",
        f"(?:pwede|puwede|pwedi) {_SMALL}(?:ako|ko|mi)|(?:pwede|puwede) (?:po |pa |rin )*ba|maaari(?:ng)? {_SMALL}ba",
        "can (?:i|my|we|a|an)|am i|is my",
    )),
)  # fmt: skip
"""By and by: the first that is found in a question is what it wants."""

_PATTERNS: Final = tuple((fact, re.compile(rf"\b(?:{'|'.join(phrases)})\b")) for fact, phrases in _RULES)


def asked(question: str, *, reported: bool = False) -> str:
    """The one of FACTS that the question wants; where it asks nothing of a service for troubles, it is a report."""
    said = " ".join(words(question))
    for fact, pattern in _PATTERNS:
        if pattern.search(said):
            return fact
    return "report" if reported else "other"
