# SPDX-License-Identifier: Apache-2.0
"""A citizen texts whatever they like; they get one short answer, and no word of theirs is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import gsm7, reference
from appliance.case import State
from appliance.conversation import Conversation, Talk
from appliance.counter import Counter, Draft, Receipt
from appliance.office import Office
from appliance.store import Store
from appliance.text import MAX_WORDS
from tests.fakes import HOUR, MARIA, PEDRO, SENDER, FakeClock, PowerCut, cut_short

LINK = re.compile(r"://|www\.", re.IGNORECASE)


@pytest.fixture
def slip(counter: Counter) -> Receipt:
    """Maria's complaint, filed at the kiosk."""
    return counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))


def cases(store: Store) -> list[str]:
    """The words of all cases, in no particular order."""
    return sorted(case.words for case in store.queue())


def words_anywhere(store: Store, words: str) -> bool:
    return any(words in str(event.body) for case in store.queue() for event in store.events_of(case.id))


def resolved(office: Office, slip: Receipt) -> Receipt:
    office.resolve(slip.case, "fixed", "Natapalan na po")
    return slip


# --- asking


@pytest.mark.parametrize(
    "message", ["STATUS", "status", "Status po", "Status po?", "STATUS!!!", "Ano na po?", "unsa na", " status "]
)
def test_a_citizen_can_ask_about_their_latest_case(conversation: Conversation, slip: Receipt, message: str) -> None:
    answer = conversation.answer(Talk(MARIA, message))
    assert answer.startswith(f"{SENDER}: Ref {reference.show(slip.reference)}")
    assert "natanggap" in answer


@pytest.mark.parametrize(
    "write",
    [
        "STATUS {}",
        "status {} po",
        "STATUS: {}",
        "STATUS#{}",
        "Status po ng ref {}",
        "ano na po yung {}?",
        "STATUS REF. NO. {}, salamat po",
    ],
)
@pytest.mark.parametrize("group", ["", " ", "-", "."])
def test_a_citizen_can_ask_about_one_case(
    conversation: Conversation, counter: Counter, slip: Receipt, write: str, group: str
) -> None:
    counter.file(Draft("inquiry", "Anong oras po?", "fil", phone=MARIA))
    shown = reference.show(slip.reference).replace(" ", group)
    assert reference.show(slip.reference) in conversation.answer(Talk(MARIA, write.format(shown)))


@pytest.mark.parametrize("group", [" - ", "/", "\n", "·"])
def test_other_ways_to_group_a_reference_are_understood_too(
    conversation: Conversation, box: Store, slip: Receipt, group: str
) -> None:
    shown = reference.show(slip.reference).replace(" ", group)
    assert reference.show(slip.reference) in conversation.answer(Talk(MARIA, f"STATUS {shown}"))
    assert cases(box) == ["May lubak po"]


def test_the_whole_slip_with_its_pin_is_understood(conversation: Conversation, slip: Receipt) -> None:
    answer = conversation.answer(Talk(MARIA, f"STATUS {reference.show(slip.reference)} {slip.pin}"))
    assert answer.startswith(f"{SENDER}: Ref {reference.show(slip.reference)}")


def test_anothers_case_is_not_shown_and_looks_like_none(conversation: Conversation, slip: Receipt) -> None:
    mine = conversation.answer(Talk(PEDRO, f"STATUS {slip.reference}", "fil"))
    none = conversation.answer(Talk(PEDRO, f"STATUS {reference.make(1, 77_777)}", "fil"))
    assert mine == none
    assert "Wala po kaming nakitang" in mine


def test_a_mistyped_reference_is_named_as_such(conversation: Conversation, box: Store, slip: Receipt) -> None:
    wrong = slip.reference[:-1] + str((int(slip.reference[-1]) + 1) % 10)
    for typed in (wrong, slip.reference[:8]):
        assert "May mali po yata" in conversation.answer(Talk(MARIA, f"STATUS {typed}"))
    assert cases(box) == ["May lubak po"]


def test_who_has_no_case_and_asks_is_told_how_it_works(conversation: Conversation) -> None:
    assert "I-text lang po" in conversation.answer(Talk(PEDRO, "STATUS"))


@pytest.mark.parametrize("message", ["TULONG", "tulong!", "HELP", "help?", "Tabang", "menu", "", "   ", "\x00"])
def test_who_asks_for_help_is_told_how_it_works(conversation: Conversation, box: Store, message: str) -> None:
    assert "I-text lang po" in conversation.answer(Talk(PEDRO, message, "fil"))
    assert cases(box) == []


def test_who_asks_for_help_politely_is_told_too(conversation: Conversation, box: Store) -> None:
    assert "I-text lang po" in conversation.answer(Talk(PEDRO, "Tulong po", "fil"))
    assert cases(box) == []


def test_a_case_that_waits_elsewhere_says_who_has_it(conversation: Conversation, office: Office, slip: Receipt) -> None:
    office.hand_over(slip.case, "city-engineering")
    assert "city engineering" in conversation.answer(Talk(MARIA, "STATUS")).lower().replace("-", " ")


# --- answering


@pytest.mark.parametrize("message", ["OO", "Oo po", "oo.", "Opo", "YES", "yes po!", "OO {}", "oo po {}"])
def test_the_citizens_yes_is_kept(
    conversation: Conversation, box: Store, office: Office, slip: Receipt, message: str
) -> None:
    resolved(office, slip)
    answer = conversation.answer(Talk(MARIA, message.format(reference.show(slip.reference))))
    assert "Salamat po" in answer
    assert box.case(slip.case).verdict == "confirmed"


@pytest.mark.parametrize("message", ["HINDI PA", "hindi pa po", "Di pa po!", "WALA PA", "Not yet", "HINDI PA {}"])
def test_the_citizens_not_yet_reopens(
    conversation: Conversation, box: Store, office: Office, slip: Receipt, message: str
) -> None:
    resolved(office, slip)
    answer = conversation.answer(Talk(MARIA, message.format(reference.show(slip.reference))))
    assert "Binuksan po naming muli" in answer
    case = box.case(slip.case)
    assert (case.state, case.verdict, case.outcome) == (State.IN_PROGRESS, "disputed", "")


def test_not_yet_reopens_even_a_closed_case(
    conversation: Conversation, box: Store, office: Office, counter: Counter, clock: FakeClock, slip: Receipt
) -> None:
    resolved(office, slip)
    counter.track(slip.reference, slip.pin)
    conversation.answer(Talk(MARIA, "OO"))
    clock.pass_(30 * 24 * HOUR)
    office.close(slip.case)
    conversation.answer(Talk(MARIA, f"HINDI PA {slip.reference}"))
    assert box.case(slip.case).open


@pytest.mark.parametrize(("message", "verdict"), [("OO", "confirmed"), ("HINDI PA", "disputed")])
def test_an_answer_goes_to_the_case_that_was_asked_about(
    conversation: Conversation, box: Store, office: Office, counter: Counter, clock: FakeClock, slip: Receipt,
    message: str, verdict: str,
) -> None:  # fmt: skip
    clock.pass_(HOUR)
    counter.file(Draft("inquiry", "Anong oras po?", "fil", phone=MARIA, sms=True))
    resolved(office, slip)
    conversation.answer(Talk(MARIA, message))
    assert box.case(slip.case).verdict == verdict


@pytest.mark.parametrize("message", ["OO", "HINDI PA"])
def test_an_answer_to_nothing_says_where_the_case_stands(
    conversation: Conversation, box: Store, slip: Receipt, message: str
) -> None:
    assert "natanggap" in conversation.answer(Talk(MARIA, message))
    assert box.case(slip.case).state is State.RECEIVED


@pytest.mark.parametrize("message", ["OO", "Opo", "Hindi pa po"])
def test_yes_and_no_are_not_the_paper_that_the_office_waits_for(
    conversation: Conversation, box: Store, office: Office, slip: Receipt, message: str
) -> None:
    office.ask(slip.case, "Pakidala po ang cedula")
    conversation.answer(Talk(MARIA, message))
    assert box.case(slip.case).state is State.NEEDS_CLIENT


def test_nobody_answers_for_another_number(
    conversation: Conversation, box: Store, office: Office, slip: Receipt
) -> None:
    resolved(office, slip)
    for message in (f"OO {slip.reference}", f"HINDI PA {slip.reference}"):
        conversation.answer(Talk(PEDRO, message))
    assert box.case(slip.case).verdict == ""


# --- telling


def test_free_text_opens_a_case_and_says_so(conversation: Conversation, box: Store) -> None:
    answer = conversation.answer(Talk(PEDRO, "Anong oras po bukas ang barangay hall?"))
    (case,) = box.queue()
    assert (case.words, case.phone, case.type, case.channel, case.sms) == (
        *("Anong oras po bukas ang barangay hall?", PEDRO, "inquiry", "sms", True),
    )
    assert reference.show(case.reference) in answer
    assert box.db.execute("SELECT COUNT(*) FROM texts").fetchone() == (0,), "the conversation itself is the answer"


@pytest.mark.parametrize("language", ["fil", "en", "ceb"])
def test_who_is_known_is_answered_in_their_language(
    conversation: Conversation, box: Store, counter: Counter, language: str
) -> None:
    counter.file(Draft("complaint", "x", language, phone=MARIA))
    answer = conversation.answer(Talk(MARIA, "Isa pa po: walang ilaw"))
    assert {"fil": "Natanggap na po", "en": "We have received", "ceb": "Nadawat na"}[language] in answer
    assert {case.language for case in box.queue()} == {language}


@pytest.mark.parametrize(
    "message",
    [
        "status ng application ko po?",
        "Status quo na lang ba ang basura dito",
        "Oo nga po pala, sira ang ilaw sa kanto",
        "Opo sir pero wala pa rin tubig",
        "Hindi pa po naaayos ang kanal namin",
        "Wala pa po kaming tubig mula kahapon",
        "Di pa kinukuha ang basura",
        "tulong may sunog po dito sa purok 3",
        "help my neighbor is burning trash",
        "menu ng programa kailan po",
        "yes may reklamo po ako",
        "ano na po nangyari sa drainage project",
        "statusan nyo naman",
        "Tulong!!! may baha",
    ],
)
def test_free_text_that_begins_like_a_command_is_a_case(
    conversation: Conversation, box: Store, slip: Receipt, message: str
) -> None:
    answer = conversation.answer(Talk(MARIA, message))
    assert "Natanggap na po" in answer
    assert message in cases(box)


@pytest.mark.parametrize(
    "message",
    [
        "Wala pa po kaming tubig, tawagan nyo po ako sa 0917 123 4567",
        "Hindi pa po naayos ang ilaw mula 2026-03-15 0900",
        "Oo nga po may sunog dito, tel 8123 4567 po sa amin",
        "ano na po nangyari sa 150,000 000 pesos na pondo",
    ],
)
def test_words_with_a_number_that_is_no_reference_are_not_lost(
    conversation: Conversation, box: Store, slip: Receipt, message: str
) -> None:
    conversation.answer(Talk(MARIA, message))
    assert words_anywhere(box, message)


def test_words_beside_a_reference_are_not_lost(conversation: Conversation, box: Store, slip: Receipt) -> None:
    message = f"STATUS {slip.reference} nahulog na po dun ang isang bata kahapon"
    conversation.answer(Talk(MARIA, message))
    assert words_anywhere(box, "nahulog na po dun ang isang bata")


def test_what_is_said_with_not_yet_is_kept(
    conversation: Conversation, box: Store, office: Office, slip: Receipt
) -> None:
    resolved(office, slip)
    conversation.answer(Talk(MARIA, f"HINDI PA {slip.reference} may butas pa rin sa gitna"))
    assert words_anywhere(box, "may butas pa rin sa gitna")


def test_a_text_that_comes_twice_opens_one_case(conversation: Conversation, box: Store, clock: FakeClock) -> None:
    for _ in range(3):
        conversation.answer(Talk(PEDRO, "Nagmamaneho po ako, mamaya na lang"))
        clock.pass_(60_000)
    assert len(cases(box)) == 1


def test_a_text_too_long_to_keep_is_refused_and_not_cut(conversation: Conversation, box: Store) -> None:
    assert "Masyado pong mahaba" in conversation.answer(Talk(PEDRO, "x" * (MAX_WORDS + 1)))
    assert cases(box) == []
    conversation.answer(Talk(PEDRO, "x" * MAX_WORDS))
    assert cases(box) == ["x" * MAX_WORDS]


def test_a_language_of_a_newer_version_does_not_silence_a_citizen(
    conversation: Conversation, box: Store, clock: FakeClock, slip: Receipt
) -> None:
    body = dict(box.events_of(slip.case)[0].body) | {"language": "hil", "reference": "692988633744"}
    clock.pass_(HOUR)
    with box.writing():
        box.append("", "created", box.events_of(slip.case)[0].actor, body)
    assert "Natanggap na po" in conversation.answer(Talk(MARIA, "Isa pa pong reklamo"))


def test_an_answer_and_its_case_are_one_commit(conversation: Conversation, box: Store) -> None:
    with pytest.raises(PowerCut):
        cut_short(box, lambda: conversation.answer(Talk(PEDRO, "May sunog po")))
    assert cases(box) == []


keywords = st.sampled_from(["STATUS", "OO", "HINDI PA", "TULONG", "ano na", "yes", "wala pa", "menu", "hello", ""])
references = st.sampled_from(["670916621886", "6709 1662 1886", "670916621887", "09171234567", "1234567890123456", ""])
messages = st.builds(
    lambda *parts: "".join(parts), keywords, st.sampled_from(["", " ", "\n", " po "]), references, st.text()
)


@given(messages | st.text() | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "So", "Nd"])))
def test_anything_texted_gets_one_short_safe_answer(conversation: Conversation, counter: Counter, message: str) -> None:
    if not counter.store.of_phone(MARIA):
        counter.file(Draft("complaint", "Lihim ni Maria", "fil", phone=MARIA, sms=True))
    with counter.store.writing():
        answer = conversation.answer(Talk(PEDRO, message))
    length = gsm7.septets(gsm7.transliterate(answer))
    assert length is not None
    assert length <= 160
    assert answer.startswith(SENDER)
    assert not LINK.search(answer)
    assert MARIA not in answer
    assert MARIA[3:] not in answer
    assert "Lihim" not in answer
