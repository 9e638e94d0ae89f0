# SPDX-License-Identifier: Apache-2.0
"""Emergency: whether a text tells of a danger to life that is there now, and not of one past, feared or on paper. Pure.

An alarm too many costs one text; one too few may cost a life. But a hall where every second complaint about smoke is
answered with hotlines is soon not believed, so the words around a word of danger count.
"""

import re
from collections.abc import Mapping
from typing import Final

from appliance.text import tokens

_THERE_IS: Final = (
    r"(?:may|naay|naa|there\ is|theres|there\ s|meron|mayroon)(?:\ (?:po|pong|poy|a|malaking|dako|dakong))*\ "
)

_SOMEBODY: Final = (
    r"(?:anak|bata|baby|apo|kapatid|kuya|ate|lola|lolo|nanay|tatay|mama|papa|asawa|pamangkin|igsoon|child|son|daughter)"
)

_GOES_ON: Final = re.compile(
    rf"""
    \b(?: saklolo | tabang\ dali | tulong\ dali | dali\ tulong | help\ help | sos | tabangi\ (?:ko|mi)
    | binabaril | namamaril | nagbabarilan | pinagbabaril | sinasaksak | pinagsasaksak | tinataga | pinagtataga
    | pinapatay\ (?:po\ )?(?:ako|kami|si|siya|niya|sila|ng) | papatayin\ (?:po\ |daw\ )*(?:ako|kami|niya|nya|kita)
    | hinoholdap | hinohostage | tinutukan | inaatake | giatake | being\ (?:robbed|attacked|shot)
    | amok | nag\ ?aamok | nagaamok | pumapasok\ na\ magnanakaw | ninanakawan | breaking\ into
    | (?:may|naay|naa|has|with|hawak|dala|dalang)(?:\ (?:po|pong|poy|siyang|syang|hawak|dala|dalang|na|a|ng)){{0,3}}
        \ (?:baril|itak|kutsilyo|patalim|pusil|sundang|gun|knife)(?!\ (?:license|lisensya|permit))
    | (?:nalulunod|drowning)(?!\ (?:po\ |na\ |kami\ |ako\ |in\ |sa\ )*(?:utang|debt)) | inaanod
    | (?:hindi|di|dili)(?:\ \w+){{0,3}}\ (?:humihinga|nakakahinga|makahinga|makaginhawa|kaginhawa|moginhawa)
        (?!\ (?:po\ |na\ |kami\ |ako\ |mi\ |dahil\ |tungod\ )*(?:sa|ng)\ (?:baho|amoy|usok))
    | not\ breathing | (?:can\ t|cant|cannot|can\ not)\ breathe | heart\ attack | bleeding\ badly
    | (?:naka\w+|nainom|nalunok|uminom|ininom|niinom|drank|swallowed)(?:\ \w+){{0,3}}\ (?:lason|muriatic|asido|poison)
    | (?:niinom|naka\ ?inom|nainom|mitumar)(?:\ (?:na|og|ug|siya|akong|ang)){{0,2}}\ hilo
    | (?:kinagat|nakagat|gipaak|napaakan|tinuklaw|bitten)(?:\ (?:po|na|ng|sa|by|a|ug|og)){{0,3}}
        \ (?:ahas|bitin|halas|snake)
    | natuklaw | snake\ ?bite | choking | natuk\ an | nabubulunan
    | nahulog(?:\ \w+){{0,4}}\ sa\ (?:balon|atabay|bangin|pangpang)
    | natabunan(?:\ \w+){{0,4}}\ (?:tao|bata|bahay|balay|kami|mi|sila|pamilya|kapitbahay|{_SOMEBODY})
    | (?:magpapa|nagpapa|magpa)kamatay | magbibigti | nagbibigti | nagbigti | maghikog | naghikog | suicidal
    | gusto(?:\ (?:ko|na|nang|ng|po|pong|kong|niya|nya|niyang|nyang|nako|ko\ ng))*\ mamatay
    | (?:ayoko|ayaw\ ko)(?:\ (?:na|nang|ng|po|pong))*\ mabuhay
    | want(?:s)?\ to\ (?:die|kill\ (?:my|him|her)self) | kill(?:ing)?\ (?:my|him|her)self
    | (?:nawawala|nawala|missing)(?:\ (?:po|ang|yung|ung|iyong|si|ko|akong|kong|among|our|my|na|pa|rin))*
        \ {_SOMEBODY}(?!\ book)
    | {_SOMEBODY}(?:\ (?:ko|namin|po))*\ (?:is\ missing|nawawala)
    )\b
    """,
    re.VERBOSE,
)
"""Danger that is going on, whatever stands around it: "kagabi pa", "baka" or the name of a hall do not end it."""

_BURNS: Final = re.compile(r"\b(?:nasusunog|nagliliyab|nagkakalayo|nasunog karon|on fire|is burning|sumiklab)\b")
"""Fire that is going on, if it is not somebody's rubbish."""

_NOW: Final = re.compile(
    rf"""
    \b(?: {_THERE_IS}(?: sunog | fire | kalayo | aksidente | accident | banggaan | barilan | patayan | saksakan
        | hostage | nabaril | nasaksak | naaksidente | nabangga | nasagasaan | nalunod | natrap | naipit
        | nagpakamatay | sugatan | gipusil | gidunggab | naanod | landslide | magnanakaw\ sa\ (?:loob|bahay|amin)
        | bomba(?!\ (?:po\ )?(?:ng|sa)\ (?:tubig|poso)) )
    | nabaril | nasaksak | natataga | gipusil | gidunggab | gitigbas | gunshot | stabbed | shooting
    | nalumos | naanod | naaksidente | nabangga | nasagasaan | naligsan | nabundol | car\ accident
    | sumabog | exploded | bomb\ threat
    | inatake | nawalan\ ng\ malay | hinimatay | nahimatay | nakuyapan | walang\ malay | unconscious | collapsed
    | nakuryente | nakuryentehan | electrocuted | manganganak\ na | manganak\ na | in\ labor
    | gas\ leak | na\ ?trap | nasa\ bubong | hanggang\ (?:leeg|dibdib|bubong) | abot\ sa\ (?:liog|dughan|atop)
    | emergency\ (?:po|dito|ngayon|karon|now|diri|here) | (?:may|naay)\ emergency
    | (?:kailangan|need|padala|tawag)(?:\ (?:po|namin|ng|og|a|kayo|mi|na|the)){{0,3}}\ (?:bumbero|bombero|ambulansya)
    )\b
    """,
    re.VERBOSE,
)
"""Danger that has just come about, if nothing around it says otherwise."""

_FIRST: Final = re.compile(
    r"(?:(?:tulong|tabang|help|po|ay|naku|hala) )*"
    r"(?:sunog|fire|emergency|aksidente|accident|kalayo|911|"
    r"(?:bumbero|bombero|ambulansya)(?: (?:po|dito|diri|dali|please|pls|now|ngayon|karon|bilis|sa)\b|$))"
)
"""Danger where the text begins with it, and is short."""

_SHORT: Final = 10

_NOT_NOW: Final = re.compile(
    r"""
    \b(?: kahapon | kagabi | gahapon | yesterday | last\ (?:night|week|month|year|time|\w+day) | noong | dati
    | nakaraan | nakaraang | niadtong | para\ (?:di|hindi|iwas|dili) | maiwasan | iwas | avoid | prone
    | kung\ (?:may|naay) | pag\ may | kapag\ may | drill | blotter | certificate | clearance | permit | inspection
    | extinguisher | prevention | cracker | crackers | multa | nasunugan | napaso
    | fire\ (?:safety|exit|code|insurance|truck|volunteer) | (?:accident|life)\ insurance | burial | assistance | ayuda
    | libing | palibing | pagpalubong | nung
    | emergency\ (?:contact|number|room|hotline|hotlines|fund|kit|light) | naaksidente\ na | aksidente\ na
    | (?:number|numero|hotline)\ (?:po\ )?(?:ng|sa|of) )\b
    """,
    re.VERBOSE,
)
"""Words that put a danger into the past, into a question or onto paper."""

_THING: Final = re.compile(
    r"\b(?:nabaril|nabangga|nasagasaan|nasaksak|naligsan|nabundol|stabbed|hit)"
    r"(?: (?:po|na|ng|sa|ang|yung|ung|iyong|the|my|our|akong|among|truck|motor|jeep|kotse|sasakyan|tricycle))*"
    r" (?:aso|iro|dog|pusa|iring|cat|manok|kambing|baboy|kalabaw|poste|gate|bakod|pader|tire|tires|gulong)\b"
    r"|\b(?:road|slope|drainage|fence)(?: \w+){0,3} collapsed\b"
)
"""Harm to an animal or a thing."""

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
    said = _THING.sub(" ", " ".join(tokens(_NUMBER.sub(" ", message))))
    if _GOES_ON.search(said) or said.startswith("911"):
        return True
    if _SMOKE.search(said) and not _SPREADS.search(said):
        return "911" in said.split()
    if _BURNS.search(said):
        return True
    if not said or _NOT_NOW.search(said):
        return False
    if _ANIMAL.search(said) and "inatake" in said.split():
        return False  # bitten, and able to write about it: the charter says what to do
    first = _FIRST.match(said)
    return bool(_NOW.search(said)) or bool(first and len(said.split()) <= _SHORT)


def is_urgent(words: str, answers: Mapping[str, str]) -> bool:
    """Whether a life may hang on a case that is filed: it goes to the hub before all others.

    Its words tell of a danger that is there now, or the form of its service asks about danger and was answered yes.
    """
    return answers.get("danger") == "yes" or is_emergency(words)
