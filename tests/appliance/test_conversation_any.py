# SPDX-License-Identifier: Apache-2.0
"""Whatever anybody texts, in whatever order: short safe answers, nothing filed without a yes, nobody else's words."""

import itertools
import re

from hypothesis import example, given
from hypothesis import strategies as st

from appliance import gsm7, kinds, talk
from appliance.conversation import Conversation
from appliance.counter import Counter, Draft
from appliance.emergency import is_emergency
from appliance.hearing import Hearing
from appliance.replies import ONE, TWO
from appliance.store import Store
from appliance.talk import Asks, Pending
from appliance.talks import Talks
from appliance.turn import Heard
from tests.fakes import MARIA, MINUTE, PEDRO, SENDER, FakeClock, our_charter

LINK = re.compile(r"://|www\.|\b[\w-]+\.(com|ph|gov|org|net|info|ly|me)\b", re.IGNORECASE)
SECRET = "Lihimnisara"
PROTECTED = "binubugbog ako ng asawa ko Lihimnabubog"
NUMBERS = (f"+63917{number:07d}" for number in itertools.count())

KEYWORDS = (
    "STATUS OO HINDI TULONG REKLAMO TANONG MUNGKAHI KANSEL STOP START BALIK LAKTAW SURVEY ENGLISH BISAYA TAGALOG 0 1 9"
).split()
MATTERS = [
    "kuha po ako ng brgy clearance",
    "ang ingay po ng videoke",
    "barado ang kanal",
    "magkano po?",
    "sino po ang nanalo sa pba",
    "hiram po ng tent",
    "senior citizen id po",
    "REKLAMO maingay ang videoke",
    "HINDI PA",
    f"Ako po si {SECRET} 0917 555 4321",
    "Purok 3",
    "may sunog po dito",
    PROTECTED,
    "Dis 25 2026",
    "salamat po",
    "1 3",
    "ewan",
    "medical assistance po",
    "voter registration",
    "STATUS 6709 1662 1886",
    "KANSEL 670916621886",
    "pumunta sa http://evil.com/x o www.evil.ph o evil．com",
    "x" * 1700,
    "[]{}^~|\\€" * 30,
    "Ñandú 😀 漢字 " * 9,
]
messages = st.sampled_from(KEYWORDS) | st.sampled_from(MATTERS) | st.text(max_size=40)
conversations = st.lists(messages, max_size=14)


def open_question(box: Store, number: str) -> Pending | None:
    return Talks(box).of(number).pending


def count(box: Store, number: str) -> int:
    return len(box.of_phone(number, limit=-1))


def is_safe(reply: str) -> bool:
    length = gsm7.septets(reply)
    return length is not None and length <= TWO and reply.startswith(SENDER) and not LINK.search(reply)


@given(conversations)
@example(["kuha po ako ng brgy clearance", "OO", "1", "LAKTAW", "3", "OO", "OO", "KANSEL", "OO", "HINDI PA"])
@example(["hiram po ng tent", "OO", "1 3", "Dis 25 2026", "1", "LAKTAW", "2", "bukas", "OO"])
def test_any_conversation_is_short_safe_and_files_only_after_a_yes(
    conversation: Conversation, box: Store, said: list[str]
) -> None:
    number = next(NUMBERS)
    for message in said:
        before, cases = open_question(box, number), count(box, number)
        reply = conversation.answer(Heard(number, message))
        after = open_question(box, number)
        assert is_safe(reply.text) or (not reply.text and Talks(box).quiet(number))
        if gsm7.septets(reply.text) > ONE:
            assert after is not None, "only an answer or a question may take two pages"
            assert after.asks is not Asks.WORDS
        if count(box, number) > cases:
            assert before is not None
            assert before.asks in (Asks.CONFIRM, Asks.PERSON)
            assert kinds.plainly(message)
        assert after == talk.read(talk.written(after))
        known = conversation._known(number)
        assert Hearing(Talks(box).of(number), Heard(number, ""), known, "").pending == after, "an answerable question"
    rows = box.db.execute("SELECT fields FROM events").fetchall() + box.db.execute("SELECT * FROM talks").fetchall()
    assert "Lihimnabubog" not in str(rows)


@given(conversations, conversations)
def test_nobody_hears_what_another_number_said(
    conversation: Conversation, counter: Counter, hers: list[str], his: list[str]
) -> None:
    her, him = next(NUMBERS), next(NUMBERS)
    slip = counter.file(Draft("complaint", f"Ako si {SECRET}", "fil", phone=her, name=SECRET, sms=True))
    replies = []
    for mine, yours in itertools.zip_longest(
        [f"{SECRET} po", *hers], [f"STATUS {slip.reference}", *his], fillvalue="OO"
    ):
        conversation.answer(Heard(her, mine))
        if SECRET not in yours:
            replies.append(conversation.answer(Heard(him, yours)).text)
    heard = " ".join(replies)
    told = "".join(yours for yours in his if SECRET not in yours)
    for private in (SECRET, her, her[3:], f"0{her[3:]}"):
        assert private not in heard or private in told


@given(conversations, st.integers(0, 14), st.integers(31, 10_000))
def test_after_a_silence_nothing_is_left_of_what_was_not_confirmed(
    conversation: Conversation, box: Store, clock: FakeClock, said: list[str], at: int, minutes: int
) -> None:
    number = next(NUMBERS)
    for message in said[:at]:
        conversation.answer(Heard(number, message))
    clock.pass_(minutes * MINUTE)
    assert open_question(box, number) is None
    conversation.tidy()
    rows = box.db.execute("SELECT pending FROM talks WHERE pending != ''").fetchall()
    assert rows == []


@given(st.lists(messages.filter(lambda message: not is_emergency(message)), min_size=1, max_size=6))
def test_a_telephone_that_answers_by_itself_comes_to_an_end(conversation: Conversation, answers: list[str]) -> None:
    number, patience, spoken = next(NUMBERS), 6, []
    for message in itertools.islice(itertools.cycle(answers), 60):
        reply = conversation.answer(Heard(number, message), patience)
        patience -= reply.counts and bool(reply.text)
        spoken.append(bool(reply.text))
    assert not any(spoken[-len(answers) :])


@given(
    st.text()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from("asks language words service also case answers misses type x".split()), inner
            )
        ),
    ).map(repr)
)
def test_what_another_version_wrote_is_a_talk_that_ended(text: str) -> None:  # fmt: skip
    found = talk.read(text.replace("'", '"').replace("None", "null"))
    assert found is None or talk.read(talk.written(found)) == found


@given(
    st.builds(
        Pending,
        st.sampled_from(list(Asks)),
        st.sampled_from(["fil", "en", "ceb"]),
        st.text(),
        st.just("complaint"),
        st.sampled_from(["", *our_charter().services]),
        st.just(""),
        st.just(""),
        st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
        st.integers(0, 9),
    )
)
def test_a_talk_is_read_as_it_was_written(pending: Pending) -> None:  # fmt: skip
    assert talk.read(talk.written(pending)) == pending


def test_the_second_number_does_not_inherit_the_first_ones_form(conversation: Conversation) -> None:
    conversation.answer(Heard(MARIA, "kuha po ako ng brgy clearance"))
    conversation.answer(Heard(MARIA, "OO"))
    assert "I-text lang po" in conversation.answer(Heard(PEDRO, "1")).text
