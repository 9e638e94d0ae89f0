# SPDX-License-Identifier: Apache-2.0
"""Forms, questions and the citizen's own word in a real (off-screen) window, touched as people touch it."""

import pytest

from appliance import charter
from appliance.words import LANGUAGES, words_in
from kiosk_ui import journey
from tests.kiosk_ui.fakes import HISTORY, LONG_DAY, PIN
from tests.kiosk_ui.theatre import ENDS, SIZES, Stage

pytestmark = pytest.mark.window

BUTTONS = frozenset("form.next form.skip form.none form.advice form.field form.switch".split())


@pytest.fixture(scope="module", params=ENDS)
def stage(request, tmp_path_factory):
    stage = Stage(request.param, tmp_path_factory.mktemp("home"))
    stage.ask(wait="attract.start", seconds=30)
    yield stage
    assert stage.close() == 0


def slowly(stage, *names):
    """Touch as slowly as people do: a new question takes nothing from a double tap."""
    for name in names:
        stage.ask(skip=1)
        stage.tap(name)


def choices(stage):
    return [name for name in stage.ask(names=True)["names"] if name.startswith("form.") and name not in BUTTONS]


def find(stage, name):
    """Turn the pages until it is on show, and touch it."""
    while name not in stage.ask(names=True)["names"]:
        stage.tap("pages.down")
    slowly(stage, name)


def pages(stage, screen):
    """Look at every further page of a list."""
    while "pages.down" in stage.ask(names=True)["names"] and stage.say('{"tap": "pages.down"}')["ok"]:
        stage.at(screen, name="further down")


def finish(stage):
    """From the name to the receipt; the reference."""
    stage.at("name")
    stage.tap("name.skip", "phone.none", "notice.next")
    stage.at("review")
    pages(stage, "review")
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    stage.at("receipt")
    return stage.ask(read="receipt.reference")["text"].replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_asked_for_question_by_question(stage, language):
    words = words_in(language)
    stage.begin(language)
    stage.tap("home.document")
    find(stage, "services.facility-borrowing")
    stage.tap("service.next")
    stage.at("form", name="several")
    slowly(stage, "form.next")
    assert stage.ask(read="form.advice")["text"] == words("kiosk.form.multi_choice")
    stage.at("form", name="none chosen")
    first, second, *_ = choices(stage)
    slowly(stage, first, second, second, "form.next")
    stage.at("form", name="date")
    stage.ask(type="31132026")
    slowly(stage, "form.next")
    assert stage.ask(read="form.advice")["text"] == words("kiosk.form.date")
    stage.at("form", name="no such date")
    slowly(stage, "form.tomorrow")
    assert [stage.ask(read=f"form.{part}")["text"] for part in ("day", "month", "year")] == ["01", "10", "2026"]
    stage.at("form", name="tomorrow")
    slowly(stage, "form.next")
    stage.at("form", name="choice")
    slowly(stage, choices(stage)[0], "form.skip")
    finish(stage)
    filed = stage.ask(filed=True)["last"]
    assert "'day': '2026-10-01'" in filed
    assert f"'what': '{first.removeprefix('form.')}'" in filed
    assert words("kiosk.words.asks_for", service="")[:8] in filed


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_digits_and_a_change_at_the_review(stage, language):
    words = words_in(language)
    stage.begin(language)
    stage.tap("home.document")
    find(stage, "services.barangay-id")
    stage.tap("service.next")
    stage.at("form", name="four choices")
    slowly(stage, choices(stage)[0])
    stage.at("form", name="purok")
    slowly(stage, "form.switch")
    stage.at("form", name="purok by name")
    slowly(stage, "form.next")
    stage.at("form", name="nothing typed")
    slowly(stage, "form.switch")
    stage.ask(type="7")
    assert stage.ask(read="form.field")["text"] == "Purok 7"
    slowly(stage, "form.next")
    stage.at("form", name="name")
    stage.ask(type="Niña Peñaflor")
    slowly(stage, "form.next")
    stage.at("form", name="phone")
    stage.ask(type="0917")
    slowly(stage, "form.next")
    assert stage.ask(read="form.advice")["text"] == words("kiosk.form.phone")
    stage.at("form", name="half a number")
    stage.ask(type="1234567")
    slowly(stage, "form.next")
    stage.tap("name.skip", "phone.none", "notice.next")
    find(stage, "review.form.emergency_name")
    assert stage.ask(read="form.field")["text"] == "Niña Peñaflor"
    stage.tap("header.back")
    find(stage, "review.form.purok")
    stage.tap("key.clear")
    stage.ask(type="12")
    slowly(stage, "form.next")
    find(stage, "review.words")
    stage.at("words", name="to add")
    stage.tap("words.skip", "review.submit")
    stage.ask(wait="receipt.reference")
    filed = stage.ask(filed=True)["last"]
    assert "'purok': 'Purok 12'" in filed
    assert "'emergency_phone': '+639171234567'" in filed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_is_answered_and_one_that_is_not(stage, language):
    stage.begin(language)
    stage.tap("home.question")
    stage.at("ask")
    for group in ("service_request", "complaint", "inquiry"):
        stage.tap(f"ask.{group}")
        stage.at("topics", name=group)
        stage.tap("header.back")
    stage.tap("ask.write")
    stage.at("asking")
    stage.tap("asking.next")
    stage.at("asking", name="nothing typed")
    stage.ask(type="barangay clearance")
    stage.tap("asking.next")
    stage.ask(wait="card.start")
    stage.at("answer")
    pages(stage, "answer")
    stage.tap("card.yes")
    stage.at("glad")
    stage.tap("glad.more", "home.question", "ask.write")
    stage.ask(type="certificate")
    stage.tap("asking.next")
    stage.ask(wait="which.neither")
    stage.at("which")
    stage.tap("which.neither")
    stage.at("unknown")
    stage.tap("unknown.pass_on")
    stage.at("phone")
    stage.tap("phone.none", "notice.next", "review.submit")
    stage.ask(wait="receipt.reference")
    assert "type='inquiry', words='certificate'" in stage.ask(filed=True)["last"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suggestion_is_filed_and_a_private_matter_is_not(stage, language):
    before = stage.ask(filed=True)["filed"]
    stage.begin(language)
    stage.tap("home.suggestion")
    stage.ask(type="Dagdagan po ang ilaw")
    stage.tap("words.next")
    stage.ask(wait="phone.none")
    stage.tap("phone.none", "notice.next", "review.submit")
    stage.ask(wait="receipt.reference")
    stage.begin(language)
    stage.tap("home.complaint", "services.other")
    # the charter's own words stay in memory, the name is theirs alone
    stage.ask(type="binubugbog ako ni Qwzxkj")
    secrets = ["Qwzxkj"[::-1]]
    assert stage.ask(memory=secrets)["found"], "the probe itself must see what is there"
    stage.tap("words.next")
    stage.ask(wait="discreet.leave")
    stage.at("discreet")
    assert stage.ask(memory=secrets)["found"] == []
    stage.tap("discreet.leave")
    stage.begin(language)
    stage.tap("home.question", "ask.write")
    stage.ask(type="nagtutulak ng shabu ang kapitbahay")
    stage.tap("asking.next")
    stage.ask(wait="card.yes")
    stage.at("answer", name="private")
    stage.tap("card.yes")
    stage.at("attract")
    assert stage.ask(filed=True)["filed"] == before + 1


def look_up(stage, language, number):
    stage.begin(language)
    stage.tap("home.case")
    stage.ask(type=number + PIN)
    stage.tap("track.submit")
    stage.ask(wait="case.state")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_is_followed_added_to_and_disputed(stage, language):
    words = words_in(language)
    stage.begin(language)
    stage.tap("home.complaint", "services.other")
    stage.ask(type="May lubak")
    stage.tap("words.next")
    stage.ask(wait="who.anonymous")
    stage.tap("who.anonymous", "notice.next")
    stage.at("review", name="without a name")
    stage.tap("review.submit")
    stage.ask(wait="receipt.reference")
    stage.at("receipt", name="without a name")
    number = stage.ask(read="receipt.reference")["text"].replace(" ", "")
    stage.ask(case="in_progress", history=HISTORY[:2], missed=2, called="head")
    look_up(stage, language, number)
    stage.at("case", name="a date has passed")
    stage.ask(case="needs_client", history=HISTORY[:3])
    look_up(stage, language, number)
    stage.at("case", name="something is wanted")
    stage.tap("case.add")
    stage.at("say", name="to add")
    stage.ask(type="binubugbog ako ng asawa ko")
    stage.tap("say.next")
    stage.ask(wait="say.advice", text=words("kiosk.say.protected"))
    stage.at("say", name="private")
    stage.ask(type="Nadala ko na po kahapon")
    stage.tap("say.next")
    stage.ask(wait="case.said", text=words("kiosk.said.client_supplied"))
    stage.at("case", name="added")
    stage.ask(facts=[LONG_DAY] * 4, reply=HISTORY[6][1])
    stage.ask(case="resolved", history=HISTORY)
    look_up(stage, language, number)
    stage.at("case", name="resolved")
    pages(stage, "case")
    stage.tap("case.history")
    stage.at("history")
    pages(stage, "history")
    stage.tap("header.back", "case.no")
    stage.at("say", name="not yet")
    stage.ask(fail="store")
    stage.tap("say.skip")
    stage.ask(wait="say.advice", text=words("kiosk.say.trouble"))
    stage.at("say", name="not saved")
    stage.ask(fail="")
    stage.ask(type="May lubak pa")
    stage.tap("say.next")
    stage.ask(wait="case.said", text=words("kiosk.said.citizen_disputed"))
    stage.at("case", name="disputed")
    assert stage.ask(spoken=True)["spoken"][-1] == [number, "citizen_disputed", "May lubak pa"]
    stage.ask(case="resolved", history=HISTORY)
    look_up(stage, language, number)
    stage.tap("case.yes")
    stage.ask(wait="case.said", text=words("kiosk.said.citizen_confirmed"))
    stage.at("case", name="confirmed")
    stage.ask(case="in_progress")
    stage.ask(facts=[LONG_DAY, None, None, None])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_every_form_and_every_answer_fits_the_smallest_window(stage, language):
    if stage.size != SIZES[0]:
        pytest.skip("the smallest window is the hardest")
    stage.begin(language)
    for service in charter.load().services.values():
        if service.sensitivity != "protected" and journey.door_of(service.type):
            for field in service.fields:
                stage.ask(form=service.id, field=field.code)
                stage.at("form", name=f"{service.id} {field.code}")
        stage.ask(card=service.id)
        stage.at("answer", name=service.id)
        pages(stage, "answer")
