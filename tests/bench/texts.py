# SPDX-License-Identifier: Apache-2.0
"""Texts: made-up complaints in Taglish, as people really write them, each by its number. No text of a real person.

They are other sentences than those from which anything in the product is trained: a dictionary that knew them would
be measured on what it has by heart.
"""

import random
from typing import Final

from appliance.counter import Draft

_MATTERS: Final = """
Yung streetlight po sa amin pundi na almost two weeks na
Barado na naman po yung drainage at umaapaw pag umuulan
May nakaparada pong truck na halos sakop na ang buong kalye
Tatlong araw na pong walang tubig ang linya namin
Ang mga aso po ng kapitbahay pinapabayaan lang gumala
Hindi pa rin po nahahakot yung basura simula last week
May nagtatapon po ng patay na hayop sa sapa
Sobrang ingay po ng welding shop kahit alas diyes na ng gabi
Bumagsak po yung bakod ng covered court at may mga bubog pa
May poste po ng kuryente na nakatagilid na, parang matutumba
Yung tricycle terminal po nasa gitna na ng daan nag-aabang
Nagsusunog po sila ng plastik tuwing madaling araw
May manhole po na walang takip, muntik na akong mahulog
Yung punso ng lupa galing sa construction hindi po inaalis
May nagpapasugal po yata tuwing Linggo sa likod ng palengke
Baha na naman po kami kahit sandaling ulan lang
Naputol po ang tulay na kahoy at wala kaming madaanan
Yung mga kabataan po nag-iinuman sa waiting shed gabi gabi
May tumatagas pong tubo ng NAWASA, sayang ang tubig
Hindi po gumagana ang CCTV sa kanto simula Mayo
May puno po ng mangga na inaanay na at delikado na ang sanga
Ang bilis po magpatakbo ng mga motor dito, walang humps
Yung health center po sarado nung pumunta kami ng Martes
Sobra po ang singil ng parking boy, wala namang resibo
May gumuho pong riprap sa tabi ng ilog
Hindi po kami nasama sa listahan ng ayuda last month
Yung poso po na pinagkukunan namin amoy kalawang na
May naka-tambak pong buhangin, pumapasok na sa kanal
Ang baho po ng babuyan lalo na pag hapon
Nawawala po yung mga takip ng kanal, ninanakaw yata
""".strip().splitlines()

_PLACES: Final = """
sa may Purok 6 tapat ng water station
sa Sitio Maligaya bandang dulo
malapit sa daycare center ng Phase 2
sa kanto ng Mabini at Del Pilar
sa likod ng chapel, katabi ng computer shop
dun sa may talipapa bago mag-tulay
sa Block 14 Lot 3 ng Villa Remedios
sa tabi ng basketball court ng Purok 1
sa looban, pangatlong bahay mula sa sari-sari store ni Aling Nena
sa gilid ng national highway bago ang gasolinahan
sa may bukana ng subdivision
sa pagitan ng elementary school at ng barangay hall
sa Riverside, area na binaha nung bagyo
sa may lumang kamalig
sa paakyat ng San Roque, second curve
sa may paradahan ng jeep pa-bayan
sa Zone 5 tapat ng bakery
sa extension ng Bonifacio Street
sa may ilalim ng flyover
dun sa bakanteng lote na dating sabungan
""".strip().splitlines()

_EFFECTS: Final = """
nadulas na po ang nanay ko nung Lunes
hindi na po makadaan ang ambulansya kung sakali
may mga batang naglalaro doon pag hapon
nagkakasakit na po ang mga bata dito
tinawagan na po namin ang number sa tarpaulin pero walang sumasagot
dalawang beses na po akong nag-report sa tanod
natatakot na po kaming lumabas pag gabi
hindi po makatulog ang lola kong may altapresyon
ang layo po tuloy ng iniikot ng mga estudyante
may nadisgrasya na po dito nung isang linggo
umaabot na po sa loob ng bahay namin
lugi na po ang maliit naming tindahan
senior citizen pa naman po ang mga nakatira dito
ang sabi po dati aayusin pero hanggang ngayon wala pa
nakunan ko po ng picture kung kailangan ninyo
baka po magkasunog kung hindi maagapan
pati po yung kapitbahay namin nagrereklamo na rin
lumalala po tuwing may high tide
kinausap na po namin pero kami pa ang minura
wala na po kaming ibang malapitan
""".strip().splitlines()

_WISHES: Final = """
Sana po maaksyunan agad.
Paki-check naman po kung kaya this week.
Salamat po in advance.
Please po, matagal na ito.
Pwede po ba mag-inspect muna kayo?
Kahit po temporary lang muna.
Kanino po ba dapat lumapit?
Sana may pumunta man lang po.
Maraming salamat po Kap.
Pasensya na po sa abala.
Aasahan po namin.
Pa-update na lang po sa text.
""".strip().splitlines()

_GIVEN: Final = (
    "Rowena Jhun Marites Arnel Cristina Rodel Analyn Ferdie Lorna Mark-Anthony Jocelyn Nestor Princess Reynaldo "
    "Shiela Bong Evangeline Dodong Maricel Efren Angelica Romulo Teresita Jayson Nenita Wilfredo Charito Alvin"
).split()
_FAMILY: Final = (
    "Dimaculangan Sumulong Pangilinan Batungbakal Macaraeg Dela-Peña Villanueva Catacutan Magsino Abrenica Tolentino "
    "Salonga Quiambao Lacson Evangelista Panganiban Ocampo Manalastas Gatdula Bautista Ramos Mercado Ylagan Zamora"
).split()


def draft(number: int, seed: int = 0) -> Draft:
    """The complaint with this number, the same whenever it is asked for."""
    noise = random.Random(f"{seed} {number}")
    matter, place, effect, wish = (noise.choice(pool) for pool in (_MATTERS, _PLACES, _EFFECTS, _WISHES))
    words = f"{matter} {place}, {effect}. {wish}"
    if noise.random() < 0.3:
        words = f"{words} Nangyari po ito bandang {noise.randrange(1, 12)}:{noise.randrange(60):02d}."
    name = f"{noise.choice(_GIVEN)} {noise.choice(_FAMILY)}"
    phone = f"+639{noise.randrange(10**9):09d}"
    return Draft("complaint", words, "fil", phone=phone, name=name, sms=True, notice="2026-01")
