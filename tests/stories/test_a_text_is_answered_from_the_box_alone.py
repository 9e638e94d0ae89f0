# SPDX-License-Identifier: Apache-2.0
"""Maria has no load for data and the hall no internet: she texts, and the box alone answers her."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance import gsm7, reference, talk
from appliance.calendar import philippines
from appliance.health import modems
from appliance.logbook import Logbook
from appliance.office import Office
from sms import tpdu
from sms.ports import ModemHealth, ModemRefused, StoredPdu
from sms.program import Texting
from tests.fakes import DAY, HOUR, KALIHIM, MARIA, MINUTE, PEDRO
from tests.links import Link, folded, logged, texting, until, world

ASKS = "Anong oras po bukas ang barangay hall tuwing Sabado?"
LONG = "Tatlong araw na po kaming walang tubig sa Purok 5. " * 12 + "Sana po ay matulungan ninyo kami."
PICTURES = "Maraming salamat po 🙏🏽 " * 12 + "Ñandu €5"


@pytest.fixture
def made(tmp_path):
    with world(tmp_path, link=Link(2, loss=0.3, twice=0.3, delay=3)) as world_made:
        world_made.start()
        yield world_made


def tpdu_words(text):
    """The words as a modem's message holds them."""
    return tpdu.user_data(text, None)[2].hex().upper()


def on_disk(made):
    """The data file and its log, read from the disk."""
    (_, _, path) = made.hall.store.db.execute("PRAGMA database_list").fetchone()
    return (Path(path).read_bytes() + Path(f"{path}-wal").read_bytes()).decode("latin-1")


def words(made):
    """What citizens have said: in cases, and in talks that wait for their yes."""
    pending = made.hall.store.db.execute("SELECT pending FROM talks WHERE pending != ''").fetchall()
    cases = [case.words for case in folded(made.hall.store).values()]
    return sorted(cases + [talk.read(text).words for (text,) in pending])


def test_free_text_becomes_one_case_after_a_yes_and_gets_its_reference(made, sim):
    with texting(made.hall, sim):
        sim.text_from(MARIA, ASKS)
        [offer] = sim.wait_for(MARIA)
        assert not folded(made.hall.store)
        sim.text_from(MARIA, "OO")
        answer = sim.wait_for(MARIA, 2)[1]
        until(lambda: made.hall.texts().counts() == {"delivered": 2})
    assert offer.text.endswith(": OO")
    [case] = folded(made.hall.store).values()
    assert (case.words, case.phone, case.channel) == (ASKS, MARIA, "sms")
    assert reference.show(case.reference) in answer.text
    assert not folded(made.hub.store)
    made.settle()
    assert made.hub.store.case(case.id).words == ASKS


def test_status_tells_where_the_case_stands_and_nothing_of_anybody_elses(made, sim):
    mine = made.hall.store.case(made.hall.file("May lubak po.", service="road-repair", phone=MARIA))
    other = made.hall.store.case(made.hall.file("Sikreto po ito.", phone=PEDRO))
    with texting(made.hall, sim):
        sim.text_from(MARIA, f"STATUS {reference.show(mine.reference)}")
        [answer] = sim.wait_for(MARIA)
        sim.text_from(MARIA, f"status {other.reference}")
        refusal = sim.wait_for(MARIA, 2)[1]
    assert reference.show(mine.reference) in answer.text
    assert "Sirang Kalsada" in answer.text
    assert "Wala po kaming nakitang ganyang ref" in refusal.text
    assert "Sikreto" not in refusal.text
    assert len(folded(made.hall.store)) == 2


@pytest.mark.parametrize("text", [LONG, PICTURES], ids=["of five pages", "with pictures and so in UCS-2"])
def test_a_text_longer_than_a_page_is_one_case_with_every_letter(made, sim, text):
    with texting(made.hall, sim):
        sim.text_from(MARIA, text)
        [answer] = sim.wait_for(MARIA)
    assert words(made) == [text.replace("  ", " ").strip()]
    assert len(gsm7.split(text)) > 3
    assert answer.text


def test_a_full_sim_and_many_people_at_once_lose_nobody(made, sim):
    people = [f"+63917{number:07d}" for number in range(22)]
    with texting(made.hall, sim):
        for number, person in enumerate(people):
            sim.text_from(person, f"Tanong ng tao {number}")
        for person in people:
            sim.wait_for(person, timeout=30)
        until(lambda: made.hall.texts().counts() == {"delivered": 22}, 30)
    assert words(made) == sorted(f"Tanong ng tao {number}" for number in range(22))
    assert len(sim.outbox) == 22


def test_machines_and_unreadable_bytes_get_no_answer_and_stop_nobody(made, sim):
    with texting(made.hall, sim):
        sim.text_from("GLOBE", "Manalo ng 1 milyon!")
        sim.text_from("8888", "Promo")
        sim.pdu_from_network(bytes.fromhex("0791361907002039") + b"\xff" * 20)
        sim.pdu_from_network(b"\x00\x00")
        sim.text_from(MARIA, ASKS)
        sim.wait_for(MARIA)
        until(lambda: not made.hall.texts().unread())
    assert words(made) == [ASKS]
    assert {sent.number for sent in sim.outbox} == {MARIA}
    assert Logbook(made.hall.store).set_aside_count() == 4


def test_the_words_of_a_text_that_nobody_answers_are_not_kept(made, sim):
    with texting(made.hall, sim):
        sim.text_from("GLOBE", "Ang OTP ninyo ay 123456")
        until(lambda: Logbook(made.hall.store).set_aside_count() == 1)
    [(problem, data)] = made.hall.store.db.execute("SELECT problem, data FROM quarantine").fetchall()
    assert "never answered" in problem
    assert len(data) < 60, "the sender and the time alone"
    assert tpdu_words("Ang OTP ninyo ay 123456") not in data.decode()


def test_nothing_of_a_protected_text_is_left_on_the_disk(made, sim):
    told = "binubugbog po ako ng asawa ko"
    with texting(made.hall, sim):
        sim.text_from(MARIA, told)
        sim.wait_for(MARIA)
        until(lambda: made.hall.texts().counts() == {"delivered": 1})
        until(lambda: tpdu_words(told) not in on_disk(made))


# --- without a modem's time: the loop turned by hand on messages as a modem keeps them


class Drawer:
    """A modem that is only a drawer of messages; implements sms.ports.Modem."""

    def __init__(self):
        self.messages, self.out, self.stuck, self.callers = [], [], set(), []
        self.state, self.refuses, self.restarts = "ready", None, 0

    def open(self):
        pass

    def close(self):
        pass

    def stored(self):
        return list(self.messages)

    def delete(self, stored):
        if stored.index in self.stuck:
            raise ModemRefused(320)
        self.messages.remove(stored)

    def send(self, pdu, length):
        if self.refuses:
            raise ModemRefused(self.refuses)
        self.out.append(pdu)
        return len(self.out) % 256

    def wait(self, seconds):
        return False

    def health(self):
        return ModemHealth(self.state, 20, "")

    def missed(self):
        rang, self.callers = self.callers, []
        return rang

    def restart(self):
        self.restarts += 1

    def bring(self, number, text, concat=None, minute=0):
        at = datetime(2026, 4, 1, 9, minute, tzinfo=UTC) + timedelta(seconds=len(self.messages))
        pdu = tpdu.deliver(number, text, at, concat).hex()
        self.messages.append(StoredPdu("SM", len(self.messages) + 1, pdu))


@pytest.fixture
def drawer():
    return Drawer()


@pytest.fixture
def loop(made, drawer):
    return Texting(
        made.hall.texts(), made.hall.box.conversation(made.hall.store), drawer, made.hall.box.ledger(made.hall.store)
    )


def turn(loop):
    loop.fetch()
    loop.tidy()
    loop.deal()
    while loop.send():
        pass


def answers(made):
    """What was answered, each text once however many pages it has."""
    return made.hall.store.db.execute("SELECT body FROM texts").fetchall()


def test_parts_in_any_order_are_one_text(made, drawer, loop):
    parts = gsm7.split(LONG)
    order = list(range(1, len(parts) + 1))
    random.Random(1).shuffle(order)
    for part in order:
        drawer.bring(MARIA, parts[part - 1], (7, len(parts), part))
        turn(loop)
    assert words(made) == [LONG]
    assert len(answers(made)) == 1


def test_parts_of_two_people_with_the_same_number_of_parts_are_not_mixed(made, drawer, loop):
    for part in (1, 2):
        drawer.bring(MARIA, f"Maria {part}. ", (7, 2, part))
        drawer.bring(PEDRO, f"Pedro {part}. ", (7, 2, part))
    turn(loop)
    assert words(made) == ["Maria 1. Maria 2.", "Pedro 1. Pedro 2."]


def test_a_part_that_never_comes_is_waited_for_and_then_shown_as_missing(made, drawer, loop):
    drawer.bring(MARIA, "Walang ilaw po sa Purok 3, ", (7, 3, 1))
    drawer.bring(MARIA, "bilisan po ninyo.", (7, 3, 3))
    turn(loop)
    made.clock.pass_(9 * MINUTE)
    turn(loop)
    assert words(made) == []
    made.clock.pass_(2 * MINUTE)
    turn(loop)
    assert words(made) == ["Walang ilaw po sa Purok 3, [...] bilisan po ninyo."]
    turn(loop)
    assert len(answers(made)) == 1


def test_the_rest_that_comes_after_all_is_put_where_it_was_missing(made, drawer, loop):
    drawer.bring(MARIA, "Walang ilaw po sa Purok 3, ", (7, 3, 1))
    drawer.bring(MARIA, " bilisan po ninyo.", (7, 3, 3))
    turn(loop)
    made.clock.pass_(11 * MINUTE)
    turn(loop)
    drawer.bring(MARIA, "tapat ng kapilya,", (7, 3, 2), minute=12)
    turn(loop)
    assert words(made) == ["Walang ilaw po sa Purok 3, tapat ng kapilya, bilisan po ninyo."]
    assert len(answers(made)) == 1


def test_the_rest_of_a_case_that_was_filed_incomplete_is_added_to_it(made):
    case = made.hall.file("Walang ilaw po [...] bilisan po ninyo.", phone=MARIA, sms=True)
    conversation = made.hall.box.conversation(made.hall.store)
    assert not conversation.complete(MARIA, "[...]", ["sa Purok 3,", "sana"])
    assert not conversation.complete(PEDRO, "[...]", ["sa Purok 3,"])
    assert conversation.complete(MARIA, "[...]", ["sa Purok 3,"])
    said = [entry.event.body for entry in made.hall.store.case(case).timeline][-1]
    assert said["text"] == "Walang ilaw po sa Purok 3, bilisan po ninyo."


def test_a_danger_that_only_the_rest_tells_is_answered_as_one(made, drawer, loop):
    drawer.bring(MARIA, "Kapitan, nandito po kami sa bubong, ", (7, 2, 1))
    turn(loop)
    made.clock.pass_(11 * MINUTE)
    turn(loop)
    drawer.bring(MARIA, "nalulunod po ang anak ko tulong", (7, 2, 2), minute=12)
    turn(loop)
    assert "911" in answers(made)[-1][0]


def test_a_text_that_the_network_brings_twice_is_answered_once(made, drawer, loop):
    for minute in (1, 4):
        drawer.bring(MARIA, "magkano po ang brgy clearance", minute=minute)
        turn(loop)
        made.clock.pass_(3 * MINUTE)
    assert len(answers(made)) == 1
    made.clock.pass_(10 * MINUTE)
    drawer.bring(MARIA, "magkano po ang brgy clearance", minute=20)
    turn(loop)
    assert len(answers(made)) == 2


def test_two_short_answers_after_each_other_are_two_answers(made, drawer, loop):
    for minute, said in enumerate(["Reklamo po: ang lakas ng videoke gabi-gabi", "Purok 2", "1", "1"]):
        drawer.bring(MARIA, said, minute=minute)
        turn(loop)
    assert len(answers(made)) == 4


def test_who_rings_gets_one_text_in_six_hours_and_a_hidden_number_none(made, drawer, loop):
    for caller in ("09171234567", "+639171234567", "", "8888", "GLOBE", "0288881234"):
        drawer.callers.append(caller)
        loop.call_back()
    assert len(answers(made)) == 1
    assert "Tumawag po kayo" in answers(made)[0][0]
    made.clock.pass_(6 * HOUR + MINUTE)
    drawer.callers.append("09171234567")
    loop.call_back()
    assert len(answers(made)) == 2


def test_a_sim_without_load_is_said_and_no_text_is_given_up(made, drawer, loop):
    for number in range(8):
        made.hall.file(f"May lubak po {number}.", phone=f"+63917{number:07d}", sms=True)
    drawer.refuses = 38
    for _ in range(10):
        turn(loop)
        made.clock.pass_(MINUTE)
    loop.look()
    assert Logbook(made.hall.store).reports()["sms"][0] == "no_credit"
    assert made.hall.texts().counts() == {"queued": 8}


@pytest.mark.parametrize("state", ["no_sim", "pin_needed", "puk_locked", "no_signal", "not_registered", "denied"])
def test_what_a_modem_lacks_is_named_where_an_officer_looks(made, drawer, loop, state):
    drawer.state = state
    loop.look()
    assert Logbook(made.hall.store).reports()["sms"][0] == state
    assert modems(made.hall.store)["sms"].endswith((".", "unplug it."))
    drawer.state = "ready"
    loop.look()
    assert modems(made.hall.store) == {}


def test_waiting_for_a_part_holds_nobody_else_up(made, drawer, loop):
    drawer.bring(MARIA, "Una, ", (7, 2, 1))
    drawer.bring(PEDRO, ASKS)
    turn(loop)
    assert words(made) == [ASKS]


def test_a_part_that_comes_twice_is_still_one_case(made, drawer, loop):
    drawer.bring(MARIA, "Walang ilaw po ", (7, 2, 1))
    drawer.bring(MARIA, "Walang ilaw po ", (7, 2, 1))
    drawer.bring(MARIA, "sa Purok 3.", (7, 2, 2))
    turn(loop)
    assert words(made) == ["Walang ilaw po sa Purok 3."]
    made.clock.pass_(HOUR)
    turn(loop)
    assert len(answers(made)) == 1


def test_one_part_of_very_many_is_kept_when_the_rest_never_comes(made, drawer, loop):
    drawer.bring(MARIA, "Tulong po, binabaha kami. " + "Nasa bubong na po kami ng bahay. " * 3, (7, 255, 1))
    turn(loop)
    made.clock.pass_(HOUR)
    turn(loop)
    assert [kept for kept in words(made) if "Tulong po, binabaha kami." in kept]


def test_a_message_that_the_sim_does_not_delete_stops_nobody(made, drawer, loop):
    drawer.bring(MARIA, ASKS)
    drawer.bring(PEDRO, "Isa pa po.")
    drawer.stuck = {1}
    for _ in range(3):
        try:
            turn(loop)
        except ModemRefused:
            continue  # the program opens the modem again, and begins with the same message
    assert words(made) == sorted([ASKS, "Isa pa po."])
    assert len(answers(made)) == 2


def test_a_clock_that_is_put_back_does_not_hold_texts_back(made, drawer, loop):
    made.clock.pass_(3650 * DAY)
    made.hall.file("May lubak po.", phone=MARIA, sms=True)
    made.clock.pass_(-3650 * DAY)
    turn(loop)
    assert len(drawer.out) == 1


def test_a_clock_that_is_put_back_does_not_hold_a_half_text_back(made, drawer, loop):
    made.clock.pass_(3650 * DAY)
    drawer.bring(MARIA, "Walang ilaw po ", (7, 2, 1))
    turn(loop)
    made.clock.pass_(-3650 * DAY)
    turn(loop)
    assert [kept for kept in words(made) if "Walang ilaw po" in kept]


def test_a_box_without_numbers_left_still_deals_with_every_text(made, drawer, loop):
    made.hall.store.next_number = lambda *_: reference.CASES
    drawer.bring(MARIA, ASKS)
    drawer.bring(PEDRO, "TULONG")
    turn(loop)
    assert len(drawer.out) >= 1
    assert not made.hall.texts().unread()


def test_a_second_report_of_one_text_is_not_taken_for_the_report_of_another(made, drawer, loop):
    texts = made.hall.texts()
    case = made.hall.file("May lubak po.", service="road-repair", phone=MARIA, sms=True)
    turn(loop)
    assert texts.report(1, MARIA, delivered=True) == "delivered"
    Office(made.hall.store, philippines(), KALIHIM).reply(case, "Natapalan na po.")
    part = texts.take()
    texts.unknown(part)
    texts.report(1, MARIA, delivered=True)  # the network says the first one again
    assert not made.hall.store.case(case).reply_told


def test_the_report_of_a_text_of_unknown_end_is_believed(made, drawer, loop):
    texts = made.hall.texts()
    made.hall.file("May lubak po.", phone=MARIA, sms=True)
    texts.unknown(texts.take())
    assert texts.report(77, MARIA, delivered=True) == "delivered"


@pytest.mark.parametrize("says", ["Salamat sa inyong mensahe. Ako po ay nasa bakasyon.", "OK", "may sunog po"])
def test_a_phone_that_answers_every_text_by_itself_is_not_answered_for_ever(made, drawer, loop, says):
    for minute in range(30):
        drawer.bring(PEDRO, says, minute=minute)
        turn(loop)
        made.clock.pass_(MINUTE)
    pages = 2 if "sunog" in says else 1
    assert 0 < len(drawer.out) <= 13 * pages


def test_two_boxes_that_text_each_other_stop(made, drawer, loop):
    """One hall's modem texts another's: each answers what the other said."""
    drawer.bring(PEDRO, "TULONG")
    heard = 0
    for minute in range(40):
        turn(loop)
        said = made.hall.store.db.execute("SELECT body FROM texts WHERE id > ? ORDER BY id", (heard,)).fetchall()
        heard += len(said)
        for (body,) in said:
            pages = gsm7.split(body.replace("SAN ISIDRO", "SAN ROQUE"))
            for number, page in enumerate(pages, 1):
                concat = (heard, len(pages), number) if len(pages) > 1 else None
                drawer.bring(PEDRO, page, concat, minute=minute)
        made.clock.pass_(MINUTE // 2)
    assert 1 < heard <= 13
    assert not drawer.messages


def test_a_long_form_is_never_cut_off_by_that(made, drawer, loop):
    said = ["Reklamo po: ipapadala ko po ito bilang isang halimbawa", "OO"] * 2
    for minute, message in enumerate([*said, "TULONG", "MUNGKAHI", "Sana po may libreng wifi", "OO"]):
        drawer.bring(MARIA, message, minute=minute)
        turn(loop)
        made.clock.pass_(MINUTE)
    assert "Sana po may libreng wifi" in words(made)
    assert len(folded(made.hall.store)) == 2


def test_who_texts_too_often_is_told_so_once(made, drawer, loop):
    for minute in range(12):
        drawer.bring(PEDRO, f"Tanong bilang {minute} po", minute=minute)
        turn(loop)
    bodies = [body for (body,) in made.hall.store.db.execute("SELECT body FROM texts")]
    assert [body for body in bodies if "pagkalipas ng isang oras" in body] == bodies[-1:]
    made.clock.pass_(HOUR + MINUTE)
    drawer.bring(PEDRO, "TULONG", minute=59)
    turn(loop)
    assert len(made.hall.store.db.execute("SELECT body FROM texts").fetchall()) == len(bodies) + 1


def test_two_texts_that_the_modem_lists_the_wrong_way_round_are_read_in_their_order(made, drawer, loop):
    drawer.bring(MARIA, ASKS, minute=1)
    drawer.bring(MARIA, "OO", minute=2)
    drawer.messages.reverse()
    turn(loop)
    assert [case.words for case in folded(made.hall.store).values()] == [ASKS]


def test_words_left_unfinished_are_wiped_by_the_program(made, drawer, loop):
    drawer.bring(MARIA, ASKS)
    turn(loop)
    assert words(made) == [ASKS]
    made.clock.pass_(31 * MINUTE)
    turn(loop)
    assert words(made) == []


def test_nothing_that_a_citizen_wrote_is_in_the_log(made, sim):
    with logged() as lines, texting(made.hall, sim):
        sim.text_from(MARIA, ASKS)
        sim.text_from("GLOBE", "Promo lang")
        sim.wait_for(MARIA)
        until(lambda: made.hall.texts().counts() == {"delivered": 1})
    said = "\n".join(lines)
    assert "handed to the network" in said
    for secret in ("oras", "Promo", MARIA, MARIA[3:], "GLOBE"):
        assert secret not in said


def test_a_raw_message_is_forgotten_once_it_was_dealt_with(made, drawer, loop):
    drawer.bring(MARIA, ASKS)
    turn(loop)
    assert made.hall.store.db.execute("SELECT pdu, state FROM inbound").fetchall() == [("", "done")]
    assert not drawer.messages


def test_the_same_message_listed_again_after_a_crash_is_answered_once(made, drawer, loop):
    drawer.bring(MARIA, ASKS)
    [stored] = drawer.messages
    turn(loop)
    drawer.messages.append(stored)
    turn(loop)
    assert words(made) == [ASKS]
    assert len(answers(made)) == 1
