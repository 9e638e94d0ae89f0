# SPDX-License-Identifier: Apache-2.0
"""What is handed to the voice: numbers in words, and spelling as phonemes that espeak-ng really knows."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from appliance import reference
from appliance.words import LANGUAGES
from voice.mouth import spelled
from voice.numbers import cardinal, in_words
from voice.sounds import phonemes

LOCALE = Path(__file__).parents[2] / "appliance" / "locale"


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("fil", "6709 1662 1886", "anim pito sero siyam, isa anim anim dalawa, isa walo walo anim"),
        ("ceb", "PIN 0379", "PIN sero tulo pito siyam"),
        ("en", "PIN 0379", "PIN zero three seven nine"),
        ("fil", "Bayad: ₱50.00", "Bayad: singkuwenta piso"),
        ("fil", "₱1,575.25", "mil singko siyentos sitenta singko piso, bente singko sentimo"),
        ("en", "₱200.00", "two hundred pesos"),
        ("fil", "11:28 PM", "alas onse bente otso ng gabi"),
        ("fil", "1:05 PM", "ala una singko ng hapon"),
        ("fil", "12:00 PM", "alas dose ng tanghali"),
        ("ceb", "8:00 AM", "alas otso sa buntag"),
        ("en", "3:05 PM", "three oh five P M"),
        ("fil", "Setyembre 30", "Setyembre trenta"),
        ("fil", "2 sa 5", "dalawa sa lima"),
        ("ceb", "10 ka minuto", "napulo ka minuto"),
        ("en", "within 15 seconds", "within fifteen seconds"),
        ("fil", "Letra: 150%", "Letra: isa lima sero porsiyento"),
    ],
)
def test_numbers_are_said_as_people_say_them(language, text, said):
    assert in_words(text, language) == said


@given(st.integers(0, 10**10 - 1), st.sampled_from(LANGUAGES))
def test_a_reference_can_be_written_down_from_what_is_heard(payload, language):
    number = reference.show(f"{payload:012d}")
    heard = in_words(number, language)
    digits = {cardinal(digit, language): str(digit) for digit in range(10)}
    assert "".join(digits[word] for word in heard.replace(",", "").split()) == number.replace(" ", "")


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_words_at_all_can_be_handed_over_and_none_can_reach_the_phonemes_of_ours(text, language):
    voice, words = spelled(text, language)
    assert not re.search(r"[0-9]", in_words(text, language)) or not text.isascii()
    inside = words.removeprefix("[[").removesuffix("]]")
    assert "[" not in inside
    assert voice == ("en-us" if language == "en" or len(text.strip(" .")) == 1 else "id")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("mga", "maN'a"),
        ("ng", "n'aN"),
        ("maitutulong", "ma?itut'uloN"),
        ("reklamo", "*Ekl'amo"),
        ("inyong", "?'injoN"),
        ("Biñan", "b'injan"),
        ("naka-save", "n'akas'ejv"),
    ],
)
def test_filipino_is_pronounced_as_it_is_spoken(written, said):
    assert phonemes(written) == f"[[{said}]]"


def test_sentences_have_their_pauses():
    assert phonemes("Opo, sige.") == "[[?'opo _: s'igE _:_:]]"


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="script/setup installs espeak-ng")
@pytest.mark.parametrize("language", ["fil", "ceb"])
def test_espeak_knows_every_phoneme_of_every_sentence(language):
    with (LOCALE / language / "LC_MESSAGES" / "dulog.po").open("rb") as file:
        sentences = [str(message.string) for message in read_po(file, language) if message.id]
    spoken = [spelled(re.sub(r"\{\w+\}", "12", sentence), language)[1] for sentence in sentences]
    echoed = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", "id", "--stdin"],
        input="\n\n".join(spoken),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    wanted, got = (re.sub(r"[\s_:|\[\]]", "", one) for one in ("".join(spoken), echoed))
    assert got == wanted
