# SPDX-License-Identifier: Apache-2.0
"""The kiosk's pure parts: idle time, router, journey, keys, pages, colours, texts, the worker."""

import ast
import re
import subprocess
import sys
import threading
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk_ui
from appliance import charter, form
from appliance.charter import Field
from appliance.errors import InputError, StoreError
from appliance.words import LANGUAGES, words_in
from kiosk_ui import bootstrap, journey
from kiosk_ui.bridge import Worker
from kiosk_ui.entry import Dated, entry_for
from kiosk_ui.idle import WARNING, Idle, IdleTimer
from kiosk_ui.router import Router
from kiosk_ui.settle import Settle
from kiosk_ui.theme.tokens import THEMES, contrast
from kiosk_ui.visit import Visit
from kiosk_ui.widgets import keys

SOURCES = sorted(Path(kiosk_ui.__file__).parent.rglob("*.py"))


def test_somebody_who_touches_is_never_wiped():
    timer = IdleTimer(0)
    timer.watch(0, 30)
    for second in range(0, 300, 25):
        assert timer.state(second) is Idle.ACTIVE
        timer.touched(second)


def test_silence_is_asked_about_before_it_is_wiped():
    timer = IdleTimer(0)
    timer.watch(0, 30)
    assert timer.state(29.9) is Idle.ACTIVE
    assert timer.state(30) is Idle.WARN
    assert timer.seconds_left(30) == WARNING >= 20
    assert timer.state(30 + WARNING) is Idle.RESET


def test_the_invitation_waits_for_ever():
    timer = IdleTimer(0)
    timer.watch(0, None)
    assert timer.state(1e9) is Idle.ACTIVE


def test_the_router_goes_forth_and_back_and_forgets():
    shown = []
    router = Router({"attract", "home", "words", "review"}, "attract", shown.append)
    for name in ("home", "words", "review"):
        router.push(name)
    router.back_to("words")
    router.back()
    router.reset()
    router.back()
    assert shown == ["home", "words", "review", "words", "home", "attract"]
    assert not router.can_go_back
    with pytest.raises(ValueError, match="no screen"):
        router.push("elsewhere")
    assert router.current == "attract"


def walked(visit, fields=()):
    """The screens from the first to the last, as the journey leads."""
    step, seen = journey.Step(journey.first(visit.door)), []
    while step != journey.REVIEW:
        seen.append(step)
        step = journey.after(step, visit, fields)
    return seen


@pytest.mark.parametrize("door", ["inquiry", "suggestion", "complaint", "service_request"])
def test_every_matter_leads_to_the_review(door):
    visit = Visit()
    visit.begin(door)
    seen = walked(visit)
    assert {"words", "phone", "notice"} <= {step.screen for step in seen}
    step, steps = journey.progress(journey.REVIEW, visit, ())
    assert step == steps == len(seen) + 1


def test_a_service_asks_the_questions_of_its_form_and_a_document_needs_no_words():
    visit = Visit()
    visit.begin("service_request")
    visit.choose("medical-assistance", "service_request")
    fields = journey.form_of(visit, charter.load())
    visit.answers = {"need": "medicine"}
    asked = [step.field for step in walked(visit, fields) if step.screen == "form"]
    assert asked == ["need", "beneficiary", "purok"], "whoever asks for medicine is not asked about a hospital"
    assert journey.Step("words") not in walked(visit, fields)


def test_only_a_complaint_may_come_without_a_name_and_then_no_number_is_asked():
    visit = Visit()
    visit.begin("complaint")
    assert [step.screen for step in walked(visit)] == "services words who name phone notice".split()
    visit.introduce(False)
    assert [step.screen for step in walked(visit)] == "services words who notice".split()
    visit.choose("katarungang-pambarangay", "kp_dispute")
    assert "who" not in [step.screen for step in walked(visit)]
    assert visit.sms is None, "a dispute has two sides: the number is asked for again"


def test_a_correction_returns_to_the_review_but_a_new_number_is_asked_for_consent():
    visit = Visit(door="inquiry", type="inquiry", reviewing=True, words="Bukas po ba?", sms=False)
    assert journey.after(journey.Step("words"), visit, ()) == journey.REVIEW
    visit.give_phone("0917", "+639171234567")
    assert journey.after(journey.Step("phone"), visit, ()) == journey.Step("notice")
    visit.sms = True
    visit.give_phone("0917", "+639171234567")
    assert visit.sms is True
    visit.give_phone("0918", "+639181234567")
    assert visit.sms is None


def test_whoever_takes_a_name_back_and_gives_it_after_all_is_asked_again():
    visit = Visit()
    visit.begin("complaint")
    visit.words, visit.name = "Walang tubig", "Maria"
    visit.give_phone("0917", "+639171234567")
    visit.introduce(False)
    assert (visit.name, visit.phone, visit.sms) == ("", "", False)
    visit.reviewing = True
    visit.introduce(True)
    assert journey.after(journey.Step("who"), visit, ()) == journey.Step("name")


# --- what is typed or touched for a question


def question(kind, **more):
    choices = tuple((code, dict.fromkeys(LANGUAGES, code)) for code in more.get("choices", ()))
    return Field("code", kind, True, {}, {}, {}, choices, "")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_can_be_typed_and_comes_back_as_it_was(day):
    entry = Dated("")
    for digit in f"{day:%d%m%Y}":
        entry.key(digit)
    assert entry.written == day.isoformat()
    assert Dated(entry.written).parts == entry.parts


def test_a_digit_that_can_have_no_second_one_passes_on_and_no_day_is_made_up():
    entry = Dated("")
    for key in "4122026":
        entry.key(key)
    assert entry.written == "2026-12-04"
    entry.focus("day")
    for key in "31":
        entry.key(key)
    entry.focus("month")
    for key in "02":
        entry.key(key)
    assert entry.written == ""
    for _ in range(9):
        entry.key(keys.ERASE)
    assert entry.text == ""
    assert entry.active == "day"


@given(st.sets(st.sampled_from("abcdefghijkl")))
def test_several_choices_are_read_as_they_were_touched(chosen):
    field = question("multi_choice", choices="abcdefghijkl")
    entry = entry_for(field, "")
    for code in sorted(chosen):
        entry.key(code)
    if chosen:
        assert form.answer([field], {}, entry.written, date(2026, 9, 30)) == {"code": ",".join(sorted(chosen))}
    else:
        with pytest.raises(InputError):
            form.answer([field], {}, entry.written, date(2026, 9, 30))
    for code in sorted(chosen):
        entry.key(code)
    assert entry.chosen == set()


@given(st.sampled_from("abcdefghijkl"))
def test_one_choice_is_read_as_it_was_touched(code):
    field = question("choice", choices="abcdefghijkl")
    entry = entry_for(field, "")
    entry.key("a")
    entry.key(code)
    assert form.answer([field], {}, entry.written, date(2026, 9, 30)) == {"code": code}


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "+639171234567", "09171234567"),
        ("purok", "Purok 7", "7"),
        ("purok", "Sitio Riverside", "Sitio Riverside"),
    ],
)
def test_what_was_kept_can_be_typed_on(kind, value, shown):
    field = question(kind)
    entry = entry_for(field, value)
    assert entry.text == shown
    assert form.answer([field], {}, entry.written, date(2026, 9, 30)) == {"code": value}


def test_a_new_question_takes_no_answer_from_a_double_tap_nor_for_ever_from_a_clock_set_back():
    settle = Settle(1000)
    assert not settle.settled(1200)
    assert settle.settled(1500)
    assert settle.settled(-9000)


def test_names_begin_with_capitals():
    assert all(map(keys.starts_name, ("", "Maria ", "Ma.", "Dela-")))
    assert not keys.starts_name("Maria")


@given(st.text(alphabet="abcñÑXYZ .,?!-'0123456789₱@", max_size=60))
def test_every_character_of_the_keypad_can_be_typed(text):
    typed = ""
    for char in text:
        layer = keys.layer_of(char, keys.LETTERS)
        assert any(
            code == (keys.SPACE if char == " " else char.lower()) for row in keys.LAYERS[layer] for code, _ in row
        )
        typed = keys.typed(typed, keys.SPACE if char == " " else char, 1000)
    assert typed == text
    assert keys.typed(typed, keys.ERASE, 1000) == text[:-1]
    assert keys.typed(typed, keys.CLEAR, 1000) == ""


def test_a_full_field_takes_no_more():
    assert keys.typed("abc", "d", 3) == "abc"


def test_layers_have_one_geometry_so_that_keys_never_jump():
    widths = [[[width for _, width in row] for row in layer] for layer in keys.LAYERS.values()]
    assert all(one == widths[0] for one in widths)


_PAIRS = [
    ("ink", "page", 7), ("ink", "card", 7), ("ink_soft", "page", 7), ("ink_soft", "card", 7),
    ("header_ink", "header", 7), ("header_soft", "header", 7), ("action_ink", "action", 7), ("action", "card", 7),
    ("go_ink", "go", 7), ("wrong", "page", 7), ("header_ink", "go", 7), ("header_ink", "complaint", 7),
    ("key_ink", "key", 7), ("key_ink", "key_quiet", 7), ("header", "sun", 7), ("idle_ink", "idle", 4.5),
    ("badge_ink", "question", 7), ("badge_ink", "document", 7), ("badge_ink", "complaint", 7),
    ("badge_ink", "suggestion", 7), ("badge_ink", "case", 7), ("badge_ink", "talk", 4.5), ("edge", "card", 3),
]  # fmt: skip


# grounds that are black in the other theme
_STANDARD_ONLY = {("header_ink", "go"), ("header_ink", "complaint")}
_CASES = [
    (name, *pair) for name in THEMES for pair in _PAIRS if name != "high-contrast" or pair[:2] not in _STANDARD_ONLY
]


@pytest.mark.parametrize(("name", "fore", "back", "least"), _CASES)
def test_colours_can_be_told_apart(name, fore, back, least):
    theme = THEMES[name]
    assert contrast(getattr(theme, fore), getattr(theme, back)) >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_the_kiosk_names_is_in_every_language(language):
    words = words_in(language)
    named = {key for path in SOURCES for key in re.findall(r'"(kiosk\.[a-z_.]+[a-z])"', path.read_text("utf-8"))}
    assert len(named) > 50
    assert [key for key in sorted(named) if not words.has(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_states_types_and_facts_are_said_in_every_language(language):
    words = words_in(language)
    assert words.moment(1_790_782_080_000)
    wanted = [f"weekday.{day}" for day in range(7)] + [f"month.{month}" for month in range(1, 13)]
    wanted += [f"fact.{fact}{then}" for fact in ("saved", "hub", "read", "told") for then in ("", ".not_yet")]
    assert [key for key in wanted if not words.has(key)] == []


def test_a_fact_that_is_not_true_yet_never_reads_like_one_that_is():
    for language in LANGUAGES:
        words = words_in(language)
        for fact in ("saved", "hub", "read", "told"):
            assert words(f"fact.{fact}") not in words(f"fact.{fact}.not_yet")


_PURE = frozenset("kiosk.py router.py visit.py journey.py entry.py settle.py idle.py bridge.py keys.py".split())


def test_presenters_know_no_kivy():
    for path in SOURCES:
        if "presenters" in path.parts or path.name in _PURE:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                assert not any(name.split(".")[0] == "kivy" for name in names), path
    code = "import sys, kiosk_ui.presenters.review, kiosk_ui.presenters.track; sys.exit('kivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_size_is_read_or_refused():
    assert bootstrap.size("1280x800") == (1280, 800)
    assert bootstrap.density(1024, 600) == 1.25
    for wrong in ("640x480", "big", "800"):
        with pytest.raises(ArgumentTypeError, match=wrong):
            bootstrap.size(wrong)


def test_the_worker_brings_results_and_refusals_back():
    got, ready = [], threading.Semaphore(0)
    worker = Worker(lambda call: (call(), ready.release()), lambda: got.append("died"))
    worker.start()
    refusal = StoreError("busy")

    def refuse():
        raise refusal

    worker.submit(lambda: 42, got.append, got.append)
    worker.submit(refuse, got.append, got.append)
    assert ready.acquire(timeout=5)
    assert ready.acquire(timeout=5)
    assert got == [42, refusal]
    assert not worker.busy
    worker.close()
    assert got == [42, refusal]


def test_a_dead_worker_is_loud(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda arguments: None)
    died = threading.Event()
    worker = Worker(lambda call: call(), died.set)
    worker.start()
    worker.submit(lambda: 1 / 0, print, print)
    assert died.wait(5)
    worker.close()
    assert worker.dead
