# SPDX-License-Identifier: Apache-2.0
"""Emergency: whether a text tells of a danger to life that is there now, and not of one past, feared or on paper. Pure.

An alarm too many costs one text; one too few may cost a life. But a hall where every second complaint about smoke is
answered with hotlines is soon not believed, so the words around a word of danger count.
"""

import re
from typing import Final

from appliance.text import tokens

_THERE_IS: Final = (
    r"(?:may|naay|naa|there\ is|theres|there\ s|meron|mayroon)(?:\ (?:po|pong|poy|a|malaking|dako|dakong))*\ "
)

_NOW: Final = re.compile(
    rf"""
    \b(?: saklolo | tabang\ dali | tulong\ dali | dali\ tulong | help\ help | sos | tabangi\ (?:ko|mi)
    | {_THERE_IS}(?: sunog | fire | kalayo | aksidente | accident | banggaan | barilan | patayan | saksakan | hostage
        | nabaril | nasaksak | naaksidente | nabangga | nasagasaan | nalulunod | nalunod | nasusunog | natrap | naipit
        | binabaril | sinasaksak | pinapatay | hinoholdap | inaatake | gipusil | gidunggab | nalumos | naanod )
    | nasusunog | nasunog\ karon | on\ fire | sumiklab
    | binabaril | namamaril | nagbabarilan | pinagbabaril | sinasaksak | pinapatay | hinoholdap | hinohostage
    | nabaril | nasaksak | gipusil | gidunggab | gunshot | stabbed | shooting | being\ (?:robbed|attacked|shot)
    | nalulunod | nalumos | drowning | naanod | inaanod
    | naaksidente | nabangga | nasagasaan | naligsan | car\ accident
    | inaatake | inatake | giatake | heart\ attack | (?:hindi|di|dili)\ (?:na\ )?(?:po\ )?(?:humihinga|moginhawa)
    | not\ breathing | nawalan\ ng\ malay | hinimatay | nahimatay | nakuyapan | walang\ malay | unconscious | collapsed
    | nakuryente | nakuryentehan | electrocuted | bleeding\ badly | manganganak\ na | manganak\ na | in\ labor
    | gas\ leak | na\ ?trap | nasa\ bubong | hanggang\ (?:leeg|dibdib|bubong) | abot\ sa\ (?:liog|dughan|atop)
    | emergency\ (?:po|dito|ngayon|karon|now|diri|here) | (?:may|naay)\ emergency
    )\b
    """,
    re.VERBOSE,
)
"""Danger wherever it stands in a text."""

_FIRST: Final = re.compile(
    r"(?:(?:tulong|tabang|help|po|ay|naku|hala) )*(?:sunog|fire|emergency|aksidente|accident|kalayo|911)\b"
)
"""Danger where the text begins with it, and is short."""

_SHORT: Final = 8

_NOT_NOW: Final = re.compile(
    r"""
    \b(?: kahapon | kagabi | gahapon | yesterday | last | noong | dati | nakaraan | nakaraang | niadtong
    | baka | basin | para\ (?:di|hindi|iwas|dili) | maiwasan | iwas | avoid | might | prone | kung\ (?:may|naay) | if
    | pag\ may | kapag\ may | paano | unsaon | drill | seminar | training | blotter | certificate | clearance
    | permit | inspection | fire\ safety | extinguisher | fire\ exit | fire\ code | prevention | cracker | crackers
    | nasunugan | napaso | insurance | multa | emergency\ (?:contact|number|room|hotline|hotlines|fund|kit|light)
    | naaksidente\ na | aksidente\ na | namatay\ na | sunog\ na
    | burol | lamay )\b
    """,
    re.VERBOSE,
)
"""Words that put a danger into the past, into a question or onto paper."""

_SMOKE: Final = re.compile(
    r"\b(?:basura|basurahan|trash|garbage|dahon|leaves|plastic|siga|usok|nagsusunog|magsunog|sinusunog|pagsusunog|"
    r"nagsunog|nagdaob|aso nga baho|bumbilya|bulb|ulam|kanin|niluluto|balat|amoy)\b"
)
_SPREADS: Final = re.compile(
    r"\b(?:bahay|balay|house|kumakalat|mikatap|tao|bata|spreading|apartment|gusali|building)\b"
)
_ANIMAL: Final = re.compile(r"\b(?:aso|iro|dog|pusa|iring|cat)\b")
_NUMBER: Final = re.compile(r"(?<![\d])(?:\+?\d[\d -]{6,}\d)")
"""A telephone number, in which 911 is only three digits."""


def is_emergency(message: str) -> bool:
    """Whether this text must be answered with the hotlines at once."""
    said = " ".join(tokens(_NUMBER.sub(" ", message)))
    if not said or _NOT_NOW.search(said):
        return said.startswith(("saklolo", "911"))
    if _SMOKE.search(said) and not _SPREADS.search(said):
        return "911" in said.split() or "saklolo" in said
    if _ANIMAL.search(said) and "inatake" in said.split():
        return False  # bitten, and able to write about it: the charter says what to do
    first = _FIRST.match(said)
    return bool(_NOW.search(said)) or bool(first and len(said.split()) <= _SHORT)
