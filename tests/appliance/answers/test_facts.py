# SPDX-License-Identifier: Apache-2.0
"""What is asked for: the fee, the requirements, how long, where, who, how, the hours."""

import pytest

from appliance.answers.facts import FACTS, asked


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("magkano po ang clearance", "fee"),
        ("hm cedula", "fee"),
        ("pila ang brgy clearance", "fee"),
        ("is the senior ID free", "fee"),
        ("may bayad po ba", "fee"),
        ("magkano po ang ayuda na matatanggap", "other"),
        ("anu po requirements", "requirements"),
        ("ano po ang kailangan sa pagkuha", "requirements"),
        ("unsay dad-on ug magkuha kog clearance", "requirements"),
        ("what do I need to bring", "requirements"),
        ("ilang araw po bago makuha", "time"),
        ("kanus-a makuha ang ID", "time"),
        ("how long does it take", "time"),
        ("san po kuha", "where"),
        ("asa ko mokuha", "where"),
        ("sino po ang pwedeng kumuha", "who"),
        ("can my brother apply too", "how"),
        ("pano po mag apply", "how"),
        ("unsaon pagkuha", "how"),
        ("anong oras po kayo bukas", "hours"),
        ("unsang orasa mo moabli", "hours"),
        ("are you open on saturday", "hours"),
        ("wala pong ilaw sa kanto", "other"),
    ],
)
def test_the_fact_is_heard(question: str, fact: str) -> None:
    assert asked(question) == fact
    assert fact in FACTS


def test_a_trouble_that_asks_nothing_is_a_report() -> None:
    assert asked("wala pong ilaw sa kanto", reported=True) == "report"
    assert asked("kailan po aayusin ang ilaw", reported=True) == "time"
