# SPDX-License-Identifier: Apache-2.0
"""Examples: what is said to measure the ears: to tune on, and others, by other voices, to report on."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Examples:
    """Phrases that are choices, sentences that are none, the voices that say both and the words a minute."""

    phrases: tuple[str, ...]
    others: tuple[str, ...]
    voices: tuple[str, ...]
    rates: tuple[int, ...]


TUNE: Final = Examples(
    phrases=(
        *("rehistro ng botante", "rehistro ng kapanganakan", "sirang kalsada", "hindi nahakot na basura", "asong gala"),
        *("oras ng barangay hall", "mga opisyal ng barangay", "tulong sa libing", "tulong sa sakuna", "pirma", "mali"),
        *("clearance para sa negosyo", "harang sa kalsada", "baradong kanal at baha", "paghiram ng pasilidad", "opo"),
        *("senior citizen id", "solo parent id", "scholarship", "health center", "kailangan ko ng papeles", "sige"),
        *("malakas na tugtog", "videoke", "tuwing gabi", "ngayon mismo", "kapag araw", "aking kaso", "may tanong ako"),
        *("magkano ang bayad", "numero ng telepono", "katulong", "salamat", "bumalik", "dokumento", "wala na", "tama"),
        *("itigil",),
    ),
    others=(
        *("nagluluto ng hapunan ang kuya ko", "uuwi na kami sa probinsya bukas ng umaga", "malamig ang hangin dito"),
        *("bumili siya ng bagong sapatos", "maganda ang pelikula kagabi", "anong ulam ninyo mamaya"),
        *("naglaba ako ng mga damit", "masakit ang ulo ko", "pupunta ako sa simbahan", "nasaan ang susi ng bodega"),
    ),
    voices=("id+f2", "id+m3", "ms+steph"),
    rates=(140, 180),
)
"""Thresholds are chosen on these."""

REPORT: Final = Examples(
    phrases=(
        *("reklamo", "tanong", "mungkahi", "barangay clearance", "sertipiko ng kahirapan", "sertipiko ng paninirahan"),
        *("barangay id", "business permit", "magparehistro", "kumuha ng sertipiko", "magreklamo", "magtanong"),
        *("ingay ng kapitbahay", "basura sa kalsada", "sirang ilaw sa poste", "baha sa amin", "away sa lupa"),
        *("tulong medikal", "kapitan", "tanggapan", "oras ng opisina", "sundan ang kaso", "ulitin", "balik"),
        *("kanselahin", "tapos na", "oo", "hindi", "isa", "dalawa", "tatlo", "apat", "lima", "anim", "pito", "walo"),
        *("siyam", "sampu"),
    ),
    others=(
        *("magandang umaga po sa inyong lahat", "ang panahon ngayon ay maulan at malamig"),
        *("kumain ka na ba ng almusal kanina", "saan kayo nakatira ngayon", "masarap ang adobo ng nanay ko"),
        *("naglalaro ang mga bata sa labas", "mahal na ang bigas sa palengke", "pupunta kami sa maynila bukas"),
        *("nanood ako ng telebisyon kagabi", "ang aso ay tumatakbo nang mabilis"),
    ),
    voices=("id+f5", "id+Andy", "id+linda", "es-419+f5"),
    rates=(130, 165, 200),
)
"""What is reported; nothing was chosen on these, and no voice here taught the test model."""
