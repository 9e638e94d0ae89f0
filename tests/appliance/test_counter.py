# SPDX-License-Identifier: Apache-2.0
"""What a citizen can do at the counter: file, come back with the slip, and be told."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import charter, reference
from appliance.case import TYPES, State
from appliance.charter import Charter
from appliance.counter import Counter, Draft, Receipt
from appliance.errors import CaseError, DulogError, InputError, Locked, NotFound, StoreError
from appliance.office import Office
from appliance.pins import LOCK_MS, MAX_MISSES
from appliance.store import Store
from appliance.text import MAX_WORDS
from appliance.texts import Texts
from appliance.words import local
from tests.fakes import DAY, HOUR, MARIA, MINUTE, PEDRO, FakeClock, carry, counter_of, texted

DRAFT = Draft("complaint", "May lubak po sa tapat ng eskwela", "fil", phone="0917 123 4567", sms=True, name="Maria")


@pytest.fixture
def slip(counter: Counter) -> Receipt:
    """What Maria holds in her hand."""
    return counter.file(DRAFT)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04d}"


# --- filing


def test_what_the_citizen_said_is_what_is_kept(counter: Counter, box: Store, slip: Receipt) -> None:
    case = box.case(slip.case)
    assert (case.words, case.language, case.phone, case.name, case.sms, case.type) == (
        *(DRAFT.words, "fil", MARIA, "Maria", True, "complaint"),
    )
    assert (case.state, case.holder, case.reference) == (State.RECEIVED, "barangay", slip.reference)


def test_the_slip_has_a_reference_a_pin_and_a_date(counter: Counter, box: Store, slip: Receipt) -> None:
    assert reference.parse(reference.show(slip.reference)) == slip.reference
    assert len(slip.pin) == 4
    assert slip.pin.isdecimal()
    assert slip.promise.due_at == box.case(slip.case).due_at == box.case(slip.case).next_update_at


def test_every_slip_is_another(counter: Counter) -> None:
    slips = [counter.file(DRAFT) for _ in range(20)]
    assert len({slip.reference for slip in slips}) == 20
    assert len({slip.pin for slip in slips}) > 10


def test_the_pin_is_nowhere_in_the_data_file(counter: Counter, box: Store, slip: Receipt) -> None:
    dump = "\n".join(box.db.iterdump())
    assert f"'{slip.pin}'" not in dump
    assert f'"{slip.pin}"' not in dump


@pytest.mark.parametrize(
    ("draft", "rule", "due"),
    [
        (Draft("complaint", "x", "fil"), "H72", "Sat 2026-04-04 09:00"),
        (Draft("inquiry", "x", "fil"), "WD3", "Wed 2026-04-08 17:00"),
        (Draft("suggestion", "x", "fil"), "WD7", "Wed 2026-04-15 17:00"),
        (Draft("service_request", "x", "fil", service="barangay-clearance"), "WD3", "Wed 2026-04-08 17:00"),
    ],
)
def test_each_matter_gets_the_date_the_law_gives_it(counter: Counter, draft: Draft, rule: str, due: str) -> None:
    promised = counter.file(draft).promise
    assert (promised.rule, f"{local(promised.due_at):%a %Y-%m-%d %H:%M}") == (rule, due)


@pytest.mark.parametrize(
    ("quality", "provisional"), [("ntp", False), ("nitz", False), ("rtc", False), ("unsynced", True)]
)
def test_a_box_that_does_not_know_the_time_says_so(
    counter: Counter, box: Store, clock: FakeClock, quality: str, provisional: bool
) -> None:
    clock.trust = quality
    slip = counter.file(DRAFT)
    assert slip.promise.provisional is provisional
    assert box.case(slip.case).due_provisional is provisional


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_of_matter_can_be_filed(counter: Counter, box: Store, kind: str) -> None:
    assert box.case(counter.file(Draft(kind, "x", "ceb")).case).type == kind


def test_every_service_of_ours_can_be_filed(counter: Counter, box: Store) -> None:
    for service in counter.charter.services.values():
        if service.sensitivity == "protected":
            continue
        slip = counter.file(Draft(service.type, "x", "en", service=service.id))
        assert (box.case(slip.case).holder, slip.promise.rule) == (service.holder, service.rule)


def test_who_gave_no_number_is_not_texted(counter: Counter, box: Store) -> None:
    slip = counter.file(Draft("inquiry", "Anong oras po?", "fil", sms=True))
    assert (box.case(slip.case).phone, box.case(slip.case).sms) == ("", False)
    assert box.db.execute("SELECT COUNT(*) FROM texts").fetchone() == (0,)


def test_who_gave_a_number_but_no_consent_is_not_texted(counter: Counter, box: Store, office: Office) -> None:
    slip = counter.file(replace(DRAFT, sms=False))
    office.reply(slip.case, "Bukas po")
    assert box.case(slip.case).phone == MARIA
    assert box.db.execute("SELECT COUNT(*) FROM texts").fetchone() == (0,)


def test_who_agreed_is_texted_a_receipt(texts: Texts, slip: Receipt) -> None:
    (body,) = texted(texts)
    assert reference.show(slip.reference) in body
    assert slip.pin not in body.replace(reference.show(slip.reference), "")


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"words": ""}, "words", "empty"),
        ({"words": " \n\t "}, "words", "empty"),
        ({"words": "\x00\u200b\ud800"}, "words", "empty"),
        ({"words": "x" * (MAX_WORDS + 1)}, "words", "too_long"),
        ({"words": "x" * 10**6}, "words", "too_long"),
        ({"name": "x" * 81}, "name", "too_long"),
        ({"phone": "0917 123"}, "number", "too_short"),
        ({"phone": "8888"}, "number", "not_mobile"),
        ({"phone": "09171234567890"}, "number", "too_long"),
        ({"phone": "tawagan nyo ako"}, "number", "not_digits"),
        ({"phone": "+1 202 555 0100"}, "number", "not_mobile"),
        ({"language": "tlh"}, "language", "unknown"),
        ({"language": ""}, "language", "unknown"),
        ({"type": "gossip"}, "type", "unknown"),
        ({"type": ""}, "type", "unknown"),
        ({"service": "passport"}, "service", "unknown"),
        ({"service": "../road-repair"}, "service", "unknown"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_what_cannot_be_taken_is_named_and_nothing_is_kept(
    counter: Counter, box: Store, change: dict[str, str], field: str, problem: str
) -> None:
    with pytest.raises(InputError) as refused:
        counter.file(replace(DRAFT, **change))
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert [box.db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ("events", "texts", "pins")] == [
        0,
        0,
        0,
    ]


def test_control_characters_are_not_kept(counter: Counter, box: Store) -> None:
    slip = counter.file(replace(DRAFT, words="May\x00 lubak\u202e po\x1b[2J", name="Ma\u200bria"))
    assert (box.case(slip.case).words, box.case(slip.case).name) == ("May lubak po[2J", "Maria")


def test_a_matter_that_must_be_protected_is_not_taken_in_the_clear(box: Store) -> None:
    ours = charter.load()
    hidden = replace(ours.get("noise-complaint"), id="vawc", sensitivity="protected")
    counter = counter_of(box, Charter({**ours.services, "vawc": hidden}))
    with pytest.raises(InputError) as refused:
        counter.file(replace(DRAFT, service="vawc", words="sinasaktan po ako"))
    assert (refused.value.field, refused.value.problem) == ("service", "protected")
    assert "sinasaktan" not in "\n".join(box.db.iterdump())


def test_no_slip_is_given_out_when_the_commit_fails(counter: Counter, box: Store, tmp_path: Path) -> None:
    box.db.set_authorizer(
        lambda action, what, *_: (
            sqlite3.SQLITE_DENY if (action, what) == (sqlite3.SQLITE_TRANSACTION, "COMMIT") else sqlite3.SQLITE_OK
        )
    )
    with pytest.raises(StoreError):
        counter.file(DRAFT)
    box.db.set_authorizer(None)
    assert not box.db.in_transaction
    with Store(tmp_path / "box", box.clock) as again:
        assert again.queue() == []
        assert "lubak" not in "\n".join(again.db.iterdump())


def test_no_slip_is_given_out_when_the_disk_is_full(counter: Counter, box: Store, tmp_path: Path) -> None:
    pages = box.db.execute("PRAGMA page_count").fetchone()[0]
    box.db.execute(f"PRAGMA max_page_count = {pages}")
    given_out = []

    def file_on() -> None:
        for _ in range(200):
            given_out.append(counter.file(replace(DRAFT, words="x" * MAX_WORDS)))

    with pytest.raises(StoreError, match="full"):
        file_on()
    with Store(tmp_path / "box", box.clock) as again:
        assert {case.reference for case in again.queue()} == {slip.reference for slip in given_out}
        assert again.verify() == ({again.origin: ""} if given_out else {})


def test_a_box_that_has_used_up_its_numbers_says_so(counter: Counter, box: Store) -> None:
    counter.file(DRAFT)
    box.db.execute("UPDATE meta SET value = '99998' WHERE key LIKE 'opened%'")
    counter.file(DRAFT)
    with pytest.raises(DulogError):
        counter.file(DRAFT)


# --- coming back


def test_the_slip_opens_the_case(counter: Counter, slip: Receipt) -> None:
    for typed in (slip.reference, reference.show(slip.reference), reference.show(slip.reference).replace(" ", "-")):
        view = counter.track(typed, f" {slip.pin} ")
        assert (view.case, view.state, view.reply) == (slip.case, State.RECEIVED, "")
        assert [line.key for line in view.history] == ["created"]


def test_a_wrong_pin_and_an_unknown_reference_look_the_same(counter: Counter, slip: Receipt) -> None:
    answers = []
    for typed, pin in ((slip.reference, wrong(slip.pin)), (reference.make(1, 77_777), slip.pin)):
        with pytest.raises(NotFound) as refused:
            counter.track(typed, pin)
        answers.append((type(refused.value), str(refused.value), vars(refused.value)))
    assert answers[0] == answers[1]


def test_a_case_that_came_from_elsewhere_cannot_be_opened_with_any_pin(
    counter: Counter, hub: Store, slip: Receipt
) -> None:
    carry(counter.store, hub)
    elsewhere = counter_of(hub)
    for pin in ("", "0000", slip.pin):
        with pytest.raises(NotFound):
            elsewhere.track(slip.reference, pin)


@pytest.mark.parametrize("pin", ["", " ", "12", "12345", "abcd", "٠١٢٣", "😀", "0" * 10_000])
def test_any_other_pin_is_wrong(counter: Counter, slip: Receipt, pin: str) -> None:
    with pytest.raises(NotFound):
        counter.track(slip.reference, pin)


def test_a_pin_that_cannot_even_be_written_is_wrong(counter: Counter, slip: Receipt) -> None:
    with pytest.raises(NotFound):
        counter.track(slip.reference, "\ud800")


def test_one_citizens_pin_does_not_open_anothers_case(counter: Counter, slip: Receipt) -> None:
    others = [other for _ in range(5) if (other := counter.file(DRAFT)).pin != slip.pin]
    with pytest.raises(NotFound):
        counter.track(slip.reference, others[0].pin)


def test_a_mistyped_reference_is_not_counted_against_anybody(counter: Counter, slip: Receipt) -> None:
    for _ in range(10):
        with pytest.raises(InputError, match="reference: check"):
            counter.track(slip.reference[:-1] + str((int(slip.reference[-1]) + 1) % 10), slip.pin)
    assert counter.track(slip.reference, slip.pin).case == slip.case


def miss(counter: Counter, slip: Receipt, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(NotFound):
            counter.track(slip.reference, wrong(slip.pin))


def test_after_five_misses_not_even_the_right_pin_opens(counter: Counter, clock: FakeClock, slip: Receipt) -> None:
    miss(counter, slip, MAX_MISSES)
    with pytest.raises(Locked) as refused:
        counter.track(slip.reference, slip.pin)
    assert refused.value.until == clock.now() + LOCK_MS == clock.now() + 15 * MINUTE


def test_four_misses_are_forgiven_with_the_right_pin(counter: Counter, slip: Receipt) -> None:
    for _ in range(3):
        miss(counter, slip, MAX_MISSES - 1)
        assert counter.track(slip.reference, slip.pin).case == slip.case


def test_the_lock_opens_after_fifteen_minutes(counter: Counter, clock: FakeClock, slip: Receipt) -> None:
    miss(counter, slip, MAX_MISSES)
    clock.pass_(15 * MINUTE - 1)
    with pytest.raises(Locked):
        counter.track(slip.reference, slip.pin)
    clock.pass_(1)
    assert counter.track(slip.reference, slip.pin).case == slip.case


def test_trying_on_while_it_is_locked_does_not_keep_the_citizen_out_longer(
    counter: Counter, clock: FakeClock, slip: Receipt
) -> None:
    miss(counter, slip, MAX_MISSES)
    for _ in range(5):
        clock.pass_(2 * MINUTE)
        with pytest.raises(Locked):
            counter.track(slip.reference, wrong(slip.pin))
    clock.pass_(5 * MINUTE)
    assert counter.track(slip.reference, slip.pin).case == slip.case


def test_five_more_misses_lock_again(counter: Counter, clock: FakeClock, slip: Receipt) -> None:
    for _ in range(3):
        miss(counter, slip, MAX_MISSES)
        with pytest.raises(Locked):
            counter.track(slip.reference, slip.pin)
        clock.pass_(LOCK_MS)


def test_a_clock_that_jumps_back_does_not_shut_the_citizen_out_for_years(
    counter: Counter, clock: FakeClock, slip: Receipt
) -> None:
    clock.pass_(3650 * DAY)
    miss(counter, slip, MAX_MISSES)
    clock.pass_(-3650 * DAY)
    assert counter.track(slip.reference, slip.pin).case == slip.case


def test_misses_for_one_case_do_not_lock_another(counter: Counter, slip: Receipt) -> None:
    other = counter.file(DRAFT)
    miss(counter, slip, MAX_MISSES)
    assert counter.track(other.reference, other.pin).case == other.case


def test_an_unknown_reference_locks_like_a_known_one(counter: Counter) -> None:
    nobodys = reference.make(1, 77_777)
    for _ in range(MAX_MISSES):
        with pytest.raises(NotFound):
            counter.track(nobodys, "0000")
    with pytest.raises(Locked):
        counter.track(nobodys, "0000")


def test_pulling_the_plug_before_the_pin_is_checked_gains_nothing(
    counter: Counter, box: Store, tmp_path: Path, slip: Receipt
) -> None:
    def cut(action: int, table: str | None, *_: object) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and table == "pins" else sqlite3.SQLITE_OK

    box.db.set_authorizer(cut)
    for _ in range(MAX_MISSES):
        with pytest.raises((StoreError, sqlite3.DatabaseError), match="prohibited"):
            counter.track(slip.reference, slip.pin)
    with Store(tmp_path / "box", box.clock) as after, pytest.raises(Locked):
        counter_of(after).track(slip.reference, slip.pin)
    box.db.set_authorizer(None)


@given(st.text() | st.text("0123456789 ", max_size=16), st.text(st.characters(exclude_categories=["Cs"])))
def test_anything_typed_at_the_kiosk_gets_an_answer(counter: Counter, typed: str, pin: str) -> None:
    with pytest.raises((InputError, NotFound, Locked)):
        counter.track(typed, pin)


# --- being told


def test_reading_the_reply_at_the_kiosk_is_being_told(
    counter: Counter, box: Store, office: Office, clock: FakeClock, slip: Receipt
) -> None:
    assert counter.track(slip.reference, slip.pin).facts.told_at is None
    office.reply(slip.case, "Natapalan na po")
    assert counter.facts(slip.case).told_at is None
    clock.pass_(HOUR)
    view = counter.track(slip.reference, slip.pin)
    assert (view.reply, view.facts.told_at) == ("Natapalan na po", clock.now())
    assert box.case(slip.case).reply_told


def test_reading_twice_is_being_told_once(counter: Counter, box: Store, office: Office, slip: Receipt) -> None:
    office.reply(slip.case, "Natapalan na po")
    for _ in range(3):
        counter.track(slip.reference, slip.pin)
    assert [event.kind for event in box.events_of(slip.case)].count("told") == 1


def test_looking_with_a_wrong_pin_tells_nobody(counter: Counter, box: Store, office: Office, slip: Receipt) -> None:
    office.reply(slip.case, "Natapalan na po")
    miss(counter, slip)
    assert not box.case(slip.case).reply_told


def test_the_four_facts_are_four_facts(
    counter: Counter, box: Store, hub: Store, office: Office, clock: FakeClock, slip: Receipt
) -> None:
    saved = clock.now()
    facts = counter.facts(slip.case)
    assert (facts.saved_at, facts.hub_at, facts.read_at, facts.told_at) == (saved, None, None, None)
    clock.pass_(HOUR)
    carry(box, hub)
    clock.pass_(HOUR)
    office.open(slip.case)
    clock.pass_(HOUR)
    office.reply(slip.case, "Opo")
    counter.track(slip.reference, slip.pin)
    facts = counter.facts(slip.case)
    times = [saved + hours * HOUR for hours in range(4)]
    assert [facts.saved_at, facts.hub_at, facts.read_at, facts.told_at] == times


def test_the_citizen_sees_the_replies_but_not_the_offices_notes(
    counter: Counter, box: Store, office: Office, slip: Receipt
) -> None:
    with box.writing():
        box.append(slip.case, "noted", office.officer, {"text": "kilala ko ito, makulit"})
    office.reply(slip.case, "Bukas po")
    view = counter.track(slip.reference, slip.pin)
    assert [(line.key, line.text) for line in view.history] == [("created", ""), ("replied", "Bukas po"), ("told", "")]
    assert "makulit" not in repr(view)


def test_no_view_shows_the_number_or_the_name(counter: Counter, slip: Receipt) -> None:
    view = repr(counter.track(slip.reference, slip.pin))
    assert MARIA not in view
    assert "Maria" not in view


# --- by telephone number


def test_a_number_finds_its_own_case_only(counter: Counter, slip: Receipt) -> None:
    assert counter.find(slip.reference, MARIA).id == slip.case
    for written, number in ((slip.reference, PEDRO), (reference.make(1, 77_777), MARIA), (slip.reference, "")):
        with pytest.raises(NotFound, match="no case with this reference and number"):
            counter.find(written, number)


def test_a_case_without_a_number_is_nobodys_by_number(counter: Counter) -> None:
    slip = counter.file(replace(DRAFT, phone="", sms=False))
    for number in ("", MARIA):
        with pytest.raises(NotFound):
            counter.find(slip.reference, number)


def test_the_citizen_may_add_words(counter: Counter, box: Store, office: Office, slip: Receipt) -> None:
    office.ask(slip.case, "Saan po banda?")
    counter.say(box.case(slip.case), "client_supplied", "Sa kanto ng\x00 Rizal")
    assert box.case(slip.case).state is State.IN_PROGRESS
    assert box.case(slip.case).timeline[-1].event.body["text"] == "Sa kanto ng Rizal"


def test_hindi_pa_gives_the_citizen_a_new_date_and_goes_up_a_level(
    counter: Counter, box: Store, office: Office, clock: FakeClock, slip: Receipt
) -> None:
    office.resolve(slip.case, "fixed", "Tapos na po")
    counter.track(slip.reference, slip.pin)
    clock.pass_(30 * DAY)
    counter.say(box.case(slip.case), "citizen_disputed", "HINDI PA")
    case = box.case(slip.case)
    assert case.state is State.IN_PROGRESS
    assert "escalated" in [entry.event.kind for entry in case.timeline]
    assert case.next_update_at > clock.now()


# --- one's own word, with reference and PIN


def test_whoever_has_both_numbers_can_say_not_yet(counter: Counter, box: Store, office: Office, slip: Receipt) -> None:
    office.resolve(slip.case, "fixed", "Ayos na po")
    view = counter.track(slip.reference, slip.pin)
    assert view.may == {"citizen_confirmed", "citizen_disputed"}
    view = counter.speak(slip.reference, slip.pin, "citizen_disputed", "May lubak pa po")
    assert (view.state, view.may) == (State.IN_PROGRESS, {"client_supplied"})
    assert view.history[-1].text == "May lubak pa po"
    assert box.case(slip.case).escalated_to == "head"


def test_nobody_speaks_on_a_case_with_another_pin(counter: Counter, box: Store, office: Office, slip: Receipt) -> None:
    office.resolve(slip.case, "fixed", "Ayos na po")
    other = counter.file(replace(DRAFT, words="Walang tubig"))
    for reference_said, pin in ((slip.reference, wrong(slip.pin)), (other.reference, wrong(other.pin))):
        with pytest.raises(NotFound):
            counter.speak(reference_said, pin, "citizen_confirmed")
    assert box.case(slip.case).verdict == ""
    for _ in range(MAX_MISSES):
        with pytest.raises((NotFound, Locked)):
            counter.speak(slip.reference, wrong(slip.pin), "citizen_confirmed")
    with pytest.raises(Locked):
        counter.speak(slip.reference, slip.pin, "citizen_confirmed")


def test_what_is_settled_is_agreed_to_once(counter: Counter, office: Office, slip: Receipt) -> None:
    office.resolve(slip.case, "fixed", "Ayos na po")
    assert counter.speak(slip.reference, slip.pin, "citizen_confirmed").may == {"citizen_disputed"}


def test_what_an_officer_asked_for_can_be_brought(counter: Counter, office: Office, slip: Receipt) -> None:
    office.ask(slip.case, "Pakidala po ang litrato")
    view = counter.track(slip.reference, slip.pin)
    assert (view.state, view.history[-1].text) == (State.NEEDS_CLIENT, "Pakidala po ang litrato")
    view = counter.speak(slip.reference, slip.pin, "client_supplied", "Nadala ko na po")
    assert view.state is State.IN_PROGRESS
    with pytest.raises(CaseError):
        counter.speak(slip.reference, slip.pin, "citizen_confirmed")


def test_history_says_who_has_the_case_and_why_it_takes_longer(counter: Counter, office: Office, slip: Receipt) -> None:
    service = counter.file(replace(DRAFT, type="service_request", service="barangay-clearance"))
    office.accept(service.case)
    office.extend(service.case, "Nawalan po ng kuryente")
    office.hand_over(slip.case, "city-engineering")
    told = {line.key: line for line in counter.track(service.reference, service.pin).history}
    assert told["extended"].text == "Nawalan po ng kuryente"
    assert told["accepted"].office == "barangay"
    assert counter.track(slip.reference, slip.pin).history[-1].office == "city-engineering"
