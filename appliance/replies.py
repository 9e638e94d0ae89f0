# SPDX-License-Identifier: Apache-2.0
"""Replies: what a conversation says, each within the pages of an SMS that it may take. Pure.

A reply takes one page of 160 letters, unless it is made here by `pages`, `question`, `summary` or `hotlines`: those
may take two.
"""

import re
from collections.abc import Sequence
from typing import Final

from appliance import form, gsm7
from appliance.charter import Charter, Field
from appliance.talk import Pending
from appliance.text import unlinked
from appliance.words import words_in

ONE: Final = gsm7.GSM7_ALONE
TWO: Final = 2 * gsm7.GSM7_PAGE
"""Septets in a reply of one page and of two."""

_ECHO: Final = 40
"""Letters of an answer that are texted back."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_MORE: Final = "..."


class Replies:
    """The sentences of one hall, signed with its SMS name."""

    def __init__(self, sender: str, charter: Charter) -> None:
        """Sign with `sender`; name services as the charter does."""
        self._sender = sender
        self._charter = charter

    def plain(self, key: str, language: str, **values: str) -> str:
        """A sentence of one page."""
        return fitted(words_in(language)(key, sender=self._sender, **values), ONE)

    def room(self, language: str, key: str) -> int:
        """How long an answer may be that is followed by this offer on two pages."""
        return TWO - len(self._signed(" ")) - _length(words_in(language)(key))

    def pages(self, text: str, language: str, key: str) -> str:
        """An answer and an offer behind it, on two pages at most; the offer is never cut."""
        offer = words_in(language)(key)
        return self._signed(f"{fitted(text, self.room(language, key))} {offer}")

    def which(self, first: str, second: str, language: str) -> str:
        """The question which of two services was meant."""
        names = [self._charter.name(service, language, short=True) for service in (first, second)]
        return self.plain("sms.which", language, first=names[0], second=names[1])

    def question(self, fields: Sequence[Field], pending: Pending, problem: str = "") -> str:
        """The next question of a form, with its choices and its hint as far as there is room; two pages at most."""
        words = words_in(pending.language)
        field = form.next_field(fields, pending.answers)
        if field is None:
            raise ValueError("the form is complete")
        asked = form.asked(fields, pending.answers)
        number = asked.index(field) + 1
        choices = ", ".join(f"{place} {label[pending.language]}" for place, (_, label) in enumerate(field.choices, 1))
        before = [
            words(f"talk.again.{problem}") if problem else "",
            f"({number}/{len(asked)}) {field.label[pending.language]}",
            f"{choices}." if choices else "",
        ]
        hint = field.hint.get(pending.language, "") if field.kind in _HINTED else ""
        after = [
            words(f"talk.how.{field.kind}") if field.kind in _EXPLAINED else "",
            "" if field.required else words("talk.pass_over"),
            words("talk.stop") if number == 1 else "",
        ]
        hinted = self._signed(" ".join(filter(None, [*before, hint, *after])))
        plain = self._signed(" ".join(filter(None, [*before, *after])))
        return fitted(hinted if _length(fitted(hinted, TWO)) <= ONE else plain, TWO)

    def summary(self, fields: Sequence[Field], pending: Pending, *, private: bool) -> str:
        """What would be filed, and whether it is right; two pages at most. `private` matters are not spelt out."""
        words = words_in(pending.language)
        what = self._what(pending)
        if private and fields:
            return self._signed(words("talk.summary_private", what=what))
        key, body = "talk.summary_words", f'"{pending.words}"'
        if fields:
            key, body = "talk.summary", self._answered(fields, pending)
        room = TWO - _length(self._signed(words(key, what=what, said="")))
        return self._signed(words(key, what=what, said=fitted(body, room)))

    def hotlines(self, info: str, language: str, key: str) -> str:
        """As many sentences about whom to call as there is room for, and what must be said with them."""
        last = words_in(language)(key)
        room = self.room(language, key)
        kept = ""
        for sentence in _SENTENCE.split(gsm7.transliterate(info)):
            longer = f"{kept} {sentence}".strip()
            if _length(longer) > room:
                break
            kept = longer
        return self._signed(f"{kept} {last}")

    def _signed(self, text: str) -> str:
        return f"{self._sender}: {text}"

    def _what(self, pending: Pending) -> str:
        if pending.service:
            return self._charter.name(pending.service, pending.language, short=True)
        return words_in(pending.language)(f"type.{pending.type}")

    def _answered(self, fields: Sequence[Field], pending: Pending) -> str:
        asked = form.asked(fields, pending.answers)
        shown = [form.shown(field, pending.answers.get(field.code, ""), pending.language) for field in asked]
        return ", ".join(f"{number} {fitted(value, _ECHO)}" for number, value in enumerate(shown, 1))


_EXPLAINED: Final = frozenset({"multi_choice", "yes_no", "date", "phone"})
"""Kinds of question where it must be said how to answer."""

_HINTED: Final = frozenset({"text", "name"})
"""Kinds whose hints help who writes; those of the others speak of buttons to touch."""


def fitted(text: str, budget: int) -> str:
    """The text in letters that every telephone has, without links, cut between two words where it is too long."""
    plain = unlinked("".join(char for char in gsm7.transliterate(text) if gsm7.septets(char) is not None))
    if _length(plain) <= budget:
        return plain
    kept = plain
    while kept and _length(kept) + len(_MORE) > budget:
        kept = kept[:-1]
    between = kept.rfind(" ")
    return (kept[:between] if between > len(kept) // 2 else kept).rstrip(" ,;") + _MORE


def _length(text: str) -> int:
    return gsm7.septets(text) or 0
