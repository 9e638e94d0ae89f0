# SPDX-License-Identifier: Apache-2.0
"""The officers' PINs for the kiosk: never a default, each officer's own, and a lock that outlives plug and clock."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InputError, Locked, NotFound
from appliance.event import Actor
from appliance.officers import LOCKED_OUT, MAX_MISSES, WAIT_MS, Officer, Officers
from tests.fakes import DAY, DEVICE, MINUTE, box_store, manila

KEY = DEVICE.derive("staff pin")
ANA, BEN = ("Ana Reyes", "Barangay Secretary"), ("Ben Cruz", "Barangay Treasurer")
PIN, OTHER = "480213", "917364"


@pytest.fixture
def officers(box):
    officers = Officers(box, KEY)
    officers.set(*ANA, PIN)
    return officers


def miss(officers, times):
    for _ in range(times):
        with pytest.raises(NotFound):
            officers.sign_in("000001")


def misses(box):
    return box.db.execute("SELECT failures FROM attempts WHERE reference = 'staff'").fetchone()[0]


def lock_outs(box):
    said, _ = box.said_after(box.origin, 0, count=1000, size=10_000_000)
    return [fields[6]["misses"] for fields in said if fields[2] == LOCKED_OUT]


def test_nobody_can_enter_until_a_pin_was_set(box):
    for pin in ("000000", "123456", ""):
        with pytest.raises(NotFound):
            Officers(box, KEY).sign_in(pin)


def test_each_officer_signs_with_their_own_name(officers):
    officers.set(*BEN, OTHER)
    assert officers.sign_in(PIN) == Actor("officer", "barangay", *ANA)
    assert officers.sign_in(OTHER) == Actor("officer", "barangay", *BEN)
    assert officers.all() == [Officer(*ANA), Officer(*BEN)]


def test_a_new_pin_replaces_the_old_one_and_a_removed_officer_has_none(officers):
    officers.set(*ANA, OTHER)
    with pytest.raises(NotFound):
        officers.sign_in(PIN)
    officers.remove("Ana Reyes")
    with pytest.raises(NotFound):
        officers.sign_in(OTHER)
    with pytest.raises(NotFound, match="Ana Reyes"):
        officers.remove("Ana Reyes")


@pytest.mark.parametrize(
    ("name", "designation", "pin", "field", "problem"),
    [
        (*ANA, "12345", "pin", "six_digits"),
        (*ANA, "4802131", "pin", "six_digits"),
        (*ANA, "48021a", "pin", "six_digits"),
        (*ANA, "٤٨٠٢١٣", "pin", "six_digits"),
        (*ANA, "777777", "pin", "too_easy"),
        (*ANA, "345678", "pin", "too_easy"),
        (*ANA, "654321", "pin", "too_easy"),
        (*BEN, PIN, "pin", "taken"),
        ("  ", "Secretary", OTHER, "name", "empty"),
        ("Ana", "", OTHER, "designation", "empty"),
    ],
)
def test_what_cannot_be_a_pin_is_named(officers, name, designation, pin, field, problem):
    with pytest.raises(InputError) as refused:
        officers.set(name, designation, pin)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert pin not in str(refused.value) or not pin


def test_the_data_file_holds_no_pin_and_another_device_opens_with_none(officers, box, tmp_path):
    box.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert PIN.encode() not in (tmp_path / "box" / "dulog.db").read_bytes()
    with pytest.raises(NotFound):
        Officers(box, bytes(32)).sign_in(PIN)


def test_a_verifier_that_was_copied_to_another_name_opens_nothing(officers, box):
    with box.writing():
        box.db.execute("INSERT INTO officers SELECT 'Mallory', 'Kagawad', verifier FROM officers")
    assert officers.sign_in(PIN).name == "Ana Reyes"


def test_five_wrong_pins_shut_staff_mode_and_are_on_record(officers, box, clock):
    miss(officers, MAX_MISSES)
    with pytest.raises(Locked) as shut:
        officers.sign_in(PIN)
    assert shut.value.until == clock.time + WAIT_MS
    assert lock_outs(box) == [MAX_MISSES]
    assert not any(box.verify().values())
    clock.pass_(WAIT_MS)
    miss(officers, 1)
    assert lock_outs(box) == [MAX_MISSES, MAX_MISSES + 1]
    with pytest.raises(Locked):
        officers.sign_in(PIN)
    clock.pass_(WAIT_MS)
    assert officers.sign_in(PIN).name == "Ana Reyes"
    miss(officers, MAX_MISSES - 1)
    assert officers.sign_in(PIN).name == "Ana Reyes"


def test_a_new_pin_at_the_console_ends_the_lock_out(officers):
    miss(officers, MAX_MISSES)
    officers.set(*BEN, OTHER)
    assert officers.sign_in(OTHER).name == "Ben Cruz"


def test_pulling_the_plug_does_not_pick_the_lock(officers, box, clock, tmp_path):
    miss(officers, MAX_MISSES)
    box.close()
    with box_store(tmp_path / "box", clock) as again, pytest.raises(Locked):
        Officers(again, KEY).sign_in(PIN)


@pytest.mark.parametrize("back", [MINUTE, 10 * DAY, 56 * 365 * DAY])
def test_a_clock_that_is_set_back_neither_opens_the_lock_nor_shuts_it_for_years(officers, clock, back):
    miss(officers, MAX_MISSES)
    clock.pass_(-back)
    with pytest.raises(Locked):
        officers.sign_in(PIN)
    clock.pass_(WAIT_MS)
    assert officers.sign_in(PIN).name == "Ana Reyes"


def test_a_clock_that_jumps_forward_gives_one_try_and_not_five(officers, clock):
    miss(officers, MAX_MISSES)
    clock.pass_(10 * 365 * DAY)
    miss(officers, 1)
    with pytest.raises(Locked):
        officers.sign_in(PIN)


@given(jumps=st.lists(st.integers(-10 * DAY, 10 * DAY) | st.integers(0, WAIT_MS), min_size=1, max_size=25))
def test_whatever_the_clock_does_a_guesser_gets_one_try_a_wait(tmp_path_factory, clock, jumps):
    clock.time = manila(2026, 4, 1)
    with box_store(tmp_path_factory.mktemp("box"), clock) as box:
        officers = Officers(box, KEY)
        officers.set(*ANA, PIN)
        miss(officers, MAX_MISSES)
        for jump in jumps:
            clock.pass_(jump)
            with suppress(Locked), pytest.raises(NotFound):
                officers.sign_in("000001")
            with pytest.raises(Locked) as shut:
                officers.sign_in(PIN)
            assert clock.time < shut.value.until <= clock.time + WAIT_MS
        assert (misses(box) - MAX_MISSES) * WAIT_MS <= sum(max(0, jump) for jump in jumps)
        clock.pass_(WAIT_MS)
        assert officers.sign_in(PIN).name == "Ana Reyes"
