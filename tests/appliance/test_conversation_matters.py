# SPDX-License-Identifier: Apache-2.0
"""A citizen texts a matter: it is answered from the charter, asked about, summed up, and filed only after their yes."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance import charter, reference
from appliance.case import State
from appliance.conversation import Conversation, Heard, Survey
from appliance.counter import Counter, Draft, Receipt
from appliance.office import Office
from appliance.store import Store
from appliance.talks import Talks
from tests.fakes import (
    MARIA,
    MINUTE,
    PEDRO,
    SENDER,
    FakeClock,
    Phone,
    conversation_of,
    notices,
    our_charter,
    reference_in,
    texted,
)

NOISY = "ang ingay po ng videoke ng kapitbahay"
VIOLENCE = "binubugbog po ako ng asawa ko"


@pytest.fixture
def pedro(conversation: Conversation) -> Phone:
    return Phone(conversation, PEDRO)


def only_case(box: Store):
    (case,) = box.queue()
    return case


def kept(box: Store) -> str:
    """Everything that the data file keeps of talks."""
    return str(box.db.execute("SELECT * FROM talks").fetchall())


# --- from a question to a case


def test_a_complaint_in_ones_own_words_becomes_a_case_with_the_answers_of_its_form(maria: Phone, box: Store) -> None:
    assert "Irereklamo po ba ninyo ito? I-text: OO" in maria.text(NOISY)
    assert "(1/3) Saan po galing ang ingay?" in maria.text("OO")
    assert "1 Videoke o karaoke, 2 Malakas na tugtog" in maria.text("Purok 1, tabi ng tindahan")
    assert "Kailan po maingay?" in maria.text("1")
    summary = maria.text("tuwing gabi po")
    assert "1 Purok 1, tabi ng tindahan, 2 Videoke o karaoke, 3 Tuwing gabi. Tama po ba?" in summary
    assert box.queue() == []
    receipt = maria.text("OO")
    case = only_case(box)
    assert reference.show(case.reference) == reference_in(receipt)
    assert (case.words, case.type, case.service, case.channel) == (NOISY, "complaint", "noise-complaint", "sms")
    assert case.answers == {"place": "Purok 1, tabi ng tindahan", "source": "videoke", "when": "night"}
    assert kept(box) == "[]"
    assert box.db.execute("SELECT COUNT(*) FROM texts").fetchone() == (0,), "the conversation itself is the answer"


def test_the_same_in_cebuano_from_the_first_word(maria: Phone, box: Store) -> None:
    assert "Ireklamo ba nimo ni?" in maria.text("saba kaayo ang videoke sa silingan")
    maria.text("oo", "Purok 1 tapad sa tindahan", "videoke")
    assert "Sakto ba?" in maria.text("kada gabii")
    assert "Nadawat na namo" in maria.text("OO")
    assert only_case(box).language == "ceb"


def test_the_same_in_english(maria: Phone, box: Store) -> None:
    assert "Do you want to file this? Text: YES" in maria.text("what is the way to report loud videoke")
    maria.text("yes", "Purok 1, beside the store", "videoke")
    assert "Is this right?" in maria.text("at night")
    assert "We have received" in maria.text("Yes")
    assert only_case(box).language == "en"


def test_a_request_in_taglish_asks_what_the_clearance_needs(maria: Phone, box: Store) -> None:
    assert "Magre-request na po ba kayo?" in maria.text("kuha po ako ng brgy clearance for work")
    maria.text("sige po", "pang trabaho po", "LAKTAW", "prk 3")
    assert "4 Oo" in maria.text("opo")
    maria.text("Opo, tama po")
    case = only_case(box)
    assert (case.type, case.service) == ("service_request", "barangay-clearance")
    assert case.answers == {"purpose": "work", "purok": "Purok 3", "first_job": "yes"}


def test_a_short_question_after_an_answer_is_about_the_same_service(maria: Phone, box: Store) -> None:
    maria.text("kuha po ako ng brgy clearance")
    assert "Magre-request na po ba kayo?" in maria.text("magkano po?")
    maria.text("OO", "1", "LAKTAW", "3", "HINDI", "OO")
    assert only_case(box).words == "kuha po ako ng brgy clearance\nmagkano po?"


def test_a_question_that_names_another_service_is_about_that_one(maria: Phone, box: Store) -> None:
    maria.text("kuha po ako ng brgy clearance", "magkano po ang senior citizen id")
    assert Talks(box).of(MARIA).pending.service == "senior-citizen-id"


@pytest.mark.parametrize("said", ["may reklamo po ako", "Gusto ko po sana magreklamo", "REKLAMO", "i have a complaint"])
def test_who_says_only_that_they_have_a_complaint_is_asked_what(maria: Phone, said: str) -> None:
    assert maria.text(said).endswith(("kung saan.", "where."))


def test_reklamo_with_words_begins_the_form_at_once(maria: Phone) -> None:
    assert "(1/3) Saan po galing ang ingay?" in maria.text(f"REKLAMO {NOISY}")


def test_reklamo_alone_asks_what_it_is_about(maria: Phone, box: Store) -> None:
    assert "Ano po ang reklamo ninyo?" in maria.text("Reklamo po")
    assert "(1/3)" in maria.text(NOISY)


def test_a_complaint_that_no_service_is_for_is_filed_as_it_is(maria: Phone, box: Store) -> None:
    summary = maria.text("Reklamo: amoy pintura po ang kantina namin")
    assert '"Reklamo: amoy pintura po ang kantina namin" Tama po ba?' in summary
    maria.text("OO")
    assert (only_case(box).type, only_case(box).service) == ("complaint", "")


def test_a_suggestion_is_a_suggestion_whatever_it_is_about(maria: Phone, box: Store) -> None:
    maria.text("MUNGKAHI", "lagyan po ng basurahan at videoke ban sa plaza", "OO")
    assert (only_case(box).type, only_case(box).service) == ("suggestion", "")


def test_what_the_hall_does_not_know_goes_to_a_person_if_the_citizen_wants(maria: Phone, box: Store) -> None:
    assert "hindi ko po alam" in maria.text("sino po ang nanalo sa pba")
    assert box.queue() == []
    maria.text("Opo")
    assert (only_case(box).type, only_case(box).words) == ("inquiry", "sino po ang nanalo sa pba")


def test_who_does_not_want_that_leaves_nothing_behind(maria: Phone, box: Store) -> None:
    assert "walang ipapasa" in maria.text("sino po ang nanalo sa pba", "Hindi po")
    assert box.queue() == []
    assert kept(box) == "[]"


def test_a_wrong_guess_ends_at_a_person_too(maria: Phone, box: Store) -> None:
    assert "Ipapasa ko po ba ito sa staff" in maria.text(NOISY, "HINDI")
    maria.text("OO")
    assert (only_case(box).type, only_case(box).words) == ("inquiry", NOISY)


class TwoPages:
    """A book that cannot tell the clearance from the certificate of residency, unless it is named."""

    def __init__(self, book):
        self.book = book

    def ask(self, question, language, *, budget=0):
        found = self.book.ask(question, language, budget=budget)
        return replace(found, also="certificate-of-residency") if question == "kuha po ng clearance" else found

    def language_of(self, text):
        return ""


@pytest.mark.parametrize(
    ("choice", "service"),
    [("1", "barangay-clearance"), ("2 po", "certificate-of-residency"), ("yung residency", "certificate-of-residency")],
)
def test_two_services_as_good_are_asked_about(box: Store, counter: Counter, choice: str, service: str) -> None:
    book = TwoPages(conversation_of(box)._book)
    maria = Phone(Conversation(counter, notices(), SENDER, book))
    assert "1 Brgy Clearance, 2 " in maria.text("kuha po ng clearance")
    assert "Magre-request na po ba kayo?" in maria.text(choice)
    assert Talks(box).of(MARIA).pending.service == service


def test_a_courtesy_is_neither_of_two(box: Store, counter: Counter) -> None:
    maria = Phone(Conversation(counter, notices(), SENDER, TwoPages(conversation_of(box)._book)))
    assert maria.text("kuha po ng clearance", "ok po") == maria.heard[0]


def test_neither_of_two_is_for_a_person(box: Store, counter: Counter) -> None:
    maria = Phone(Conversation(counter, notices(), SENDER, TwoPages(conversation_of(box)._book)))
    assert "Ipapasa ko po ba ito sa staff" in maria.text("kuha po ng clearance", "0")


# --- the yes that files


@pytest.mark.parametrize("said", ["oo po", "opo salamat", "yes ok", "sige po", "tama po", "OK salamat po", "oo sakto"])
def test_a_plain_yes_files(maria: Phone, box: Store, said: str) -> None:
    maria.text(NOISY, "OO", "Purok 1", "1", "2")
    assert box.queue() == []
    maria.text(said)
    assert only_case(box).words == NOISY


@pytest.mark.parametrize(
    "said",
    [
        "yes no",
        "sige wag na lang",
        "tama na po",
        "tama na po ayoko na",
        "tama po ba na anonymous ito?",
        "ok lang po ba kahit walang pangalan",
        "meron po",
        "walang mali pero sandali lang po",
        "yes but not today",
    ],
)
def test_a_sentence_that_only_begins_with_a_yes_is_asked_again(maria: Phone, box: Store, said: str) -> None:
    summary = maria.text(NOISY, "OO", "Purok 1", "1", "2")
    assert maria.text(said) == summary
    assert box.queue() == []


@pytest.mark.parametrize(
    "said",
    [
        "may mali po",
        "meron pong mali",
        "oo pero mali ang purok, Purok 3 dapat",
        "naa koy usbon",
        "ok pero papalitan ko",
    ],
)
def test_a_yes_with_something_to_change_is_asked_what(maria: Phone, box: Store, said: str) -> None:
    maria.text(NOISY, "OO", "Purok 1", "1", "2")
    assert maria.text(said).endswith(("huwag nang ipadala.", "kung dili na ipadala."))
    assert box.queue() == []


@pytest.mark.parametrize("said", ["sige kansel na lang po", "ok cancel", "oo po ikansela na lang"])
def test_a_yes_to_cancelling_cancels(maria: Phone, box: Store, said: str) -> None:
    assert "Walang naipadala" in maria.text(NOISY, "OO", "Purok 1", "1", "2", said)
    assert (box.queue(), kept(box)) == ([], "[]")


@pytest.mark.parametrize("said", ["may tanong lang po", "oo nga po pala", "sige wag na lang", "naa"])
def test_an_unplain_yes_passes_nothing_on(maria: Phone, box: Store, said: str) -> None:
    maria.text("sino po ang nanalo sa pba", said)
    assert box.queue() == []


# --- the same words again


def test_a_question_that_is_asked_again_days_later_is_answered(maria: Phone, box: Store, clock: FakeClock) -> None:
    first = maria.text("anong oras po bukas ang barangay hall")
    maria.text("OO")
    assert "Ref " in maria.text("anong oras po bukas ang barangay hall"), "pressed twice"
    clock.pass_(3 * 24 * 60 * MINUTE)
    assert maria.text("anong oras po bukas ang barangay hall") == first


def test_a_complaint_that_is_repeated_days_later_asks_what_became_of_it(
    maria: Phone, box: Store, clock: FakeClock
) -> None:
    maria.text(NOISY, "OO", "Purok 1", "1", "2", "OO")
    clock.pass_(3 * 24 * 60 * MINUTE)
    assert reference.show(only_case(box).reference) in maria.text(NOISY)


# --- changing one's mind


def test_cancel_in_a_form_files_nothing_and_wipes_what_was_said(maria: Phone, box: Store) -> None:
    assert "Walang naipadala" in maria.text(NOISY, "OO", "Purok 1, tabi ng tindahan", "KANSEL")
    assert box.queue() == []
    assert kept(box) == "[]"


def test_a_step_back_asks_the_last_question_again(maria: Phone) -> None:
    maria.text(NOISY, "OO", "Purok 1")
    assert "(1/3) Saan po galing ang ingay?" in maria.text("BALIK")
    assert "(1/3) Saan po galing ang ingay?" in maria.text("bumalik")
    maria.text("Purok 2", "1", "2")
    assert "(3/3) Kailan po maingay?" in maria.text("back")


def test_an_answer_is_corrected_by_its_number(maria: Phone, box: Store) -> None:
    maria.text(NOISY, "OO", "Purok 1", "1", "2")
    assert "(2/3) Ano po ang maingay?" in maria.text("2")
    assert "2 Motor o sasakyan" in maria.text("motor")
    assert "Ano po ang babaguhin?" in maria.text("hindi")
    maria.text("oo")
    assert only_case(box).answers["source"] == "vehicle"


def test_another_matter_in_a_form_begins_anew(maria: Phone, box: Store) -> None:
    maria.text(NOISY, "OO", "Purok 1")
    assert "Ano po ang mungkahi ninyo?" in maria.text("MUNGKAHI")
    maria.text("sana po may libreng wifi sa plaza", "OO")
    assert only_case(box).type == "suggestion"


def test_status_and_help_in_a_form_do_not_end_it(maria: Phone, counter: Counter, box: Store) -> None:
    counter.file(Draft("inquiry", "Anong oras po?", "fil", phone=MARIA))
    maria.text(NOISY, "OO", "Purok 1")
    assert "tanong: natanggap" in maria.text("STATUS")
    assert "I-text lang po" in maria.text("TULONG")
    assert "Kailan po maingay?" in maria.text("videoke")


def test_the_language_is_changed_in_the_middle_of_a_form_and_stays(maria: Phone, box: Store, clock: FakeClock) -> None:
    maria.text(NOISY, "OO", "Purok 1")
    assert "(2/3) Unsa ang saba?" in maria.text("BISAYA")
    assert "Kanus-a ang saba?" in maria.text("1")
    clock.pass_(24 * 60 * MINUTE)
    assert "Unsa ang imong reklamo?" in maria.text("REKLAMO")
    assert "We will use English" in maria.text("KANSEL", "english please")
    assert "Tagalog na po" in maria.text("Tagalog")


def test_an_answer_that_is_none_is_asked_again_and_then_offered_to_a_person(maria: Phone, box: Store) -> None:
    maria.text(NOISY, "OO", "Purok 1")
    assert "Pumili po ng isang numero. (2/3)" in maria.text("asdf")
    assert "Pumili po ng isang numero. (2/3)" in maria.text("7")
    assert "ipasa sa staff" in maria.text("ewan ko po")
    maria.text("OO")
    case = only_case(box)
    assert (case.words, case.service, case.answers) == (NOISY, "noise-complaint", {"place": "Purok 1"})


def test_what_must_be_answered_cannot_be_skipped(maria: Phone) -> None:
    assert "Kailangan po ito. (1/3)" in maria.text(NOISY, "OO", "LAKTAW")


@pytest.mark.parametrize("said", ["oo", "salamat po", "ok", "Hindi"])
def test_a_courtesy_is_no_place(maria: Phone, said: str) -> None:
    assert "Pakisagot po ito. (1/3)" in maria.text(NOISY, "OO", said)


def test_yes_belongs_to_the_open_question_first(maria: Phone, box: Store, office: Office, counter: Counter) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    office.resolve(slip.case, "fixed", "Natapalan na po")
    maria.text("kuha po ako ng brgy clearance", "OO", "1", "LAKTAW", "3")
    assert "4 Hindi" in maria.text("hindi pa po"), "no is an answer to the form"
    assert box.case(slip.case).verdict == ""
    maria.text("OO")
    assert box.case(slip.case).verdict == ""
    maria.text("OO")
    assert box.case(slip.case).verdict == "confirmed"


def test_not_yet_with_a_reference_reaches_its_case_even_in_a_form(
    maria: Phone, box: Store, office: Office, counter: Counter
) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    office.resolve(slip.case, "fixed", "Natapalan na po")
    maria.text("kuha po ako ng brgy clearance", "OO")
    assert "Binuksan po muli" in maria.text(f"HINDI PA {slip.reference}")
    assert "Saan po ito ipapakita?" in maria.text("trabaho")


# --- not yet, in a sentence


@pytest.fixture
def lamp(counter: Counter, office: Office) -> Receipt:
    """Maria's street lamp, which the office said is mended."""
    slip = counter.file(
        Draft("complaint", "Sira po ang ilaw sa kanto", "fil", service="streetlight-repair", phone=MARIA)
    )
    office.resolve(slip.case, "fixed", "Napalitan na po ang bombilya")
    return slip


NOT_YET = [
    "Hindi pa po naayos yung ilaw",
    "hindi pa po, sira pa rin",
    "hindi po naayos",
    "wala pa rin pong ilaw",
    "Sira pa rin po yung poste ng ilaw",
    "ganun pa rin po",
    "not yet, still broken",
    "di pa po tapos yan",
    "wala pa rin pong pagbabago",
    "still not fixed",
    "wala pa gihapon niabot",
    "guba gihapon ang suga",
    "wala gihapon suga diri",
    "Wala pa pong ilaw sa poste namin",
]


@pytest.mark.parametrize("said", NOT_YET)
def test_not_yet_in_a_sentence_reopens_the_case_that_was_said_to_be_done(
    maria: Phone, box: Store, lamp: Receipt, said: str
) -> None:
    assert "Binuksan po muli" in maria.text(said)
    assert (box.case(lamp.case).state, box.case(lamp.case).verdict) == (State.IN_PROGRESS, "disputed")


def test_what_is_said_with_not_yet_reaches_the_office(maria: Phone, box: Store, lamp: Receipt) -> None:
    maria.text("Hindi pa po naayos yung ilaw, patay-sindi pa rin")
    assert "patay-sindi" in str(box.events_of(lamp.case))


@pytest.mark.parametrize(
    "said",
    [
        "hindi pa po nahahakot ang basura",
        "wala pa po akong SSS",
        "Wala pa po akong barangay clearance",
        "hindi pa po ako nakakuha ng barangay clearance",
    ],
)
def test_not_yet_about_something_else_is_free_text(maria: Phone, box: Store, lamp: Receipt, said: str) -> None:
    assert "Binuksan" not in maria.text(said)
    assert box.case(lamp.case).state is State.RESOLVED


@pytest.mark.parametrize("said", NOT_YET)
def test_not_yet_about_nothing_that_was_done_opens_nothing(maria: Phone, box: Store, said: str) -> None:
    assert "Binuksan" not in maria.text(said)
    assert box.queue() == []


def test_not_yet_with_words_that_are_protected_reopens_without_them(maria: Phone, box: Store, lamp: Receipt) -> None:
    assert "8888" in maria.text(f"hindi pa po, {VIOLENCE}")
    assert box.case(lamp.case).verdict == "disputed"
    assert "asawa" not in str(box.events_of(lamp.case))


# --- half an hour of silence


def test_a_yes_that_comes_too_late_files_nothing(maria: Phone, box: Store, clock: FakeClock) -> None:
    maria.text(NOISY, "OO", "Purok 1", "1", "2")
    clock.pass_(31 * MINUTE)
    assert "I-text lang po" in maria.text("OO")
    assert box.queue() == []


def test_after_the_silence_words_are_a_new_matter(maria: Phone, clock: FakeClock) -> None:
    maria.text(NOISY, "OO")
    clock.pass_(31 * MINUTE)
    assert "Magre-request na po ba kayo?" in maria.text("kuha po ako ng brgy clearance")


def test_within_half_an_hour_the_form_goes_on(maria: Phone, clock: FakeClock) -> None:
    maria.text(NOISY, "OO")
    clock.pass_(29 * MINUTE)
    assert "(2/3)" in maria.text("Purok 1")


def test_what_was_left_unfinished_is_wiped_from_the_file(
    maria: Phone, conversation: Conversation, box: Store, clock: FakeClock
) -> None:
    maria.text(NOISY, "OO", "sa likod ng kapilya")
    assert conversation.tidy() == 0
    clock.pass_(31 * MINUTE)
    assert conversation.tidy() == 1
    (_, _, path) = box.db.execute("PRAGMA database_list").fetchone()
    data = Path(path).read_bytes() + Path(f"{path}-wal").read_bytes()
    assert b"kapilya" not in data
    assert b"videoke" not in data


def test_a_clock_that_is_put_back_ends_a_talk(maria: Phone, conversation: Conversation, clock: FakeClock) -> None:
    maria.text(NOISY, "OO")
    clock.pass_(-10 * 365 * 24 * 60 * MINUTE)
    assert conversation.tidy() == 1


# --- danger


def test_danger_is_answered_at_once_and_the_form_goes_on(maria: Phone, box: Store) -> None:
    maria.text(NOISY, "OO", "Purok 1")
    answer = maria.text("may sunog po dito!!!")
    assert "Sunog: 911 o BFP" in answer
    assert "Hindi po nila nababasa ang text na ito" in answer
    assert "Kailan po maingay?" in maria.text("1")


def test_the_hall_can_be_told_of_a_danger_too(maria: Phone, box: Store) -> None:
    assert "Para ipaalam din sa barangay: OO" in maria.text("may sunog po sa purok 3")
    assert box.queue() == []
    maria.text("OO")
    case = only_case(box)
    assert (case.type, case.words, case.rule) == ("incident", "may sunog po sa purok 3", "H72")


@pytest.mark.parametrize(
    "said",
    [
        "kinokombulsyon po ang baby ko",
        "need rescue, people trapped under a fallen wall",
        "dili na momata akong papa unsay buhaton",
        "gusto ko na pong mamatay",
        "nagbigti po",
        "nawawala po ang anak ko",
        "kinagat po ng ahas ang anak ko",
    ],
)
def test_danger_in_words_that_only_the_book_knows_gets_the_hotlines_too(maria: Phone, box: Store, said: str) -> None:
    answer = maria.text(said)
    assert "911" in answer
    assert answer.endswith((": OO", ": YES"))


def test_who_despairs_is_told_of_the_crisis_line(maria: Phone) -> None:
    assert "NCMH 1553" in maria.text("ayoko na pong mabuhay")


def test_violence_at_home_is_answered_neutrally_and_kept_nowhere(maria: Phone, box: Store) -> None:
    answer = maria.text(VIOLENCE)
    assert "911" in answer
    assert "barangay hall" in answer
    assert not {"vaw", "asawa", "proteksyon", "bugbog", "babae"} & set(answer.lower().split())
    assert kept(box) == "[]"
    maria.text("OO")
    assert box.queue() == []


def test_a_telling_word_is_enough_where_the_book_does_not_know(maria: Phone, box: Store) -> None:
    assert "8888" in maria.text("hinipuan po ako kanina")
    assert kept(box) == "[]"


@pytest.mark.parametrize("keyword", ["REKLAMO", "TANONG", "MUNGKAHI"])
def test_a_keyword_does_not_make_it_less_protected(maria: Phone, box: Store, keyword: str) -> None:
    answer = maria.text(keyword, f"{VIOLENCE}")
    assert answer == Phone(maria.conversation, PEDRO).text(f"{keyword} {VIOLENCE}")
    assert "8888" in answer
    assert kept(box) == "[]"


def test_violence_told_in_the_middle_of_a_form_is_not_kept_in_it(maria: Phone, box: Store) -> None:
    maria.text(NOISY, "OO")
    assert "8888" in maria.text(VIOLENCE)
    assert "asawa" not in kept(box)
    assert "(2/3)" in maria.text("Purok 1")


@pytest.mark.parametrize(
    "said",
    [
        "ginagahasa si Ana sa Purok 2",
        "may nagshashabu po sa Purok 2",
        "binubugbog ni Lito",
        "nirape po yung pinsan ko",
        "hinahalay",
        "gilugos siya",
    ],
)
def test_a_telling_word_is_never_kept_as_an_answer(maria: Phone, box: Store, said: str) -> None:
    maria.text(NOISY, "OO")
    assert "8888" in maria.text(said)
    assert said not in kept(box)
    assert "(2/3)" in maria.text("Purok 1")


def test_a_place_is_no_telling_word(maria: Phone) -> None:
    maria.text(NOISY, "OO")
    assert "(2/3)" in maria.text("Malapit sa drugstore, kanto ng Rapu-Rapu at Bahay Tuluyan")


def test_violence_told_beside_a_reference_is_not_written_into_that_case(
    maria: Phone, box: Store, counter: Counter
) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA))
    assert "8888" in maria.text(f"STATUS {slip.reference} {VIOLENCE}")
    assert "asawa" not in str(box.events_of(slip.case))


def test_danger_at_home_gets_the_hotlines_and_is_kept_nowhere(maria: Phone, box: Store) -> None:
    assert "911" in maria.text(f"saklolo {VIOLENCE}")
    assert kept(box) == "[]"


# --- taking a case back


def test_a_case_is_taken_back_after_a_second_yes_and_can_reopen(maria: Phone, box: Store, counter: Counter) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA))
    assert "Babawiin po ba ninyo" in maria.text("KANSEL")
    assert box.case(slip.case).state is State.RECEIVED
    assert "Binawi na po" in maria.text("OO")
    case = box.case(slip.case)
    assert (case.state, case.outcome) == (State.RESOLVED, "withdrawn")
    maria.text("HINDI PA")
    assert box.case(slip.case).state is State.IN_PROGRESS


def test_no_lets_it_go_on(maria: Phone, box: Store, counter: Counter) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA))
    assert "tuloy pa rin" in maria.text(f"KANSEL {slip.reference}", "HINDI")
    assert box.case(slip.case).state is State.RECEIVED


def test_with_several_cases_it_is_asked_which(maria: Phone, box: Store, counter: Counter) -> None:
    for words in ("May lubak po", "Walang ilaw"):
        slip = counter.file(Draft("complaint", words, "fil", phone=MARIA))
    assert "Higit sa isa po ang inyong kaso" in maria.text("KANSEL", "OO", "KANSEL")
    maria.text(f"cancel {slip.reference}", "yes")
    assert [case.outcome for case in box.queue() if case.words == "Walang ilaw"] == ["withdrawn"]


def test_nobody_takes_anothers_case_back(pedro: Phone, box: Store, counter: Counter) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA))
    assert "Wala po kaming nakitang" in pedro.text(f"KANSEL {slip.reference}")
    pedro.text("OO")
    assert box.case(slip.case).state is State.RECEIVED


def test_cancel_with_nothing_to_cancel_says_how_it_works(maria: Phone) -> None:
    assert "I-text lang po" in maria.text("KANSEL")


# --- stop and start


def test_stop_ends_the_texts_of_all_cases_and_of_future_ones(
    maria: Phone, box: Store, counter: Counter, office: Office, texts
) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    assert texted(texts)
    assert "Hindi na po kami magte-text" in maria.text("STOP")
    later = counter.file(Draft("complaint", "Walang ilaw", "fil", phone=MARIA, sms=True))
    for case in (slip.case, later.case):
        assert not box.case(case).sms
        office.reply(case, "Opo")
    assert texted(texts) == []


def test_stop_is_confirmed_once(maria: Phone) -> None:
    assert maria.text("STOP")
    assert maria.text("stop po", "STOP") == ""


def test_who_stopped_and_texts_again_is_still_answered(maria: Phone, box: Store) -> None:
    maria.text("STOP")
    maria.text("sino po ang nanalo sa pba")
    assert "Natanggap na po" in maria.text("OO")
    assert not only_case(box).sms


def test_start_brings_the_texts_back(maria: Phone, box: Store, counter: Counter) -> None:
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    maria.text("STOP")
    assert "Magte-text na po ulit" in maria.text("START")
    assert box.case(slip.case).sms
    assert kept(box) == "[]"


# --- the survey

SCALE = our_charter().get("noise-complaint").fields[2]
QUESTIONS = (replace(SCALE, code="cc1"), replace(SCALE, code="cc2", skip_if="cc1=night"), replace(SCALE, code="sqd0"))


@pytest.fixture
def rated(box: Store, counter: Counter, office: Office) -> tuple[Phone, list[dict[str, str]]]:
    """Maria's telephone, her case with a human's reply, and the ratings that were recorded."""
    ratings: list[dict[str, str]] = []
    survey = Survey(QUESTIONS, lambda case: bool(case.reply_id), lambda case, answers: ratings.append(dict(answers)))
    return Phone(conversation_of(box, survey=survey)), ratings


def test_the_survey_is_offered_and_run_only_after_a_humans_reply(rated, counter: Counter, office: Office) -> None:
    maria, ratings = rated
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    assert "Wala pa po kayong mare-rate na serbisyo" in maria.text("SURVEY")
    office.resolve(slip.case, "fixed", "Natapalan na po")
    assert "i-text: SURVEY" in maria.text("OO")
    assert "(1/3)" in maria.text("SURVEY")
    assert "(2/2)" in maria.text("2"), "the second question is needless after that answer"
    assert ratings == []
    assert "Salamat po sa pagsagot" in maria.text("4")
    assert ratings == [{"cc1": "night", "sqd0": "weekend"}]


def test_a_survey_in_which_all_was_passed_over_records_nothing(box: Store, counter: Counter, office: Office) -> None:
    ratings: list[object] = []
    optional = [replace(field, required=False) for field in QUESTIONS]
    survey = Survey(optional, lambda case: bool(case.reply_id), lambda case, answers: ratings.append(answers))
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    office.resolve(slip.case, "fixed", "Natapalan na po")
    maria = Phone(conversation_of(box, survey=survey))
    assert "Walang naipadala" in maria.text("SURVEY", "LAKTAW", "LAKTAW", "LAKTAW")
    assert ratings == []


def test_a_case_that_was_rated_meanwhile_at_the_kiosk_is_not_rated_twice(
    box: Store, counter: Counter, office: Office
) -> None:
    ratings: list[object] = []
    open_ = [True]
    survey = Survey(QUESTIONS, lambda case: open_[0], lambda case, answers: ratings.append(answers))
    counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    maria = Phone(conversation_of(box, survey=survey))
    maria.text("SURVEY", "2")
    open_[0] = False
    maria.text("1")
    assert ratings == []


def test_a_survey_left_half_done_records_nothing(rated, counter: Counter, office: Office) -> None:
    maria, ratings = rated
    slip = counter.file(Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True))
    office.resolve(slip.case, "fixed", "Natapalan na po")
    maria.text("SURVEY", "1", "KANSEL")
    assert ratings == []


# --- patience


def test_who_texted_too_often_can_still_finish_and_still_cancel(conversation: Conversation, box: Store) -> None:
    def text(message: str, patience: int) -> str:
        return conversation.answer(Heard(MARIA, message), patience).text

    text(NOISY, 6)
    text("OO", 6)
    assert "(2/3)" in text("Purok 1", -3)
    assert text("STATUS", -3) == ""
    assert "isang oras" in text("TULONG", 0)
    assert text("KANSEL", -3) == ""
    assert kept(box) == "[]"
    assert "911" in text("may sunog po dito", -3)
    assert text("may sunog po dito", -20) == ""


def test_a_question_that_was_not_heard_is_not_left_open(conversation: Conversation, box: Store) -> None:
    assert conversation.answer(Heard(MARIA, "sino po ang nanalo sa pba"), -1).text == ""
    conversation.answer(Heard(MARIA, "OO"), -1)
    assert box.queue() == []


# --- the rest


@pytest.mark.parametrize("said", ["Salamat po!", "thank you po", "maraming salamat"])
def test_thanks_are_welcome_and_no_case(maria: Phone, box: Store, said: str) -> None:
    assert "Walang anuman po" in maria.text(said)
    assert kept(box) == "[]"


@pytest.mark.parametrize("said", ["hi", "Hello po", "Magandang umaga po, kap", "good morning", "?", "1", "👍", "12345"])
def test_what_says_nothing_is_told_how_it_works(maria: Phone, box: Store, said: str) -> None:
    assert "I-text lang po" in maria.text(said)
    assert kept(box) == "[]"


def test_a_private_matter_and_a_name_are_not_texted_back(maria: Phone, box: Store) -> None:
    maria.text("Reklamo po: ipapabarangay ko po ang kapitbahay dahil sa utang, sa lupon po")
    while "Tama po ba" not in maria.heard[-1] and "OO para ipadala" not in maria.heard[-1]:
        asked = maria.heard[-1]
        maria.text("Juan Reyes" if "inirereklamo?" in asked and "Sino" in asked else "1")
    assert "Juan" not in maria.heard[-1]
    maria.text("OO")
    assert "Juan Reyes" in only_case(box).answers.values()


def test_a_visit_at_the_voice_terminal_is_a_talk_without_a_number(conversation: Conversation, box: Store) -> None:
    for words in (NOISY, "OO", "Purok 1", "1", "2", "OO"):
        reply = conversation.answer(Heard("voice/7", words, "fil", channel="voice"))
    assert "Natanggap na po" in reply.text
    assert (only_case(box).phone, only_case(box).channel, only_case(box).sms) == ("", "voice", False)


def test_a_service_that_the_charter_lost_meanwhile_ends_the_form(maria: Phone, box: Store) -> None:
    maria.text(NOISY, "OO")
    ours = dict(our_charter().services)
    del ours["noise-complaint"]
    assert "I-text lang po" in Phone(conversation_of(box, charter.Charter(ours))).text("OO")
    assert box.queue() == []
