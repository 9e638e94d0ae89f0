# SPDX-License-Identifier: Apache-2.0
"""Texts: the words that the test model knows, and what is spoken to teach it their sounds."""

from typing import Final

import numpy as np
from numpy.random import Generator

from appliance import charter
from appliance.words import LANGUAGES
from voice import phrases
from voice.bench.examples import REPORT, TUNE
from voice.bench.speech import RATE, Speaker
from voice.numbers import DIGITS
from voice.sounds import ENGLISH, phonemes, sounds

BESIDES: Final = """
akin aking ako ang ano anong araw ay ayaw ba babalik bago bahay bakit balik bata bayad bumalik bukas daan dala dalhin
dito dokumento gabi gaano gusto hapon hindi humingi inyo ito itigil itama ka kailan kailangan kanina kanselahin
kapitan kapitbahay kaso katulong kayo ko kumuha kung libre lugar lungsod magkano magparehistro magpatuloy magreklamo
magsalita magtanong mali may mayroon mo mungkahi na nais namin nanay ngayon nila ninyo nito numero o oo opo paano pala
papeles pati pera pero piso po pong pulis pwede requirements saan salamat sabihin sige sino status sundan tama tanggapan
tapos tatay tawag telepono tigil tingnan totoo tuloy tulungan ulit ulitin umaga umulit una yung
sertipiko kahirapan paninirahan opisina ilaw tubig sagot pirma litrato permit
again back cancel case complaint document go hello help how is it me much my need next no not number okay please
question repeat right speak start status stop suggestion thank the to track want what when where yes you zero oh
""".split()
"""Words of menus and of simple answers and questions that stand in no name of a service."""

RECORDINGS: Final = {
    "oo": "oo",
    "hindi": "hindi",
    "reklamo": "reklamo",
    "sundan_ang_kaso": "sundan ang kaso",
    "barangay_clearance": "barangay clearance",
    "noise_complaint": "noise complaint",
    "reference": "anim pito sero siyam, isa anim anim dalawa, isa walo walo anim",
    "unrelated": "kumain ka na ba ng almusal kanina",
    "reklamo_sa_ingay": "reklamo sa ingay",
    "question": "magkano ang barangay clearance",
    "question_en": "how much is the barangay clearance",
    "place": "sa kalsada",
    "isa": "isa",
    "dalawa": "dalawa",
}
"""What is in tests/voice/wav, by the name of the file."""

TRAINING_VOICES: Final = tuple(
    f"+{name}" if name else ""
    for name in (
        "",
        *"m1 m2 m4 m5 m6 m7 m8 f1 f3 f4 anika adam boris miguel pablo sandro max klatt klatt3 grandma".split(),
        *"grandpa edward marcelo antonio aunty Alicia Andrea Annie belinda benjamin caleb david Denis Diogo".split(),
        *"ed Gene gustave Henrique Hugo Jacky john Lee Marco Mario paul pedro quincy rob zac".split(),
    )
)
"""Variants of espeak-ng's voices that teach; those that `dulog bench voice` and the tests use are not among them."""

_LANGUAGES: Final = ("id", "id", "id", "ms", "es-419", "it")
_ONSETS: Final = [*"p b t d k g m n N s h l * w j ? tS dZ S f v z k* p* t* kl pl b*".split(), ""]
_CODAS: Final = [*"n N k t s l m p j w * d g b ?".split(), *[""] * 6]


def lexicon() -> dict[str, list[tuple[str, ...]]]:
    """Each word of the menus, the digits and the everyday words, with the ways in which it is said."""
    words: dict[str, list[tuple[str, ...]]] = {}
    for language, text in _menus():
        for word in phrases.spoken(text, language).split():
            said = tuple(sound for sound in sounds(word, language))
            if said and said not in words.setdefault(word, []):
                words[word].append(said)
    return dict(sorted(words.items()))


def _menus() -> list[tuple[str, str]]:
    texts = [("fil", " ".join(BESIDES)), ("en", " ".join(word for word in BESIDES if word in ENGLISH))]
    texts += [("fil", phrase) for phrase in (*TUNE.phrases, *REPORT.phrases)]
    texts += [(language, " ".join(digits)) for language, digits in DIGITS.items()]
    for language in LANGUAGES:
        said = {**phrases.COMMANDS[language], **phrases.MATTERS[language]}
        texts += [(language, phrase) for some in said.values() for phrase in some]
    for service in charter.load().services.values():
        for language in LANGUAGES:
            texts += [(language, name[language]) for name in (service.name, service.short)]
            texts += [(language, label[language]) for field in service.fields for _, label in field.choices]
    return texts


class Lessons:
    """An endless row of lessons: a text, and the voice that says it."""

    def __init__(self, chance: Generator) -> None:
        """Draw by this chance."""
        self._chance = chance
        self._words = list(lexicon())
        self._english = [word for word in self._words if word in ENGLISH]
        self._sentences = [
            question
            for service in charter.load().services.values()
            for question in (*service.questions.get("fil", ()), *service.questions.get("ceb", ()))
        ]

    def next(self) -> tuple[str, str]:
        """Half random syllables, for any word there is; the rest words of the menus and citizens' questions."""
        variant = str(self._chance.choice(TRAINING_VOICES))
        kind = self._chance.random()
        if kind < 0.15:
            return " ".join(self._some(self._english)), "en-us" + variant
        voice = str(self._chance.choice(_LANGUAGES)) + variant
        if kind < 0.45:
            return "[[" + " ".join(self._nonsense() for _ in range(self._chance.integers(2, 6))) + "]]", voice
        if kind < 0.85:
            return phonemes(" ".join(self._some(self._words))), voice
        sentence = str(self._chance.choice(self._sentences)).split()
        start = self._chance.integers(0, max(1, len(sentence) - 5))
        return phonemes(" ".join(sentence[start : start + 6])), voice

    def _some(self, words: list[str]) -> list[str]:
        return [str(word) for word in self._chance.choice(words, self._chance.integers(1, 6))]

    def _nonsense(self) -> str:
        number = int(self._chance.integers(1, 5))
        stressed = int(self._chance.integers(number))
        made = ""
        for place in range(number):
            vowel = str(self._chance.choice(list("aaaiiouE")))
            made += str(self._chance.choice(_ONSETS)) + ("'" if place == stressed else "") + vowel
            made += str(self._chance.choice(_CODAS))
        return made


def spoken(speaker: Speaker, lessons: Lessons, chance: Generator) -> tuple[np.ndarray, tuple[tuple[float, str], ...]]:
    """The next lesson aloud, with silence before and after it: samples, and each sound with the second it begins at."""
    text, voice = lessons.next()
    said = speaker.speak(text, voice, rate=int(chance.integers(115, 215)), pitch=int(chance.integers(25, 80)))
    before, after = int(chance.integers(0, 4800)), int(chance.integers(800, 6400))
    samples = np.concatenate([np.zeros(before, np.float32), said.samples, np.zeros(after, np.float32)])
    return samples, tuple((at + before / RATE, name) for at, name in said.sounds)
