# SPDX-License-Identifier: Apache-2.0
"""A promise is always running: when its date passes, the citizen hears the truth and somebody is called."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calendar import SUSPENSION, Day, philippines
from appliance.case import Case, State, fold
from appliance.counter import Counter, Draft
from appliance.errors import CaseError, InputError
from appliance.event import CITIZEN, Actor, Event
from appliance.ledger import Ledger
from appliance.notices import Notices
from appliance.office import Office
from appliance.proclamations import declare
from appliance.store import Store
from appliance.texts import Texts
from appliance.words import local
from tests.fakes import (
    DAY,
    DEVICE,
    ENGINEER,
    HOUR,
    KALIHIM,
    MARIA,
    MINUTE,
    PEDRO,
    SENDER,
    SYSTEM,
    FakeClock,
    PowerCut,
    box_store,
    carry,
    counter_of,
    cut_short,
    manila,
    notices,
    our_charter,
    texted,
)

NATION = Actor("officer", "dilg", "Lorna Diaz", "Records Officer")
CLEARANCE = Draft("service_request", "Kukuha po ako", "fil", service="barangay-clearance", phone=MARIA, sms=True)
POTHOLE = Draft("complaint", "May lubak po", "fil", phone=MARIA, sms=True)


def ledger_of(store: Store, ticks: Callable[[], float] = lambda: 0.0) -> Ledger:
    return Ledger(store, our_charter(), philippines(), ticks)


@pytest.fixture
def ledger(box: Store) -> Ledger:
    return ledger_of(box)


def kinds(store: Store, case: str) -> list[str]:
    return [entry.event.kind for entry in store.case(case).timeline if not entry.refused]


def day(at: int) -> str:
    return f"{local(at):%a %Y-%m-%d}"


def told_and_resolved(office: Office, case: str) -> None:
    office.resolve(case, "fixed", "Natapalan na po.")
    office.told_in_person(case)


def test_nothing_happens_while_the_promise_runs(counter: Counter, ledger: Ledger, box: Store, clock: FakeClock) -> None:
    case = counter.file(POTHOLE).case
    clock.pass_(71 * HOUR)
    assert ledger.turn() == 0
    assert kinds(box, case) == ["created"]


def test_a_promise_that_passes_is_told_booked_and_escalated(
    counter: Counter, ledger: Ledger, box: Store, texts: Texts, clock: FakeClock
) -> None:
    receipt = counter.file(POTHOLE)
    texted(texts)
    clock.pass_(72 * HOUR)
    assert ledger.turn() == 1
    assert kinds(box, receipt.case) == ["created", "breached", "promise_missed", "escalated"]
    case = box.case(receipt.case)
    # Black Saturday, 4 April 2026; three working days on are Wed 8 (Thu 9 is Araw ng Kagitingan)
    assert day(case.next_update_at) == "Wed 2026-04-08"
    assert (case.breaches, case.escalated_to) == (1, "head")
    assert texted(texts) == [
        "BRGY SAN ISIDRO: Pasensya na po, wala pang sagot sa ref 6709 1662 1886. "
        "Ipinaalam na po sa pinuno ng opisina. Bagong petsa: Miy Abr 8."
    ]


def test_looking_twice_books_nothing_twice(counter: Counter, ledger: Ledger, box: Store, clock: FakeClock) -> None:
    case = counter.file(POTHOLE).case
    clock.pass_(73 * HOUR)
    assert (ledger.turn(), ledger.turn(), ledger_of(box).turn()) == (1, 0, 0)
    assert kinds(box, case).count("breached") == 1


def test_silence_climbs_to_the_head_and_to_the_nation_and_is_one_breach(
    counter: Counter, ledger: Ledger, box: Store, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    called = []
    for _ in range(4):
        clock.time = box.case(case).next_update_at
        ledger.turn()
        called.append(box.case(case).escalated_to)
    assert called == ["head", "hub", "hub", "hub"]
    assert box.case(case).breaches == 1
    assert box.case(case).missed == 4


def test_a_human_word_begins_the_climb_anew(
    counter: Counter, ledger: Ledger, box: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    clock.pass_(73 * HOUR)
    ledger.turn()
    office.reply(case, "Papunta na po ang tauhan namin.")
    clock.time = box.case(case).next_update_at
    ledger.turn()
    assert (box.case(case).missed, box.case(case).escalated_to) == (1, "head")


def test_nobody_is_texted_in_the_middle_of_the_night(
    counter: Counter, ledger: Ledger, box: Store, clock: FakeClock
) -> None:
    clock.time = manila(2026, 6, 1, 2)
    case = counter.file(POTHOLE).case
    clock.pass_(72 * HOUR + MINUTE)
    assert ledger.turn() == 0
    clock.time = manila(2026, 6, 4, 7)
    assert ledger.turn() == 1
    assert "promise_missed" in kinds(box, case)


def test_officials_are_texted_the_number_and_never_the_words(box_folder: Path, clock: FakeClock) -> None:
    called = Notices(SENDER, our_charter(), {"officer": PEDRO, "head": "+639170000000"})
    with box_store(box_folder, clock, called) as store:
        texts = Texts(store, called)
        counter_of(store).file(POTHOLE)
        texted(texts)
        clock.pass_(72 * HOUR)
        ledger_of(store).turn()
        sent = []
        while part := texts.take():
            sent.append((part.to, part.body))
            texts.sent(part, part.text)
    assert [to for to, _ in sent] == ["+639170000000", MARIA], "whoever must act is called first"
    assert "6709 1662 1886" in sent[0][1]
    assert "lubak" not in sent[0][1]


@pytest.fixture
def box_folder(tmp_path: Path) -> Path:
    return tmp_path / "called"


def test_a_plug_pulled_in_the_middle_leaves_nothing_half_said(
    counter: Counter, ledger: Ledger, box: Store, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    clock.pass_(73 * HOUR)
    with pytest.raises(PowerCut):
        cut_short(box, ledger.turn)
    assert kinds(box, case) == ["created"]
    assert ledger_of(box).turn() == 1
    assert kinds(box, case) == ["created", "breached", "promise_missed", "escalated"]


def test_a_citizen_who_owes_us_something_is_reminded_and_nobody_is_blamed(
    counter: Counter, ledger: Ledger, box: Store, office: Office, texts: Texts, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    office.ask(case, "Pakidala po ang cedula.")
    texted(texts)
    clock.time = box.case(case).next_update_at
    ledger.turn()
    assert box.case(case).breaches == 0
    assert [text for text in texted(texts) if "may hinihintay pa kami sa inyo" in text]


def test_the_clock_of_the_law_begins_when_the_matter_is_complete(
    counter: Counter, box: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    office.ask(case, "Pakidala po ang cedula.")
    clock.time = manila(2026, 4, 20)
    counter.say(box.case(case), "client_supplied", "Heto na po")
    # Mon 20 April: Tue 21 = 1, 22 = 2, Thu 23 = 3
    assert day(box.case(case).due_at) == "Thu 2026-04-23"
    assert box.case(case).clock_from == manila(2026, 4, 20)


def test_papers_brought_to_the_desk_begin_the_clock_as_well(
    counter: Counter, box: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    office.ask(case, "Pakidala po ang cedula.")
    clock.time = manila(2026, 4, 20, 16, 50)
    office.accept(case)
    # the charter's 20 minutes do not fit before closing: the end of Tue 21, which is sooner than three days
    assert day(box.case(case).due_at) == "Tue 2026-04-21"
    assert box.case(case).complete_at == clock.now()


def test_a_complete_matter_is_due_by_the_charter_where_that_is_sooner(
    counter: Counter, box: Store, office: Office, texts: Texts, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    assert day(box.case(case).due_at) == "Wed 2026-04-08"
    texted(texts)
    office.accept(case)
    assert day(box.case(case).due_at) == "Wed 2026-04-01"
    assert ["Kumpleto na po" in text for text in texted(texts)] == [True]


def test_a_complete_application_is_approved_by_the_lapse_of_its_time(
    counter: Counter, ledger: Ledger, box: Store, office: Office, texts: Texts, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    office.accept(case)
    clock.time = manila(2026, 4, 6, 9)  # the charter's twenty minutes are over, the law's three days are not
    ledger.turn()
    assert (box.case(case).state, box.case(case).breaches) == (State.IN_PROGRESS, 1)
    texted(texts)
    clock.time = manila(2026, 4, 8, 17)
    ledger.turn()
    assert (box.case(case).state, box.case(case).breaches) == (State.FOR_RELEASE, 1)
    assert ["aprubado na po ito ayon sa RA 11032" in text for text in texted(texts)] == [True]


def test_a_complaint_is_not_approved_by_lapse(
    counter: Counter, ledger: Ledger, box: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    office.accept(case)
    clock.pass_(80 * HOUR)
    ledger.turn()
    assert box.case(case).state is State.IN_PROGRESS


def test_an_incomplete_application_is_not_approved_by_lapse(
    counter: Counter, ledger: Ledger, box: Store, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    clock.time = manila(2026, 4, 10)
    ledger.turn()
    assert box.case(case).state is State.RECEIVED
    assert box.case(case).breaches == 1


def test_a_told_and_resolved_case_closes_when_its_citizen_stays_silent(
    counter: Counter, ledger: Ledger, box: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    told_and_resolved(office, case)
    clock.time = box.case(case).next_update_at - 1
    ledger.turn()
    assert box.case(case).state is State.RESOLVED
    clock.pass_(1)
    ledger.turn()
    assert box.case(case).state is State.CLOSED


def test_a_resolved_case_whose_citizen_was_not_reached_stays_open_and_somebody_must_go(
    counter: Counter, ledger: Ledger, box: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(Draft("complaint", "May lubak po", "fil")).case
    office.resolve(case, "fixed", "Natapalan na po.")
    clock.time = box.case(case).next_update_at
    ledger.turn()
    found = box.case(case)
    assert (found.state, found.escalated_to) == (State.RESOLVED, "officer")
    assert found.next_update_at > clock.now()


def test_the_box_tells_its_citizen_though_the_agency_at_the_hub_has_the_pen(
    counter: Counter, ledger: Ledger, box: Store, office: Office, texts: Texts, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    office.hand_over(case, "city-engineering")
    texted(texts)
    clock.pass_(73 * HOUR)
    ledger.turn()
    assert "promise_missed" in kinds(box, case)
    assert ["wala pang sagot" in text for text in texted(texts)] == [True]


def test_the_hub_closes_what_an_agency_resolved_and_both_sides_agree(
    counter: Counter, box: Store, hub: Store, office: Office, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    office.hand_over(case, "city-engineering")
    carry(box, hub)
    agency = Office(hub, philippines(), ENGINEER)
    agency.resolve(case, "fixed", "Natapalan na po.")
    carry(hub, box)
    with box.writing():
        box.append(case, "told", SYSTEM, {"of": box.case(case).reply_id, "channel": "sms"})
    carry(box, hub)
    clock.time = hub.case(case).next_update_at
    assert ledger_of(hub).turn() == 1
    ledger_of(box).turn()
    carry(hub, box)
    carry(box, hub)
    assert (box.case(case).state, hub.case(case).state) == (State.CLOSED, State.CLOSED)


# --- the calendar and the clock change


def test_a_typhoon_that_is_declared_moves_the_open_promises_and_tells_their_citizens(
    counter: Counter, ledger: Ledger, box: Store, texts: Texts, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    ledger.turn()
    texted(texts)
    declare(box, Day(date(2026, 4, 7), SUSPENSION, "Bagyo"), KALIHIM)
    assert ledger.turn() == 1
    # Mon 6 = 1, Tue 7 suspended, Wed 8 = 2, Thu 9 Araw ng Kagitingan, Fri 10 = 3
    assert day(box.case(case).due_at) == "Fri 2026-04-10"
    assert ["Biy Abr 10" in text for text in texted(texts)] == [True]
    assert ledger.turn() == 0


def test_what_is_filed_after_the_declaration_knows_it(counter: Counter, box: Store) -> None:
    declare(box, Day(date(2026, 4, 7), SUSPENSION, "Bagyo"), KALIHIM)
    assert day(counter.file(CLEARANCE).promise.due_at) == "Fri 2026-04-10"


def test_the_hub_declares_days_for_one_box_and_the_box_reckons_by_them(
    counter: Counter, ledger: Ledger, box: Store, hub: Store
) -> None:
    case = counter.file(CLEARANCE).case
    declare(hub, Day(date(2026, 4, 7), SUSPENSION, "Bagyo"), NATION, DEVICE.id)
    declare(hub, Day(date(2026, 4, 8), SUSPENSION, "Bagyo"), NATION, "another7box7here")
    carry(hub, box, [stream.origin for stream in hub.streams(DEVICE.id, ours=True)])
    assert ledger.turn() == 1
    assert day(box.case(case).due_at) == "Fri 2026-04-10"
    assert box.verify()[box.origin] == ""


def test_hours_do_not_care_about_holidays(counter: Counter, ledger: Ledger, box: Store) -> None:
    case = counter.file(POTHOLE).case
    before = box.case(case).due_at
    declare(box, Day(date(2026, 4, 6), SUSPENSION, "Bagyo"), KALIHIM)
    ledger.turn()
    assert box.case(case).due_at == before


def test_a_clock_that_becomes_trusted_corrects_the_dates_it_made(
    box: Store, counter: Counter, clock: FakeClock
) -> None:
    ticks = [0.0]
    ledger = ledger_of(box, lambda: ticks[0])
    clock.time, clock.trust = manila(2024, 1, 2, 9), "unsynced"  # the Pi woke up two years ago
    ledger.turn()
    clock.pass_(5 * MINUTE)
    ticks[0] += 300
    case = counter.file(CLEARANCE).case
    assert box.case(case).due_provisional
    ticks[0] += 3600
    clock.time, clock.trust = manila(2026, 4, 1, 10, 5), "ntp"  # an hour later the network gives the time
    assert ledger.turn() == 1
    found = box.case(case)
    assert found.clock_from == manila(2026, 4, 1, 9, 5)
    assert (day(found.due_at), found.due_provisional) == ("Wed 2026-04-08", False)
    assert ledger.turn() == 0


def test_a_case_of_an_earlier_run_is_not_dated_before_what_the_box_knew(
    box: Store, counter: Counter, clock: FakeClock
) -> None:
    counter.file(POTHOLE)
    clock.time, clock.trust = manila(2024, 1, 2, 9), "unsynced"
    case = counter.file(CLEARANCE).case
    clock.time, clock.trust = manila(2026, 4, 1, 12), "ntp"
    ledger_of(box).turn()
    assert box.case(case).clock_from == manila(2026, 4, 1)
    assert day(box.case(case).due_at) == "Wed 2026-04-08"


# --- what the office may do with the clock


def test_an_extension_is_once_and_as_long_again(counter: Counter, office: Office, box: Store) -> None:
    case = counter.file(CLEARANCE).case
    office.extend(case, "Wala pong kuryente sa munisipyo")
    assert day(box.case(case).due_at) == "Tue 2026-04-14"
    with pytest.raises(CaseError, match="one extension"):
        office.extend(case, "Wala pa rin po")


def test_seventy_two_hours_cannot_be_extended(counter: Counter, office: Office) -> None:
    case = counter.file(POTHOLE).case
    with pytest.raises(InputError, match="not_extendable"):
        office.extend(case, "Kulang sa tao")


def test_a_suspended_case_still_hears_from_us_and_goes_on_afterwards(
    counter: Counter, office: Office, box: Store, ledger: Ledger, texts: Texts, clock: FakeClock
) -> None:
    clock.time = manila(2026, 7, 6)
    case = counter.file(Draft("service_request", "Tulong po", "fil", phone=MARIA, sms=True)).case
    assert day(box.case(case).due_at) == "Wed 2026-07-15"
    office.accept(case)
    clock.time = manila(2026, 7, 9)
    office.suspend(case, "Binaha ang opisina")
    texted(texts)
    clock.time = box.case(case).next_update_at
    ledger.turn()
    assert box.case(case).breaches == 0
    assert ["Nakahinto po muna" in text for text in texted(texts)] == [True]
    clock.time = manila(2026, 7, 21)
    office.resume(case)
    # two days were used; from Tue 21 on: 21 = 3, 22 = 4, 23 = 5, 24 = 6, Mon 27 = 7
    assert day(box.case(case).due_at) == "Mon 2026-07-27"


def test_a_dispute_goes_through_the_katarungang_pambarangay_by_its_calendar(
    counter: Counter, office: Office, box: Store, clock: FakeClock
) -> None:
    case = counter.file(Draft("kp_dispute", "Bakod po ng kapitbahay", "fil", service="katarungang-pambarangay")).case
    assert day(box.case(case).due_at) == "Mon 2026-04-06"
    office.summon(case, manila(2026, 4, 10, 14))
    assert day(box.case(case).due_at) == "Fri 2026-04-10"
    clock.time = manila(2026, 4, 10, 14)
    office.conciliate(case, "kp_met")
    assert (box.case(case).rule, day(box.case(case).due_at)) == ("KP_MEDIATE_D15", "Sat 2026-04-25")
    clock.time = manila(2026, 4, 24)
    office.conciliate(case, "kp_pangkat")
    assert day(box.case(case).due_at) == "Mon 2026-04-27"
    clock.time = manila(2026, 4, 27)
    office.conciliate(case, "kp_met")
    assert (box.case(case).rule, day(box.case(case).due_at)) == ("KP_CONCILIATE_D15", "Tue 2026-05-12")
    office.extend(case, "Malapit na po silang magkasundo")
    assert day(box.case(case).due_at) == "Wed 2026-05-27"
    clock.time = manila(2026, 5, 20)
    office.conciliate(case, "kp_settled")
    assert (box.case(case).rule, day(box.case(case).due_at)) == ("KP_REPUDIATE_D10", "Sat 2026-05-30")


def test_all_stages_together_do_not_outlast_sixty_days(
    counter: Counter, office: Office, box: Store, clock: FakeClock
) -> None:
    case = counter.file(Draft("kp_dispute", "Bakod po ng kapitbahay", "fil", service="katarungang-pambarangay")).case
    clock.time = manila(2026, 5, 25)
    office.conciliate(case, "kp_met")
    assert day(box.case(case).due_at) == "Sun 2026-05-31"  # 1 April and 60 days


def test_a_closed_case_that_is_reopened_has_a_new_promise(
    counter: Counter, office: Office, box: Store, ledger: Ledger, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    told_and_resolved(office, case)
    clock.time = box.case(case).next_update_at
    ledger.turn()
    assert not box.case(case).open
    office.reopen(case)
    assert box.case(case).next_update_at == box.case(case).due_at > clock.now()


# --- any history and any clock

STEPS = ("accept", "ask", "supply", "reply", "resolve", "tell", "dispute", "confirm", "extend", "suspend", "resume")
CHANGES_DUE = set("accepted client_supplied citizen_disputed reopened extended resumed due_recomputed".split())
MORE = ("ready", "refer", "reopen", "hand_over", "night", "day", "week", "year", "typhoon", "untrusted", "trusted")


def _act(step: str, counter: Counter, office: Office, case: str, clock: FakeClock) -> None:
    store = counter.store
    moves: dict[str, Callable[[], object]] = {
        "accept": lambda: office.accept(case),
        "ask": lambda: office.ask(case, "Pakidala po ang cedula."),
        "supply": lambda: counter.say(store.case(case), "client_supplied", "Heto na po"),
        "reply": lambda: office.reply(case, "Ginagawa na po."),
        "resolve": lambda: office.resolve(case, "fixed", "Tapos na po."),
        "tell": lambda: office.told_in_person(case),
        "dispute": lambda: counter.say(store.case(case), "citizen_disputed"),
        "confirm": lambda: counter.say(store.case(case), "citizen_confirmed"),
        "extend": lambda: office.extend(case, "Kulang po ang tauhan"),
        "suspend": lambda: office.suspend(case, "Bagyo po"),
        "resume": lambda: office.resume(case),
        "ready": lambda: office.ready(case),
        "refer": lambda: office.refer(case, "dpwh"),
        "reopen": lambda: office.reopen(case),
        "hand_over": lambda: office.hand_over(case, "city-engineering"),
        "night": lambda: clock.pass_(11 * HOUR),
        "day": lambda: clock.pass_(DAY),
        "week": lambda: clock.pass_(7 * DAY),
        "year": lambda: clock.pass_(365 * DAY),
        "typhoon": lambda: declare(store, Day(local(clock.now() + DAY).date(), SUSPENSION, "Bagyo"), KALIHIM),
        "untrusted": lambda: setattr(clock, "trust", "unsynced"),
        "trusted": lambda: setattr(clock, "trust", "ntp"),
    }
    with suppress(CaseError, InputError):  # the rules refuse it: a citizen or an officer tried
        moves[step]()


def _told_apart(case: Case) -> Iterator[tuple[str, Case, Case]]:
    """Each event that counted, with the case before and after it."""
    events = [entry.event for entry in case.timeline if not entry.refused]
    for number, event in enumerate(events[1:], 1):
        yield event.kind, fold(events[:number]), fold(events[: number + 1])


@given(
    st.sampled_from([CLEARANCE, POTHOLE, Draft("inquiry", "Bukas po ba?", "fil")]),
    st.lists(st.sampled_from(STEPS + MORE), max_size=14),
)
@settings(max_examples=120)
def test_whatever_happens_an_open_case_has_a_next_date_and_none_ends_in_silence(
    tmp_path_factory: pytest.TempPathFactory, draft: Draft, steps: list[str]
) -> None:
    clock = FakeClock()
    with box_store(tmp_path_factory.mktemp("any"), clock, notices()) as store:
        counter, office, ledger = counter_of(store), Office(store, philippines(), KALIHIM), ledger_of(store)
        case = counter.file(draft).case
        for step in steps:
            _act(step, counter, office, case, clock)
            ledger.turn()
            found = store.case(case)
            if local(clock.now()).hour in range(7, 20) and found.open:
                assert found.next_update_at > clock.now(), (step, kinds(store, case))
            assert found.extensions <= 1
            assert not [entry.refused for entry in found.timeline if entry.refused]
        for kind, before, after in _told_apart(store.case(case)):
            if kind == "closed":
                assert before.reply
                assert before.outcome
                assert before.reply_told
            if before.due_at != after.due_at:
                assert kind in CHANGES_DUE
        assert store.verify()[store.origin] == ""


# --- what a review found


def test_a_restart_does_not_move_the_day_of_a_meeting(
    counter: Counter, office: Office, box: Store, texts: Texts, clock: FakeClock
) -> None:
    dispute = Draft("kp_dispute", "Bakod po", "fil", service="katarungang-pambarangay", phone=MARIA, sms=True)
    case = counter.file(dispute).case
    texted(texts)
    office.summon(case, manila(2026, 4, 15, 14))
    [invited] = texted(texts)
    assert "Miy Abr 15, 2:00 PM" in invited
    ledger_of(box).turn()
    assert day(box.case(case).due_at) == "Wed 2026-04-15"
    assert texted(texts) == []
    clock.time = manila(2026, 4, 15, 14, 1)  # the parties sit together
    ledger_of(box).turn()
    assert box.case(case).breaches == 0


def test_the_time_in_which_the_parties_may_repudiate_is_no_breach_of_the_office(
    counter: Counter, office: Office, box: Store, clock: FakeClock
) -> None:
    case = counter.file(Draft("kp_dispute", "Bakod po", "fil", service="katarungang-pambarangay")).case
    office.conciliate(case, "kp_settled")
    clock.time = box.case(case).next_update_at
    ledger_of(box).turn()
    assert (box.case(case).breaches, box.case(case).missed, box.case(case).escalated_to) == (0, 0, "officer")
    assert box.case(case).next_update_at > clock.now()


def test_a_suspended_application_is_not_approved_by_lapse(
    counter: Counter, office: Office, box: Store, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    office.accept(case)
    office.suspend(case, "Bagyo: force majeure")
    clock.pass_(20 * DAY)
    ledger_of(box).turn()
    assert (box.case(case).state, box.case(case).breaches) == (State.SUSPENDED, 0)


def test_a_declared_day_does_not_shorten_the_time_in_which_a_citizen_may_object(
    counter: Counter, office: Office, ledger: Ledger, box: Store, texts: Texts
) -> None:
    case = counter.file(CLEARANCE).case
    ledger.turn()
    told_and_resolved(office, case)
    texted(texts)
    until = box.case(case).next_update_at
    declare(box, Day(date(2026, 4, 7), SUSPENSION, "Bagyo"), KALIHIM)
    ledger.turn()
    assert box.case(case).next_update_at == until
    assert texted(texts) == []


def test_a_clock_that_was_wrong_for_a_day_does_not_silence_a_promise_for_years(
    counter: Counter, ledger: Ledger, box: Store, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    ledger.turn()
    clock.time, clock.trust = manila(2036, 1, 2), "unsynced"
    ledger.turn()
    assert box.case(case).breaches == 0, "nobody is accused by a clock that nobody trusts"
    clock.time, clock.trust = manila(2026, 4, 2), "ntp"
    ledger.turn()
    assert box.case(case).next_update_at < manila(2026, 5, 1)
    clock.time = box.case(case).next_update_at
    ledger.turn()
    assert box.case(case).breaches == 1


def test_an_extension_comes_before_the_time_is_over_or_not_at_all(
    counter: Counter, office: Office, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    clock.time = manila(2026, 5, 1)
    with pytest.raises(InputError, match="lapsed"):
        office.extend(case, "Kulang po ang tauhan")


def test_a_meeting_is_within_the_sixty_days_of_the_law(counter: Counter, office: Office, clock: FakeClock) -> None:
    case = counter.file(Draft("kp_dispute", "Bakod po", "fil", service="katarungang-pambarangay")).case
    for wrong in (clock.now(), clock.now() + 61 * DAY, manila(2062, 1, 1)):
        with pytest.raises(InputError, match="meeting"):
            office.summon(case, wrong)


HOSTILE: list[dict[str, object]] = [
    {"rule": "CHARTER_MIN"},
    {"rule": "WD99"},
    {"minutes": -5},
    {"minutes": 2**62},
    {"minutes": "20"},
    {"rule": "WD20", "due_at": 253_370_764_800_000},
]


@pytest.mark.parametrize("said", HOSTILE, ids=str)
def test_one_strange_case_stops_neither_the_ledger_nor_the_others(
    said: dict[str, object], counter: Counter, box: Store, clock: FakeClock
) -> None:
    opening = {"reference": "111122223333", "type": "service_request", "holder": "barangay", "rule": "WD3"}
    with box.writing():
        strange = box.append("", "created", CITIZEN, {**opening, "due_at": clock.now() + DAY, **said}).case
        box.append(strange, "accepted", KALIHIM, {})
    case = counter.file(POTHOLE).case
    ledger = ledger_of(box)
    ledger.turn()
    declare(box, Day(date(2026, 4, 7), SUSPENSION, "Bagyo"), KALIHIM)
    clock.pass_(73 * HOUR)
    ledger.turn()
    assert box.case(case).breaches == 1


def test_eight_hundred_pauses_are_reckoned_at_once(
    counter: Counter, office: Office, box: Store, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    with box.writing():
        box.append(case, "accepted", KALIHIM, {})
        for _ in range(800):
            box.append(case, "suspended", KALIHIM, {"reason": "Bagyo"})
            clock.pass_(30 * DAY)
            box.append(case, "resumed", KALIHIM, {"due_at": clock.now() + DAY})
    ledger_of(box).turn()
    assert box.case(case).open


def test_nobody_has_the_last_word_for_ever(
    counter: Counter, ledger: Ledger, box: Store, hub: Store, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    carry(box, hub)
    origin = f"{hub.origin}:{DEVICE.id}"
    last = Event(origin, 1, case, 2**31, "promise_made", clock.now(), "ntp", Actor("system", "dilg"), {"next_at": 5})
    box.accept(origin, 1, [last.fields()], last.hash(bytes(32), last.encoded()))
    assert box.case(case).timeline[-1].refused == "promise_made: its turn is too far ahead"
    clock.pass_(73 * HOUR)
    assert (ledger.turn(), ledger.turn()) == (1, 0)


def test_a_breach_of_another_date_is_none(counter: Counter, box: Store, clock: FakeClock) -> None:
    case = counter.file(POTHOLE).case
    with pytest.raises(CaseError, match="not the date this case is due"), box.writing():
        box.append(case, "breached", SYSTEM, {"due_at": manila(9000, 1, 1)})


def test_a_box_that_wakes_up_years_ago_leaves_its_promises_alone(
    counter: Counter, ledger: Ledger, box: Store, texts: Texts, clock: FakeClock
) -> None:
    case = counter.file(CLEARANCE).case
    ledger.turn()
    texted(texts)
    before = box.case(case).next_update_at
    clock.time, clock.trust = manila(2024, 1, 2), "unsynced"
    ledger_of(box).turn()
    clock.time, clock.trust = manila(2026, 4, 2), "ntp"
    ledger_of(box).turn()
    assert box.case(case).next_update_at == before
    assert texted(texts) == []


def test_a_date_that_a_wrong_clock_gave_does_not_end_the_time_to_object(
    counter: Counter, office: Office, box: Store, clock: FakeClock
) -> None:
    case = counter.file(POTHOLE).case
    clock.time, clock.trust = manila(2036, 1, 2), "unsynced"
    told_and_resolved(office, case)
    clock.time, clock.trust = manila(2026, 4, 2), "ntp"
    ledger_of(box).turn()
    found = box.case(case)
    assert found.state is State.RESOLVED
    assert clock.now() < found.next_update_at < manila(2026, 5, 1)
