# SPDX-License-Identifier: Apache-2.0
"""Every text that is owed names the hall and the case, fits one SMS, and goes only to who agreed to it."""

import re
from dataclasses import replace

import pytest

from appliance import charter, gsm7
from appliance.case import TYPES, Case, State
from appliance.counter import Counter, Draft
from appliance.errors import InputError
from appliance.event import CITIZEN, Event
from appliance.notices import Notices
from appliance.office import MAX_REPLY, Office
from appliance.words import LANGUAGES
from tests.fakes import KALIHIM, MARIA, SENDER, SYSTEM, manila, notices

LINK = re.compile(r"://|www\.|\b[\w-]+\.(com|ph|gov|org|net|info|ly|me)\b", re.IGNORECASE)
LONGEST_DAY = manila(2026, 9, 30)  # a Wednesday: the weekday and the month are cut to three letters, the day has two
OWED = "created replied resolved denied needs_client handed_over extended due_recomputed".split()


def case(**more: object) -> Case:
    found = Case("b.00000001/1", reference="670916621886", type="complaint", language="fil", phone=MARIA, sms=True)
    found.next_update_at, found.channel = LONGEST_DAY, "kiosk"
    for name, value in more.items():
        setattr(found, name, value)
    return found


def event(kind: str, **body: object) -> Event:
    who = {"created": CITIZEN, "due_recomputed": SYSTEM}.get(kind, KALIHIM)
    return Event("b.00000001", 2, "b.00000001/1", 2, kind, LONGEST_DAY, "ntp", who, body)


def worded(found: Case, said: Event, by: Notices | None = None) -> str:
    """The one text that this event owes, as it is worded when it is sent."""
    by = by or notices()
    (owed,) = by(found, said)
    return by.sentence(owed.sentence, found, said)


@pytest.mark.parametrize("kind", OWED)
def test_these_events_owe_one_text_that_names_hall_and_case(kind: str) -> None:
    (owed,) = notices()(case(), event(kind, text="Opo"))
    assert owed.number == MARIA
    body = worded(case(), event(kind, text="Opo"))
    assert body.startswith(f"{SENDER}: ")
    assert "6709 1662 1886" in body


@pytest.mark.parametrize("kind", "read told noted accepted assigned acknowledged closed breached message_sent".split())
def test_these_events_owe_no_text(kind: str) -> None:
    assert not list(notices()(case(), event(kind, text="x")))


@pytest.mark.parametrize("kind", ["ready_for_release", "referred", "reopened", "promise_missed"])
def test_the_citizen_hears_of_what_changes_for_them(kind: str) -> None:
    assert list(notices()(case(state=State.FOR_RELEASE), event(kind, agency="dpwh", next_at=LONGEST_DAY)))


@pytest.mark.parametrize("change", [{"sms": False}, {"phone": ""}])
@pytest.mark.parametrize("kind", OWED)
def test_who_did_not_agree_is_not_texted(kind: str, change: dict[str, object]) -> None:
    assert not list(notices()(case(**change), event(kind, text="Opo")))


def test_who_filed_by_text_gets_one_answer_not_two() -> None:
    assert not list(notices()(case(channel="sms"), event("created")))


@pytest.mark.parametrize(
    ("kind", "tells"), [("replied", True), ("needs_client", True), ("created", False), ("resolved", False)]
)
def test_only_a_humans_words_can_tell_the_citizen_something(kind: str, tells: bool) -> None:
    (owed,) = notices()(case(), event(kind, text="Opo"))
    assert owed.tells is tells


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_citizen_is_texted_in_their_own_language(language: str) -> None:
    body = worded(case(language=language), event("resolved"))
    assert {"fil": "Tapos na po", "en": "is done", "ceb": "human na"}[language] in body


def test_a_language_of_a_newer_version_is_answered_in_filipino() -> None:
    assert "Tapos na po" in worded(case(language="hil"), event("resolved"))


def test_a_service_that_the_charter_no_longer_has_does_not_stop_the_text() -> None:
    assert "old-service" in worded(case(service="old-service"), event("created"))


def longest_service() -> charter.Charter:
    ours = charter.load()
    name = dict.fromkeys(LANGUAGES, "Sertipiko Ng Pagka")
    assert len(name["fil"]) == 18
    return charter.Charter({**ours.services, "longest": replace(ours.get("road-repair"), id="longest", short=name)})


WORST = Notices("B" * 20, longest_service())


def too_long(sentences: list[str]) -> list[str]:
    """Those that need more than one message, or letters that no ordinary telephone has, or that hold a link."""
    sentences = [gsm7.transliterate(sentence) for sentence in sentences]
    return [one for one in sentences if (gsm7.septets(one) or 999) > 160 or LINK.search(one)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OWED)
def test_the_longest_text_that_can_be_owed_fits_one_sms(language: str, kind: str) -> None:
    longest = case(language=language, service="longest", holder="city-engineering")
    assert too_long([worded(longest, event(kind, text=""), WORST)]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["sms.status", "sms.status_closed", "sms.disputed", "sms.confirmed"])
def test_where_a_case_stands_fits_one_sms_in_every_state(language: str, key: str) -> None:
    for holder in ("barangay", "city-engineering"):
        cases = [case(language=language, service="longest", holder=holder, state=state) for state in State]
        assert too_long([WORST.sentence(key, each) for each in cases]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_agency_name_an_officer_can_type_fits_too(language: str, counter: Counter, office: Office) -> None:
    for length in range(16, 41):
        slip = counter.file(Draft("complaint", "x", language))
        try:
            office.hand_over(slip.case, "x" * length)
        except InputError:
            break
        found = case(language=language, service="longest", holder="x" * length, state=State.NEEDS_CLIENT)
        assert too_long([WORST.sentence(f"sms.{key}", found) for key in ("status", "disputed", "handed_over")]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_of_case_has_a_name_short_enough(language: str, kind: str) -> None:
    found = case(type=kind, language=language, state=State.NEEDS_CLIENT)
    assert notices().what(found)
    assert too_long([WORST.sentence(key, found) for key in ("sms.created", "sms.status", "sms.status_closed")]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["replied", "needs_client"])
def test_the_longest_reply_takes_at_most_four_messages(language: str, kind: str) -> None:
    body = worded(case(language=language, service="longest"), event(kind, text="x" * MAX_REPLY), WORST)
    assert len(gsm7.split(gsm7.transliterate(body))) <= 4
    assert body.endswith("x" * MAX_REPLY), "a reply is never cut"


def test_braces_in_a_reply_are_only_braces() -> None:
    assert worded(case(), event("replied", text="{sender} {0} {} %s")).endswith("{sender} {0} {} %s")
