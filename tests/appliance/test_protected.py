# SPDX-License-Identifier: Apache-2.0
"""Which words must never lie readable on the box."""

import pytest

from appliance import charter
from appliance.answers import AnswerBook
from appliance.protected import SURELY, is_protected, protects

CHARTER = charter.load()
BOOK = AnswerBook(CHARTER)


def told(words: str, least: float = 0.0) -> bool:
    return is_protected(CHARTER, words, BOOK.ask(words, "fil"), least=least)


@pytest.mark.parametrize("words", ["binubugbog po ako ng asawa ko", "nagtutulak po ng shabu ang kapitbahay"])
def test_a_protected_matter_is_known_by_its_words(words: str) -> None:
    assert told(words)


@pytest.mark.parametrize("words", ["hindi po nahakot ang basura", "magkano po ang clearance", "", "???"])
def test_an_ordinary_one_is_not(words: str) -> None:
    assert not told(words)


def test_beside_a_matter_that_is_named_only_what_is_sure_counts() -> None:
    assert told("sa bahay ng asawa ko")
    assert not told("sa bahay ng asawa ko", SURELY)
    assert told("binubugbog po ako ng asawa ko", SURELY)


def test_a_service_is_protected_by_its_charter_and_one_that_is_not_there_by_nothing() -> None:
    assert protects(CHARTER, "vawc-protection-order")
    assert protects(CHARTER, "garbage-collection", "illegal-drugs-report")
    assert not protects(CHARTER, "garbage-collection", "", "nowhere")
