# SPDX-License-Identifier: Apache-2.0
"""Phrases: what people say for a button, a service or a question, from the screens' words and the charter. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from appliance.charter import Charter, Service
from appliance.ports import DIGITS
from voice.match import UNKNOWN
from voice.numbers import digit_words, in_words

Choices = Mapping[str, Sequence[str]]
"""The phrases that mean each choice."""

MOST_WORDS: Final = 10
"""Nobody says longer phrases as they are written."""

_OTHERWISE: Final = re.compile(r" o | or |/|;|,| ug ")
_ASIDE: Final = re.compile(r"\(([^)]*)\)")
_GLUED: Final = re.compile(r"(?<=\d)(?=[A-Za-z])")
_POLITE: Final = re.compile(r"\b(po|ho|please)\b")
_POLITE_WORDS: Final = {"fil": ("po",), "en": ("please",)}

COMMANDS: Final[Mapping[str, Choices]] = {
    "fil": {
        "yes": ("oo", "opo", "oo po", "tama", "tama po", "sige", "sige po", "yes", "okay"),
        "no": ("hindi", "hindi po", "mali", "mali po", "huwag", "ayaw ko", "no"),
        "again": ("ulitin", "paki ulit", "ulit", "ano po ulit"),
        "back": ("bumalik", "balik", "back"),
        "cancel": ("kanselahin", "kansel", "cancel", "tigil", "itigil"),
        "done": ("tapos na", "tapos na po", "wala na", "wala na po", "salamat"),
        "help": ("tulong", "tulungan ninyo ako", "help"),
    },
    "en": {
        "yes": ("yes", "yes please", "that is right", "right", "okay", "oo", "opo"),
        "no": ("no", "that is not right", "wrong", "hindi"),
        "again": ("repeat", "repeat please", "again", "say it again"),
        "back": ("back", "go back"),
        "cancel": ("cancel", "stop"),
        "done": ("thank you", "no more", "that is all"),
        "help": ("help", "help me"),
    },
    "ceb": {
        "yes": ("oo", "tama", "sige", "yes", "okay"),
        "no": ("dili", "mali", "ayaw", "no"),
        "again": ("usba", "balika", "ulitin"),
        "back": ("balik", "back"),
        "cancel": ("kanselahi", "cancel", "undang", "hunong"),
        "done": ("human na", "wala na", "salamat"),
        "help": ("tabang", "tabangi ko", "help"),
    },
}
"""What can be said on any screen; "yes" and "no" also answer "Ito po ba?"."""

MATTERS: Final[Mapping[str, Choices]] = {
    "fil": {
        "question": ("tanong", "magtanong", "may tanong ako", "gusto ko pong magtanong"),
        "document": ("dokumento", "kumuha ng dokumento", "papeles", "kumuha ng papeles"),
        "complaint": ("reklamo", "magreklamo", "may reklamo ako", "gusto ko pong magreklamo"),
        "suggestion": ("mungkahi", "may mungkahi ako"),
        "case": ("aking kaso", "kaso ko", "sundan ang kaso", "status ng kaso", "status"),
    },
    "en": {
        "question": ("question", "i have a question", "ask a question"),
        "document": ("document", "get a document", "i need a document"),
        "complaint": ("complaint", "i have a complaint", "file a complaint"),
        "suggestion": ("suggestion", "i have a suggestion"),
        "case": ("my case", "track my case", "status of my case", "status"),
    },
    "ceb": {
        "question": ("pangutana", "naa koy pangutana", "mangutana"),
        "document": ("dokumento", "mokuha og dokumento", "papeles"),
        "complaint": ("reklamo", "moreklamo", "naa koy reklamo"),
        "suggestion": ("sugyot", "naa koy sugyot"),
        "case": ("akong kaso", "kaso nako", "status sa kaso", "status"),
    },
}
"""What a citizen comes for, as on the kiosk's first screen."""


def spoken(text: str, language: str) -> str:
    """A text as the words that are said: small letters, no marks, numbers in words."""
    text = _GLUED.sub(" ", text.replace("1st", "first"))
    plain = unicodedata.normalize("NFD", in_words(text, language).lower().replace("ñ", "~"))
    letters = "".join(char for char in plain if not unicodedata.combining(char)).replace("~", "ñ")
    return " ".join(re.findall(r"[a-zñ]+", letters.replace("'", "").replace("’", "")))


def of_labels(labels: Mapping[str, str], language: str) -> dict[str, tuple[str, ...]]:
    """What is said for each button: its words, with and without what is in brackets, and each of its alternatives."""
    return distinct({id_: _ways(label, language) for id_, label in labels.items()})


def numbered(ids: Iterable[str], language: str) -> dict[str, tuple[str, ...]]:
    """What is said for the first to the ninth of some buttons: "isa", "numero isa"."""
    words = [word for word, figure in digit_words(language).items() if figure != "0"]
    by_figure: dict[str, list[str]] = {}
    for word in words:
        by_figure.setdefault(digit_words(language)[word], []).extend((word, f"number {word}", f"numero {word}"))
    return {id_: tuple(by_figure[str(place)]) for place, id_ in enumerate(ids, 1) if place < 10}


def of_services(
    charter: Charter, language: str, only: Iterable[str] | None = None, *, asked: bool = False
) -> dict[str, tuple[str, ...]]:
    """What is said for each service: its names, also the English ones; `asked`: and what people ask about it."""
    ways: dict[str, list[str]] = {}
    for id_ in only if only is not None else charter.services:
        service = charter.get(id_)
        texts = [text for spoken_in in dict.fromkeys((language, "en")) for text in _names(service, spoken_in)]
        if asked:
            texts += (*service.keywords, *service.questions.get(language, ()))
        ways[id_] = [way for text in texts for way in _ways(text, language)]
    return distinct(ways)


def merged(*choices: Choices) -> dict[str, tuple[str, ...]]:
    """Several sets of choices as one; the first of them that has a phrase keeps it."""
    taken: set[str] = set()
    together: dict[str, tuple[str, ...]] = {}
    for some in choices:
        for id_, phrases in some.items():
            together[id_] = (*together.get(id_, ()), *(phrase for phrase in phrases if phrase not in taken))
        taken.update(phrase for phrases in some.values() for phrase in phrases)
    return together


def distinct(ways: Choices) -> dict[str, tuple[str, ...]]:
    """Without the phrases that mean more than one choice, unless a choice would have none left."""
    count = Counter(phrase for phrases in ways.values() for phrase in set(phrases))
    return {
        id_: tuple(dict.fromkeys(one for one in phrases if count[one] == 1)) or tuple(dict.fromkeys(phrases))
        for id_, phrases in ways.items()
    }


def grammar(choices: Choices, language: str) -> list[str]:
    """All an engine is told to expect: the phrases, digits where they are asked for, politeness, the unknown."""
    phrases = dict.fromkeys(phrase for some in choices.values() for phrase in some if phrase != DIGITS)
    if any(DIGITS in some for some in choices.values()):
        phrases |= dict.fromkeys(digit_words(language))
    return [*phrases, *(word for word in _POLITE_WORDS.get(language, ()) if word not in phrases), UNKNOWN]


def _names(service: Service, language: str) -> tuple[str, str]:
    return service.name[language], service.short[language]


def _ways(text: str, language: str) -> list[str]:
    bare = _ASIDE.sub(" ", text)
    parts = [text, bare, *_ASIDE.findall(text), *_OTHERWISE.split(bare)]
    said = [spoken(part, language) for part in parts]
    said += [" ".join(_POLITE.sub(" ", one).split()) for one in said]
    return [one for one in dict.fromkeys(said) if len(one) > 1 and len(one.split()) <= MOST_WORDS]
