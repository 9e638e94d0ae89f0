# SPDX-License-Identifier: Apache-2.0
"""The officers' pages: nobody unknown sees a case, nobody's words become code, and a refusal costs no typing."""

import html
import re
import threading

import pytest

from appliance.case import State
from appliance.event import Actor
from appliance.logbook import Logbook
from tests.fakes import MARIA, MINUTE
from tests.links import CODE, Browser, desk_pages, logged, slip, world

SCRIPT = "<script>alert('Kumusta')</script><img src=x onerror=alert(1)>\"'&lt;"


@pytest.fixture(params=["file", "server"])
def made(request, tmp_path):
    """A hub that holds a case of the barangay's and one of the city engineer's; its data in a file, or on a server."""
    place = request.getfixturevalue("servers")("hub") if request.param == "server" else None
    with world(tmp_path, hub_place=place) as world_made:
        world_made.own = world_made.hall.file("Maingay po ang kapitbahay.")
        world_made.road = world_made.hall.file(
            "May lubak po.", service="road-repair", phone=MARIA, name="Juan", sms=True
        )
        world_made.start()
        world_made.settle()
        yield world_made


@pytest.fixture
def agency(made):
    """A city engineer who has signed in at the hub."""
    browser = Browser(made.hub.pages())
    assert browser.sign_in().status_code == 302
    return browser


@pytest.fixture
def desk(made):
    """The barangay's secretary, who has signed in at the box's own desk."""
    browser = Browser(desk_pages(made.hall.open, "barangay"))
    assert browser.sign_in(office="city-engineering", name="Aling Nena").status_code == 302
    return browser


def kinds(store, case):
    return [entry.event.kind for entry in store.case(case).timeline if not entry.refused]


def test_an_officer_reads_the_answers_beside_their_questions(made, agency):
    said = {"place": "tapat ng botika <b>", "danger": "yes"}
    asked = made.hall.file("May lubak po.", service="road-repair", answers=said)
    made.settle()
    page = agency.get(f"/case/{asked}").text
    assert "<dd>tapat ng botika &lt;b&gt;</dd>" in page
    assert "<dd>Yes</dd>" in page
    assert "<dl>" not in agency.get(f"/case/{made.road}").text


# --- who gets in


@pytest.mark.parametrize("path", ["/", "/case/{road}", "/case/nothing/1", "/static/../", "/unknown"])
def test_no_page_shows_a_case_without_signing_in(made, path):
    answer = Browser(made.hub.pages()).get(path.format(road=made.road))
    assert answer.status_code in (302, 308, 404)
    if answer.status_code == 302:
        assert answer.location == "/sign-in"
    assert "lubak" not in answer.text
    assert not made.hub.store.case(made.road).read_at


def test_nothing_can_be_done_without_signing_in(made):
    browser = Browser(made.hub.pages())
    browser.get("/sign-in")
    answer = browser.post(f"/case/{made.road}", do="reply", text="Peke po.")
    assert answer.location == "/sign-in"
    assert kinds(made.hub.store, made.road) == ["created"]


def test_an_officer_of_the_hall_sees_what_the_modem_lacks_and_what_waits(made, desk):
    assert "Texts to citizens" in desk.get("/").text
    Logbook(made.hall.store).report("sms", "no_credit")
    assert "is there load on the SIM" in desk.get("/").text
    Logbook(made.hall.store).report("sms", "ready")
    assert "is there load on the SIM" not in desk.get("/").text


def test_an_advisory_is_written_by_one_officer_and_let_go_by_another(made, desk):
    desk.get("/advisories")
    assert "leave the link out" in desk.post("/advisories", do="write", text="Tingnan sa www.barangay.ph").text
    assert desk.post("/advisories", do="write", text="Walang tubig bukas.").status_code == 302
    desk.get("/advisories")
    assert "another officer" in desk.post("/advisories", do="approve", id="1").text
    other = Browser(desk_pages(made.hall.open, "barangay"))
    other.sign_in(office="city-engineering", name="Mang Kardo")
    other.get("/advisories")
    assert other.post("/advisories", do="approve", id="1").status_code == 302
    assert "let go by Mang Kardo" in other.get("/advisories").text


def test_the_hub_writes_no_advisories(agency):
    assert agency.get("/advisories").status_code == 404


def test_an_officer_can_count_the_texts_of_a_reply_before_it_is_sent(made, desk):
    before = kinds(made.hall.store, made.own)
    short = desk.post(f"/case/{made.own}", do="count", text="Opo, bukas po.")
    assert "sent as 1 text message." in short.text
    dear = desk.post(f"/case/{made.own}", do="count", text="Sige po ᜃ " + "x" * 200)
    assert "They would be fewer without ᜃ" in dear.text
    assert "Sige po ᜃ" in dear.text, "what was typed stays"
    assert kinds(made.hall.store, made.own) == before


@pytest.mark.parametrize("code", ["", "the code on the Wall", CODE + "x", "ñ", "\0"])
def test_a_wrong_code_opens_nothing(made, code):
    browser = Browser(made.hub.pages())
    answer = browser.sign_in(code=code)
    assert answer.status_code == 403
    assert "That is not the code." in answer.text
    assert browser.get("/").location == "/sign-in"


def test_too_many_wrong_codes_shut_the_door(made):
    browser = Browser(made.hub.pages())
    for _ in range(10):
        assert browser.sign_in(code="guess").status_code == 403
    assert browser.sign_in(code="guess").status_code == 429
    assert browser.sign_in().status_code == 429


def test_too_many_wrong_codes_do_not_throw_out_who_is_signed_in(made):
    app = made.hub.pages()
    inside = Browser(app)
    inside.sign_in()
    for _ in range(11):
        Browser(app).sign_in(code="guess")
    assert inside.get("/").status_code == 200


@pytest.mark.parametrize("missing", ["name", "designation", "office"])
def test_an_officer_without_a_name_a_designation_or_an_office_is_not_let_in(made, missing):
    browser = Browser(made.hub.pages())
    browser.get("/sign-in")
    form = {"code": CODE, "name": "R. Santos", "designation": "Engineer", "office": "city-engineering", missing: "  "}
    assert browser.post("/sign-in", **form).status_code == 400
    assert browser.get("/").location == "/sign-in"


def test_signing_out_ends_the_session(agency):
    assert agency.post("/sign-out").location == "/sign-in"
    assert agency.get("/").location == "/sign-in"


def test_a_session_does_not_open_the_pages_after_they_were_started_again(made, agency):
    again = Browser(made.hub.pages())
    again.client = made.hub.pages().test_client()
    cookie = agency.client.get_cookie("session")
    again.client.set_cookie("session", cookie.value)
    assert again.get("/").location == "/sign-in"


def test_the_sessions_cookie_is_not_for_scripts_or_other_sites(made):
    browser = Browser(made.hub.pages())
    cookie = browser.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_at_the_hall_every_officer_is_the_barangays_whatever_the_form_says(made, desk):
    answer = desk.get(f"/case/{made.own}")
    assert "held by your office" in answer.text
    desk.post(f"/case/{made.own}", do="reply", text="Kakausapin po namin.")
    officer = made.hall.store.case(made.own).timeline[-1].event.actor
    assert (officer.office, officer.name) == ("barangay", "Aling Nena")


def test_nobody_signs_in_at_the_hub_as_the_barangay(made):
    browser = Browser(made.hub.pages())
    assert browser.sign_in(office="barangay").status_code in (400, 403)
    assert browser.get("/").location == "/sign-in"


def test_an_officers_name_is_cleaned_like_any_other_words(made):
    browser = Browser(made.hub.pages())
    browser.sign_in(name="Santos\u202egnp.exe\u0007\0")
    browser.post(f"/case/{made.road}", do="reply", text="Opo.")
    assert made.hub.store.case(made.road).timeline[-1].event.actor.name == "Santosgnp.exe"


# --- forms of other sites


@pytest.mark.parametrize("token", ["", "x", "a-token-of-another-session"])
def test_a_form_without_this_sessions_token_does_nothing(made, agency, token):
    agency.get(f"/case/{made.road}")
    answer = agency.post(f"/case/{made.road}", token=token, do="reply", text="Peke po.")
    assert answer.status_code == 403
    assert kinds(made.hub.store, made.road) == ["created", "read"]


def test_a_form_with_another_sessions_token_does_nothing(made, agency):
    app = agency.client.application
    other = Browser(app)
    other.sign_in(office="pnp")
    other.get(f"/case/{made.road}")
    agency.get(f"/case/{made.road}")
    assert agency.post(f"/case/{made.road}", token=other.token, do="reply", text="Peke po.").status_code == 403


def test_signing_out_needs_the_token_too(agency):
    assert agency.post("/sign-out", token="x").status_code == 403
    assert agency.get("/").status_code == 200


def test_a_token_of_strange_letters_is_refused_like_any_wrong_one(made, agency):
    answer = agency.post(f"/case/{made.road}", token="ñ€", do="reply", text="Peke po.")
    assert answer.status_code == 403


def test_right_after_signing_in_a_form_without_a_token_is_refused(made):
    browser = Browser(made.hub.pages())
    browser.get("/sign-in")
    officer = {"code": CODE, "name": "R. Santos", "designation": "Engineer", "office": "city-engineering"}
    browser.post("/sign-in", **officer)
    answer = browser.client.post(f"/case/{made.road}", data={"do": "reply", "text": "Peke po."})
    assert answer.status_code == 403
    assert kinds(made.hub.store, made.road) == ["created"]


def test_a_browser_that_never_saw_the_form_cannot_send_it(made):
    browser = Browser(made.hub.pages())
    officer = {"code": CODE, "name": "R. Santos", "designation": "Engineer", "office": "city-engineering"}
    assert browser.client.post("/sign-in", data=officer).status_code == 403


def test_looking_at_a_case_by_its_address_alone_changes_no_more_than_that_it_was_read(made, agency):
    for query in ("?do=resolve&outcome=denied&text=x", "?do=close", ""):
        agency.get(f"/case/{made.road}{query}")
    assert kinds(made.hub.store, made.road) == ["created", "read"]


# --- words that want to be code


CITIZEN_TEXTS = ("words", "name")


@pytest.mark.parametrize("field", CITIZEN_TEXTS)
@pytest.mark.parametrize("side", ["hub", "box"])
def test_a_citizens_script_is_shown_as_text(made, field, side):
    case = made.hall.file(**{"words": "Kumusta po.", "service": "road-repair", field: SCRIPT})
    made.settle()
    browser = Browser(made.hub.pages() if side == "hub" else desk_pages(made.hall.open, "barangay"))
    browser.sign_in()
    for path in ("/", f"/case/{case}"):
        page = browser.get(path).text
        assert "<script" not in page
        assert "<img" not in page
    assert html.escape(SCRIPT, quote=False)[:30] in page.replace("&#39;", "'").replace("&#34;", '"')


FORGED = ("reference", "words", "phone", "name", "channel", "language", "holder", "service")


@pytest.mark.parametrize("field", FORGED)
def test_no_field_of_a_case_that_a_lying_box_sends_becomes_code(made, field):
    said = {"reference": "123456789012", "type": "complaint", "words": "x", "holder": "city-engineering", "rule": "H72"}
    liar = made.hall.store
    opened = slip(liar, "", "created", {**said, "due_at": 1, field: SCRIPT}, Actor("citizen"), turn=1)
    officer = Actor("officer", SCRIPT, SCRIPT, SCRIPT)
    slip(liar, opened.id, "noted", {"text": SCRIPT, "to": SCRIPT}, officer)
    slip(liar, opened.id, "told", {"of": SCRIPT, "channel": SCRIPT, "outcome": SCRIPT}, Actor("system"), turn=3)
    made.settle()
    browser = Browser(made.hub.pages())
    browser.sign_in()
    for path in ("/", f"/case/{opened.id}"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert 'onerror=alert(1)>"' not in answer.text


def test_what_an_officer_says_of_herself_and_writes_is_shown_as_text(made):
    browser = Browser(made.hub.pages())
    browser.sign_in(office=SCRIPT[:80], name=SCRIPT[:80])
    browser.post(f"/case/{made.road}", do="reply", text=SCRIPT)
    for path in ("/", f"/case/{made.road}", "/case/nothing"):
        page = browser.get(path).text
        assert "<script" not in page
        assert "<img" not in page
    made.settle()
    desk = Browser(desk_pages(made.hall.open, "barangay"))
    desk.sign_in()
    assert "<script" not in desk.get(f"/case/{made.road}").text


def test_a_refused_text_comes_back_as_text(made, agency):
    answer = agency.post(f"/case/{made.own}", do="resolve", outcome="fixed", text="</textarea>" + SCRIPT)
    assert answer.status_code == 400
    assert "</textarea><script" not in answer.text


# --- what officers do


def test_an_unknown_case_is_not_there(agency):
    for path in ("/case/nothing", "/case/aaaa.bbbb/7", "/case/a/b/c", "/case/%00", "/case/%F0%9F%98%80"):
        answer = agency.get(path)
        assert answer.status_code == 404
        assert "There is no such case here." in answer.text
        assert agency.post(path, do="reply", text="Opo.").status_code in (403, 404)


def test_the_first_look_is_a_fact_and_the_second_is_not(made, agency):
    agency.get(f"/case/{made.road}")
    agency.get(f"/case/{made.road}")
    assert kinds(made.hub.store, made.road) == ["created", "read"]
    made.settle()
    assert made.hall.store.case(made.road).read_at


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"do": "reply", "text": "  \n "}, "Please write something."),
        ({"do": "reply", "text": "x" * 481}, "That is too long"),
        ({"do": "resolve", "outcome": "magic", "text": "Ayos na po."}, "Please check: outcome."),
        ({"do": "hand_over", "to": ""}, "Please write something."),
        ({"do": "close", "text": "Tapos."}, "not possible while the case is received"),
        ({"do": "told", "text": "Tapos."}, "Please write something."),
    ],
    ids=lambda value: value if isinstance(value, str) else value["do"],
)
def test_a_refused_action_says_why_keeps_what_was_typed_and_changes_nothing(made, agency, form, reason):
    agency.get(f"/case/{made.road}")
    answer = agency.post(f"/case/{made.road}", **form)
    assert answer.status_code == 400
    assert reason in html.unescape(answer.text)
    assert form.get("text", "") in answer.text
    assert kinds(made.hub.store, made.road) == ["created", "read"]


def test_a_refused_action_keeps_the_outcome_that_was_chosen(made, agency):
    agency.get(f"/case/{made.road}")
    answer = agency.post(f"/case/{made.road}", do="resolve", outcome="noted", text="x" * 481)
    assert re.search(r'<option value="noted" selected', answer.text)
    assert not re.search(r'<option value="fixed" selected', answer.text)


def test_an_unknown_action_is_refused(made, agency):
    assert agency.post(f"/case/{made.road}", do="delete").status_code == 400
    assert agency.post(f"/case/{made.road}").status_code == 400


def test_a_form_larger_than_any_reply_is_refused(made, agency):
    assert agency.post(f"/case/{made.road}", do="reply", text="x" * 100_000).status_code == 413


def test_an_officer_of_another_office_can_reply_but_not_resolve(made, agency):
    agency.get(f"/case/{made.own}")
    answer = agency.post(f"/case/{made.own}", do="resolve", outcome="fixed", text="Ayos na raw po.")
    assert answer.status_code == 400
    assert "held by barangay, not by city-engineering" in answer.text
    assert "Ayos na raw po." in answer.text
    assert kinds(made.hub.store, made.own) == ["created", "read"]  # not even half of it
    assert agency.post(f"/case/{made.own}", do="reply", text="Paalala lang po.").status_code == 302
    assert made.hub.store.case(made.own).reply == "Paalala lang po."
    assert made.hub.store.case(made.own).state is State.RECEIVED


@pytest.mark.parametrize("action", ["accept", "ask", "hand_over", "close"])
def test_no_step_of_another_office_moves_a_case(made, agency, action):
    answer = agency.post(f"/case/{made.own}", do=action, text="Paki-dala po ang papel.", to="city-engineering")
    assert answer.status_code == 400
    assert made.hub.store.case(made.own).holder == "barangay"
    assert made.hub.store.case(made.own).state is State.RECEIVED


def test_the_pen_goes_over_with_the_case(made, desk):
    agency = Browser(made.hub.pages())
    agency.sign_in()
    assert desk.post(f"/case/{made.own}", do="hand_over", to="city-engineering").status_code == 302
    assert desk.post(f"/case/{made.own}", do="accept").status_code == 400
    made.settle()
    assert agency.post(f"/case/{made.own}", do="accept").status_code == 302
    made.settle()
    assert made.hall.store.case(made.own).state is State.IN_PROGRESS
    assert made.hall.store.case(made.own).holder == "city-engineering"


def test_no_case_closes_before_the_citizen_was_told(made, agency):
    address = f"/case/{made.road}"
    assert agency.post(address, do="resolve", outcome="fixed", text="Natapalan na po.").status_code == 302
    refused = agency.post(address, do="close")
    assert "the citizen has not been told the reply yet" in refused.text
    assert agency.post(address, do="told").status_code == 302
    made.clock.time = made.hub.store.case(made.road).next_update_at  # she had her days to say that it is not so
    assert agency.post(address, do="close").status_code == 302
    assert made.hub.store.case(made.road).state is State.CLOSED


def test_an_office_sees_its_own_case_behind_two_hundred_of_others(made):
    for number in range(205):
        made.hall.file(f"Kaso {number}", type="complaint")
    made.clock.pass_(MINUTE)
    mine = made.hall.file("Late po ito.", service="road-repair")
    made.settle()
    browser = Browser(made.hub.pages())
    browser.sign_in()
    assert mine in browser.get("/").text


def test_the_same_form_sent_twice_is_one_reply(made, agency):
    agency.get(f"/case/{made.road}")
    for _ in range(2):
        agency.post(f"/case/{made.road}", do="reply", text="Pupuntahan po namin bukas.")
    assert kinds(made.hub.store, made.road).count("replied") == 1


def test_officers_at_the_same_time_do_not_disturb_each_other(made):
    app = made.hub.pages()
    failures = []

    def work(number):
        browser = Browser(app)
        browser.sign_in(name=f"Santos {number}")
        for turn in range(5):
            answer = browser.post(f"/case/{made.road}", do="reply", text=f"Sagot {number}-{turn}")
            if answer.status_code != 302:
                failures.append(answer.status_code)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert kinds(made.hub.store, made.road).count("replied") == 20
    made.settle()
    assert not any(made.hall.store.verify().values())


# --- what every answer has


@pytest.mark.parametrize("path", ["/", "/sign-in", "/case/nothing", "/unknown", "/case/{road}"])
def test_every_page_is_kept_nowhere_and_runs_no_script(made, agency, path):
    headers = agency.get(path.format(road=made.road)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_pages_style_is_there_without_signing_in(made):
    answer = Browser(made.hub.pages()).get("/static/desk.css")
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"


def test_no_page_needs_anything_from_elsewhere(made, agency):
    for path in ("/", f"/case/{made.road}", "/sign-in"):
        page = agency.get(path).text
        assert not re.search(r'(src|href|action)="(https?:)?//', page)
        assert "<script" not in page
        assert "style=" not in page


def test_an_error_shows_no_trace_and_leaves_no_citizens_words_in_the_log(made):
    def broken():
        raise RuntimeError("May lubak po sa tapat ni Juan, 09171234567")

    good = made.hub.pages()
    browser = Browser(good)
    browser.sign_in()
    desk = good.jinja_env.globals["desk"]
    desk.store = broken
    with logged() as lines:
        answer = browser.get("/")
    assert answer.status_code == 500
    assert "Something went wrong here. Nothing was changed." in answer.text
    assert "RuntimeError" not in answer.text
    assert "Traceback" not in answer.text
    assert "lubak" not in answer.text
    assert [line for line in lines if "RuntimeError" in line]
    assert not [line for line in lines if "lubak" in line or "0917" in line]


@pytest.mark.parametrize("made", ["file"], indirect=True)
def test_a_data_file_that_is_gone_is_said_to_the_log_and_not_to_the_officer(made, agency):
    path = made.hub.folder / "dulog.db"
    path.rename(made.hub.folder / "gone")
    with logged() as lines:
        answer = agency.get("/")
    (made.hub.folder / "gone").rename(path)
    assert answer.status_code == 500
    assert str(made.hub.folder) not in answer.text
    assert [line for line in lines if "no data file" in line]
    assert agency.get("/").status_code == 200


@pytest.mark.parametrize("side", ["hub", "box"])
def test_the_page_tells_the_four_facts_apart(made, side):
    store, open_store = (made.hub.store, made.hub.open) if side == "hub" else (made.hall.store, made.hall.open)
    browser = Browser(desk_pages(open_store, "" if side == "hub" else "barangay"))
    browser.sign_in()
    page = browser.get(f"/case/{made.road}").text
    assert "Saved at the hall" in page
    assert "No reply to tell the citizen yet" in page
    page_after = (browser.post(f"/case/{made.road}", do="reply", text="Opo."), browser.get(f"/case/{made.road}"))[
        1
    ].text
    assert "The citizen does not know your reply yet" in page_after
    browser.post(f"/case/{made.road}", do="told")
    assert "The citizen knows:" in browser.get(f"/case/{made.road}").text
    assert store.case(made.road).reply_told


def test_a_case_that_only_the_hall_has_says_so(made, desk):
    case = made.hall.file("Bago pa lang po.")
    assert re.search(r"At the hub: not yet", desk.get(f"/case/{case}").text)
    made.settle()
    assert not re.search(r"At the hub: not yet", desk.get(f"/case/{case}").text)


# --- the clock of the law


def test_the_secretary_takes_as_long_again_once_and_must_say_why(made, desk):
    case = made.hall.file("Clearance po.", service="barangay-clearance", phone=MARIA, sms=True)
    store, page = made.hall.store, f"/case/{case}"
    desk.get(page)
    assert "Please write something." in desk.post(page, do="extend", reason=" ").text
    due = store.case(case).due_at
    assert desk.post(page, do="extend", reason="Walang kuryente").status_code == 302
    assert store.case(case).due_at > due
    assert "Take as long again" not in desk.get(page).text


def test_seventy_two_hours_know_no_extension_and_the_page_says_so(made, desk):
    page = f"/case/{made.own}"
    assert "Take as long again" not in desk.get(page).text
    assert "The law knows no extension of this time." in desk.post(page, do="extend", reason="Kulang sa tao").text


def test_a_document_is_made_ready_handed_out_and_the_citizen_told(made, desk):
    case = made.hall.file("Clearance po.", service="barangay-clearance", phone=MARIA, sms=True)
    page = f"/case/{case}"
    desk.get(page)
    for form in (
        {"do": "accept"},
        {"do": "suspend", "reason": "Walang kuryente"},
        {"do": "resume"},
        {"do": "ready"},
        {"do": "release", "text": "Nakuha na po ang clearance. Salamat po."},
    ):
        assert desk.post(page, **form).status_code == 302, form
    found = made.hall.store.case(case)
    assert (found.state, found.outcome) == (State.RESOLVED, "granted")


def test_a_dispute_walks_through_its_stages_on_the_page(made, desk):
    case = made.hall.file("Bakod po ng kapitbahay.", type="kp_dispute", service="katarungang-pambarangay")
    page = f"/case/{case}"
    assert "The parties have met" in desk.get(page).text
    assert "choose the day and time" in desk.post(page, do="summon", meeting="bukas").text
    for far in ("2020-01-01T09:00", "2099-01-05T09:00"):
        assert "within the next 60 days" in desk.post(page, do="summon", meeting=far).text
    assert desk.post(page, do="summon", meeting="2026-04-10T14:00").status_code == 302
    for step in ("kp_met", "kp_pangkat", "kp_met", "kp_settled"):
        assert desk.post(page, do=step).status_code == 302
    assert made.hall.store.case(case).rule == "KP_REPUDIATE_D10"


# --- how the office was rated


def test_an_officer_never_sees_beside_a_case_how_its_citizen_rated_them(made, agency, desk):
    address = f"/case/{made.own}"
    desk.get(address)
    desk.post(address, do="resolve", outcome="fixed", text="Kinausap na po namin.")
    desk.post(address, do="told")
    before = desk.get(address).text
    made.hall.box.counter(made.hall.store).rate(made.own, {"sqd0": "1", "sqd7": "2"})
    made.settle()
    assert made.hub.store.case(made.own).survey == {"sqd0": "1", "sqd7": "2"}
    after = desk.get(address).text
    assert after == before
    for page in (after, agency.get(address).text):
        assert "csm" not in page
        assert "sqd" not in page
