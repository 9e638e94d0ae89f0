# SPDX-License-Identifier: Apache-2.0
"""Every sentence exists in every language, fits where it is shown, and is used by somebody."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from appliance import gsm7
from appliance.case import TYPES, State
from appliance.errors import WordsError
from appliance.words import LANGUAGES, MANILA, Words, local, words_in
from tests.fakes import DAY, manila

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("appliance", "kiosk_ui", "sync", "hardware", "voice", "sms")
LINK = re.compile(r"://|www\.|\b[\w-]+\.(com|ph|gov|org|net|info|ly|me)\b", re.IGNORECASE)


@cache
def catalogue(language: str) -> dict[str, str]:
    path = ROOT / "appliance" / "locale" / language / "LC_MESSAGES" / "dulog.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, language) if message.id}


KEYS = sorted(catalogue("en"))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


# --- all three languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    assert sorted(catalogue(language)) == KEYS
    assert [key for key, sentence in catalogue(language).items() if not sentence.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_places_to_fill(language: str) -> None:
    other = {key: places(sentence) for key, sentence in catalogue(language).items()}
    assert other == {key: places(sentence) for key, sentence in catalogue("en").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_written_twice_and_none_is_left_half_done(language: str) -> None:
    path = ROOT / "appliance" / "locale" / language / "LC_MESSAGES" / "dulog.po"
    text = path.read_text("utf-8")
    keys = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(catalogue(language))
    assert ", fuzzy" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    words = Words(language)
    filled = {key: dict.fromkeys(places(sentence), "x") for key, sentence in catalogue(language).items()}
    stale = [key for key, one in catalogue(language).items() if words(key, **filled[key]) != one.format(**filled[key])]
    assert stale == [], "compile the catalogues again: script/setup"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_have_no_stray_spaces(language: str) -> None:
    assert [key for key, one in catalogue(language).items() if one != one.strip() or "  " in one] == []


# --- the code and the catalogues


def sources(*suffixes: str) -> Iterator[Path]:
    for package in PACKAGES:
        for suffix in suffixes:
            yield from (ROOT / package).rglob(f"*{suffix}")


def pattern(node: ast.JoinedStr) -> str:
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)" for part in node.values]
    return "".join(parts)


@cache
def spoken() -> tuple[dict[str, str], dict[str, str]]:
    """What the code could mean as keys: texts, and patterns of f-strings that begin with one; each with its place."""
    texts: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for path in sources(".py"):
        tree = ast.parse(path.read_text("utf-8"))
        pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
                texts.setdefault(node.value, place)
            elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                patterns.setdefault(pattern(node), place)
    for path in sources(".html"):
        page = path.read_text("utf-8")
        for family in re.findall(r"words\(\"([a-z_.]+\.)\" ~", page):
            patterns.setdefault(re.escape(family) + "(.+)", path.name)
        for key in re.findall(r"words\(\"([a-z_.]+)\"[,)]", page):
            texts.setdefault(key, path.name)
    return texts, patterns


FAMILIES = {key.partition(".")[0] for key in KEYS}
A_KEY = re.compile(rf"({'|'.join(sorted(FAMILIES))})(\.[a-z0-9_]+)+")


def test_every_sentence_that_the_code_asks_for_exists() -> None:
    texts, patterns = spoken()
    missing = {text: place for text, place in texts.items() if A_KEY.fullmatch(text) and text not in KEYS}
    modules = {text for text in missing if (ROOT / text.replace(".", "/")).is_dir()}
    assert {text: missing[text] for text in missing if text not in modules} == {}
    families = [
        one for one in patterns if any(one.startswith(f"{family}\\.") for family in FAMILIES) and " " not in one
    ]
    assert {one: patterns[one] for one in families if not any(re.fullmatch(one, key) for key in KEYS)} == {}


def test_every_sentence_is_used_by_somebody() -> None:
    texts, patterns = spoken()
    ours = [one for one in patterns if any(one.startswith(re.escape(f"{family}.")) for family in FAMILIES)]
    unused = [key for key in KEYS if key not in texts and not any(re.fullmatch(one, key) for one in ours)]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_case_can_be_has_a_word(language: str) -> None:
    needed = [f"state.{state}" for state in State] + [f"type.{kind}" for kind in TYPES] + ["holder.barangay"]
    needed += [f"weekday.{day}" for day in range(7)] + [f"month.{month}" for month in range(1, 13)]
    assert [key for key in needed if key not in catalogue(language)] == []


# --- what is texted


SMS = [key for key in KEYS if key.startswith("sms.")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SMS)
def test_every_text_fits_one_message_with_the_longest_it_can_hold(language: str, key: str) -> None:
    words = words_in(language)
    longest = {
        "sender": "B" * 20,
        "what": "S" * 18,
        "ref": "1234 5678 9012",
        "date": max((words.short_date(manila(2026, 1, 1) + day * DAY) for day in range(365)), key=len),
        "state": max((words(f"state.{state}").lower() for state in State), key=len),
        "holder": max((words.office(holder) for holder in ("barangay", "city-engineering")), key=len),
        "meeting": max((words.short_date(manila(2026, 1, 1) + day * DAY) for day in range(365)), key=len)
        + ", 12:30 PM",
        "called": max((words(f"escalated.{level}") for level in ("officer", "head", "hub")), key=len),
        "text": "",
        "first": "S" * 18,
        "second": "S" * 18,
        "purok": "P" * 18,
    }
    sentence = catalogue(language)[key].format(**longest)
    length = gsm7.septets(sentence)
    assert length is not None, "a letter that makes every such text twice as dear"
    assert length <= 160, sentence
    assert not LINK.search(sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SMS)
def test_every_text_says_who_writes(language: str, key: str) -> None:
    assert catalogue(language)[key].startswith("{sender}: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_asks_for_the_pin(language: str) -> None:
    assert [key for key in SMS if re.search(r"\bPIN\b|\bOTP\b|password", catalogue(language)[key], re.IGNORECASE)] == []


# --- dates as people say them


@pytest.mark.parametrize(
    ("language", "date", "short", "moment"),
    [
        ("fil", "Miyerkoles, Abril 8", "Miy Abr 8", "5:05 PM"),
        ("en", "Wednesday, April 8", "Wed Apr 8", "5:05 PM"),
        ("ceb", "Miyerkoles, Abril 8", "Miy Abr 8", "5:05 PM"),
    ],
)
def test_a_day_is_said_as_people_say_it(language: str, date: str, short: str, moment: str) -> None:
    words, at = Words(language), manila(2026, 4, 8, 17, 5)
    assert (words.date(at), words.short_date(at), words.time(at)) == (date, short, moment)
    assert date in words.moment(at)
    assert moment in words.moment(at)


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "12:00 AM"), (1, "1:00 AM"), (11, "11:00 AM"), (12, "12:00 PM"), (13, "1:00 PM"), (23, "11:00 PM")],
)
def test_the_clock_has_twelve_hours(hour: int, said: str) -> None:
    assert Words("en").time(manila(2026, 4, 8, hour)) == said


def test_the_day_is_the_philippine_day() -> None:
    assert Words("en").short_date(manila(2026, 4, 8, 0)) == "Wed Apr 8"
    assert Words("en").short_date(manila(2026, 4, 8, 0) - 1) == "Tue Apr 7"
    assert local(manila(2026, 4, 8, 17)).tzinfo is MANILA


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_days_cannot_be_taken_for_one_another(language: str) -> None:
    words = Words(language)
    assert len({words.short_date(manila(2026, 1, 1) + day * DAY) for day in range(365)}) == 365
    assert len({words(f"month.{month}")[:3] for month in range(1, 13)}) == 12
    assert len({words(f"weekday.{day}")[:3] for day in range(7)}) == 7


# --- asking for what is not there


def test_a_language_we_do_not_have_is_refused_by_name() -> None:
    with pytest.raises(WordsError, match="'tlh' is not one of fil, en, ceb"):
        Words("tlh")


def test_a_stored_case_in_a_newer_language_is_read_in_filipino() -> None:
    assert words_in("hil").language == "fil"


@pytest.mark.parametrize("key", ["", "nonsense", "sms.", "sms.creat"])
def test_a_sentence_that_does_not_exist_is_refused_by_name(key: str) -> None:
    with pytest.raises(WordsError, match="no sentence"):
        Words("en")(key)
    assert not Words("en").has(key)


def test_a_place_left_empty_is_refused_by_name() -> None:
    with pytest.raises(WordsError, match=r"'sms\.help' in en: 'sender'"):
        Words("en")("sms.help")


def test_what_a_citizen_wrote_is_never_a_template() -> None:
    assert Words("en")("sms.help", sender="{ref} {0.__class__}").startswith("{ref} {0.__class__}: ")


def test_an_agency_is_called_by_the_words_of_its_code() -> None:
    assert Words("en").office("city-engineering") == "City Engineering"
    assert Words("fil").office("barangay").lower() == "barangay"
