# SPDX-License-Identifier: Apache-2.0
"""A citizen texts whatever they like; they get one short answer, and no word of theirs is lost."""

import pytest

from appliance import reference
from appliance.case import State
from appliance.conversation import Conversation, Heard
from appliance.counter import Counter, Draft, Receipt
from appliance.office import Office
from appliance.store import Store
from appliance.talks import Talks
from appliance.text import MAX_WORDS
from tests.fakes import HOUR, MARIA, PEDRO, SENDER, FakeClock, PowerCut, cut_short


@pytest.fixture
def slip(counter: Counter) -> Receipt:
    """Maria's complaint, filed at the kiosk."""
    return counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))


def say(conversation: Conversation, number: str, message: str, language: str = "") -> str:
    return conversation.answer(Heard(number, message, language)).text


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
    answer = say(conversation, MARIA, message)
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
    assert reference.show(slip.reference) in say(conversation, MARIA, write.format(shown))


@pytest.mark.parametrize(
    "write", ["{}", "{} po", "ref {}", "{} ano na po", "{} - ano na po ba?", "kumusta na po ang {}", "{} update po"]
)
def test_a_reference_alone_asks_how_its_case_is(
    conversation: Conversation, counter: Counter, box: Store, slip: Receipt, write: str
) -> None:
    counter.file(Draft("inquiry", "Anong oras po?", "fil", phone=MARIA))
    shown = reference.show(slip.reference)
    assert say(conversation, MARIA, write.format(shown)).startswith(f"{SENDER}: Ref {shown}")
    assert len(cases(box)) == 2


def test_a_mistyped_reference_alone_is_named_as_such(conversation: Conversation, slip: Receipt) -> None:
    wrong = slip.reference[:-1] + str((int(slip.reference[-1]) + 1) % 10)
    assert "May mali po yata" in say(conversation, MARIA, wrong)


@pytest.mark.parametrize("group", [" - ", "/", "\n", "·"])
def test_other_ways_to_group_a_reference_are_understood_too(
    conversation: Conversation, box: Store, slip: Receipt, group: str
) -> None:
    shown = reference.show(slip.reference).replace(" ", group)
    assert reference.show(slip.reference) in say(conversation, MARIA, f"STATUS {shown}")
    assert cases(box) == ["May lubak po"]


def test_the_whole_slip_with_its_pin_is_understood(conversation: Conversation, slip: Receipt) -> None:
    answer = say(conversation, MARIA, f"STATUS {reference.show(slip.reference)} {slip.pin}")
    assert answer.startswith(f"{SENDER}: Ref {reference.show(slip.reference)}")


def test_anothers_case_is_not_shown_and_looks_like_none(conversation: Conversation, slip: Receipt) -> None:
    mine = say(conversation, PEDRO, f"STATUS {slip.reference}", "fil")
    none = say(conversation, PEDRO, f"STATUS {reference.make(1, 77_777)}", "fil")
    assert mine == none
    assert "Wala po kaming nakitang" in mine


def test_a_mistyped_reference_is_named_as_such(conversation: Conversation, box: Store, slip: Receipt) -> None:
    wrong = slip.reference[:-1] + str((int(slip.reference[-1]) + 1) % 10)
    for typed in (wrong, slip.reference[:8]):
        assert "May mali po yata" in say(conversation, MARIA, f"STATUS {typed}")
    assert cases(box) == ["May lubak po"]


def test_who_has_no_case_and_asks_is_told_how_it_works(conversation: Conversation) -> None:
    assert "I-text lang po" in say(conversation, PEDRO, "STATUS")


@pytest.mark.parametrize("message", ["TULONG", "tulong!", "HELP", "help?", "Tabang", "menu", "", "   ", "\x00"])
def test_who_asks_for_help_is_told_how_it_works(conversation: Conversation, box: Store, message: str) -> None:
    assert "I-text lang po" in say(conversation, PEDRO, message, "fil")
    assert cases(box) == []


def test_who_asks_for_help_politely_is_told_too(conversation: Conversation, box: Store) -> None:
    assert "I-text lang po" in say(conversation, PEDRO, "Tulong po", "fil")
    assert cases(box) == []


def test_a_case_that_waits_elsewhere_says_who_has_it(conversation: Conversation, office: Office, slip: Receipt) -> None:
    office.hand_over(slip.case, "city-engineering")
    assert "city engineering" in say(conversation, MARIA, "STATUS").lower().replace("-", " ")


# --- answering


@pytest.mark.parametrize("message", ["OO", "Oo po", "oo.", "Opo", "YES", "yes po!", "OO {}", "oo po {}"])
def test_the_citizens_yes_is_kept(
    conversation: Conversation, box: Store, office: Office, slip: Receipt, message: str
) -> None:
    resolved(office, slip)
    answer = say(conversation, MARIA, message.format(reference.show(slip.reference)))
    assert "Salamat po" in answer
    assert box.case(slip.case).verdict == "confirmed"


@pytest.mark.parametrize("message", ["HINDI PA", "hindi pa po", "Di pa po!", "WALA PA", "Not yet", "HINDI PA {}"])
def test_the_citizens_not_yet_reopens(
    conversation: Conversation, box: Store, office: Office, slip: Receipt, message: str
) -> None:
    resolved(office, slip)
    answer = say(conversation, MARIA, message.format(reference.show(slip.reference)))
    assert "Binuksan po muli" in answer
    case = box.case(slip.case)
    assert (case.state, case.verdict, case.outcome) == (State.IN_PROGRESS, "disputed", "")


def test_not_yet_reopens_even_a_closed_case(
    conversation: Conversation, box: Store, office: Office, counter: Counter, clock: FakeClock, slip: Receipt
) -> None:
    resolved(office, slip)
    counter.track(slip.reference, slip.pin)
    say(conversation, MARIA, "OO")
    clock.pass_(30 * 24 * HOUR)
    office.close(slip.case)
    say(conversation, MARIA, f"HINDI PA {slip.reference}")
    assert box.case(slip.case).open


@pytest.mark.parametrize(("message", "verdict"), [("OO", "confirmed"), ("HINDI PA", "disputed")])
def test_an_answer_goes_to_the_case_that_was_asked_about(
    conversation: Conversation, box: Store, office: Office, counter: Counter, clock: FakeClock, slip: Receipt,
    message: str, verdict: str,
) -> None:  # fmt: skip
    clock.pass_(HOUR)
    counter.file(Draft("inquiry", "Anong oras po?", "fil", phone=MARIA, sms=True))
    resolved(office, slip)
    say(conversation, MARIA, message)
    assert box.case(slip.case).verdict == verdict


@pytest.mark.parametrize("message", ["OO", "HINDI PA"])
def test_an_answer_to_nothing_says_where_the_case_stands(
    conversation: Conversation, box: Store, slip: Receipt, message: str
) -> None:
    assert "natanggap" in say(conversation, MARIA, message)
    assert box.case(slip.case).state is State.RECEIVED


@pytest.mark.parametrize("message", ["OO", "Opo", "Hindi pa po"])
def test_yes_and_no_are_not_the_paper_that_the_office_waits_for(
    conversation: Conversation, box: Store, office: Office, slip: Receipt, message: str
) -> None:
    office.ask(slip.case, "Pakidala po ang cedula")
    say(conversation, MARIA, message)
    assert box.case(slip.case).state is State.NEEDS_CLIENT


def test_nobody_answers_for_another_number(
    conversation: Conversation, box: Store, office: Office, slip: Receipt
) -> None:
    resolved(office, slip)
    for message in (f"OO {slip.reference}", f"HINDI PA {slip.reference}"):
        say(conversation, PEDRO, message)
    assert box.case(slip.case).verdict == ""


# --- telling


def open_words(store: Store, number: str) -> str:
    """What a citizen has said and not yet confirmed."""
    pending = Talks(store).of(number).pending
    return pending.words if pending else ""


@pytest.mark.parametrize("language", ["fil", "en", "ceb"])
def test_who_is_known_is_answered_in_their_language(
    conversation: Conversation, box: Store, counter: Counter, language: str
) -> None:
    counter.file(Draft("complaint", "x", language, phone=MARIA))
    say(conversation, MARIA, "Isa pa po: walang sinabi si Pedro")
    answer = say(conversation, MARIA, "OO")
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
        "help my neighbor is burning trash",
        "menu ng programa kailan po",
        "yes may reklamo po ako",
        "ano na po nangyari sa drainage project",
        "statusan nyo naman",
        "Tulong!!! may baha",
        "stop na po sana ang videoke tuwing gabi",
        "start na po ba ng bigayan ng ayuda",
        "balik na po ba ang tubig sa amin",
        "English po ba ang form sa clearance",
        "no parking sign po sana sa kanto namin",
        "cancel culture na po sa barangay natin",
        "report ko po ang baradong kanal sa Purok 2",
        "Wala pa po kaming tubig, tawagan nyo po ako sa 0917 123 4567",
        "Hindi pa po naayos ang ilaw mula 2026-03-15 0900",
        "ano na po nangyari sa 150,000 000 pesos na pondo",
    ],
)
def test_free_text_that_begins_like_a_command_is_free_text(
    conversation: Conversation, box: Store, slip: Receipt, message: str
) -> None:
    answer = say(conversation, MARIA, message)
    assert reference.show(slip.reference) not in answer
    assert open_words(box, MARIA) == message
    assert cases(box) == ["May lubak po"], "nothing is filed before the citizen says so"


def test_words_beside_a_reference_are_not_lost(conversation: Conversation, box: Store, slip: Receipt) -> None:
    message = f"STATUS {slip.reference} nahulog na po dun ang isang bata kahapon"
    say(conversation, MARIA, message)
    assert words_anywhere(box, "nahulog na po dun ang isang bata")


def test_what_is_said_with_not_yet_is_kept(
    conversation: Conversation, box: Store, office: Office, slip: Receipt
) -> None:
    resolved(office, slip)
    say(conversation, MARIA, f"HINDI PA {slip.reference} may butas pa rin sa gitna")
    assert words_anywhere(box, "may butas pa rin sa gitna")


def test_a_text_that_comes_twice_opens_one_case(conversation: Conversation, box: Store, clock: FakeClock) -> None:
    say(conversation, PEDRO, "Nagmamaneho po ako, mamaya na lang")
    say(conversation, PEDRO, "OO")
    for _ in range(3):
        assert "Ref " in say(conversation, PEDRO, "Nagmamaneho po ako, mamaya na lang")
        clock.pass_(60_000)
    assert len(cases(box)) == 1


def test_a_text_too_long_to_keep_is_refused_and_not_cut(conversation: Conversation, box: Store) -> None:
    assert "Masyado pong mahaba" in say(conversation, PEDRO, "x" * (MAX_WORDS + 1))
    assert open_words(box, PEDRO) == ""
    say(conversation, PEDRO, "x" * MAX_WORDS)
    say(conversation, PEDRO, "OO")
    assert cases(box) == ["x" * MAX_WORDS]


def test_a_language_of_a_newer_version_does_not_silence_a_citizen(
    conversation: Conversation, box: Store, clock: FakeClock, slip: Receipt
) -> None:
    body = dict(box.events_of(slip.case)[0].body) | {"language": "hil", "reference": "692988633744"}
    clock.pass_(HOUR)
    with box.writing():
        box.append("", "created", box.events_of(slip.case)[0].actor, body)
    assert "Ano po ang reklamo ninyo?" in say(conversation, MARIA, "Reklamo po")


def test_an_answer_its_case_and_the_talk_are_one_commit(conversation: Conversation, box: Store) -> None:
    say(conversation, PEDRO, "Wala pong tao sa hall kanina")
    with pytest.raises(PowerCut):
        cut_short(box, lambda: conversation.answer(Heard(PEDRO, "OO")))
    assert cases(box) == []
    say(conversation, PEDRO, "OO")
    assert cases(box) == ["Wala pong tao sa hall kanina"]
