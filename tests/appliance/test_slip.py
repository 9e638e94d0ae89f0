# SPDX-License-Identifier: Apache-2.0
"""The receipt on paper, as the citizen reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.promise import RULES, Promise
from appliance.slip import Acknowledged, Part, Style, as_text, lay_out, plain, slip
from appliance.words import LANGUAGES, words_in

NOON = 1_775_016_000_000
"""Wednesday, April 1, 2026, noon in the Philippines."""

LUBAK = Acknowledged(
    office="Barangay Sto. Niño",
    place="Lungsod ng Biñan, Laguna",
    officer="",
    what="Sirang Kalsada (Reklamo)",
    reference="670916621886",
    at=NOON,
    promise=Promise("H72", NOON + 72 * 3600 * 1000, False),
    texted=True,
    number="0917 123 4567",
)


def printed(case, language="fil", columns=32):
    return as_text(lay_out(slip(words_in(language), case), columns), columns)


def but(case, **changes):
    return Acknowledged(**{name: getattr(case, name) for name in Acknowledged.__slots__} | changes)


def test_the_slip_has_what_the_law_asks_and_how_to_follow_the_case():
    # RA 11032, section 9: the office, who received it, the date and time, the number for all that follows
    assert (
        printed(LUBAK)
        == """\
            (emblem)
       Barangay Sto. Niño
    Lungsod ng Biñan, Laguna
--------------------------------
      RESIBO NG PAGTANGGAP
         6709 1662 1886
       (QR) 670916621886
Tungkol sa: Sirang Kalsada
(Reklamo)
Tinanggap: Miyerkoles, Abril 1,
2026, 12:00 PM
Tumanggap: ang kiosk ng Barangay
Sto. Niño
--------------------------------
May balita po kayo sa Sabado,
Abril 4 o mas maaga.
Ayon sa EO 6 s. 2016 (Hotline
8888): 72 oras
--------------------------------
Paano po ito susubaybayan:
Sa kiosk: pindutin po ang "Aking
kaso", saka ang numerong ito at
ang PIN.
Sa text: ipadala po sa 0917 123
4567, mula sa numerong ibinigay
ninyo: STATUS 6709 1662 1886
PIN (kayo na po ang magsulat):
____"""
    )


def test_wider_paper_takes_fewer_lines():
    assert "Tumanggap: ang kiosk ng Barangay Sto. Niño\n" in printed(LUBAK, columns=48)


def test_an_officer_who_receives_is_named_with_their_office():
    case = but(LUBAK, officer="Ana Reyes, Kalihim")
    assert "Received by: Ana Reyes, Kalihim, Barangay Sto. Niño" in printed(case, "en", 80)
    assert "kiosk of" not in printed(case, "en", 80)


def test_the_pin_is_on_the_paper_only_where_it_was_asked_for():
    assert "4821" not in printed(LUBAK)
    with_pin = printed(but(LUBAK, pin="4821"))
    assert "PIN: 4821\nHuwag pong ipakita sa iba" in with_pin
    assert "____" not in with_pin


def test_who_cannot_ask_by_text_is_not_told_to():
    assert "STATUS" not in printed(but(LUBAK, texted=False))
    assert "isagot po sa text namin: STATUS 6709 1662 1886" in printed(but(LUBAK, number=""), columns=80)


def test_a_date_that_is_not_certain_is_said_to_be_an_estimate():
    provisional = Promise("WD3", NOON, True)
    assert "by about" in printed(but(LUBAK, promise=provisional), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_clock_names_its_law_in_every_language(language, rule):
    shown = printed(but(LUBAK, promise=Promise(rule, NOON, False)), language, 80)
    assert any(law in shown for law in ("RA 11032", "EO 6", "RA 9262", "RA 7160"))


def test_letters_that_printers_lack_are_said_otherwise():
    assert plain("Bayad: ₱50.00") == "Bayad: PHP 50.00"
    assert plain("“Señor Peña” – ¡salamat… kuya’t áte!") == '"Señor Peña" - ?salamat... kuya\'t ate!'
    assert plain("Pen\u0303a 漢") == "Peña ?"


@given(st.text(max_size=300), st.sampled_from((32, 48)), st.sampled_from(list(Style)))
def test_nothing_a_hall_writes_leaves_the_paper_or_the_printers_letters(text, columns, style):
    for line in lay_out([Part(style, text)], columns):
        if style not in (Style.EMBLEM, Style.CODE):
            assert len(line.text) <= (columns // 2 if style is Style.LARGE else columns)
            line.text.encode("cp437")
            assert "\n" not in line.text
