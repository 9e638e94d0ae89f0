# SPDX-License-Identifier: Apache-2.0
"""An event has one spelling, one place in its chain, and nothing unreadable gets in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import EventError
from appliance.event import (
    CITIZEN,
    GENESIS,
    MAX_EVENT_BYTES,
    Actor,
    Event,
    base_of,
    device_of,
    dump,
    from_fields,
    is_identity,
    is_time,
    lane_of,
    named,
    of_hub,
)

ORIGIN = "abcdefghijklmnop.0a1b2c3d"
FILED = Event(
    *(ORIGIN, 1, f"{ORIGIN}/1", 1, "created", 1_775_005_200_000, "ntp", CITIZEN),
    body={"words": "May lubak po sa Biñan 😀", "reference": "670916621886", "sms": True, "due_at": 1_775_264_400_000},
)
ANSWERED = Event(
    *(ORIGIN, 2, f"{ORIGIN}/1", 2, "replied", 1_775_091_600_000, "rtc"),
    Actor("officer", "barangay", "Ana Reyes", "Secretary"),
    {"text": "Opo."},
)

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), plain, max_size=5)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
events = st.builds(
    Event,
    origin=st.just(ORIGIN),
    seq=st.integers(1, 2**40),
    case=st.sampled_from(["", f"{ORIGIN}/1", "other.00000000/7"]).map(lambda case: case or "other.11111111/1"),
    turn=st.integers(1, 2**31),
    kind=words,
    at=st.integers(0, 253_370_764_800_000),
    clock=st.sampled_from(["ntp", "nitz", "rtc", "unsynced"]),
    actor=st.builds(Actor, st.sampled_from(["citizen", "officer", "system"]), words, words, words),
    body=bodies,
)


def test_an_events_bytes_never_change() -> None:
    assert FILED.encoded().decode() == (
        '["",1,"created",1775005200000,"ntp",["citizen"],{"due_at":1775264400000,"reference":"670916621886",'
        '"sms":true,"words":"May lubak po sa Biñan 😀"}]'
    )
    assert ANSWERED.encoded().decode() == (
        '["abcdefghijklmnop.0a1b2c3d/1",2,"replied",1775091600000,"rtc",'
        '["officer","barangay","Ana Reyes","Secretary"],{"text":"Opo."}]'
    )


def test_the_hash_chain_never_changes() -> None:
    """Every box in the field has these links in its file: a new version must compute the same ones."""
    first = FILED.hash(GENESIS, FILED.encoded())
    second = ANSWERED.hash(first, ANSWERED.encoded())
    assert first.hex() == "e641b7d45e8de23b7290d5e6d68dc53319bde4e30246d399f0280ab334ee1a98"
    assert second.hex() == "64b03a68e3935313301d717fa449ed895eaf46371cbd3f4797279e423867a8d0"


def test_the_order_of_keys_in_a_body_does_not_matter() -> None:
    turned = Event(
        FILED.origin, 1, FILED.case, 1, "created", FILED.at, "ntp", CITIZEN, dict(reversed(FILED.body.items()))
    )
    assert turned.encoded() == FILED.encoded()


def test_the_same_words_elsewhere_in_a_chain_have_another_hash() -> None:
    encoded = ANSWERED.encoded()
    moved = Event(ORIGIN, 3, ANSWERED.case, 2, "replied", ANSWERED.at, "rtc", ANSWERED.actor, ANSWERED.body)
    stolen = Event("q" * 16 + ".0a1b2c3d", 2, ANSWERED.case, 2, "replied", ANSWERED.at, "rtc", ANSWERED.actor, {})
    links = {ANSWERED.hash(GENESIS, encoded), ANSWERED.hash(b"1" * 32, encoded)}
    links |= {moved.hash(GENESIS, encoded), stolen.hash(GENESIS, encoded)}
    assert len(links) == 4


def test_the_event_that_opens_a_case_does_not_repeat_its_own_name() -> None:
    assert FILED.fields()[0] == ""
    assert from_fields(ORIGIN, 1, FILED.fields()).case == FILED.id == f"{ORIGIN}/1"


def test_events_are_told_apart_by_turn_then_author_then_number() -> None:
    other = Event("zzz.00000000", 1, FILED.case, 1, "noted", 0, "ntp", CITIZEN, {})
    assert sorted([ANSWERED, other, FILED], key=Event.order) == [FILED, other, ANSWERED]


@given(events)
def test_what_is_written_can_be_read_back(event: Event) -> None:
    again = from_fields(event.origin, event.seq, json.loads(event.encoded()))
    assert again == event
    assert again.encoded() == event.encoded()


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (1.5, "float"),
        (float("nan"), "float"),
        (2**63, "number is too large"),
        (-(2**63), "number is too large"),
        (b"bytes", "bytes"),
        ((1, 2), "tuple"),
        ({1: "a key that is a number"}, "key is not a text"),
        ({None: 1}, "key is not a text"),
        ([[[[[[[[[[1]]]]]]]]]], "nested too deeply"),
        ("half a smile \ud83d", "not valid Unicode"),
        ({"\udc00": 1}, "not valid Unicode"),
    ],
)
def test_what_two_programs_could_write_differently_is_not_written(value: object, problem: str) -> None:
    with pytest.raises(EventError, match=rf"^event: .*{problem}"):
        dump({"text": value})


@pytest.mark.parametrize("value", [0, -1, 2**63 - 1, -(2**63) + 1, True, None, "", [], {}, [[[[1]]]]])
def test_plain_values_are_written(value: object) -> None:
    assert json.loads(dump({"value": value})) == {"value": value}


def test_an_event_that_no_frame_could_carry_is_refused() -> None:
    room = MAX_EVENT_BYTES - len(ANSWERED.encoded())
    fits = Event(
        ORIGIN, 2, ANSWERED.case, 2, "replied", ANSWERED.at, "rtc", ANSWERED.actor, {"text": "Opo." + "x" * room}
    )
    assert len(fits.encoded()) == MAX_EVENT_BYTES
    over = Event(
        ORIGIN, 2, ANSWERED.case, 2, "replied", ANSWERED.at, "rtc", ANSWERED.actor, {"text": "Opo.x" + "x" * room}
    )
    with pytest.raises(EventError, match="32769 bytes"):
        over.encoded()


GOOD: list[Any] = ["", 1, "created", 0, "ntp", ["citizen"], {}]


def changed(place: int, value: object) -> list[Any]:
    return [*GOOD[:place], value, *GOOD[place + 1 :]]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        *[(value, "event: not a list of 7") for value in (None, {}, "x" * 7, GOOD[:6], [*GOOD, 1], tuple(GOOD))],
        *[(changed(0, value), "event.case") for value in (None, 1, ["x"], "x" * 129)],
        *[(changed(1, value), "event.turn") for value in (0, -1, "1", 1.0, True, None, 2**31 + 1)],
        *[(changed(2, value), "event.kind") for value in (None, 1, "x" * 129)],
        *[(changed(3, value), "event.at") for value in (-1, 1.5, "0", None, False, 253_402_300_800_000)],
        *[(changed(4, value), "event.clock") for value in (None, 1, "x" * 129)],
        *[(changed(5, value), "event.actor") for value in (None, "citizen", [], ["a"] * 5, [1], [None])],
        *[(changed(6, value), "event.body") for value in (None, [], "x", {"a": 0.5}, {"a": 2**63})],
        (changed(6, {"a": [[[[[[[[[1]]]]]]]]]}), "event.body"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(fields: object, name: str) -> None:
    with pytest.raises(EventError, match=f"^{name}"):
        from_fields(ORIGIN, 1, fields)


def test_half_a_character_is_refused_when_it_is_read() -> None:
    with pytest.raises(EventError, match=r"^event\.body"):
        from_fields(ORIGIN, 1, json.loads('["",1,"created",0,"ntp",["citizen"],{"words":"\\ud83d"}]'))


@pytest.mark.parametrize(
    "event",
    [
        Event(ORIGIN, 2, FILED.case, 2**31 + 1, "noted", 0, "ntp", ANSWERED.actor, {"text": "x"}),
        Event(ORIGIN, 2, FILED.case, 2, "noted", -1, "ntp", ANSWERED.actor, {"text": "x"}),
    ],
    ids=["turn", "time"],
)
def test_nothing_is_written_that_could_not_be_read(event: Event) -> None:
    with pytest.raises(EventError):
        event.encoded()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
almost = st.tuples(st.integers(0, 6), json_values).map(lambda change: changed(*change))


@given(json_values | almost | st.lists(json_values, min_size=7, max_size=7))
def test_whatever_comes_in_is_an_event_or_refused(fields: object) -> None:
    try:
        event = from_fields(ORIGIN, 1, fields)
        event.encoded()
    except EventError as error:
        problem = str(error)
        assert problem.startswith("event")
    else:
        assert event.id == f"{ORIGIN}/1"


@given(st.text())
def test_any_bytes_of_json_are_an_event_or_refused(text: str) -> None:
    try:
        fields = json.loads(text)
    except ValueError:
        return
    with pytest.raises(EventError):
        from_fields(ORIGIN, 1, fields)


def test_times_are_whole_milliseconds_that_can_be_shown() -> None:
    assert is_time(0)
    assert is_time(253_370_764_800_000)
    assert not any(map(is_time, (-1, 253_402_300_800_000, 1.0, True, None, "0")))


@pytest.mark.parametrize(
    ("origin", "device"),
    [("box.epoch", "box"), ("box.epoch/17", "box"), ("hub.epoch:box", "box"), ("hub.epoch:box/3", "box"), ("", "")],
)
def test_every_stream_is_about_one_appliance(origin: str, device: str) -> None:
    assert device_of(origin) == device


@pytest.mark.parametrize(
    ("origin", "lane", "base"),
    [
        ("box.0a1b2c3d", "", "box.0a1b2c3d"),
        ("box.0a1b2c3d-u", "u", "box.0a1b2c3d"),
        ("box.0a1b2c3d-12", "12", "box.0a1b2c3d"),
        ("hub.0a1b2c3d:box", "", "hub.0a1b2c3d"),
        ("hub.0a1b2c3d-u:box", "u", "hub.0a1b2c3d"),
        ("box", "", ""),
        ("box.0a1b2c3d-", "", ""),
        ("box.0a1b2c3d-1", "", ""),
        ("box.0a1b2c3d-uu", "", ""),
        ("box.0a1b2c3d:hub-u", "", ""),
    ],
)
def test_a_lane_is_part_of_an_origin_and_does_not_change_whose_it_is(origin: str, lane: str, base: str) -> None:
    assert (lane_of(origin), base_of(origin)) == (lane, base)
    if base:
        assert is_identity(f"{origin}/1")
        assert lane_of(f"{origin}/1") == lane
        assert device_of(origin) == "box"
        assert of_hub(origin) is origin.startswith("hub")
        assert named(base, lane, origin.partition(":")[2]) == origin
    else:
        assert not is_identity(f"{origin}/1")
