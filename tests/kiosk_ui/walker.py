# SPDX-License-Identifier: Apache-2.0
"""Walker: goes to every screen of the kiosk, in every state that looks different, and says where it is."""

from appliance.words import words_in
from tests.kiosk_ui.fakes import HISTORY, LONG_DAY, OFFICER_PIN, PIN

LONG_REPLY = "Bukas po ng umaga darating ang rasyon ng tubig sa Purok 3. Pasensiya na po sa abala. " * 6
LONG_QUESTION = "magkano po ang barangay clearance at ano po ang mga kailangan kong dalhin kung para sa trabaho " * 2
SERVICE = "construction-clearance"
FORMS = (
    ("facility-borrowing", "what"),
    ("facility-borrowing", "day"),
    ("facility-borrowing", "details"),
    ("barangay-id", "kind"),
    ("barangay-id", "purok"),
    ("barangay-id", "emergency_name"),
    ("barangay-id", "emergency_phone"),
    ("streetlight-repair", "wires"),
)
"""A question of every kind that a form can ask."""


def walk(stage, language, access=None):
    """Yield the name of every place once we are there, and on every page of its lists."""
    for place in _places(stage, language, access or {}):
        yield place
        page = 1
        while "pages.down" in stage.ask(names=True)["names"] and stage.say('{"tap": "pages.down"}')["ok"]:
            page += 1
            yield f"{place}-{page}"
        while page > 1 and stage.say('{"tap": "pages.up"}')["ok"]:
            page -= 1


def show(stage, name):
    """Turn the list to the page that has this."""
    while name not in stage.ask(names=True)["names"]:
        if not stage.say('{"tap": "pages.down"}')["ok"]:
            break


def arrive(stage, screen):
    """Wait until that screen is on show: what it begins with may be any of its pages."""
    for _ in range(200):
        if stage.ask(screen=True)["screen"] == screen:
            return
    raise AssertionError(f"never came to {screen}")


def _places(stage, language, access):
    stage.language = language
    stage.ask(leave=True)
    stage.ask(access=access)
    yield "attract"
    stage.tap("attract.start")
    yield "language"
    stage.tap(f"language.{language}")
    yield "home"
    stage.tap("tools.access")
    yield "access"
    stage.tap("access.done")
    yield from _ask(stage)
    yield from _forms(stage)
    yield from _file(stage)
    yield from _track(stage)
    yield from _trouble(stage, language, access)
    yield from _apart(stage)


def _ask(stage):
    show(stage, "home.question")
    stage.tap("home.question")
    yield "ask"
    show(stage, "ask.inquiry")
    stage.tap("ask.inquiry")
    yield "topics"
    stage.tap("header.back")
    show(stage, "ask.write")
    stage.tap("ask.write")
    yield "asking"
    stage.tap("asking.next")
    yield "asking-empty"
    stage.ask(type="barangay clearance")
    stage.tap("asking.next")
    arrive(stage, "answer")
    yield "answer"
    show(stage, "card.yes")
    stage.tap("card.yes")
    yield "glad"
    stage.tap("glad.more", "home.question")
    show(stage, "ask.write")
    stage.tap("ask.write")
    stage.ask(type="certificate")
    stage.tap("asking.next")
    arrive(stage, "which")
    yield "which"
    show(stage, "which.neither")
    stage.tap("which.neither")
    yield "unknown"
    yield from _talk(stage)


def _talk(stage):
    stage.ask(go=["attract", "home"])
    show(stage, "home.talk")
    stage.tap("home.talk")
    yield "talk"
    for problem in ("silence", "unclear"):
        stage.ask(hear=[{"problem": problem}])
        show(stage, "speak.start")
        stage.tap("speak.start")
        stage.ask(wait="speak.stop")
        stage.tap("speak.stop")
        stage.ask(wait="speak.advice", text=words_in(stage.language)(f"kiosk.talk.problem.{problem}"))
        yield f"talk-{problem}"
    stage.ask(hear=[{"transcript": LONG_QUESTION}])
    show(stage, "speak.start")
    stage.tap("speak.start")
    stage.ask(wait="speak.said")
    yield "talk-listening"
    stage.ask(quiet=True)
    stage.ask(wait="header.title", text=words_in(stage.language)("kiosk.talk.checking"))
    yield "talk-checking"


def _forms(stage):
    for service, field in FORMS:
        stage.ask(form=service, field=field)
        yield f"form-{service}-{field}"
    stage.ask(go=["attract", "home"])


def _apart(stage):
    stage.ask(go=["attract", "emergency"])
    yield "emergency"
    show(stage, "emergency.private")
    stage.tap("emergency.private")
    yield "private"
    for screen in ("discreet", "maintenance", "rest"):
        stage.ask(go=["attract", screen])
        yield screen
    stage.ask(leave=True)


def _file(stage):
    stage.tap("home.complaint")
    yield "services"
    show(stage, "services.other")
    stage.tap("services.other")
    yield "words"
    stage.tap("words.next")
    yield "words-empty"
    stage.ask(type="Walang tubig sa amin mula pa noong Lunes, at hanggang ngayon ay wala pa rin.")
    yield "words-typed"
    stage.tap("words.next")
    arrive(stage, "who")
    yield "who"
    stage.tap("who.known")
    yield "name"
    stage.ask(type="Maria Peñaflor")
    yield "name-typed"
    stage.tap("name.next")
    yield "phone"
    for digits in ("02", "0917", "091712345678"):
        stage.tap("key.clear")
        stage.ask(type=digits)
        stage.tap("phone.next")
        yield f"phone-{digits}"
    stage.tap("key.erase", "phone.next")
    yield "notice"
    stage.tap("notice.yes")
    yield "review"
    stage.tap("review.submit")
    stage.ask(wait="receipt.done")
    yield "receipt"
    stage.ask(facts=[LONG_DAY] * 4, reply=LONG_REPLY)
    stage.ask(skip=2)
    if "receipt.told" in stage.ask(names=True)["names"]:
        stage.ask(wait="receipt.told", text=words_in(stage.language)("fact.told"))
    yield "receipt-told"
    stage.ask(facts=[LONG_DAY, LONG_DAY, LONG_DAY + 90_000_000, LONG_DAY + 200_000_000], reply=LONG_REPLY)


def _track(stage):
    number = stage.ask(number=True)["number"]
    stage.ask(go=["attract", "home", "track"])
    yield "track"
    stage.ask(type=number)
    stage.tap("track.submit")
    yield "track-incomplete"
    stage.ask(type="1111")
    stage.tap("track.submit")
    stage.ask(skip=1)
    yield "track-not-found"
    stage.tap("track.pin", "key.clear")
    stage.ask(type=PIN)
    stage.tap("track.submit")
    arrive(stage, "case")
    yield "case"
    show(stage, "case.history")
    stage.tap("case.history")
    yield "history-empty"
    stage.tap("header.back", "header.back")
    stage.ask(case="in_progress", history=HISTORY)
    stage.ask(type=number + PIN)
    stage.tap("track.submit")
    arrive(stage, "case")
    show(stage, "case.history")
    stage.tap("case.history")
    yield "history"
    stage.tap("header.back")
    show(stage, "case.add")
    stage.tap("case.add")
    yield "say"
    stage.tap("header.back")
    show(stage, "case.rate")
    stage.tap("case.rate")
    yield "survey"
    stage.tap("survey.start")
    for question in range(15):
        stage.ask(skip=1)
        yield f"question-{question + 1}"
        if question == 14:
            stage.ask(fail="store")
            show(stage, "question.4")
            stage.tap("question.4")
            stage.ask(skip=1)
            yield "question-not-saved"
            stage.ask(fail="")
            break
        if question == 3:
            stage.tap("question.1")
        else:
            show(stage, "question.skip")
            stage.tap("question.skip")
    stage.ask(skip=1)
    show(stage, "question.4")
    stage.tap("question.4")
    stage.ask(wait="thanks.done")
    yield "thanks"


def _trouble(stage, language, access):
    stage.ask(facts=[LONG_DAY, None, None, None])
    stage.ask(go=["attract", "home"])
    stage.tap("home.document")
    yield "services-document"
    stage.ask(sheet=SERVICE)
    yield "service"
    stage.ask(go=["attract", "home"])
    stage.tap("home.suggestion")
    stage.ask(type="Ilaw")
    stage.tap("words.next")
    stage.ask(wait="phone.none")
    stage.tap("phone.none")
    yield "notice-no-number"
    stage.tap("notice.next")
    stage.ask(fail="store")
    stage.tap("review.submit")
    stage.ask(wait="error.done")
    yield "error-not-saved"
    stage.ask(fail="")
    stage.tap("error.again")
    stage.ask(skip=125 * (2 if access.get("more_time") else 1))
    stage.ask(wait="idle.stay")
    yield "idle"
    stage.tap("idle.stay")
    stage.say('{"crash": true}')
    stage.ask(wait="error.done")
    yield "error"


def staff(stage, language):
    """Yield the name of every place of staff mode once we are there."""
    stage.begin(language)
    stage.ask(corner=3.5)
    yield "pin"
    stage.ask(type=OFFICER_PIN)
    stage.tap("staff.pin.submit")
    arrive(stage, "staff")
    yield "front"
    stage.tap("staff.queue")
    arrive(stage, "staff.queue")
    yield "queue"
    stage.tap(next(name for name in stage.ask(names=True)["names"] if name.startswith("staff.case.")))
    arrive(stage, "staff.case")
    yield "case"
    stage.tap("staff.act")
    yield "deeds"
    stage.tap("staff.deed.resolve", "staff.option.fixed")
    yield "choose"
    stage.tap("header.back", "staff.deed.deny")
    yield "write"
    stage.tap("header.back", "header.back", "header.back")
    arrive(stage, "staff.queue")
    for page in ("health", "touch", "courier", "day"):
        stage.tap("header.back", f"staff.{page}")
        arrive(stage, f"staff.{page}")
        yield page
    stage.ask(leave=True)
