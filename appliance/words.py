# SPDX-License-Identifier: Apache-2.0
"""Every sentence that a person sees, hears or is texted, from the gettext catalogues; dates as people say them."""

import gettext
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from appliance.errors import WordsError

LANGUAGES: Final = ("fil", "en", "ceb")
MANILA: Final = timezone(timedelta(hours=8), "Asia/Manila")
"""Philippine time: UTC+8 without summer time since 1990."""

_LOCALE: Final = Path(__file__).parent / "locale"


class Words:
    """The sentences of one language: `words("receipt.saved", date=...)`."""

    def __init__(self, language: str) -> None:
        """Load the catalogue of `language` (fil, en or ceb). Raises WordsError."""
        if language not in LANGUAGES:
            raise WordsError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
        self.language = language
        try:
            self._catalogue = gettext.translation("dulog", _LOCALE, [language])
        except OSError as error:
            raise WordsError(f"the catalogue of {language!r} is not compiled; run script/setup") from error

    def __call__(self, key: str, **values: object) -> str:
        """The sentence under `key` with `{name}` places filled. Raises WordsError for an unknown key or place."""
        return self.fill(key, values)

    def fill(self, key: str, values: Mapping[str, object]) -> str:
        """The same with the values as a mapping, asked only for what the sentence names."""
        sentence = self._catalogue.gettext(key)
        if sentence == key or not key:
            raise WordsError(f"no sentence {key!r} in {self.language}")
        try:
            return sentence.format_map(values)
        except (KeyError, ValueError) as error:
            raise WordsError(f"sentence {key!r} in {self.language}: {error}") from error

    def has(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return bool(key) and self._catalogue.gettext(key) != key

    def office(self, code: str) -> str:
        """An office as people call it: "barangay" in this language, an agency by its code's words."""
        key = f"holder.{code}"
        return self(key) if self.has(key) else code.replace("-", " ").title()

    def date(self, at: int) -> str:
        """A day as people say it, with its weekday: "Miyerkoles, Abril 8"."""
        day = local(at)
        return self("date.day", weekday=self(f"weekday.{day.weekday()}"), month=self(f"month.{day.month}"), day=day.day)

    def short_date(self, at: int) -> str:
        """A day in as few letters as an SMS allows: "Miy Abr 8"."""
        return _short_date(self, local(at).date())

    def time(self, at: int) -> str:
        """A time of day on the twelve-hour clock that people use: "3:05 PM"."""
        return local(at).strftime("%I:%M %p").lstrip("0")

    def moment(self, at: int) -> str:
        """A day and a time."""
        return self("date.moment", date=self.date(at), time=self.time(at))


@cache
def words_in(language: str) -> Words:
    """The one `Words` of a language; anything unknown speaks Filipino, for a stored case may be of a newer version."""
    return Words(language if language in LANGUAGES else "fil")


@lru_cache(maxsize=64)
def _short_date(words: Words, day: date) -> str:
    return f"{words(f'weekday.{day.weekday()}')[:3]} {words(f'month.{day.month}')[:3]} {day.day}"


def local(at: int) -> datetime:
    """UTC milliseconds as the time on the wall in the Philippines."""
    return datetime.fromtimestamp(at / 1000, MANILA)
